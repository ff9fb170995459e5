/** Which formulas of a sheet are told: those whose value is taken, one note a column. */
import { describe, expect, it } from 'vitest';
import type { SheetFault } from '#core/workbook/cell.ts';
import type { FormulaCell } from '#core/workbook/formula-cells.ts';
import { formulaNotes } from '#core/workbook/formula-cells.ts';
import { readTab } from '#core/workbook/read-tab.ts';
import { TAB } from '#core/workbook/tabs.ts';

const HEADINGS = [
  'Status',
  'Price',
  'Product Rate Card',
  'Product',
  'From Quantity',
  'Effective From',
  'Mine',
];
const row = (place: number, product: string) => ({
  row: place,
  cells: ['OK', 0.11, 'PRODUCTS', product, 0, '2026-01-01', 5],
});
const BLANK = { row: 4, cells: ['OK', null, null, null, null, null, 7] };

function notesOf(formulas: readonly FormulaCell[]): SheetFault[] {
  const raw = {
    title: 'Product Rates',
    headings: HEADINGS,
    rows: [row(2, 'A'), row(3, 'B'), BLANK],
    formulas,
  };
  return formulaNotes([readTab(TAB.productRates, raw, { serialDates: false }, { add() {} })]);
}

const at = (place: number, column: number, formula = '=E2*1.1') => ({ row: place, column, formula });

describe('formulas that are told', () => {
  it('one note a column, at its first cell, wherever the column stands', () => {
    expect(notesOf([at(2, 1), at(2, 4, '=1'), at(3, 1, '=E3*1.1')])).toMatchObject([
      {
        tab: 'Product Rates',
        cell: 'B2',
        column: 'Price',
        code: 'formula_in_cell',
        message: expect.stringContaining('Price comes from a formula here (=E2*1.1) and in 1 further cell:'),
      },
      { cell: 'E2', column: 'From Quantity', message: expect.stringContaining('here (=1): what') },
    ]);
  });

  it('without its text where it is another cell’s, moved', () => {
    expect(notesOf([at(3, 1, '')])).toMatchObject([
      { cell: 'B3', message: expect.stringMatching(/^Price comes from a formula here: what/) },
    ]);
  });

  it('not in Cardline’s own columns, in unknown ones, in headings, or in rows that hold nothing of the workbook', () => {
    expect(notesOf([at(2, 0), at(2, 6), at(1, 1), at(4, 1), at(4, 6)])).toEqual([]);
  });

  it('a long one in short', () => {
    expect(notesOf([at(2, 1, `=${'A1+'.repeat(500)}A1`)])[0]?.message.length).toBeLessThan(250);
  });
});
