import { describe, expect, it } from 'vitest';
import { Faults, rowName } from '#console/browser/faults.ts';
import { toRow } from '#console/browser/sheet.ts';
import type { Cell } from '#core/workbook/cell.ts';
import { columnsOf } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';

const tab = TAB.rates;
const headings = columnsOf(tab).map(({ heading }) => heading);
const aRate = (cells: Readonly<Record<string, Cell>>) =>
  toRow([
    1,
    1,
    headings.map(
      (heading) =>
        ({
          'Rate Card': 'VOICE',
          'Tariff Key': '0011',
          Price: '0.02',
          'Effective From': '2026-01-01',
          ...cells,
        })[heading] ?? null,
    ),
  ]);
const price = headings.indexOf('Price');

describe('the marks of cells', () => {
  it('are what the check on the server says, by its very readers: a comma decimal is named, not guessed', () => {
    const faults = new Faults(tab);
    const row = aRate({ Price: '0,05', 'Tariff Key': 11 });
    faults.look([row]);
    expect(faults.of(row)?.get(price)).toContain('if 0.05 is meant, write 0.05');
    expect(faults.of(row)?.get(1)).toContain('may have lost leading zeros');
    expect(faults.count).toBe(1);
  });

  it('know cells that may be empty only where another one says so, and empty rows that say nothing', () => {
    const faults = new Faults(tab);
    const [bare, through, empty] = [
      aRate({ Price: null }),
      aRate({ Price: null, Profile: 'Pass-through' }),
      toRow([2, 1, headings.map(() => null)]),
    ];
    faults.look([bare, through, empty]);
    expect(faults.of(bare)?.get(price)).toContain('is needed here');
    expect(faults.of(through)).toBeNull();
    expect(faults.of(empty)).toBeNull();
  });

  it('go when the cell is put right', () => {
    const faults = new Faults(tab);
    const row = aRate({ Price: 'cheap' });
    faults.look([row]);
    row.cells = aRate({ Price: '0.05' }).cells;
    faults.look([row]);
    expect(faults.of(row)).toBeNull();
    expect(faults.list([row])).toEqual([]);
  });

  it('of the check of the whole stay until the row is changed', () => {
    const faults = new Faults(tab);
    const row = aRate({});
    faults.look([row]);
    faults.setFound(new Map([[row, new Map([[0, 'Rate Cards has no "VOICE"']])]]));
    expect(faults.list([row])).toEqual([{ row, column: 0, message: 'Rate Cards has no "VOICE"' }]);
    row.cells = aRate({ 'Rate Card': 'RETAIL' }).cells;
    faults.look([row]);
    expect(faults.of(row)).toBeNull();
  });

  it('call a row by its key', () => {
    expect(rowName(tab, aRate({ Band: 'any' }))).toBe('VOICE · 0011 · any · 2026-01-01');
  });
});
