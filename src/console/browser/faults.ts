/**
 * What cells say of themselves, by the very readers that the check on the server uses; and what that check found, until the row is
 * changed again.
 */
import type { Cell } from '#core/workbook/cell.ts';
import { readTab } from '#core/workbook/read-tab.ts';
import { type AnyTab, columnsOf, headingOf } from '#core/workbook/tab.ts';
import { type Cells, cellText, type Row } from './sheet.ts';

/** By column; -1 is the row as a whole. */
export type RowFaults = ReadonlyMap<number, string>;

export const WHOLE_ROW = -1;

/** Makes the check of rows; faults of a key that comes twice are left to the check of the whole. */
function makeRowCheck(tab: AnyTab): (rows: readonly Row[]) => ReadonlyMap<Row, RowFaults> {
  const headings = columnsOf(tab).map(({ heading }) => heading);
  return (rows) => {
    const found = new Map<Row, Map<number, string>>();
    const cells = rows.map((row, at) => ({ row: at, cells: row.cells }));
    readTab(
      tab,
      { title: tab.title, headings, rows: cells },
      { serialDates: false },
      {
        add({ row: at, column, code, message }) {
          const row = at === null ? undefined : rows[at];
          if (row === undefined || column === null || code === 'duplicate_key') return;
          const faults = found.get(row) ?? new Map<number, string>();
          found.set(row, faults.set(headings.indexOf(column), message));
        },
      },
    );
    return found;
  };
}

export interface Fault {
  readonly row: Row;
  readonly column: number;
  readonly message: string;
}

/** The faults of a sheet's rows as they are now. */
export class Faults {
  readonly #check: ReturnType<typeof makeRowCheck>;
  readonly #own = new Map<Row, RowFaults>();
  /** By the check of the whole, with the cells that it saw. */
  readonly #found = new Map<Row, { readonly cells: Cells; readonly faults: RowFaults }>();

  constructor(tab: AnyTab) {
    this.#check = makeRowCheck(tab);
  }

  /** How many rows have faults. */
  get count(): number {
    const only = [...this.#found.keys()].filter((row) => !this.#own.has(row) && this.of(row) !== null);
    return this.#own.size + only.length;
  }

  clear(): void {
    this.#own.clear();
    this.#found.clear();
  }

  /** Rows that were taken out have no faults any more. */
  forget(rows: readonly Row[]): void {
    for (const row of rows) {
      this.#own.delete(row);
      this.#found.delete(row);
    }
  }

  /** Looks at rows that are new or changed. */
  look(rows: readonly Row[]): void {
    const found = this.#check(rows);
    for (const row of rows) {
      const faults = found.get(row);
      if (faults) this.#own.set(row, faults);
      else this.#own.delete(row);
    }
  }

  /** What the check of the whole said replaces what it said before. */
  setFound(found: ReadonlyMap<Row, RowFaults>): void {
    this.#found.clear();
    for (const [row, faults] of found) this.#found.set(row, { cells: row.cells, faults });
  }

  of(row: Row): RowFaults | null {
    const own = this.#own.get(row);
    const found = this.#found.get(row);
    // What was changed since may be right by now: the next check tells.
    if (!found || found.cells !== row.cells) return own ?? null;
    return own ? new Map([...found.faults, ...own]) : found.faults;
  }

  /** In the order of the rows given; -1 (the row as a whole) is told at its first column. */
  list(rows: readonly Row[]): Fault[] {
    if (this.#own.size === 0 && this.#found.size === 0) return [];
    return rows.flatMap((row) => {
      const faults = this.of(row);
      return faults === null
        ? []
        : [...faults]
            .toSorted(([a], [b]) => a - b)
            .map(([column, message]) => ({ row, column: Math.max(0, column), message }));
    });
  }
}

/** A row as people call it: its key. */
export const rowName = (tab: AnyTab, { cells }: Row): string => {
  const columns = columnsOf(tab);
  const places = tab.key.map((name) => {
    return columns.findIndex(({ heading }) => heading === headingOf(tab, name));
  });
  return places
    .map((at): Cell => cells[at] ?? null)
    .map(cellText)
    .filter((text) => text !== '')
    .join(' · ');
};
