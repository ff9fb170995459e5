/** What is not saved, as it is sent, and what the answer makes of it. */
import type { Cell } from '#core/workbook/cell.ts';
import type { Cells, Row, Sheet } from './sheet.ts';
import { MOST_SAVED, type NamedCells, type Save, type SavedRow } from './wire.ts';

/** A piece of what is to be saved, and the rows that it is about. */
export interface Piece {
  readonly save: Save;
  readonly added: readonly Row[];
  readonly changed: readonly Row[];
  readonly removed: readonly Row[];
  /** The cells that are sent, by row: more may be typed meanwhile. */
  readonly sent: ReadonlyMap<Row, Cells>;
}

type Anchor = number | null;

/**
 * The next piece; null where all is saved. Rows added in the middle go first, below the saved row that they stand under, while
 * that one is still there; then, together, what is changed and added at the end; last what is removed.
 */
export function nextPiece(sheet: Sheet, headings: readonly string[], number: number): Piece | null {
  const { after, rows: added } = addedTogether(sheet);
  const isAtEnd = after === null;
  const room = MOST_SAVED - added.length;
  const changed = isAtEnd ? [...sheet.edited].filter(({ id }) => id !== null).slice(0, room) : [];
  const isLast = isAtEnd && added.length + changed.length === sheet.edited.size;
  const removed = isLast ? [...sheet.gone].slice(0, room - changed.length) : [];
  if (added.length + changed.length + removed.length === 0) return null;
  const sent = new Map([...added, ...changed].map((row) => [row, row.cells]));
  return {
    save: {
      number,
      add: added.map(({ cells }) => ({ cells: named(headings, cells, null) })),
      after,
      change: changed.map((row) => ({
        id: row.id as number,
        version: row.version,
        cells: named(headings, row.cells, row.saved),
      })),
      remove: removed.map(({ id, version }) => ({ id: id as number, version })),
    },
    added,
    changed,
    removed,
    sent,
  };
}

/** The first new rows that go below the same saved row. */
function addedTogether(sheet: Sheet): { after: Anchor; rows: Row[] } {
  if (![...sheet.edited].some(({ id }) => id === null)) return { after: null, rows: [] };
  const groups = new Map<Anchor, Row[]>();
  const lastSaved = sheet.rows.findLastIndex(({ id }) => id !== null);
  let anchor: Anchor = null;
  for (const [at, row] of sheet.rows.entries()) {
    if (row.id !== null) {
      anchor = row.id;
      continue;
    }
    if (!sheet.edited.has(row)) continue;
    const key = at > lastSaved ? null : anchor;
    const group = groups.get(key) ?? [];
    if (group.length < MOST_SAVED) group.push(row);
    groups.set(key, group);
  }
  const [after, rows] = [...groups].find(([key]) => key !== null) ?? [...groups][0] ?? [null, []];
  return { after, rows };
}

/** By heading: of a saved row the cells that differ, of a new one those that are filled. */
function named(headings: readonly string[], cells: Cells, saved: Cells | null): NamedCells {
  const result: Record<string, Cell> = {};
  headings.forEach((heading, at) => {
    const cell = cells[at] ?? null;
    if (cell !== (saved?.[at] ?? null)) result[heading] = cell;
  });
  return result;
}

/** What the server saved is what is saved; what was typed meanwhile is not. */
export function markSaved(sheet: Sheet, piece: Piece, rows: readonly SavedRow[]): void {
  const standing = new Set(sheet.rows);
  [...piece.changed, ...piece.added].forEach((row, at) => {
    const now = rows[at];
    const sent = piece.sent.get(row);
    if (!now || !sent) return;
    const [id, version, status = null, message = null] = now;
    Object.assign(row, { id, version, saved: sent, status, message });
    // Taken out again before the answer came: it is to be removed from the workbook too.
    if (standing.has(row)) sheet.note(row);
    else sheet.gone.add(row);
  });
  for (const row of piece.removed) {
    sheet.gone.delete(row);
    Object.assign(row, { id: null, version: 0, saved: null });
    if (standing.has(row)) sheet.note(row);
  }
}
