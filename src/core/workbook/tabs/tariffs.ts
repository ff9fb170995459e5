import { code, codeOrBlank, referenceOrBlank, text } from '../column.ts';
import { defineTab } from '../tab.ts';

export const tariffs = defineTab<'tariffs'>({
  kind: 'tariffs',
  title: 'Tariffs',
  about: 'The kinds of usage that carriers send, by tariff key.',
  item: 'tariff',
  key: ['tariffKey'],
  columns: {
    tariffKey: code('Tariff Key', 'What usage records name. Text: 0011 is another key than 11.'),
    description: text('Description', 400, 'What invoices and staff read.'),
    usageType: text('Usage Type', 40, 'Voice, SMS, Data …'),
    unit: text('Unit', 20, 'What a quantity counts: second, message, MB …'),
    parent: referenceOrBlank(
      'Parent',
      'tariffs',
      'The tariff whose rate applies where a card has none for this one.',
    ),
    supplier: codeOrBlank('Supplier', 'Who sends it.'),
  },
});
