/**
 * What one chunk of terms comes to on a run's day: the lines, the terms' progress, and the accounts whose billing trips a
 * safety bound (BILL-14). Pure: a preview shows it, a commit writes it (BILL-11).
 */

import type { BilledTerm } from '#core/billing/bill-term.ts';
import { knownEnd } from '#core/billing/bill-term.ts';
import { isUnsettled } from '#core/billing/credit-term.ts';
import { boundaryOf, periodNumberOn } from '#core/billing/period-grid.ts';
import { runTerm } from '#core/billing/run-term.ts';
import type { BilledLine, BillingRules, BillingService, DraftLine } from '#core/billing/terms.ts';
import type { PlainDate } from '#core/calendar.ts';
import { earlier } from '#core/calendar.ts';
import { formatCents } from '#core/money.ts';
import type {
  Chunk,
  ChunkPlan,
  LineRow,
  LineShape,
  OutcomeRow,
  PeriodOfTerm,
  RunTally,
  SafetyBounds,
  TermOutcome,
  TermService,
  TermToWalk,
} from '../ports/billing.ts';
import type { PlanBook } from './plan-book.ts';
import { addToTally } from './run-tally.ts';

export interface ChunkContext {
  readonly asOf: PlainDate;
  readonly book: PlanBook;
  readonly rules: BillingRules;
  /** null: no bounds, as in a simulation. */
  readonly bounds: SafetyBounds | null;
  /** By term: the lines that a newly known end may credit. */
  readonly billed: ReadonlyMap<number, readonly BilledLine[]>;
  /** Accounts to pass by. */
  readonly without: ReadonlySet<number>;
  /** Lines that accounts got in the run's earlier chunks. */
  readonly linesBefore: ReadonlyMap<number, number>;
  /** Results that terms share, kept between chunks. */
  readonly memo: Map<string, WorkedTerm>;
}

export interface PlannedChunk extends ChunkPlan {
  /** The run's tally with this chunk. */
  readonly tally: RunTally;
  /** Lines by account. */
  readonly linesByAccount: ReadonlyMap<number, number>;
  /** Accounts that trip a bound here, with the reason; they have no lines in the plan and their terms stay as they are. */
  readonly tripped: ReadonlyMap<number, string>;
}

/** What a term comes to, the same for every term in the same place on the same plan. */
export interface WorkedTerm {
  readonly shapes: readonly LineShape[];
  /** For each shape its service, 0 for a package-level line: the position in the term's list, from 1, where terms share the result. */
  readonly services: readonly number[];
  readonly isShared: boolean;
  readonly outcome: TermOutcome;
  /** False where nothing changes and nothing is to be remembered. */
  readonly advances: boolean;
  /** Why the account is to be parked, where a bound is tripped by the term alone. */
  readonly trip: string | null;
}

/** The memory keeps so many results; a run on plans in every state starts it over rather than grow. */
const MEMO_SIZE = 50_000;

export function planChunk(chunk: Chunk, before: RunTally, context: ChunkContext): PlannedChunk {
  const worked = chunk.terms.map((term) => workTerm(term, chunk, context));
  const { linesByAccount, tripped } = checkBounds(chunk.terms, worked, context);
  const shapes: LineShape[] = [];
  const outcomes: TermOutcome[] = [];
  const lines: LineRow[] = [];
  const advances: OutcomeRow[] = [];
  /** Where each result's shapes and outcome begin in this chunk's lists. */
  const places = new Map<WorkedTerm, { shape: number; outcome: number; sell: number; buy: number }>();

  for (const [index, term] of chunk.terms.entries()) {
    const result = worked[index];
    if (result === undefined || context.without.has(term.accountId) || tripped.has(term.accountId)) continue;
    if (!result.advances && result.shapes.length === 0) continue;
    let place = places.get(result);
    if (place === undefined) {
      place = { shape: shapes.length, outcome: outcomes.length, sell: 0, buy: 0 };
      places.set(result, place);
      shapes.push(...result.shapes);
      outcomes.push(result.outcome);
    }
    place[term.side] += 1;
    for (const [offset, service] of result.services.entries())
      lines.push([
        term.id,
        place.shape + offset,
        result.isShared ? serviceIdAt(chunk, term.id, service) : service,
      ]);
    advances.push([term.id, term.version, place.outcome]);
  }
  return { shapes, lines, outcomes, advances, tally: tallyOf(before, places), linesByAccount, tripped };
}

const serviceIdAt = (chunk: Chunk, termId: number, position: number): number =>
  position === 0 ? 0 : (chunk.services.get(termId)?.[position - 1]?.serviceId ?? 0);

function tallyOf(
  before: RunTally,
  places: ReadonlyMap<WorkedTerm, { readonly sell: number; readonly buy: number }>,
): RunTally {
  let tally = before;
  for (const [{ shapes }, count] of places)
    for (const { kind, amount, tax } of shapes)
      for (const side of ['sell', 'buy'] as const)
        if (count[side] > 0)
          tally = addToTally(tally, side, kind, {
            lines: count[side],
            amount: amount * count[side],
            tax: tax * count[side],
          });
  return tally;
}

// ---- one term

const NO_SERVICES: readonly TermService[] = [];
const NO_APPROVALS: readonly PlainDate[] = [];

function workTerm(term: TermToWalk, chunk: Chunk, context: ChunkContext): WorkedTerm {
  const services = chunk.services.get(term.id) ?? NO_SERVICES;
  const approved = chunk.approved.get(term.id) ?? NO_APPROVALS;
  const key = sharedKey(term, services, approved);
  const known = key === null ? undefined : context.memo.get(key);
  if (known !== undefined) return known;
  const result = workAnew(term, services, approved, context, key !== null);
  if (key !== null) {
    if (context.memo.size >= MEMO_SIZE) context.memo.clear();
    context.memo.set(key, result);
  }
  return result;
}

/**
 * Everything that a term's result hangs on within one run, or null where it hangs on the term alone: its own lines or
 * approvals. `knownFrom` has no say, since the run's day is not before it and nothing waits.
 */
function sharedKey(
  { packagePlanId, term, progress, endToCome, nextDueOn }: TermToWalk,
  services: readonly TermService[],
  approved: readonly PlainDate[],
): string | null {
  if (approved.length > 0 || progress.waiting.length > 0 || endToCome !== null || isUnsettled(term, progress))
    return null;
  const { grid } = term;
  const plans = services.length === 0 ? '' : services.map(({ servicePlanId }) => servicePlanId).join(',');
  return `${packagePlanId}|${grid.start}|${grid.anchor.monthIndex}|${grid.anchor.day}|${grid.lengthMonths}|${progress.nextPeriod}|${
    term.chargesSetup ? (progress.setupBilled ? 2 : 1) : 0
  }|${term.accessFeeOverride}|${term.end}|${progress.settledEnd}|${nextDueOn}|${plans}`;
}

function workAnew(
  walked: TermToWalk,
  services: readonly TermService[],
  approved: readonly PlainDate[],
  { asOf, book, rules, bounds, billed }: ChunkContext,
  isShared: boolean,
): WorkedTerm {
  const { term, progress, endToCome } = walked;
  const plan = book.plan(walked.packagePlanId);
  if (plan === undefined)
    return stuck(walked, `its package plan is not in version ${book.version} of the catalogue`);
  const fees: BillingService[] = [];
  for (const [index, { serviceId, servicePlanId }] of services.entries()) {
    const service = book.service(servicePlanId);
    if (service === undefined)
      return stuck(
        walked,
        `a service plan of ${plan.code} is not in version ${book.version} of the catalogue`,
      );
    fees.push({ key: isShared ? index + 1 : serviceId, ...service });
  }
  const result = runTerm({
    plan,
    services: fees,
    term,
    progress,
    rules,
    asOf,
    isApproved: (periodStart) => approved.includes(periodStart),
    billed: () => billed.get(walked.id) ?? [],
  });
  const nextDueOn = nextDay(result, endToCome);
  return {
    shapes: result.lines.map(({ serviceKey: _, ...shape }) => shape),
    services: result.lines.map(({ serviceKey }) => serviceKey ?? 0),
    isShared,
    outcome: { progress: result.progress, nextDueOn },
    advances: result.progress !== progress || nextDueOn !== walked.nextDueOn,
    trip: bounds === null ? null : tripOf(result.lines, bounds),
  };
}

const stuck = ({ progress, nextDueOn }: TermToWalk, trip: string): WorkedTerm => ({
  shapes: [],
  services: [],
  isShared: true,
  outcome: { progress, nextDueOn },
  advances: false,
  trip,
});

/** A run of an earlier day than the one on which an end became known leaves that end for a later run to settle. */
const nextDay = ({ nextDueOn }: BilledTerm, endToCome: PlainDate | null): PlainDate | null =>
  endToCome === null ? nextDueOn : nextDueOn === null ? endToCome : earlier(nextDueOn, endToCome);

// ---- bounds

function tripOf(lines: readonly DraftLine[], { maxLineAmount }: SafetyBounds): string | null {
  const identities = new Set<string>();
  for (const { kind, credits, serviceKey, periodStart, revision, from, amount } of lines) {
    if (Math.abs(amount) > maxLineAmount)
      return `a line of ${formatCents(amount)} from ${from} is over the limit for one line`;
    const identity = `${kind}|${credits}|${serviceKey}|${periodStart}|${revision}`;
    if (identities.has(identity)) return `a second line for the days from ${from}`;
    identities.add(identity);
  }
  return null;
}

function checkBounds(
  terms: readonly TermToWalk[],
  worked: readonly WorkedTerm[],
  { bounds, without, linesBefore }: ChunkContext,
): Pick<PlannedChunk, 'linesByAccount' | 'tripped'> {
  const linesByAccount = new Map<number, number>();
  const tripped = new Map<number, string>();
  for (const [index, { accountId }] of terms.entries()) {
    const result = worked[index];
    if (result === undefined || without.has(accountId)) continue;
    if (result.trip !== null) tripped.set(accountId, result.trip);
    if (result.shapes.length > 0)
      linesByAccount.set(accountId, (linesByAccount.get(accountId) ?? 0) + result.shapes.length);
  }
  if (bounds !== null)
    for (const [accountId, lines] of linesByAccount) {
      const all = lines + (linesBefore.get(accountId) ?? 0);
      if (all > bounds.maxLinesPerAccount)
        tripped.set(
          accountId,
          `${all} lines in one run, more than the ${bounds.maxLinesPerAccount} that are believed`,
        );
    }
  for (const accountId of tripped.keys()) linesByAccount.delete(accountId);
  return { linesByAccount, tripped };
}

/** The periods whose lines a newly known end may take back: what `billed` has to hold. */
export function periodsToSettle(chunk: Chunk): PeriodOfTerm[] {
  return chunk.terms.flatMap(({ id, term, progress }) => {
    const end = knownEnd(term, progress);
    if (end === null || !isUnsettled(term, progress)) return [];
    const first = periodNumberOn(term.grid, end) ?? 0;
    const periods: PeriodOfTerm[] = [];
    for (let k = first; k < progress.nextPeriod; k += 1)
      periods.push({ termId: id, periodStart: boundaryOf(term.grid, k) });
    return periods;
  });
}
