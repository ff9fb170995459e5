import type { PlainDate } from '#core/calendar.ts';
import { type Cents, formatCents } from '#core/money.ts';
import { ok, type Result } from '#core/result.ts';
import { overrideAccessFee } from '#core/subscriptions/override-access-fee.ts';
import type { Actor } from '../ports/platform.ts';
import {
  type Changed,
  changeSubscription,
  type Deciding,
  type Decision,
  type DeedInput,
  OWN_AFFAIR,
} from './change-subscription.ts';
import type { SubscriptionPorts } from './services.ts';

export interface OverrideAccessFee extends DeedInput {
  /** null: the plan's own fee again */
  readonly fee: Cents | null;
}

export interface FeeOverrideTold {
  readonly fee: Cents | null;
  /** The first day that the fee is charged for; null: everything up to the end is billed. */
  readonly from: PlainDate | null;
  readonly text: string;
}

/** FEE-4. Refuses `override_not_enabled`, and `subscription_cancelled` where no further period is billed. */
export const makeOverrideAccessFee =
  (ports: SubscriptionPorts) =>
  (actor: Actor, input: OverrideAccessFee): Promise<Result<Changed<FeeOverrideTold>>> =>
    changeSubscription<FeeOverrideTold>(ports, actor, {
      input,
      action: 'subscription.access_fee_overridden',
      mirrored: OWN_AFFAIR,
      details: ({ fee, from }) => ({ fee: fee === null ? null : formatCents(fee), from }),
      decide: (deciding) => decideAccessFee(input, deciding),
    });

/** What an access fee of its own changes. */
export function decideAccessFee(
  { fee }: Pick<OverrideAccessFee, 'fee'>,
  { loaded, today, book }: Deciding,
): Result<Decision<FeeOverrideTold>> {
  const decided = overrideAccessFee(loaded.own, { fee, today, planOf: book.plan });
  if (!decided.ok) return decided;
  const { change, from, text } = decided.value;
  return ok({ changes: [change], told: { fee, from, text } });
}
