/** What is charged with a service beside its own fees, as people know it: the features of its plan and its bolt-ons (CAT-7, CAT-8). */
import { priceOn } from '#core/billing/fees.ts';
import { pricesOf } from '#core/billing/product-prices.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { CatalogueSnapshot } from '#core/catalogue/rows.ts';
import type { Cents } from '#core/money.ts';
import type { SubscriptionService } from '#core/subscriptions/subscription.ts';

export interface FeatureView {
  readonly product: { readonly code: string; readonly name: string };
  /** Charged each period; otherwise once, with the setup of the service. */
  readonly recurring: boolean;
  /** For a period that begins today, ex tax. */
  readonly fee: Cents;
}

/** A bolt-on for some days; one that came back after it had ended is there several times. */
export interface BoltOnView {
  readonly boltOn: { readonly code: string; readonly name: string };
  readonly recurring: boolean;
  readonly fee: Cents;
  readonly from: PlainDate;
  /** The first day without; null: none is known, or it is charged once. */
  readonly until: PlainDate | null;
}

export interface ServiceExtras {
  readonly features: readonly FeatureView[];
  readonly boltOns: readonly BoltOnView[];
}

export type ExtrasOf = (service: Pick<SubscriptionService, 'servicePlan' | 'boltOns'>) => ServiceExtras;

export function makeExtrasOf(snapshot: CatalogueSnapshot, today: PlainDate): ExtrasOf {
  const { servicePlans, products, productRates, serviceFeatures, boltOns } = snapshot;
  const nameOf = (code: string): string => products.find((product) => product.code === code)?.name ?? code;
  return (service) => {
    const plan = servicePlans.find(({ itemId }) => itemId === service.servicePlan.id);
    const feeOf = (product: string): Cents =>
      priceOn({ prices: pricesOf(productRates, plan?.productRateCard ?? null, product) }, today);
    return {
      features: serviceFeatures
        .filter(({ servicePlan }) => servicePlan === plan?.code)
        .map(({ product, recurring }) => ({
          product: { code: product, name: nameOf(product) },
          recurring,
          fee: feeOf(product),
        })),
      boltOns: service.boltOns.flatMap(({ item, recurring, stretches }) => {
        const row = boltOns.find(({ itemId }) => itemId === item);
        const boltOn = {
          code: row?.code ?? '',
          name: row?.name ?? 'Bolt-on that the catalogue has no longer',
        };
        const fee = row === undefined ? feeOf('') : feeOf(row.product);
        return stretches.map(({ from, until }) => ({
          boltOn,
          recurring,
          fee,
          from,
          until: recurring ? until : null,
        }));
      }),
    };
  };
}
