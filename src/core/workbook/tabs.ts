/** The tabs of the workbook, in the order in which people meet them (INTERFACE §3). */
import type { CatalogueKind, Kind } from '../catalogue/content.ts';
import { type AnyTab, forgetRows } from './tab.ts';
import { accounts } from './tabs/accounts.ts';
import { boltOns } from './tabs/bolt-ons.ts';
import { contracts } from './tabs/contracts.ts';
import { packagePlans } from './tabs/package-plans.ts';
import { packageServices } from './tabs/package-services.ts';
import { productRates } from './tabs/product-rates.ts';
import { products } from './tabs/products.ts';
import { rateCards } from './tabs/rate-cards.ts';
import { rates } from './tabs/rates.ts';
import { serviceFeatures } from './tabs/service-features.ts';
import { servicePlans } from './tabs/service-plans.ts';
import { tariffs } from './tabs/tariffs.ts';
import { timeBands } from './tabs/time-bands.ts';

type Tabs = { readonly [K in Kind]: AnyTab & { readonly kind: K } };

/** By kind. */
export const TAB: Tabs = {
  packagePlans: forgetRows(packagePlans),
  servicePlans: forgetRows(servicePlans),
  packageServices: forgetRows(packageServices),
  products: forgetRows(products),
  productRates: forgetRows(productRates),
  serviceFeatures: forgetRows(serviceFeatures),
  boltOns: forgetRows(boltOns),
  contracts: forgetRows(contracts),
  tariffs: forgetRows(tariffs),
  rateCards: forgetRows(rateCards),
  rates: forgetRows(rates),
  timeBands: forgetRows(timeBands),
  accounts: forgetRows(accounts),
};

export const TABS: readonly AnyTab[] = Object.values(TAB);
export const KINDS = Object.keys(TAB) as readonly Kind[];
export const CATALOGUE_KINDS = KINDS.filter((kind): kind is CatalogueKind => kind !== 'accounts');

const byTitle: ReadonlyMap<string, AnyTab> = new Map(TABS.map((tab) => [tab.title, tab]));

/** The tab of a title, as written in INTERFACE §3; null for any other. */
export const tabOfTitle = (title: string): AnyTab | null => byTitle.get(title) ?? null;
