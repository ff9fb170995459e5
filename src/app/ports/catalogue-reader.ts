/** Reading the published catalogue: what orders and billing need of it. */
import type { CatalogueSnapshot } from '#core/catalogue/rows.ts';

export interface CatalogueReader {
  /** The number of the provider's newest published version; 0 before the first. */
  currentVersion(providerId: number): Promise<number>;
  /** A version whole (without rates); the newest where none is named. Immutable, so implementations keep it in memory by version. */
  snapshot(providerId: number, version?: number): Promise<CatalogueSnapshot>;
  /** The newest versions of several providers, in a constant number of reads. */
  snapshots(providerIds: readonly number[]): Promise<ReadonlyMap<number, CatalogueSnapshot>>;
}
