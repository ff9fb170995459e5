/** Invoices: made from pending lines by the billing calendar, and shown as they were sent. */
import type { Background } from '../ports/background.ts';
import type { BillingRunStore } from '../ports/billing.ts';
import type { CatalogueReader } from '../ports/catalogue-reader.ts';
import type { InvoiceStore } from '../ports/invoices.ts';
import type { LedgerExport } from '../ports/ledger-export.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import type { ProviderStore } from '../ports/providers.ts';
import { makeExportLedger, makeExportUnbilled } from './export-ledger.ts';
import { makeInvoiceDay } from './invoice-day.ts';
import { makeInvoiceDocument } from './invoice-document.ts';
import { makeHoldLine, makeListDrafts, makeListPendingLines } from './list-drafts.ts';
import { makeListInvoices } from './list-invoices.ts';
import { makeMakeInvoices } from './make-invoices.ts';
import { makeVoidInvoice } from './void-invoice.ts';

export interface InvoicePorts {
  readonly invoices: InvoiceStore;
  readonly catalogue: CatalogueReader;
  readonly runs: Pick<BillingRunStore, 'settings'>;
  readonly providers: Pick<ProviderStore, 'logo' | 'profile'>;
  readonly exported: LedgerExport;
  readonly clock: Clock;
  readonly secrets: Pick<Secrets, 'hash'>;
  readonly background: Pick<Background, 'pause'>;
}

export type InvoiceServices = ReturnType<typeof makeInvoiceServices>;

export const makeInvoiceServices = (ports: InvoicePorts) => ({
  makeInvoices: makeMakeInvoices(ports),
  listDrafts: makeListDrafts(ports),
  pendingLines: makeListPendingLines(ports),
  holdLine: makeHoldLine(ports),
  invoiceDay: makeInvoiceDay(ports),
  voidInvoice: makeVoidInvoice(ports),
  exportLedger: makeExportLedger(ports),
  exportUnbilled: makeExportUnbilled(ports),
  listInvoices: makeListInvoices(ports),
  invoiceDocument: makeInvoiceDocument(ports),
});
