import { describe, expect, it } from 'vitest';
import type { Cell } from '#core/workbook/cell.ts';
import { userCellsText } from '#core/workbook/user-cells.ts';

const textOf = (headings: readonly Cell[], ...rows: (readonly Cell[])[]): string =>
  userCellsText({
    tabs: [{ title: 'Products', headings, rows: rows.map((cells, at) => ({ row: at + 2, cells })) }],
  });

describe('what people wrote in a workbook', () => {
  const plain = textOf(['Code', 'Status', 'Name', 'Message'], ['A', null, 'Modem', null]);

  it('is the same whatever Cardline writes in Status and Message', () => {
    expect(textOf(['Code', 'Status', 'Name', 'Message'], ['A', 'Fault', 'Modem', 'Name: too long'])).toBe(
      plain,
    );
  });

  it('is another with another cell, another heading or another place', () => {
    const others = [
      textOf(['Code', 'Status', 'Name', 'Message'], ['A', null, 'Router', null]),
      textOf(['Code', 'Status', 'Title', 'Message'], ['A', null, 'Modem', null]),
      textOf(['Code', 'Status', 'Name', 'Message'], [null], ['A', null, 'Modem', null]),
      textOf(['Code', 'Status', 'Name', 'Message'], ['A', null, true, null]),
      textOf(['Code', 'Status', 'Name', 'Message'], ['A', null, 'true', null]),
    ];
    expect(new Set([plain, ...others]).size).toBe(6);
  });

  it('is the same with empty cells at the end, said as nothing or as an empty text', () => {
    expect(textOf(['Code', 'Status', 'Name', 'Message', ''], ['A', '', 'Modem', '', null])).toBe(plain);
  });
});
