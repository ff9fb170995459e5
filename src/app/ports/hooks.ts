/** Where the sources of webhooks are kept: systems that send orders or usage, each with a secret of its own. */
import type { Instant } from '#core/calendar.ts';
import type { Result } from '#core/result.ts';
import type { AuditOfNew } from './people.ts';
import type { AuditEntry, Page, PageRequest, Tenant } from './platform.ts';

/** What a source sends: it may do that, and nothing else. */
export const HOOK_SENDS = ['orders', 'usage'] as const;
export type HookSends = (typeof HOOK_SENDS)[number];

export interface HookSource {
  readonly id: number;
  /** What it is: "Web shop". */
  readonly name: string;
  readonly sends: HookSends;
  readonly createdAt: Instant;
  readonly revokedAt: Instant | null;
}

/** A source that is not revoked, with the provider that it belongs to. */
export interface KnownSource {
  readonly id: number;
  readonly name: string;
  readonly sends: HookSends;
  readonly sealedSecret: string;
  readonly tenant: Tenant;
}

export interface HookStore {
  findLive(id: number): Promise<KnownSource | null>;
  find(providerId: number, id: number): Promise<HookSource | null>;
  /** Newest first, revoked ones included. */
  list(providerId: number, page: PageRequest): Promise<Result<Page<HookSource>>>;
  add(
    source: {
      readonly providerId: number;
      readonly name: string;
      readonly sends: HookSends;
      readonly sealedSecret: string;
      readonly createdAt: Instant;
    },
    audit: AuditOfNew,
  ): Promise<HookSource>;
  /** Leaves a source that is revoked already, and the audit, as they are. */
  revoke(providerId: number, id: number, at: Instant, audit: AuditEntry): Promise<void>;
}
