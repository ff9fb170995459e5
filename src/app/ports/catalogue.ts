/** Where the catalogue, its versions and the change sets that make them are kept. */
import type { Instant, PlainDate } from '#core/calendar.ts';
import type { CatalogueKind } from '#core/catalogue/content.ts';
import type { FeeImpact, FeePayers } from '#core/catalogue/fee-impact.ts';
import type { MarginImpact } from '#core/catalogue/margins.ts';
import type { ReachCounts } from '#core/catalogue/reach.ts';
import type { Rate, Tariff } from '#core/catalogue/rows.ts';
import type { UsageImpact } from '#core/catalogue/usage-impact.ts';
import type { Result } from '#core/result.ts';
import type { ApprovalFacts } from '#core/workbook/approval-facts.ts';
import type { ApprovalNeed } from '#core/workbook/approval-needs.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import type { MovedRows } from '#core/workbook/moved-rows.ts';
import type { PriceMoves, TabCounts } from '#core/workbook/plan-impact.ts';
import type { PresentRows } from '#core/workbook/present.ts';
import type { PlanCounts, PublishPlan } from '#core/workbook/publish-plan.ts';
import type { ItemKind, Tuple } from '#core/workbook/tab.ts';
import type { SeenAccounts } from './accounts.ts';
import type { Page, PageRequest, Traces } from './platform.ts';

/**
 * faulty: the check found faults. unchanged: nothing to publish. pending: waits for a decision. scheduled: approved, and published
 * on its day. stale: what it was compared with, or the workbook it was read from, has moved since.
 */
export const CHANGE_STATUSES = [
  'faulty',
  'unchanged',
  'pending',
  'scheduled',
  'published',
  'rejected',
  'withdrawn',
  'stale',
] as const;
export type ChangeStatus = (typeof CHANGE_STATUSES)[number];

/** Whom a publish would reach (M2). */
export interface Impact {
  /** Package plans touched that somebody has or has ordered. */
  readonly plans: readonly PlanUse[];
  readonly activeSubscriptions: number;
  readonly prices: PriceMoves;
  /** Tab by tab; empty in change sets of releases that did not count it. */
  readonly tabs: readonly TabCounts[];
  /** Active subscriptions behind what is touched; null in change sets of releases that did not count it. */
  readonly reach: ReachCounts | null;
  /** What the next invoices hold, before and after; null in change sets of releases that did not compute it. */
  readonly fees: FeeImpact | null;
  /** Between buy and sell side; null in change sets of releases that did not compute it. */
  readonly margins: MarginImpact | null;
  /** The last period's usage; null where no rate and no tariff changes, and in change sets of releases that did not look. */
  readonly usage: UsageImpact | null;
}

/** How much a package plan is in use. */
export interface PlanUse {
  readonly code: string;
  readonly activeSubscriptions: number;
  readonly openOrders: number;
}

export interface ChangeSetHead extends PlanCounts {
  readonly id: number;
  readonly status: ChangeStatus;
  /** `workbook`, the name of an uploaded file, or `version 3` for a restore. */
  readonly source: string;
  readonly sourceRevision: string | null;
  readonly baseVersion: number;
  readonly contentHash: string;
  readonly catalogueHash: string;
  /** Who changed its rows in the sheet, by name, where the sheet knows. */
  readonly editedBy: readonly string[];
  readonly submittedBy: string;
  /** The actor's id (`usr_3`); null where that was not kept yet. */
  readonly submittedById: string | null;
  readonly createdAt: Instant;
  readonly decidedBy: string | null;
  readonly decidedById: string | null;
  readonly decidedAt: Instant | null;
  /** Why it was rejected, or what made it stale. */
  readonly reason: string | null;
  /** The provider's day on which an approved one is published; null: at once. */
  readonly publishOn: PlainDate | null;
  readonly publishedVersion: number | null;
  /** The version that it brings back; null: it comes from a sheet. */
  readonly restores: number | null;
}

export interface ChangeSet extends ChangeSetHead {
  readonly faults: readonly SheetFault[];
  readonly notes: readonly SheetFault[];
  readonly impact: Impact;
  readonly plan: PublishPlan;
  readonly facts: ApprovalFacts;
  /** What approving it takes; once it is approved, what it took. */
  readonly needs: readonly ApprovalNeed[];
  /** Of a stale one: the rows that moved. */
  readonly moved: MovedRows | null;
}

export type NewChangeSet = Omit<
  ChangeSet,
  | 'id'
  | 'decidedBy'
  | 'decidedById'
  | 'decidedAt'
  | 'reason'
  | 'publishOn'
  | 'publishedVersion'
  | 'needs'
  | 'moved'
>;

/** What the last check says beside a row of the built-in workbook. */
export interface RowMark {
  readonly id: number;
  readonly status: string;
  readonly message: string | null;
}

export interface ChangeSetStore {
  /**
   * Adds it and marks the built-in workbook's rows (null: not read from there); its traces are made with its key. Where the newest
   * that waits, or of faulty ones the newest of all, says the same, that is answered and nothing added, however many submit at once.
   */
  add(
    providerId: number,
    changeSet: NewChangeSet,
    marks: readonly RowMark[] | null,
    traces: (id: number) => Traces,
  ): Promise<ChangeSet>;
  find(providerId: number, id: number): Promise<ChangeSet | null>;
  /** The newest change set that waits for a decision; null where none does. */
  newestPending(providerId: number): Promise<ChangeSetHead | null>;
  /** Of those scheduled for this day or one before it the first; null where there is none. */
  nextScheduled(providerId: number, day: PlainDate): Promise<ChangeSet | null>;
  /** Newest first. */
  page(
    providerId: number,
    filter: { readonly status?: ChangeStatus | undefined },
    page: PageRequest,
  ): Promise<Result<Page<ChangeSetHead>>>;
  /** Decides a change set without publishing it; false where it is not as it was seen any more: somebody else was first. */
  decide(providerId: number, seen: SeenChangeSet, decision: Decision, traces: Traces): Promise<boolean>;
}

/** A change set as whoever decides it saw it. */
export type SeenChangeSet = Pick<ChangeSetHead, 'id' | 'status'>;

export interface Decision {
  readonly status: 'scheduled' | 'rejected' | 'withdrawn' | 'stale';
  readonly by: string;
  readonly byId: string;
  readonly at: Instant;
  readonly reason?: string | null;
  readonly moved?: MovedRows | null;
  readonly publishOn?: PlainDate;
  /** What approving it took. */
  readonly needs?: readonly ApprovalNeed[];
}

/** One publish (CAT-5). */
export interface Version extends PlanCounts {
  readonly number: number;
  readonly changeSetId: number | null;
  readonly contentHash: string;
  readonly source: string;
  readonly sourceRevision: string | null;
  readonly editedBy: readonly string[];
  readonly submittedBy: string;
  readonly approvedBy: string;
  readonly publishedAt: Instant;
  readonly restoredFrom: number | null;
}

/** What is written when a plan is published: rows closed and added, the version, the change set, its traces. */
export interface Publish {
  readonly providerId: number;
  /** The change set that it comes from, pending or scheduled as it was seen; a restore brings its own along. */
  readonly changeSet: ChangeSetHead | NewChangeSet;
  readonly plan: PublishPlan;
  /** The accounts of the plan as they were when it was decided. */
  readonly seenAccounts: SeenAccounts;
  /** The version that it makes; null where nothing of the catalogue changes. */
  readonly version: Omit<Version, 'changeSetId'> | null;
  /** Whether it changes prices of the past: re-rating what was rated by them is proposed with it then (USE-8). */
  readonly changesPastRates: boolean;
  /** Who approves it now; of a scheduled one that is on record. */
  readonly by: string;
  readonly byId: string;
  readonly needs: readonly ApprovalNeed[];
  readonly at: Instant;
  readonly traces: (changeSetId: number) => Traces;
}

/** When a row of the catalogue came and last changed, and by whom (CAT-1). */
export interface ItemHistory {
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly modifiedAt: Instant;
  readonly modifiedBy: string;
  /** The versions that changed it, oldest first. */
  readonly versions: readonly number[];
}

export interface CatalogueStore {
  /** What is in force now; of the accounts those with these references. */
  present(providerId: number, accountReferences: readonly string[]): Promise<PresentRows>;
  /** The accounts alone. */
  presentAccounts(providerId: number, references: readonly string[]): Promise<SeenAccounts>;
  /**
   * One atomic batch of a constant number of statements. Answers the key of the change set; null where another version was
   * published, an account of the plan was changed, or somebody else decided first, and then nothing is written.
   */
  publish(publish: Publish): Promise<number | null>;
  /** How many active subscriptions and open orders each of these package plans has; those without any are left out. */
  planUse(providerId: number, packagePlans: readonly string[]): Promise<readonly PlanUse[]>;
  /** Who pays the fees of these package plans, in groups that pay alike, with the services of those plans of which they are asked for. */
  feePayers(
    providerId: number,
    packagePlans: readonly string[],
    withServices: readonly string[],
  ): Promise<readonly FeePayers[]>;
  /** How many services, active or ordered, each of these service plans has; those without any are left out. */
  serviceUse(
    providerId: number,
    servicePlans: readonly string[],
  ): Promise<readonly { readonly code: string; readonly services: number }[]>;

  /** Newest first. */
  versions(providerId: number, page: PageRequest): Promise<Result<Page<Version>>>;
  version(providerId: number, number: number): Promise<Version | null>;
  /** Every row of a version, by key; time bands in their order. */
  content(providerId: number, version: number): Promise<Readonly<Record<CatalogueKind, readonly Tuple[]>>>;
  /** What leads from one version to another, either way round. */
  difference(providerId: number, from: number, to: number): Promise<PublishPlan>;

  /** Rates of these cards in the newest version, by tariff, card, band, step and day; with `on` those that apply on that day. */
  rates(
    providerId: number,
    query: {
      readonly rateCards: readonly string[];
      readonly tariffKey?: string | undefined;
      readonly on?: PlainDate | undefined;
    },
    page: PageRequest,
  ): Promise<Result<Page<Rate>>>;
  /** Tariffs of the newest version, by key. */
  tariffs(
    providerId: number,
    query: { readonly text?: string | undefined },
    page: PageRequest,
  ): Promise<Result<Page<Tariff>>>;
  tariff(providerId: number, tariffKey: string): Promise<Tariff | null>;
  history(providerId: number, kind: ItemKind, code: string): Promise<ItemHistory | null>;
}
