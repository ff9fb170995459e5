/** The days behind a cardline as a picture: the whole period, what of it is charged, what goes back. Told in words below it too. */
import type { LinePicture } from '#core/billing/line-picture.ts';
import {
  dayNumber,
  daysBetween,
  earlier,
  later,
  type Period,
  type PlainDate,
  spokenDate,
} from '#core/calendar.ts';
import { counted } from '#core/words.ts';
import { hatching } from './calendar-picture.ts';
import { type Html, html } from './html.ts';

const WIDTH = 500;
const LEFT = 8;
const BAR = { top: 34, height: 22 } as const;
/** More days than these are too narrow to be drawn one by one. */
const MOST_TICKS = 95;

export function linePicture(picture: LinePicture, id: string): Html {
  const { period, wholePeriods, charged, credited, suspended } = picture;
  const spans = [period, ...wholePeriods, ...(charged ? [charged] : []), ...(credited ? [credited] : [])];
  const from = spans.reduce((first, span) => earlier(first, span.from), period.from);
  const to = spans.reduce((last, span) => later(last, span.to), period.to);
  const days = daysBetween(from, to) + 1;
  const wide = (WIDTH - 2 * LEFT) / days;
  const x = (day: PlainDate): number =>
    Math.round((LEFT + (dayNumber(day) - dayNumber(from)) * wide) * 10) / 10;
  const right = (day: PlainDate): number => Math.round((x(day) + wide) * 10) / 10;
  const bar = (span: Period, look: string, fill: Html | '' = ''): Html =>
    html`<rect ${fill}class="${look}" x="${x(span.from)}" y="${BAR.top}" width="${Math.round((right(span.to) - x(span.from)) * 10) / 10}" height="${BAR.height}" rx="1.5"/>`;
  const ticks = days > MOST_TICKS ? [] : Array.from({ length: days - 1 }, (_, index) => index + 1);
  const words = wordsOf(picture);
  return html`
<div class="picture-wrap" tabindex="0" role="region" aria-label="The days of this line">
<svg class="picture" role="img" aria-labelledby="${id}-title" width="${WIDTH}" height="84" viewBox="0 0 ${WIDTH} 84">
<title id="${id}-title">${words.join(' ')}</title>${hatching(id)}
${wholePeriods.map(
  (span) => html`<path class="bracket" d="M${x(span.from) + 1} 28v-5H${right(span.to) - 1}v5"/>`,
)}<text x="${LEFT}" y="13">${counted(wholePeriods.length, 'whole period')} of the plan</text>
${wholePeriods.map((span) => bar(span, 'whole'))}${charged ? bar(charged, 'charged') : bar(period, 'whole')}${suspended.map((span) => bar(span, 'gap'))}${credited ? bar(credited, 'credited', html`fill="url(#${id}-hatch)" `) : ''}
${ticks.map((n) => {
  const at = Math.round((LEFT + n * wide) * 10) / 10;
  return html`<line class="day" x1="${at}" x2="${at}" y1="${BAR.top + BAR.height}" y2="${BAR.top + BAR.height + 4}"/>`;
})}<text x="${LEFT}" y="76">${spokenDate(from)}</text><text x="${WIDTH - LEFT}" y="76" text-anchor="end">${spokenDate(to)}</text>
</svg></div><ul class="small soft">${words.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
}

/** What the picture shows, a sentence for each look. */
function wordsOf({ period, wholePeriods, charged, credited, suspended }: LinePicture): string[] {
  const span = ({ from, to }: Period): string =>
    `${spokenDate(from)} – ${spokenDate(to)} (${counted(daysBetween(from, to) + 1, 'day')})`;
  const isWhole = wholePeriods.length === 1 && wholePeriods[0]?.from === period.from;
  return [
    isWhole
      ? `Bracket: the whole period, ${span(period)}.`
      : `Brackets: whole periods of the plan, ${wholePeriods.map(span).join(', ')}; the period of the line is ${span(period)}.`,
    ...(charged ? [`Full: charged, ${span(charged)}.`] : []),
    ...(credited ? [`Hatched: goes back, ${span(credited)}.`] : []),
    ...suspended.map((one) => `Blank: suspended, ${span(one)}.`),
  ];
}
