import { APPROVAL_STATUSES } from '../../catalogue/rows.ts';
import { approvalStatus, choiceOr, code, tax, text } from '../column.ts';
import { defineTab } from '../tab.ts';

export const products = defineTab<'products'>({
  kind: 'products',
  title: 'Products',
  about: 'What is bought by the piece, or recurs as a service feature or bolt-on.',
  item: 'product',
  key: ['code'],
  columns: {
    code: code('Code', "The product's own code; what a purchase names (PUR-1)."),
    name: text('Name', 200, 'Internal name, shown to staff only.'),
    externalName: text('External Name', 200, 'What invoices print.'),
    type: choiceOr('Type', ['Charge', 'Credit'], 'Charge', 'A Credit takes a negative quantity (PUR-1).'),
    taxRate: tax,
    approvalStatus: approvalStatus(APPROVAL_STATUSES),
  },
});
