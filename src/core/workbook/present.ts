/** What is in force now: the published version and the accounts that are kept, row by row as they are stored. */
import type { PlainDate } from '../calendar.ts';
import type { Kind } from '../catalogue/content.ts';
import type { Tuple } from './tab.ts';

/** A stored row with the key of its table. */
export type PresentRow = readonly [id: number, tuple: Tuple];

export interface PresentRows {
  /** The newest published version; 0 before the first. */
  readonly version: number;
  /** Of the accounts only those that the workbook names. */
  readonly rows: Readonly<Record<Kind, readonly PresentRow[]>>;
  /** The invoice anchors of those accounts that have one, by reference (PER-3). */
  readonly invoiceAnchors: ReadonlyMap<string, PlainDate>;
}
