/** Rows in another order: cells with their notes and formats; numbers before text, empty ones last. */
import type { Range } from './a1.ts';
import { type Cell, effectiveOf, type Sheet } from './content.ts';

export function sortRows(sheet: Sheet, range: Range, column: number, isDescending: boolean): void {
  const lines = sheet.rows.slice(range.startRow, range.endRow);
  const stretches = lines.map(({ cells }) =>
    Array.from({ length: range.endColumn - range.startColumn }, (_, at) => cells[range.startColumn + at]),
  );
  const by = column - range.startColumn;
  const sorted = stretches.toSorted((one, other) => {
    const [left, right] = [rankOf(one[by]), rankOf(other[by])];
    if (left.rank === 3 || right.rank === 3) return left.rank - right.rank;
    const order =
      left.rank - right.rank ||
      (left.rank === 0
        ? Number(left.key) - Number(right.key)
        : String(left.key).localeCompare(String(right.key)));
    return isDescending ? -order : order;
  });
  lines.forEach(({ cells }, row) => {
    sorted[row]?.forEach((cell, at) => {
      cells[range.startColumn + at] = cell;
    });
  });
}

function rankOf(cell: Cell | undefined): { readonly rank: number; readonly key: string | number } {
  const value = cell === undefined ? undefined : effectiveOf(cell);
  if (typeof value?.numberValue === 'number') return { rank: 0, key: value.numberValue };
  if (typeof value?.stringValue === 'string') return { rank: 1, key: value.stringValue };
  if (typeof value?.boolValue === 'boolean') return { rank: 2, key: String(value.boolValue) };
  return { rank: 3, key: '' };
}
