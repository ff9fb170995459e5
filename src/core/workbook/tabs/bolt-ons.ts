import { SERVICE_TYPES } from '../../catalogue/rows.ts';
import { choice, code, reference, text, textOrBlank, wholeOr } from '../column.ts';
import { defineTab } from '../tab.ts';

export const boltOns = defineTab<'boltOns'>({
  kind: 'boltOns',
  title: 'Bolt-ons',
  about: 'Optional recurring extras of a service.',
  item: 'bolt_on',
  key: ['code'],
  columns: {
    code: code('Code', "The bolt-on's own code."),
    name: text('Name', 200, 'What order screens show.'),
    product: reference(
      'Product',
      'products',
      "What is charged each period, at the price of the service's product rate card.",
    ),
    serviceType: choice('Service Type', SERVICE_TYPES, 'The type of service that may take it.'),
    includedQuantity: wholeOr(
      'Included Quantity',
      { least: 0 },
      null,
      'What it adds to the allowance; blank: nothing.',
    ),
    unit: textOrBlank('Unit', 20, 'Unit of the included quantity.'),
  },
});
