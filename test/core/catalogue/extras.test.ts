import { expect, it } from 'vitest';
import { checkWorkbook } from '#core/workbook/check-workbook.ts';
import type { PresentRows } from '#core/workbook/present.ts';
import { KINDS } from '#core/workbook/tabs.ts';
import { aWorkbook } from '#test/support/workbooks.ts';

const NOTHING: PresentRows = {
  version: 0,
  rows: Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as PresentRows['rows'],
  invoiceAnchors: new Map(),
};

it('CAT-8, PUR-1: a bolt-on of a product of type Credit is refused, as a feature of one is, both at once', () => {
  const book = aWorkbook();
  book.set('Products', 'STATIC-IP', 'Type', 'Credit');
  const { faults } = checkWorkbook(book.raw(), NOTHING);
  expect(faults.map(({ code, tab, key }) => [code, tab, key])).toEqual([
    ['credit_as_extra', 'Service Features', 'SP-NBN · STATIC-IP'],
    ['credit_as_extra', 'Bolt-ons', 'BO-IP'],
  ]);
});

it('CAT-7: a feature of a plan without a product rate card, or of an unpriced product, is noted and not refused', () => {
  const book = aWorkbook();
  const priced = checkWorkbook(book.raw(), NOTHING);
  expect(priced.notes.map(({ code }) => code)).not.toContain('feature_without_price');
  book.add('Products', { Code: 'FAX', Name: 'Fax', 'External Name': 'Fax', 'Approval Status': 'Saleable' });
  book.add('Service Features', { 'Service Plan': 'SP-NBN', Product: 'FAX', Recurring: 'TRUE' });
  const { faults, notes } = checkWorkbook(book.raw(), NOTHING);
  expect(faults).toEqual([]);
  expect(notes.filter(({ code }) => code === 'feature_without_price').map(({ key }) => key)).toEqual([
    'SP-NBN · FAX',
  ]);
});
