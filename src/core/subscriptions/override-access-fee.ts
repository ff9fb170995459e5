/**
 * FEE-4: a subscription's own access fee, where its plan enables overrides and has a package access fee; from the next period billed
 * on, or for the periods that begin on some days. What is billed stays as it is.
 */
import { mayCarryOwnFee, type OwnFee, withOwnFee } from '../billing/fees.ts';
import { boundaryOf, nextBoundary } from '../billing/period-grid.ts';
import type { BillingPlan } from '../billing/terms.ts';
import { later, type PlainDate, spokenDate } from '../calendar.ts';
import { type Cents, formatCents } from '../money.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import { tooFarAhead } from './cancel-subscription.ts';
import {
  changeOf,
  firstUnbilledPeriod,
  type Subscription,
  type SubscriptionChange,
  type SubscriptionTerm,
  termInForceOn,
} from './subscription.ts';

export interface FeeOverride extends OwnFee {
  readonly today: PlainDate;
  readonly planOf: (packagePlanId: number) => BillingPlan | undefined;
}

export interface FeeOverridden {
  readonly change: SubscriptionChange;
  /** The first day that the new fee is charged for; null: every period that it is for is billed. */
  readonly from: PlainDate | null;
  readonly text: string;
}

export function overrideAccessFee(
  subscription: Subscription,
  { fee, dates, today, planOf }: FeeOverride,
): Result<FeeOverridden> {
  const day = dates === null ? today : later(today, dates.from);
  const inForce = termInForceOn(subscription, 'sell', day);
  const plan = inForce && planOf(inForce.packagePlan.id);
  if (inForce === undefined || plan === undefined)
    return no(
      fault(
        'plan_not_in_catalogue',
        `The plan ${inForce?.packagePlan.code ?? ''} is in the catalogue no longer: publish it again first.`,
      ),
    );
  const { term } = inForce;
  const faults = dates === null ? [] : checkDates(dates, today);
  if (term.end !== null && term.end <= day)
    faults.push({
      code: 'subscription_cancelled',
      message: `The service ${term.end <= today ? 'ended' : 'ends'} on ${spokenDate(term.end)}: no further period of it is billed.`,
      kind: 'conflict',
    });
  // What is there may always be taken away.
  if (fee !== null && !mayCarryOwnFee(plan))
    faults.push(
      fault(
        'override_not_enabled',
        plan.subscriptionOverridesEnabled
          ? `${plan.code} has no package access fee, and services' fees are not replaced: give the plan one first.`
          : `${plan.code} does not enable subscription access fee overrides: tick Enable Access Fee Overrides in its row first.`,
        'fee',
      ),
    );
  if (faults.length > 0) return no(...faults);
  const fees = withOwnFee(term, { fee, dates });
  const isSame = dates === null && fee === term.accessFeeOverride && term.datedFees.length === 0;
  const from = firstDayCharged(inForce, dates);
  return ok({
    change: changeOf(subscription, { terms: isSame ? [] : [{ ...inForce, term: { ...term, ...fees } }] }),
    from,
    text: sayWhen(fee, { from, to: dates?.to ?? null }),
  });
}

function checkDates({ from, to }: NonNullable<FeeOverride['dates']>, today: PlainDate): Fault[] {
  const faults: Fault[] = tooFarAhead(from, today).map((one) => ({ ...one, path: 'from' }));
  if (to !== null && to < from)
    faults.push(
      fault(
        'override_reversed',
        `Its last day, ${spokenDate(to)}, lies before its first: name a later one.`,
        'to',
      ),
    );
  return faults;
}

/** The start of the first period that the fee is charged for: not billed yet, and begun within the dates. */
function firstDayCharged(
  { term, progress }: SubscriptionTerm,
  dates: FeeOverride['dates'],
): PlainDate | null {
  const unbilled = boundaryOf(term.grid, firstUnbilledPeriod(progress));
  const start = dates === null ? unbilled : nextBoundary(term.grid, later(unbilled, dates.from));
  const isOver = dates !== null && dates.to !== null && start > dates.to;
  return isOver || (term.end !== null && term.end <= start) ? null : start;
}

function sayWhen(
  fee: Cents | null,
  { from, to }: { readonly from: PlainDate | null; readonly to: PlainDate | null },
): string {
  if (from === null) return 'Every period that it is for is billed already: it changes nothing any more.';
  const what = fee === null ? "The plan's own access fee" : `An access fee of ${formatCents(fee)}`;
  const until = to === null ? '' : `, for periods that begin by ${spokenDate(to)}`;
  return `${what} applies from the next period billed, which starts on ${spokenDate(from)}${until}; what is billed stays as it is.`;
}
