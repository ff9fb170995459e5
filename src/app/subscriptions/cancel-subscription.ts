import { type PlainDate, spokenDate } from '#core/calendar.ts';
import { invariant, ok, type Result } from '#core/result.ts';
import { contractOf } from '#core/subscriptions/break-contract.ts';
import { cancelSubscription } from '#core/subscriptions/cancel-subscription.ts';
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

export interface CancelSubscription extends DeedInput {
  /** First day without service. */
  readonly on: PlainDate;
}

export interface CancellationTold {
  readonly on: PlainDate;
  /** For people. */
  readonly text: string;
}

/**
 * BILL-8: ends a subscription and, in the same batch, what mirrors it in the books of the company that it is bought from or sold
 * to. Refuses `cancellation_before_start`, `day_too_far_ahead`, `already_cancelled`, and `subscription_changed` where somebody
 * was first.
 */
export const makeCancelSubscription =
  (ports: SubscriptionPorts) =>
  (actor: Actor, input: CancelSubscription): Promise<Result<Changed<CancellationTold>>> =>
    changeSubscription(ports, actor, {
      input,
      action: 'subscription.cancelled',
      mirrored: { upstream: 'subscription.cancelled', downstream: 'subscription.supply_ended' },
      details: ({ on }) => ({ on }),
      decide: (deciding) => decideCancellation(ports, input, deciding),
    });

/** What a cancellation changes, in both companies' books. */
export function decideCancellation(
  { clock }: Pick<SubscriptionPorts, 'clock'>,
  { on }: Pick<CancelSubscription, 'on'>,
  { loaded, today, catalogue }: Deciding,
): Result<Decision<CancellationTold>> {
  const changes = cancelSubscription(loaded.own, { on, today, ...counterpartsOf(loaded, clock.now()) });
  if (!changes.ok) return changes;
  const [own, ...others] = changes.value;
  invariant(own, 'a cancellation changes the subscription that it names');
  return ok({
    changes: [own, ...others],
    told: { on, text: `It has no service from ${spokenDate(on)} on.${ofContract()}` },
  });

  /** Decision 41: a contract is broken by a migration alone; who cancels is told so. */
  function ofContract(): string {
    const contract = contractOf(loaded.own, catalogue, today);
    return contract?.status === 'running' && contract.until !== null && on < contract.until
      ? ` The contract ${contract.contractType} runs until ${spokenDate(contract.until)}; a cancellation charges no break-out fee.`
      : '';
  }
}
