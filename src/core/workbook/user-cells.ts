/**
 * What people wrote in a workbook, as one text: equal texts, equal cells. What Cardline writes in its own columns has no part in it,
 * so that its own writing is never taken for an edit.
 */
import { tidy } from '../plain-text.ts';
import type { Cell } from './cell.ts';
import type { RawWorkbook } from './check-workbook.ts';
import { OWN_HEADINGS } from './tab.ts';

export function userCellsText({ tabs }: RawWorkbook): string {
  return tabs
    .map(({ title, headings, rows }) => {
      const isOwn = headings.map((cell) => typeof cell === 'string' && OWN_HEADINGS.includes(tidy(cell)));
      const kept = (cells: readonly Cell[]): readonly Cell[] => {
        const own = cells.map((cell, at) => (isOwn[at] === true || cell === '' ? null : cell));
        return own.slice(0, own.findLastIndex((cell) => cell !== null) + 1);
      };
      return JSON.stringify([title, kept(headings), rows.map(({ row, cells }) => [row, kept(cells)])]);
    })
    .join('\n');
}
