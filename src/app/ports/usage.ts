/**
 * Where usage is kept (USE-1 to USE-8). Bulk goes in and out in a constant number of statements a chunk; what others need of it
 * (prices, billing) are sums.
 */
import type { AccountKey } from '#core/accounts/account-key.ts';
import type { PeriodApproval } from '#core/billing/terms.ts';
import type { Instant, PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';
import type { QuarantineReason } from '#core/rating/terms.ts';
import type { Result } from '#core/result.ts';
import type { ChargedChunk, LimitedPeriod, UsedInPeriod } from '#core/usage/charge-chunk.ts';
import type { KnownService } from '#core/usage/place-record.ts';
import type { RatingContent, RatingTerms } from '#core/usage/rating-book.ts';
import type { AuditEntry, Page, PageRequest, Traces } from './platform.ts';

// ---- what others ask

/** How much was rated by a rate card, by tariff: what a change of its price would touch. */
export interface RatedOfTariff {
  readonly side: Side;
  /** Code of the card of the service plan; null: the plan has none. */
  readonly rateCard: string | null;
  readonly tariffKey: string;
  readonly records: number;
  /** In the tariff's unit. */
  readonly quantity: number;
  /** 1e-8 of the currency; beyond what a number holds exactly, where there is very much. */
  readonly charge: bigint;
}

/** How much waits, by reason and tariff. */
export interface QuarantinedOfTariff {
  readonly reason: QuarantineReason;
  /** null: the record names none that can be read. */
  readonly tariffKey: string | null;
  readonly supplier: string;
  readonly records: number;
  /** Of those that have one. */
  readonly quantity: number;
  /** What carriers ask for those that say so, 1e-8. */
  readonly cost: bigint;
  readonly from: PlainDate | null;
  readonly to: PlainDate | null;
}

/** Sums of usage, each one set-based statement. */
export interface UsageReader {
  /**
   * What was rated of periods that began on these days, both included. From two months before a day to one month before it, the day
   * after excluded, every service with monthly periods has exactly one, the last that has ended (`lastPeriods`).
   */
  ratedByTariff(
    providerId: number,
    periods: { readonly from: PlainDate; readonly to: PlainDate },
  ): Promise<readonly RatedOfTariff[]>;
  /** What waits, the most first. */
  quarantined(
    providerId: number,
    filter?: Pick<QuarantineFilter, 'reason' | 'tariffKey' | 'supplier'>,
  ): Promise<readonly QuarantinedOfTariff[]>;
}

// ---- rating

/** Reads what usage is rated by: one version, remembered, since it never changes. */
export interface RatingCatalogue {
  content(providerId: number, version: number): Promise<RatingContent>;
  /** Of it what has no days, without its rates. */
  terms(providerId: number, version: number): Promise<RatingTerms>;
}

export interface UsageSetting {
  readonly periodApproval: PeriodApproval;
  readonly holidays: readonly PlainDate[];
}

export interface Intake {
  readonly id: number;
  readonly source: string;
  readonly receivedBy: string;
  readonly receivedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly received: number;
  readonly rated: number;
  readonly quarantined: number;
  readonly duplicates: number;
  readonly rejected: number;
}

export type IntakeCounts = Pick<Intake, 'received' | 'rated' | 'quarantined' | 'duplicates' | 'rejected'>;

/** What tells a record from all others (USE-4). */
export interface RecordKey {
  readonly supplier: string;
  readonly recordId: string;
}

export interface ChunkToLookAt {
  readonly records: readonly RecordKey[];
  /** What carriers call them. */
  readonly services: readonly string[];
  /** Whether it matters which periods somebody approved. */
  readonly manualApproval: boolean;
}

/** Keys of sums that are known to be there: kept by whoever works through a file, filled by the store. */
export type TotalIds = Map<string, number>;

export interface ChunkToTake {
  readonly intakeId: number;
  readonly version: number;
  readonly chunk: ChargedChunk;
  /** Added to the intake's. */
  readonly counts: IntakeCounts;
  readonly totals: TotalIds;
}

/**
 * `moved`: a record was taken, or an included quantity used, since the chunk was read: nothing was written; look again.
 */
export type UsageWritten = 'written' | 'moved';

/** Records that wait, with their raw form, to be rated again. */
export interface QuarantinedRecord {
  readonly id: number;
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface UsageStore {
  setting(providerId: number): Promise<UsageSetting>;
  begin(providerId: number, intake: Pick<Intake, 'source' | 'receivedBy' | 'receivedAt'>): Promise<number>;
  /** Which of these were taken before, and the services that are called so, in one request. */
  look(
    providerId: number,
    wanted: ChunkToLookAt,
  ): Promise<{ readonly known: readonly RecordKey[]; readonly services: readonly KnownService[] }>;
  used(periods: readonly LimitedPeriod[]): Promise<readonly UsedInPeriod[]>;
  take(providerId: number, chunk: ChunkToTake): Promise<UsageWritten>;
  finish(providerId: number, intakeId: number, at: Instant, audit: AuditEntry): Promise<void>;

  /** In the order of their keys, from the one after this one on. */
  quarantinedRecords(
    providerId: number,
    filter: QuarantineFilter,
    after: number,
    limit: number,
  ): Promise<readonly QuarantinedRecord[]>;
  /** Rates records that wait, and says anew why the others still do. `moved` where one of them waits no more. */
  cleanse(providerId: number, cleansed: ChunkToCleanse): Promise<UsageWritten>;
  /** Answers how many. */
  writeOff(providerId: number, filter: QuarantineFilter, message: string, audit: AuditEntry): Promise<number>;

  intakes(providerId: number, page: PageRequest): Promise<Result<Page<Intake>>>;
  records(providerId: number, filter: UsageFilter, page: PageRequest): Promise<Result<Page<UsageRecordView>>>;
}

export interface ChunkToCleanse {
  /** By supplier and record id, the keys of what waits. */
  readonly ids: ReadonlyMap<string, number>;
  readonly version: number;
  readonly chunk: ChargedChunk;
  readonly traces: Traces;
}

export interface QuarantineFilter {
  readonly reason?: QuarantineReason | undefined;
  readonly tariffKey?: string | undefined;
  readonly supplier?: string | undefined;
  /** Local dates, both included. */
  readonly from?: PlainDate | undefined;
  readonly to?: PlainDate | undefined;
}

export const USAGE_STATUSES = ['rated', 'quarantined', 'written_off'] as const;
export type UsageStatus = (typeof USAGE_STATUSES)[number];

export interface UsageFilter extends QuarantineFilter {
  readonly status?: UsageStatus | undefined;
  /** Key of the account that pays for it. */
  readonly account?: AccountKey | undefined;
  readonly serviceId?: number | undefined;
}

/** What one side of a record costs. */
export interface RatedSide {
  /** 1e-8 */
  readonly charge: number;
  readonly allowance: number | null;
  /** The version whose prices it was charged by anew (USE-8); null: the one that rated it. */
  readonly ratesVersion: number | null;
  readonly rateCard: string | null;
  /** Whose price it is: the record's tariff, or a parent; null: by the plan's excess rate. */
  readonly pricedAs: string | null;
  readonly periodStart: PlainDate;
  readonly subscriptionId: number;
}

export interface UsageRecordView extends RecordKey {
  readonly id: number;
  readonly status: UsageStatus;
  readonly service: string | null;
  readonly serviceId: number | null;
  readonly account: string | null;
  readonly tariffKey: string | null;
  readonly start: Instant | null;
  readonly localDate: PlainDate | null;
  readonly quantity: number | null;
  readonly cost: number | null;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly version: number | null;
  readonly sell: RatedSide | null;
  /** What the provider itself pays. */
  readonly buy: RatedSide | null;
  readonly reason: QuarantineReason | null;
  readonly message: string | null;
}
