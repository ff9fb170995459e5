/** What became of one row of the catalogue, from the versions that it lives in (CAT-5). */
import type { CatalogueKind } from '#core/catalogue/content.ts';
import type { Tuple } from '#core/workbook/tab.ts';
import type { Version } from './catalogue.ts';

/** A row as it was from one version to another (excluded; null: still in force). */
export interface RowLife {
  readonly from: number;
  readonly to: number | null;
  readonly tuple: Tuple;
}

export type RowVersion = Pick<
  Version,
  | 'number'
  | 'changeSetId'
  | 'source'
  | 'editedBy'
  | 'submittedBy'
  | 'approvedBy'
  | 'publishedAt'
  | 'restoredFrom'
>;

export interface RowHistoryReader {
  /** All lives of the row with this key (in the order of the tab's key fields), and the versions in which they begin and end. */
  livesOf(
    providerId: number,
    kind: CatalogueKind,
    key: readonly string[],
  ): Promise<{ readonly lives: readonly RowLife[]; readonly versions: readonly RowVersion[] }>;
}
