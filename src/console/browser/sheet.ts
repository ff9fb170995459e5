/**
 * A tab as it is being edited: its rows as they were read and as they are now, and the commands that lead back and forth between
 * the two. Knows no screen and no server.
 */
import type { Cell } from '#core/workbook/cell.ts';
import type { PackedRow } from './wire.ts';

export type Cells = readonly Cell[];

/** A row; it stays the same object however its cells change. */
export interface Row {
  /** null: not saved yet. */
  id: number | null;
  version: number;
  /** As they are now. Replaced, never written into. */
  cells: Cells;
  /** As they were read or last saved; null: not saved yet. The very same array where nothing was changed. */
  saved: Cells | null;
  /** What the last check of the whole workbook said. */
  status: string | null;
  message: string | null;
}

export const toRow = ([id, version, cells, status = null, message = null]: PackedRow): Row => ({
  id,
  version,
  cells,
  saved: cells,
  status,
  message,
});

export const newRow = (width: number): Row => ({
  id: null,
  version: 0,
  cells: new Array<Cell>(width).fill(null),
  saved: null,
  status: null,
  message: null,
});

/** Cells of a row before and after. */
export interface CellsChange {
  readonly row: Row;
  readonly before: Cells;
  readonly after: Cells;
}

export interface PlacedRow {
  readonly row: Row;
  /** Its place among all rows, counted when it stands there. */
  readonly at: number;
}

/** One step that is undone as a whole. */
export interface Command {
  /** What was done: "Paste". */
  readonly name: string;
  readonly changed: readonly CellsChange[];
  /** By place, from the top. */
  readonly added: readonly PlacedRow[];
  /** By place, from the top. */
  readonly removed: readonly PlacedRow[];
}

const opposite = ({ name, changed, added, removed }: Command): Command => ({
  name,
  changed: changed.map(({ row, before, after }) => ({ row, before: after, after: before })),
  added: removed,
  removed: added,
});

/** Steps that can be undone; more would keep whole tabs in memory. */
const MOST_STEPS = 200;

export class Sheet {
  rows: Row[] = [];
  /** Saved rows that were taken out, until that is saved too. */
  readonly gone = new Set<Row>();
  /** Rows with cells that are not saved; new ones among them, once something stands in them. */
  readonly edited = new Set<Row>();
  readonly #past: Command[] = [];
  readonly #future: Command[] = [];
  readonly width: number;

  constructor(width: number) {
    this.width = width;
  }

  get isSaved(): boolean {
    return this.edited.size === 0 && this.gone.size === 0;
  }

  /** The name of what would be undone, or done again. */
  get undoable(): string | null {
    return this.#past.at(-1)?.name ?? null;
  }
  get redoable(): string | null {
    return this.#future.at(-1)?.name ?? null;
  }

  /** Forgets everything, as before the first row came. */
  clear(): void {
    this.rows = [];
    this.gone.clear();
    this.edited.clear();
    this.#past.length = 0;
    this.#future.length = 0;
  }

  /** Rows as they come from the server: behind those that came before, and before new ones at the end. */
  append(rows: readonly Row[]): void {
    const end = this.rows.findLastIndex(({ id }) => id !== null) + 1;
    this.rows = [...this.rows.slice(0, end), ...rows, ...this.rows.slice(end)];
  }

  /** Does a step; one that changes nothing is none. */
  run(command: Command): void {
    if (command.changed.length + command.added.length + command.removed.length === 0) return;
    this.#apply(command);
    this.#past.push(command);
    if (this.#past.length > MOST_STEPS) this.#past.shift();
    this.#future.length = 0;
  }

  undo(): Command | null {
    return this.#move(this.#past, this.#future);
  }
  redo(): Command | null {
    return this.#move(this.#future, this.#past);
  }

  #move(from: Command[], to: Command[]): Command | null {
    const command = from.pop();
    if (command === undefined) return null;
    const back = opposite(command);
    this.#apply(back);
    to.push(back);
    return back;
  }

  #apply({ changed, added, removed }: Command): void {
    if (removed.length > 0) this.#takeOut(new Set(removed.map(({ row }) => row)));
    if (added.length > 0) this.#putIn(added);
    // Cell by cell: others of the row may have changed meanwhile, by what somebody else saved.
    for (const { row, before, after } of changed) {
      row.cells = row.cells.map((cell, at) => (before[at] === after[at] ? cell : (after[at] ?? null)));
      this.note(row);
    }
  }

  #takeOut(rows: ReadonlySet<Row>): void {
    this.rows = this.rows.filter((row) => !rows.has(row));
    for (const row of rows) {
      this.edited.delete(row);
      if (row.id !== null) this.gone.add(row);
    }
  }

  #putIn(placed: readonly PlacedRow[]): void {
    const rows: Row[] = [];
    let next = 0;
    for (const { row, at } of placed) {
      while (rows.length < at && next < this.rows.length) rows.push(this.rows[next++] as Row);
      rows.push(row);
    }
    while (next < this.rows.length) rows.push(this.rows[next++] as Row);
    this.rows = rows;
    for (const { row } of placed) {
      this.gone.delete(row);
      this.note(row);
    }
  }

  /** Finds out whether a row is as it is saved; then it needs no second copy of its cells. A new row without a word is nothing to save. */
  note(row: Row): void {
    const { cells, saved } = row;
    const isSame = cells.every((cell, at) => cell === (saved?.[at] ?? null));
    if (isSame && saved !== null) row.cells = saved;
    if (isSame) this.edited.delete(row);
    else this.edited.add(row);
  }
}

// ---- cells as text

/** What stands in a cell, as it is shown and copied. */
export const cellText = (cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'boolean' ? (cell ? 'TRUE' : 'FALSE') : String(cell);
};

/** What was typed, as it is kept: exactly so. Text that says what the cell says already leaves the cell as it is. */
export const typedCell = (text: string, now: Cell | undefined): Cell =>
  text === cellText(now) ? (now ?? null) : text === '' ? null : text;
