/**
 * Everything that is due for one term on one run day: the setup fee, the access fees in advance or in arrears with features and
 * bolt-ons, cut where the end is known (FEE-1, FEE-2, BILL-1 to BILL-6, BILL-8). Pure and cheap: a run asks it for each term, and most terms
 * have nothing due.
 *
 * A service that became active after the package is charged from its own day on (PROV-2). The first run that knows of it takes
 * it up: it charges what is billed of the term already, so that from then on the service goes along with the term.
 */
import { dayBefore, earlier, later, type PlainDate } from '../calendar.ts';
import { taxOn } from '../money.ts';
import { type PeriodUse, presenceOf, priceOf, useOfPeriod, useOfService } from './charge.ts';
import { type FeeToCharge, onceFeaturesOf, periodFeesOf, setupFeesOf } from './fees.ts';
import { boundaryOf, dueOn, dueWith, periodNumberOn } from './period-grid.ts';
import type {
  BilledLine,
  BillingPlan,
  BillingRules,
  BillingService,
  DraftLine,
  Term,
  TermProgress,
} from './terms.ts';

export interface TermToBill {
  readonly plan: BillingPlan;
  /** The active services, whose fees are charged where the package has none (FEE-3), in the order of their lines */
  readonly services: readonly BillingService[];
  /** As known on the run's day: `end` is null while nobody has said so. */
  readonly term: Term;
  readonly progress: TermProgress;
  readonly rules: BillingRules;
  /** The day of the run */
  readonly asOf: PlainDate;
  /** Asked only in arrears with manual approval (BILL-5): whether the period that starts on this day is approved by `asOf`. */
  readonly isApproved: (periodStart: PlainDate) => boolean;
  /** The term's lines so far, at least of `periodsToLookUp`; asked for only where there are such. */
  readonly billed: () => readonly BilledLine[];
}

export interface BilledTerm {
  readonly lines: readonly DraftLine[];
  /** The very object that was given when nothing was due. */
  readonly progress: TermProgress;
  /** See `nextDueDay`. */
  readonly nextDueOn: PlainDate | null;
}

/** Bills what is due for a term. Running again on the same or an earlier day gives nothing (BILL-10). */
export function billTerm(input: TermToBill): BilledTerm {
  const nextDueOn = nextDueDay(input);
  if (nextDueOn === null || nextDueOn > input.asOf) return { lines: [], progress: input.progress, nextDueOn };

  const { services, joined, toJoin } = takeUp(input);
  const setup = billSetup(input, services, joined);
  const periods = input.plan.billAccessFeesIn === 'advance' ? billInAdvance(input) : billInArrears(input);
  const progress = withProgress(input.progress, {
    nextPeriod: periods.nextPeriod,
    waiting: periods.waiting,
    setupBilled: input.progress.setupBilled || input.term.chargesSetup,
    joining: toJoin,
  });
  const missed = joined.size === 0 ? [] : billMissed(input, services, joined);
  const ofPeriods = linesOfPeriods(input, periods.due, periodFeesOf(input.plan, services, input.term));
  return {
    lines: setup.length + missed.length === 0 ? ofPeriods : [...setup, ...missed, ...ofPeriods],
    progress,
    nextDueOn: nextDueDay({ ...input, progress }),
  };
}

/**
 * The earliest day on which `billTerm` may find something to do if nothing else changes; null: never again, the end leaves
 * nothing to bill. Never before the term is known. A period that waits for its approval keeps it at its due day, so that no
 * run passes it by. Whoever remembers it works it out anew when the end, the plan or the rules change; an end that is not
 * settled yet needs a run at once, whatever this says (`isUnsettled`).
 */
export function nextDueDay({
  plan,
  term,
  progress,
}: Pick<TermToBill, 'plan' | 'term' | 'progress'>): PlainDate | null {
  if (term.chargesSetup && !progress.setupBilled) return term.knownFrom;
  const { joining, changedBoltOns } = progress;
  let first = nextPeriodDue({ plan, term, progress });
  for (const { knownFrom } of changedBoltOns.length === 0 ? joining : [...joining, ...changedBoltOns]) {
    const known = later(knownFrom, term.knownFrom);
    first = first === null ? known : earlier(first, known);
  }
  return first;
}

function nextPeriodDue({
  plan,
  term,
  progress,
}: Pick<TermToBill, 'plan' | 'term' | 'progress'>): PlainDate | null {
  const waiting = progress.waiting.find((k) => isServed(term, k));
  const k = waiting ?? progress.nextPeriod;
  if (!isServed(term, k)) return null;
  return later(term.knownFrom, dueOn(plan, term.grid, dueWith(plan, k), term.end));
}

/** Whether the service is there on the first day of period k at least, but for pauses: those fall due and come to less. */
const isServed = ({ grid, end }: Pick<Term, 'grid' | 'end'>, k: number): boolean =>
  end === null || boundaryOf(grid, k) < end;

interface PeriodsDue {
  /** The periods to bill now, in order */
  readonly due: readonly number[];
  readonly nextPeriod: number;
  readonly waiting: readonly number[];
}

/**
 * BILL-1, BILL-2: each period that has fallen due takes P − 1 further ones along. Approval is a matter of arrears: what
 * waited for it when the plan was changed to advance waits no longer.
 */
function billInAdvance({ plan, term, progress, asOf }: TermToBill): PeriodsDue {
  const due = progress.waiting.filter((k) => isServed(term, k));
  let k = progress.nextPeriod;
  while (isServed(term, k) && dueOn(plan, term.grid, dueWith(plan, k)) <= asOf) {
    due.push(k);
    k += 1;
  }
  return { due, nextPeriod: k, waiting: progress.waiting.filter((period) => !isServed(term, period)) };
}

/** BILL-4, BILL-5: what has ended is billed once it is approved; what is not approved waits, and holds up nothing else. */
function billInArrears(input: TermToBill): PeriodsDue {
  const { plan, term, progress, rules, asOf, isApproved } = input;
  const ended = [...progress.waiting];
  let k = progress.nextPeriod;
  while (isServed(term, k) && dueOn(plan, term.grid, k, term.end) <= asOf) {
    ended.push(k);
    k += 1;
  }
  const due: number[] = [];
  const waiting: number[] = [];
  for (const period of ended) {
    // What lies after the end waits on, since that may be withdrawn; so does what was cut by one that has been.
    if (!isServed(term, period) || dueOn(plan, term.grid, period, term.end) > asOf) {
      waiting.push(period);
      continue;
    }
    const approved = rules.periodApproval === 'automatic' || isApproved(boundaryOf(term.grid, period));
    (approved ? due : waiting).push(period);
  }
  return { due, nextPeriod: k, waiting };
}

interface TakenUp {
  /** Those that are known on the run's day */
  readonly services: readonly BillingService[];
  /** Keys of those that this run takes up */
  readonly joined: ReadonlySet<number | null>;
  /** Those that a later run has to */
  readonly toJoin: TermProgress['joining'];
}

const NOBODY: ReadonlySet<number | null> = new Set();

/** BILL-1: an activation is known from the day on which it was entered, whatever the activation date. */
function takeUp({ services, progress, asOf }: TermToBill): TakenUp {
  const { joining } = progress;
  if (joining.length === 0) return { services, joined: NOBODY, toJoin: joining };
  const toJoin = joining.filter(({ knownFrom }) => knownFrom > asOf);
  const unknown = new Set(toJoin.map(({ serviceKey }) => serviceKey));
  const joined = joining.filter(({ serviceKey }) => !unknown.has(serviceKey));
  return {
    services: services.filter(({ key }) => !unknown.has(key)),
    joined: new Set(joined.map(({ serviceKey }) => serviceKey)),
    toJoin,
  };
}

/** FEE-1: once, the package's with the first activation, a service's and its features' with its own. Periods have no say in it. */
function billSetup(
  { plan, term, progress }: TermToBill,
  services: readonly BillingService[],
  joined: TakenUp['joined'],
): DraftLine[] {
  if (!term.chargesSetup || (progress.setupBilled && joined.size === 0)) return [];
  const { start } = term.grid;
  const due = ({ serviceKey }: FeeToCharge) => !progress.setupBilled || joined.has(serviceKey);
  return [...setupFeesOf(plan, services), ...onceFeaturesOf(services)]
    .filter(due)
    .flatMap((fee) => onceLine(fee, start, fee.from ?? start) ?? []);
}

/** A fee that is charged once, on a day; null where it comes to nothing. */
export function onceLine(
  { kind, serviceKey, item, fee, feeOn, taxRate }: FeeToCharge,
  periodStart: PlainDate,
  on: PlainDate,
): DraftLine | null {
  const amount = feeOn === null ? fee : feeOn(on);
  if (amount === 0) return null;
  return {
    kind,
    credits: null,
    serviceKey,
    item,
    periodStart,
    revision: 0,
    from: on,
    to: on,
    amount,
    tax: taxOn(amount, taxRate),
    taxRate,
    basis: { fee: amount, wholes: 1, parts: [], charged: null, rule: 'setup' },
  };
}

/**
 * What the services that join now missed of the periods that the term has behind it. What waits for its approval is still to come,
 * and what was charged at package level, before the plan left its fee to its services, is charged for all of them (FEE-3).
 */
function billMissed(
  input: TermToBill,
  services: readonly BillingService[],
  joined: TakenUp['joined'],
): DraftLine[] {
  const { plan, term, progress } = input;
  const fees = periodFeesOf(plan, services, term).filter(({ serviceKey }) => joined.has(serviceKey));
  if (fees.length === 0) return [];
  const paid = new Set(
    input
      .billed()
      .filter(
        ({ kind, serviceKey, netAmount }) => kind === 'access_fee' && serviceKey === null && netAmount > 0,
      )
      .map(({ periodStart }) => periodStart),
  );
  return fees.flatMap((fee) => {
    const missed: number[] = [];
    const first = fee.from === null ? 0 : (periodNumberOn(term.grid, fee.from) ?? 0);
    for (let k = first; k < progress.nextPeriod && isServed(term, k); k += 1)
      if (!progress.waiting.includes(k) && !(fee.kind === 'access_fee' && paid.has(boundaryOf(term.grid, k))))
        missed.push(k);
    return linesOfPeriods(input, missed, [fee]);
  });
}

function linesOfPeriods(
  input: TermToBill,
  periods: readonly number[],
  fees: readonly FeeToCharge[],
): DraftLine[] {
  if (periods.length === 0) return [];
  const { plan, term, rules } = input;
  const lines: DraftLine[] = [];
  for (const k of periods) {
    const useOfAll = useOfPeriod(term.grid, k, term.end, plan, term.pauses);
    for (const fee of fees) {
      const presence =
        fee.from === null && fee.stretches === null ? null : presenceOf(term, fee.from, fee.stretches);
      const use: PeriodUse = presence === null ? useOfAll : useOfService(term.grid, k, presence, plan);
      if (presence === null && fee.stretches !== null) continue;
      const line = chargeFor(term, k, fee, { use, presence: presence ?? term, rules });
      if (line !== null) lines.push(line);
    }
  }
  return lines;
}

/** A fee for what is used of period k; null where that comes to nothing (FEE-5). */
export function chargeFor(
  { grid }: Pick<Term, 'grid'>,
  k: number,
  { kind, serviceKey, item, fee, feeOn, taxRate }: FeeToCharge,
  {
    use,
    presence,
    rules,
  }: {
    readonly use: PeriodUse;
    readonly presence: { readonly from?: PlainDate | null; readonly end: PlainDate | null };
    readonly rules: Pick<BillingRules, 'rounding'>;
  },
): DraftLine | null {
  if (use.wholes === 0 && use.parts.length === 0) return null;
  const periodStart = boundaryOf(grid, k);
  const after = boundaryOf(grid, k + 1);
  const from = later(periodStart, presence.from ?? periodStart);
  const price = feeOn === null ? fee : feeOn(from);
  const amount = priceOf(use, price, rules.rounding);
  if (amount === 0) return null;
  return {
    kind,
    credits: null,
    serviceKey,
    item,
    periodStart,
    revision: 0,
    from,
    to: dayBefore(presence.end === null ? after : earlier(presence.end, after)),
    amount,
    tax: taxOn(amount, taxRate),
    taxRate,
    basis: { fee: price, wholes: use.wholes, parts: use.parts, charged: null, rule: use.rule },
  };
}

/** The progress with changes, or itself where they change nothing. */
function withProgress(
  progress: TermProgress,
  changes: Omit<TermProgress, 'changedBoltOns' | 'settledEnd' | 'settledPauses'>,
): TermProgress {
  const same =
    progress.nextPeriod === changes.nextPeriod &&
    progress.setupBilled === changes.setupBilled &&
    progress.joining.length === changes.joining.length &&
    progress.waiting.length === changes.waiting.length &&
    progress.waiting.every((k, index) => k === changes.waiting[index]);
  return same ? progress : { ...progress, ...changes };
}
