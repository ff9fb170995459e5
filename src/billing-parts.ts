/** Joins billing with its stores, and its runs with whoever carries them on. */
import { type BillingPorts, type BillingServices, makeBillingServices } from '#app/billing/services.ts';
import { makeBillingDayStore } from '#db/stores/billing-day-store.ts';
import { makeBillingProgressStore } from '#db/stores/billing-progress-store.ts';
import { makeBillingReportStore } from '#db/stores/billing-report-store.ts';
import { makeBillingRunStore } from '#db/stores/billing-run-store.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { makeCatalogueStore } from '#db/stores/catalogue-store.ts';
import { makeChunkStore } from '#db/stores/chunk-store.ts';
import { makeLedgerStore } from '#db/stores/ledger-store.ts';
import { makePeriodStore } from '#db/stores/period-store.ts';
import type { Parts } from './compose.ts';
import { makeRunPool } from './runtime/run-pool.ts';

type BillingParts = Pick<
  Parts,
  'db' | 'clock' | 'secrets' | 'background' | 'log' | 'runQueue' | 'stopping' | 'stretch'
>;

/**
 * What billing works with. Where no queue of the platform carries runs on, this process does.
 *
 * @param goOn what that goes on with a run by
 */
export function billingPorts(parts: BillingParts, goOn: BillingServices['goOnWithRun']): BillingPorts {
  const { db, clock, secrets, background, log, runQueue, stopping, stretch } = parts;
  return {
    runs: makeBillingRunStore(db),
    chunks: makeChunkStore(db),
    ledger: makeLedgerStore(db),
    reports: makeBillingReportStore(db),
    days: makeBillingDayStore(db),
    progress: makeBillingProgressStore(db),
    periods: makePeriodStore(db),
    catalogue: makeCatalogueReader(db),
    versions: makeCatalogueStore(db),
    clock,
    secrets,
    background,
    log,
    queue: runQueue ?? makeRunPool({ background, log, goOn }),
    ...(stopping === undefined ? {} : { stopping }),
    ...(stretch === undefined ? {} : { stretch }),
  };
}

export function makeBilling(parts: BillingParts, others: Partial<BillingPorts> = {}): BillingServices {
  const billing: BillingServices = makeBillingServices({
    ...billingPorts(parts, (run) => billing.goOnWithRun(run)),
    ...others,
  });
  return billing;
}
