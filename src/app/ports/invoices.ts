/**
 * What invoices need of the database: accounts with something pending, in chunks; the chunk that becomes invoices, in a
 * constant number of statements whatever it holds; and invoices as they were sent.
 */
import type { ChargeKind, InvoiceTerms } from '#core/billing/terms.ts';
import type { Instant, Period, PlainDate } from '#core/calendar.ts';
import type { Cents } from '#core/money.ts';
import type { Result } from '#core/result.ts';
import type { KeptLine } from './ledger.ts';
import type { AuditEntry, Page, PageRequest } from './platform.ts';

// ---- making them

/** An account with pending lines of what it pays. */
export interface InvoiceCandidate extends InvoiceTerms {
  readonly accountId: number;
  /** The start of its first subscription, or the day it was opened where it has none (PER-3). */
  readonly firstSubscriptionStart: PlainDate;
  /** The newest period that it has an invoice for. */
  readonly lastPeriodFrom: PlainDate | null;
  /** Lines that wait for an invoice, whenever they were made. */
  readonly pendingLines: number;
  /** BILL-14 */
  readonly isParked: boolean;
}

/** An account and the period that its invoice is for. */
export interface InvoiceToMake extends Period {
  readonly accountId: number;
}

export interface InvoiceChunk {
  readonly asOf: PlainDate;
  readonly invoices: readonly InvoiceToMake[];
}

/** What a chunk comes to. An account that turned out to have nothing pending, or an invoice already, is not in it. */
export interface InvoiceTally {
  readonly invoices: number;
  readonly lines: number;
  /** Ex tax, cents. */
  readonly amount: Cents;
  readonly tax: Cents;
  /** Invoices whose total is negative. */
  readonly credits: number;
  /** null where there is none. */
  readonly numbers: { readonly first: string; readonly last: string } | null;
}

export interface InvoicePreview extends InvoiceTally {
  /** Account by account what it would be charged, for telling whether that has moved since. */
  readonly digest: string;
}

export interface CandidatePage {
  readonly afterAccountId: number;
  readonly limit: number;
  /** References of the only accounts wanted; null: all. */
  readonly only?: readonly string[] | null;
}

/** What an account's invoice would be now. */
export interface InvoiceDraft {
  readonly account: { readonly reference: string; readonly name: string };
  readonly period: Period;
  readonly lines: number;
  /** Ex tax, cents. */
  readonly amount: Cents;
  readonly tax: Cents;
}

export interface InvoiceStore {
  /** INV-1: days after the invoice day. */
  delayDays(providerId: number): Promise<number>;
  /** Those of the references that no account of the provider has. */
  unknownAccounts(providerId: number, references: readonly string[]): Promise<readonly string[]>;
  /** In the order of their ids. */
  readCandidates(providerId: number, page: CandidatePage): Promise<readonly InvoiceCandidate[]>;
  /** The invoices of a chunk one by one, as `makeChunk` would make them now. */
  drafts(providerId: number, chunk: InvoiceChunk): Promise<readonly InvoiceDraft[]>;
  /** The lines that an account's next invoice takes, and those that are held back. */
  pendingLines(
    providerId: number,
    accountReference: string,
    asOf: PlainDate,
  ): Promise<readonly PendingLine[]>;
  /** Holds a pending line back with the reason, or (null) no more; false where it is not there or not pending. */
  hold(order: HoldOrder): Promise<boolean>;
  /** One `invoices.drafted` message a day and number of drafts. */
  announceDrafts(providerId: number, asOf: PlainDate, drafts: number, at: Instant): Promise<void>;
  /** What `makeChunk` would do now, where so many invoices are made before; writes nothing. */
  previewChunk(providerId: number, chunk: InvoiceChunk, made: number): Promise<InvoicePreview>;
  /**
   * Numbers and writes the chunk's invoices and takes their lines in one transaction, with an audit row of the chunk and
   * an `invoice.issued` message each. Refuses with `invoice_number_taken` where a number is in use already.
   */
  makeChunk(providerId: number, chunk: InvoiceChunk, audit: AuditEntry): Promise<Result<InvoiceTally>>;
  /** One `invoices.made` message about all invoices of a day; nothing where there are none that it would be news of. */
  announce(providerId: number, asOf: PlainDate, at: Instant): Promise<void>;

  /**
   * Takes an invoice back by a credit note in one transaction: both are marked, the lines wait again where it is to be reissued.
   * null where the invoice is not there, not in force, or not the account's latest; refuses with `invoice_number_taken`.
   */
  voidInvoice(order: VoidOrder): Promise<Result<{ readonly creditNote: string } | null>>;

  /** Newest first. */
  list(providerId: number, filter: InvoiceFilter, page: PageRequest): Promise<Result<Page<InvoiceHead>>>;
  head(providerId: number, wanted: InvoiceKey): Promise<InvoiceHead | null>;
  /** The number of the account's latest invoice that was not taken back. */
  latestInForce(providerId: number, accountReference: string): Promise<string | null>;
  find(providerId: number, wanted: InvoiceKey): Promise<KeptInvoice | null>;
}

export interface PendingLine extends Period {
  readonly id: number;
  readonly kind: ChargeKind;
  readonly isCredit: boolean;
  readonly amount: Cents;
  readonly tax: Cents;
  /** Why it is held back; null: it is not. */
  readonly held: string | null;
}

export interface HoldOrder {
  readonly providerId: number;
  readonly lineId: number;
  readonly reason: string | null;
  readonly audit: AuditEntry;
}

export interface VoidOrder {
  readonly providerId: number;
  readonly invoiceId: number;
  readonly issuedOn: PlainDate;
  readonly reason: string;
  /** Whether its lines go on the account's next invoice. */
  readonly isReissued: boolean;
  readonly audit: AuditEntry;
}

// ---- reading them

export type InvoiceKey = { readonly id: number } | { readonly number: string };

export interface InvoiceFilter {
  readonly accountReference?: string | undefined;
}

export type InvoiceKind = 'invoice' | 'credit_note';

export interface InvoiceHead {
  readonly id: number;
  readonly kind: InvoiceKind;
  readonly number: string;
  readonly account: { readonly reference: string; readonly name: string };
  readonly issuedOn: PlainDate;
  readonly period: Period;
  /** Ex tax. */
  readonly amount: Cents;
  readonly tax: Cents;
  /** What the invoice before left in the account's favour, zero or negative. */
  readonly balanceBrought: Cents;
  /** Of an invoice that was taken back: the number of its credit note. Of a credit note: that of the invoice. */
  readonly counterpart: string | null;
  /** Why it was taken back; on both. */
  readonly reason: string | null;
  readonly createdAt: Instant;
}

export interface KeptInvoice extends InvoiceHead {
  readonly issuer: { readonly name: string; readonly businessNumber: string | null };
  /** As it was when the invoice was made. */
  readonly customer: { readonly name: string; readonly address: string | null };
  /** As charged; those of a credit note are its invoice's. */
  readonly lines: readonly KeptLine[];
  /** What people call the services of the subscriptions on it, by subscription. */
  readonly identifiers: ReadonlyMap<number, readonly string[]>;
}
