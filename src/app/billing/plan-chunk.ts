/**
 * What one chunk of terms comes to on a run's day: the lines, the terms' progress, and the accounts whose billing trips a
 * safety bound (BILL-14). Pure: a preview shows it, a commit writes it (BILL-11).
 */
import { looksBack, periodsToLookUp } from '#core/billing/run-term.ts';
import type { BillingService } from '#core/billing/terms.ts';
import { TAX_FREE } from '#core/money.ts';
import type {
  ChunkPlan,
  Outcome,
  PeriodOfTerm,
  RunTally,
  TermService,
  TermToWalk,
  UsageTotalRead,
} from '../ports/billing.ts';
import { packTerm } from '../ports/packed-term.ts';
import { openTally, SIDES } from './run-tally.ts';
import { countLines } from './safety-bounds.ts';
import { type ChunkContext, forgetWhereFull, type WorkedTerm, workTerm } from './work-term.ts';

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

export function planChunk(
  terms: readonly TermToWalk[],
  before: RunTally,
  context: ChunkContext,
): PlannedChunk {
  forgetWhereFull(context.memo);
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
