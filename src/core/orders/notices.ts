/**
 * What each company is told of a change: `order.*` for the seller, `request.*` for the company in whose queue the work lies. A
 * notice holds what its company may see and nothing else: no prices at all, and of the other side only what the order
 * itself shows (DESIGN 8).
 */
import { formatId } from '../ids.ts';
import { beginWorkflow, stageText, type Workflow } from '../workflow/stage.ts';
import type { By, LogEvent, Order, OrderChange, OrderService } from './order.ts';
import type { PlacedOrder } from './place-order.ts';
import { STATUS_WORDS, type Status } from './states.ts';

export interface Notice {
  readonly companyId: number;
  readonly topic: string;
  readonly dedupeKey: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How a notice is written about a request that has no key yet: the store fills it in. */
export interface NoticeOfNewRequest extends Omit<Notice, 'dedupeKey'> {
  readonly position: number;
}

/** Which topics a change has. What is internal to a queue is no notice for the seller. */
const ORDER_TOPICS: Partial<Record<LogEvent, string>> = {
  edited: 'order.edited',
  halted: 'order.halted',
  resubmitted: 'order.resubmitted',
  collected: 'order.collected',
  advised: 'order.advised',
  activated: 'order.activated',
  cancelled: 'order.cancelled',
};
const REQUEST_TOPICS: Partial<Record<LogEvent, string>> = {
  claimed: 'request.claimed',
  released: 'request.released',
  edited: 'request.edited',
  halted: 'request.halted',
  resubmitted: 'request.resubmitted',
  collected: 'request.collected',
  advised: 'request.advised',
  activated: 'request.activated',
  cancelled: 'request.cancelled',
};

/** A request that came in; of its own, since it is told with the order that brings it. */
export const RECEIVED_TOPIC = 'request.received';

/** All that companies are told of requests, and of orders once they are placed: whoever passes it on takes them from here. */
export const NOTICE_TOPICS: readonly string[] = [
  RECEIVED_TOPIC,
  ...Object.values(REQUEST_TOPICS),
  ...Object.values(ORDER_TOPICS),
];

export function noticesOf(change: OrderChange): Notice[] {
  const { after, by, event, positions } = change;
  const notices: Notice[] = [];
  const orderTopic = ORDER_TOPICS[event];
  if (orderTopic !== undefined)
    notices.push({
      companyId: after.seller.id,
      topic: orderTopic,
      dedupeKey: `${after.seller.code}:${after.number}:${after.version}`,
      body: orderBody(change),
    });
  const requestTopic = REQUEST_TOPICS[event];
  for (const service of after.services) {
    const { request } = service;
    if (requestTopic === undefined || request === null || !positions.includes(service.position)) continue;
    notices.push({
      companyId: request.queue.id,
      topic: requestTopic,
      dedupeKey: `${formatId('request', request.id)}:${request.version}`,
      body: {
        request: formatId('request', request.id),
        version: request.version,
        ...requestBody(after, service, request),
        ...actBy(by),
      },
    });
  }
  return notices;
}

/** The notices of a new order: the seller's, and one for each request, for the company whose queue it is in. */
export function noticesOfPlacing(
  placed: PlacedOrder,
  number: string,
  by: By,
): { readonly order: Notice; readonly requests: readonly NoticeOfNewRequest[] } {
  const seller = by.company;
  return {
    order: {
      companyId: seller.id,
      topic: 'order.placed',
      dedupeKey: `${seller.code}:${number}:1`,
      body: {
        order: number,
        version: 1,
        account: placed.account.reference,
        packagePlan: placed.packagePlan.code,
        requestedOn: placed.requestedOn,
        services: placed.services.map(({ position, plan, request }) => ({
          position,
          servicePlan: plan.code,
          status: 'pending',
          provisionedBy: request?.queue.name ?? null,
        })),
        ...actBy(by),
      },
    },
    requests: placed.services.flatMap(({ position, serviceType, details, request }) =>
      request === null
        ? []
        : [
            {
              position,
              companyId: request.queue.id,
              topic: RECEIVED_TOPIC,
              body: {
                version: 1,
                ...requestBody(
                  { number, seller, requestedOn: placed.requestedOn },
                  { serviceType, details, status: 'pending' },
                  {
                    ...request,
                    rejectionDetails: null,
                    assignee: null,
                    workflow: request.isCarrierWorkflow ? beginWorkflow(by.at) : null,
                  },
                ),
                ...actBy(by),
              },
            },
          ],
    ),
  };
}

const orderBody = ({ after, by, positions }: OrderChange) => ({
  order: after.number,
  version: after.version,
  status: after.status,
  statusText: STATUS_WORDS[after.status],
  account: after.account.reference,
  packagePlan: after.packagePlan.code,
  requestedOn: after.requestedOn,
  services: after.services.map((service) => ({
    position: service.position,
    servicePlan: service.servicePlan.code,
    status: service.status,
    activatedOn: service.activatedOn,
    rejectionDetails: service.request?.rejectionDetails ?? null,
    workflow: stageBody(service.request?.workflow ?? null),
    provisionedBy: service.request?.queue.name ?? null,
    changed: positions.includes(service.position),
  })),
  ...actBy(by),
});

const requestBody = (
  order: Pick<Order, 'number' | 'seller' | 'requestedOn'>,
  service: Pick<OrderService, 'serviceType' | 'details'> & { readonly status: Status },
  request: Pick<
    NonNullable<OrderService['request']>,
    'servicePlan' | 'supplier' | 'rejectionDetails' | 'assignee' | 'workflow'
  >,
) => ({
  order: order.number,
  retailer: order.seller.name,
  servicePlan: request.servicePlan.code,
  serviceType: service.serviceType,
  supplier: request.supplier,
  status: service.status,
  statusText: STATUS_WORDS[service.status],
  requestedOn: order.requestedOn,
  details: service.details,
  assignee: request.assignee?.name ?? null,
  rejectionDetails: request.rejectionDetails,
  workflow: stageBody(request.workflow),
});

/** WF-1: how far the carrier is; null where none works on it, or no longer. */
const stageBody = (workflow: Workflow | null) =>
  workflow === null || workflow.stage === 'ended'
    ? null
    : { stage: workflow.stage, stageText: stageText(workflow), since: workflow.since };

const actBy = ({ name, company, at }: By) => ({ by: name, company: company.name, at });
