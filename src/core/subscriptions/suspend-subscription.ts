/**
 * Suspension and resumption (decision 87): the company that bills a subscription leaves its customer without service for some days, and
 * says whether these are charged all the same. Days that are not are pauses of its sell terms; a retailer's buy side pauses
 * with what its wholesaler suspends. Its own costs go on while its supplier charges them.
 */
import { addSuspension, endSuspension, pausesOf } from '../billing/suspensions.ts';
import type { PlainDate } from '../calendar.ts';
import { no, ok, type Result } from '../result.ts';
import { type Counterpart, tooFarAhead } from './cancel-subscription.ts';
import { dueBy } from './end-terms.ts';
import {
  changeOf,
  changesNothing,
  endOf,
  type Side,
  type Subscription,
  type SubscriptionChange,
  type SubscriptionTerm,
  type Suspension,
  startOf,
} from './subscription.ts';

export interface SuspensionContext {
  readonly today: PlainDate;
  /** Of the retailer that buys it. */
  readonly downstream: Counterpart | null;
}

export interface Suspended {
  /** The company's own change first. */
  readonly changes: readonly [SubscriptionChange, ...SubscriptionChange[]];
  readonly suspension: Suspension;
}

/** Without service from a day on, up to another or until it is resumed. */
export function suspendSubscription(
  subscription: Subscription,
  suspension: Suspension,
  context: SuspensionContext,
): Result<Suspended> {
  const added = addSuspension(subscription.suspensions, suspension, {
    start: startOf(subscription),
    end: endOf(subscription),
  });
  const faults = [
    ...tooFarAhead(suspension.from, context.today).map((one) => ({ ...one, path: 'from' })),
    ...(added.ok ? [] : added.faults),
  ];
  if (!added.ok || faults.length > 0) return no(...faults);
  return ok({ changes: changesTo(subscription, added.value, context), suspension });
}

export interface Resumed extends Suspended {
  /** Whether the suspension is taken back whole: service resumes on its first day. */
  readonly isWithdrawn: boolean;
}

/** With service again from a day on: see `endSuspension`. */
export function resumeSubscription(
  subscription: Subscription,
  on: PlainDate,
  context: SuspensionContext,
): Result<Resumed> {
  const ended = endSuspension(subscription.suspensions, on);
  const faults = [...tooFarAhead(on, context.today), ...(ended.ok ? [] : ended.faults)];
  if (!ended.ok || faults.length > 0) return no(...faults);
  const { suspensions, suspension, isWithdrawn } = ended.value;
  return ok({ changes: changesTo(subscription, suspensions, context), suspension, isWithdrawn });
}

function changesTo(
  subscription: Subscription,
  suspensions: readonly Suspension[],
  { today, downstream }: SuspensionContext,
): Suspended['changes'] {
  const own = changeOf(subscription, {
    suspensions,
    terms: paused(subscription, 'sell', suspensions, today),
  });
  const mirrored =
    downstream &&
    changeOf(downstream.subscription, {
      terms: paused(downstream.subscription, 'buy', suspensions, downstream.today),
    });
  return mirrored === null || changesNothing(mirrored) ? [own] : [own, mirrored];
}

/** Terms of a side with the pauses of some suspensions, only those that change. */
function paused(
  { terms }: Subscription,
  side: Side,
  suspensions: readonly Suspension[],
  today: PlainDate,
): SubscriptionTerm[] {
  const pauses = pausesOf(suspensions);
  return terms
    .filter((one) => one.side === side && JSON.stringify(one.term.pauses) !== JSON.stringify(pauses))
    .map((one) => dueBy({ ...one, term: { ...one.term, pauses }, pausesKnownFrom: today }, today));
}
