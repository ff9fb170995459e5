/** What is in force now: the published version and the accounts that are kept, row by row as they are stored. */
import type { Kind } from '../catalogue/content.ts';
import type { Tuple } from './tab.ts';

/** A stored row with the key of its table. */
export type PresentRow = readonly [id: number, tuple: Tuple];

export interface PresentRows {
  /** The newest published version; 0 before the first. */
  readonly version: number;
  readonly rows: Readonly<Record<Kind, readonly PresentRow[]>>;
}
