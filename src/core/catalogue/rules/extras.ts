/**
 * CAT-7, CAT-8: what comes with a service. A feature or bolt-on charges the price of one product; a Credit takes a negative quantity
 * (PUR-1), which they have not, so it would be charged where a credit is meant.
 */
import { type Content, type ContentRule, type RowFault, rowFault } from '../content.ts';

export const extrasAreCharges: ContentRule = ({ products, serviceFeatures, boltOns }) => {
  const credits = new Set(products.flatMap(({ code, type }) => (type === 'Credit' ? [code] : [])));
  const faultsOf = (
    kind: 'serviceFeatures' | 'boltOns',
    rows: readonly { readonly product: string }[],
    what: string,
  ): RowFault[] =>
    rows.flatMap(({ product }, index) =>
      credits.has(product)
        ? [
            rowFault(kind)(
              index,
              'product',
              'credit_as_extra',
              `${product} is a Credit, and ${what} charges its product: name a product of type Charge.`,
            ),
          ]
        : [],
    );
  return [
    ...faultsOf('serviceFeatures', serviceFeatures, 'a service feature'),
    ...faultsOf('boltOns', boltOns, 'a bolt-on'),
  ];
};

/** A feature without a price on its plan's product rate card is charged nothing. */
export function unpricedFeatures({ serviceFeatures, servicePlans, productRates }: Content): RowFault[] {
  const cardOf = new Map(servicePlans.map(({ code, productRateCard }) => [code, productRateCard]));
  const priced = new Set(productRates.map(({ productRateCard, product }) => pair(productRateCard, product)));
  return serviceFeatures.flatMap(({ servicePlan, product }, index) => {
    const card = cardOf.get(servicePlan) ?? null;
    if (card !== null && priced.has(pair(card, product))) return [];
    const why =
      card === null ? `${servicePlan} has no product rate card` : `${card} has no price for ${product}`;
    return [
      rowFault('serviceFeatures')(
        index,
        'product',
        'feature_without_price',
        `${why}, so nothing is charged for it.`,
      ),
    ];
  });
}

const pair = (card: string, product: string): string => `${card}\n${product}`;
