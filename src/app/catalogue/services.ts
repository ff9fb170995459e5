/** The catalogue: change sets, versions, and what is published. */
import type { BillingRunStore } from '../ports/billing.ts';
import type { CatalogueStore, ChangeSetStore } from '../ports/catalogue.ts';
import type { CatalogueReader } from '../ports/catalogue-reader.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import type { ProviderStore } from '../ports/providers.ts';
import type { RowHistoryReader } from '../ports/row-history.ts';
import type { UsageReader } from '../ports/usage.ts';
import type { WorkbookFiles, WorkbookSource } from '../ports/workbook.ts';
import { refusingTrouble } from '../sheets/refusing-trouble.ts';
import { makeApproveChanges, makeOpenApproval } from './approve-changes.ts';
import { makeOpenRejection, makeRejectChanges, makeWithdrawChanges } from './close-changes.ts';
import { makeExportChanges } from './export-changes.ts';
import { makeListChangeSets, makeListRowChanges, makeShowChangeSet } from './find-change-set.ts';
import {
  makeFindPackagePlans,
  makeFindServicePlans,
  makeShowPackagePlan,
  makeShowServicePlan,
} from './find-plans.ts';
import {
  makeFindBoltOns,
  makeFindProducts,
  makeFindRateCards,
  makeFindRates,
  makeFindTariffs,
  makeShowProduct,
  makeShowTariff,
} from './find-prices.ts';
import { makePreviewChanges } from './preview-changes.ts';
import { makePublishScheduled } from './publish-scheduled.ts';
import { makeFindRatesToday } from './rates-today.ts';
import { makeRestoreVersion } from './restore-version.ts';
import { makeShowRowHistory } from './row-history.ts';
import { makeSimulatePlan } from './simulate-plan.ts';
import { makeSubmitChanges } from './submit-changes.ts';
import { makeCompareVersions, makeListVersions, makeShowVersion } from './versions.ts';

export interface CataloguePorts {
  readonly catalogue: CatalogueStore;
  readonly reader: CatalogueReader;
  readonly changeSets: ChangeSetStore;
  readonly workbook: WorkbookSource;
  readonly rowHistory: RowHistoryReader;
  readonly files: WorkbookFiles;
  readonly providers: ProviderStore;
  readonly usageSums: UsageReader;
  readonly clock: Clock;
  /** How the provider bills: what a plan is simulated by. */
  readonly runs: Pick<BillingRunStore, 'settings'>;
  readonly secrets: Secrets;
}

export type CatalogueServices = ReturnType<typeof makeCatalogueServices>;

export const makeCatalogueServices = (ports: CataloguePorts) => ({
  submitChanges: refusingTrouble(makeSubmitChanges(ports)),
  previewChanges: refusingTrouble(makePreviewChanges(ports)),
  approveChanges: refusingTrouble(makeApproveChanges(ports)),
  openApproval: makeOpenApproval(ports),
  openRejection: makeOpenRejection(ports),
  publishScheduled: refusingTrouble(makePublishScheduled(ports)),
  rejectChanges: makeRejectChanges(ports),
  withdrawChanges: makeWithdrawChanges(ports),
  listChangeSets: makeListChangeSets(ports),
  showChangeSet: makeShowChangeSet(ports),
  listRowChanges: makeListRowChanges(ports),
  exportChanges: makeExportChanges(ports),
  listVersions: makeListVersions(ports),
  showVersion: makeShowVersion(ports),
  compareVersions: makeCompareVersions(ports),
  showRowHistory: makeShowRowHistory(ports),
  restoreVersion: makeRestoreVersion(ports),
  findPackagePlans: makeFindPackagePlans(ports),
  showPackagePlan: makeShowPackagePlan(ports),
  simulatePlan: makeSimulatePlan(ports),
  findServicePlans: makeFindServicePlans(ports),
  showServicePlan: makeShowServicePlan(ports),
  findProducts: makeFindProducts(ports),
  showProduct: makeShowProduct(ports),
  findBoltOns: makeFindBoltOns(ports),
  findTariffs: makeFindTariffs(ports),
  showTariff: makeShowTariff(ports),
  findRateCards: makeFindRateCards(ports),
  findRates: makeFindRates(ports),
  findRatesToday: makeFindRatesToday(ports),
});
