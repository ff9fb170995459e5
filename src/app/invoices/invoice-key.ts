import { parseId } from '#core/ids.ts';
import type { InvoiceKey } from '../ports/invoices.ts';

/** By number (`BG-1042`) or id (`inv_42`). A prefix holds no underscore, so that an id is no number. */
export function invoiceKeyOf(wanted: string): InvoiceKey {
  const id = parseId('invoice', wanted);
  return id.ok ? { id: id.value } : { number: wanted };
}
