import { describe, expect, it } from 'vitest';
import type { Cell } from '#core/workbook/cell.ts';
import { compareCells } from '#core/workbook/compare-cells.ts';
import { TAB } from '#core/workbook/tabs.ts';

const HEADINGS = ['Rate Card', 'Tariff Key', 'Price', 'Effective From', 'Band', 'From Quantity'];
const sheet = (rows: readonly (readonly Cell[])[], headings: readonly string[] = HEADINGS) => ({
  title: 'Rates',
  headings,
  rows: rows.map((cells, at) => ({ row: at + 2, cells })),
});
const compare = (before: ReturnType<typeof sheet>, after: ReturnType<typeof sheet>, most = 100) =>
  compareCells(TAB.rates, before, after, most);

describe('files beside the workbook', () => {
  it('are compared by business key, not by place or order of columns', () => {
    const before = sheet([
      ['VOICE', '0011', '0.02', '2026-01-01'],
      ['VOICE', '0061', '0.03', '2026-01-01'],
      ['VOICE', '0064', '0.04', '2026-01-01'],
    ]);
    const after = sheet(
      [
        [null, 'any', '2026-01-01', '0.05', '0061', 'VOICE'],
        ['0', null, '2026-01-01', '0.02', '0011', 'VOICE'],
        [null, null, '2026-01-01', '0.09', '11', 'VOICE'],
      ],
      HEADINGS.toReversed(),
    );
    const { rows, ...counts } = compare(before, after);
    expect(counts).toEqual({ added: 1, changed: 1, removed: 1, unchanged: 1 });
    expect(rows).toMatchObject([
      {
        change: 'changed',
        key: 'VOICE · 0061 · any · 0 · 2026-01-01',
        fields: [{ column: 'Price', from: '0.03', to: '0.05' }],
      },
      { change: 'added', key: 'VOICE · 11 · any · 0 · 2026-01-01' },
      { change: 'removed', key: 'VOICE · 0064 · any · 0 · 2026-01-01' },
    ]);
  });

  it('are the same where they mean the same: 0.020 is 0.02, also as a number', () => {
    const before = sheet([['VOICE', '0011', '0.02', '2026-01-01']]);
    for (const price of ['0.020', 0.02, ' 0.02 '])
      expect(compare(before, sheet([['VOICE', '0011', price, '2026-01-01']])).unchanged).toBe(1);
  });

  it('are compared as they are written where they cannot be read, and rows with the same key one by one', () => {
    const before = sheet([
      ['VOICE', '0011', '0,02', '2026-01-01'],
      ['VOICE', '0011', '7', '2026-01-01'],
      [null, null, 'cheap', null],
    ]);
    const after = sheet([
      ['VOICE', '0011', '0,02', '2026-01-01'],
      ['VOICE', '0011', '8', '2026-01-01'],
      [null, null, 'cheap', null],
      [null, null, null, null],
    ]);
    expect(compare(before, after)).toMatchObject({ added: 0, changed: 1, removed: 0, unchanged: 2 });
  });

  it('list as many rows as were asked for, and count all of them', () => {
    const many = sheet(Array.from({ length: 9 }, (_, at) => ['VOICE', `00${at}`, '1', '2026-01-01']));
    const { added, rows } = compare(sheet([]), many, 4);
    expect([added, rows.length]).toEqual([9, 4]);
  });
});
