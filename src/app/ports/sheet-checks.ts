/** What was checked or submitted from inside a provider's spreadsheet, so that the panel there can show it again. */
import type { Instant } from '#core/calendar.ts';

export type SheetDeed = 'check' | 'submit';

/** A fault or a note, with where to find it. */
export interface PlacedFault {
  readonly tab: string;
  readonly row: number | null;
  /** As spreadsheets name it: C5; null: the row or the tab as a whole. */
  readonly cell: string | null;
  /** Google's number for the tab; null: there is no such tab. */
  readonly tabId: number | null;
  readonly message: string;
}

export interface SheetOutcome {
  readonly status: 'faulty' | 'unchanged' | 'pending';
  /** What was submitted, and is or was a change set; null: it was checked alone. */
  readonly changeId: number | null;
  /** The first of them. */
  readonly faults: readonly PlacedFault[];
  readonly faultCount: number;
  readonly notes: readonly PlacedFault[];
  readonly noteCount: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** The first rows that differ, in words. */
  readonly rows: readonly string[];
  readonly activeSubscriptions: number;
}

export interface SheetCheck {
  readonly sheetId: string;
  readonly deed: SheetDeed;
  readonly by: string;
  readonly at: Instant;
  /** `lost`: whoever was at it never came back. */
  readonly state: 'running' | 'done' | 'failed' | 'lost';
  /** Of one that is done. */
  readonly outcome: SheetOutcome | null;
  /** Of one that failed, in a sentence. */
  readonly problem: string | null;
}

export interface NewSheetCheck extends Pick<SheetCheck, 'sheetId' | 'deed' | 'by' | 'at'> {
  /** What its end is known by. */
  readonly run: string;
  /** Real time. */
  readonly now: Instant;
  readonly until: Instant;
}

export type SheetCheckEnd =
  | { readonly outcome: SheetOutcome; readonly problem: null }
  | { readonly outcome: null; readonly problem: string };

export interface SheetCheckStore {
  /** @param now real time, by which one that is under way is told from one that was lost */
  find(providerId: number, now: Instant): Promise<SheetCheck | null>;
  /** In place of the one before; false while that is under way, in the same spreadsheet. */
  begin(providerId: number, check: NewSheetCheck): Promise<boolean>;
  /** Of one that was taken for lost, and begun anew meanwhile, nothing is kept. */
  end(providerId: number, run: string, end: SheetCheckEnd): Promise<void>;
}
