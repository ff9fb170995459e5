import type { ResultSet } from '@libsql/client';
import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type {
  InvoiceCandidate,
  InvoiceHead,
  InvoiceKey,
  InvoiceStore,
  InvoiceTally,
} from '#app/ports/invoices.ts';
import { chargeOf } from '#core/billing/terms.ts';
import type { PlainDate } from '#core/calendar.ts';
import { type Cents, cents } from '#core/money.ts';
import { conflict, invariant, ok } from '#core/result.ts';
import { clashOf, type Database } from '../database.ts';
import { account, invoice, provider } from '../schema/index.ts';
import { kindOfNumber } from './cardline-rows.ts';
import { auditIfChanged } from './conditional-audit.ts';
import { readIdentifiers } from './invoice-identifiers.ts';
import {
  advanceStatement,
  announceStatement,
  auditStatement,
  candidatesStatement,
  draftsStatement,
  insertStatement,
  issuedStatement,
  previewStatement,
  takeLinesStatement,
  tallyStatement,
} from './invoice-statements.ts';
import { readKeptLines } from './kept-lines.ts';
import { voidStatements } from './void-statements.ts';

export const makeInvoiceStore = (db: Database): InvoiceStore => ({
  async delayDays(providerId) {
    const [row] = await db.orm
      .select({ delayDays: provider.invoiceDelayDays })
      .from(provider)
      .where(eq(provider.id, providerId));
    invariant(row !== undefined, `provider ${providerId} exists`);
    return row.delayDays;
  },

  unknownAccounts: (providerId, references) =>
    db.readJson<string[]>(
      `select json_group_array(asked.value) from json_each(:references) asked
       where not exists (select 1 from account a where a.provider_id = :providerId and a.reference = asked.value)`,
      { providerId, references: JSON.stringify(references) },
    ),

  async readCandidates(providerId, page) {
    const { sql, args } = candidatesStatement(providerId, page);
    const cells = await db.readJson<CandidateCells>(sql, args);
    return cells.map(toCandidate);
  },

  async drafts(providerId, chunk) {
    const { sql, args } = draftsStatement(providerId, chunk);
    const cells = await db.readJson<DraftCells[]>(sql, args);
    return cells.map(([reference, name, from, to, lines, amount, tax]) => ({
      account: { reference, name },
      period: { from, to },
      lines,
      amount,
      tax,
    }));
  },

  async pendingLines(providerId, accountReference, asOf) {
    const cells = await db.readJson<PendingCells[]>(
      `select json_group_array(json_array(c.id, c.kind, c."from", c."to", c.amount, c.tax, c.held))
       from account a cross join cardline c on c.provider_id = a.provider_id and c.account_id = a.id
       where a.provider_id = :providerId and a.reference = :reference and c.invoice_id is null and c.side = 'sell'
         and c.generated_on <= :asOf`,
      { providerId, reference: accountReference, asOf },
    );
    return cells
      .map(([id, kind, from, to, amount, tax, held]) => ({
        id,
        kind: chargeOf(kindOfNumber(kind)),
        isCredit: kind < 0,
        from,
        to,
        amount,
        tax,
        held,
      }))
      .sort((a, b) => a.id - b.id);
  },

  async hold({ providerId, lineId, reason, audit }) {
    const [changed] = await db.write([
      {
        sql: `update cardline set held = :reason
          where id = :lineId and provider_id = :providerId and invoice_id is null and side = 'sell'`,
        args: { reason, lineId, providerId },
      },
      auditIfChanged(audit),
    ]);
    return changed?.rowsAffected === 1;
  },

  async announceDrafts(providerId, asOf, drafts, at) {
    await db.write([
      {
        sql: `insert into outbox (provider_id, topic, dedupe_key, body, due_at, created_at)
          select id, 'invoices.drafted', code || ' ' || :asOf || ' ' || :drafts, json_object('asOf', :asOf, 'drafts', :drafts), :at, :at
          from provider where id = :providerId on conflict do nothing`,
        args: { providerId, asOf, drafts, at },
      },
    ]);
  },

  async previewChunk(providerId, chunk, made) {
    const [result] = await db.readAll([previewStatement(providerId, chunk, made)]);
    const [invoices, amount, tax, credits, lines, first, last, digest] = cellsOf(result);
    return {
      ...tally({ invoices, amount, tax, credits, lines, first, last }),
      digest: String(digest ?? ''),
    };
  },

  async makeChunk(providerId, chunk, audit) {
    try {
      const results = await db.write([
        insertStatement(providerId, chunk, audit.at),
        takeLinesStatement(providerId, chunk.asOf),
        issuedStatement(providerId, audit.at),
        auditStatement(audit),
        tallyStatement(providerId),
        advanceStatement(providerId),
      ]);
      const [invoices, amount, tax, credits, first, last] = cellsOf(results[4]);
      return ok(tally({ invoices, amount, tax, credits, lines: results[1]?.rowsAffected, first, last }));
    } catch (error) {
      if (clashOf(error)?.includes('invoice.number'))
        return conflict(
          'invoice_number_taken',
          'The next invoice numbers are in use already, since the invoice prefix was changed: set another prefix, such as one that ends in a hyphen.',
        );
      throw error;
    }
  },

  async voidInvoice(order) {
    try {
      const results = await db.write([
        ...voidStatements(order),
        {
          sql: 'select number from invoice where provider_id = ? and voids = ?',
          args: [order.providerId, order.invoiceId],
        },
      ]);
      const creditNote = results.at(-1)?.rows[0]?.[0];
      return ok(results[0]?.rowsAffected === 1 ? { creditNote: String(creditNote) } : null);
    } catch (error) {
      if (clashOf(error)?.includes('invoice.number'))
        return conflict(
          'invoice_number_taken',
          'The next credit note number is in use already: set another prefix of credit notes, such as CN-.',
        );
      throw error;
    }
  },

  async announce(providerId, asOf, at) {
    await db.write([announceStatement(providerId, asOf, at)]);
  },

  async list(providerId, { accountReference }, { limit, cursor }) {
    const before = readKeyCursor(cursor);
    if (!before.ok) return before;
    const rows = await listQuery(db, providerId, accountReference, before.value).limit(limit + 1);
    const { items, nextCursor } = pageOfRows(rows, limit, ({ id }) => id);
    return ok({ items: items.map(toHead), nextCursor });
  },

  async head(providerId, wanted) {
    const [row] = await db.orm
      .select(HEAD)
      .from(invoice)
      .innerJoin(account, eq(account.id, invoice.accountId))
      .leftJoin(counterpart, COUNTERPART)
      .where(and(eq(invoice.providerId, providerId), isWanted(wanted)));
    return row === undefined ? null : toHead(row);
  },

  async latestInForce(providerId, accountReference) {
    const [row] = await db.orm
      .select({ number: invoice.number })
      .from(account)
      .innerJoin(invoice, eq(invoice.accountId, account.id))
      .where(
        and(
          eq(account.providerId, providerId),
          eq(account.reference, accountReference),
          eq(invoice.kind, 'invoice'),
          isNull(invoice.voidedBy),
        ),
      )
      .orderBy(desc(invoice.periodFrom))
      .limit(1);
    return row?.number ?? null;
  },

  async find(providerId, wanted) {
    const [row] = await db.orm
      .select({
        ...HEAD,
        voids: invoice.voids,
        issuer: { name: invoice.issuerName, businessNumber: invoice.issuerBusinessNumber },
        customer: { name: invoice.customerName, address: invoice.customerAddress },
      })
      .from(invoice)
      .innerJoin(account, eq(account.id, invoice.accountId))
      .leftJoin(counterpart, COUNTERPART)
      .where(and(eq(invoice.providerId, providerId), isWanted(wanted)));
    if (row === undefined) return null;
    const { issuer, customer } = row;
    // What a credit note takes back are the lines of its invoice.
    const of = row.voids ?? row.id;
    const [lines, identifiers] = await Promise.all([
      readKeptLines(db, providerId, { invoiceId: of }),
      readIdentifiers(db, of),
    ]);
    return { ...toHead(row), issuer, customer, lines, identifiers };
  },
});

/** Of one account through the account: it has few, and the provider's own order would have to be searched for them. */
export const listQuery = (
  db: Database,
  providerId: number,
  accountReference: string | undefined,
  before: number | null,
) =>
  db.orm
    .select(HEAD)
    .from(invoice)
    .innerJoin(account, eq(account.id, invoice.accountId))
    .leftJoin(counterpart, COUNTERPART)
    .where(
      and(
        accountReference === undefined
          ? eq(invoice.providerId, providerId)
          : eq(
              invoice.accountId,
              db.orm
                .select({ id: theirs.id })
                .from(theirs)
                .where(and(eq(theirs.providerId, providerId), eq(theirs.reference, accountReference))),
            ),
        before === null ? undefined : lt(invoice.id, before),
      ),
    )
    .orderBy(desc(invoice.id))
    .$dynamic();

const theirs = alias(account, 'theirs');
const counterpart = alias(invoice, 'counterpart');
/** A credit note's invoice, an invoice's credit note. */
const COUNTERPART = sql`${counterpart.id} = coalesce(${invoice.voids}, ${invoice.voidedBy})`;

const HEAD = {
  id: invoice.id,
  kind: invoice.kind,
  number: invoice.number,
  reference: account.reference,
  customerName: invoice.customerName,
  issuedOn: invoice.issuedOn,
  periodFrom: invoice.periodFrom,
  periodTo: invoice.periodTo,
  amount: invoice.amount,
  tax: invoice.tax,
  balanceBrought: invoice.balanceBrought,
  counterpart: counterpart.number,
  reason: sql<string | null>`coalesce(${invoice.reason}, ${counterpart.reason})`,
  createdAt: invoice.createdAt,
};

const isWanted = (wanted: InvoiceKey) =>
  'id' in wanted ? eq(invoice.id, wanted.id) : eq(invoice.number, wanted.number);

type HeadRow = Pick<
  typeof invoice.$inferSelect,
  | 'id'
  | 'kind'
  | 'number'
  | 'customerName'
  | 'issuedOn'
  | 'periodFrom'
  | 'periodTo'
  | 'amount'
  | 'tax'
  | 'balanceBrought'
  | 'reason'
  | 'createdAt'
> & { readonly reference: string; readonly counterpart: string | null };

const toHead = (row: HeadRow): InvoiceHead => ({
  id: row.id,
  kind: row.kind,
  number: row.number,
  account: { reference: row.reference, name: row.customerName },
  issuedOn: row.issuedOn,
  period: { from: row.periodFrom, to: row.periodTo },
  amount: row.amount,
  tax: row.tax,
  balanceBrought: row.balanceBrought,
  counterpart: row.counterpart,
  reason: row.reason,
  createdAt: row.createdAt,
});

type DraftCells = readonly [
  reference: string,
  name: string,
  from: PlainDate,
  to: PlainDate,
  lines: number,
  amount: Cents,
  tax: Cents,
];

type PendingCells = readonly [
  id: number,
  kind: number,
  from: PlainDate,
  to: PlainDate,
  amount: Cents,
  tax: Cents,
  held: string | null,
];

type CandidateCells = readonly (readonly [
  accountId: number,
  invoiceDay: number,
  invoicePeriodMonths: number,
  invoiceAnchor: PlainDate | null,
  firstSubscriptionStart: PlainDate,
  lastPeriodFrom: PlainDate | null,
  pendingLines: number,
  isParked: number,
])[];

const toCandidate = ([
  accountId,
  invoiceDay,
  invoicePeriodMonths,
  invoiceAnchor,
  firstSubscriptionStart,
  lastPeriodFrom,
  pendingLines,
  isParked,
]: CandidateCells[number]): InvoiceCandidate => ({
  accountId,
  invoiceDay,
  invoicePeriodMonths,
  invoiceAnchor,
  firstSubscriptionStart,
  lastPeriodFrom,
  pendingLines,
  isParked: isParked === 1,
});

const cellsOf = (result: ResultSet | undefined): unknown[] => Array.from(result?.rows[0] ?? []);

/** Sums come as text and are refused where they are not exact as numbers. */
function tally(
  cells: Record<'invoices' | 'lines' | 'amount' | 'tax' | 'credits' | 'first' | 'last', unknown>,
): InvoiceTally {
  const invoices = Number(cells.invoices);
  return {
    invoices,
    lines: Number(cells.lines),
    amount: cents(Number(cells.amount)),
    tax: cents(Number(cells.tax)),
    credits: Number(cells.credits),
    numbers: invoices === 0 ? null : { first: String(cells.first), last: String(cells.last) },
  };
}
