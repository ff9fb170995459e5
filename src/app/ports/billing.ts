/**
 * What billing needs of the database: runs, the terms that a run walks over in chunks, and the ledger that it writes to.
 * Bulk goes in and out as plain data in a constant number of statements a chunk, whatever its size.
 */

import type { UsageToBill } from '#core/billing/bill-usage.ts';
import type {
  BilledLine,
  BillingRules,
  BoltOnInForce,
  CardlineKind,
  DraftLine,
  Term,
  TermProgress,
} from '#core/billing/terms.ts';
import type { Instant, PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';
import type { TaxRate } from '#core/money.ts';
import type { BillingApproval } from '#core/people/settings.ts';
import type { Result } from '#core/result.ts';
import type { AuditEntry, OutboxMessage, Page, PageRequest, Traces } from './platform.ts';

/** How a provider bills, and the bounds beyond which an account is parked (BILL-14). */
export interface BillingSettings {
  readonly rules: BillingRules;
  /** What a plan without a tax of its own is taxed at (BILL-13). */
  readonly defaultTaxRate: TaxRate;
  readonly bounds: SafetyBounds;
  /** Lines of at least so many cents, either way, are named in the report of their run. */
  readonly reportLineAbove: number;
  /** Whether a scheduled day is billed by itself, or once somebody approves its preview … */
  readonly approval: BillingApproval;
  /** … and somebody other than who held it or had accounts left out. */
  readonly fourEyes: boolean;
}

export interface SafetyBounds {
  /** Most lines that one account may get in one run. */
  readonly maxLinesPerAccount: number;
  /** Largest amount of one line either way, in cents. */
  readonly maxLineAmount: number;
}

// ---- runs

export const RUN_MODES = ['preview', 'commit'] as const;
export type RunMode = (typeof RUN_MODES)[number];
export const RUN_STATUSES = ['queued', 'running', 'done', 'failed', 'stale'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const isUnderWay = ({ status }: { readonly status: RunStatus }): boolean =>
  status === 'queued' || status === 'running';

/** So many lines and what they add up to, in cents. */
export interface KindTally {
  readonly lines: number;
  readonly amount: number;
  readonly tax: number;
}
export type RunTally = Readonly<Record<Side, Partial<Record<CardlineKind, KindTally>>>>;

/** One chunk of a preview: the terms up to `lastTermId`, and the hash of all lines so far. */
export interface RunChunk {
  readonly lastTermId: number;
  readonly lines: number;
  readonly hash: string;
}

/** An account that the run left alone, and why (BILL-14). */
export interface ParkedAccount {
  readonly accountId: number;
  readonly account: string;
  readonly reason: string;
  /**
   * The chunk in which its billing tripped a bound, from 0, of a commit counted by whoever worked on the run then; −1: it was parked
   * before the run.
   */
  readonly chunk: number;
}

export interface BillingRun {
  readonly id: number;
  readonly asOf: PlainDate;
  readonly mode: RunMode;
  readonly status: RunStatus;
  /** Of all lines in order; null before the first chunk is done. Empty text: no line at all. */
  readonly hash: string | null;
  /** The hash that the commit was approved from (BILL-11). */
  readonly previewHash: string | null;
  readonly catalogueVersion: number;
  readonly lastTermId: number;
  readonly tally: RunTally;
  readonly trail: readonly RunChunk[];
  readonly parked: readonly ParkedAccount[];
  readonly failure: string | null;
  readonly startedBy: string;
  readonly createdAt: Instant;
  readonly finishedAt: Instant | null;
  /** How the provider bills as the run began: whoever goes on with it bills the same way. null: a run from before they were kept. */
  readonly settings: RunSettings | null;
}

export type RunSettings = Pick<BillingSettings, 'rules' | 'bounds' | 'defaultTaxRate'>;

export type NewBillingRun = Pick<
  BillingRun,
  'asOf' | 'mode' | 'previewHash' | 'catalogueVersion' | 'tally' | 'startedBy' | 'createdAt' | 'settings'
> & {
  /** What tells the request that began it, sent again, from any other; null where it has no key. */
  readonly requestKey: string | null;
};
export type RunEnd = Pick<
  BillingRun,
  'status' | 'hash' | 'tally' | 'trail' | 'parked' | 'failure' | 'finishedAt'
>;

/** A run under way. */
export interface RunKey {
  readonly providerId: number;
  readonly id: number;
}

/** A run under way that nobody went on with for too long, or that ended everybody who did. */
export interface InterruptedRun extends RunKey, Pick<BillingRun, 'mode' | 'asOf'> {}

/**
 * `waiting`: another commit of the provider comes first. `elsewhere`: somebody else is at work on the run. `ended`: it is over, or
 * has been given up.
 */
export type Claim = 'taken' | 'waiting' | 'elsewhere' | 'ended';

/**
 * A run is worked on by one worker at a time, who holds it by a token of its own until it lets go, or shows no sign of life for
 * twenty seconds by the database's clock; then whoever comes next goes on from its last chunk. A run that nobody went on with for
 * ten minutes, or that outlived five workers in a row without a chunk, is given up: interrupted, and to be ended.
 */
export interface BillingRunStore {
  settings(providerId: number): Promise<BillingSettings>;
  /**
   * Begins a run, queued. A commit joins another one of the same day and the same preview that is under way and not given up,
   * and begins none: of any number at once, one begins.
   */
  beginOrJoin(
    providerId: number,
    run: NewBillingRun,
  ): Promise<{ readonly run: BillingRun; readonly isNew: boolean }>;
  find(providerId: number, id: number): Promise<BillingRun | null>;
  /** Those of these that there are, in no order. */
  findAll(providerId: number, ids: readonly number[]): Promise<readonly BillingRun[]>;
  /** The last run that this request began since, where it is under way or got to an end that is none of failure. */
  findAnswer(providerId: number, requestKey: string, since: Instant): Promise<BillingRun | null>;
  /** The last commit of the day that billed just what this preview's hash stands for; null: none did. */
  findBilled(providerId: number, asOf: PlainDate, previewHash: string): Promise<number | null>;
  /** Newest first. */
  list(providerId: number, page: PageRequest): Promise<Result<Page<BillingRun>>>;
  /**
   * The catalogue versions that terms may have been billed with last: of the commit that was billed furthest, and of those
   * begun after it. Empty before the first.
   */
  lastBilledVersions(providerId: number): Promise<readonly number[]>;
  /** Takes a run that nobody holds to work on it; a commit only while no other commit of the provider is under way and at work. */
  claim(providerId: number, id: number, worker: string): Promise<Claim>;
  /** A sign of life; false where the worker does not hold the run any more. */
  showLife(providerId: number, id: number, worker: string): Promise<boolean>;
  /** Lets go of the run, for whoever goes on with it. */
  release(providerId: number, id: number, worker: string): Promise<void>;
  /** Ends the run, with its traces, where the worker holds it. */
  finish(providerId: number, id: number, worker: string, end: RunEnd, traces: Traces): Promise<void>;
  /** Runs that were begun and that nobody holds, not given up. Of every provider where none is named. */
  abandoned(providerId?: number): Promise<readonly RunKey[]>;
  /** Of every provider where none is named. */
  interrupted(providerId?: number): Promise<readonly InterruptedRun[]>;
  /** Ends those of these runs that are still interrupted, each with its messages. */
  endInterrupted(
    ends: readonly (Pick<InterruptedRun, 'id'> & {
      readonly failure: string;
      readonly outbox: readonly OutboxMessage[];
    })[],
    at: Instant,
  ): Promise<void>;
  parkedAccounts(
    providerId: number,
  ): Promise<readonly { accountId: number; account: string; reason: string; since: Instant | null }[]>;
  /** Lets billing have an account again; false where it is unknown, or not parked with this reason any more. */
  releaseAccount(
    providerId: number,
    parked: { readonly account: string; readonly reason: string },
    audit: AuditEntry,
  ): Promise<boolean>;
}

// ---- chunks

/** A term as a run reads it: end and pauses as known on the run's day; before the last change of them is, as they were settled. */
export interface TermToWalk {
  readonly id: number;
  readonly version: number;
  readonly accountId: number;
  readonly side: Side;
  readonly packagePlanId: number;
  readonly term: Term;
  readonly progress: TermProgress;
  readonly nextDueOn: PlainDate | null;
  /** The day after the run's from which an end or pauses are known that the run itself does not know yet. */
  readonly changeToCome: PlainDate | null;
  /** Those that are active, in the order of their ids, as far as they are charged for: fees of their own, features, bolt-ons. */
  readonly services: readonly TermService[];
  /** The starts of periods not billed yet that are approved by the run's day (BILL-5). */
  readonly approved: readonly PlainDate[];
}

export interface TermService {
  readonly serviceId: number;
  readonly servicePlanId: number;
  /** Its activation date, where that lies after the start of the term. */
  readonly from: PlainDate | null;
  readonly boltOns: readonly BoltOnInForce[];
}

export interface ChunkQuery {
  readonly asOf: PlainDate;
  /** Terms after this one … */
  readonly afterTermId: number;
  /** … up to this one, where it is named … */
  readonly untilTermId: number | null;
  /** … and not more than so many. */
  readonly limit: number;
  /** Plans whose terms may have something due whatever they remember: their settings changed. */
  readonly changedPlans: readonly number[];
  /** Plans that charge their services' fees. */
  readonly servicePlans: readonly number[];
  /** Service plans with features: services of these are read under any plan. */
  readonly featuredPlans: readonly number[];
  /** Whether approvals matter. */
  readonly manualApproval: boolean;
  /** Accounts to pass by, beside those that are parked. */
  readonly withoutAccounts: readonly number[];
}

/** A period of a term, whose lines are looked up in the ledger. */
export interface PeriodOfTerm {
  readonly termId: number;
  readonly periodStart: PlainDate;
}

/** What one or many terms come to: their lines, and how far they are billed then. */
export interface Outcome extends Omit<TermProgress, 'nextPeriod'> {
  readonly lines: readonly OutcomeLine[];
  /** How many periods the term moves on. */
  readonly periods: number;
  readonly nextDueOn: PlainDate | null;
}

/** A line for each of the terms; `service` is the place, from 1, in the term's list of services, 0 for a package-level line. */
export interface OutcomeLine extends Omit<DraftLine, 'serviceKey'> {
  readonly service: number;
}

/**
 * What a chunk's billing comes to: plain data, shown as a preview or written as it is (BILL-11). A run makes millions of
 * rows and only passes them on, so they are JSON text already, and a term is one number where it has no services to name.
 */
export interface ChunkPlan {
  /** Each distinct one once: of a million terms most share theirs. */
  readonly outcomes: readonly Outcome[];
  /** The terms that change: see `packTerm`. */
  readonly terms: RowsText;
  /** Of them, those with lines of services: [term, index into `outcomes`, the services that the lines count through …]. */
  readonly services: RowsText;
  /** Sums of usage that the lines charge: [id, records, quantity, allowance, charge]; left out: none. */
  readonly usage?: RowsText;
}

/** A JSON list of so many rows. */
export interface RowsText {
  readonly count: number;
  readonly json: string;
}

export interface ChunkToWrite {
  readonly runId: number;
  /** Who writes: nothing is written where somebody else holds the run by now. */
  readonly worker: string;
  readonly asOf: PlainDate;
  readonly catalogueVersion: number;
  /** Where the run stood when the chunk was read, and where it stands with the chunk. */
  readonly afterTermId: number;
  readonly lastTermId: number;
  readonly plan: ChunkPlan;
  readonly progress: Pick<BillingRun, 'hash' | 'tally' | 'parked'>;
  /** Accounts that this chunk parks. */
  readonly parked: readonly ParkedAccount[];
  readonly at: Instant;
  readonly traces: Traces;
}

/**
 * `moved`: a term or the run is no longer as it was read, so nothing was written; read again. `clash`: a line with the
 * identity of one of these is in the ledger already, so nothing was written.
 */
export type ChunkWritten = 'written' | 'moved' | 'clash';

export interface TermUsage {
  readonly used: readonly UsageToBill[];
  /** The sums that this is made of, as they were read. */
  readonly totals: readonly UsageTotalRead[];
}

/** A sum as it was read, which is how far it is charged then. */
export type UsageTotalRead = readonly [
  id: number,
  records: number,
  quantity: number,
  allowance: number,
  charge: string,
];

export interface ChunkStore {
  readChunk(providerId: number, query: ChunkQuery): Promise<readonly TermToWalk[]>;
  /** The lines of these periods with the credits made of them, by term. */
  readBilled(periods: readonly PeriodOfTerm[]): Promise<ReadonlyMap<number, readonly BilledLine[]>>;
  /** What these terms used in periods that are approved by the run's day and was not charged yet (BILL-5), by term. */
  readUsage(
    providerId: number,
    query: { readonly asOf: PlainDate; readonly terms: readonly number[]; readonly manualApproval: boolean },
  ): Promise<ReadonlyMap<number, TermUsage>>;
  /** Accounts for which the ledger holds a line with the identity of one of these already. */
  findClashes(plan: ChunkPlan): Promise<readonly number[]>;
  /**
   * How many lines each account got in commits of this day that did not get to their end, since one last did, and in this run so
   * far: the run that brings the day to its end counts them as its own (BILL-14).
   */
  countSoFar(
    providerId: number,
    run: Pick<BillingRun, 'id' | 'asOf'>,
  ): Promise<Iterable<readonly [accountId: number, lines: number]>>;
  accountReferences(accountIds: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** The chunk's lines, the terms' progress and the run's progress in one transaction, or nothing. */
  writeChunk(providerId: number, chunk: ChunkToWrite): Promise<ChunkWritten>;
}

// ---- who works on runs

/**
 * Carries runs to workers: a queue of the platform, or a pool in this process. At least once, in no order; a run may be put on it
 * any number of times, since only who holds it works on it (`BillingRunStore`).
 */
export interface RunQueue {
  put(runs: readonly RunKey[]): Promise<void>;
}
