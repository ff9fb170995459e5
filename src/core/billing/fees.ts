/** Which fees a term charges (FEE-3, FEE-4): for each of the two separately the package's own, none, or those of its services. */
import type { PlainDate } from '../calendar.ts';
import { type Cents, type TaxRate, ZERO } from '../money.ts';
import type { BillingPlan, BillingService, ChargeKind, Term } from './terms.ts';

/** One fee to charge: at package level (`serviceKey` null) or for a service. */
export interface FeeToCharge {
  readonly kind: ChargeKind;
  readonly serviceKey: number | null;
  /** Above zero: a line of 0.00 is not written (FEE-5). */
  readonly fee: Cents;
  readonly taxRate: TaxRate;
  /** See `BillingService.from`; null at package level: the package is there from the start of its term (PROV-6). */
  readonly from: PlainDate | null;
}

/** The fees charged once: the package's when the subscription is created, a service's when it is activated (FEE-1, PROV-2). */
export function setupFeesOf(plan: BillingPlan, services: readonly BillingService[]): FeeToCharge[] {
  return feesAt('setup_fee', {
    packageFee: plan.setupFee ?? (plan.setupFeeOverride ? ZERO : null),
    plan,
    services,
    serviceFee: (service) => service.setupFee,
  });
}

/**
 * The fees charged each period (FEE-2). Whatever recurs by the package's settings belongs in this list: what is due, for how
 * much of a period and what is credited is the same for all of it (BILL-4).
 */
export function recurringFeesOf(
  plan: BillingPlan,
  services: readonly BillingService[],
  term: Pick<Term, 'accessFeeOverride'>,
): FeeToCharge[] {
  const own = mayCarryOwnFee(plan) ? term.accessFeeOverride : null;
  return feesAt('access_fee', {
    packageFee: own ?? plan.accessFee ?? (plan.accessFeeOverride ? ZERO : null),
    plan,
    services,
    serviceFee: (service) => service.accessFee,
  });
}

/** FEE-3: an empty package fee whose Override is not ticked leaves the fees of each period to the services. */
export const leavesAccessFeesToServices = (
  plan: Pick<BillingPlan, 'accessFee' | 'accessFeeOverride'>,
): boolean => plan.accessFee === null && !plan.accessFeeOverride;

/** FEE-4: only where the plan enables it and has a package access fee; a ticked, empty one is none in this sense. */
export const mayCarryOwnFee = (
  plan: Pick<BillingPlan, 'subscriptionOverridesEnabled' | 'accessFee'>,
): boolean => plan.subscriptionOverridesEnabled && plan.accessFee !== null;

function feesAt(
  kind: ChargeKind,
  {
    packageFee,
    plan,
    services,
    serviceFee,
  }: {
    /** null: the services' fees are charged instead */
    readonly packageFee: Cents | null;
    readonly plan: BillingPlan;
    readonly services: readonly BillingService[];
    readonly serviceFee: (service: BillingService) => Cents | null;
  },
): FeeToCharge[] {
  const fees: FeeToCharge[] =
    packageFee !== null
      ? [{ kind, serviceKey: null, fee: packageFee, taxRate: plan.taxRate, from: null }]
      : services.map((service) => ({
          kind,
          serviceKey: service.key,
          fee: serviceFee(service) ?? ZERO,
          taxRate: service.taxRate,
          from: service.from,
        }));
  return fees.filter(({ fee }) => fee > 0);
}
