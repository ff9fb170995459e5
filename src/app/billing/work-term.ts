/** What one term comes to on a run's day: worked out once for all that are alike, or alone. Pure. */
import type { BilledTerm } from '#core/billing/bill-term.ts';
import { billUsage } from '#core/billing/bill-usage.ts';
import { runTerm } from '#core/billing/run-term.ts';
import type {
  BilledLine,
  BillingPlan,
  BillingRules,
  BillingService,
  DraftLine,
  TermProgress,
} from '#core/billing/terms.ts';
import { earlier, type PlainDate } from '#core/calendar.ts';
import type {
  Outcome,
  OutcomeLine,
  SafetyBounds,
  TermService,
  TermToWalk,
  TermUsage,
} from '../ports/billing.ts';
import type { LineCounts } from './line-counts.ts';
import { boltOnsOf, type PlanBook } from './plan-book.ts';
import { periodsToCut, rebaseTerm } from './rebase-term.ts';
import { tripOf } from './safety-bounds.ts';
import { isShareable, sharedKey } from './shared-key.ts';

export interface ChunkContext {
  readonly asOf: PlainDate;
  readonly book: PlanBook;
  readonly rules: BillingRules;
  /** null: no bounds, as in a simulation. */
  readonly bounds: SafetyBounds | null;
  /** By term: the lines of `periodsToRead`. */
  readonly billed: ReadonlyMap<number, readonly BilledLine[]>;
  /** By term: what it used and was not charged for yet (BILL-5). */
  readonly usage?: ReadonlyMap<number, TermUsage>;
  /** Accounts to pass by. */
  readonly without: ReadonlySet<number>;
  /** Lines that accounts got in the run so far; the chunk's are added. */
  readonly lineCounts: LineCounts;
  /** Results that terms share, by plan, kept between chunks. */
  readonly memo: SharedResults;
}

export type SharedResults = Map<number, Map<number | string, WorkedTerm>>;

/** What a term comes to; one result serves all terms in the same place on the same plan. */
export interface WorkedTerm {
  readonly outcome: Outcome;
  /** Whether lines or progress came of it; if not, there may still be another day to remember. */
  readonly moves: boolean;
  /** The services that the lines name by their place; null: the term's own list. */
  readonly services: readonly number[] | null;
  readonly namesServices: boolean;
  /** The lines as one text, for the run's hash. */
  readonly digest: string;
  /** Why the account is to be parked, where the term alone trips a bound. */
  readonly trip: string | null;
}

/** Results kept of one plan from chunk to chunk; where its terms are in ever more states, they are forgotten rather than pile up. */
const MOST_KEPT = 10_000;

/**
 * Before a chunk, never within one: terms that are alike have one result in a chunk, whatever was worked out before it, or its
 * hash would hang on which worker came to it (BILL-11).
 */
export function forgetWhereFull(memo: SharedResults): void {
  for (const [packagePlanId, { size }] of memo) if (size >= MOST_KEPT) memo.delete(packagePlanId);
}

export function workTerm(walked: TermToWalk, context: ChunkContext): WorkedTerm {
  const plan = context.book.plan(walked.packagePlanId);
  if (plan === undefined)
    return stuck(walked, `its package plan is not in version ${context.book.version} of the catalogue`);
  if (!isShareable(walked) || context.usage?.has(walked.id)) return workAlone(walked, plan, context);

  const cut = periodsToCut(plan, context.rules, walked.term, walked.progress);
  const kept = keptOf(walked.packagePlanId, context.memo);
  const key = sharedKey(walked, cut);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const result = workShared(walked, plan, cut, context);
  kept.set(key, result);
  return result;
}

function keptOf(packagePlanId: number, memo: SharedResults): Map<number | string, WorkedTerm> {
  const known = memo.get(packagePlanId);
  if (known !== undefined) return known;
  const fresh = new Map<number | string, WorkedTerm>();
  memo.set(packagePlanId, fresh);
  return fresh;
}

function workShared(
  walked: TermToWalk,
  plan: BillingPlan,
  cut: number,
  { asOf, book, rules, bounds }: ChunkContext,
): WorkedTerm {
  const services = feesOf(walked, book, (index) => index + 1);
  if (services === null) return stuck(walked, missingService(plan, book));
  const { term, progress } = rebaseTerm(walked.term, walked.progress, cut);
  const result = runTerm({
    plan,
    services,
    term,
    progress,
    rules,
    asOf,
    isApproved: () => false,
    billed: () => [],
  });
  const lines = result.lines.map(({ serviceKey, ...line }) => ({ ...line, service: serviceKey ?? 0 }));
  return {
    ...outcomeOf({ ...result, lines, moved: result.progress !== progress, from: progress }),
    services: null,
    trip: tripOf(lines, bounds),
  };
}

function workAlone(
  walked: TermToWalk,
  plan: BillingPlan,
  { asOf, book, rules, bounds, billed, usage }: ChunkContext,
): WorkedTerm {
  const fees = feesOf(walked, book, (_, { serviceId }) => serviceId);
  if (fees === null) return stuck(walked, missingService(plan, book));
  const { term, progress, changeToCome, approved } = walked;
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
  const used = usage?.get(walked.id);
  const drafts: readonly DraftLine[] =
    used === undefined
      ? result.lines
      : [
          ...result.lines,
          ...billUsage(
            used.used,
            term,
            (servicePlanId) => book.service(servicePlanId)?.taxRate ?? plan.taxRate,
          ),
        ];
  // A credit may name a service that the plan does not charge for any more, so the lines say which they name.
  const services = [...new Set(drafts.flatMap(({ serviceKey }) => serviceKey ?? []))];
  const lines = drafts.map(({ serviceKey, ...line }) => ({
    ...line,
    service: serviceKey === null ? 0 : services.indexOf(serviceKey) + 1,
  }));
  const nextDueOn = nextDay(result, changeToCome);
  return {
    ...outcomeOf({
      ...result,
      lines,
      nextDueOn,
      moved: result.progress !== progress || used !== undefined,
      from: progress,
    }),
    services,
    trip: tripOf(lines, bounds),
  };
}

function outcomeOf({
  lines,
  progress,
  nextDueOn,
  moved,
  from,
}: {
  readonly lines: readonly OutcomeLine[];
  readonly progress: TermProgress;
  readonly nextDueOn: PlainDate | null;
  readonly moved: boolean;
  readonly from: TermProgress;
}): Pick<WorkedTerm, 'outcome' | 'moves' | 'namesServices' | 'digest'> {
  const { nextPeriod, ...rest } = progress;
  return {
    namesServices: lines.some(({ service }) => service > 0),
    digest: lines.map(digestOf).join(';'),
    outcome: { ...rest, lines, periods: nextPeriod - from.nextPeriod, nextDueOn },
    moves: moved,
  };
}

/** Everything of a line that a person approves. */
const digestOf = (line: OutcomeLine): string =>
  `${line.kind} ${line.credits} ${line.service}${line.item === null ? '' : `/${line.item}`} ${line.periodStart} ${line.revision} ${line.from} ${line.to} ${line.amount} ${line.tax} ${line.taxRate}`;

const stuck = ({ progress, nextDueOn }: TermToWalk, trip: string): WorkedTerm => ({
  outcome: { ...progress, lines: [], periods: 0, nextDueOn },
  moves: false,
  services: [],
  namesServices: false,
  digest: '',
  trip,
});

/** The services with their fees, each under a key; null where the catalogue does not have one of them, or of their bolt-ons. */
function feesOf(
  { services }: TermToWalk,
  book: PlanBook,
  keyOf: (index: number, service: TermService) => number,
): BillingService[] | null {
  const fees: BillingService[] = [];
  for (const [index, service] of services.entries()) {
    const charged = book.service(service.servicePlanId);
    if (charged === undefined) return null;
    const own = { key: keyOf(index, service), from: service.from, ...charged };
    if (service.boltOns.length === 0) fees.push(own);
    else {
      const boltOns = boltOnsOf(service.boltOns, service.servicePlanId, book);
      if (boltOns === null) return null;
      fees.push({ ...own, extras: [...(own.extras ?? []), ...boltOns] });
    }
  }
  return fees;
}

const missingService = ({ code }: BillingPlan, { version }: PlanBook): string =>
  `a service plan of ${code}, or a bolt-on of its services, is not in version ${version} of the catalogue`;

/** A run of an earlier day than the one on which an end or a pause became known leaves that for a later run to settle. */
const nextDay = ({ nextDueOn }: BilledTerm, changeToCome: PlainDate | null): PlainDate | null =>
  changeToCome === null ? nextDueOn : nextDueOn === null ? changeToCome : earlier(nextDueOn, changeToCome);
