/** The answers to requests that carry an Idempotency-Key, kept for as long as a client may send one again. */
import type { Instant } from '#core/calendar.ts';

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
