/** The carrier workflow (WF-1 to WF-4): carriers, the files that go out and come in, and what is stuck. */
import type { CatalogueReader } from '../ports/catalogue-reader.ts';
import type { Log } from '../ports/log.ts';
import type { OrderStore } from '../ports/orders.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import type { ProviderStore } from '../ports/providers.ts';
import type {
  ActivityFileStore,
  AlertStore,
  BatchFileStore,
  CarrierStore,
  SourceSecrets,
} from '../ports/workflow.ts';
import { makeAddCarrier } from './add-carrier.ts';
import { makeChangeCarrier } from './change-carrier.ts';
import { makeCloseAlert, makeFindAlert } from './close-alert.ts';
import { makeCollectServices } from './collect-services.ts';
import { makeFindCarrier, makeListCarriers } from './find-carriers.ts';
import { makeHookCarriers } from './hook-carriers.ts';
import { makeGetActivityFile, makeListActivityFiles } from './list-activity-files.ts';
import { makeListAlerts, makeOpenAlertsEverywhere } from './list-alerts.ts';
import { makeGetBatchFile, makeListBatchFiles } from './list-batch-files.ts';
import { makeRemoveCarrier } from './remove-carrier.ts';
import { makeRenewCarrierSecrets } from './renew-carrier-secrets.ts';
import { makeTakeBatchFile } from './take-batch-file.ts';
import { makeWatchWorkflows } from './watch-workflows.ts';

export interface WorkflowPorts {
  readonly carriers: CarrierStore;
  readonly activityFiles: ActivityFileStore;
  readonly batchFiles: BatchFileStore;
  readonly alerts: AlertStore;
  readonly orders: Pick<OrderStore, 'findByRequests'>;
  readonly catalogue: CatalogueReader;
  readonly providers: Pick<ProviderStore, 'profile'>;
  readonly clock: Clock;
  readonly secrets: Secrets;
  /** null where the installation has no secret to make others from: hooks and signed deliveries are off. */
  readonly sourceSecrets: SourceSecrets | null;
  readonly log: Log;
}

export type WorkflowServices = ReturnType<typeof makeWorkflowServices>;

export const makeWorkflowServices = (ports: WorkflowPorts) => ({
  // carriers
  listCarriers: makeListCarriers(ports),
  findCarrier: makeFindCarrier(ports),
  addCarrier: makeAddCarrier(ports),
  changeCarrier: makeChangeCarrier(ports),
  removeCarrier: makeRemoveCarrier(ports),
  renewCarrierSecrets: makeRenewCarrierSecrets(ports),
  hookCarriers: makeHookCarriers(ports),
  // to the carrier
  collectServices: makeCollectServices(ports),
  listActivityFiles: makeListActivityFiles(ports),
  getActivityFile: makeGetActivityFile(ports),
  // from the carrier
  takeBatchFile: makeTakeBatchFile(ports),
  listBatchFiles: makeListBatchFiles(ports),
  getBatchFile: makeGetBatchFile(ports),
  // what is stuck
  watchWorkflows: makeWatchWorkflows(ports),
  listAlerts: makeListAlerts(ports),
  findAlert: makeFindAlert(ports),
  closeAlert: makeCloseAlert(ports),
  openAlertsEverywhere: makeOpenAlertsEverywhere(ports),
});
