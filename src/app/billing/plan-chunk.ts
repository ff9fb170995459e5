/**
 * What one chunk of terms comes to on a run's day: the lines, the terms' progress, and the accounts whose billing trips a
 * safety bound (BILL-14). Pure: a preview shows it, a commit writes it (BILL-11).
 */

import type { BilledTerm } from '#core/billing/bill-term.ts';
import { billUsage } from '#core/billing/bill-usage.ts';
import { boundaryOf } from '#core/billing/period-grid.ts';
import { looksBack, periodsToLookUp, runTerm } from '#core/billing/run-term.ts';
import type {
  BilledLine,
  BillingPlan,
  BillingRules,
  BillingService,
  DraftLine,
  PeriodGrid,
  TermProgress,
} from '#core/billing/terms.ts';
import type { PlainDate } from '#core/calendar.ts';
import { earlier } from '#core/calendar.ts';
import { formatCents, TAX_FREE } from '#core/money.ts';
import { counted } from '#core/words.ts';
import type {
  ChunkPlan,
  Outcome,
  OutcomeLine,
  PeriodOfTerm,
  RunTally,
  SafetyBounds,
  TermService,
  TermToWalk,
  TermUsage,
  UsageTotalRead,
} from '../ports/billing.ts';
import { packTerm } from '../ports/packed-term.ts';
import type { LineCounts } from './line-counts.ts';
import { boltOnsOf, type PlanBook } from './plan-book.ts';
import { periodsToCut, rebaseTerm } from './rebase-term.ts';
import { openTally, SIDES } from './run-tally.ts';

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

export interface PlannedChunk extends ChunkPlan {
  /** All lines as one text, whatever the terms' versions: what the run's hash is made of. */
  readonly digest: string;
  readonly lineCount: number;
  /** The run's tally with this chunk. */
  readonly tally: RunTally;
  /** Takes the chunk's lines off `lineCounts` again, where it is not written. */
  readonly takeBack: () => void;
  /** Accounts that trip a bound here, with the reason; they have no lines in the plan and their terms stay as they are. */
  readonly tripped: ReadonlyMap<number, string>;
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

/** Results kept of one plan; where its terms are in ever more states, they are forgotten rather than pile up. */
const MOST_KEPT = 10_000;

export function planChunk(
  terms: readonly TermToWalk[],
  before: RunTally,
  context: ChunkContext,
): PlannedChunk {
  const results = terms.map((term) => workTerm(term, context));
  const { tripped, takeBack } = countLines(terms, results, context);
  const outcomes: Outcome[] = [];
  const places = new Map<WorkedTerm, Place>();
  const packed: string[] = [];
  const serviceRows: string[] = [];
  const usageRows: UsageTotalRead[] = [];
  let digest = '';
  let lineCount = 0;

  // By number here and below: a run comes through a million times, and pairs of entries are made to be thrown away.
  const isAnyLeftAlone = context.without.size + tripped.size > 0;
  for (let index = 0; index < terms.length; index += 1) {
    const term = terms[index];
    const result = results[index];
    if (term === undefined || result === undefined) continue;
    if (!result.moves && result.outcome.nextDueOn === term.nextDueOn) continue;
    if (isAnyLeftAlone && (context.without.has(term.accountId) || tripped.has(term.accountId))) continue;
    let place = places.get(result);
    if (place === undefined) {
      place = { outcome: outcomes.length, sell: 0, buy: 0 };
      places.set(result, place);
      outcomes.push(result.outcome);
    }
    place[term.side] += 1;
    packed.push(packTerm(term.id, place.outcome, term.version));
    const usage = context.usage?.get(term.id);
    if (usage !== undefined) usageRows.push(...usage.totals);
    const { lines } = result.outcome;
    if (lines.length === 0) continue;
    lineCount += lines.length;
    digest += `${term.id} ${place.outcome},`;
    if (result.namesServices)
      serviceRows.push(`[${term.id},${place.outcome},${servicesOf(term, result).join(',')}]`);
  }
  return {
    outcomes,
    terms: { count: packed.length, json: `[${packed.join(',')}]` },
    services: { count: serviceRows.length, json: `[${serviceRows.join(',')}]` },
    usage: { count: usageRows.length, json: JSON.stringify(usageRows) },
    digest: `${[...places.keys()].map((result) => result.digest).join('|')} ${digest} ${serviceRows.join()}`,
    lineCount,
    tally: addPlaces(before, places),
    takeBack,
    tripped,
  };
}

/** Where a result stands in the chunk's list, and how many terms of each side came to it. */
interface Place {
  readonly outcome: number;
  sell: number;
  buy: number;
}

const servicesOf = (term: TermToWalk, { services }: WorkedTerm): readonly number[] =>
  services ?? term.services.map(({ serviceId }) => serviceId);

function addPlaces(before: RunTally, places: ReadonlyMap<WorkedTerm, Place>): RunTally {
  const sums = openTally(before);
  for (const [{ outcome }, count] of places)
    for (const { kind, amount, tax } of outcome.lines)
      for (const side of SIDES)
        if (count[side] > 0) sums.add(side, kind, { lines: count[side], amount, tax });
  return sums.total();
}

// ---- one term

function workTerm(walked: TermToWalk, context: ChunkContext): WorkedTerm {
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
  if (known !== undefined && known.size < MOST_KEPT) return known;
  const fresh = new Map<number | string, WorkedTerm>();
  memo.set(packagePlanId, fresh);
  return fresh;
}

/** Whether the result hangs on nothing but what `sharedKey` names: not on lines, approvals or new services of the term's own. */
const isShareable = ({ term, progress, changeToCome, approved }: TermToWalk): boolean =>
  approved.length === 0 &&
  progress.waiting.length === 0 &&
  changeToCome === null &&
  !looksBack({ term, progress });

/**
 * What tells the terms of one plan apart: where their periods lie from here on, and what few of them have. `knownFrom` has no
 * say, since the run's day is not before it and nothing waits.
 */
function sharedKey({ term, progress, services }: TermToWalk, cut: number): number | string {
  const { start, anchor, lengthMonths } = term.grid;
  const setup = (term.chargesSetup ? 2 : 0) + (progress.setupBilled ? 1 : 0);
  const month = anchor.monthIndex + cut * lengthMonths;
  // Each number has a range of its own: 31 days, 36 months, four states, and periods from 0 on.
  const place = ((month * 32 + anchor.day) * 64 + lengthMonths) * 4 + setup;
  const next = progress.nextPeriod - cut;
  // What is known of end and pauses is settled, or the term would stand alone.
  const isPlain =
    services.length === 0 &&
    term.accessFeeOverride === null &&
    term.datedFees.length === 0 &&
    progress.settledEnd === null &&
    term.pauses.length === 0;
  if (cut > 0 && isPlain) return place * 64 + next;
  const plans = services.map((service) => placeOfService(service, term.grid, cut)).join();
  const pauses = term.pauses.map(({ from, until }) => `${from} ${until}`).join();
  const fees = term.datedFees.map(({ from, to, fee }) => `${from} ${to} ${fee}`).join();
  return `${place} ${next} ${cut === 0 ? start : ''} ${term.accessFeeOverride} ${progress.settledEnd} ${plans} ${pauses} ${fees}`;
}

/** When a service joined matters no more once the period in which it did is cut off. */
const placeOfService = (
  { servicePlanId, from, boltOns }: TermService,
  grid: PeriodGrid,
  cut: number,
): number | string => {
  const place = from === null || from <= boundaryOf(grid, cut) ? servicePlanId : `${servicePlanId} ${from}`;
  return boltOns.length === 0 ? place : `${place} ${placeOfBoltOns(boltOns, boundaryOf(grid, cut))}`;
};

/** So do the stretches of bolt-ons that are past by then, and the first day of one that is there. */
const placeOfBoltOns = (boltOns: TermService['boltOns'], since: PlainDate): string =>
  boltOns
    .map(({ item, recurring, stretches }) => {
      const ahead = stretches.filter(({ until }) => until === null || until > since);
      const days = ahead.map(({ from, until }) => `${from <= since ? '' : from}-${until ?? ''}`);
      return `${item}${recurring ? '' : '!'}(${days.join('+')})`;
    })
    .join('&');

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

// ---- bounds

function tripOf(lines: readonly OutcomeLine[], bounds: SafetyBounds | null): string | null {
  if (bounds === null) return null;
  const identities = new Set<string>();
  for (const { kind, credits, service, item, periodStart, revision, from, amount } of lines) {
    if (Math.abs(amount) > bounds.maxLineAmount)
      return `a line of ${formatCents(amount)} from ${from} is over the limit for one line`;
    const identity = `${kind}|${credits}|${service}|${item}|${periodStart}|${revision}`;
    if (identities.has(identity)) return `a second line for the days from ${from}`;
    identities.add(identity);
  }
  return null;
}

/** Adds the chunk's lines to those of the run so far, and says whose billing trips a bound: their lines do not count. */
function countLines(
  terms: readonly TermToWalk[],
  results: readonly WorkedTerm[],
  { bounds, without, lineCounts }: ChunkContext,
): Pick<PlannedChunk, 'tripped' | 'takeBack'> {
  const tripped = new Map<number, string>();
  const most = bounds?.maxLinesPerAccount ?? Number.POSITIVE_INFINITY;
  for (let index = 0; index < terms.length; index += 1) {
    const accountId = terms[index]?.accountId;
    const result = results[index];
    if (accountId === undefined || result === undefined || without.has(accountId)) continue;
    if (result.trip !== null) tripped.set(accountId, result.trip);
    const { length } = result.outcome.lines;
    if (length > 0 && lineCounts.add(accountId, length) > most)
      tripped.set(accountId, `more than ${counted(most, 'line')} in one run`);
  }
  const takeBackOf = (isMeant: (accountId: number) => boolean) => {
    for (const [index, { accountId }] of terms.entries())
      if (!without.has(accountId) && isMeant(accountId))
        lineCounts.add(accountId, -(results[index]?.outcome.lines.length ?? 0));
  };
  if (tripped.size > 0) takeBackOf((accountId) => tripped.has(accountId));
  return { tripped, takeBack: () => takeBackOf((accountId) => !tripped.has(accountId)) };
}

/** The periods whose lines `billed` has to hold. */
export function periodsToRead(terms: readonly TermToWalk[]): PeriodOfTerm[] {
  const periods: PeriodOfTerm[] = [];
  for (const walked of terms) {
    if (!looksBack(walked)) continue;
    const services = walked.services.map(withDays);
    for (const periodStart of periodsToLookUp({ ...walked, services }))
      periods.push({ termId: walked.id, periodStart });
  }
  return periods;
}

/** A service as far as it matters to which periods are looked up: what it costs has no say in that. */
const withDays = ({ serviceId, from, boltOns }: TermService): BillingService => ({
  key: serviceId,
  code: '',
  setupFee: null,
  accessFee: null,
  taxRate: TAX_FREE,
  from,
  extras: boltOns.map(({ item, recurring, stretches }) => ({
    kind: 'bolt_on_fee',
    item,
    code: '',
    recurring,
    prices: [],
    taxRate: TAX_FREE,
    stretches,
  })),
});
