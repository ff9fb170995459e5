/** What the dispatcher needs of the database. Every moment here is real time, whatever the product's clock says. */
import type { Instant } from '#core/calendar.ts';
import type { Lease } from './jobs.ts';
import type { Delivery, Gate, NewDelivery, Notice } from './outbox.ts';

/** A notice with the attempts at planning it that were in vain. */
export interface WaitingNotice extends Notice {
  readonly attempts: number;
}

/** Where deliveries go one after the other, and the name of the lease under which they do. */
export interface Target {
  readonly channel: string;
  readonly target: string;
  readonly lease: string;
}

export interface Outlook {
  /** To be planned now, the oldest first. */
  readonly notices: readonly WaitingNotice[];
  /** With something to hand over now: its gates are open, and nobody is at it. The longest waiting first. */
  readonly targets: readonly Target[];
  /** When more may come due; null: nothing is known to. */
  readonly nextDueAt: Instant | null;
}

export interface OutlookQuery {
  /** Those that there are here; what waits for another one stays. */
  readonly channels: readonly string[];
  readonly now: Instant;
  readonly mostNotices: number;
  readonly mostTargets: number;
}

export interface PlannedDelivery extends Omit<NewDelivery, 'delayMs'> {
  readonly gates: readonly Gate[];
  readonly dueAt: Instant;
}

/** What became of some notices. */
export interface Plan {
  readonly deliveries: readonly PlannedDelivery[];
  readonly planned: readonly number[];
  /** Notices whose topic no channel carries: kept as a record. */
  readonly uncarried: readonly number[];
  /** Notices that a channel failed over, and when to try again. */
  readonly failed: readonly { readonly id: number; readonly error: string; readonly dueAt: Instant }[];
  readonly at: Instant;
  /** What the deliveries say of when they were made: by the product's clock. */
  readonly createdAt: Instant;
}

/** Whose turn it is in a target, as it was read. */
export interface Turn extends Omit<Delivery, 'attempts' | 'isRepeat'> {
  readonly providerCode: string;
  /** The provider's: its days begin there. */
  readonly timeZone: string;
  /** Attempts so far. */
  readonly attempts: number;
  /** Attempts, those at what it supersedes among them, of which nobody knows how they ended. */
  readonly unanswered: number;
  /** The place that it takes: its own, or that of the first which it supersedes. */
  readonly place: number;
  readonly supersedes: readonly number[];
  readonly gates: readonly Gate[];
}

/** Until when a gate stays shut; one that is shut for longer already stays so. */
export interface GateShut {
  readonly key: string;
  readonly opensAt: Instant;
}

export type Ending =
  | { readonly as: 'sent' }
  | {
      readonly as: 'waiting';
      /** null: nothing went wrong, there is more to come. */
      readonly error: string | null;
      readonly dueAt: Instant;
      readonly isAnswered: boolean;
      /** Among those after which it is given up. */
      readonly isCounted: boolean;
    }
  | { readonly as: 'dead'; readonly error: string; readonly notice: Omit<Notice, 'id'> | null };

export interface DispatchStore {
  /** All of it in one request. */
  outlook(query: OutlookQuery): Promise<Outlook>;
  /** In one batch; what another instance has planned meanwhile is not written again. */
  savePlan(plan: Plan): Promise<void>;
  /**
   * The first of a target's queue that is due, and is not behind another of its subject; of those that share its coalesce
   * key and are due the last. null: there is none.
   */
  turn(target: Target, now: Instant): Promise<Turn | null>;
  /**
   * Records the attempt before it is made, supersedes what it supersedes and shuts its gates. Should nothing more be heard of
   * it, it is due again at `retryAt`. False, and nothing is done, where the lease is lost, a gate is shut or somebody was first.
   */
  claim(turn: Turn, lease: Lease, at: Instant, retryAt: Instant): Promise<boolean>;
  /** What became of the attempt, and which gates shut behind it. */
  record(turn: Turn, ending: Ending, gates: readonly GateShut[], at: Instant): Promise<void>;
  /** Forgets what is done and told long ago, so many rows of each table at most. */
  prune(query: PruneQuery): Promise<number>;
}

export interface PruneQuery {
  readonly doneBefore: Instant;
  readonly deadBefore: Instant;
  readonly limit: number;
}
