/**
 * Every cardline explains itself (BILL-12): which fee, how much of which period, why on that day, by which rules. Worked out
 * from the line, its plan and its term whenever somebody asks, so that no text is stored with a million lines.
 */
import {
  addDays,
  daysBetween,
  earlier,
  later,
  type Period,
  type PlainDate,
  spokenDate,
} from '../calendar.ts';
import { cents, formatCents } from '../money.ts';
import { counted } from '../words.ts';
import { useOfPeriod } from './charge.ts';
import { mayCarryOwnFee } from './fees.ts';
import {
  boundaryOf,
  dueOn,
  dueWith,
  type PlacedPeriod,
  periodAt,
  periodNumberOn,
  periodSince,
} from './period-grid.ts';
import { sayTax } from './say-tax.ts';
import type { BillingPlan, BillingRules, ChargeKind, DayPart, DraftLine, Term } from './terms.ts';

export interface LineToExplain {
  /** As in the catalogue version that the line was made with */
  readonly plan: BillingPlan;
  readonly line: DraftLine;
  readonly term: Term;
  /** Of a line of a service that became active after the package (PROV-2); otherwise null. */
  readonly joined: ServiceJoined | null;
  readonly rules: BillingRules;
  /** The day of the run that made it */
  readonly generatedOn: PlainDate;
  /** What ended the term, where it has an end */
  readonly endedBy: 'cancellation' | 'migration' | null;
}

export interface ServiceJoined {
  /** Its activation date */
  readonly from: PlainDate;
  /** The day on which that was entered; null: it is not kept. */
  readonly knownFrom: PlainDate | null;
}

export interface Explanation {
  /** Ids of the rules that gave amount and day */
  readonly rules: readonly string[];
  readonly text: string;
  /** Days that the line covers; null for a fee that is charged once */
  readonly days: number | null;
  /** Days of the whole period or periods of L months that they belong to */
  readonly ofDays: number | null;
  readonly fee: string;
  /** Whole fees in what is charged, or in what stays charged after a credit */
  readonly wholePeriods: number;
  /** Parts of a fee in it, by day */
  readonly parts: readonly DayPart[];
}

export function explainLine(given: LineToExplain): Explanation {
  const input = withOwnDays(given);
  const { line } = input;
  const sentences =
    line.basis.rule === 'setup'
      ? [...sayOnce(input), sayTax(line)]
      : line.kind === 'credit'
        ? [...sayCredit(input), sayTax(line)]
        : line.basis.rule === 'charged_again'
          ? [...sayChargedAgain(input), sayTax(line)]
          : [...sayCharge(input), sayTax(line), ...sayWhyThatDay(input)];
  const { days, ofDays } = daysOf(input);
  return {
    rules: rulesOf(input),
    text: sentences.join(' '),
    days,
    ofDays,
    fee: formatCents(line.basis.fee),
    wholePeriods: line.basis.wholes,
    parts: line.basis.parts,
  };
}

/** A bolt-on joins a period on its own day as a service does. */
const withOwnDays = (input: LineToExplain): LineToExplain =>
  isBoltOn(input.line) && input.line.from > input.line.periodStart && input.line.kind !== 'credit'
    ? { ...input, joined: { from: input.line.from, knownFrom: null } }
    : input;

const isBoltOn = (line: DraftLine): boolean => kindCharged(line) === 'bolt_on_fee';

const FEE_NAMES: Record<ChargeKind, string> = {
  setup_fee: 'Setup fee',
  access_fee: 'Access fee',
  feature_fee: 'Service feature fee',
  bolt_on_fee: 'Bolt-on fee',
  usage: 'Usage',
  product: 'Product',
};

const span = (from: PlainDate, to: PlainDate): string =>
  from === to ? spokenDate(from) : `${spokenDate(from)} – ${spokenDate(to)}`;

// ---- what is charged

function sayOnce(input: LineToExplain): string[] {
  const { line, joined, generatedOn } = input;
  const known = knownFromOf(input);
  if (line.kind === 'bolt_on_fee')
    return [`Bolt-on fee of ${formatCents(line.basis.fee)}, charged once for ${spokenDate(line.from)}.`];
  const when =
    joined === null
      ? `when the subscription is created (${spokenDate(known)})`
      : `when the service is activated (from ${spokenDate(joined.from)}, known from ${spokenDate(known)} on)`;
  return [
    `${FEE_NAMES[kindCharged(line)]} of ${formatCents(line.basis.fee)}, charged once ${when}.`,
    ...sayLateRun(known, generatedOn),
  ];
}

/** BILL-1: the day from which a run may bill it at all. */
const knownFromOf = ({ term, joined }: LineToExplain): PlainDate =>
  later(term.knownFrom, joined?.knownFrom ?? term.knownFrom);

function sayCharge(input: LineToExplain): string[] {
  const { line, term } = input;
  const sentences = [
    `${FEE_NAMES[kindCharged(line)]} for ${span(line.from, line.to)}: ${arithmetic(input)}.`,
  ];
  if (hasJust(input))
    sentences.push(
      `The ${isBoltOn(line) ? 'bolt-on is there' : 'service is active'} from ${spokenDate(line.from)} on.`,
    );
  sentences.push(...sayPauses(input));
  const whole = wholePeriodOfLeadingPart(input);
  if (whole !== null) sentences.push(`The whole period that this is a part of runs ${whole}.`);
  if (isCut(input))
    sentences.push(
      `${sayEnding(input, addDays(line.to, 1))}, so ${spokenDate(line.to)} is its last day of service.`,
    );
  return term.chargesSetup || line.periodStart !== term.grid.start
    ? sentences
    : [...sentences, 'The plan starts here by migration.'];
}

/** The days of the line on which the subscription is suspended (decision 87). */
function sayPauses(input: LineToExplain): string[] {
  const isByDay = input.line.basis.rule === 'by_day';
  return pausedIn(input).map(
    ({ from, to }) =>
      `It is suspended ${span(from, to)}: ${isByDay ? 'these days are not charged' : 'since pro rata is off the period costs as much all the same'}.`,
  );
}

/** The stretches of a charge's days that are pauses. */
export const pausedIn = ({ line, term }: Pick<LineToExplain, 'line' | 'term'>): Period[] =>
  line.kind === 'credit'
    ? []
    : term.pauses.flatMap(({ from, until }) => {
        const days = {
          from: later(from, line.from),
          to: until === null ? line.to : earlier(line.to, addDays(until, -1)),
        };
        return days.from <= days.to ? [days] : [];
      });

/** "17 of 31 days of 49.95 = 27.39" */
function arithmetic({ line, rules }: LineToExplain): string {
  const { fee, wholes, rule } = line.basis;
  const amount = formatCents(line.amount);
  const price = formatCents(fee);
  if (rule === 'full_fee')
    return wholes === 1
      ? `the full fee of ${price}, since pro rata is off`
      : `${wholes} full fees of ${price}, one for each whole period begun since pro rata is off = ${amount}`;
  if (line.basis.parts.length === 0)
    return wholes === 1
      ? `one whole period, ${price}`
      : `${counted(wholes, 'whole period')} of ${price} = ${amount}`;
  return `${shareInWords(line.basis)} of ${price} = ${amount}${rules.rounding === 'up' ? ', rounded up' : ''}`;
}

/** "2 whole periods and 5 of 31 days" */
function shareInWords({ wholes, parts }: Pick<DraftLine['basis'], 'wholes' | 'parts'>): string {
  const shares = parts.map(({ days, ofDays }) => `${days} of ${ofDays} days`);
  return (wholes > 0 ? [counted(wholes, 'whole period'), ...shares] : shares).join(' and ');
}

/** Where the first period is short, or longer than whole periods: the one that its leading part would have been (BILL-7). */
function wholePeriodOfLeadingPart(input: LineToExplain): string | null {
  const { grid, k } = placeOf(input);
  if (k !== 0 || input.line.basis.rule !== 'by_day') return null;
  const [leading] = useOfPeriod(grid, 0, null, { proRata: true }).parts;
  if (leading === undefined) return null;
  const until = addDays(grid.start, leading.days);
  return span(addDays(until, -leading.ofDays), addDays(until, -1));
}

/** Whether the line is for the service's first period, in the middle of one of the term's. */
const hasJust = ({ line, joined }: LineToExplain): boolean =>
  joined !== null && joined.from > line.periodStart && line.kind !== 'credit';

const isCut = ({ line, term }: LineToExplain): boolean =>
  line.to < periodAt(term.grid, numberOf(line, term)).to;

const sayEnding = ({ line, term, endedBy }: LineToExplain, end: PlainDate): string =>
  isBoltOn(line) && end !== term.end
    ? `The bolt-on ends: ${spokenDate(end)} is its first day without`
    : endedBy === 'migration'
      ? `Another plan takes over on ${spokenDate(end)}`
      : `The service is cancelled from ${spokenDate(end)} on`;

// ---- what goes back

function sayCredit(input: LineToExplain): string[] {
  const { line, term } = input;
  const { basis } = line;
  const { grid, k } = placeOf(input);
  const end = basis.rule === 'credit_part' ? line.from : (term.end ?? line.from);
  const charged = formatCents(basis.charged ?? cents(0));
  const kept = formatCents(cents((basis.charged ?? 0) + line.amount));
  const back = formatCents(cents(-line.amount));
  const opening = `Credit for ${span(line.from, line.to)}: ${isForPause(input) ? 'it is suspended for these days' : lowered(sayEnding(input, end))}.`;
  const before = `${charged} was charged for the period from ${spokenDate(boundaryOf(grid, k))}${sayCorrectedBefore(line)}`;
  return basis.rule === 'credit_whole'
    ? [
        opening,
        `${before}, ${isForPause(input) ? 'of which no day is left with service' : 'which lies wholly after the service'}: all of it goes back.`,
      ]
    : [
        opening,
        `${before}, and ${shareInWords(basis)} of ${formatCents(basis.fee)} = ${kept} were used: ${charged} − ${kept} = ${back} goes back.`,
      ];
}

const sayCorrectedBefore = ({ revision }: DraftLine): string =>
  revision > 1 ? ' after the corrections before this one' : '';

/** Whether a credit is for a suspension, not for an end: its first day is one of a pause. */
const isForPause = ({ line, term }: LineToExplain): boolean =>
  (term.end === null || line.from < term.end) &&
  term.pauses.some(
    ({ from, until }) => from <= line.from && (until === null || line.from < until) && line.from <= line.to,
  );

/** A cancellation, migration or suspension that was taken back: the days that it had cut off are charged after all. */
function sayChargedAgain(input: LineToExplain): string[] {
  const { line } = input;
  const { grid, k } = placeOf(input);
  const { basis } = line;
  const charged = formatCents(basis.charged ?? cents(0));
  const due = formatCents(cents((basis.charged ?? 0) + line.amount));
  return [
    `${FEE_NAMES[kindCharged(line)]} for ${span(line.from, line.to)}: these days have service after all, since what had cut them off was taken back.`,
    `${charged} was charged for the period from ${spokenDate(boundaryOf(grid, k))}${sayCorrectedBefore(line)}, and ${shareInWords(basis)} of ${formatCents(basis.fee)} = ${due} is used: ${due} − ${charged} = ${formatCents(line.amount)} is charged.`,
  ];
}

const kindCharged = ({ kind, credits }: DraftLine): ChargeKind =>
  kind === 'credit' ? (credits ?? 'access_fee') : kind;

const lowered = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

// ---- why on that day

function sayWhyThatDay(input: LineToExplain): string[] {
  const { plan, line, term, generatedOn } = input;
  const k = numberOf(line, term);
  const pulling = dueWith(plan, k);
  const due = dueOn(plan, term.grid, pulling, isCut(input) ? addDays(line.to, 1) : null);
  const sentence =
    plan.billAccessFeesIn === 'advance'
      ? sayDueInAdvance(input, k, pulling, due)
      : sayDueInArrears(input, due);
  const known = later(due, knownFromOf(input));
  const what =
    known > term.knownFrom ? "service's activation" : term.chargesSetup ? 'subscription' : 'migration';
  const since =
    known > due ? [`The ${what} is known from ${spokenDate(known)} on, and billed from then.`] : [];
  return [sentence, ...since, ...sayLateRun(known, generatedOn)];
}

function sayDueInAdvance({ plan, term }: LineToExplain, k: number, pulling: number, due: PlainDate): string {
  const months = plan.billMonthsInAdvance;
  const ahead = months === 0 ? '' : `${counted(months, 'month')} before `;
  if (pulling === k)
    return months === 0
      ? `In advance: due on the day the period starts, ${spokenDate(due)}.`
      : `In advance: due ${ahead}the period starts, on ${spokenDate(due)}.`;
  const earlier = `the period from ${spokenDate(boundaryOf(term.grid, pulling))}`;
  const when = months === 0 ? 'when that starts' : `${ahead}that starts`;
  return `In advance, ${counted(plan.periodsInAdvance, 'period')} at a time: due with ${earlier}, ${when}, on ${spokenDate(due)}.`;
}

function sayDueInArrears(input: LineToExplain, due: PlainDate): string {
  const approved = input.rules.periodApproval === 'manual' ? ' and is approved' : '';
  return isCut(input)
    ? `In arrears: due once the service has ended${approved}, on ${spokenDate(due)} at the earliest.`
    : `In arrears: due once the period has ended${approved}, on ${spokenDate(due)} at the earliest.`;
}

const sayLateRun = (from: PlainDate, generatedOn: PlainDate): string[] =>
  generatedOn > from ? [`Billed by the run of ${spokenDate(generatedOn)}.`] : [];

// ---- numbers and rules

const numberOf = (line: DraftLine, term: Term): number => periodNumberOn(term.grid, line.periodStart) ?? 0;

/** The line's period as the service has it, which may have joined after the start of the term. */
export function placeOf({ line, term, joined }: LineToExplain): PlacedPeriod {
  const k = numberOf(line, term);
  return periodSince(term.grid, k, joined?.from ?? null) ?? { grid: term.grid, k };
}

const daysIn = (from: PlainDate, to: PlainDate): number => daysBetween(from, to) + 1;

function daysOf(input: LineToExplain): { days: number | null; ofDays: number | null } {
  const { line } = input;
  if (line.basis.rule === 'setup') return { days: null, ofDays: null };
  const { grid, k } = placeOf(input);
  const covered = daysIn(boundaryOf(grid, k), line.to);
  const { parts } = useOfPeriod(grid, k, addDays(line.to, 1), { proRata: true });
  const ofDays = parts.reduce((sum, part) => sum - part.days + part.ofDays, covered);
  const unbilled =
    line.basis.rule === 'by_day'
      ? pausedIn(input).reduce((sum, { from, to }) => sum + daysIn(from, to), 0)
      : 0;
  return { days: daysIn(line.from, line.to) - unbilled, ofDays };
}

/** Whether the first period is one whole period of L months: not short, not long. */
function isOneWhole({ grid }: Term): boolean {
  const { wholes, parts } = useOfPeriod(grid, 0, null, { proRata: true });
  return wholes === 1 && parts.length === 0;
}

function rulesOf(input: LineToExplain): string[] {
  const { plan, line, term, rules, endedBy } = input;
  const { rule } = line.basis;
  if (rule === 'setup' && line.kind !== 'setup_fee') return ['CAT-7', 'CAT-8'];
  if (rule === 'setup') return ['FEE-1', 'FEE-3', ...(input.joined === null ? [] : ['PROV-2'])];
  const endRule = endedBy === 'migration' ? 'BILL-9' : 'BILL-8';
  if (rule === 'charged_again') return ['BILL-6', 'BILL-7'];
  if (isForPause(input) && line.kind === 'credit') return ['BILL-6', 'BILL-7'];
  if (rule === 'credit_whole') return ['BILL-6', endRule];
  if (rule === 'credit_part') return ['BILL-6', 'BILL-7', endRule];
  const k = numberOf(line, term);
  const ownFee = line.serviceKey === null && mayCarryOwnFee(plan) && carriesOwnFee(term, line.periodStart);
  const inAdvance = plan.billAccessFeesIn === 'advance';
  const applies: readonly (readonly [string, boolean])[] = [
    ['FEE-3', !ownFee && line.kind === 'access_fee'],
    ['CAT-7', line.kind === 'feature_fee'],
    ['CAT-8', line.kind === 'feature_fee' || line.kind === 'bolt_on_fee'],
    ['FEE-4', ownFee],
    ['PER-2', k === 0 && !isOneWhole(term)],
    ['BILL-1', inAdvance],
    ['BILL-2', inAdvance && dueWith(plan, k) !== k],
    ['BILL-4', !inAdvance],
    ['BILL-5', !inAdvance && rules.periodApproval === 'manual'],
    ['BILL-6', rule !== 'whole'],
    ['BILL-7', rule === 'by_day'],
    [endRule, isCut(input)],
    ['BILL-9', !term.chargesSetup && k === 0],
    ['PROV-2', hasJust(input) && !isBoltOn(line)],
  ];
  return [...new Set(applies.flatMap(([id, holds]) => (holds ? [id] : [])))];
}

/** FEE-4: whether the fee of a period is the subscription's own. */
function carriesOwnFee({ accessFeeOverride, datedFees }: Term, periodStart: PlainDate): boolean {
  const dated = datedFees.findLast(
    ({ from, to }) => from <= periodStart && (to === null || periodStart <= to),
  );
  return (dated === undefined ? accessFeeOverride : dated.fee) !== null;
}
