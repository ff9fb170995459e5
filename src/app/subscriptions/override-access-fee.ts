import type { PlainDate } from '#core/calendar.ts';
import { type Cents, formatCents } from '#core/money.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
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
  /** For periods that begin from this day on; left out: from the next one billed, in place of all that was set before. */
  readonly from?: PlainDate | undefined;
  /** … and not after this one; only with `from`. */
  readonly to?: PlainDate | undefined;
}

export interface FeeOverrideTold {
  readonly fee: Cents | null;
  /** The first day that the fee is charged for; null: every period that it is for is billed. */
  readonly from: PlainDate | null;
  readonly text: string;
}

/** FEE-4. Refuses `override_not_enabled`, `override_reversed`, `override_without_start`, and `subscription_cancelled` where no further period is billed. */
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
  { fee, from, to }: Pick<OverrideAccessFee, 'fee' | 'from' | 'to'>,
  { loaded, today, book }: Deciding,
): Result<Decision<FeeOverrideTold>> {
  const startless =
    from === undefined && to !== undefined
      ? [fault('override_without_start', 'Name its first day too.', 'from')]
      : [];
  const dates = from === undefined ? null : { from, to: to ?? null };
  const decided = overrideAccessFee(loaded.own, { fee, dates, today, planOf: book.plan });
  if (!decided.ok || startless.length > 0) return no(...startless, ...(decided.ok ? [] : decided.faults));
  const { change, from: charged, text } = decided.value;
  return ok({ changes: [change], told: { fee, from: charged, text } });
}
