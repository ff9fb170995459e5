/** How an order and a request look from where the viewer stands: names from the catalogue, moves that are open, no prices. */
import { dateIn, daysBetween, type Instant, type PlainDate } from '#core/calendar.ts';
import type { CatalogueSnapshot, ServiceType } from '#core/catalogue/rows.ts';
import { checkInForce } from '#core/orders/join-billing.ts';
import type { Assignee, Company, OrderService, PlanRef } from '#core/orders/order.ts';
import type { ServiceDetails } from '#core/orders/service-details.ts';
import { ageText, type ServiceLevel, type Sla, slaOf } from '#core/orders/service-level.ts';
import { STATUS_WORDS, type Status } from '#core/orders/states.ts';
import { isUnderWay } from '#core/workflow/stage.ts';
import type { DocumentFacts, LoadedOrder, OrderRow, RequestRow } from '../ports/orders.ts';
import type { Actor } from '../ports/platform.ts';
import { type WorkflowView, workflowView } from '../workflow/workflow-view.ts';

export interface NamedPlan {
  readonly code: string;
  /** The internal name; the code where the plan is in the catalogue no longer. */
  readonly name: string;
}

/** Names of plans by their lasting identity. */
export interface PlanNames {
  readonly packagePlan: (plan: PlanRef) => NamedPlan;
  readonly servicePlan: (plan: PlanRef) => NamedPlan;
}

export function planNames(catalogue: CatalogueSnapshot, field: 'name' | 'externalName' = 'name'): PlanNames {
  const packages = new Map(catalogue.packagePlans.map((plan) => [plan.itemId, plan[field]]));
  const services = new Map(catalogue.servicePlans.map((plan) => [plan.itemId, plan[field]]));
  return {
    packagePlan: ({ id, code }) => ({ code, name: packages.get(id) ?? code }),
    servicePlan: ({ id, code }) => ({ code, name: services.get(id) ?? code }),
  };
}

export interface OrderServiceView {
  readonly position: number;
  readonly servicePlan: NamedPlan;
  readonly serviceType: ServiceType;
  readonly details: ServiceDetails;
  readonly status: Status;
  readonly statusText: string;
  readonly activatedOn: PlainDate | null;
  /** Who does the work; null: nobody needs to. */
  readonly provisionedBy: Company | null;
  readonly rejectionDetails: string | null;
  /** How far the carrier is, where one works on it by files (WF-1). */
  readonly workflow: WorkflowView | null;
  /** The request, where it is in the viewer's own queue. */
  readonly request: {
    readonly id: number;
    readonly version: number;
    readonly assignee: Assignee | null;
  } | null;
}

/** What may be done to an order in its present state (PROV-2, PROV-3); what takes an override (WF-2) is not among it. */
export type OrderDeed = 'edit' | 'activate' | 'halt' | 'resubmit' | 'cancel';

/** An order as its seller sees it. */
export interface OrderView {
  readonly id: number;
  readonly number: string;
  readonly version: number;
  readonly status: Status;
  readonly statusText: string;
  readonly account: { readonly id: number; readonly reference: string; readonly name: string };
  readonly packagePlan: NamedPlan;
  readonly requestedOn: PlainDate | null;
  readonly contractType: string | null;
  readonly contractDocument: DocumentFacts | null;
  readonly source: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** From the first activation on. */
  readonly subscription: { readonly id: number; readonly start: PlainDate } | null;
  readonly services: readonly OrderServiceView[];
  readonly deeds: readonly OrderDeed[];
}

export function orderView(loaded: LoadedOrder, names: PlanNames): OrderView {
  const { order } = loaded;
  return {
    id: order.id,
    number: order.number,
    version: order.version,
    status: order.status,
    statusText: STATUS_WORDS[order.status],
    account: order.account,
    packagePlan: names.packagePlan(order.packagePlan),
    requestedOn: order.requestedOn,
    contractType: order.contractType,
    contractDocument: loaded.contractDocument,
    source: loaded.source,
    createdAt: loaded.createdAt,
    updatedAt: loaded.updatedAt,
    subscription: order.subscription && { id: order.subscription.id, start: order.subscription.start },
    services: order.services.map(({ request, ...service }) => ({
      position: service.position,
      servicePlan: names.servicePlan(service.servicePlan),
      serviceType: service.serviceType,
      details: service.details,
      status: service.status,
      statusText: STATUS_WORDS[service.status],
      activatedOn: service.activatedOn,
      provisionedBy: request?.queue ?? null,
      rejectionDetails: request?.rejectionDetails ?? null,
      workflow: workflowView(request?.workflow ?? null, { isOwn: request?.queue.id === order.seller.id }),
      request:
        request?.queue.id === order.seller.id
          ? { id: request.id, version: request.version, assignee: request.assignee }
          : null,
    })),
    deeds: deedsOf(loaded),
  };
}

function deedsOf({ order }: LoadedOrder): OrderDeed[] {
  const has = (status: Status) => order.services.some((service) => service.status === status);
  const isHeld = ({ request }: OrderService) => isUnderWay(request?.workflow ?? null);
  const isOwnWork = order.services.some(
    (service) =>
      service.status === 'pending' && service.request?.queue.id === order.seller.id && !isHeld(service),
  );
  const isOpen = order.status === 'pending' || order.status === 'halted';
  const mayBegin = (status: Status) =>
    checkInForce(
      order,
      order.services.filter((service) => service.status === status),
      { company: order.seller },
    ).ok;
  return [
    ...(isOpen ? (['edit'] as const) : []),
    ...(isOwnWork && mayBegin('pending') ? (['activate'] as const) : []),
    ...(isOwnWork ? (['halt'] as const) : []),
    ...(has('halted') && mayBegin('halted') ? (['resubmit'] as const) : []),
    ...((has('halted') || has('pending')) && !order.services.some(isHeld) ? (['cancel'] as const) : []),
  ];
}

/** An order in a list. */
export interface OrderListItem extends Omit<OrderRow, 'packagePlan' | 'services'> {
  readonly statusText: string;
  readonly packagePlan: NamedPlan;
  readonly services: readonly (Omit<OrderRow['services'][number], 'servicePlan' | 'queue'> & {
    readonly servicePlan: NamedPlan;
    readonly statusText: string;
    readonly provisionedBy: Company | null;
  })[];
}

export const orderListItem = ({ services, ...row }: OrderRow, names: PlanNames): OrderListItem => ({
  ...row,
  statusText: STATUS_WORDS[row.status],
  packagePlan: names.packagePlan(row.packagePlan),
  services: services.map(({ queue, ...service }) => ({
    ...service,
    statusText: STATUS_WORDS[service.status],
    servicePlan: names.servicePlan(service.servicePlan),
    provisionedBy: queue,
  })),
});

export type RequestDeed = 'edit' | 'activate' | 'halt' | 'claim' | 'release';

/** A request as the company that works on it sees it. */
export interface RequestView extends Omit<RequestRow, 'servicePlan' | 'workflow'> {
  readonly statusText: string;
  readonly servicePlan: NamedPlan;
  /** Whole days since it came in, in the viewer's calendar. */
  readonly ageDays: number;
  /** The same in words: "today", "12 days". */
  readonly ageText: string;
  /** Until when it should be done; null where nothing waits for the viewer: it is done, cancelled, or halted for the customer. */
  readonly sla: Sla | null;
  readonly isMine: boolean;
  /** How far the carrier is, where one works on it by files (WF-1). */
  readonly workflow: WorkflowView | null;
  readonly deeds: readonly RequestDeed[];
}

/** What a request is looked at with, beside itself. */
export interface RequestViewer {
  readonly names: PlanNames;
  readonly actor: Actor;
  readonly today: PlainDate;
  readonly serviceLevel: ServiceLevel;
}

export function requestView(
  row: RequestRow,
  { names, actor, today, serviceLevel }: RequestViewer,
): RequestView {
  const cameIn = dateIn(actor.timeZone, row.createdAt);
  const since = row.resubmittedAt === null ? cameIn : dateIn(actor.timeZone, row.resubmittedAt);
  return {
    ...row,
    statusText: STATUS_WORDS[row.status],
    servicePlan: names.servicePlan(row.servicePlan),
    ageDays: daysBetween(cameIn, today),
    ageText: ageText(cameIn, today),
    sla: row.status === 'pending' ? slaOf(since, today, serviceLevel) : null,
    isMine: row.assignee?.id === actor.actorId,
    workflow: workflowView(row.workflow, { isOwn: true }),
    deeds: requestDeeds(row),
  };
}

function requestDeeds({ status, assignee, workflow }: RequestRow): RequestDeed[] {
  if (status === 'cancelled') return [];
  if (status === 'active') return ['edit'];
  const assigning = assignee === null ? (['claim'] as const) : (['claim', 'release'] as const);
  const isFree = status === 'pending' && !isUnderWay(workflow);
  return isFree ? ['edit', 'activate', 'halt', ...assigning] : ['edit', ...assigning];
}
