/** Finding, replacing and filtering by what stands in cells. */
import { type CellsChange, type Command, cellText, type Row, typedCell } from './sheet.ts';

export interface Search {
  readonly text: string;
  readonly isCaseKept: boolean;
  /** Only cells that hold nothing else. */
  readonly isWhole: boolean;
}

/** Whether a text is found in a cell's text. */
function matcher({ text, isCaseKept, isWhole }: Search): (cell: string) => boolean {
  const fold = (from: string) => (isCaseKept ? from : from.toLowerCase());
  const wanted = fold(text);
  if (wanted === '') return () => false;
  return isWhole ? (cell) => fold(cell) === wanted : (cell) => fold(cell).includes(wanted);
}

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** The next cell that fits, row by row from behind `from` and round again; backwards with a step of -1. */
export function findNext(
  shown: readonly Row[],
  width: number,
  search: Search,
  from: Place,
  step: 1 | -1 = 1,
): Place | null {
  const fits = matcher(search);
  const size = shown.length * width;
  const begin = from.row * width + Math.min(from.column, width - 1);
  for (let passed = 1; passed <= size; passed += 1) {
    const at = (begin + step * passed + size * 2) % size;
    const [row, column] = [Math.floor(at / width), at % width];
    if (fits(cellText(shown[row]?.cells[column]))) return { row, column };
  }
  return null;
}

/** What a cell's text becomes. The new text is taken as it is: a $ in it has no meaning. */
export function replaced(cell: string, { text, isCaseKept, isWhole }: Search, by: string): string {
  if (isWhole) return by;
  const pattern = new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'), isCaseKept ? 'g' : 'gi');
  return cell.replace(pattern, () => by);
}

/** In all rows given, in every column or in one; answers the step and how many cells it changes. */
export function replaceAll(
  rows: readonly Row[],
  width: number,
  search: Search,
  by: string,
  only: number | null,
): { readonly command: Command; readonly cells: number } {
  const fits = matcher(search);
  let cells = 0;
  const changed = rows.flatMap((row): CellsChange[] => {
    let isHit = false;
    const after = row.cells.map((cell, at) => {
      const text = cellText(cell);
      if (at >= width || (only !== null && at !== only) || !fits(text)) return cell;
      const now = typedCell(replaced(text, search, by), cell);
      if (now !== cell) {
        isHit = true;
        cells += 1;
      }
      return now;
    });
    return isHit ? [{ row, before: row.cells, after }] : [];
  });
  return { command: { name: 'Replacing', changed, added: [], removed: [] }, cells };
}

/** What is looked for in a column: part of the text; after = all of it; = alone: nothing; after ! what may not be in it. */
export function columnFilter(text: string): ((cell: string) => boolean) | null {
  if (text === '') return null;
  const wanted = text.toLowerCase();
  if (wanted.startsWith('=')) {
    const whole = wanted.slice(1);
    return (cell) => cell.toLowerCase() === whole;
  }
  if (wanted.startsWith('!') && wanted.length > 1) {
    const without = wanted.slice(1);
    return (cell) => !cell.toLowerCase().includes(without);
  }
  return (cell) => cell.toLowerCase().includes(wanted);
}
