/**
 * The statements that take an invoice back (see `voidInvoice` of the port). The first writes the credit note where that may be
 * done; each other one does its part only where it finds that note under the series' next number, so that a lost race does nothing.
 */
import type { VoidOrder } from '#app/ports/invoices.ts';
import type { Statement } from '../database.ts';
import { auditArgs } from './conditional-audit.ts';
import { decimal, IN_FORCE } from './invoice-statements.ts';

/** The credit note that this transaction has written. */
const NOTE = `from invoice n cross join provider p on p.id = n.provider_id
  where n.provider_id = :providerId and n.voids = :invoiceId and n.sequence = p.next_credit_note_number`;

export function voidStatements(order: VoidOrder): Statement[] {
  const { providerId, invoiceId, issuedOn, reason, isReissued, audit } = order;
  const key = { providerId, invoiceId };
  return [
    {
      sql: `insert into invoice (provider_id, account_id, kind, sequence, number, issued_on, period_from, period_to, amount, tax,
          voids, reason, issuer_name, issuer_business_number, customer_name, customer_address, created_at)
        select p.id, i.account_id, 'credit_note', p.next_credit_note_number, p.credit_note_prefix || p.next_credit_note_number,
          :issuedOn, i.period_from, i.period_to, -i.amount, -i.tax, i.id, :reason, i.issuer_name, i.issuer_business_number,
          i.customer_name, i.customer_address, :at
        from invoice i cross join provider p on p.id = i.provider_id
        where i.id = :invoiceId and i.provider_id = :providerId and ${IN_FORCE} and not exists (
          select 1 from invoice later where later.account_id = i.account_id and later.kind = 'invoice'
            and later.voided_by is null and later.period_from > i.period_from)`,
      args: { ...key, issuedOn, reason, at: audit.at },
    },
    {
      sql: `update invoice set voided_by = (select n.id ${NOTE}) where id = :invoiceId and exists (select 1 ${NOTE})`,
      args: key,
    },
    ...(isReissued
      ? [
          {
            sql: `insert into voided_line (invoice_id, cardline_id)
              select c.invoice_id, c.id from cardline c where c.invoice_id = :invoiceId and exists (select 1 ${NOTE})`,
            args: key,
          },
          {
            sql: `update cardline set invoice_id = null where invoice_id = :invoiceId and exists (select 1 ${NOTE})`,
            args: key,
          },
        ]
      : []),
    {
      sql: `insert into outbox (provider_id, topic, dedupe_key, body, due_at, created_at)
        select n.provider_id, 'invoice.voided', 'inv_' || i.id, json_object('id', 'inv_' || i.id, 'number', i.number,
          'creditNote', n.number, 'account', a.reference, 'reason', n.reason, 'reissued', json(:isReissued),
          'total', ${decimal('(n.amount + n.tax)')}), :at, :at
        from (select n.* ${NOTE}) n cross join invoice i on i.id = n.voids cross join account a on a.id = i.account_id`,
      args: { ...key, isReissued: String(isReissued), at: audit.at },
    },
    {
      sql: `insert into audit (provider_id, at, actor, via, action, subject, details, request_id)
        select :providerId, :at, :actor, :via, :action, :subject, json_patch(:details, json_object('creditNote', n.number)), :requestId
        ${NOTE}`,
      args: { ...auditArgs(audit), invoiceId },
    },
    {
      sql: `update provider set next_credit_note_number = next_credit_note_number + 1
        where id = :providerId and exists (select 1 ${NOTE})`,
      args: key,
    },
  ];
}
