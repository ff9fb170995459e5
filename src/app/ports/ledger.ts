/** Looking into the ledger: cardlines as people know them, with account references and plan codes instead of keys. */
import type { AccountKey } from '#core/accounts/account-key.ts';
import type { ServiceJoined } from '#core/billing/explain.ts';
import type { CardlineKind, ChargeKind, LineBasis, Term } from '#core/billing/terms.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';
import type { Cents, TaxRate } from '#core/money.ts';
import type { Result } from '#core/result.ts';
import type { Page, PageRequest } from './platform.ts';

/** What a line says of itself, whoever asks. */
export interface LineFacts {
  readonly subscriptionId: number | null;
  readonly kind: CardlineKind;
  /** For a credit: the kind that it takes back. */
  readonly credits: ChargeKind | null;
  readonly revision: number;
  readonly periodStart: PlainDate;
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly generatedOn: PlainDate;
  readonly amount: Cents;
  readonly tax: Cents;
  readonly taxRate: TaxRate;
  readonly basis: LineBasis;
  readonly catalogueVersion: number;
}

/** A line of the ledger, or one that a preview would write. */
export interface Cardline extends LineFacts {
  /** null in a preview. */
  readonly id: number | null;
  readonly account: string;
  readonly packagePlan: string | null;
  /** null: a package-level line */
  readonly service: LineService | null;
  /** Code of the product or bolt-on that the line is for; null: it is for none. */
  readonly item: string | null;
  readonly side: Side;
  readonly runId: number | null;
  /** The invoice that took the line; null: it is pending. */
  readonly invoice: string | null;
}

export interface LineService {
  readonly id: number;
  /** Code of its service plan */
  readonly plan: string;
  /** Phone number, domain, circuit */
  readonly identifier: string | null;
}

/** A line of the ledger with what its explanation is worked out from (BILL-12). */
export interface KeptLine extends LineFacts {
  readonly id: number;
  /** The catalogue's item of a product or bolt-on; null: the line is for none. */
  readonly itemId: number | null;
  /** null: the line is of no subscription. */
  readonly term: LineTerm | null;
  /** null: a package-level line */
  readonly service: {
    readonly id: number;
    readonly servicePlanId: number;
    /** Phone number, domain, circuit */
    readonly identifier: string | null;
    /** Where it became active after the start of the term. */
    readonly joined: ServiceJoined | null;
  } | null;
}

/** A term with its end as it was known when the line was made. */
export interface LineTerm extends Term {
  readonly packagePlanId: number;
  readonly endedBy: 'cancellation' | 'migration' | null;
}

export const LINE_STATUSES = ['pending', 'invoiced'] as const;
export type LineStatus = (typeof LINE_STATUSES)[number];

/** What a term's lines are shown with. */
export interface TermLabel {
  readonly termId: number;
  readonly account: string;
  readonly subscriptionId: number;
  readonly side: Side;
  readonly packagePlan: string;
}

/** A line, with what explains it. */
export interface FoundLine {
  readonly line: Cardline;
  readonly kept: KeptLine;
  /** Who approved its period by hand (BILL-5); null: nobody had to, or did. */
  readonly approval: { readonly by: string; readonly on: PlainDate } | null;
}

export interface LedgerStore {
  find(providerId: number, id: number): Promise<FoundLine | null>;
  /** In the order in which the run wrote them. */
  pageOfRun(
    providerId: number,
    runId: number,
    side: Side | null,
    page: PageRequest,
  ): Promise<Result<Page<Cardline>>>;
  /** Sell lines: first those that wait for an invoice, then invoice by invoice, the newest first. */
  page(
    providerId: number,
    filter: { readonly accountId: number | null; readonly status: LineStatus | null },
    page: PageRequest,
  ): Promise<Result<Page<Cardline>>>;
  /** What the provider itself pays for an account's subscriptions, term by term. */
  pageOfCosts(providerId: number, accountId: number, page: PageRequest): Promise<Result<Page<Cardline>>>;
  /** null: no such account at the provider. */
  accountId(providerId: number, account: AccountKey): Promise<number | null>;
  labels(
    termIds: readonly number[],
    serviceIds: readonly number[],
    itemIds: readonly number[],
  ): Promise<{
    readonly terms: ReadonlyMap<number, TermLabel>;
    readonly services: ReadonlyMap<number, LineService>;
    /** Codes of products and bolt-ons. */
    readonly items: ReadonlyMap<number, string>;
  }>;
}
