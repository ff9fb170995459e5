/**
 * What a change that is newly known makes of what is billed already (BILL-6 to BILL-9, decision 87): an end that came or was
 * withdrawn, a pause that came, moved or went. Each line is brought to what is used of its period: one credit for what is used no
 * more, one further charge for what is used after all. What was billed is never edited.
 *
 * In a run corrections come before charges: they look at lines of earlier runs only, and what the same run charges goes by the
 * change already. So a year billed day by day and a year billed at its end give each period and service the same sum.
 */
import { dayBefore, type PlainDate } from '../calendar.ts';
import { cents, taxOn } from '../money.ts';
import { chargeFor, type TermToBill } from './bill-term.ts';
import { type PeriodUse, type Presence, priceOf, useOfService } from './charge.ts';
import { recurringFeesOf } from './fees.ts';
import { boundaryOf, periodNumberOn } from './period-grid.ts';
import type { BilledLine, ChargeKind, DraftLine, Pause, Term, TermProgress } from './terms.ts';

export type TermToCredit = Pick<TermToBill, 'plan' | 'services' | 'term' | 'progress' | 'rules'> & {
  /** The term's lines with their corrections, at least of the periods from `firstChangedDay` on. */
  readonly billed: readonly BilledLine[];
};

export interface CreditedTerm {
  readonly lines: readonly DraftLine[];
  /** With end and pauses settled; the very object that was given when they were settled before. */
  readonly progress: TermProgress;
}

/** Whether an end or a pause is known, or one is known no more, for which lines are still to be corrected: see `creditTerm`. */
export const isUnsettled = (
  term: Pick<Term, 'end' | 'pauses'>,
  progress: Pick<TermProgress, 'settledEnd' | 'settledPauses'>,
): boolean => term.end !== progress.settledEnd || !arePausesAlike(term.pauses, progress.settledPauses);

const arePausesAlike = (some: readonly Pause[], others: readonly Pause[]): boolean =>
  some.length === others.length &&
  some.every(({ from, until }, index) => from === others[index]?.from && until === others[index]?.until);

/** The first day that is or is not billed differently from what has been settled; null where none is. */
export function firstChangedDay(
  term: Pick<Term, 'end' | 'pauses'>,
  { settledEnd, settledPauses }: Pick<TermProgress, 'settledEnd' | 'settledPauses'>,
): PlainDate | null {
  const days: PlainDate[] = [];
  if (term.end !== settledEnd) for (const end of [term.end, settledEnd]) if (end !== null) days.push(end);
  for (const [some, others] of [
    [term.pauses, settledPauses],
    [settledPauses, term.pauses],
  ] as const)
    for (const pause of some) {
      const other = others.find(({ from }) => from === pause.from);
      if (other === undefined) days.push(pause.from);
      else if (other.until !== pause.until && pause.until !== null) days.push(pause.until);
    }
  return days.sort()[0] ?? null;
}

/** Brings what is billed to what is known, once. */
export function creditTerm(input: TermToCredit): CreditedTerm {
  const { term, progress, billed } = input;
  if (!isUnsettled(term, progress)) return { lines: [], progress };
  return {
    lines: [...billed.flatMap((line) => correctLine(input, line)), ...chargeWhatWasUnused(input)],
    progress: { ...progress, settledEnd: term.end, settledPauses: term.pauses },
  };
}

/** Setup fees are not credited (BILL-8); usage and products are charged for what was used or bought. */
const ENDS_WITH_SERVICE: ReadonlySet<ChargeKind> = new Set(['access_fee', 'feature_fee', 'bolt_on_fee']);

function correctLine(input: TermToCredit, line: BilledLine): DraftLine[] {
  const { plan, term, rules } = input;
  const k = periodNumberOn(term.grid, line.periodStart);
  if (k === null || !ENDS_WITH_SERVICE.has(line.kind)) return [];
  const { before, now } = presencesOf(input, line.from > line.periodStart ? line.from : null);
  const use = useOfService(term.grid, k, now, plan);
  if (isSameUse(use, useOfService(term.grid, k, before, plan))) return [];
  const kept = priceOf(use, line.fee, rules.rounding);
  if (kept === line.netAmount) return [];
  const isCredit = kept < line.netAmount;
  const span = { from: line.from, to: dayBefore(boundaryOf(term.grid, k + 1)) };
  const changed = changedDays(span, before, now) ?? span;
  const isUnused = use.wholes === 0 && use.parts.length === 0;
  return [
    {
      kind: isCredit ? 'credit' : line.kind,
      credits: isCredit ? line.kind : null,
      serviceKey: line.serviceKey,
      periodStart: line.periodStart,
      revision: line.revisions + 1,
      from: changed.from,
      // Where nothing is left of what nobody touched before, all of its days go back.
      to: isCredit && isUnused && line.revisions === 0 ? line.to : changed.to,
      amount: cents(kept - line.netAmount),
      tax: cents(taxOn(kept, line.taxRate) - line.netTax),
      taxRate: line.taxRate,
      basis: {
        fee: line.fee,
        wholes: use.wholes,
        parts: use.parts,
        charged: line.netAmount,
        rule: isCredit ? (isUnused ? 'credit_whole' : 'credit_part') : 'charged_again',
      },
    },
  ];
}

/**
 * Periods behind the term of which nothing was used as far as was known, so that no line was written, and something is after
 * all: by the fee of today. What was charged at package level is charged for all services, and the other way round (FEE-3).
 */
function chargeWhatWasUnused(input: TermToCredit): DraftLine[] {
  const { plan, services, term, progress, rules, billed } = input;
  const first = firstChangedDay(term, progress);
  if (first === null) return [];
  const joining = new Set(progress.joining.map(({ serviceKey }) => serviceKey));
  const fees = recurringFeesOf(
    plan,
    services.filter(({ key }) => !joining.has(key)),
    term,
  );
  const lines: DraftLine[] = [];
  for (let k = Math.max(0, periodNumberOn(term.grid, first) ?? 0); k < progress.nextPeriod; k += 1) {
    if (progress.waiting.includes(k)) continue;
    const periodStart = boundaryOf(term.grid, k);
    const ofPeriod = billed.filter((line) => line.periodStart === periodStart);
    for (const fee of fees) {
      if (ofPeriod.some((line) => isInPlaceOf(line, fee))) continue;
      const { before, now } = presencesOf(input, fee.from);
      if (priceOf(useOfService(term.grid, k, before, plan), fee.fee, rules.rounding) !== 0) continue;
      const line = chargeFor(term, k, fee, useOfService(term.grid, k, now, plan), rules);
      if (line !== null) lines.push(line);
    }
  }
  return lines;
}

/** Whether a line is that fee's, or takes its place at the other level. */
const isInPlaceOf = (
  line: Pick<BilledLine, 'kind' | 'serviceKey'>,
  fee: Pick<BilledLine, 'kind' | 'serviceKey'>,
): boolean =>
  line.kind === fee.kind &&
  (line.serviceKey === fee.serviceKey || line.serviceKey === null || fee.serviceKey === null);

function presencesOf(
  { term, progress }: Pick<TermToCredit, 'term' | 'progress'>,
  from: PlainDate | null,
): { readonly before: Presence; readonly now: Presence } {
  return {
    before: { from, end: progress.settledEnd, pauses: progress.settledPauses },
    now: { from, end: term.end, pauses: term.pauses },
  };
}

const isSameUse = (some: PeriodUse, other: PeriodUse): boolean =>
  some.wholes === other.wholes &&
  some.parts.length === other.parts.length &&
  some.parts.every(
    ({ days, ofDays }, index) => days === other.parts[index]?.days && ofDays === other.parts[index]?.ofDays,
  );

interface Days {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** From the first to the last of some days that were billed by what was known before and are not now, or the other way round. */
function changedDays(span: Days, before: Presence, now: Presence): Days | null {
  const edges = [...edgesOf(before), ...edgesOf(now), span.from]
    .filter((day) => day >= span.from && day <= span.to)
    .sort();
  const changed = edges.filter((day) => isServedOn(before, day) !== isServedOn(now, day));
  const [first, last] = [changed[0], changed.at(-1)];
  if (first === undefined || last === undefined) return null;
  const next = edges.find((day) => day > last);
  return { from: first, to: next === undefined ? span.to : dayBefore(next) };
}

/** The days on which service begins or ends. */
const edgesOf = ({ end, pauses }: Presence): PlainDate[] => [
  ...(end === null ? [] : [end]),
  ...pauses.flatMap(({ from, until }) => (until === null ? [from] : [from, until])),
];

const isServedOn = ({ end, pauses }: Presence, day: PlainDate): boolean =>
  (end === null || day < end) &&
  !pauses.some(({ from, until }) => from <= day && (until === null || day < until));
