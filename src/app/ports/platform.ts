/** What every use case may need from outside: the time, secrets, who is acting, and the traces that each change leaves. */
import type { Instant } from '#core/calendar.ts';
import type { Power } from '#core/people/powers.ts';

export interface Clock {
  now(): Instant;
}

/** Randomness, for tokens and links; never for keys of rows. */
export interface Secrets {
  /** An unguessable URL-safe text of at least 128 bits. */
  token(): string;
  /** SHA-256, hex; of a text its UTF-8 bytes. */
  hash(content: string | Uint8Array): Promise<string>;
}

/** A text to what only the installation's secret can make of it (hex): a signature, or a name for what is not to be known. */
export type KeyedHash = (text: string) => Promise<string>;

/** The way a deed came in (PROV-4). */
export type Via = 'console' | 'api' | 'slack' | 'sheet' | 'portal' | 'schedule' | 'hook' | 'cli';

/** The provider on whose behalf something is done. Always from the caller's identity, never from a request's body. */
export interface Tenant {
  readonly providerId: number;
  readonly providerCode: string;
  readonly providerName: string;
  readonly timeZone: string;
}

/** Who acts: a person, a token or a schedule, with what it may do. */
export interface Actor extends Tenant {
  /** `usr_3`, `tok_1`, `schedule`, `cli` */
  readonly actorId: string;
  /** As logs and people name it: "Bluegum Pricing", "token billing-sync". */
  readonly actorName: string;
  readonly via: Via;
  readonly powers: ReadonlySet<Power>;
  readonly requestId: string | null;
}

/** What an audit row records, beside who and when (DESIGN 4). */
export interface AuditEntry {
  readonly providerId: number;
  readonly at: Instant;
  readonly actor: string;
  readonly via: Via;
  readonly action: string;
  readonly subject: string;
  readonly details: Record<string, unknown>;
  readonly requestId: string | null;
}

/** Something to tell the outside; `dedupeKey` is unique within the topic and lets the receiver drop a repeat. */
export interface OutboxMessage {
  readonly providerId: number;
  readonly topic: string;
  readonly dedupeKey: string;
  readonly body: Record<string, unknown>;
  readonly dueAt: Instant;
}

/** Traces written in the same batch as the change that leaves them. */
export interface Traces {
  readonly audit: readonly AuditEntry[];
  readonly outbox: readonly OutboxMessage[];
}

/** Whether the database is there and of this version; if not, why. */
export type Readiness = { readonly isReady: true } | { readonly isReady: false; readonly reason: string };

/** A page of a list, by key: `nextCursor` is opaque to the caller; null on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}
export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | null;
}
