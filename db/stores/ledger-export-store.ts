import type { LedgerExport, Posting, UnbilledLine } from '#app/ports/ledger-export.ts';
import { chargeOf } from '#core/billing/terms.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { Cents, TaxRate } from '#core/money.ts';
import type { Database } from '../database.ts';
import { kindOfNumber } from './cardline-rows.ts';

/** Documents, or lines, that one statement reads. */
const DOCUMENTS = 2_000;
const LINES = 10_000;

export const makeLedgerExport = (
  db: Database,
  { documents = DOCUMENTS, lines = LINES }: { readonly documents?: number; readonly lines?: number } = {},
): LedgerExport => ({
  async postings(providerId, { from, to }, place) {
    const [day, id] = readPlace(place, from);
    const [last, cells] = await db.readJson<[[PlainDate, number, number] | null, PostingCells[]]>(POSTINGS, {
      providerId,
      day,
      id,
      to,
      limit: documents,
    });
    return {
      items: cells.map(toPosting),
      next: last !== null && last[2] === documents ? `${last[0]} ${last[1]}` : null,
    };
  },

  async unbilled(providerId, asOf, place) {
    const isLater = place?.startsWith('later ') === true;
    const [first, second] = numbersOf(isLater ? place.slice('later '.length) : place);
    const cells = await db.readJson<LineCells[]>(isLater ? INVOICED_LATER : PENDING, {
      providerId,
      asOf,
      first,
      second,
      limit: lines,
    });
    const last = cells.at(-1);
    const at = last === undefined ? '' : `${last[0]} ${last[1]}`;
    const more = cells.length === lines ? (isLater ? `later ${at}` : at) : null;
    return { items: cells.map(toLine), next: more ?? (isLater ? null : 'later 0 0') };
  },
});

function readPlace(place: string | null, from: PlainDate): [day: string, id: number] {
  if (place === null) return [from, 0];
  const [day = '', id = ''] = place.split(' ');
  return [day, Number(id)];
}

function numbersOf(place: string | null): [number, number] {
  const [first = 0, second = 0] = (place ?? '0 0').split(' ').map(Number);
  return [first, second];
}

/** A piece of documents in the order of their days, with what each charges by kind and tax; those taken back and credit notes too. */
const POSTINGS = `with docs as materialized (
    select i.id, i.number, i.kind, i.issued_on, i.account_id, i.customer_name, coalesce(i.voids, i.id) of,
      iif(i.kind = 'credit_note', -1, 1) sign
    from invoice i where i.provider_id = :providerId and i.issued_on between :day and :to and (i.issued_on, i.id) > (:day, :id)
    order by i.issued_on, i.id limit :limit),
  lines as (
    select d.id doc, c.kind, c.tax_rate, c.amount * d.sign amount, c.tax * d.sign tax
      from docs d cross join cardline c on c.invoice_id = d.of
    union all
    select d.id, c.kind, c.tax_rate, c.amount * d.sign, c.tax * d.sign
      from docs d cross join voided_line v on v.invoice_id = d.of cross join cardline c on c.id = v.cardline_id),
  sums as materialized (
    select doc, abs(kind) kind, tax_rate, sum(amount) amount, sum(tax) tax from lines group by doc, abs(kind), tax_rate)
  select json_array(
    json((select json_array(issued_on, id, (select count(*) from docs)) from docs order by issued_on desc, id desc limit 1)),
    json((select json_group_array(json(one)) from (
      select json_array(d.id, d.number, d.kind, d.issued_on, a.reference, d.customer_name, s.kind, s.tax_rate, s.amount, s.tax) one
      from docs d cross join sums s on s.doc = d.id cross join account a on a.id = d.account_id
      order by d.issued_on, d.id, s.kind, s.tax_rate desc))))`;

/** On no invoice in force that day: not one that was taken back only later. */
const NOT_INVOICED_THEN = `not exists (
    select 1 from voided_line v cross join invoice i on i.id = v.invoice_id cross join invoice n on n.id = i.voided_by
    where v.cardline_id = c.id and i.issued_on <= :asOf and n.issued_on > :asOf)`;

const LINE = `c.id, a.reference, a.name, c.kind, c."from", c."to", c.generated_on, c.amount, c.tax`;

const PENDING = `select json_group_array(json(one)) from (
    select json_array(c.account_id, ${LINE}) one
    from cardline c cross join account a on a.id = c.account_id
    where c.provider_id = :providerId and c.invoice_id is null and c.side = 'sell' and c.generated_on <= :asOf
      and (c.account_id, c.id) > (:first, :second) and ${NOT_INVOICED_THEN}
    order by c.account_id, c.id limit :limit)`;

const INVOICED_LATER = `select json_group_array(json(one)) from (
    select json_array(i.id, ${LINE}) one
    from invoice i cross join cardline c on c.invoice_id = i.id cross join account a on a.id = c.account_id
    where i.provider_id = :providerId and i.issued_on > :asOf and c.generated_on <= :asOf
      and (i.id, c.id) > (:first, :second) and ${NOT_INVOICED_THEN}
    order by i.id, c.id limit :limit)`;

type PostingCells = readonly [
  id: number,
  number: string,
  documentKind: Posting['document']['kind'],
  issuedOn: PlainDate,
  reference: string,
  name: string,
  kind: number,
  taxRate: TaxRate,
  amount: Cents,
  tax: Cents,
];

const toPosting = ([
  id,
  number,
  documentKind,
  issuedOn,
  reference,
  name,
  kind,
  taxRate,
  amount,
  tax,
]: PostingCells): Posting => ({
  document: { id, number, kind: documentKind },
  issuedOn,
  account: { reference, name },
  kind: chargeOf(kindOfNumber(kind)),
  taxRate,
  amount,
  tax,
});

type LineCells = readonly [
  place: number,
  id: number,
  reference: string,
  name: string,
  kind: number,
  from: PlainDate,
  to: PlainDate,
  generatedOn: PlainDate,
  amount: Cents,
  tax: Cents,
];

const toLine = ([
  ,
  id,
  reference,
  name,
  kind,
  from,
  to,
  generatedOn,
  amount,
  tax,
]: LineCells): UnbilledLine => ({
  id,
  account: { reference, name },
  kind: chargeOf(kindOfNumber(kind)),
  isCredit: kind < 0,
  from,
  to,
  generatedOn,
  amount,
  tax,
});
