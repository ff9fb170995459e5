/**
 * The terms of one subscription in a simulation: its first plan and one more for each migration (BILL-9), each as it is known on a
 * day, with its end (BILL-8), its pauses and the access fees of its own (decision 87).
 */
import { later, type PlainDate } from '../calendar.ts';
import { type Fault, fault, invariant, no, ok, type Result } from '../result.ts';
import { checkOwnFee } from './check-own-fee.ts';
import { type OwnFee, withOwnFee } from './fees.ts';
import { type BoltOnToSettle, boltOnsToSettle, checkBoltOn, withKnownBoltOns } from './simulated-bolt-ons.ts';
import { type EnteredEvent, inOrder, type KnownLife, leadLife } from './simulated-life.ts';
import type { SimulatedFee, SimulatedPlan, SimulationRequest } from './simulation.ts';
import { activateTerm, migrateTerm, migrationDay } from './start-term.ts';
import { pausesOf } from './suspensions.ts';
import { type BillingService, inForceOn, type Term } from './terms.ts';

/** What ended a term: said in explanations. */
export type TermEnding = 'cancellation' | 'migration';

export interface ChainedTerm extends SimulatedPlan {
  /** Without an end: that depends on the day. */
  readonly term: Term;
  /** How many events are known before the migration that starts it; −1 for the first term, which none starts. */
  readonly after: number;
}

/** An access fee of its own on a term. */
interface PlacedFee {
  readonly chained: ChainedTerm;
  /** How many events are known before it. */
  readonly after: number;
  readonly fee: OwnFee;
}

export interface SimulatedChain {
  /** All terms in the order of their starts. */
  readonly terms: readonly ChainedTerm[];
  /** In the order in which they are entered */
  readonly events: readonly EnteredEvent[];
  /** By the number of events that are known */
  readonly lives: readonly KnownLife[];
  readonly fees: readonly PlacedFee[];
  /** What cannot be entered as things stand by then; a simulation of such a request is none. */
  readonly faults: readonly Fault[];
}

/** A term as known on a day. */
export interface KnownTerm {
  readonly chained: ChainedTerm;
  readonly term: Term;
  /** With the days of their bolt-ons. */
  readonly services: readonly BillingService[];
  readonly endedBy: TermEnding | null;
}

export function chainTerms(request: SimulationRequest): SimulatedChain {
  const events = inOrder(request.events);
  const { lives, faults } = leadLife(events, request.subscription.start);
  const chain: SimulatedChain = { terms: layTerms(request, events), events, lives, fees: [], faults };
  const fees: PlacedFee[] = [];
  const refused: Fault[] = [];
  for (const [after, { event, path }] of events.entries()) {
    if (event.type === 'add_bolt_on') refused.push(...checkBoltOn(knownAfter(chain, after), event, path));
    if (event.type !== 'override_access_fee') continue;
    const placed = placeFee(knownAfter(chain, after), event, path);
    if (placed.ok) fees.push({ chained: placed.value, after, fee: event });
    else refused.push(...placed.faults);
  }
  return { ...chain, fees, faults: [...faults, ...refused] };
}

/**
 * A migration takes effect on the plan that is in force on its day, as known when it is entered, and its day does not move
 * afterwards. Of two that take effect on one day the later entered one counts.
 */
function layTerms(request: SimulationRequest, events: readonly EnteredEvent[]): ChainedTerm[] {
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
      after: -1,
    },
  ];
  for (const [after, { event }] of events.entries()) {
    if (event.type !== 'migrate') continue;
    const { entered, on, to } = event;
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
    const position = chain.findLastIndex((other) => other.term.grid.start <= day) + 1;
    chain.splice(position, 0, { ...to, term, after });
  }
  return chain;
}

/** The term that a fee is for: the one in force on its first day, today's at the earliest; or why it cannot be set. */
function placeFee(known: readonly KnownTerm[], event: SimulatedFee, path: string): Result<ChainedTerm> {
  const { entered, dates, fee } = event;
  const day = dates === null ? entered : later(entered, dates.from);
  const inForce = inForceOn(known, day);
  invariant(inForce, 'the first term is always known');
  const { end } = inForce.term;
  if (end !== null && end <= day)
    return no(
      fault('subscription_cancelled', `The service ends on ${end}: no period of it begins after that.`, path),
    );
  const faults = fee === null ? [] : checkOwnFee(inForce.chained.plan, `${path}.fee`);
  return faults.length > 0 ? no(...faults) : ok(inForce.chained);
}

/** The terms that are known on a day, in order, each with its end, its pauses and its own fees as known by then. */
export const termsKnownOn = (chain: SimulatedChain, day: PlainDate): KnownTerm[] =>
  knownAfter(chain, countKnownOn(chain, day));

/** How many events are known on a day. */
export const countKnownOn = ({ events }: SimulatedChain, day: PlainDate): number =>
  events.findLastIndex(({ event }) => event.entered <= day) + 1;

/** What terms have to settle because of bolt-ons that came or went by the events from one number up to another. */
export const boltOnsEntered = (chain: SimulatedChain, from: number, until: number): BoltOnToSettle[] =>
  chain.events.slice(from, until).flatMap((entry, index) => {
    const [before, after] = chain.lives.slice(from + index);
    if (before === undefined || after === undefined || before.boltOns === after.boltOns) return [];
    return boltOnsToSettle(entry, knownAfter(chain, from + index), { before, after });
  });

/**
 * By the first so many events. A term ends on the start of the next one or by the cancellation, whichever is earlier. A
 * cancellation stands, whatever is entered after it, until it is withdrawn; a term that it forestalls ends where it would have
 * started.
 */
function knownAfter({ terms, lives, fees }: SimulatedChain, events: number): KnownTerm[] {
  const life = lives[events];
  invariant(life, 'what is known is known after every event');
  const { cancelled, suspensions } = life;
  const pauses = pausesOf(suspensions);
  const known = terms.filter(({ after }) => after < events);
  return known.map((chained, index) => {
    const { start } = chained.term.grid;
    const next = known[index + 1]?.term.grid.start ?? null;
    const byCancellation = cancelled !== null && (next === null || cancelled <= next);
    const end = byCancellation ? later(cancelled, start) : next;
    const own = fees
      .filter((placed) => placed.chained === chained && placed.after < events)
      .reduce<Pick<Term, 'accessFeeOverride' | 'datedFees'>>(
        (before, { fee }) => withOwnFee(before, fee),
        chained.term,
      );
    const { accessFeeOverride, datedFees } = own;
    return {
      chained,
      term: { ...chained.term, accessFeeOverride, datedFees, end, pauses },
      services: withKnownBoltOns(chained.services, life),
      endedBy: end === null ? null : byCancellation ? 'cancellation' : 'migration',
    };
  });
}
