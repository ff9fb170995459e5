/**
 * The ledger, read. It has no index by account, which each run would have to spread its lines over: an account's lines are
 * found as the pending ones (a small index), through its invoices, and its costs by the periods of its terms.
 */
import { readKeyCursor } from '#app/paging.ts';
import type { Cardline, FoundLine, LedgerStore, LineService, TermLabel } from '#app/ports/ledger.ts';
import type { Page } from '#app/ports/platform.ts';
import { boundaryOf } from '#core/billing/period-grid.ts';
import type { PeriodGrid } from '#core/billing/terms.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import type { Database } from '../database.ts';
import { LINE, type LineCells, toLine } from './cardline-rows.ts';
import { readKeptLines } from './kept-lines.ts';

export const makeLedgerStore = (db: Database): LedgerStore => ({
  async find(providerId, id) {
    const [[found], [kept], approval] = await Promise.all([
      readLines(db, 'select * from cardline where id = :id and provider_id = :provider', {
        id,
        provider: providerId,
      }),
      readKeptLines(db, providerId, { id }),
      db.readJson<FoundLine['approval']>(
        `select json_object('by', p.approved_by, 'on', p.approved_on)
         from cardline c join period_approval p on p.term_id = c.term_id and p.period_start = c.period_start
         where c.id = :id and c.provider_id = :provider`,
        { id, provider: providerId },
      ),
    ]);
    return found === undefined || kept === undefined ? null : { line: found.line, kept, approval };
  },

  async pageOfRun(providerId, runId, side, { limit, cursor }) {
    const after = readKeyCursor(cursor);
    if (!after.ok) return after;
    const lines = await readLines(
      db,
      `select * from cardline where run_id = :run and provider_id = :provider and id > :after
         ${side === null ? '' : 'and side = :side'} order by id limit ${limit + 1}`,
      { run: runId, provider: providerId, after: after.value ?? 0, ...(side === null ? {} : { side }) },
    );
    return ok(pageOf(lines, limit, ({ id }) => `k${id}`));
  },

  async page(providerId, { accountId, status }, { limit, cursor }) {
    const place = readPlace(cursor);
    if (!place.ok) return place;
    const args = { provider: providerId, ...(accountId === null ? {} : { account: accountId }) };
    const lines: Cardline[] = [];
    const cursors: string[] = [];
    const { part } = place.value;
    if (part === 'pending' && status !== 'invoiced') {
      const pending = await readLines(
        db,
        `select * from cardline where provider_id = :provider and invoice_id is null and side = 'sell'
           ${accountId === null ? '' : 'and account_id = :account'} and (account_id, id) > (:first, :second)
         order by account_id, id limit ${limit + 1}`,
        { ...args, first: place.value.first, second: place.value.second },
      );
      for (const { line, accountKey } of pending) {
        lines.push(line);
        cursors.push(`p${accountKey}-${line.id}`);
      }
    }
    if (lines.length <= limit && status !== 'pending') {
      const from = part === 'invoiced' ? place.value : NEWEST_INVOICE;
      const invoiced = await readLines(
        db,
        `select c.* from invoice i join cardline c on c.invoice_id = i.id
         where i.provider_id = :provider and i.kind = 'invoice' ${accountId === null ? '' : 'and i.account_id = :account'}
           and (i.sequence < :first or (i.sequence = :first and c.id > :second))
         order by i.sequence desc, c.id limit ${limit + 1 - lines.length}`,
        { ...args, first: from.first, second: from.second },
      );
      for (const { line, invoiceSequence } of invoiced) {
        lines.push(line);
        cursors.push(`i${invoiceSequence}-${line.id}`);
      }
    }
    return ok({
      items: lines.slice(0, limit),
      nextCursor: lines.length > limit ? (cursors[limit - 1] ?? null) : null,
    });
  },

  async pageOfCosts(providerId, accountId, { limit, cursor }) {
    const place = readPlace(cursor);
    if (!place.ok) return place;
    const { first, second } = place.value;
    const terms = await db.readJson<BuyTermCells>(
      `select json_group_array(json_array(id, start, anchor_month, anchor_day, length_months, next_period,
         iif(has_bolt_ons, ${DAYS_CHARGED_ONCE}, null))) from (
         select t.* from subscription s join subscription_term t on t.subscription_id = s.id and t.side = 'buy'
         where s.account_id = :account and s.provider_id = :provider and t.id >= :first order by t.id limit ${limit + 1}) t`,
      { account: accountId, provider: providerId, first },
    );
    const periods = terms
      .slice(0, limit)
      .flatMap(([id, start, monthIndex, day, lengthMonths, nextPeriod, once]) => {
        const starts = periodStarts({ start, anchor: { monthIndex, day }, lengthMonths }, nextPeriod);
        return [...new Set([...starts, ...(once ?? [])])].map((from) => [id, from]);
      });
    const lines = await readLines(
      db,
      `select c.* from json_each(:periods) wanted
         cross join cardline c on c.period_start = wanted.value ->> 1 and c.term_id = wanted.value ->> 0
       where c.provider_id = :provider and (c.term_id, c.id) > (:first, :second)
       order by c.term_id, c.id limit ${limit + 1}`,
      { periods: JSON.stringify(periods), provider: providerId, first, second },
    );
    if (lines.length > limit) return ok(pageOf(lines, limit, ({ termId, id }) => `p${termId}-${id}`));
    // Terms without lines: nothing more of these, and the next page begins with the term after them.
    const next = terms[limit];
    return ok({
      items: lines.map(({ line }) => line),
      nextCursor: next === undefined ? null : `p${next[0]}-0`,
    });
  },

  accountId: (providerId, account) =>
    db.readJson<number | null>(
      `select json((select id from account
         where provider_id = :provider and ${'id' in account ? 'id = :id' : 'reference = :reference'}))`,
      { provider: providerId, ...account },
    ),

  async labels(termIds, serviceIds, itemIds) {
    const [terms, services, items] = await Promise.all([
      db.readJson<[number, string, number, Side, string][]>(
        `select json_group_array(json_array(t.id, a.reference, t.subscription_id, t.side, p.code))
         from json_each(?) wanted cross join subscription_term t on t.id = wanted.value
           join account a on a.id = t.account_id join catalogue_item p on p.id = t.package_plan_id`,
        [JSON.stringify(termIds)],
      ),
      db.readJson<[number, string, string | null][]>(
        `select json_group_array(json_array(s.id, p.code, s.identifier))
         from json_each(?) wanted cross join service s on s.id = wanted.value
           join catalogue_item p on p.id = s.service_plan_id`,
        [JSON.stringify(serviceIds)],
      ),
      itemIds.length === 0
        ? []
        : db.readJson<[number, string][]>(
            `select json_group_array(json_array(id, code)) from catalogue_item where id in (select value from json_each(?))`,
            [JSON.stringify(itemIds)],
          ),
    ]);
    return {
      terms: new Map(
        terms.map(([termId, account, subscriptionId, side, packagePlan]): [number, TermLabel] => [
          termId,
          { termId, account, subscriptionId, side, packagePlan },
        ]),
      ),
      services: new Map(
        services.map(([id, plan, identifier]): [number, LineService] => [id, { id, plan, identifier }]),
      ),
      items: new Map(items),
    };
  },
});

// ---- places in a list of two parts: p(account or term)-(line), i(invoice)-(line)

interface Place {
  readonly part: 'pending' | 'invoiced';
  readonly first: number;
  readonly second: number;
}
const NEWEST_INVOICE: Place = { part: 'invoiced', first: Number.MAX_SAFE_INTEGER, second: 0 };

function readPlace(cursor: string | null): Result<Place> {
  if (cursor === null) return ok({ part: 'pending', first: 0, second: 0 });
  const match = /^([pi])(\d{1,15})-(\d{1,15})$/.exec(cursor);
  if (match === null)
    return no(
      fault(
        'invalid_cursor',
        'This cursor was not made here: take it from nextCursor of the page before.',
        'cursor',
      ),
    );
  const [, part, first, second] = match;
  return ok({ part: part === 'p' ? 'pending' : 'invoiced', first: Number(first), second: Number(second) });
}

function pageOf(
  lines: readonly ReadLine[],
  limit: number,
  cursorOf: (line: ReadLine) => string,
): Page<Cardline> {
  const last = lines[limit - 1];
  return {
    items: lines.slice(0, limit).map(({ line }) => line),
    nextCursor: lines.length > limit && last !== undefined ? cursorOf(last) : null,
  };
}

/** Of bolt-ons that are charged once: their lines bear their day. */
const DAYS_CHARGED_ONCE = `(select json_group_array(stretch.value ->> 'from')
  from service s, json_each(s.bolt_ons) one, json_each(one.value, '$.stretches') stretch
  where s.subscription_id = t.subscription_id and s.side = t.side and not (one.value ->> 'recurring'))`;

const periodStarts = (grid: PeriodGrid, nextPeriod: number): PlainDate[] =>
  // A setup fee bears the start, whether or not a period is billed yet.
  Array.from({ length: Math.max(nextPeriod, 1) }, (_, k) => boundaryOf(grid, k));

// ---- rows

/** Of a cardline `c` with its labels. */
const LABELLED = `json_array(${LINE}, a.reference, p.code, c.service_id, sp.code, s.identifier, c.side, c.run_id, i.number, c.account_id,
  c.term_id, i.sequence, item.code)`;
const LABELS = `
  join account a on a.id = c.account_id
  left join invoice i on i.id = c.invoice_id
  left join subscription_term t on t.id = c.term_id
  left join catalogue_item p on p.id = t.package_plan_id
  left join service s on s.id = c.service_id
  left join catalogue_item sp on sp.id = s.service_plan_id
  left join catalogue_item item on item.id = nullif(c.item_id, 0)`;

type LabelledCells = readonly [
  line: LineCells,
  account: string,
  packagePlan: string | null,
  serviceId: number,
  servicePlan: string | null,
  identifier: string | null,
  side: Side,
  runId: number | null,
  invoice: string | null,
  accountKey: number,
  termId: number | null,
  invoiceSequence: number | null,
  item: string | null,
];
type BuyTermCells = readonly (readonly [
  id: number,
  start: PlainDate,
  anchorMonth: number,
  anchorDay: number,
  lengthMonths: number,
  nextPeriod: number,
  daysChargedOnce: readonly PlainDate[] | null,
])[];

interface ReadLine {
  readonly line: Cardline;
  readonly id: number;
  readonly accountKey: number;
  readonly termId: number | null;
  readonly invoiceSequence: number | null;
}

/** The lines that a statement selects, in its order, with their labels. */
async function readLines(
  db: Database,
  select: string,
  args: Record<string, string | number>,
): Promise<ReadLine[]> {
  const rows = await db.readJson<LabelledCells[]>(
    `with c as materialized (${select}) select json_group_array(${LABELLED}) from c ${LABELS}`,
    args,
  );
  return rows.map(toReadLine);
}

function toReadLine([
  cells,
  account,
  packagePlan,
  serviceId,
  servicePlan,
  identifier,
  side,
  runId,
  invoice,
  accountKey,
  termId,
  invoiceSequence,
  item,
]: LabelledCells): ReadLine {
  const line = toLine(cells);
  return {
    id: line.id,
    line: {
      ...line,
      account,
      packagePlan,
      service: serviceId === 0 ? null : { id: serviceId, plan: servicePlan ?? '', identifier },
      item,
      side,
      runId,
      invoice,
    },
    accountKey,
    termId,
    invoiceSequence,
  };
}
