/** Whom a publish reaches: the package plans that it touches, directly or through their services, cards and prices (M2). */
import type { Kind, RowOf } from './content.ts';
import type { PackageService, ServicePlan } from './rows.ts';

/** Rows that change, before and after, by kind. */
export type TouchedRows = { readonly [K in Kind]?: readonly RowOf[K][] };

/** Links to follow: as they are now and as they will be. */
export interface Links {
  readonly packageServices: readonly PackageService[];
  readonly servicePlans: readonly ServicePlan[];
}

/** Codes of the package plans that a change reaches, sorted. */
export function touchedPackagePlans(touched: TouchedRows, links: Links): string[] {
  const cards = new Set([
    ...codes(touched.rateCards, 'code'),
    ...codes(touched.rates, 'rateCard'),
    ...codes(touched.productRates, 'productRateCard'),
  ]);
  const bandsMove = (touched.timeBands ?? []).length > 0;
  const services = new Set([
    ...codes(touched.servicePlans, 'code'),
    ...codes(touched.serviceFeatures, 'servicePlan'),
    ...links.servicePlans
      .filter(
        ({ rateCard, productRateCard }) =>
          (rateCard !== null && (bandsMove || cards.has(rateCard))) ||
          (productRateCard !== null && cards.has(productRateCard)),
      )
      .map(({ code }) => code),
  ]);
  const packages = new Set([
    ...codes(touched.packagePlans, 'code'),
    ...codes(touched.packageServices, 'packagePlan'),
    ...links.packageServices
      .filter(({ servicePlan }) => services.has(servicePlan))
      .map(({ packagePlan }) => packagePlan),
  ]);
  return [...packages].sort();
}

const codes = <Row>(rows: readonly Row[] | undefined, field: keyof Row): string[] =>
  (rows ?? []).map((row) => String(row[field]));
