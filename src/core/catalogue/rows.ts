/**
 * The kinds of the catalogue (CAT-1, CAT-7, CAT-8, USE-5), one type a tab of the workbook. Field names are shared by the
 * check, the diff, the tables and the API. Codes are the provider's own, text, unique within the kind.
 */
import type { PlainDate } from '../calendar.ts';
import type { Cents, PriceE8, TaxRate } from '../money.ts';

export type Side = 'buy' | 'sell';
/** CAT-2, in the order of the life cycle. */
export const APPROVAL_STATUSES = ['Draft', 'Pending', 'Approved', 'Saleable', 'Grandfathered'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];
export const SERVICE_TYPES = ['Telephony', 'Data', 'Hosting', 'Domain', 'Other'] as const;
export type ServiceType = (typeof SERVICE_TYPES)[number];
export const PROVISIONING_TYPES = ['Semi-manual', 'Carrier workflow', 'Automatic'] as const;
export type ProvisioningType = (typeof PROVISIONING_TYPES)[number];
export const RATE_PROFILES = ['Rate Per', 'Flat Charge', 'Pass-through', 'Mark-up', 'Discount'] as const;
export type RateProfile = (typeof RATE_PROFILES)[number];
export const COUNTED_DIRECTIONS = ['Download', 'Upload', 'Both', 'Larger'] as const;
export type CountedDirection = (typeof COUNTED_DIRECTIONS)[number];

export interface PackagePlan {
  readonly code: string;
  readonly name: string;
  readonly externalName: string;
  readonly description: string | null;
  readonly referenceName: string | null;
  readonly referenceKey: string | null;
  readonly side: Side;
  /** On sell plans: the code of the buy plan of the same provider that it is bought as. */
  readonly buyPlan: string | null;
  readonly defaultContractType: string | null;
  readonly customerContractRequired: boolean;
  readonly setupFee: Cents | null;
  readonly setupFeeOverride: boolean;
  readonly accessFee: Cents | null;
  readonly accessFeeOverride: boolean;
  readonly periodLengthMonths: number;
  readonly periodsInAdvance: number;
  readonly subscriptionOverridesEnabled: boolean;
  readonly honourFirstPeriodEnd: boolean;
  readonly billAccessFeesIn: 'advance' | 'arrears';
  readonly billMonthsInAdvance: number;
  readonly proRata: boolean;
  readonly alignToInvoicePeriod: boolean;
  readonly disableMigrationsDuringPeriod: boolean;
  readonly saleableFrom: PlainDate | null;
  readonly saleableTo: PlainDate | null;
  readonly approvalStatus: ApprovalStatus;
  readonly saleableInSignupPortal: boolean;
  /** null: the provider's default tax (BILL-13). */
  readonly taxRate: TaxRate | null;
}

export interface ServicePlan {
  readonly code: string;
  readonly name: string;
  readonly externalName: string;
  readonly serviceType: ServiceType;
  readonly side: Side;
  readonly buyPlan: string | null;
  readonly provisioning: ProvisioningType;
  /** The code of a provider in Cardline, or a carrier outside it (PROV-1); null: own work. */
  readonly supplier: string | null;
  readonly setupFee: Cents | null;
  readonly accessFee: Cents | null;
  readonly rateCard: string | null;
  readonly productRateCard: string | null;
  readonly includedQuantity: number | null;
  readonly unit: string | null;
  readonly excessRate: PriceE8 | null;
  readonly counted: CountedDirection | null;
  readonly cap: number | null;
  readonly approvalStatus: ApprovalStatus;
  readonly taxRate: TaxRate | null;
}

export interface PackageService {
  readonly packagePlan: string;
  readonly servicePlan: string;
  /** How many of the service the package holds, 1 or more. */
  readonly quantity: number;
}

export interface Product {
  readonly code: string;
  readonly name: string;
  readonly externalName: string;
  readonly type: 'Charge' | 'Credit';
  readonly taxRate: TaxRate | null;
  readonly approvalStatus: ApprovalStatus;
}

export interface ProductRate {
  readonly productRateCard: string;
  readonly product: string;
  readonly fromQuantity: number;
  readonly price: PriceE8;
  readonly effectiveFrom: PlainDate;
}

export interface ServiceFeature {
  readonly servicePlan: string;
  readonly product: string;
  readonly recurring: boolean;
}

export interface BoltOn {
  readonly code: string;
  readonly name: string;
  readonly product: string;
  readonly serviceType: ServiceType;
  readonly includedQuantity: number | null;
  readonly unit: string | null;
}

export interface Contract {
  readonly contractType: string;
  readonly pool: string;
  readonly termMonths: number;
  readonly breakOutFee: Cents;
  readonly packagePlan: string;
}

export interface Tariff {
  readonly tariffKey: string;
  readonly description: string;
  readonly usageType: string;
  readonly unit: string;
  readonly parent: string | null;
  readonly supplier: string | null;
}

export interface RateCard {
  readonly code: string;
  readonly name: string;
  readonly side: Side;
  readonly serviceType: ServiceType;
  readonly approvalStatus: ApprovalStatus;
}

export interface Rate {
  readonly rateCard: string;
  readonly tariffKey: string;
  readonly band: string;
  readonly profile: RateProfile;
  readonly flagfall: PriceE8;
  readonly price: PriceE8;
  readonly per: number;
  readonly minimum: number | null;
  readonly increment: number;
  readonly fromQuantity: number;
  readonly minimumCharge: PriceE8 | null;
  readonly maximumCharge: PriceE8 | null;
  readonly effectiveFrom: PlainDate;
  readonly effectiveTo: PlainDate | null;
}

export interface TimeBand {
  readonly name: string;
  readonly position: number;
  /** 1 Monday … 7 Sunday */
  readonly days: readonly number[];
  readonly fromMinutes: number;
  /** Excluded; 1440 is the end of the day. */
  readonly untilMinutes: number;
  /** true: also on the provider's holidays, whatever their weekday; false: never on them; null: they are days like any other. */
  readonly holidays: boolean | null;
}

/** Rows that have a lasting identity across versions, which subscriptions, orders and cardlines name. */
export interface Identified {
  readonly itemId: number;
}

/**
 * One version of a provider's catalogue, without its rates (of which a card may have tens of thousands): small, immutable,
 * safe to keep in memory by version number.
 */
export interface CatalogueSnapshot {
  /** 0: nothing has been published yet. */
  readonly version: number;
  readonly packagePlans: readonly (PackagePlan & Identified)[];
  readonly servicePlans: readonly (ServicePlan & Identified)[];
  readonly packageServices: readonly PackageService[];
  readonly products: readonly (Product & Identified)[];
  readonly productRates: readonly ProductRate[];
  readonly serviceFeatures: readonly ServiceFeature[];
  readonly boltOns: readonly (BoltOn & Identified)[];
  readonly contracts: readonly Contract[];
  readonly rateCards: readonly (RateCard & Identified & { readonly rateCount: number })[];
  readonly timeBands: readonly TimeBand[];
}
