/**
 * What a change that is newly known makes of what is billed already (BILL-6 to BILL-9, decision 87): an end that came or was
 * withdrawn, a pause that came, moved or went. Each line is brought to what is used of its period: one credit for what is used no
 * more, one further charge for what is used after all. What was billed is never edited.
 *
 * In a run corrections come before charges: they look at lines of earlier runs only, and what the same run charges goes by the
 * change already. So a year billed day by day and a year billed at its end give each period and service the same sum.
 */
import { dayBefore, type PlainDate } from '../calendar.ts';
import { type Cents, cents, taxOn, ZERO } from '../money.ts';
import { chargeFor, onceLine, type TermToBill } from './bill-term.ts';
import { type PeriodUse, type Presence, presenceOf, priceOf, useOfService } from './charge.ts';
import { type FeeToCharge, onceBoltOnsOf, periodFeesOf } from './fees.ts';
import { boundaryOf, periodNumberOn } from './period-grid.ts';
import type {
  BilledLine,
  ChangedBoltOn,
  ChargeKind,
  DraftLine,
  Pause,
  Stretch,
  Term,
  TermProgress,
} from './terms.ts';

export type TermToCredit = Pick<TermToBill, 'plan' | 'services' | 'term' | 'progress' | 'rules'> & {
  /** The changes of bolt-ons that the run knows of; the services hold these as they are now. */
  readonly changes: readonly ChangedBoltOn[];
  /** The term's lines with their corrections, at least of the periods from `firstChangedDay` on. */
  readonly billed: readonly BilledLine[];
};

export interface CreditedTerm {
  readonly lines: readonly DraftLine[];
  /** With everything settled that is known; the very object that was given when it was settled before. */
  readonly progress: TermProgress;
}

/** Whether an end or a pause is known, or one is known no more, for which lines are still to be corrected: see `creditTerm`. */
export const isUnsettled = (
  term: Pick<Term, 'end' | 'pauses'>,
  progress: Pick<TermProgress, 'settledEnd' | 'settledPauses'>,
): boolean => term.end !== progress.settledEnd || !areAlike(term.pauses, progress.settledPauses);

const areAlike = (some: readonly Stretch[], others: readonly Stretch[]): boolean =>
  some.length === others.length &&
  some.every(({ from, until }, index) => from === others[index]?.from && until === others[index]?.until);

/** The first day that is or is not billed differently from what has been settled; null where none is. */
export function firstChangedDay(
  { term, progress, services }: Pick<TermToCredit, 'term' | 'progress'> & Pick<TermToBill, 'services'>,
  changes: readonly ChangedBoltOn[],
): PlainDate | null {
  const ends = term.end === progress.settledEnd ? [] : [term.end, progress.settledEnd];
  const days = [
    ...ends,
    firstDifference(term.pauses, progress.settledPauses),
    ...changes.map((change) => firstDifference(change.settled, stretchesOf(services, change))),
  ];
  return days.flatMap((day) => day ?? []).sort()[0] ?? null;
}

/** The first day that lies in a stretch of one list and in none of the other. */
function firstDifference(some: readonly Stretch[], others: readonly Stretch[]): PlainDate | null {
  const edges = [...edgesOf(some), ...edgesOf(others)].sort();
  return edges.find((day) => isIn(some, day) !== isIn(others, day)) ?? null;
}

/** The days on which a bolt-on is there now. */
const stretchesOf = (
  services: TermToBill['services'],
  { serviceKey, item }: Pick<ChangedBoltOn, 'serviceKey' | 'item'>,
): readonly Stretch[] =>
  services
    .find(({ key }) => key === serviceKey)
    ?.extras?.find((extra) => extra.kind === 'bolt_on_fee' && extra.item === item)?.stretches ?? [];

/** Brings what is billed to what is known, once. */
export function creditTerm(input: TermToCredit): CreditedTerm {
  const { term, progress, billed, changes } = input;
  if (!isUnsettled(term, progress) && changes.length === 0) return { lines: [], progress };
  return {
    lines: [
      ...billed.flatMap((line) => correctLine(input, line)),
      ...chargeWhatWasUnused(input),
      ...chargeOnce(input),
    ],
    progress: {
      ...progress,
      settledEnd: term.end,
      settledPauses: term.pauses,
      changedBoltOns: progress.changedBoltOns.filter((change) => !changes.includes(change)),
    },
  };
}

/** Setup fees are not credited (BILL-8); usage and products are charged for what was used or bought. */
const ENDS_WITH_SERVICE: ReadonlySet<ChargeKind> = new Set(['access_fee', 'feature_fee', 'bolt_on_fee']);

const NEVER: PeriodUse = { wholes: 0, parts: [], rule: 'by_day' };

function correctLine(input: TermToCredit, line: BilledLine): DraftLine[] {
  const { plan, term, rules } = input;
  const k = periodNumberOn(term.grid, line.periodStart);
  if (k === null || !ENDS_WITH_SERVICE.has(line.kind)) return [];
  if (line.once) return takeBackOnce(input, line);
  const { before, now } = presencesOf(input, line, line.from > line.periodStart ? line.from : null);
  const use = useOf(input, k, now);
  if (isSameUse(use, useOf(input, k, before))) return [];
  const kept = priceOf(use, line.fee, rules.rounding);
  if (kept === line.netAmount) return [];
  const isUnused = use.wholes === 0 && use.parts.length === 0;
  const isCredit = kept < line.netAmount;
  const span = { from: line.periodStart, to: dayBefore(boundaryOf(term.grid, k + 1)) };
  const changed = changedDays(span, before, now) ?? { from: line.from, to: span.to };
  // Where nothing is left of what nobody touched before, all of its days go back.
  const isTakenWhole = isCredit && isUnused && line.revisions === 0;
  return [
    correctionOf(line, {
      kept,
      use,
      from: isTakenWhole ? line.from : changed.from,
      to: isTakenWhole ? line.to : changed.to,
      rule: isCredit ? (isUnused ? 'credit_whole' : 'credit_part') : 'charged_again',
    }),
  ];

  function useOf({ term: { grid } }: TermToCredit, period: number, presence: Presence | null): PeriodUse {
    return presence === null ? NEVER : useOfService(grid, period, presence, plan);
  }
}

/** What is charged once goes back only where it is taken back itself. */
function takeBackOnce({ changes, services }: TermToCredit, line: BilledLine): DraftLine[] {
  const change = changes.find((one) => isOf(one, line));
  if (change === undefined || line.kind !== 'bolt_on_fee' || line.netAmount === 0) return [];
  if (stretchesOf(services, change).some(({ from }) => from === line.from)) return [];
  const { from, to } = line;
  return [correctionOf(line, { kept: ZERO, use: NEVER, from, to, rule: 'credit_whole' })];
}

function correctionOf(
  line: BilledLine,
  {
    kept,
    use,
    from,
    to,
    rule,
  }: {
    /** What the line comes to with the correction. */
    readonly kept: Cents;
    readonly use: PeriodUse;
    readonly from: PlainDate;
    readonly to: PlainDate;
    readonly rule: 'credit_part' | 'credit_whole' | 'charged_again';
  },
): DraftLine {
  const isCredit = rule !== 'charged_again';
  return {
    kind: isCredit ? 'credit' : line.kind,
    credits: isCredit ? line.kind : null,
    serviceKey: line.serviceKey,
    item: line.item,
    periodStart: line.periodStart,
    revision: line.revisions + 1,
    from,
    to,
    amount: cents(kept - line.netAmount),
    tax: cents(taxOn(kept, line.taxRate) - line.netTax),
    taxRate: line.taxRate,
    basis: { fee: line.fee, wholes: use.wholes, parts: use.parts, charged: line.netAmount, rule },
  };
}

/**
 * Periods behind the term of which nothing was used as far as was known, so that no line was written, and something is after
 * all: by the fee of today. What was charged at package level is charged for all services, and the other way round (FEE-3).
 */
function chargeWhatWasUnused(input: TermToCredit): DraftLine[] {
  const { plan, services, term, progress, rules, billed, changes } = input;
  const first = firstChangedDay(input, changes);
  if (first === null) return [];
  const joining = new Set(progress.joining.map(({ serviceKey }) => serviceKey));
  const fees = periodFeesOf(
    plan,
    services.filter(({ key }) => !joining.has(key)),
    term,
  );
  const lines: DraftLine[] = [];
  for (let k = periodNumberOn(term.grid, first) ?? 0; k < progress.nextPeriod; k += 1) {
    if (progress.waiting.includes(k)) continue;
    const periodStart = boundaryOf(term.grid, k);
    const ofPeriod = billed.filter((line) => line.periodStart === periodStart && !line.once);
    for (const fee of fees) {
      if (ofPeriod.some((line) => isInPlaceOf(line, fee))) continue;
      const { before, now } = presencesOf(input, fee, fee.from);
      if (now === null) continue;
      const charge = (presence: Presence) =>
        chargeFor(term, k, fee, { use: useOfService(term.grid, k, presence, plan), presence, rules });
      if (before !== null && charge(before) !== null) continue;
      const line = charge(now);
      if (line !== null) lines.push(line);
    }
  }
  return lines;
}

/** Bolt-ons that are charged once and are new. */
function chargeOnce({ services, changes }: TermToCredit): DraftLine[] {
  if (changes.length === 0) return [];
  return onceBoltOnsOf(services).flatMap((fee) => {
    const change = changes.find((one) => isOf(one, fee));
    if (change === undefined) return [];
    const added = (fee.stretches ?? []).filter(
      ({ from }) => !change.settled.some((one) => one.from === from),
    );
    return added.flatMap(({ from }) => onceLine(fee, from, from) ?? []);
  });
}

const isOf = ({ serviceKey, item }: ChangedBoltOn, line: Pick<BilledLine, 'serviceKey' | 'item'>): boolean =>
  serviceKey === line.serviceKey && item === line.item;

/** Whether a line is that fee's, or takes its place at the other level. */
const isInPlaceOf = (
  line: Pick<BilledLine, 'kind' | 'serviceKey' | 'item'>,
  fee: Pick<FeeToCharge, 'kind' | 'serviceKey' | 'item'>,
): boolean =>
  line.kind === fee.kind &&
  line.item === fee.item &&
  (line.serviceKey === fee.serviceKey || line.serviceKey === null || fee.serviceKey === null);

/** When something was there as far as was settled, and when it is; null: never. */
function presencesOf(
  { term, progress, services, changes }: TermToCredit,
  what: Pick<FeeToCharge, 'kind' | 'serviceKey' | 'item'>,
  from: PlainDate | null,
): { readonly before: Presence | null; readonly now: Presence | null } {
  const settled = { grid: term.grid, end: progress.settledEnd, pauses: progress.settledPauses };
  if (what.kind !== 'bolt_on_fee' || what.serviceKey === null || what.item === null)
    return { before: presenceOf(settled, from, null), now: presenceOf(term, from, null) };
  const serviceFrom = services.find(({ key }) => key === what.serviceKey)?.from ?? null;
  const stretches = stretchesOf(services, { serviceKey: what.serviceKey, item: what.item });
  const change = changes.find((one) => isOf(one, what));
  return {
    before: presenceOf(settled, serviceFrom, change?.settled ?? stretches),
    now: presenceOf(term, serviceFrom, stretches),
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
function changedDays(span: Days, before: Presence | null, now: Presence | null): Days | null {
  const edges = [...edgesOfPresence(before), ...edgesOfPresence(now), span.from]
    .filter((day) => day >= span.from && day <= span.to)
    .sort();
  const changed = edges.filter((day) => isServedOn(before, day) !== isServedOn(now, day));
  const [first, last] = [changed[0], changed.at(-1)];
  if (first === undefined || last === undefined) return null;
  const next = edges.find((day) => day > last);
  return { from: first, to: next === undefined ? span.to : dayBefore(next) };
}

/** The days on which service begins or ends. */
const edgesOfPresence = (presence: Presence | null): PlainDate[] =>
  presence === null
    ? []
    : [...[presence.from, presence.end].flatMap((day) => day ?? []), ...edgesOf(presence.pauses)];

const edgesOf = (stretches: readonly Stretch[]): PlainDate[] =>
  stretches.flatMap(({ from, until }) => (until === null ? [from] : [from, until]));

const isServedOn = (presence: Presence | null, day: PlainDate): boolean =>
  presence !== null &&
  (presence.from === null || day >= presence.from) &&
  (presence.end === null || day < presence.end) &&
  !isIn(presence.pauses, day);

const isIn = (stretches: readonly Pause[], day: PlainDate): boolean =>
  stretches.some(({ from, until }) => from <= day && (until === null || day < until));
