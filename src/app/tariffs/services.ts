/** Tariffs that suppliers announce, and the prices that they still need (USE-2). */
import type { Clock, Secrets } from '../ports/platform.ts';
import type { UsageReader } from '../ports/usage.ts';
import type { BuiltinWorkbook, WorkbookFiles } from '../ports/workbook.ts';
import { makeAddPrices, makeListUnpriced } from './add-prices.ts';
import { makeTakeTariffListing } from './take-listing.ts';

export interface TariffPorts {
  readonly workbook: BuiltinWorkbook;
  readonly files: WorkbookFiles;
  readonly usageSums: UsageReader;
  readonly clock: Clock;
  readonly secrets: Secrets;
}

export type TariffServices = ReturnType<typeof makeTariffServices>;

export const makeTariffServices = (ports: TariffPorts) => ({
  takeListing: makeTakeTariffListing(ports),
  listUnpriced: makeListUnpriced(ports),
  addPrices: makeAddPrices(ports),
});
