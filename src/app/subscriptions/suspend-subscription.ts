import { sayDays } from '#core/billing/suspensions.ts';
import type { PlainDate } from '#core/calendar.ts';
import { checkReason } from '#core/orders/texts.ts';
import { ok, type Result } from '#core/result.ts';
import type { Suspension } from '#core/subscriptions/subscription.ts';
import { suspendSubscription } from '#core/subscriptions/suspend-subscription.ts';
import type { Actor } from '../ports/platform.ts';
import {
  type Changed,
  changeSubscription,
  type Deciding,
  type Decision,
  type DeedInput,
} from './change-subscription.ts';
import { counterpartsOf } from './counterparts.ts';
import type { SubscriptionPorts } from './services.ts';

export interface SuspendSubscription extends DeedInput {
  /** The first day without service. */
  readonly from: PlainDate;
  /** The first day with service again; null: until it is resumed. */
  readonly until: PlainDate | null;
  /** Whether fees are charged all the same. */
  readonly billed: boolean;
  readonly reason: string | null;
}

export interface SuspensionTold {
  readonly suspension: Suspension;
  readonly text: string;
}

/**
 * Without service for some days, past or ahead (decision 87). Refuses `already_suspended`, `subscription_cancelled`,
 * `suspension_before_start`, `suspension_reversed` and `day_too_far_ahead`.
 */
export const makeSuspendSubscription =
  (ports: SubscriptionPorts) =>
  (actor: Actor, input: SuspendSubscription): Promise<Result<Changed<SuspensionTold>>> =>
    changeSubscription<SuspensionTold>(ports, actor, {
      input,
      action: 'subscription.suspended',
      mirrored: { upstream: 'subscription.suspended', downstream: 'subscription.supply_suspended' },
      details: ({ suspension: { from, until } }) => ({ from, until }),
      ownDetails: ({ suspension: { billed, reason } }) => ({ billed, reason }),
      decide: (deciding) => decideSuspension(ports, input, deciding),
    });

/** What a suspension changes, in both companies' books. */
export function decideSuspension(
  { clock }: Pick<SubscriptionPorts, 'clock'>,
  { from, until, billed, ...input }: Pick<SuspendSubscription, 'from' | 'until' | 'billed' | 'reason'>,
  { loaded, today }: Deciding,
): Result<Decision<SuspensionTold>> {
  const reason = checkReason(input.reason);
  if (!reason.ok) return reason;
  const { downstream } = counterpartsOf(loaded, clock.now());
  const decided = suspendSubscription(
    loaded.own,
    { from, until, billed, reason: reason.value },
    { today, downstream },
  );
  if (!decided.ok) return decided;
  const { changes, suspension } = decided.value;
  const fees = suspension.billed ? 'It is charged all the same.' : 'These days are not charged.';
  return ok({ changes, told: { suspension, text: `Suspended ${sayDays(suspension)}. ${fees}` } });
}
