/** What the grid and the server say to each other, as JSON. */
import type { Cell } from '#core/workbook/cell.ts';

/** A row as it comes in bulk: its cells in the order of the tab's columns; what the last check said, where it said something. */
export type PackedRow = readonly [
  id: number,
  version: number,
  cells: readonly Cell[],
  status?: string | null,
  message?: string | null,
];

export interface PackedPage {
  readonly rows: readonly PackedRow[];
  /** Where the next page begins; null: these were the last rows. */
  readonly next: string | null;
}

/** Codes that may stand in a column that names rows of another tab, by the column's heading. */
export type Codes = Readonly<Record<string, readonly string[]>>;

/** By heading. */
export type NamedCells = Readonly<Record<string, Cell>>;

/** Rows to save: all or none. */
export interface Save {
  /** Counts the saves of a page: the same save sent twice (an answer was lost) is done once. */
  readonly number: number;
  readonly add: readonly { readonly cells: NamedCells }[];
  /** Added rows come after this one; null: at the end. */
  readonly after: number | null;
  readonly change: readonly { readonly id: number; readonly version: number; readonly cells: NamedCells }[];
  readonly remove: readonly { readonly id: number; readonly version: number }[];
}

/** A row that was saved, without its cells: they are what was sent. The answer is kept for a day, and is to stay small. */
export type SavedRow = readonly [
  id: number,
  version: number,
  status?: string | null,
  message?: string | null,
];

/** Those changed in the order that they were sent in, then those added in theirs. */
export interface Saved {
  readonly rows: readonly SavedRow[];
}

/** A row that somebody else changed or removed since it was read. */
export interface OtherSave {
  readonly id: number;
  /** null: it is gone. */
  readonly now: {
    readonly row: PackedRow;
    readonly by: string;
    readonly at: string;
  } | null;
}

/** Why something was not done. */
export interface Refused {
  readonly faults: readonly string[];
  readonly conflicts?: readonly OtherSave[];
  /** The answer did not come: it may have been done or not. */
  readonly isUncertain?: boolean;
}

/** A fault or note of the whole check. */
export interface Found {
  readonly tab: string;
  /** The row of the workbook; null: the tab as a whole, or a row that is only published. */
  readonly id: number | null;
  /** As spreadsheets name it, or the row, or the tab. */
  readonly place: string;
  readonly column: string | null;
  readonly message: string;
}

/** What the check of the whole workbook says, without anything being proposed. */
export interface CheckAnswer {
  readonly outcome: 'faulty' | 'unchanged' | 'pending';
  readonly faults: readonly Found[];
  readonly notes: readonly Found[];
  /** What would change, as a piece of a page. */
  readonly html: string;
}

export interface SubmitAnswer {
  /** Where the change set is looked at and decided. */
  readonly href: string;
}

/** What files would do to the workbook. */
export interface ImportAnswer {
  /** The workbook that they were compared with. */
  readonly revision: string;
  readonly html: string;
}

/** The most rows of one save, and of one page. */
export const MOST_SAVED = 5000;
