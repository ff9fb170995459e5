import { describe, expect, it } from 'vitest';
import { SheetTrouble } from '#app/ports/spreadsheets.ts';
import { contentOf, gridsOf, sheetTabsOf, wholeOf } from '#sheets/google/values.ts';

const tab = (title: string, rowCount = 1000, columnCount = 26) => ({
  sheetId: 1,
  title,
  rowCount,
  columnCount,
});

describe('a whole answer, or none (M9)', () => {
  const rates = tab('Rates', 1000, 14);
  const values = [['Rate Card'], ['VOICE']];

  it('takes ranges that cover their tabs', () => {
    const grids = gridsOf([rates], { valueRanges: [{ range: 'Rates!A1:N1000', values }] });
    expect(grids.get('Rates')).toEqual(values);
  });

  it('takes more than the tabs had when they were counted: somebody adds rows', () => {
    expect(gridsOf([rates], { valueRanges: [{ range: 'Rates!A1:O1200', values }] }).size).toBe(1);
  });

  it.each([
    ['a range too few', []],
    ['a range too many', [{ range: 'Rates!A1:N1000' }, { range: 'Rates!A1:N1000' }]],
    ['fewer rows than the tab has', [{ range: 'Rates!A1:N999', values }]],
    ['fewer columns than the tab has', [{ range: 'Rates!A1:M1000', values }]],
    ['another tab', [{ range: 'Tariffs!A1:N1000', values }]],
    ['too few columns of all rows', [{ range: 'Rates!A:C', values }]],
    ['rows from the middle', [{ range: 'Rates!A2:N1000', values }]],
    ['no range at all', [{ values }]],
  ])('refuses %s', (_, valueRanges) => {
    expect(() => gridsOf([rates], { valueRanges })).toThrow(SheetTrouble);
  });

  it.each(['Rates', "'Rates'", 'Rates!A:Z', 'Rates!A1:Z'])(
    'takes a range without an end as all of the tab: %s',
    (range) => {
      expect(gridsOf([rates], { valueRanges: [{ range, values }] }).get('Rates')).toEqual(values);
    },
  );

  it('refuses a spreadsheet without tabs, and leaves out charts on tabs of their own', () => {
    expect(() => sheetTabsOf({ sheets: [] })).toThrow(SheetTrouble);
    const sheets = [
      {
        properties: {
          sheetId: 0,
          title: 'Rates',
          sheetType: 'GRID',
          gridProperties: { rowCount: 9, columnCount: 2 },
        },
      },
      { properties: { sheetId: 5, title: 'Chart', sheetType: 'OBJECT' } },
    ];
    expect(sheetTabsOf({ sheets })).toEqual([{ sheetId: 0, title: 'Rates', rowCount: 9, columnCount: 2 }]);
  });

  it('knows titles with apostrophes', () => {
    const odd = tab("Sam's plans", 2, 2);
    expect(wholeOf(odd)).toBe("'Sam''s plans'");
    expect(gridsOf([odd], { valueRanges: [{ range: "'Sam''s plans'!A1:B2" }] }).get(odd.title)).toEqual([]);
  });
});

describe('cells as the check takes them', () => {
  const read = (grid: unknown[][], title = 'Products') =>
    contentOf(
      gridsOf([tab(title, grid.length, 26)], {
        valueRanges: [{ range: `'${title}'!A1:Z${grid.length}`, values: grid }],
      }),
    );

  it('keeps text as text, numbers, flags and failed formulas; dates are days of the sheet', () => {
    const { workbook } = read([
      ['Code', 'Price'],
      ['0061', 0.1],
      ['#REF!', true],
      ['', 'x'],
    ]);
    expect(workbook.serialDates).toBe(true);
    expect(workbook.tabs[0]?.rows).toEqual([
      { row: 2, cells: ['0061', 0.1] },
      { row: 3, cells: ['#REF!', true] },
      { row: 4, cells: [null, 'x'] },
    ]);
  });

  it('counts rows as the sheet does, and takes one with unticked boxes or Cardline’s words alone as empty', () => {
    const { workbook } = read([
      ['Code', 'Recurring', 'Status'],
      [],
      ['', false, ''],
      ['', '', 'OK'],
      ['A', false, 'OK'],
    ]);
    expect(workbook.tabs[0]?.rows.map(({ row }) => row)).toEqual([5]);
  });

  it('tells what stands in Status and Message, wherever those columns are', () => {
    const content = read([
      ['Message', 'Code', 'Status'],
      ['Code: twice', 'A', 'Fault'],
      ['', 'B'],
    ]);
    expect(content.told('Products', 2)).toEqual({ status: 'Fault', message: 'Code: twice' });
    expect(content.told('Products', 3)).toEqual({ status: null, message: null });
    expect(content.told('Rates', 3)).toEqual({ status: null, message: null });
  });

  it('does not read the empty tab that a new spreadsheet begins with, nor tabs whose names begin with an underscore', () => {
    expect(read([], 'Sheet1').workbook.tabs).toEqual([]);
    expect(read([], 'Products').workbook.tabs).toHaveLength(1);
    expect(read([['x']], '_notes').workbook.tabs).toEqual([]);
    expect(read([['x']], 'Notes').workbook.tabs).toHaveLength(1);
  });
});
