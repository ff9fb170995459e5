/** Carriers, the files that pass between them and a provider, and what is stuck (WF-1 to WF-4). Deciding is #core/workflow. */
import type { Instant, PlainDate } from '#core/calendar.ts';
import type { OrderChange } from '#core/orders/order.ts';
import type { Result } from '#core/result.ts';
import type { AlertKind, AlertLevel, NewAlert } from '#core/workflow/alerts.ts';
import type { Candidate } from '#core/workflow/answer.ts';
import type { AnswerKind } from '#core/workflow/batch-file.ts';
import type { CarrierSettings } from '#core/workflow/carrier.ts';
import type { BatchState, GapPlan } from '#core/workflow/register-batch.ts';
import type { Watched } from '#core/workflow/watch.ts';
import type { OrderToChange } from './orders.ts';
import type { AuditEntry, Page, PageRequest, Tenant, Traces, Via } from './platform.ts';

/** The secret (`whsec_…`) of one source or receiver of signed messages, made from the installation's. */
export type SourceSecrets = (source: string) => Promise<string>;

// ---- carriers

export interface Carrier extends CarrierSettings {
  readonly id: number;
  readonly providerId: number;
  readonly secretGeneration: number;
  readonly nextFileSequence: number;
  /** Every change adds one, and so does every batch file. */
  readonly version: number;
  readonly createdAt: Instant;
}

export interface CarrierStore {
  find(providerId: number, code: string): Promise<Carrier | null>;
  /** In the order in which they were added. */
  page(providerId: number, page: PageRequest): Promise<Result<Page<Carrier>>>;
  /** false where the code is taken. */
  add(providerId: number, settings: CarrierSettings, at: Instant, audit: AuditEntry): Promise<boolean>;
  /** Only as it was read (its version); false where it has changed since. */
  change(
    carrier: Carrier,
    settings: Omit<CarrierSettings, 'code'>,
    gap: GapPlan,
    traces: Traces,
    at: Instant,
  ): Promise<boolean>;
  /** Its secrets change; the ones before open nothing any more. */
  renewSecrets(carrier: Carrier, audit: AuditEntry): Promise<boolean>;
  /** false where files have passed between the two: their numbers must not begin anew. */
  remove(carrier: Carrier, audit: AuditEntry): Promise<boolean>;
  /** Carriers of that code at every provider: for a door that asks for a signature to know whose it is. */
  everywhere(code: string): Promise<readonly { readonly carrier: Carrier; readonly tenant: Tenant }[]>;
  /** By their keys, whosever they are: for what delivers to them. */
  byIds(ids: readonly number[]): Promise<readonly Carrier[]>;
}

// ---- activity files

export interface ActivityFileHead {
  readonly id: number;
  readonly sequence: number;
  readonly createdAt: Instant;
  readonly services: number;
  readonly contentHash: string;
  /** When the carrier's address took it; null: it did not, or there is none. */
  readonly deliveredAt: Instant | null;
}

export interface KeptActivityFile extends ActivityFileHead {
  readonly content: string;
}

export interface FileToWrite {
  readonly carrier: Carrier;
  readonly sequence: number;
  readonly createdAt: Instant;
  readonly content: string;
  readonly contentHash: string;
  readonly services: number;
  readonly changes: readonly OrderChange[];
  readonly via: Via;
  readonly traces: Traces;
}

export interface ActivityFileStore {
  /** The carriers that services wait for. */
  awaited(providerId: number): Promise<readonly Carrier[]>;
  /** Requests that wait for the carrier's next file, the longest waiting first. */
  waiting(carrier: Carrier, limit: number): Promise<readonly number[]>;
  /** The file and all that it makes of its orders in one batch; false where somebody was first and nothing was written. */
  write(file: FileToWrite): Promise<boolean>;
  /** Newest first. */
  page(carrier: Carrier, page: PageRequest): Promise<Result<Page<ActivityFileHead>>>;
  find(carrier: Pick<Carrier, 'id'>, sequence: number): Promise<KeptActivityFile | null>;
  recordDelivered(carrierId: number, sequence: number, at: Instant): Promise<void>;
}

// ---- batch files

export interface KeptBatchFile {
  readonly id: number;
  readonly name: string;
  readonly sequence: number;
  readonly contentHash: string;
  /** As the carrier says. */
  readonly createdAt: Instant;
  readonly records: number;
  readonly status: 'applying' | 'done';
  readonly receivedAt: Instant;
  readonly actorId: string;
  readonly actor: string;
  readonly via: Via;
  readonly finishedAt: Instant | null;
}

/** A file in a list, with what became of its records so far. */
export interface BatchFileHead extends KeptBatchFile {
  readonly applied: number;
  readonly refused: number;
  readonly unreadable: number;
}

/** What became of one record. */
export interface BatchRow {
  readonly line: number;
  readonly reference: string;
  readonly answer: AnswerKind | null;
  readonly requestId: number | null;
  readonly outcome: 'applied' | 'refused' | 'unreadable';
  /** Why it was not applied. */
  readonly code: string | null;
  readonly message: string | null;
}

export interface BatchToRegister {
  readonly carrier: Carrier;
  readonly name: string;
  readonly sequence: number;
  readonly contentHash: string;
  readonly content: string;
  readonly createdAt: Instant;
  readonly records: number;
  readonly receivedAt: Instant;
  readonly by: { readonly actorId: string; readonly name: string; readonly via: Via };
  /** What could not be read is told from the beginning. */
  readonly unreadable: readonly BatchRow[];
  readonly gap: GapPlan;
  readonly traces: Traces;
}

/** An answer that is applied, with the row that says so. */
export interface AnswerToApply extends OrderToChange {
  readonly row: BatchRow;
}

export interface BatchFileStore {
  /** What a new file is judged by; `carrier` as it is at that moment. */
  state(
    carrier: Carrier,
    arrived: { readonly name: string; readonly sequence: number },
  ): Promise<Omit<BatchState, 'carrier'> & { readonly carrier: Carrier }>;
  /** false where another file, or a change of the carrier, came between. */
  register(file: BatchToRegister): Promise<boolean>;
  find(carrier: Pick<Carrier, 'id'>, sequence: number): Promise<KeptBatchFile | null>;
  content(id: number): Promise<string>;
  rows(id: number): Promise<readonly BatchRow[]>;
  /** The requests that these may mean, of those in the provider's queue; in one read. */
  candidates(
    providerId: number,
    references: { readonly requestIds: readonly number[]; readonly orderNumbers: readonly string[] },
  ): Promise<readonly Candidate[]>;
  /** All of them in one batch, or (somebody was first) none and false. */
  apply(fileId: number, answers: readonly AnswerToApply[]): Promise<boolean>;
  /** Rows that apply nothing; one that is there already stays. */
  report(fileId: number, rows: readonly BatchRow[]): Promise<void>;
  /** Once: false where it was done before. */
  finish(fileId: number, at: Instant, traces: Traces): Promise<boolean>;
  /** Newest number first; of one name where it is given. */
  page(carrier: Carrier, name: string | null, page: PageRequest): Promise<Result<Page<BatchFileHead>>>;
  /** Files received before a moment whose records are not all done. */
  unfinished(
    providerId: number,
    before: Instant,
  ): Promise<readonly { readonly file: KeptBatchFile; readonly carrier: Carrier }[]>;
}

// ---- what is stuck

export interface WorkflowAlert {
  readonly id: number;
  readonly kind: AlertKind;
  readonly level: AlertLevel;
  readonly carrier: string;
  readonly requestId: number | null;
  readonly orderNumber: string | null;
  readonly days: number;
  readonly text: string;
  readonly openedAt: Instant;
  readonly raisedAt: Instant;
  readonly resolvedAt: Instant | null;
  readonly resolution: string | null;
}

export interface AlertFilter {
  readonly status: 'open' | 'resolved' | 'all';
  /** A carrier's code. */
  readonly carrier?: string | undefined;
  readonly kind?: AlertKind | undefined;
}

export interface WatchFacts {
  readonly holidays: readonly PlainDate[];
  /** When services are collected, in minutes after local midnight; null: never was so far. */
  readonly collectAtMinutes: number | null;
  readonly watched: readonly Watched[];
}

export interface AlertClosing {
  readonly providerId: number;
  readonly id: number;
  readonly at: Instant;
  readonly by: string;
  readonly resolution: string;
  readonly audit: AuditEntry;
}

export interface AlertStore {
  /** Everything that waits to be collected, and what was sent before a moment and is not answered. */
  watch(providerId: number, sentBefore: Instant): Promise<WatchFacts>;
  /** Opens or raises alerts and tells so, except about what has moved on; answers how many. */
  raise(providerId: number, alerts: readonly NewAlert[], at: Instant): Promise<number>;
  /** Newest first. */
  page(providerId: number, filter: AlertFilter, page: PageRequest): Promise<Result<Page<WorkflowAlert>>>;
  find(providerId: number, id: number): Promise<WorkflowAlert | null>;
  /** Ends an open alert by hand, and tells so; false where it is not open. */
  close(closing: AlertClosing): Promise<boolean>;
  /** Open alerts by kind, of every provider: for whoever keeps the installation running. */
  openEverywhere(): Promise<
    readonly { readonly provider: string; readonly kind: AlertKind; readonly open: number }[]
  >;
}
