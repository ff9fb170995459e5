/** Everything that the workbook's tabs hold, kind by kind, and how a rule over several rows says what is wrong. */

import type { AccountRow } from '../accounts/account.ts';
import type { SheetCode } from '../workbook/sheet-codes.ts';
import type {
  BoltOn,
  Contract,
  PackagePlan,
  PackageService,
  Product,
  ProductRate,
  Rate,
  RateCard,
  ServiceFeature,
  ServicePlan,
  Tariff,
  TimeBand,
} from './rows.ts';

/** A kind, named as in the snapshot, and the type of its rows. */
export interface RowOf {
  packagePlans: PackagePlan;
  servicePlans: ServicePlan;
  packageServices: PackageService;
  products: Product;
  productRates: ProductRate;
  serviceFeatures: ServiceFeature;
  boltOns: BoltOn;
  contracts: Contract;
  tariffs: Tariff;
  rateCards: RateCard;
  rates: Rate;
  timeBands: TimeBand;
  accounts: AccountRow;
}
export type Kind = keyof RowOf;
/** Accounts are kept, not versioned (IMP-1); all other kinds make up the catalogue (CAT-5). */
export type CatalogueKind = Exclude<Kind, 'accounts'>;

export type Content = { readonly [K in Kind]: readonly RowOf[K][] };

/** A rule over several rows found something about one of them: which row of its kind, and which field. */
export interface RowFault {
  readonly kind: Kind;
  readonly index: number;
  readonly field: string;
  readonly code: SheetCode;
  readonly message: string;
}

/** A rule over the whole content; it answers every fault that it finds. */
export type ContentRule = (content: Content) => readonly RowFault[];

export const rowFault =
  <K extends Kind>(kind: K) =>
  (index: number, field: keyof RowOf[K] & string, code: SheetCode, message: string): RowFault => ({
    kind,
    index,
    field,
    code,
    message,
  });
