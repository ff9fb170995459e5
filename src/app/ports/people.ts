/** Where people, tokens and sessions are kept. Every method that changes something leaves its audit entry in the same batch. */
import type { Tenant } from './platform.ts';

/** A token that is not revoked, with the provider that it belongs to. */
export interface KnownToken {
  readonly id: number;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly tenant: Tenant;
}

export interface TokenStore {
  /** By the SHA-256 of the token; null for an unknown or a revoked one. */
  findLive(hash: string): Promise<KnownToken | null>;
}
