/** The answers to requests that carry an Idempotency-Key, kept for as long as a client may send one again. */
import { type Instant, instant } from '#core/calendar.ts';

/** An answer is kept for a day: clients that retry do so within minutes. */
const KEPT_HOURS = 24;

/** Answers from before this moment are forgotten. */
export const keptSince = (now: Instant): Instant =>
  instant(new Date(Date.parse(now) - KEPT_HOURS * 3_600_000));

/**
 * What tells a request, sent again, from any other, for a deed that is to remember what came of it: its answer is kept after
 * the deed, so a crash between the two loses the answer.
 */
export const requestKeyOf = ({ key, requestHash }: Pick<KeyClaim, 'key' | 'requestHash'>): string =>
  `${key} ${requestHash}`;

export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The right to answer one key: `claimedAt` tells it from a later claim that took over from a crashed one. */
export interface KeyClaim {
  readonly providerId: number;
  readonly key: string;
  readonly requestHash: string;
  readonly claimedAt: Instant;
}

export type ClaimOutcome =
  /** Nobody had the key: the request is to be answered, then kept or released. */
  | { readonly kind: 'claimed' }
  | { readonly kind: 'running' }
  /** The key was used for another request. */
  | { readonly kind: 'other_request' }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer };

export interface IdempotencyStore {
  /** Of any number that ask at once, one gets `claimed`. Forgets on the way what is older than it is kept. */
  claim(claim: KeyClaim): Promise<ClaimOutcome>;
  keep(claim: KeyClaim, answer: KeptAnswer): Promise<void>;
  /** Gives the key back: nothing came of the request. */
  release(claim: KeyClaim): Promise<void>;
}
