/** The forms that an invoice is sent in, each with the headers that go with it. */
import type { InvoiceDocument } from '#app/invoices/invoice-document.ts';
import { invoiceCsv } from './invoice-csv.ts';
import { invoicePage } from './invoice-page.ts';

export const INVOICE_FORMS = ['html', 'pdf', 'csv'] as const;
export type InvoiceForm = (typeof INVOICE_FORMS)[number];

export interface WrittenInvoice {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

export async function writtenInvoice(invoice: InvoiceDocument, form: InvoiceForm): Promise<WrittenInvoice> {
  if (form === 'html') return invoicePage(invoice);
  const headers = {
    'content-type': form === 'pdf' ? 'application/pdf' : 'text/csv; charset=utf-8',
    'content-disposition': `${form === 'pdf' ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(`${invoice.number}.${form}`)}`,
  };
  if (form === 'csv') return { body: invoiceCsv(invoice), headers };
  // Loaded with the first PDF: most starts never need it.
  const { invoicePdf } = await import('./invoice-pdf.ts');
  return { body: new Uint8Array(await invoicePdf(invoice)), headers };
}
