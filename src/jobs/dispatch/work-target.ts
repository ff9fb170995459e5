/** The second step of dispatching: the deliveries of one target, one after the other, under a lease. */

import type { Ending, GateShut, Target, Turn } from '#app/ports/dispatch.ts';
import type { Lease } from '#app/ports/jobs.ts';
import { DEAD_TOPIC, type Delivery, type Outcome } from '#app/ports/outbox.ts';
import { dateIn, type Instant, instantAfter, millisecondsBetween } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { MOST_ATTEMPTS, waitAfter } from '#core/outbox/back-off.ts';
import { invariant } from '#core/result.ts';
import { keepLease } from '../keep-lease.ts';
import type { Budget, DispatchParts } from './parts.ts';
import { makePatience } from './patience.ts';
import { FAILURES_BEFORE_REST, restFrom } from './rest.ts';

/** Behind an answer that asks for none at all. */
const SHORTEST_PAUSE_MS = 1_000;

/** Deliveries of one target before others have their turn. */
const MOST_IN_A_ROW = 25;

/** Answers how many were tried; null where somebody else is at the target. */
export async function workTarget(
  parts: DispatchParts,
  target: Target,
  budget: Budget,
  stopping: AbortSignal,
): Promise<number | null> {
  const { leases, secrets } = parts;
  const lease: Lease = { name: target.lease, holder: secrets.token() };
  if (!(await leases.take(lease))) return null;
  const kept = keepLease(leases, lease, stopping);
  try {
    return await workQueue(parts, target, { lease, budget, signal: kept.signal });
  } finally {
    kept.stop();
    await leases.drop(lease);
  }
}

interface Shift {
  readonly lease: Lease;
  readonly budget: Budget;
  readonly signal: AbortSignal;
}

async function workQueue(parts: DispatchParts, target: Target, shift: Shift): Promise<number> {
  const { store, wallClock } = parts;
  let tried = 0;
  let failures = 0;
  while (tried < MOST_IN_A_ROW && failures < FAILURES_BEFORE_REST) {
    if (shift.signal.aborted || shift.budget.isSpent()) break;
    const turn = await store.turn(target, wallClock.now());
    if (turn === null) break;
    shift.budget.spend();
    const result = await deliver(parts, turn, shift, failures + 1);
    if (result === 'not ours') break;
    tried += 1;
    if (result === 'sent') failures = 0;
    if (result === 'failed') failures += 1;
  }
  return tried;
}

/**
 * The attempt is on record before it is made: should this process end in the middle, the next one knows that the delivery
 * may have arrived.
 */
async function deliver(
  parts: DispatchParts,
  turn: Turn,
  { lease, signal }: Shift,
  failuresThen: number,
): Promise<'sent' | 'failed' | 'put off' | 'dead' | 'not ours'> {
  const { store, wallClock } = parts;
  const began = wallClock.now();
  if (turn.attempts >= MOST_ATTEMPTS) {
    // Its last attempt was never answered: the process ended with it, as it may have with those before.
    await record(parts, turn, dead(parts, turn, 'No attempt at it was ever answered.', began), [], {
      began,
      attempt: turn.attempts,
    });
    return 'dead';
  }
  const attempt = turn.attempts + 1;
  const retryAt = instantAfter(began, waitAfter(attempt) ?? 0);
  if (!(await store.claim(turn, lease, began, retryAt))) return 'not ours';
  const outcome = await answerOf(parts, turn, signal);
  const now = wallClock.now();
  const ending = endingOf(parts, turn, outcome, now);
  const isFailure = ending.as === 'waiting' && ending.isCounted;
  const rest = isFailure && failuresThen >= FAILURES_BEFORE_REST ? [restFrom(turn, now)] : [];
  await record(parts, turn, ending, [...gatesBehind(turn, outcome, now), ...rest], { began, attempt });
  if (ending.as !== 'waiting') return ending.as;
  return isFailure ? 'failed' : 'put off';
}

/** Which gates shut behind an attempt: its own from its end on, and those that the outside has shut. */
const gatesBehind = (turn: Turn, outcome: Outcome, now: Instant): GateShut[] => [
  ...turn.gates
    .filter(({ spacingMs }) => spacingMs > 0)
    .map(({ key, spacingMs }) => ({ key, opensAt: instantAfter(now, spacingMs) })),
  ...(outcome.outcome === 'retry' ? (outcome.gates ?? []) : []).map(({ key, closedMs }) => ({
    key,
    opensAt: instantAfter(now, closedMs),
  })),
];

/** What the channel says; an error is no answer, and neither is silence. */
async function answerOf(
  { channels, limits }: DispatchParts,
  turn: Turn,
  stopping: AbortSignal,
): Promise<Outcome> {
  const channel = channels.find(({ name }) => name === turn.channel);
  invariant(channel !== undefined, `targets of the channel ${turn.channel} are worked where it is`);
  const patience = makePatience(limits.answerWithinMs, stopping);
  try {
    return await Promise.race([channel.deliver(deliveryOf(turn), patience.signal), patience.givenUp]);
  } catch (error) {
    return {
      outcome: 'retry',
      error: error instanceof Error ? error.message : String(error),
      isUnanswered: true,
    };
  } finally {
    patience.end();
  }
}

function deliveryOf(turn: Turn): Delivery {
  const {
    providerCode: _,
    timeZone: _____,
    unanswered,
    place: __,
    supersedes: ___,
    gates: ____,
    ...delivery
  } = turn;
  return { ...delivery, attempts: turn.attempts + 1, isRepeat: unanswered > 0 };
}

function endingOf(parts: DispatchParts, turn: Turn, outcome: Outcome, now: Instant): Ending {
  if (outcome.outcome === 'sent') return { as: 'sent' };
  if (outcome.outcome === 'again')
    return {
      as: 'waiting',
      error: null,
      dueAt: instantAfter(now, outcome.waitMs),
      isAnswered: true,
      isCounted: false,
    };
  if (outcome.outcome === 'dead') return dead(parts, turn, outcome.error, now);
  const isPause = outcome.waitMs !== undefined;
  const wait = isPause ? Math.max(outcome.waitMs, SHORTEST_PAUSE_MS) : waitAfter(turn.attempts + 1);
  if (wait === null) return dead(parts, turn, outcome.error, now);
  return {
    as: 'waiting',
    error: outcome.error,
    dueAt: instantAfter(now, wait),
    isAnswered: outcome.isUnanswered !== true,
    isCounted: !isPause,
  };
}

/** One notice a day of the provider and target: thousands that die together are one piece of news. */
const dead = ({ clock }: DispatchParts, turn: Turn, error: string, now: Instant): Ending => ({
  as: 'dead',
  error,
  notice:
    turn.topic === DEAD_TOPIC
      ? null
      : {
          providerId: turn.providerId,
          topic: DEAD_TOPIC,
          dedupeKey: `${turn.providerCode} ${turn.channel} ${turn.target} ${dateIn(turn.timeZone, now)}`,
          body: {
            delivery: formatId('delivery', turn.id),
            channel: turn.channel,
            target: turn.target,
            topic: turn.topic,
            subject: turn.subject,
            error,
          },
          createdAt: clock.now(),
        },
});

async function record(
  { store, wallClock, log }: DispatchParts,
  turn: Turn,
  ending: Ending,
  gates: readonly GateShut[],
  { began, attempt }: { readonly began: Instant; readonly attempt: number },
): Promise<void> {
  const now = wallClock.now();
  await store.record(turn, ending, gates, now);
  const fields = {
    delivery: formatId('delivery', turn.id),
    provider: turn.providerCode,
    channel: turn.channel,
    target: turn.target,
    kind: turn.kind,
    topic: turn.topic,
    subject: turn.subject,
    attempt,
    isRepeat: turn.unanswered > 0,
    outcome: ending.as === 'waiting' ? 'retry' : ending.as,
    ms: millisecondsBetween(began, now),
  };
  if (ending.as === 'sent') log.info(fields, 'delivery');
  else if (ending.as === 'waiting' && ending.error === null)
    log.info({ ...fields, outcome: 'again', nextTryAt: ending.dueAt }, 'delivery');
  else if (ending.as === 'waiting')
    log.warn({ ...fields, error: ending.error, nextTryAt: ending.dueAt }, 'delivery');
  else log.error({ ...fields, error: ending.error }, 'delivery');
}
