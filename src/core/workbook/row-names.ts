/** How a fault names the row that it lies in, by what stands in the columns that tell rows apart, readable or not. */
import { shorten, tidy } from '../plain-text.ts';
import { type Cell, CellFault, decimalText } from './cell.ts';
import { type AnyTab, isColumn, type Stored } from './tab.ts';
import { writeCell } from './write-cell.ts';

interface Row {
  readonly row: number;
  readonly cells: readonly Cell[];
}

/**
 * Names rows by their number in the sheet: "VOICE · 0011 · any · 0 · 2026-01-01"; null where nothing stands in the key's columns.
 * Rows are looked through when the first fault asks: most sheets have none.
 *
 * @param indexOf where a field's column is; null where there is none
 * @param readers as values are stored, by field
 */
export function rowNames(
  tab: AnyTab,
  rows: readonly Row[],
  indexOf: (field: number) => number | null,
  readers: readonly (((cell: Cell) => Stored | CellFault) | null)[],
): (row: number) => string | null {
  let byNumber: Map<number, readonly Cell[]> | undefined;
  return (number) => {
    byNumber ??= new Map(rows.map(({ row, cells }) => [row, cells]));
    const cells = byNumber.get(number);
    if (cells === undefined) return null;
    const parts = tab.keyAt.map((field) => {
      const index = indexOf(field);
      const cell = index === null ? null : (cells[index] ?? null);
      const value = readers[field]?.(cell) ?? null;
      return value === null || value instanceof CellFault ? asGiven(cell) : shownKey(tab, field, value);
    });
    // Of a row with nothing of its own, what blanks mean (any, 0) says nothing.
    const isNamed = tab.keyAt.some((field) => asGiven(cells[indexOf(field) ?? -1] ?? null) !== '');
    return isNamed ? parts.filter((part) => part !== '').join(' · ') : null;
  };
}

/** Weekdays and times as people write them. */
function shownKey(tab: AnyTab, field: number, value: Stored): string {
  const column = tab.fields[field]?.column;
  return String(column && isColumn(column) ? writeCell(column, value) : value);
}

const asGiven = (cell: Cell): string =>
  cell === null ? '' : typeof cell === 'number' ? decimalText(cell) : shorten(tidy(String(cell)));
