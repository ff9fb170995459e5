/** Two people at one row: what they saved and what I did, side by side, and the row that comes of my choice. */
import type { Cell } from '#core/workbook/cell.ts';
import type { Row, Sheet } from './sheet.ts';
import type { OtherSave } from './wire.ts';

export interface Conflict {
  readonly row: Row;
  /** I took the row out; otherwise I changed it. */
  readonly isRemoval: boolean;
  /** The row as they saved it; null: they removed it. */
  readonly theirs: OtherSave['now'];
}

/** The conflicts of a save that was refused, in the order of the rows. */
export function conflictsOf(sheet: Sheet, others: readonly OtherSave[]): Conflict[] {
  const byId = new Map(others.map((other) => [other.id, other.now]));
  const of = (row: Row, isRemoval: boolean): Conflict[] => {
    const theirs = row.id === null ? undefined : byId.get(row.id);
    return theirs === undefined ? [] : [{ row, isRemoval, theirs }];
  };
  return [
    ...sheet.rows.flatMap((row) => (sheet.edited.has(row) ? of(row, false) : [])),
    ...[...sheet.gone].flatMap((row) => of(row, true)),
  ];
}

export interface Difference {
  readonly column: number;
  readonly before: Cell;
  readonly theirs: Cell;
  readonly mine: Cell;
}

/** The columns in which a row is not everywhere the same. */
export function differences({ row, theirs }: Conflict): Difference[] {
  const now = theirs?.row[2] ?? [];
  return (row.saved ?? []).flatMap((before, column) => {
    const [other, mine] = [now[column] ?? null, row.cells[column] ?? null];
    return theirs !== null && other === before && mine === before
      ? []
      : [{ column, before, theirs: other, mine }];
  });
}

/**
 * Mine: what I changed stands, over what they saved in all other cells; a row that they removed comes back as a new one. Theirs: the
 * row as they left it. Nothing is saved by it: the next save says it to the server.
 */
export function settle(sheet: Sheet, { row, isRemoval, theirs }: Conflict, choice: 'mine' | 'theirs'): void {
  if (theirs === null) {
    settleRemoved(sheet, row, isRemoval, choice);
    return;
  }
  const [, version, cells, status = null, message = null] = theirs.row;
  const before = row.saved ?? [];
  const mine = row.cells;
  Object.assign(row, { version, saved: cells, status, message });
  if (isRemoval) {
    row.cells = cells;
    if (choice === 'theirs') {
      sheet.gone.delete(row);
      sheet.rows.push(row);
    }
    return;
  }
  row.cells =
    choice === 'theirs'
      ? cells
      : cells.map((cell, at) => (mine[at] === before[at] ? cell : (mine[at] ?? null)));
  sheet.note(row);
}

function settleRemoved(sheet: Sheet, row: Row, isRemoval: boolean, choice: 'mine' | 'theirs'): void {
  if (isRemoval) sheet.gone.delete(row);
  Object.assign(row, { id: null, version: 0, saved: null });
  if (isRemoval) return;
  if (choice === 'mine') sheet.note(row);
  else {
    sheet.rows = sheet.rows.filter((other) => other !== row);
    sheet.edited.delete(row);
  }
}
