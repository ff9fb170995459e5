import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { columnsOf, OWN_HEADINGS } from '#core/workbook/tab.ts';
import { TABS, tabOfTitle } from '#core/workbook/tabs.ts';
import { workbookPage } from '#sheets/workbook-page.ts';

/** The tabs and columns that people outside rely on, in their order. */
const PROMISED: Readonly<Record<string, string>> = {
  'Package Plans':
    'Code, Name, External Name, Description, Reference Name, Reference Key, Buy or Sell, Buy Plan, Default Contract Type, Customer Contract Required, Setup Fee, Setup Fee Override, Access Fee, Access Fee Override, Period Length (months), Periods in Advance, Enable Access Fee Overrides, Honour First Period End Date, Bill Access Fees In, Bill Months in Advance, Pro Rata, Align to Invoice Period, Disable Migrations during Period, Saleable From, Saleable To, Approval Status, Saleable in Signup Portal, Tax',
  'Service Plans':
    'Code, Name, External Name, Service Type, Buy or Sell, Buy Plan, Provisioning, Supplier, Setup Fee, Access Fee, Rate Card, Product Rate Card, Included Quantity, Unit, Excess Rate, Counted, Cap, Approval Status, Tax',
  'Package Services': 'Package Plan, Service Plan, Quantity',
  Products: 'Code, Name, External Name, Type, Tax, Approval Status',
  'Product Rates': 'Product Rate Card, Product, From Quantity, Price, Effective From',
  'Service Features': 'Service Plan, Product, Recurring',
  'Bolt-ons': 'Code, Name, Product, Service Type, Included Quantity, Unit',
  Contracts: 'Contract Type, Pool, Term (months), Break-out Fee, Package Plan',
  Tariffs: 'Tariff Key, Description, Usage Type, Unit, Parent, Supplier',
  'Rate Cards': 'Code, Name, Buy or Sell, Service Type, Approval Status',
  Rates:
    'Rate Card, Tariff Key, Band, Profile, Flagfall, Price, Per, Minimum, Increment, From Quantity, Minimum Charge, Maximum Charge, Effective From, Effective To',
  'Time Bands': 'Name, Days, From, To, Holidays',
  Accounts:
    'Reference, Name, Type, Email, Phone, Address, Invoice Day, Invoice Period (months), Align Packages',
};

it('has the tabs and headings that people outside rely on, key first', () => {
  const described = TABS.map((tab) => [
    tab.title,
    columnsOf(tab)
      .map(({ heading }) => heading)
      .join(', '),
  ]);
  expect(Object.fromEntries(described)).toEqual(PROMISED);
});

it('finds a tab by its title as written, and no other', () => {
  expect(tabOfTitle('Bolt-ons')?.kind).toBe('boltOns');
  expect(tabOfTitle('bolt-ons')).toBeNull();
});

it('tells rows apart by fields that every row has', () => {
  for (const tab of TABS) {
    expect(tab.key.length, tab.title).toBeGreaterThan(0);
    for (const at of tab.keyAt) {
      const column = tab.fields[at]?.column;
      expect(column, `${tab.title} ${tab.fields[at]?.name}`).toBeDefined();
      // A key cell is needed, or means something when it is empty; it is never nothing.
      if (column && 'blank' in column) expect(column.blank, tab.title).not.toBeNull();
    }
  }
});

it('never takes a heading of its own for the outside', () => {
  for (const tab of TABS)
    for (const { heading } of columnsOf(tab)) expect(OWN_HEADINGS, tab.title).not.toContain(heading);
});

it('docs/workbook.md says what the descriptors say (node scripts/write-workbook-page.ts)', () => {
  expect(readFileSync(new URL('../../../docs/workbook.md', import.meta.url), 'utf8')).toBe(workbookPage());
});
