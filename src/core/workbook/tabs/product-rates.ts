import { date, price, reference, wholeOr } from '../column.ts';
import { defineTab } from '../tab.ts';

export const productRates = defineTab<'productRates'>({
  kind: 'productRates',
  title: 'Product Rates',
  about: 'The price of a product on a product rate card, from a quantity and a day on.',
  item: null,
  key: ['productRateCard', 'product', 'fromQuantity', 'effectiveFrom'],
  columns: {
    productRateCard: reference('Product Rate Card', 'rateCards', 'The card.'),
    product: reference('Product', 'products', 'The product.'),
    fromQuantity: wholeOr('From Quantity', { least: 0 }, 0, 'The quantity from which this price applies.'),
    price: price('Price', 'Price of one, ex tax.'),
    effectiveFrom: date('Effective From', 'First day of this price; a later row supersedes it.'),
  },
});
