/** An order with its services and requests, as every decision sees it: plain data, loaded whole. */
import type { PeriodGrid } from '../billing/terms.ts';
import type { Instant, PlainDate } from '../calendar.ts';
import type { ServiceType } from '../catalogue/rows.ts';
import type { Workflow } from '../workflow/stage.ts';
import type { ServiceDetails } from './service-details.ts';
import type { Status } from './states.ts';

/** A plan by its lasting identity, and the code that its provider calls it. */
export interface PlanRef {
  readonly id: number;
  readonly code: string;
}

/** A company that has a part in an order. */
export interface Company {
  readonly id: number;
  readonly code: string;
  readonly name: string;
}

/** Where an order comes from (ORD-1). */
export const ORDER_SOURCES = ['staff', 'portal', 'api', 'hook'] as const;
export type OrderSource = (typeof ORDER_SOURCES)[number];

/** Who does something to an order, and when. */
export interface By {
  readonly company: Company;
  /** `usr_3`, `tok_1` */
  readonly actorId: string;
  readonly name: string;
  readonly at: Instant;
  /** In which refusals tell times. */
  readonly timeZone: string;
}

/** The latest change of a thing: what the loser of a race is told (PROV-5). */
export interface LastChange {
  readonly event: LogEvent;
  readonly actor: string;
  readonly company: Company;
  readonly at: Instant;
  readonly visibility: Visibility;
}

export interface Assignee {
  readonly id: string;
  readonly name: string;
}

/** The manual work that one service needs, in the queue of the company that does it (PROV-1). */
export interface ProvisioningRequest {
  readonly id: number;
  readonly queue: Company;
  /** As the queue's company knows it. */
  readonly servicePlan: PlanRef;
  /** Who that company has the service from; its own code where it does the work itself. */
  readonly supplier: string;
  readonly status: Status;
  readonly assignee: Assignee | null;
  /** Set while halted (PROV-3). */
  readonly rejectionDetails: string | null;
  /** Where the supplier works on it by files (WF-1); null: it is worked by hand. */
  readonly workflow: Workflow | null;
  readonly version: number;
  readonly createdAt: Instant;
  readonly lastChange: LastChange;
}

export interface OrderService {
  readonly id: number;
  /** From 1 */
  readonly position: number;
  readonly servicePlan: PlanRef;
  readonly buyServicePlan: PlanRef | null;
  /** Where the service is bought in Cardline: the wholesaler's service plan. */
  readonly wholesaleServicePlan: PlanRef | null;
  readonly serviceType: ServiceType;
  readonly details: ServiceDetails;
  readonly status: Status;
  readonly activatedOn: PlainDate | null;
  /** null: the service needs nobody's work, and becomes active with the first that does. */
  readonly request: ProvisioningRequest | null;
}

export interface Order {
  readonly id: number;
  readonly number: string;
  readonly version: number;
  readonly seller: Company;
  readonly account: { readonly id: number; readonly reference: string; readonly name: string };
  readonly packagePlan: PlanRef;
  readonly buyPackagePlan: PlanRef | null;
  /** Whom the package is bought from, where that is a provider in Cardline, and as which of its plans. */
  readonly wholesale: { readonly company: Company; readonly packagePlan: PlanRef } | null;
  readonly status: Status;
  readonly requestedOn: PlainDate | null;
  readonly contractType: string | null;
  readonly lastChange: LastChange;
  /** The seller's subscription, from the first activation on. */
  readonly subscription: OrderSubscription | null;
  /** The wholesaler's, where the package is bought in Cardline. */
  readonly supply: OrderSubscription | null;
  readonly services: readonly OrderService[];
}

/** What the first activation began in one company's books. */
export interface OrderSubscription {
  readonly id: number;
  readonly status: 'active' | 'cancelled';
  readonly start: PlainDate;
  /** Of its first sell term: further services join that, since nothing migrates while any is pending. */
  readonly packagePlan: PlanRef;
  readonly grid: PeriodGrid;
}

export type LogEvent =
  | 'placed'
  | 'received'
  | 'claimed'
  | 'released'
  | 'edited'
  | 'halted'
  | 'resubmitted'
  | 'collected'
  | 'advised'
  | 'activated'
  | 'cancelled'
  | 'noted';

/** internal: the company of whoever acted; shared: both companies; customer: the end customer too (PROV-4). */
export type Visibility = 'internal' | 'shared' | 'customer';

export type FieldChanges = Readonly<
  Record<string, { readonly from: string | null; readonly to: string | null }>
>;

/** An entry for the provisioning log. At most one entry makes each version of the order and of a request (PROV-5). */
export interface NewLogEntry {
  readonly requestId: number | null;
  readonly requestVersion: number | null;
  readonly orderVersion: number | null;
  readonly event: LogEvent;
  readonly text: string;
  readonly changes: FieldChanges | null;
  readonly visibility: Visibility;
}

/** What a decision changes: see `isChange`. */
export interface OrderChange {
  readonly before: Order;
  readonly after: Order;
  readonly by: By;
  readonly event: LogEvent;
  /** Positions of the services that it is about. */
  readonly positions: readonly number[];
  readonly log: readonly NewLogEntry[];
}

/** A decision that changes nothing makes no entry, and there is nothing to write. */
export const isChange = (change: OrderChange): boolean => change.log.length > 0;
