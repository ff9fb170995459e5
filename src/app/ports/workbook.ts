/** Where the workbook is kept, and the files that it comes in and goes out as. Adapters differ, rules do not (DESIGN 10). */
import type { Instant } from '#core/calendar.ts';
import type { Result } from '#core/result.ts';
import type { Cell } from '#core/workbook/cell.ts';
import type { RawWorkbook } from '#core/workbook/check-workbook.ts';
import type { Actor, AuditEntry, Page, PageRequest } from './platform.ts';

/** The workbook that `{ "source": "workbook" }` reads. One that is kept outside may throw SheetTrouble. */
export interface WorkbookSource {
  /** Everything in one read, with the revision that it is. */
  read(providerId: number): Promise<RevisedWorkbook>;
  /** Changes whenever a cell does; of the built-in workbook it is cheap. */
  revision(providerId: number): Promise<string>;
  /** Who changed these rows last, by name; left out where rows have no ids. */
  editors?(providerId: number, rowIds: readonly number[]): Promise<readonly string[]>;
  /** To be called before a sync that somebody asks for; left out where nothing is to be done first. */
  beforeSync?(actor: Actor): Promise<void>;
  /** What was read has been checked: its rows are to be told. Left out where whoever keeps the outcome tells them. */
  afterCheck?(actor: Actor, workbook: RevisedWorkbook): Promise<void>;
}

export interface RevisedWorkbook extends RawWorkbook {
  readonly revision: string;
  /** Who changed it last, by name; left out where that is known of single rows, or not at all. */
  readonly editedBy?: string;
  /** The spreadsheet outside that it was read from; left out: the built-in workbook. */
  readonly sheet?: ReadSheet;
}

/** A spreadsheet as it was when it was read. */
export interface ReadSheet {
  readonly sheetId: string;
  readonly title: string;
  /** The file's, when it was read. */
  readonly version: string;
  /** Of the users' cells. */
  readonly contentHash: string;
  /** The outside's numbers for its tabs, by title: what addresses of cells name them by. */
  readonly tabIds: ReadonlyMap<string, number>;
}

/** By heading; a heading that is left out is an empty cell. */
export type Cells = Readonly<Record<string, Cell>>;

/** A row of the built-in workbook. */
export interface WorkbookRow {
  readonly id: number;
  /** Row of the sheet, the headings being row 1. */
  readonly row: number;
  /** Every save adds one; a save from an older version is refused. */
  readonly version: number;
  readonly cells: Cells;
  /** What the last check said; null: changed since. */
  readonly status: string | null;
  readonly message: string | null;
  readonly updatedBy: string;
  readonly updatedAt: Instant;
}

export interface TabSummary {
  readonly title: string;
  readonly rows: number;
  /** Rows that the last check found faults in. */
  readonly faults: number;
  readonly updatedAt: Instant | null;
}

export interface RowToSave {
  readonly cells: Cells;
  /** What its cells alone say, before the whole is checked. */
  readonly status: string | null;
  readonly message: string | null;
}

/** Rows added, changed and removed together: all or none. */
export interface TabEdit {
  readonly tab: string;
  readonly added: readonly RowToSave[];
  /** Added rows come after this one; null: at the end. */
  readonly after: number | null;
  readonly changed: readonly (RowToSave & { readonly id: number; readonly version: number })[];
  /** A version of null: whichever it is. */
  readonly removed: readonly { readonly id: number; readonly version: number | null }[];
  readonly by: string;
  readonly at: Instant;
}

export interface TabContent {
  readonly title: string;
  readonly rows: readonly Cells[];
}

/** The built-in workbook, edited in the console's grid. */
export interface BuiltinWorkbook extends WorkbookSource {
  tabs(providerId: number): Promise<readonly TabSummary[]>;
  /** Tabs as they go into a file, Cardline's own columns at the right; one of them, or all. */
  sheets(providerId: number, title?: string): Promise<readonly TabToWrite[]>;
  rows(providerId: number, tab: string, page: PageRequest): Promise<Result<Page<WorkbookRow>>>;
  /** The first row whose cell under a heading is this text, spaces around it aside. */
  findBy(
    providerId: number,
    tab: string,
    by: { readonly heading: string; readonly cell: string },
  ): Promise<number | null>;
  /** What stands in a column of a tab, each cell once; blank ones are left out. */
  distinct(providerId: number, tab: string, heading: string): Promise<readonly Cell[]>;
  /** Rows by their keys, those that are there. */
  find(providerId: number, tab: string, ids: readonly number[]): Promise<readonly WorkbookRow[]>;
  /** Answers the keys of the added rows; null where a row is gone or of another version by now, and nothing is saved. */
  edit(providerId: number, edit: TabEdit, audit: AuditEntry): Promise<readonly number[] | null>;
  /**
   * The tabs given are emptied and filled anew; the others stay.
   *
   * @returns false, and nothing is changed, where the workbook is of another revision by now than the one given
   */
  replace(
    providerId: number,
    tabs: readonly TabContent[],
    how: {
      readonly by: { readonly name: string; readonly at: Instant };
      /** null: whichever it is. */
      readonly revision: string | null;
    },
    audit: AuditEntry,
  ): Promise<boolean>;
}

/** The largest file that is taken, in bytes: a workbook of a hundred thousand rates has half of it. */
export const MOST_FILE_BYTES = 16_000_000;

/** A file that somebody sends. */
export interface SentFile {
  /** `Rates.csv`: of a CSV the name says which tab it is. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A tab to be written to a file. */
export interface TabToWrite {
  readonly title: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface WorkbookFiles {
  /** One `.xlsx`, or a CSV a tab. Refuses what cannot be read at all; what is in the cells, the check judges. */
  read(files: readonly SentFile[]): Promise<Result<RawWorkbook>>;
  toXlsx(tabs: readonly TabToWrite[]): Uint8Array;
  toCsv(tab: TabToWrite): string;
  /** Rows without headings, as a further piece of a CSV; never an empty list. */
  toCsvRows(rows: readonly (readonly Cell[])[]): string;
}
