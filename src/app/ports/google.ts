/** People as Google names them inside a spreadsheet, and the persons of Cardline that they are linked to. */
import type { Instant } from '#core/calendar.ts';
import type { GoogleUser } from '#core/people/google.ts';
import type { Result } from '#core/result.ts';
import type { KnownPerson } from './people.ts';
import type { AuditEntry } from './platform.ts';

/** What a token says that Google signed, for one of those that it may be for. */
export interface ProvenIdentity extends GoogleUser {
  readonly audience: string;
}

export interface IdentityTokens {
  /**
   * Who a token of Google's names: signed by Google, not expired, for one of these audiences, with an e-mail address that Google has
   * verified. Refuses with `identity_refused`, and with `google_keys_unavailable` where Google does not give its keys just now.
   */
  prove(token: string, audiences: readonly string[]): Promise<Result<ProvenIdentity>>;
}

export interface GoogleStore {
  /** Only where the person is active. */
  findByGoogle(subject: string): Promise<KnownPerson | null>;
  /** Keeps the hash of a one-time link; those that are past their time are forgotten. */
  addLink(
    hash: string,
    user: GoogleUser,
    span: { readonly at: Instant; readonly until: Instant },
  ): Promise<void>;
  /** null where it is unknown, used or past its time */
  link(hash: string, at: Instant): Promise<GoogleUser | null>;
  /**
   * Uses the link up and links, in place of any Google account of that person before, both or neither. Refuses with `link_spent`
   * and `google_user_taken`.
   */
  redeemLink(hash: string, personId: number, at: Instant, audit: AuditEntry): Promise<Result<null>>;
  /** Where there is no link, nothing changes and the audit stays as it is. */
  unlink(subject: string, audit: AuditEntry): Promise<void>;
}
