import { APPROVAL_STATUSES, SERVICE_TYPES } from '../../catalogue/rows.ts';
import { approvalStatus, choice, code, side, text } from '../column.ts';
import { defineTab } from '../tab.ts';

export const rateCards = defineTab<'rateCards'>({
  kind: 'rateCards',
  title: 'Rate Cards',
  about: 'Price lists: of telephony, with rows in Rates, and of products, with rows in Product Rates.',
  item: 'rate_card',
  key: ['code'],
  columns: {
    code: code('Code', "The card's own code."),
    name: text('Name', 200, 'Internal name, shown to staff only.'),
    side,
    serviceType: choice('Service Type', SERVICE_TYPES, 'What it prices; Other for products.'),
    approvalStatus: approvalStatus(APPROVAL_STATUSES),
  },
});
