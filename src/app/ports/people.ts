/** Where people, tokens and sessions are kept. Every method that changes something leaves its audit entry in the same batch. */
import type { Instant } from '#core/calendar.ts';
import type { PersonDetails, SlackUser } from '#core/people/person.ts';
import type { Result } from '#core/result.ts';
import type { AuditEntry, Page, PageRequest, Tenant } from './platform.ts';

/** The audit entry of something new: its subject is the id that the row is given. */
export type AuditOfNew = Omit<AuditEntry, 'subject'>;

// ---- tokens

export interface Token {
  readonly id: number;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: Instant;
  readonly revokedAt: Instant | null;
}

/** A token that is not revoked, with the provider that it belongs to. */
export interface KnownToken {
  readonly id: number;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly tenant: Tenant;
}

export interface NewToken {
  readonly providerId: number;
  readonly name: string;
  readonly hash: string;
  readonly scopes: readonly string[];
  readonly createdAt: Instant;
}

export interface TokenStore {
  /** By the SHA-256 of the token; null for an unknown or a revoked one. */
  findLive(hash: string): Promise<KnownToken | null>;
  find(providerId: number, id: number): Promise<Token | null>;
  /** Newest first, revoked ones included. */
  list(providerId: number, page: PageRequest): Promise<Result<Page<Token>>>;
  add(token: NewToken, audit: AuditOfNew): Promise<Token>;
  /** Leaves a token that is revoked already, and the audit, as they are. */
  revoke(providerId: number, id: number, at: Instant, audit: AuditEntry): Promise<void>;
}

// ---- people

export interface Person {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly active: boolean;
  readonly slack: readonly SlackUser[];
  readonly createdAt: Instant;
}

/** An active person, as whoever has just proved to be it. */
export interface KnownPerson {
  readonly id: number;
  readonly name: string;
  readonly roles: readonly string[];
  readonly tenant: Tenant;
}

/** What of a person changes; what is left out stays. */
export interface PersonChange {
  readonly name?: string | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly active?: boolean | undefined;
}

export interface PersonStore {
  find(providerId: number, id: number): Promise<Person | null>;
  findByEmail(providerId: number, email: string): Promise<Person | null>;
  /** Only where the person is active. */
  findBySlack(user: SlackUser): Promise<KnownPerson | null>;
  /** In the order in which they were added. */
  list(providerId: number, page: PageRequest): Promise<Result<Page<Person>>>;
  /** Refuses an email (`email_taken`) or Slack user (`slack_user_taken`) that is somebody else's. */
  add(
    person: PersonDetails & { readonly providerId: number; readonly createdAt: Instant },
    audit: AuditOfNew,
  ): Promise<Result<Person>>;
  /** Refuses with `last_admin` what would leave the provider without an active admin. Whoever is deactivated is signed out and loses its Slack users. */
  change(
    providerId: number,
    id: number,
    change: Pick<Person, 'name' | 'roles' | 'active'>,
    audit: AuditEntry,
  ): Promise<Result<null>>;
  /**
   * Links a Slack user, instead of any other of that workspace; one that is somebody else's is refused (`slack_user_taken`).
   */
  linkSlack(personId: number, user: SlackUser, linkedAt: Instant, audit: AuditEntry): Promise<Result<null>>;
  /** Takes one link away, or (null) all of them. Where there is none, nothing changes and the audit stays as it is. */
  unlinkSlack(personId: number, user: SlackUser | null, audit: AuditEntry): Promise<void>;
}

// ---- signing in

export interface NewSession {
  readonly hash: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

export interface SessionStore {
  addLink(
    link: { readonly hash: string; readonly personId: number; readonly expiresAt: Instant },
    audit: AuditEntry,
  ): Promise<void>;
  /** Uses up the link and opens the session, both or neither; null where the link is unknown, used or past its time. */
  redeemLink(linkHash: string, session: NewSession, via: AuditEntry['via']): Promise<KnownPerson | null>;
  /** Null where the session is unknown or past its time, or its person no longer active. */
  find(hash: string, at: Instant): Promise<KnownPerson | null>;
  close(hash: string): Promise<void>;
}
