/** Billing runs, the ledger and period approval. */
import type { Background } from '../ports/background.ts';
import type { BillingRunStore, ChunkStore, RunQueue } from '../ports/billing.ts';
import type { BillingDayStore } from '../ports/billing-days.ts';
import type { BillingProgressStore } from '../ports/billing-progress.ts';
import type { BillingReportStore } from '../ports/billing-report.ts';
import type { CatalogueStore } from '../ports/catalogue.ts';
import type { CatalogueReader } from '../ports/catalogue-reader.ts';
import type { LedgerStore } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { PeriodStore } from '../ports/periods.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import { makeAnnounceDue } from './announce-day.ts';
import { makeApprovePeriods } from './approve-periods.ts';
import { makeBillScheduledDay } from './bill-scheduled-day.ts';
import { makeGoOnWithRun, makeTendRuns } from './carry-runs.ts';
import {
  makeApproveBilling,
  makeExcludeAccounts,
  makeHoldBilling,
  makeListBillingDays,
  makeOpenBillingDay,
  makeReadBillingDay,
  makeShowBillingDay,
} from './decide-day.ts';
import { makeExportRunCardlines } from './export-run-cardlines.ts';
import { makeListCardlines } from './list-cardlines.ts';
import { makeListPeriods } from './list-periods.ts';
import { makeListRunCardlines } from './list-run-cardlines.ts';
import { makeSayNothingLeft } from './nothing-left.ts';
import { makeListParkedAccounts, makeReleaseAccount } from './parked-accounts.ts';
import { makeListBillingRuns, makeReadBillingRun } from './read-billing-run.ts';
import { makeReadCardline } from './read-cardline.ts';
import { makeReadRunProgress } from './run-progress.ts';
import { makeReadRunReport } from './run-report.ts';
import { makeStartBillingRun } from './start-billing-run.ts';

export interface BillingPorts {
  readonly runs: BillingRunStore;
  readonly chunks: ChunkStore;
  readonly ledger: LedgerStore;
  readonly reports: BillingReportStore;
  readonly days: BillingDayStore;
  readonly progress: BillingProgressStore;
  readonly periods: PeriodStore;
  readonly catalogue: CatalogueReader;
  /** Who submitted and approved a version of the catalogue. */
  readonly versions: Pick<CatalogueStore, 'version'>;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly background: Background;
  readonly log: Log;
  /** Who goes on with a run where a stretch of it ends. */
  readonly queue: RunQueue;
  /** Raised when the process is about to end: runs are let go of at their next chunk. */
  readonly stopping?: AbortSignal;
  /** Terms that a run reads and writes at once; left out: `CHUNK_SIZE`. */
  readonly chunkSize?: number;
  /** Chunks that one worker writes before it hands the run on; left out: all of them. */
  readonly stretch?: number;
}

export type BillingServices = ReturnType<typeof makeBillingServices>;

export const makeBillingServices = (ports: BillingPorts) => ({
  startBillingRun: makeStartBillingRun(ports),
  billDay: makeBillScheduledDay(ports),
  announceDue: makeAnnounceDue(ports),
  listBillingDays: makeListBillingDays(ports),
  readBillingDay: makeReadBillingDay(ports),
  showBillingDay: makeShowBillingDay(ports),
  openBillingDay: makeOpenBillingDay(ports),
  approveBilling: makeApproveBilling(ports),
  holdBilling: makeHoldBilling(ports),
  excludeAccounts: makeExcludeAccounts(ports),
  goOnWithRun: makeGoOnWithRun(ports),
  tendRuns: makeTendRuns(ports),
  readBillingRun: makeReadBillingRun(ports),
  listBillingRuns: makeListBillingRuns(ports),
  listRunCardlines: makeListRunCardlines(ports),
  readRunReport: makeReadRunReport(ports),
  readRunProgress: makeReadRunProgress(ports),
  sayNothingLeft: makeSayNothingLeft(ports),
  exportRunCardlines: makeExportRunCardlines(ports),
  listCardlines: makeListCardlines(ports),
  readCardline: makeReadCardline(ports),
  listParkedAccounts: makeListParkedAccounts(ports),
  releaseAccount: makeReleaseAccount(ports),
  listPeriods: makeListPeriods(ports),
  approvePeriods: makeApprovePeriods(ports),
});
