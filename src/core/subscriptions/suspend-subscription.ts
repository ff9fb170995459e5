/**
 * Suspension and resumption (decision 87): the company that bills a subscription leaves its customer without service for some days, and
 * says whether these are charged all the same. Days that are not are pauses of its sell terms; a retailer's buy side pauses
 * with what its wholesaler suspends. Its own costs go on while its supplier charges them.
 */
import { dayBefore, type PlainDate, spokenDate } from '../calendar.ts';
import { conflict, type Fault, fault, no, ok, type Result } from '../result.ts';
import { type Counterpart, tooFarAhead } from './cancel-subscription.ts';
import { dueBy } from './end-terms.ts';
import {
  changeOf,
  changesNothing,
  covers,
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
  const { from, until } = suspension;
  const end = endOf(subscription);
  if (end !== null && end <= from)
    return conflict(
      'subscription_cancelled',
      `The service ends before that: ${spokenDate(end)} is its first day without.`,
    );
  const over = subscription.suspensions.find(
    (other) => (until === null || other.from < until) && (other.until === null || other.until > from),
  );
  if (over !== undefined)
    return conflict(
      'already_suspended',
      `It is suspended ${sayDays(over)} already: resume it first, or name other days.`,
    );
  const start = startOf(subscription);
  const faults: Fault[] = [...tooFarAhead(from, context.today)];
  if (start !== null && from < start)
    faults.push(
      fault(
        'suspension_before_start',
        `The subscription starts on ${spokenDate(start)}: it can be suspended from then on.`,
        'from',
      ),
    );
  if (until !== null && until <= from)
    faults.push(
      fault(
        'suspension_reversed',
        `The first day with service again, ${spokenDate(until)}, is not after ${spokenDate(from)}: name a later one, or none.`,
        'until',
      ),
    );
  if (faults.length > 0)
    return no(...faults.map((one) => (one.path === 'on' ? { ...one, path: 'from' } : one)));
  const suspensions = [...subscription.suspensions, suspension].sort((a, b) => (a.from < b.from ? -1 : 1));
  return ok({ changes: changesTo(subscription, suspensions, context), suspension });
}

export interface Resumed extends Suspended {
  /** Whether the suspension is taken back whole: service resumes on its first day. */
  readonly isWithdrawn: boolean;
}

/**
 * With service again from a day on: ends the suspension that the day lies in, or that has no end yet. Its first day takes it
 * back whole.
 */
export function resumeSubscription(
  subscription: Subscription,
  on: PlainDate,
  context: SuspensionContext,
): Result<Resumed> {
  const suspension =
    subscription.suspensions.find((one) => covers(one, on)) ??
    subscription.suspensions.find(({ until }) => until === null);
  if (suspension === undefined)
    return conflict(
      'not_suspended',
      `It is not suspended on ${spokenDate(on)}: name a day that a suspension holds.`,
    );
  const faults: Fault[] = [...tooFarAhead(on, context.today)];
  if (on < suspension.from)
    faults.push(
      fault(
        'resumed_before_suspension',
        `It is suspended from ${spokenDate(suspension.from)} on: that day takes the suspension back, a later one ends it.`,
        'on',
      ),
    );
  if (faults.length > 0) return no(...faults);
  const isWithdrawn = on === suspension.from;
  const ended = { ...suspension, until: on };
  const suspensions = subscription.suspensions.flatMap((one) =>
    one !== suspension ? [one] : isWithdrawn ? [] : [ended],
  );
  return ok({ changes: changesTo(subscription, suspensions, context), suspension: ended, isWithdrawn });
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
  const pauses = suspensions.flatMap(({ from, until, billed }) => (billed ? [] : [{ from, until }]));
  return terms
    .filter((one) => one.side === side && JSON.stringify(one.term.pauses) !== JSON.stringify(pauses))
    .map((one) => dueBy({ ...one, term: { ...one.term, pauses }, pausesKnownFrom: today }, today));
}

/** "from 3 Mar 2026 to 9 Mar 2026", "from 3 Mar 2026 until it is resumed" */
export const sayDays = ({ from, until }: Pick<Suspension, 'from' | 'until'>): string =>
  until === null
    ? `from ${spokenDate(from)} until it is resumed`
    : `from ${spokenDate(from)} to ${spokenDate(dayBefore(until))}`;
