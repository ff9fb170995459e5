/** Orders and provisioning: what the edges may ask for. */
import type { CatalogueReader } from '../ports/catalogue-reader.ts';
import type { OrderReader, OrderStore, QueueReader } from '../ports/orders.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import { makeActivateOrder, makeActivateRequest, makePreviewActivation } from './activate-order.ts';
import { makeActivateRequests, makePreviewActivations } from './activate-requests.ts';
import { makeCancelOrder } from './cancel-order.ts';
import { makeEditOrder, makeResubmitOrder } from './edit-order.ts';
import { makeExplainOffers } from './explain-offers.ts';
import { makeFindRequest, makeRequestLog } from './find-request.ts';
import { makeGetContractDocument, makeGetOrder, makeOrderLog } from './get-order.ts';
import { makeHaltOrder, makeHaltRequest, makePreviewHalt } from './halt-order.ts';
import { makeListOrders } from './list-orders.ts';
import { makeListQueue } from './list-queue.ts';
import { makeOpenOrder } from './open-order.ts';
import { makeOpenRequest } from './open-request.ts';
import { makePlaceOrder } from './place-order.ts';
import { makeLogEntryOfOrder, makeLogEntryOfRequest } from './read-log-entry.ts';
import { makeRequestsOfOrder } from './requests-of-order.ts';
import { makeRenewTracking, makeTrackOrder } from './track-order.ts';
import { makeAddNote, makeClaimRequest, makeEditRequest, makeReleaseRequest } from './work-on-request.ts';

export interface OrderPorts {
  readonly orders: OrderStore;
  readonly reader: OrderReader;
  readonly queue: QueueReader;
  readonly catalogue: CatalogueReader;
  readonly clock: Clock;
  readonly secrets: Secrets;
}

export type OrderServices = ReturnType<typeof makeOrderServices>;

export const makeOrderServices = (ports: OrderPorts) => ({
  // the seller's side
  explainOffers: makeExplainOffers(ports),
  placeOrder: makePlaceOrder(ports),
  getOrder: makeGetOrder(ports),
  listOrders: makeListOrders(ports),
  openOrder: makeOpenOrder(ports),
  orderLog: makeOrderLog(ports),
  logEntryOfOrder: makeLogEntryOfOrder(ports),
  getContractDocument: makeGetContractDocument(ports),
  editOrder: makeEditOrder(ports),
  activateOrder: makeActivateOrder(ports),
  haltOrder: makeHaltOrder(ports),
  resubmitOrder: makeResubmitOrder(ports),
  cancelOrder: makeCancelOrder(ports),
  renewTracking: makeRenewTracking(ports),
  // the queue's side
  listQueue: makeListQueue(ports),
  findRequest: makeFindRequest(ports),
  openRequest: makeOpenRequest(ports),
  requestsOfOrder: makeRequestsOfOrder(ports),
  requestLog: makeRequestLog(ports),
  logEntryOfRequest: makeLogEntryOfRequest(ports),
  claimRequest: makeClaimRequest(ports),
  releaseRequest: makeReleaseRequest(ports),
  editRequest: makeEditRequest(ports),
  addNote: makeAddNote(ports),
  previewActivation: makePreviewActivation(ports),
  activateRequest: makeActivateRequest(ports),
  previewActivations: makePreviewActivations(ports),
  activateRequests: makeActivateRequests(ports),
  previewHalt: makePreviewHalt(ports),
  haltRequest: makeHaltRequest(ports),
  // the end customer's side
  trackOrder: makeTrackOrder(ports),
});
