/** Where orders are kept, and how they are looked at. Deciding is #core/orders; a store only loads and writes. */
import type { Account } from '#core/accounts/account.ts';
import type { AccountKey } from '#core/accounts/account-key.ts';
import type { InvoiceTerms } from '#core/billing/terms.ts';
import type { Instant, PlainDate } from '#core/calendar.ts';
import type { ServiceType } from '#core/catalogue/rows.ts';
import type { TaxRate } from '#core/money.ts';
import type { ActivationPlan } from '#core/orders/activate-order.ts';
import type { ContractDocument } from '#core/orders/contract-document.ts';
import type { NoticeOfNewRequest } from '#core/orders/notices.ts';
import type {
  Company,
  FieldChanges,
  LogEvent,
  NewLogEntry,
  Order,
  OrderChange,
  OrderSource,
  PlanRef,
  ProvisioningRequest,
  Visibility,
} from '#core/orders/order.ts';
import type { PlacedOrder } from '#core/orders/place-order.ts';
import type { ServiceDetails } from '#core/orders/service-details.ts';
import type { ServiceLevel } from '#core/orders/service-level.ts';
import type { Status } from '#core/orders/states.ts';
import type { Result } from '#core/result.ts';
import type { Page, PageRequest, Traces, Via } from './platform.ts';

/** Which order is meant: one that the provider sells, or one that has a request in its queue. */
export type OrderKey =
  | { readonly providerId: number; readonly number: string }
  | { readonly providerId: number; readonly id: number }
  | { readonly providerId: number; readonly trackingHash: string }
  | { readonly queueId: number; readonly requestId: number };

/** A company's part in an order, beside what the order itself says. */
export interface Party {
  readonly companyId: number;
  readonly timeZone: string;
  readonly features: readonly string[];
  /** Who pays the company: the customer at the seller, the seller at the wholesaler; null: not in its books (any more). */
  readonly account: {
    readonly id: number;
    readonly invoiceTerms: InvoiceTerms;
    readonly firstSubscriptionStart: PlainDate | null;
  } | null;
}

export interface Parties {
  readonly seller: Party;
  readonly wholesaler: Party | null;
}

export interface LoadedOrder extends Parties {
  readonly order: Order;
  readonly source: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly contractDocument: DocumentFacts | null;
}

export interface DocumentFacts {
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  /** SHA-256 of the content, hex; null: came before hashes were kept. */
  readonly hash: string | null;
}

/** What placing an order has to know of the seller and its links. */
export interface PlacingFacts {
  readonly features: readonly string[];
  /** BILL-13 */
  readonly defaultTaxRate: TaxRate;
  readonly account: Order['account'] | null;
  readonly wholesalers: readonly { readonly company: Company; readonly hasAccount: boolean }[];
}

export interface OrderToPlace {
  readonly number: string;
  readonly seller: Company;
  /** The order's account, where it is opened with it: what `placed` says of it has no key yet. */
  readonly newAccount: Account | null;
  readonly placed: PlacedOrder;
  readonly trackingHash: string;
  /** SHA-256 of the contract document, where there is one (CON-1). */
  readonly documentHash: string | null;
  readonly source: OrderSource;
  readonly actor: { readonly name: string; readonly via: Via };
  readonly at: Instant;
  readonly entries: {
    readonly order: NewLogEntry;
    readonly requests: readonly (NewLogEntry & { readonly position: number })[];
  };
  /** Where nothing of the order is anybody's work, it is active at once. */
  readonly activation: ActivationPlan | null;
  readonly requestNotices: readonly NoticeOfNewRequest[];
  readonly traces: Traces;
}

export interface OrderToChange {
  readonly change: OrderChange;
  readonly subscriptions: ActivationPlan['subscriptions'];
  readonly joining: ActivationPlan['joining'];
  readonly via: Via;
  readonly traces: Traces;
}

export interface NoteToAdd {
  readonly orderId: number;
  readonly requestId: number;
  readonly companyId: number;
  readonly actor: { readonly name: string; readonly via: Via };
  readonly at: Instant;
  readonly text: string;
  readonly visibility: Extract<Visibility, 'internal' | 'shared'>;
}

export type Placing =
  | 'placed'
  /** The account's first subscription has begun meanwhile (PER-3): decide again. */
  | 'beaten'
  /** There is an account with the reference of the new one. */
  | 'reference_taken'
  /** There is an order with the same tracking hash: this one has been placed before. */
  | 'repeated';

export interface OrderStore {
  /** The provider's next order number. It is used up at once: a gap where no order comes of it does no harm. */
  takeNumber(providerId: number): Promise<string>;
  /** null: no account is meant yet. */
  placingFacts(providerId: number, account: AccountKey | null): Promise<PlacingFacts>;
  /** The companies of an order that is not written yet; the seller's account is null where it is not written yet either. */
  parties(order: Pick<Order, 'seller' | 'account' | 'wholesale'>): Promise<Parties>;
  /** Everything of the new order in one batch, or nothing. */
  place(order: OrderToPlace): Promise<Placing>;
  find(key: OrderKey): Promise<LoadedOrder | null>;
  /** The orders that have one of these requests in the queue, each once; in one read, however many. */
  findByRequests(queueId: number, requestIds: readonly number[]): Promise<readonly LoadedOrder[]>;
  /**
   * Everything of the change in one batch; false when somebody else was first, or has cancelled a subscription that a service
   * was to join, and nothing was written (PROV-5).
   */
  commit(order: OrderToChange): Promise<boolean>;
  addNote(note: NoteToAdd): Promise<void>;
  /** The link to the order that the customer had until now leads nowhere any more. */
  renewTracking(providerId: number, number: string, trackingHash: string, traces: Traces): Promise<void>;
}

// ---- looking

export interface OrderFilter {
  readonly status?: Status | undefined;
  readonly accountReference?: string | undefined;
  readonly source?: OrderSource | undefined;
}

/** An order in a list of the seller's. */
export interface OrderRow {
  readonly id: number;
  readonly number: string;
  readonly version: number;
  readonly status: Status;
  readonly account: { readonly reference: string; readonly name: string };
  readonly packagePlan: PlanRef;
  readonly requestedOn: PlainDate | null;
  readonly source: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly services: readonly {
    readonly position: number;
    readonly servicePlan: PlanRef;
    readonly serviceType: ServiceType;
    readonly status: Status;
    readonly activatedOn: PlainDate | null;
    readonly queue: Company | null;
    readonly rejectionDetails: string | null;
  }[];
}

export interface QueueFilter {
  /** `open`: pending and halted. */
  readonly status: Status | 'open';
  /** The actor's id (`usr_3`), or nobody's. */
  readonly assignee?: string | 'nobody' | undefined;
  readonly supplier?: string | undefined;
  readonly serviceType?: ServiceType | undefined;
  /** Came in before this. */
  readonly cameBefore?: Instant | undefined;
  /** Pending, and came into the queue (or back into it) before this. */
  readonly lateBefore?: Instant | undefined;
}

/** A request as its queue's company sees it: what the work needs, nothing of the seller's prices or customer. */
export interface RequestRow extends Omit<ProvisioningRequest, 'lastChange' | 'queue'> {
  readonly updatedAt: Instant;
  /** When it last came back into the queue after a halt. */
  readonly resubmittedAt: Instant | null;
  readonly orderNumber: string;
  readonly orderVersion: number;
  readonly seller: Company;
  /** The seller's customer: filled in only where the queue is the seller's own. */
  readonly account: { readonly reference: string; readonly name: string } | null;
  readonly position: number;
  readonly serviceType: ServiceType;
  readonly details: ServiceDetails;
  readonly requestedOn: PlainDate | null;
  readonly activatedOn: PlainDate | null;
}

/** Numbers are counted to MOST_COUNTED, those of one supplier or service type to MOST_COUNTED_OF_ONE (core/orders/queue-counts.ts). */
export interface QueueCounts {
  readonly pending: number;
  readonly halted: number;
  /** Of those two, the ones that the actor, or nobody, has taken on. */
  readonly mine: number;
  readonly unassigned: number;
  /** Pending, and past the day on which it was due. */
  readonly late: number;
  /** What the open ones are made of, for menus; by name. */
  readonly suppliers: readonly { readonly supplier: string; readonly count: number }[];
  readonly serviceTypes: readonly { readonly serviceType: ServiceType; readonly count: number }[];
}

export interface LogRow {
  readonly id: number;
  readonly at: Instant;
  readonly company: Company;
  readonly actor: string;
  readonly via: Via;
  readonly event: LogEvent;
  readonly text: string;
  readonly changes: FieldChanges | null;
  readonly visibility: Visibility;
  readonly position: number | null;
}

/** One entry by the version that it made. */
export interface EntryOfRequest {
  /** Whose queue the request is in. */
  readonly companyId: number;
  readonly requestId: number;
  readonly version: number;
}
export interface EntryOfOrder {
  /** The seller. */
  readonly providerId: number;
  readonly orderId: number;
  readonly version: number;
}

/** Whose eyes a log is read with: the seller's, or those of a queue's company, which sees its own requests. */
export interface LogReader {
  readonly orderId: number;
  readonly companyId: number;
  readonly as: 'seller' | 'queue';
}

/** Entries of a page stand oldest first; with `latest`, the first page holds the last ones, and the next page those before. */
export interface LogPage extends PageRequest {
  readonly latest?: boolean;
}

export interface TrackedOrder {
  readonly number: string;
  readonly seller: Company & { readonly timeZone: string };
  readonly status: Status;
  readonly packagePlan: PlanRef;
  readonly requestedOn: PlainDate | null;
  readonly createdAt: Instant;
  readonly services: readonly {
    readonly position: number;
    readonly servicePlan: PlanRef;
    readonly status: Status;
    readonly activatedOn: PlainDate | null;
    /** Only what the seller itself wrote for its customer. */
    readonly rejectionDetails: string | null;
  }[];
  readonly log: readonly { readonly at: Instant; readonly text: string }[];
}

export interface OrderReader {
  /** The provider's own orders, newest first. */
  page(providerId: number, filter: OrderFilter, page: PageRequest): Promise<Result<Page<OrderRow>>>;
  log(reader: LogReader, page: LogPage): Promise<Result<Page<LogRow>>>;
  /** The entry that made a version of a request, where the company of its queue may read it. */
  logEntryOfRequest(entry: EntryOfRequest): Promise<LogRow | null>;
  /** The entry that made a version of an order, where its seller may read it. */
  logEntryOfOrder(entry: EntryOfOrder): Promise<LogRow | null>;
  document(providerId: number, number: string): Promise<ContractDocument | null>;
  /** By the hash of the token in the customer's link. */
  tracked(trackingHash: string): Promise<TrackedOrder | null>;
}

export interface QueueReader {
  /** The longest waiting first. */
  page(companyId: number, filter: QueueFilter, page: PageRequest): Promise<Result<Page<RequestRow>>>;
  counts(
    companyId: number,
    of: { readonly actorId: string; readonly lateBefore: Instant },
  ): Promise<QueueCounts>;
  find(companyId: number, requestId: number): Promise<RequestRow | null>;
  /** Those of them that are in the company's queue, in the order of their keys. */
  findSeveral(companyId: number, requestIds: readonly number[]): Promise<readonly RequestRow[]>;
  /** Those of an order of a retailer's, or of the company's own, by its number. */
  ofOrder(companyId: number, orderNumber: string): Promise<readonly RequestRow[]>;
  serviceLevel(companyId: number): Promise<ServiceLevel>;
}
