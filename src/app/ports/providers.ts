/** Providers, their settings and their links; and the audit of each. */
import type { Instant } from '#core/calendar.ts';
import type { Settings } from '#core/people/settings.ts';
import type { Result } from '#core/result.ts';
import type { AuditEntry, Page, PageRequest, Tenant } from './platform.ts';

/** A provider as it is shown to its own people. */
export interface ProviderProfile extends Settings {
  readonly code: string;
  readonly nextInvoiceNumber: number;
  readonly nextCreditNoteNumber: number;
  readonly createdAt: Instant;
}

export interface NewProvider extends Partial<Settings> {
  readonly code: string;
  readonly name: string;
  readonly timeZone: string;
  readonly createdAt: Instant;
}

export interface ProviderStore {
  findTenant(code: string): Promise<Tenant | null>;
  profile(providerId: number): Promise<ProviderProfile>;
  /** Refuses a code that is taken (`code_taken`). */
  add(provider: NewProvider, audit: Omit<AuditEntry, 'providerId'>): Promise<Result<Tenant>>;
  /** A PNG. */
  logo(providerId: number): Promise<Uint8Array | null>;
  setLogo(providerId: number, logo: Uint8Array | null, audit: AuditEntry): Promise<void>;
  change(providerId: number, settings: Partial<Settings>, audit: AuditEntry): Promise<void>;
  /** A second link of the same two replaces the account reference. */
  link(
    link: { readonly wholesalerId: number; readonly retailerId: number; readonly accountReference: string },
    audit: readonly AuditEntry[],
  ): Promise<void>;
}

export interface AuditRecord extends AuditEntry {
  readonly id: number;
}

export interface AuditReader {
  /** Newest first; of one subject (`ord_12`) where it is given. */
  page(providerId: number, subject: string | null, page: PageRequest): Promise<Result<Page<AuditRecord>>>;
}
