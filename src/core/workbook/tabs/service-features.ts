import { reference, tick } from '../column.ts';
import { defineTab } from '../tab.ts';

export const serviceFeatures = defineTab<'serviceFeatures'>({
  kind: 'serviceFeatures',
  title: 'Service Features',
  about: 'Products that come with a service plan.',
  item: null,
  key: ['servicePlan', 'product'],
  columns: {
    servicePlan: reference('Service Plan', 'servicePlans', 'The service plan.'),
    product: reference('Product', 'products', 'What comes with it, at the price of its product rate card.'),
    recurring: tick('Recurring', 'TRUE: charged each period. FALSE: once.'),
  },
});
