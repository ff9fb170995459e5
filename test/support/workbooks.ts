/**
 * A small whole workbook: every tab, a handful of rows, nothing wrong with it. Tests change one thing and say what comes of it.
 *
 *     const book = aWorkbook();
 *     book.set('Package Plans', 'HOME', 'Access Fee', '$69.95');
 *     await submit(book.csvFiles());
 */

import type { SentFile, TabContent } from '#app/ports/workbook.ts';
import type { Cell } from '#core/workbook/cell.ts';
import type { RawWorkbook } from '#core/workbook/check-workbook.ts';
import { columnsOf } from '#core/workbook/tab.ts';
import { TABS, tabOfTitle } from '#core/workbook/tabs.ts';
import { workbookFiles } from '#sheets/files.ts';

type Row = Record<string, Cell>;

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  'Package Plans': [
    aPackage('HOME', {
      'Buy or Sell': 'Sell',
      'Buy Plan': 'BUY-HOME',
      'Access Fee': '69.95',
      'Default Contract Type': 'TERM-12',
    }),
    aPackage('BUY-HOME', { 'Buy or Sell': 'Buy' }),
  ],
  'Service Plans': [
    aService('SP-NBN', {
      'Buy or Sell': 'Sell',
      'Buy Plan': 'BUY-SP-NBN',
      'Access Fee': '59.00',
      'Product Rate Card': 'PRODUCTS',
    }),
    aService('BUY-SP-NBN', { 'Buy or Sell': 'Buy', 'Access Fee': '44.00', 'Product Rate Card': 'PRODUCTS' }),
    aService('SP-VOICE', {
      'Service Type': 'Telephony',
      'Buy or Sell': 'Sell',
      'Buy Plan': 'BUY-SP-VOICE',
      'Access Fee': '9.95',
      'Rate Card': 'VOICE',
      'Product Rate Card': 'PRODUCTS',
      ...withoutData(),
    }),
    aService('BUY-SP-VOICE', {
      'Service Type': 'Telephony',
      'Buy or Sell': 'Buy',
      'Rate Card': 'BUY-VOICE',
      'Product Rate Card': 'PRODUCTS',
      ...withoutData(),
    }),
  ],
  'Package Services': [
    { 'Package Plan': 'HOME', 'Service Plan': 'SP-NBN', Quantity: '1' },
    { 'Package Plan': 'HOME', 'Service Plan': 'SP-VOICE', Quantity: '1' },
    { 'Package Plan': 'BUY-HOME', 'Service Plan': 'BUY-SP-NBN', Quantity: '1' },
    { 'Package Plan': 'BUY-HOME', 'Service Plan': 'BUY-SP-VOICE', Quantity: '1' },
  ],
  Products: [
    {
      Code: 'STATIC-IP',
      Name: 'Static IP',
      'External Name': 'Static IP address',
      Type: 'Charge',
      Tax: 'GST',
      'Approval Status': 'Saleable',
    },
  ],
  'Product Rates': [
    {
      'Product Rate Card': 'PRODUCTS',
      Product: 'STATIC-IP',
      'From Quantity': '0',
      Price: '10.00',
      'Effective From': '2026-01-01',
    },
  ],
  'Service Features': [{ 'Service Plan': 'SP-NBN', Product: 'STATIC-IP', Recurring: 'TRUE' }],
  'Bolt-ons': [{ Code: 'BO-IP', Name: 'Static IP', Product: 'STATIC-IP', 'Service Type': 'Data' }],
  Contracts: [
    {
      'Contract Type': 'TERM-12',
      Pool: 'HOME',
      'Term (months)': '12',
      'Break-out Fee': '99.00',
      'Package Plan': 'HOME',
    },
  ],
  Tariffs: [
    { 'Tariff Key': '0011', Description: 'Abroad', 'Usage Type': 'Voice', Unit: 'second' },
    {
      'Tariff Key': '001161',
      Description: 'To Australia',
      'Usage Type': 'Voice',
      Unit: 'second',
      Parent: '0011',
    },
  ],
  'Rate Cards': [
    {
      Code: 'VOICE',
      Name: 'Voice',
      'Buy or Sell': 'Sell',
      'Service Type': 'Telephony',
      'Approval Status': 'Saleable',
    },
    {
      Code: 'BUY-VOICE',
      Name: 'Voice, bought',
      'Buy or Sell': 'Buy',
      'Service Type': 'Telephony',
      'Approval Status': 'Saleable',
    },
    {
      Code: 'PRODUCTS',
      Name: 'Products',
      'Buy or Sell': 'Sell',
      'Service Type': 'Other',
      'Approval Status': 'Saleable',
    },
  ],
  Rates: [
    aRate({ 'Tariff Key': '0011' }),
    aRate({ 'Tariff Key': '001161', Minimum: '30', Increment: '6' }),
    aRate({
      'Tariff Key': '001161',
      Minimum: null,
      Increment: '6',
      'From Quantity': '60',
      Price: '0.01',
      Flagfall: null,
    }),
    aRate({ 'Rate Card': 'BUY-VOICE', 'Tariff Key': '0011', Price: '0.005' }),
  ],
  'Time Bands': [{ Name: 'peak', Days: 'Mon-Fri', From: '08:00', To: '19:00', Holidays: 'FALSE' }],
  Accounts: [
    {
      Reference: 'A-0001',
      Name: 'The Nguyen Household',
      Email: 'nguyen@home.example',
      Phone: '+61491570000',
      'Invoice Day': '1',
    },
    {
      Reference: 'A-0002',
      Name: 'Harbour Bakery',
      Type: 'Business',
      'Invoice Day': '15',
      'Invoice Period (months)': '3',
    },
  ],
};

function aPackage(code: string, cells: Row): Row {
  return {
    Code: code,
    Name: `Package ${code}`,
    'External Name': `${code} for customers`,
    'Period Length (months)': '1',
    'Pro Rata': 'TRUE',
    'Bill Access Fees In': 'Advance',
    'Approval Status': 'Saleable',
    'Saleable From': '2026-01-01',
    ...cells,
  };
}

function aService(code: string, cells: Row): Row {
  return {
    Code: code,
    Name: `Service ${code}`,
    'External Name': `${code} for customers`,
    'Service Type': 'Data',
    Provisioning: 'Semi-manual',
    Supplier: 'opti-carrier',
    'Included Quantity': '500',
    Unit: 'GB',
    'Excess Rate': '0.05',
    Counted: 'Download',
    'Approval Status': 'Saleable',
    ...cells,
  };
}

function withoutData(): Row {
  return { 'Included Quantity': null, Unit: null, 'Excess Rate': null, Counted: null };
}

function aRate(cells: Row): Row {
  return {
    'Rate Card': 'VOICE',
    Band: 'any',
    Profile: 'Rate Per',
    Flagfall: '0.39',
    Price: '0.02',
    Per: '60',
    Minimum: '60',
    Increment: '60',
    'From Quantity': '0',
    'Effective From': '2026-01-01',
    ...cells,
  };
}

export class TestWorkbook {
  readonly tabs = new Map(
    Object.entries(ROWS).map(([title, rows]) => [title, rows.map((row) => ({ ...row }))]),
  );
  /** Headings as they stand in the sheet, where a test changes them. */
  readonly headings = new Map<string, string[]>();

  /** The row whose first column is the key, or the row of that number (the headings are row 1). */
  row(title: string, key: string | number): Row {
    const rows = this.tabs.get(title) ?? [];
    const first = this.headingsOf(title)[0] ?? '';
    const row = typeof key === 'number' ? rows[key - 2] : rows.find((candidate) => candidate[first] === key);
    if (!row) throw new Error(`the test's workbook has no row ${key} in ${title}`);
    return row;
  }

  set(title: string, key: string | number, heading: string, cell: Cell): this {
    this.row(title, key)[heading] = cell;
    return this;
  }

  add(title: string, ...rows: Row[]): this {
    this.tabs.set(title, [...(this.tabs.get(title) ?? []), ...rows]);
    return this;
  }

  remove(title: string, key: string | number): this {
    const gone = this.row(title, key);
    this.tabs.set(
      title,
      (this.tabs.get(title) ?? []).filter((row) => row !== gone),
    );
    return this;
  }

  only(...titles: string[]): this {
    for (const title of [...this.tabs.keys()]) if (!titles.includes(title)) this.tabs.delete(title);
    return this;
  }

  rename(title: string, from: string, to: string): this {
    this.headings.set(
      title,
      this.headingsOf(title).map((heading) => (heading === from ? to : heading)),
    );
    return this;
  }

  headingsOf(title: string): string[] {
    const tab = tabOfTitle(title);
    return this.headings.get(title) ?? (tab ? columnsOf(tab).map(({ heading }) => heading) : []);
  }

  /** As a spreadsheet gives it: numbers, dates and errors as the test wrote them. */
  raw(): RawWorkbook {
    return {
      tabs: [...this.tabs].map(([title, rows]) => {
        const described = tabOfTitle(title);
        const original = described ? columnsOf(described).map(({ heading }) => heading) : [];
        return {
          title,
          headings: this.headingsOf(title),
          rows: rows.map((row, at) => ({
            row: at + 2,
            cells: this.headingsOf(title).map(
              (heading, place) => row[heading] ?? row[original[place] ?? ''] ?? null,
            ),
          })),
        };
      }),
    };
  }

  xlsx(): SentFile {
    const tabs = this.raw().tabs.map(({ title, headings, rows }) => ({
      title,
      headings: headings.map(String),
      rows: rows.map(({ cells }) => cells),
    }));
    return { name: 'workbook.xlsx', bytes: workbookFiles.toXlsx(tabs) };
  }

  csvFiles(): SentFile[] {
    return this.raw().tabs.map(({ title, headings, rows }) => ({
      name: `${title}.csv`,
      bytes: new TextEncoder().encode(
        workbookFiles.toCsv({ title, headings: headings.map(String), rows: rows.map(({ cells }) => cells) }),
      ),
    }));
  }

  /** For the built-in workbook. */
  content(): TabContent[] {
    return [...this.tabs].map(([title, rows]) => ({
      title,
      rows: rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null))),
    }));
  }
}

export const aWorkbook = (): TestWorkbook => new TestWorkbook();
export const TAB_TITLES = TABS.map(({ title }) => title);
