/** Usage: taken from carriers, rated, and what waits in quarantine. */
import type { Background } from '../ports/background.ts';
import type { CatalogueReader } from '../ports/catalogue-reader.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import type { RerateStore } from '../ports/rerates.ts';
import type { RatingCatalogue, UsageReader, UsageStore } from '../ports/usage.ts';
import { makeAcceptRerate } from './accept-rerate.ts';
import { makeCleanseQuarantine } from './cleanse-quarantine.ts';
import { makeGoOnWithRerate } from './go-on-with-rerates.ts';
import { makeListRerates, makeReadRerate } from './list-rerates.ts';
import { makeListIntakes, makeListQuarantine, makeListUsage } from './list-usage.ts';
import { makePreviewRerate } from './measure-rerate.ts';
import { makeRatingBooks } from './rating-books.ts';
import { makeRejectRerate } from './reject-rerate.ts';
import { makeTakeUsage } from './take-usage.ts';
import { makeWriteOff } from './write-off.ts';

export interface UsagePorts {
  readonly usage: UsageStore;
  readonly usageSums: UsageReader;
  readonly rerates: RerateStore;
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
    listRerates: makeListRerates(ports),
    readRerate: makeReadRerate(ports),
    previewRerate: makePreviewRerate(ports, books),
    acceptRerate: makeAcceptRerate(ports, books),
    rejectRerate: makeRejectRerate(ports),
    /** For the tick alone: it looks across providers. */
    reratesUnderWay: ports.rerates.underWay,
    goOnWithRerate: makeGoOnWithRerate(ports, books),
  };
}
