/**
 * Spreadsheets outside, in which a provider's workbook may be kept. Whatever keeps one from being read or written is thrown as
 * SheetTrouble; nothing is ever read in part.
 */
import type { Instant } from '#core/calendar.ts';
import type { CatalogueKind, Kind } from '#core/catalogue/content.ts';
import type { Fault } from '#core/result.ts';
import type { RawWorkbook } from '#core/workbook/check-workbook.ts';
import type { Tuple } from '#core/workbook/tab.ts';

/** What is told of a file without opening it. */
export interface SheetHead {
  readonly title: string;
  /** Grows with every change, Cardline's own among them. */
  readonly version: string;
  /** Who changed it last, as far as the outside tells: an e-mail address or a name. */
  readonly modifiedBy: string | null;
}

/** What stands in Cardline's own columns of a row. */
export interface Told {
  readonly status: string | null;
  readonly message: string | null;
}

export interface SheetContent {
  readonly workbook: RawWorkbook;
  /** Of a row of a tab, the headings being row 1. */
  told(tab: string, row: number): Told;
}

/** What is said beside one row. */
export interface SheetMark extends Told {
  readonly tab: string;
  readonly row: number;
}

/** What is said at one cell, as its note. */
export interface CellNote {
  readonly tab: string;
  /** As spreadsheets name it: C5. */
  readonly cell: string;
  readonly message: string;
}

/** Codes that drop-downs offer, by the kind whose rows they name. */
export type CodeLists = ReadonlyMap<Kind, readonly string[]>;

export interface SheetMarks {
  /** Of every row that holds something; what is said of other rows goes away. */
  readonly rows: readonly SheetMark[];
  /** Every note of Cardline's; those that it left before and that are not among them go away. */
  readonly notes: readonly CellNote[];
  readonly lists: CodeLists;
}

export interface SheetPlan {
  readonly lists: CodeLists;
  /** What a tab without rows is filled with. */
  readonly rows: Readonly<Partial<Record<CatalogueKind, readonly Tuple[]>>>;
  /** Tabs with rows are emptied, in the workbook's columns, and filled too. */
  readonly isRefill: boolean;
}

export interface PreparedTab {
  readonly title: string;
  readonly outcome: 'made' | 'repaired';
  /** Columns that were not there. */
  readonly addedColumns: readonly string[];
  /** Rows written; null where the tab kept what it had. */
  readonly filledRows: number | null;
}

/** Where changes of a file are announced to, until it ends. */
export interface WatchChannel {
  readonly id: string;
  readonly resourceId: string;
  readonly expiresAt: Instant;
}

export interface Spreadsheets {
  /** The address with which a spreadsheet is to be shared. */
  readonly account: string;
  head(sheetId: string): Promise<SheetHead>;
  /** `tabIds`: the outside's numbers for its tabs, by title. */
  read(
    sheetId: string,
  ): Promise<SheetContent & { readonly head: SheetHead; readonly tabIds: ReadonlyMap<string, number> }>;
  /** Makes or repairs its tabs, in one write; done again, it changes nothing. */
  prepare(sheetId: string, plan: SheetPlan): Promise<readonly PreparedTab[]>;
  /**
   * Reads it again and writes beside its rows what is said of that very content, in one write and only where something else
   * stands; answers whether it had to.
   */
  mark(sheetId: string, judge: (content: SheetContent) => Promise<SheetMarks>): Promise<boolean>;
  watch(
    sheetId: string,
    channel: {
      readonly id: string;
      readonly token: string;
      readonly address: string;
      readonly until: Instant;
    },
  ): Promise<WatchChannel>;
  /** A channel that is not there any more is stopped all the same. */
  unwatch(channel: Pick<WatchChannel, 'id' | 'resourceId'>): Promise<void>;
}

/** Why a spreadsheet cannot be used just now, with what puts it right. */
export class SheetTrouble extends Error {
  override readonly name = 'SheetTrouble';
  readonly fault: Fault;
  /** It may be over by itself in a while. */
  readonly isPassing: boolean;
  /** How long the outside wants to be left alone. */
  readonly waitMs: number | null;

  constructor(
    fault: Fault,
    {
      isPassing = false,
      waitMs = null,
      cause,
    }: { readonly isPassing?: boolean; readonly waitMs?: number | null; readonly cause?: unknown } = {},
  ) {
    super(fault.message, { cause });
    this.fault = { kind: 'conflict', ...fault };
    this.isPassing = isPassing;
    this.waitMs = waitMs;
  }
}
