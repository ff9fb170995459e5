/**
 * The statements that turn a chunk of accounts into invoices, each over the whole chunk. Within their transaction the
 * provider's next number stays where it was until the last of them: invoices from it on are the ones just written.
 */
import type { CandidatePage, InvoiceChunk } from '#app/ports/invoices.ts';
import type { AuditEntry } from '#app/ports/platform.ts';
import type { Instant, PlainDate } from '#core/calendar.ts';
import type { Statement } from '../database.ts';
import { auditArgs } from './conditional-audit.ts';

/** Invoices that were not taken back; the words of the index `invoice_period`. */
export const IN_FORCE = `i.kind = 'invoice' and i.voided_by is null`;

/** Accounts with pending lines, by the small index of those alone; the cells of an `InvoiceCandidate`. */
export const candidatesStatement = (
  providerId: number,
  { afterAccountId, limit, only = null }: CandidatePage,
) => ({
  sql: `select json_group_array(json_array(a.id, a.invoice_day, a.invoice_period_months, a.invoice_anchor,
      coalesce(a.first_subscription_start, substr(a.created_at, 1, 10)),
      (select max(i.period_from) from invoice i where i.account_id = a.id and ${IN_FORCE}), pending.lines, a.parked_reason is not null))
    from (
      select account_id, count(*) lines from cardline
      where provider_id = :providerId and account_id > :after and invoice_id is null and side = 'sell' and held is null
        ${only === null ? '' : 'and account_id in (select a.id from json_each(:only) o cross join account a on a.provider_id = :providerId and a.reference = o.value)'}
      group by account_id order by account_id limit ${Math.trunc(limit)}) pending
    cross join account a on a.id = pending.account_id and a.provider_id = :providerId`,
  args: { providerId, after: afterAccountId, ...(only === null ? {} : { only: JSON.stringify(only) }) },
});

/** Lines that the next invoice takes; the words of the index `cardline_pending`. */
const PENDING = `c.provider_id = :providerId and c.invoice_id is null and c.side = 'sell' and c.held is null and c.generated_on <= :asOf`;

/** The chunk's accounts with what they owe. Who has an invoice of that or a later period by now is passed by (INV-1). */
const OWED = `due(account_id, period_from, period_to) as materialized (
    select value ->> 0, value ->> 1, value ->> 2 from json_each(:due)),
  owed as materialized (
    select due.account_id, due.period_from, due.period_to, count(*) lines, sum(c.amount) amount, sum(c.tax) tax
    from due cross join cardline c on ${PENDING} and c.account_id = due.account_id
    where not exists (
      select 1 from invoice i where i.account_id = due.account_id and i.period_from >= due.period_from and ${IN_FORCE})
    group by due.account_id, due.period_from, due.period_to)`;

/** The invoices that this transaction has written. */
const JUST_WRITTEN = `i.provider_id = :providerId and i.kind = 'invoice'
  and i.sequence >= (select next_invoice_number from provider where id = :providerId)`;

/** Whole cents as a decimal string, by the database itself. */
export const decimal = (centsSql: string): string =>
  `printf('%s%d.%02d', iif(${centsSql} < 0, '-', ''), abs(${centsSql}) / 100, abs(${centsSql}) % 100)`;

/** Cells of a tally, see `InvoiceTally`; sums as text, since they may be too large for a number. */
const tallyOf = (
  table: string,
): string => `count(${table}.account_id), coalesce(cast(sum(${table}.amount) as text), '0'),
  coalesce(cast(sum(${table}.tax) as text), '0'), coalesce(sum(${table}.amount + ${table}.tax < 0), 0)`;

const dueJson = ({ invoices }: InvoiceChunk): string =>
  JSON.stringify(invoices.map(({ accountId, from, to }) => [accountId, from, to]));

/** @param made invoices that come before, which a preview has not written */
export const previewStatement = (providerId: number, chunk: InvoiceChunk, made: number): Statement => ({
  sql: `with ${OWED}
    select ${tallyOf('owed')}, coalesce(sum(owed.lines), 0),
      p.invoice_prefix || (p.next_invoice_number + ${Math.trunc(made)}),
      p.invoice_prefix || (p.next_invoice_number + ${Math.trunc(made)} + count(owed.account_id) - 1),
      group_concat(owed.account_id || ' ' || owed.lines || ' ' || owed.amount || ' ' || owed.tax)
    from provider p left join owed where p.id = :providerId`,
  args: { providerId, asOf: chunk.asOf, due: dueJson(chunk) },
});

/** Account by account what its invoice would be; the cells of an `InvoiceDraft`. */
export const draftsStatement = (providerId: number, chunk: InvoiceChunk) => ({
  sql: `with ${OWED}
    select json_group_array(json_array(a.reference, a.name, o.period_from, o.period_to, o.lines, o.amount, o.tax))
    from owed o cross join account a on a.id = o.account_id`,
  args: { providerId, asOf: chunk.asOf, due: dueJson(chunk) },
});

/** Numbers follow the order of accounts; they are given out and used up in this one transaction, so there are no gaps. */
export const insertStatement = (providerId: number, chunk: InvoiceChunk, at: Instant): Statement => ({
  sql: `with ${OWED},
    numbered as (select *, row_number() over (order by account_id) - 1 place from owed)
    insert into invoice (provider_id, account_id, sequence, number, issued_on, period_from, period_to, amount, tax,
      balance_brought, issuer_name, issuer_business_number, customer_name, customer_address, created_at)
    select p.id, a.id, p.next_invoice_number + n.place, p.invoice_prefix || (p.next_invoice_number + n.place), :asOf,
      n.period_from, n.period_to, n.amount, n.tax,
      coalesce((select min(0, i.amount + i.tax + i.balance_brought) from invoice i
        where i.account_id = a.id and ${IN_FORCE} order by i.period_from desc limit 1), 0), p.name, p.business_number, a.name, a.address, :at
    from numbered n
      cross join provider p on p.id = :providerId
      cross join account a on a.id = n.account_id and a.provider_id = p.id
    order by n.place`,
  args: { providerId, asOf: chunk.asOf, due: dueJson(chunk), at },
});

export const takeLinesStatement = (providerId: number, asOf: PlainDate): Statement => ({
  sql: `with taken(line_id, invoice_id) as materialized (
      select c.id, i.id from invoice i cross join cardline c on ${PENDING} and c.account_id = i.account_id
      where ${JUST_WRITTEN})
    update cardline set invoice_id = taken.invoice_id from taken where cardline.id = taken.line_id`,
  args: { providerId, asOf },
});

export const issuedStatement = (providerId: number, at: Instant): Statement => ({
  sql: `insert into outbox (provider_id, topic, dedupe_key, body, due_at, created_at)
    select i.provider_id, 'invoice.issued', 'inv_' || i.id, json_object('id', 'inv_' || i.id, 'number', i.number,
      'account', a.reference, 'issuedOn', i.issued_on, 'period', json_object('from', i.period_from, 'to', i.period_to),
      'amount', ${decimal('i.amount')}, 'tax', ${decimal('i.tax')}, 'total', ${decimal('(i.amount + i.tax)')}), :at, :at
    from invoice i cross join account a on a.id = i.account_id
    where ${JUST_WRITTEN}
    order by i.sequence`,
  args: { providerId, at },
});

/** The chunk's own audit row, where it made an invoice; the figures are added to what the entry says. */
export const auditStatement = (entry: AuditEntry): Statement => ({
  sql: `insert into audit (provider_id, at, actor, via, action, subject, details, request_id)
    select :providerId, :at, :actor, :via, :action, :subject, json_patch(:details, json_object('invoices', count(*),
      'first', p.invoice_prefix || min(i.sequence), 'last', p.invoice_prefix || max(i.sequence),
      'amount', ${decimal('sum(i.amount)')}, 'tax', ${decimal('sum(i.tax)')})), :requestId
    from invoice i cross join provider p on p.id = i.provider_id
    where ${JUST_WRITTEN}
    group by p.id`,
  args: auditArgs(entry),
});

export const tallyStatement = (providerId: number): Statement => ({
  sql: `select ${tallyOf('i')}, p.invoice_prefix || min(i.sequence), p.invoice_prefix || max(i.sequence)
    from provider p left join invoice i on ${JUST_WRITTEN} where p.id = :providerId`,
  args: { providerId },
});

/** Last: from here on nothing tells the invoices just written from the others. */
export const advanceStatement = (providerId: number): Statement => ({
  sql: `update provider set next_invoice_number = max(next_invoice_number,
      coalesce((select max(sequence) + 1 from invoice where provider_id = :providerId and kind = 'invoice'), 1))
    where id = :providerId`,
  args: { providerId },
});

/** Its key names the last number, so that a run that adds to a day's invoices is news, and one that makes none is not. */
export const announceStatement = (providerId: number, asOf: PlainDate, at: Instant): Statement => ({
  sql: `insert into outbox (provider_id, topic, dedupe_key, body, due_at, created_at)
    select p.id, 'invoices.made', p.code || ' ' || :asOf || ' ' || last.number, json_object('asOf', :asOf, 'invoices', d.invoices,
      'first', first.number, 'last', last.number, 'amount', ${decimal('d.amount')}, 'tax', ${decimal('d.tax')},
      'total', ${decimal('(d.amount + d.tax)')}), :at, :at
    from (select count(*) invoices, min(sequence) first, max(sequence) last, sum(amount) amount, sum(tax) tax
        from invoice where provider_id = :providerId and issued_on = :asOf and kind = 'invoice' group by provider_id) d
      cross join provider p on p.id = :providerId
      cross join invoice first on first.provider_id = p.id and first.kind = 'invoice' and first.sequence = d.first
      cross join invoice last on last.provider_id = p.id and last.kind = 'invoice' and last.sequence = d.last
    where true
    on conflict do nothing`,
  args: { providerId, asOf, at },
});
