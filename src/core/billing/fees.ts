/**
 * Which fees a term charges: setup and access (FEE-3, FEE-4), for each of the two separately the package's own, none, or those
 * of its services; and beside them the features and bolt-ons of its services (CAT-7, CAT-8).
 */
import type { PlainDate } from '../calendar.ts';
import { type Cents, type TaxRate, ZERO } from '../money.ts';
import type {
  BillingPlan,
  BillingService,
  ChargeKind,
  DatedFee,
  ServiceExtra,
  Stretch,
  Term,
} from './terms.ts';

/** One fee to charge: at package level (`serviceKey` null) or for a service. */
export interface FeeToCharge {
  readonly kind: ChargeKind;
  readonly serviceKey: number | null;
  /** See `DraftLine.item`. */
  readonly item: number | null;
  /** Above zero: a line of 0.00 is not written (FEE-5). Where it hangs on the day, as it is at the end. */
  readonly fee: Cents;
  /** What is charged for a period, or a part, that begins on a day; null: always `fee`. */
  readonly feeOn: ((day: PlainDate) => Cents) | null;
  readonly taxRate: TaxRate;
  /** See `BillingService.from`; null at package level: the package is there from the start of its term (PROV-6). */
  readonly from: PlainDate | null;
  /** See `ServiceExtra.stretches`. */
  readonly stretches: readonly Stretch[] | null;
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

type OwnFees = Pick<Term, 'accessFeeOverride'> & { readonly datedFees?: readonly DatedFee[] };

/** The access fees, charged each period (FEE-2). */
export function recurringFeesOf(
  plan: BillingPlan,
  services: readonly BillingService[],
  term: OwnFees,
): FeeToCharge[] {
  const packageFee = plan.accessFee ?? (plan.accessFeeOverride ? ZERO : null);
  const { datedFees = [] } = term;
  if (!mayCarryOwnFee(plan) || (term.accessFeeOverride === null && datedFees.length === 0))
    return feesAt('access_fee', { packageFee, plan, services, serviceFee: (service) => service.accessFee });
  const own = term.accessFeeOverride ?? packageFee ?? ZERO;
  const feeOn = (day: PlainDate): Cents => {
    const dated = datedFees.findLast(({ from, to }) => from <= day && (to === null || day <= to));
    return dated === undefined ? own : (dated.fee ?? packageFee ?? ZERO);
  };
  const fee: FeeToCharge = {
    kind: 'access_fee',
    serviceKey: null,
    item: null,
    fee: own,
    feeOn: datedFees.length === 0 ? null : feeOn,
    taxRate: plan.taxRate,
    from: null,
    stretches: null,
  };
  return own > 0 || datedFees.length > 0 ? [fee] : [];
}

/** An access fee of a subscription's own. */
export interface OwnFee {
  /** null: the plan's own fee again */
  readonly fee: Cents | null;
  /** For the periods that begin on these days; null: from the next one billed, in place of all that was set before. */
  readonly dates: Omit<DatedFee, 'fee'> | null;
}

/** What a term carries once such a fee is set (FEE-4, decision 87). */
export const withOwnFee = (
  term: Pick<Term, 'accessFeeOverride' | 'datedFees'>,
  { fee, dates }: OwnFee,
): Pick<Term, 'accessFeeOverride' | 'datedFees'> =>
  dates === null
    ? { accessFeeOverride: fee, datedFees: [] }
    : { accessFeeOverride: term.accessFeeOverride, datedFees: [...term.datedFees, { ...dates, fee }] };

/** FEE-3: an empty package fee whose Override is not ticked leaves the fees of each period to the services. */
export const leavesAccessFeesToServices = (
  plan: Pick<BillingPlan, 'accessFee' | 'accessFeeOverride'>,
): boolean => plan.accessFee === null && !plan.accessFeeOverride;
/**
 * All that is charged each period: what is due, for how much of a period and what is corrected is the same for all of it, by the
 * package's settings (BILL-4).
 */
export const periodFeesOf = (
  plan: BillingPlan,
  services: readonly BillingService[],
  term: OwnFees,
): FeeToCharge[] => [...recurringFeesOf(plan, services, term), ...extrasOf(services, true)];

/** The features that are charged once, with the setup of their service. */
export const onceFeaturesOf = (services: readonly BillingService[]): FeeToCharge[] =>
  extrasOf(services, false).filter(({ kind }) => kind === 'feature_fee');

/** The bolt-ons that are charged once, on their first day. */
export const onceBoltOnsOf = (services: readonly BillingService[]): FeeToCharge[] =>
  extrasOf(services, false).filter(({ kind }) => kind === 'bolt_on_fee');

const extrasOf = (services: readonly BillingService[], recurring: boolean): FeeToCharge[] =>
  services.flatMap((service) =>
    (service.extras ?? [])
      .filter((extra) => extra.recurring === recurring && extra.prices.some(({ fee }) => fee > 0))
      .map(
        (extra): FeeToCharge => ({
          kind: extra.kind,
          serviceKey: service.key,
          item: extra.item,
          fee: extra.prices.at(-1)?.fee ?? ZERO,
          feeOn:
            extra.prices.length === 1 && extra.prices[0]?.effectiveFrom === ALWAYS
              ? null
              : (day) => priceOn(extra, day),
          taxRate: extra.taxRate,
          from: service.from,
          stretches: extra.stretches,
        }),
      ),
  );

/** What a price is in force from that has no first day. */
export const ALWAYS = '0001-01-01' as PlainDate;

/** Nothing before the first price is in force. */
export const priceOn = ({ prices }: Pick<ServiceExtra, 'prices'>, day: PlainDate): Cents =>
  prices.findLast(({ effectiveFrom }) => effectiveFrom <= day)?.fee ?? ZERO;

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
  const common = { kind, item: null, feeOn: null, stretches: null };
  const fees: FeeToCharge[] =
    packageFee !== null
      ? [{ ...common, serviceKey: null, fee: packageFee, taxRate: plan.taxRate, from: null }]
      : services.map((service) => ({
          ...common,
          serviceKey: service.key,
          fee: serviceFee(service) ?? ZERO,
          taxRate: service.taxRate,
          from: service.from,
        }));
  return fees.filter(({ fee }) => fee > 0);
}
