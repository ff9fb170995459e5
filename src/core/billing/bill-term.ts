/**
 * Everything that is due for one term on one run day: the setup fee, the access fees in advance or in arrears, cut where
 * the end is known (FEE-1, FEE-2, BILL-1 to BILL-6, BILL-8). Pure and cheap: a run asks it for each term, and most terms
 * have nothing due.
 */
import { dayBefore, earlier, later, type PlainDate } from '../calendar.ts';
import { taxOn } from '../money.ts';
import { priceOf, useOfPeriod } from './charge.ts';
import { recurringFeesOf, setupFeesOf } from './fees.ts';
import { boundaryOf, dueOn, dueWith } from './period-grid.ts';
import type { BillingPlan, BillingRules, BillingService, DraftLine, Term, TermProgress } from './terms.ts';

export interface TermToBill {
  readonly plan: BillingPlan;
  /** The services whose fees are charged where the package has none (FEE-3), in the order of their lines */
  readonly services: readonly BillingService[];
  /** As known on the run's day: `end` is null while nobody has said so. */
  readonly term: Term;
  readonly progress: TermProgress;
  readonly rules: BillingRules;
  /** The day of the run */
  readonly asOf: PlainDate;
  /** Asked only in arrears with manual approval (BILL-5): whether the period that starts on this day is approved by `asOf`. */
  readonly isApproved: (periodStart: PlainDate) => boolean;
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

  const setup = billSetup(input);
  const periods = input.plan.billAccessFeesIn === 'advance' ? billInAdvance(input) : billInArrears(input);
  const progress = withProgress(input.progress, {
    nextPeriod: periods.nextPeriod,
    waiting: periods.waiting,
    setupBilled: input.progress.setupBilled || input.term.chargesSetup,
  });
  const access = linesOfPeriods(input, periods.due);
  return {
    lines: setup.length === 0 ? access : [...setup, ...access],
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
  const end = knownEnd(term, progress);
  const waiting = progress.waiting.find((k) => isServed(term, k, end));
  const k = waiting ?? progress.nextPeriod;
  if (!isServed(term, k, end)) return null;
  return later(term.knownFrom, dueOn(plan, term.grid, dueWith(plan, k), end));
}

/** The earliest end that is known: what has been credited stays credited, even where a run is asked about an earlier day. */
export const knownEnd = (
  term: Pick<Term, 'end'>,
  progress: Pick<TermProgress, 'settledEnd'>,
): PlainDate | null => {
  if (term.end === null || progress.settledEnd === null) return term.end ?? progress.settledEnd;
  return earlier(term.end, progress.settledEnd);
};

/** Whether the service is there on the first day of period k at least. */
const isServed = (term: Pick<Term, 'grid'>, k: number, end: PlainDate | null): boolean =>
  end === null || boundaryOf(term.grid, k) < end;

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
  const end = knownEnd(term, progress);
  const due = progress.waiting.filter((k) => isServed(term, k, end));
  let k = progress.nextPeriod;
  while (isServed(term, k, end) && dueOn(plan, term.grid, dueWith(plan, k)) <= asOf) {
    due.push(k);
    k += 1;
  }
  return { due, nextPeriod: k, waiting: [] };
}

/** BILL-4, BILL-5: what has ended is billed once it is approved; what is not approved waits, and holds up nothing else. */
function billInArrears(input: TermToBill): PeriodsDue {
  const { plan, term, progress, rules, asOf, isApproved } = input;
  const end = knownEnd(term, progress);
  const ended = [...progress.waiting];
  let k = progress.nextPeriod;
  while (isServed(term, k, end) && dueOn(plan, term.grid, k, end) <= asOf) {
    ended.push(k);
    k += 1;
  }
  const due: number[] = [];
  const waiting: number[] = [];
  for (const period of ended) {
    if (!isServed(term, period, end)) continue;
    const approved = rules.periodApproval === 'automatic' || isApproved(boundaryOf(term.grid, period));
    (approved ? due : waiting).push(period);
  }
  return { due, nextPeriod: k, waiting };
}

function billSetup({ plan, services, term, progress }: TermToBill): DraftLine[] {
  if (!term.chargesSetup || progress.setupBilled) return [];
  const { start } = term.grid;
  return setupFeesOf(plan, services).map(({ kind, serviceKey, fee, taxRate }) => ({
    kind,
    credits: null,
    serviceKey,
    periodStart: start,
    revision: 0,
    from: start,
    to: start,
    amount: fee,
    tax: taxOn(fee, taxRate),
    taxRate,
    basis: { fee, wholes: 1, parts: [], charged: null, rule: 'setup' },
  }));
}

function linesOfPeriods(input: TermToBill, periods: readonly number[]): DraftLine[] {
  if (periods.length === 0) return [];
  const { plan, services, term, progress, rules } = input;
  const end = knownEnd(term, progress);
  const fees = recurringFeesOf(plan, services, term);
  const lines: DraftLine[] = [];
  for (const k of periods) {
    const periodStart = boundaryOf(term.grid, k);
    const after = boundaryOf(term.grid, k + 1);
    const to = dayBefore(end !== null && end < after ? end : after);
    const use = useOfPeriod(term.grid, k, end, plan);
    for (const { kind, serviceKey, fee, taxRate } of fees) {
      const amount = priceOf(use, fee, rules.rounding);
      if (amount === 0) continue;
      lines.push({
        kind,
        credits: null,
        serviceKey,
        periodStart,
        revision: 0,
        from: periodStart,
        to,
        amount,
        tax: taxOn(amount, taxRate),
        taxRate,
        basis: { fee, wholes: use.wholes, parts: use.parts, charged: null, rule: use.rule },
      });
    }
  }
  return lines;
}

/** The progress with changes, or itself where they change nothing. */
function withProgress(
  progress: TermProgress,
  changes: Pick<TermProgress, 'nextPeriod' | 'waiting' | 'setupBilled'>,
): TermProgress {
  const same =
    progress.nextPeriod === changes.nextPeriod &&
    progress.setupBilled === changes.setupBilled &&
    progress.waiting.length === changes.waiting.length &&
    progress.waiting.every((k, index) => k === changes.waiting[index]);
  return same ? progress : { ...progress, ...changes };
}
