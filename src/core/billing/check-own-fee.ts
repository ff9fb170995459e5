/** FEE-4 in a simulation: whether a plan lets a subscription carry an access fee of its own. */
import { type Fault, fault } from '../result.ts';
import { mayCarryOwnFee } from './fees.ts';
import type { Read } from './simulation-rules.ts';
import type { BillingPlan } from './terms.ts';

/** Says nothing about what could not be read. */
export function checkOwnFee(
  { subscriptionOverridesEnabled, accessFee }: Read<BillingPlan>,
  path: string,
): Fault[] {
  if (subscriptionOverridesEnabled === undefined || accessFee === undefined) return [];
  if (mayCarryOwnFee({ subscriptionOverridesEnabled, accessFee })) return [];
  return subscriptionOverridesEnabled
    ? [
        fault(
          'fee_override_without_package_fee',
          'The plan has no package access fee that a subscription could replace; service plan fees are never replaced.',
          path,
        ),
      ]
    : [
        fault(
          'fee_override_not_enabled',
          'The plan does not let a subscription carry its own access fee: leave it out, or set subscriptionOverridesEnabled.',
          path,
        ),
      ];
}
