/** Deliveries as people see them: how they stand, and sending again what was given up. */
import type { Instant } from '#core/calendar.ts';
import type { Result } from '#core/result.ts';
import type { AuditEntry, Page, PageRequest } from './platform.ts';

/** `failing`: it waits for the next try; `superseded`: a later one of its kind took its place; `dead`: given up. */
export const DELIVERY_STATUSES = ['waiting', 'failing', 'dead', 'sent', 'superseded'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export interface DeliveryRow {
  readonly id: number;
  readonly channel: string;
  readonly target: string;
  readonly kind: string;
  readonly topic: string;
  readonly subject: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: Instant;
  readonly attemptedAt: Instant | null;
  /** null where there will be none. */
  readonly nextTryAt: Instant | null;
  readonly doneAt: Instant | null;
}

export interface DeliveryFilter {
  readonly status?: DeliveryStatus | undefined;
  readonly channel?: string | undefined;
  readonly target?: string | undefined;
}

/** How much waits in a channel; `failing` is counted in `waiting` too. */
export interface ChannelStanding {
  readonly channel: string;
  readonly waiting: number;
  readonly failing: number;
  readonly dead: number;
  /** Since when the longest waiting has been there; null where nothing waits. */
  readonly oldest: Instant | null;
}

export interface OutboxStanding {
  /** Notices that no channel has been asked about yet; `failing`: those that a channel failed over. */
  readonly notices: {
    readonly waiting: number;
    readonly failing: number;
    readonly oldest: Instant | null;
    readonly lastError: string | null;
  };
  readonly channels: readonly ChannelStanding[];
}

export interface OutboxReader {
  /** Of every provider where none is named. */
  standing(providerId?: number): Promise<OutboxStanding>;
}

/** The deliveries of a channel, or of one of its targets. */
export interface Addressee {
  readonly channel: string;
  readonly target: string | null;
}

export interface DeliveryStore {
  /** Newest first. */
  page(providerId: number, filter: DeliveryFilter, page: PageRequest): Promise<Result<Page<DeliveryRow>>>;
  find(providerId: number, id: number): Promise<DeliveryRow | null>;
  /** Makes one that is dead or failing due at once, with all its attempts before it again; false where it is neither. */
  resend(providerId: number, id: number, audit: AuditEntry): Promise<boolean>;
  /** The same for all; answers how many, which the audit entry says too. */
  resendAll(providerId: number, addressee: Addressee, audit: AuditEntry): Promise<number>;
}

/** For the example set alone: what its made-up past would have told the outside is not told. */
export interface OutboxEraser {
  forgetAll(): Promise<void>;
}
