import type { PlainDate } from '#core/calendar.ts';
import { ok, type Result } from '#core/result.ts';
import { sayWithdrawn, withdrawCancellation } from '#core/subscriptions/withdraw-cancellation.ts';
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

export interface CancellationWithdrawalTold {
  /** The day that was to be the first without service. */
  readonly on: PlainDate;
  readonly text: string;
}

/**
 * As if it had not been cancelled (decision 87): the next run charges again what was credited. Refuses `not_cancelled`,
 * `cancelled_by_retailer` and `retailer_cancelled`.
 */
export const makeWithdrawCancellation =
  (ports: SubscriptionPorts) =>
  (actor: Actor, input: DeedInput): Promise<Result<Changed<CancellationWithdrawalTold>>> =>
    changeSubscription<CancellationWithdrawalTold>(ports, actor, {
      input,
      action: 'subscription.cancellation_withdrawn',
      mirrored: {
        upstream: 'subscription.cancellation_withdrawn',
        downstream: 'subscription.supply_resumed',
      },
      details: ({ on }) => ({ on }),
      decide: (deciding) => decideCancellationWithdrawal(ports, deciding),
    });

/** What the withdrawal of a cancellation changes, in both companies' books. */
export function decideCancellationWithdrawal(
  { clock }: Pick<SubscriptionPorts, 'clock'>,
  { loaded, today }: Deciding,
): Result<Decision<CancellationWithdrawalTold>> {
  const withdrawn = withdrawCancellation(loaded.own, { today, ...counterpartsOf(loaded, clock.now()) });
  if (!withdrawn.ok) return withdrawn;
  const { changes, end } = withdrawn.value;
  return ok({ changes, told: { on: end, text: sayWithdrawn(withdrawn.value) } });
}
