/** PER-3: an invoice day may not move away from the anchor that an account's invoice periods are counted from. */
import { anchorFault, isInvoiceAnchor } from '../../accounts/account.ts';
import type { PlainDate } from '../../calendar.ts';
import { type ContentRule, rowFault } from '../content.ts';

/** `anchorOf`: by account reference; accounts without one are counted by their first subscription. */
export const invoiceAnchors =
  (anchorOf: ReadonlyMap<string, PlainDate>): ContentRule =>
  ({ accounts }) =>
    accounts.flatMap(({ reference, invoiceDay }, index) => {
      const anchor = anchorOf.get(reference);
      if (anchor === undefined || isInvoiceAnchor(anchor, invoiceDay)) return [];
      const { message } = anchorFault(anchor, invoiceDay);
      return [rowFault('accounts')(index, 'invoiceDay', 'invoice_anchor_on_another_day', message)];
    });
