import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/index.js';
import { describe, expect, it } from 'vitest';
import type { SheetMarks } from '#app/ports/spreadsheets.ts';
import type { Cell } from '#core/workbook/cell.ts';
import { columnsOf } from '#core/workbook/tab.ts';
import { TAB, TABS } from '#core/workbook/tabs.ts';
import { formatOf, validationOf, writtenValue } from '#sheets/google/column-look.ts';
import { listGrid, placesOfLists } from '#sheets/google/lists.ts';
import { markRequests, type NotedTab } from '#sheets/google/mark-requests.ts';
import { noteWith, otherPartOf, ownPartOf } from '#sheets/google/notes.ts';
import { type PresentTab, prepareRequests } from '#sheets/google/prepare-requests.ts';
import { layoutOf, spansOf } from '#sheets/google/tab-layout.ts';

const ACCOUNT = 'cardline@example.iam.gserviceaccount.com';
const products = TAB.products;
const columnOf = (tab: (typeof TABS)[number], heading: string) => {
  const column = columnsOf(tab).find((one) => one.heading === heading);
  if (column === undefined) throw new Error(`no column ${heading}`);
  return column;
};

const kindsOf = (requests: readonly sheets_v4.Schema$Request[]): string[] =>
  requests.map((request) => Object.keys(request)[0] ?? '');

const PRODUCT_HEADINGS = [
  'Code',
  'Name',
  'External Name',
  'Type',
  'Tax',
  'Approval Status',
  'Status',
  'Message',
];
const PRODUCT = ['0061', 'Modem', 'Modem', 'charge', null, 'Saleable'];

const there = (
  title: string,
  grid: readonly (readonly Cell[])[],
  over: Partial<PresentTab> = {},
): PresentTab => ({
  sheetId: 7,
  title,
  rowCount: 1000,
  columnCount: 26,
  grid,
  protections: [],
  ruleFormulas: [],
  headingNotes: [],
  ...over,
});

describe('columns in Google Sheets', () => {
  it('keeps codes and words as text, so that 0061 stays, and gives prices and days their formats', () => {
    const patterns = (tab: (typeof TABS)[number], ...headings: string[]) =>
      headings.map((heading) => formatOf(columnOf(tab, heading)).pattern);
    expect(patterns(TAB.tariffs, 'Tariff Key')).toEqual(['@']);
    expect(patterns(TAB.rates, 'Rate Card', 'Price', 'Minimum', 'Effective From')).toEqual([
      '@',
      '0.00######',
      '0',
      'yyyy-mm-dd',
    ]);
    expect(patterns(TAB.packagePlans, 'Access Fee', 'Tax')).toEqual(['0.00', '@']);
    expect(patterns(TAB.timeBands, 'Days', 'From')).toEqual(['@', '@']);
  });

  it('offers choices strictly, codes as a proposal, and boxes for flags', () => {
    const range = () => "='_lists'!$A$2:$A";
    const rule = (tab: (typeof TABS)[number], heading: string) => validationOf(columnOf(tab, heading), range);
    expect(rule(TAB.products, 'Type')).toMatchObject({
      strict: true,
      condition: {
        type: 'ONE_OF_LIST',
        values: [{ userEnteredValue: 'Charge' }, { userEnteredValue: 'Credit' }],
      },
    });
    expect(rule(TAB.rates, 'Rate Card')).toMatchObject({
      strict: false,
      condition: { type: 'ONE_OF_RANGE' },
    });
    expect(rule(TAB.packagePlans, 'Pro Rata')).toMatchObject({ condition: { type: 'BOOLEAN' } });
    expect(rule(TAB.rates, 'Price')).toBeNull();
  });

  it('writes values raw: texts as texts, days as days, nothing that Sheets would work out', () => {
    expect(writtenValue(columnOf(TAB.products, 'Code'), '0061')).toEqual({ stringValue: '0061' });
    expect(writtenValue(columnOf(TAB.products, 'Name'), '=1+1')).toEqual({ stringValue: '=1+1' });
    expect(writtenValue(columnOf(TAB.rates, 'Effective From'), '2026-01-01')).toEqual({
      numberValue: 46_023,
    });
    expect(writtenValue(columnOf(TAB.rates, 'Price'), 3_750_000)).toEqual({ numberValue: 0.0375 });
    expect(writtenValue(columnOf(TAB.packagePlans, 'Pro Rata'), 1)).toEqual({ boolValue: true });
    expect(writtenValue(columnOf(TAB.packagePlans, 'Access Fee'), null)).toBeNull();
  });
});

describe('preparing a spreadsheet', () => {
  const plan = { lists: new Map(), rows: { products: [PRODUCT] }, isRefill: false };

  it('makes every tab with headings, and fills it, in one batch', () => {
    const { requests, tabs } = prepareRequests([there('Sheet1', [])], plan, ACCOUNT);
    const added = requests.flatMap(({ addSheet }) => (addSheet ? [addSheet.properties] : []));
    expect(added.map((properties) => properties?.title)).toEqual([
      '_lists',
      ...TABS.map(({ title }) => title),
    ]);
    expect(added[0]).toMatchObject({ hidden: true });
    expect(new Set([7, ...added.map((properties) => properties?.sheetId)]).size).toBe(added.length + 1);
    expect(tabs.find(({ title }) => title === 'Products')).toEqual({
      title: 'Products',
      outcome: 'made',
      addedColumns: [],
      filledRows: 1,
    });
    const codes = requests.flatMap(
      ({ updateCells }) => updateCells?.rows?.[0]?.values?.[0]?.userEnteredValue ?? [],
    );
    expect(codes).toContainEqual({ stringValue: '0061' });
  });

  it('touches no tab that is not of the workbook', () => {
    const { requests } = prepareRequests([there('Notes', [['mine']])], plan, ACCOUNT);
    expect(JSON.stringify(requests)).not.toContain('"sheetId":7,');
    expect(JSON.stringify(requests)).not.toContain('"sheetId":7}');
  });

  it('leaves a tab with rows as it is; a refill replaces the workbook’s columns, and no others', () => {
    const mine = there('Products', [
      ['Mine', ...PRODUCT_HEADINGS],
      ['note', 'OLD', 'Old'],
    ]);
    const kept = prepareRequests([mine], plan, ACCOUNT);
    expect(kept.tabs.find(({ title }) => title === 'Products')?.filledRows).toBeNull();
    const refilled = prepareRequests([mine], { ...plan, isRefill: true }, ACCOUNT);
    const onTab = refilled.requests.flatMap(({ updateCells }) => {
      const from = updateCells?.range ?? updateCells?.start;
      return from && 'sheetId' in from && from.sheetId === 7 && updateCells?.fields === 'userEnteredValue'
        ? [updateCells]
        : [];
    });
    expect(onTab.map(({ range }) => range?.startColumnIndex ?? null)).toEqual([1, null]);
    expect(onTab[1]).toMatchObject({ start: { rowIndex: 1, columnIndex: 1 } });
  });

  it('adds columns that are missing behind the others, where nothing moves', () => {
    const { tabs } = prepareRequests([there('Products', [['Name', 'Code', 'Mine']])], plan, ACCOUNT);
    expect(tabs.find(({ title }) => title === 'Products')?.addedColumns).toEqual([
      'External Name',
      'Type',
      'Tax',
      'Approval Status',
      'Status',
      'Message',
    ]);
    const layout = layoutOf(products, ['Name', 'Code', 'Mine']);
    expect([...layout.places].sort((a, b) => a[1] - b[1]).map(([heading]) => heading)).toEqual([
      'Name',
      'Code',
      'External Name',
      'Type',
      'Tax',
      'Approval Status',
      'Status',
      'Message',
    ]);
    expect([layout.places.get('External Name'), layout.width]).toEqual([3, 9]);
  });

  it('done again puts nothing there twice: its protections and colours go before they come, people’s stay', () => {
    const again = there('Products', [PRODUCT_HEADINGS, ['0061']], {
      protections: [
        { id: 1, description: 'Cardline: written after each check' },
        { id: 2, description: 'Finance only' },
      ],
      ruleFormulas: ['=$G2="Fault"', '=$A2>5', '=$G2="New"'],
    });
    const { requests } = prepareRequests([again], plan, ACCOUNT);
    const onTab = requests.filter(
      (request) => JSON.stringify(request).includes('"sheetId":7') || 'deleteProtectedRange' in request,
    );
    expect(onTab.flatMap(({ deleteProtectedRange }) => deleteProtectedRange?.protectedRangeId ?? [])).toEqual(
      [1],
    );
    // The last first: the others keep their places.
    expect(
      onTab.flatMap(({ deleteConditionalFormatRule }) => deleteConditionalFormatRule?.index ?? []),
    ).toEqual([2, 0]);
    expect(kindsOf(onTab).filter((kind) => kind === 'addProtectedRange')).toHaveLength(3);
  });

  it('warns on headings and Cardline’s columns, and keeps everybody else off the lists', () => {
    const { requests } = prepareRequests([], plan, ACCOUNT);
    const ranges = requests.flatMap(({ addProtectedRange }) => addProtectedRange?.protectedRange ?? []);
    expect(ranges.filter(({ editors }) => editors)).toHaveLength(1);
    expect(ranges.find(({ editors }) => editors)?.editors).toEqual({ users: [ACCOUNT] });
    expect(ranges.filter(({ warningOnly }) => warningOnly)).toHaveLength(3 * TABS.length);
  });

  it('lists codes by kind at places that never change, words of their own first', () => {
    const grid = listGrid(new Map([['rateCards', ['VOICE', 'DATA']]]));
    const at = placesOfLists().findIndex(({ kind }) => kind === 'rateCards');
    expect(grid.map((row) => row[at])).toEqual(['Rate Cards', 'VOICE', 'DATA']);
    const bands = placesOfLists().findIndex(({ kind }) => kind === 'timeBands');
    expect(grid[1]?.[bands]).toBe('any');
  });
});

describe('what a check says, beside its rows', () => {
  const noted = (
    grid: readonly (readonly Cell[])[],
    notes: readonly (readonly string[])[] = [],
  ): NotedTab => ({
    sheetId: 7,
    title: 'Products',
    rowCount: 1000,
    columnCount: 26,
    grid,
    notes,
  });
  const marks = (over: Partial<SheetMarks>): SheetMarks => ({
    rows: [],
    notes: [],
    lists: new Map(),
    ...over,
  });
  const grid = [PRODUCT_HEADINGS, ['A', 'a'], ['B', 'b', '', '', '', '', 'OK', 'old words']];

  it('goes into Status and Message, a column whole, and wherever they stand', () => {
    const requests = markRequests(
      [noted(grid)],
      marks({
        rows: [
          { tab: 'Products', row: 2, status: 'Fault', message: 'Type: empty' },
          { tab: 'Products', row: 3, status: 'OK', message: null },
        ],
      }),
    );
    expect(requests.map(({ updateCells }) => updateCells)).toEqual([
      {
        range: { sheetId: 7, startRowIndex: 1, endRowIndex: 3, startColumnIndex: 6, endColumnIndex: 7 },
        rows: [
          { values: [{ userEnteredValue: { stringValue: 'Fault' } }] },
          { values: [{ userEnteredValue: { stringValue: 'OK' } }] },
        ],
        fields: 'userEnteredValue',
      },
      {
        range: { sheetId: 7, startRowIndex: 1, endRowIndex: 3, startColumnIndex: 7, endColumnIndex: 8 },
        rows: [{ values: [{ userEnteredValue: { stringValue: 'Type: empty' } }] }, { values: [{}] }],
        fields: 'userEnteredValue',
      },
    ]);
  });

  it('is not written where it stands already, nor where somebody took the columns out', () => {
    const same = [PRODUCT_HEADINGS, ['A', 'a', '', '', '', '', 'OK', '']];
    const rows = [{ tab: 'Products', row: 2, status: 'OK', message: null }];
    expect(markRequests([noted(same)], marks({ rows }))).toEqual([]);
    expect(markRequests([noted([['Code'], ['A']])], marks({ rows }))).toEqual([]);
  });

  it('puts a note at a faulty cell, below what people wrote there, and takes it away when it is mended', () => {
    const fault = marks({ notes: [{ tab: 'Products', cell: 'D2', message: 'Type is needed here.' }] });
    const [put] = markRequests([noted([['Code'], ['A']], [[], ['', '', '', 'ask Kim']])], fault);
    expect(put?.updateCells).toMatchObject({
      start: { sheetId: 7, rowIndex: 1, columnIndex: 3 },
      rows: [{ values: [{ note: 'ask Kim\n\nCardline: Type is needed here.' }] }],
      fields: 'note',
    });
    const [cleared] = markRequests(
      [noted([['Code'], ['A']], [[], ['', '', '', 'ask Kim\n\nCardline: Type is needed here.']])],
      marks({}),
    );
    expect(cleared?.updateCells?.rows).toEqual([{ values: [{ note: 'ask Kim' }] }]);
  });

  it('leaves notes of people alone', () => {
    expect(markRequests([noted([['Code'], ['A']], [['mine'], ['mine too']])], marks({}))).toEqual([]);
  });

  it('a note is parted at Cardline’s own words', () => {
    expect([ownPartOf('x'), ownPartOf('Cardline: a\n\nb'), ownPartOf('x\n\nCardline: y')]).toEqual([
      '',
      'a\n\nb',
      'y',
    ]);
    expect([otherPartOf('x'), otherPartOf('Cardline: a'), otherPartOf('x\n\nCardline: y')]).toEqual([
      'x',
      '',
      'x',
    ]);
    expect([noteWith('x', ''), noteWith('', 'y')]).toEqual(['x', 'Cardline: y']);
  });

  it('knows neighbours', () => {
    expect(spansOf([5, 1, 2, 0])).toEqual([
      { from: 0, until: 3 },
      { from: 5, until: 6 },
    ]);
  });
});
