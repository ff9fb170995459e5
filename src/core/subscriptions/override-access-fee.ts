/**
 * FEE-4: a subscription's own access fee, where its plan enables overrides and has a package access fee. What is billed stays
 * as it is; the next period billed is charged the new fee.
 */
import { mayCarryOwnFee } from '../billing/fees.ts';
import { boundaryOf } from '../billing/period-grid.ts';
import type { BillingPlan } from '../billing/terms.ts';
import type { PlainDate } from '../calendar.ts';
import { spokenDate } from '../calendar.ts';
import { type Cents, formatCents } from '../money.ts';
import { conflict, fault, no, ok, type Result } from '../result.ts';
import {
  changeOf,
  firstUnbilledPeriod,
  type Subscription,
  type SubscriptionChange,
  type SubscriptionTerm,
  termInForceOn,
} from './subscription.ts';

export interface FeeOverride {
  /** null: the plan's own fee again */
  readonly fee: Cents | null;
  readonly today: PlainDate;
  readonly planOf: (packagePlanId: number) => BillingPlan | undefined;
}

export interface FeeOverridden {
  readonly change: SubscriptionChange;
  /** The first day that the new fee is charged for; null: everything up to the end is billed. */
  readonly from: PlainDate | null;
  readonly text: string;
}

export function overrideAccessFee(
  subscription: Subscription,
  { fee, today, planOf }: FeeOverride,
): Result<FeeOverridden> {
  const inForce = termInForceOn(subscription, 'sell', today);
  const plan = inForce && planOf(inForce.packagePlan.id);
  if (inForce === undefined || plan === undefined)
    return no(
      fault(
        'plan_not_in_catalogue',
        `The plan ${inForce?.packagePlan.code ?? ''} is in the catalogue no longer: publish it again first.`,
      ),
    );
  const { term } = inForce;
  if (term.end !== null && term.end <= today)
    return conflict(
      'subscription_cancelled',
      `The service ended on ${spokenDate(term.end)}: no further period of it is billed.`,
    );
  // What is there may always be taken away.
  if (fee !== null && !mayCarryOwnFee(plan))
    return no(
      fault(
        'override_not_enabled',
        plan.subscriptionOverridesEnabled
          ? `${plan.code} has no package access fee, and services' fees are not replaced: give the plan one first.`
          : `${plan.code} does not enable subscription access fee overrides: tick Enable Access Fee Overrides in its row first.`,
        'fee',
      ),
    );
  const from = firstDayCharged(inForce);
  const changed =
    fee === term.accessFeeOverride ? [] : [{ ...inForce, term: { ...term, accessFeeOverride: fee } }];
  return ok({
    change: changeOf(subscription, { terms: changed }),
    from,
    text: sayWhen(fee, from),
  });
}

function firstDayCharged({ term, progress }: SubscriptionTerm): PlainDate | null {
  const start = boundaryOf(term.grid, firstUnbilledPeriod(progress));
  return term.end !== null && term.end <= start ? null : start;
}

function sayWhen(fee: Cents | null, from: PlainDate | null): string {
  if (from === null) return 'Every period up to the end is billed already: it changes nothing any more.';
  const what = fee === null ? "The plan's own access fee" : `An access fee of ${formatCents(fee)}`;
  return `${what} applies from the next period billed, which starts on ${spokenDate(from)}; what is billed stays as it is.`;
}
