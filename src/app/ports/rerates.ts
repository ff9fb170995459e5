/**
 * Where re-ratings are kept (USE-8): what a publish proposes since it changed prices of the past, what it would change, and what was
 * decided. Records are read and written a chunk at a time, in a constant number of statements each.
 */
import type { Instant, PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';
import type { Result } from '#core/result.ts';
import type { RatedNow, RerateCursor, Rerated, RerateRow } from '#core/usage/rerate-chunk.ts';
import type { Page, PageRequest, Tenant, Traces } from './platform.ts';

/**
 * measuring: published, not worked out yet. open: waits for somebody. accepting: accepted, being written. superseded: a later publish
 * changed prices of the past again, and its re-rating holds what this one would have changed. nothing: no charge would be another.
 */
export const RERATE_STATUSES = [
  'measuring',
  'open',
  'accepting',
  'accepted',
  'rejected',
  'superseded',
  'nothing',
] as const;
export type RerateStatus = (typeof RERATE_STATUSES)[number];

/** 1e-8 of the currency, as text: sums may be beyond what a number holds exactly. */
export interface SideFigures {
  /** That would cost something else. */
  readonly records: number;
  /** What those were charged so far, and would be. */
  readonly charged: string;
  readonly wouldBe: string;
  /** Of the difference, what lies in sums of which something is billed already: it becomes correcting lines. */
  readonly ofBilled: string;
}

export interface RerateFigures {
  readonly sell: SideFigures;
  readonly buy: SideFigures;
  readonly accounts: number;
  readonly services: number;
  /** Sides of records for which the new prices have none: they stay as they are. */
  readonly unpriced: number;
}

export interface Rerate {
  readonly id: number;
  readonly version: number;
  /** The version whose prices these are compared with. */
  readonly baseVersion: number;
  readonly status: RerateStatus;
  readonly createdAt: Instant;
  readonly measuredAt: Instant | null;
  readonly figures: RerateFigures | null;
  readonly hash: string | null;
  readonly progress: RerateCursor | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
  readonly reason: string | null;
}

/** What it would change of one service. */
export interface RerateLine extends Omit<SideFigures, 'charged' | 'wouldBe' | 'ofBilled'> {
  readonly side: Side;
  readonly account: string;
  readonly accountName: string;
  readonly serviceId: number;
  readonly service: string | null;
  readonly charged: bigint;
  readonly wouldBe: bigint;
  readonly ofBilled: bigint;
}

/** What is read of records: sums of these tariffs and cards, and days of theirs. */
export interface RerateScope {
  readonly providerId: number;
  readonly version: number;
  readonly tariffs: readonly {
    readonly tariffId: number;
    /** Of the sell side; null: whatever it is, since it is the buy side's price that changed. */
    readonly rateCardId: number | null;
  }[];
  readonly from: PlainDate;
  /** null: until now. */
  readonly to: PlainDate | null;
}

export interface ChunkToRerate {
  readonly records: readonly RatedNow[];
  /** null: that was all. */
  readonly next: RerateCursor | null;
}

export interface ChunkToAccept {
  readonly rerateId: number;
  readonly version: number;
  readonly rerated: readonly Rerated[];
  readonly rows: readonly RerateRow[];
  readonly next: RerateCursor | null;
}

/** Service and sum. */
export type RowKey = readonly [number, number];

export interface RerateStore {
  list(
    providerId: number,
    filter: { readonly status?: RerateStatus | undefined; readonly version?: number | undefined },
    page: PageRequest,
  ): Promise<Result<Page<Rerate>>>;
  find(providerId: number, id: number): Promise<Rerate | null>;
  /** By account and service, in the order of services. */
  lines(providerId: number, id: number, page: PageRequest): Promise<Result<Page<RerateLine>>>;
  /** Of all providers: what was proposed and is not worked out, and what was accepted and is not written to its end. */
  underWay(): Promise<
    readonly { readonly tenant: Tenant; readonly id: number; readonly status: RerateStatus }[]
  >;

  chunk(scope: RerateScope, after: RerateCursor | null): Promise<ChunkToRerate>;

  /** Begins to work it out: answers which time this is. */
  begin(providerId: number, id: number): Promise<number>;
  keep(id: number, attempt: number, rows: readonly RerateRow[]): Promise<void>;
  /** A page of what was kept, in an order that does not hang on the chunks, as text to be hashed; null behind the last one. */
  digest(id: number, attempt: number, after: RowKey | null): Promise<{ text: string; last: RowKey } | null>;
  /**
   * Ends it: the figures of this time count, where no later one ended before, and what was being measured is open, or nothing.
   * Answers the re-rating as it stands then. `traces` are left where it has become open by this.
   */
  end(
    providerId: number,
    id: number,
    measured: {
      readonly attempt: number;
      readonly hash: string;
      readonly unpriced: number;
      readonly at: Instant;
    },
    traces: (rerate: Rerate) => Traces,
  ): Promise<Rerate>;

  /** false where it is not open any more, or other figures were worked out meanwhile: nothing was written. */
  startAccepting(
    providerId: number,
    id: number,
    accepted: { readonly hash: string; readonly by: string; readonly at: Instant },
    traces: Traces,
  ): Promise<boolean>;
  /** `moved`: a record is not as it was read, or somebody else has brought it to its end. Nothing was written. */
  write(providerId: number, chunk: ChunkToAccept): Promise<'written' | 'moved'>;
  finish(providerId: number, id: number, traces: Traces): Promise<void>;
  /** false where it was decided before. */
  reject(
    providerId: number,
    id: number,
    rejected: { readonly reason: string; readonly by: string; readonly at: Instant },
    traces: Traces,
  ): Promise<boolean>;
}
