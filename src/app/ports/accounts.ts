/** Where billing accounts are kept. */

import type { Account } from '#core/accounts/account.ts';
import type { AccountKey } from '#core/accounts/account-key.ts';
import type { Instant } from '#core/calendar.ts';
import type { Result } from '#core/result.ts';
import type { PresentRow, PresentRows } from '#core/workbook/present.ts';
import type { KindPlan } from '#core/workbook/publish-plan.ts';
import type { AuditEntry, Page, PageRequest } from './platform.ts';

/** An account as it is shown. */
export interface KeptAccount extends Account {
  readonly id: number;
  readonly createdAt: Instant;
  /** BILL-14: why billing leaves it alone. */
  readonly parkedReason: string | null;
}

/** Accounts as a deed found them when it decided. */
export type SeenAccounts = { readonly accounts: readonly PresentRow[] } & Pick<PresentRows, 'invoiceAnchors'>;

/** An account in a menu. */
export interface FoundAccount {
  readonly id: number;
  readonly reference: string;
  readonly name: string;
  readonly address: string | null;
}

export interface AccountStore {
  /** By its key or by the provider's own reference. */
  find(providerId: number, account: AccountKey): Promise<KeptAccount | null>;
  /** By reference; `text` occurs in reference, name or e-mail address. */
  page(
    providerId: number,
    filter: { readonly text?: string | undefined },
    page: PageRequest,
  ): Promise<Result<Page<KeptAccount>>>;
  /** The best few for a menu: each word begins a word of the name, or all of it the reference; best first. */
  search(providerId: number, text: string, limit: number): Promise<readonly FoundAccount[]>;
  /** Answers its key; null where the reference is taken. */
  add(providerId: number, account: Account, at: Instant, audit: AuditEntry): Promise<number | null>;
  /** Writes over all fields of a row; false where it is not as it was seen any more, and nothing is written. */
  change(
    providerId: number,
    id: number,
    seen: Account,
    account: Account,
    audit: AuditEntry,
  ): Promise<boolean>;
  /** What is kept now under these references, for the check. */
  present(providerId: number, references: readonly string[]): Promise<SeenAccounts>;
  /**
   * Adds and updates in one batch, however many rows; false where one of them is not as it was seen any more, and nothing is
   * written.
   */
  merge(
    providerId: number,
    plan: KindPlan,
    seen: SeenAccounts,
    at: Instant,
    audit: AuditEntry,
  ): Promise<boolean>;
}
