/**
 * A plan's calendar as a picture and as a table. The picture is drawn by the server and needs neither script nor colour: what is
 * charged is full, what went back is hatched, what nobody billed yet is dashed, and each line has its day as a diamond.
 */
import type { BillingCalendar, CalendarRow, MadeLines } from '#core/billing/billing-calendar.ts';
import type { PlacedLine } from '#core/billing/simulate.ts';
import {
  addMonths,
  dayNumber,
  earlier,
  later,
  monthOf,
  type Period,
  type PlainDate,
  spokenDate,
  yearOf,
} from '#core/calendar.ts';
import { counted } from '#core/words.ts';
import type { Piece } from './blocks.ts';
import { kindText } from './cardlines.ts';
import { day, money, period, unbroken } from './formats.ts';
import { type Html, html } from './html.ts';
import { empty, table } from './table.ts';

const DAY_WIDTH = 1.25;
const LEFT = 10;
const RIGHT = 16;
const HEAD = 50;
const ROW = 40;
const BAR = { top: 19, height: 13 } as const;
/** What a letter takes at most on average: near the right edge a row's words begin earlier, so that they end in the picture. */
const LETTER = 6.1;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

interface Canvas {
  readonly calendar: BillingCalendar;
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Where a day begins. */
  readonly x: (day: PlainDate) => number;
}

export function calendarPicture(calendar: BillingCalendar, id: string): Html {
  const { axis, rows } = calendar;
  const first = dayNumber(axis.from);
  const x = (day: PlainDate): number => Math.round((LEFT + (dayNumber(day) - first) * DAY_WIDTH) * 10) / 10;
  const canvas: Canvas = {
    calendar,
    id,
    x,
    width: Math.ceil(x(axis.to) + DAY_WIDTH + RIGHT),
    height: HEAD + rows.length * ROW + 8,
  };
  return html`
<div class="picture-wrap" tabindex="0" role="region" aria-label="Calendar of the cardlines">
<svg class="picture" role="img" aria-labelledby="${id}-title ${id}-about" width="${canvas.width}" height="${canvas.height}" viewBox="0 0 ${canvas.width} ${canvas.height}">
<title id="${id}-title">Calendar of the cardlines</title><desc id="${id}-about">${summary(calendar)} The table below says the same, line by line.</desc>
${hatching(id)}${months(canvas)}${invoices(canvas)}${batches(canvas)}${marks(canvas)}${rows.map((row, index) => rowPicture(canvas, row, index))}
</svg></div>${legend(calendar, id)}`;
}

/** What comes of it, in a sentence. */
export function summary({ rows, total }: BillingCalendar): string {
  const days = new Set(rows.flatMap(({ made }) => made.map(({ on }) => on)));
  return `${counted(rows.length, 'period')}, ${counted(total.lines, 'cardline')} made on ${counted(days.size, 'day')}, ${money(total.amount)} ex tax.`;
}

/** What went back is hatched, whatever its colour. */
export const hatching = (id: string): Html => html`
<defs><pattern id="${id}-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="5" height="5"/><line class="hatch-line" x1="0" y1="0" x2="0" y2="5"/></pattern></defs>`;

const months = ({ calendar: { axis }, x, height, width }: Canvas): Html[] => {
  const drawn: Html[] = [];
  for (let month = axis.from; month <= axis.to; month = addMonths(month, 1)) {
    const at = x(month);
    const isYear = monthOf(month) === 1 || month === axis.from;
    drawn.push(
      html`<line class="month${isYear ? ' year' : ''}" x1="${at}" x2="${at}" y1="${isYear ? 4 : 18}" y2="${height}"/>`,
    );
    if (isYear) drawn.push(html`<text class="year-name" x="${at + 3}" y="13">${yearOf(month)}</text>`);
    drawn.push(html`<text class="month-name" x="${at + 3}" y="28">${MONTHS[monthOf(month) - 1]}</text>`);
  }
  drawn.push(html`<line class="month" x1="0" x2="${width}" y1="33" y2="33"/>`);
  return drawn;
};

const invoices = ({ calendar: { invoiceBoundaries }, x, height }: Canvas): Html[] =>
  invoiceBoundaries.map(
    (on) =>
      html`<line class="invoice" x1="${x(on)}" x2="${x(on)}" y1="33" y2="${height}"><title>An invoice period begins on ${spokenDate(on)}</title></line>`,
  );

const isShown = ({ calendar: { axis } }: Canvas, on: PlainDate): boolean => on >= axis.from && on <= axis.to;
const barMiddle = (index: number): number => HEAD + index * ROW + BAR.top + BAR.height / 2;

/** Lines of several periods that one run made hang on one thread: how much is billed at once. */
function batches(canvas: Canvas): Html[] {
  const { rows } = canvas.calendar;
  const days = new Map<PlainDate, number[]>();
  rows.forEach(({ made }, index) => {
    for (const { on } of made) days.set(on, [...(days.get(on) ?? []), index]);
  });
  return [...days]
    .filter(([on, places]) => places.length > 1 && isShown(canvas, on))
    .map(([on, places]) => {
      const [top, bottom] = [Math.min(...places), Math.max(...places)].map(barMiddle);
      return html`<line class="batch" x1="${canvas.x(on)}" x2="${canvas.x(on)}" y1="${top}" y2="${bottom}"/>`;
    });
}

function rowPicture(canvas: Canvas, row: CalendarRow, index: number): Html {
  const top = HEAD + index * ROW;
  const { axis, terms } = canvas.calendar;
  const from = canvas.x(later(row.period.from, axis.from));
  const isBeyond = row.period.from > axis.to;
  const words = `${rowWords(row, terms.length > 1)}${isBeyond ? ' →' : ''}`;
  const at = Math.max(LEFT, Math.min(from, canvas.width - RIGHT - words.length * LETTER));
  return html`
<g><title>${words}</title>${isBeyond ? '' : bars(canvas, row, top)}${isBeyond ? '' : leader(canvas, row, top)}${row.made.map((made) => diamond(canvas, made, top))}
<text x="${Math.round(at)}" y="${top + 13}">${words}</text></g>`;
}

const endOf = (canvas: Canvas, { to }: Period): number =>
  canvas.x(earlier(to, canvas.calendar.axis.to)) + DAY_WIDTH;

/** "1 May 2026 – 31 Jul 2026: 90.00 made 1 Apr 2026" */
export function rowWords(
  { period: { from, to }, used, made, packagePlan }: CalendarRow,
  named: boolean,
): string {
  const cut = used !== null && used.to < to ? ` (used to ${spokenDate(used.to)})` : '';
  const what = made.map(({ on, charged, credited }) => {
    const amounts = [
      ...(charged > 0 ? [money(charged)] : []),
      ...(credited < 0 ? [`credit ${money(credited)}`] : []),
    ];
    return `${amounts.join(', ')} on ${spokenDate(on)}`;
  });
  return `${named ? `${packagePlan}, ` : ''}${spokenDate(from)} – ${spokenDate(to)}${cut}: ${what.join('; ') || 'nothing billed yet'}`;
}

function bars(canvas: Canvas, { period: whole, charged, credited }: CalendarRow, top: number): Piece {
  const { axis } = canvas.calendar;
  const box = (span: Period, look: string): Html | '' => {
    if (span.from > axis.to || span.to < axis.from) return '';
    const from = canvas.x(later(span.from, axis.from));
    const width = Math.round((endOf(canvas, span) - from) * 10) / 10;
    return html`<rect ${look === 'credited' ? html`fill="url(#${canvas.id}-hatch)" ` : ''}class="${look}" x="${from}" y="${top + BAR.top}" width="${width}" height="${BAR.height}" rx="1.5"/>`;
  };
  return [
    box(whole, 'whole'),
    ...charged.map((span) => box(span, 'charged')),
    ...credited.map((span) => box(span, 'credited')),
  ].filter((one) => one !== '');
}

/**
 * From the day that the period falls due on to its beginning: dotted for the months that it is billed early (M), drawn out for
 * the periods that it goes along with (P).
 */
function leader(canvas: Canvas, { dueOn, dueWith, period: { from } }: CalendarRow, top: number): Html | '' {
  if (!canvas.calendar.isInAdvance || dueOn >= from) return '';
  const { axis } = canvas.calendar;
  const y = top + BAR.top + BAR.height / 2;
  const piece = (look: string, start: PlainDate, end: PlainDate, letter: string): Html | '' => {
    const [a, b] = [later(start, axis.from), earlier(end, axis.to)].map(canvas.x);
    if (a === undefined || b === undefined || b - a < 2) return '';
    return html`<line class="${look}" x1="${a}" x2="${b}" y1="${y}" y2="${y}"/>${
      b - a > 20
        ? html`<text class="letter" x="${(a + b) / 2}" y="${y + 3.5}" text-anchor="middle">${letter}</text>`
        : ''
    }`;
  };
  return html`${piece('early', dueOn, dueWith, 'M')}${piece('along', dueWith, from, 'P')}`;
}

const diamond = (canvas: Canvas, { on, charged }: MadeLines, top: number): Html | '' => {
  if (!isShown(canvas, on)) return '';
  const [x, y] = [canvas.x(on), top + BAR.top + BAR.height / 2];
  return html`<path class="${charged > 0 ? 'made' : 'made back'}" d="M${x} ${y - 6}l6 6-6 6-6-6z"/>`;
};

/** Room that a mark's name takes beside its line. */
const MARK_NAME = 64;

/** Drawn below the rows, so that no line runs through their words. */
function marks(canvas: Canvas): Html[] {
  const { today, terms } = canvas.calendar;
  const ends = terms.flatMap(({ end, endedBy }) =>
    end === null ? [] : [{ on: end, name: endedBy === 'migration' ? 'migrates' : 'no service' }],
  );
  // All terms have the same.
  const pauses = (terms[0]?.pauses ?? []).flatMap(({ from, until }) => [
    { on: from, name: 'suspended' },
    ...(until === null ? [] : [{ on: until, name: 'resumed' }]),
  ]);
  return [{ on: today, name: 'today' }, ...pauses, ...ends]
    .filter(({ on }) => isShown(canvas, on))
    .map(({ on, name }) => ({ name, at: canvas.x(on) }))
    .sort((a, b) => a.at - b.at)
    .map(({ name, at }, place, all) => {
      const next = all[place + 1]?.at ?? canvas.width;
      // Where the next one stands close by, the name stands on the other side; that of a suspension before its days anyway.
      const isRight = at > MARK_NAME && (next - at < MARK_NAME || name === 'suspended');
      return html`<g class="mark${name === 'today' ? ' today' : ''}"><line x1="${at}" x2="${at}" y1="34" y2="${canvas.height}"/><text x="${isRight ? at - 4 : at + 4}" y="45"${isRight ? html` text-anchor="end"` : ''}>${name}</text></g>`;
    });
}

/** How to read it: each look beside its words. */
function legend({ isInAdvance, rows, terms }: BillingCalendar, id: string): Html {
  const isSuspended = terms.some(({ pauses }) => pauses.length > 0);
  const sample = (drawn: Html): Html =>
    html`<svg class="picture sample" width="34" height="16" viewBox="0 0 34 16" aria-hidden="true">${drawn}</svg>`;
  const box = (look: string): Html =>
    html`<rect class="${look}"${look === 'credited' ? html` fill="url(#${id}-hatch)"` : ''} x="1" y="2" width="32" height="12" rx="1.5"/>`;
  const entries: readonly (readonly [Html, string, boolean])[] = [
    [html`<path class="made" d="M17 2l6 6-6 6-6-6z"/>`, 'The day on which the line is made', true],
    [box('charged'), 'Days charged', true],
    [box('whole'), isSuspended ? 'Not billed yet, or suspended' : 'Not billed yet', true],
    [box('credited'), 'Charged and credited', rows.some(({ credited }) => credited.length > 0)],
    [
      html`<path class="made back" d="M17 2l6 6-6 6-6-6z"/>`,
      'The day of a credit',
      rows.some(({ made }) => made.some(({ charged }) => charged === 0)),
    ],
    [
      html`<line class="early" x1="1" x2="33" y1="8" y2="8"/><text class="letter" x="17" y="11.5" text-anchor="middle">M</text>`,
      'Bill Months in Advance: how early',
      isInAdvance && rows.some((row) => row.dueOn < row.dueWith),
    ],
    [
      html`<line class="along" x1="1" x2="33" y1="8" y2="8"/><text class="letter" x="17" y="11.5" text-anchor="middle">P</text>`,
      'Periods in Advance: billed along with an earlier period',
      isInAdvance && rows.some((row) => row.dueWith < row.period.from),
    ],
    [html`<line class="batch" x1="17" x2="17" y1="0" y2="16"/>`, 'Made by one run', true],
    [html`<line class="invoice" x1="17" x2="17" y1="0" y2="16"/>`, 'An invoice period begins', true],
    [
      html`<g class="mark"><line x1="17" x2="17" y1="0" y2="16"/></g>`,
      isSuspended ? 'Today, an end or a suspension' : 'Today, or an end',
      terms.length > 0,
    ],
  ];
  return html`<ul class="legend">${entries
    .filter(([, , applies]) => applies)
    .map(([drawn, words]) => html`<li>${sample(drawn)}<span>${words}</span></li>`)}</ul>`;
}

interface TableRow {
  readonly row: CalendarRow;
  readonly placed: PlacedLine | null;
}

/** The same, line by line. */
export function calendarTable({ rows, terms }: BillingCalendar): Html {
  const entries = rows.flatMap((row): TableRow[] => {
    const lines = row.made.flatMap(({ lines }) => lines);
    return lines.length === 0 ? [{ row, placed: null }] : lines.map((placed) => ({ row, placed }));
  });
  if (entries.length === 0)
    return empty('No periods', 'Nothing begins in these months: choose an earlier start or more months.');
  const what = ({ row, placed }: TableRow): Piece => {
    if (placed === null) return html`<span class="soft">Nothing billed yet</span>`;
    const { line, cardline } = placed;
    const of = [
      ...(terms.length > 1 ? [row.packagePlan] : []),
      ...(cardline.service ? [cardline.service] : []),
      ...(cardline.item ? [cardline.item] : []),
    ];
    return html`${kindText(line)}${of.length > 0 ? html`<span class="sub">${of.join(' · ')}</span>` : ''}`;
  };
  return table({
    label: 'Cardlines of the calendar',
    rows: entries,
    columns: [
      { head: 'Period', kind: 'row', cell: ({ row }) => period(row.period.from, row.period.to) },
      { head: 'Made on', cell: ({ placed }) => (placed === null ? '' : day(placed.cardline.generatedOn)) },
      { head: 'Line', cell: what },
      {
        head: 'How it comes about',
        cell: ({ placed }) =>
          html`<span class="small">${placed === null ? '' : unbroken(placed.cardline.explanation.text)}</span>`,
      },
      {
        head: 'Amount',
        kind: 'number',
        cell: ({ placed }) => (placed === null ? '' : money(placed.line.amount)),
      },
      { head: 'Tax', kind: 'number', cell: ({ placed }) => (placed === null ? '' : money(placed.line.tax)) },
    ],
  });
}
