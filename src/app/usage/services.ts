/** Usage: taken from carriers, rated, and what waits in quarantine. */
import type { Background } from '../ports/background.ts';
import type { CatalogueReader } from '../ports/catalogue-reader.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import type { RatingCatalogue, UsageReader, UsageStore } from '../ports/usage.ts';
import { makeCleanseQuarantine } from './cleanse-quarantine.ts';
import { makeListIntakes, makeListQuarantine, makeListUsage } from './list-usage.ts';
import { makeRatingBooks } from './rating-books.ts';
import { makeTakeUsage } from './take-usage.ts';
import { makeWriteOff } from './write-off.ts';

export interface UsagePorts {
  readonly usage: UsageStore;
  readonly usageSums: UsageReader;
  readonly rating: RatingCatalogue;
  readonly catalogue: CatalogueReader;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly background: Background;
}

export type UsageServices = ReturnType<typeof makeUsageServices>;

export function makeUsageServices(ports: UsagePorts) {
  const books = makeRatingBooks(ports.rating);
  return {
    takeUsage: makeTakeUsage(ports, books),
    listUsage: makeListUsage(ports),
    listIntakes: makeListIntakes(ports),
    listQuarantine: makeListQuarantine(ports),
    cleanseQuarantine: makeCleanseQuarantine(ports, books),
    writeOff: makeWriteOff(ports),
  };
}
