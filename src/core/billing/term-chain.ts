/**
 * The terms of one subscription in a simulation: its first plan and one more for each migration (BILL-9), each with the end
 * that is known on a day (BILL-8).
 */
import { earlier, later, type PlainDate } from '../calendar.ts';
import type { SimulatedCancel, SimulatedMigration, SimulatedPlan, SimulationRequest } from './simulation.ts';
import { activateTerm, migrateTerm, migrationDay } from './start-term.ts';
import type { Term } from './terms.ts';

/** What ended a term: said in explanations. */
export type TermEnding = 'cancellation' | 'migration';

export interface ChainedTerm extends SimulatedPlan {
  /** Without an end: that depends on the day. */
  readonly term: Term;
  /** When the migration that starts it was entered; null for the first. */
  readonly entered: PlainDate | null;
}

/** A term as known on a day. */
export interface KnownTerm {
  readonly chained: ChainedTerm;
  readonly term: Term;
  readonly endedBy: TermEnding | null;
}

/**
 * All terms in the order of their starts. A migration takes effect on the plan that is in force on its day, as known when it
 * is entered, and its day does not move afterwards. Of two that take effect on one day the later entered one counts.
 */
export function chainTerms(request: SimulationRequest): ChainedTerm[] {
  const { subscription, account } = request;
  const { created, start } = subscription;
  const chain: ChainedTerm[] = [
    {
      plan: request.plan.plan,
      services: request.plan.services,
      term: activateTerm({
        ...subscription,
        plan: request.plan.plan,
        account,
        firstSubscriptionStart: start,
      }),
      entered: null,
    },
  ];
  for (const { entered, on, to } of migrationsOf(request)) {
    const place = chain.findLastIndex(({ term }) => term.grid.start <= on);
    const old = chain[Math.max(place, 0)];
    if (old === undefined) continue;
    const day = migrationDay({ plan: old.plan, grid: old.term.grid }, on);
    const term = migrateTerm({
      plan: to.plan,
      account,
      start: day,
      entered,
      created,
      firstSubscriptionStart: start,
    });
    const after = chain.findLastIndex((other) => other.term.grid.start <= day) + 1;
    chain.splice(after, 0, { ...to, term, entered });
  }
  return chain;
}

/**
 * The terms that are known on a day, in order, each with its end: the start of the next one or the cancellation, whichever is
 * earlier. A cancellation stands whatever is entered after it; a term that it forestalls ends where it would have started.
 */
export function termsKnownOn(
  chain: readonly ChainedTerm[],
  request: SimulationRequest,
  day: PlainDate,
): KnownTerm[] {
  const cancelled = cancellationKnownOn(request, day);
  const known = chain.filter(({ entered }) => entered === null || entered <= day);
  return known.map((chained, index) => {
    const { start } = chained.term.grid;
    const next = known[index + 1]?.term.grid.start ?? null;
    const byCancellation = cancelled !== null && (next === null || cancelled <= next);
    const end = byCancellation ? later(cancelled, start) : next;
    return {
      chained,
      term: { ...chained.term, end },
      endedBy: end === null ? null : byCancellation ? 'cancellation' : 'migration',
    };
  });
}

const isMigration = (event: { readonly type: string }): event is SimulatedMigration =>
  event.type === 'migrate';
const isCancel = (event: { readonly type: string }): event is SimulatedCancel => event.type === 'cancel';

/** In the order in which they were entered. */
const migrationsOf = (request: SimulationRequest): SimulatedMigration[] =>
  request.events
    .filter(isMigration)
    .sort((a, b) => (a.entered === b.entered ? 0 : a.entered < b.entered ? -1 : 1));

/** The first day without service of all cancellations known: the earliest counts. */
const cancellationKnownOn = (request: SimulationRequest, day: PlainDate): PlainDate | null =>
  request.events
    .filter(isCancel)
    .filter(({ entered }) => entered <= day)
    .reduce<PlainDate | null>((first, { on }) => (first === null ? on : earlier(first, on)), null);
