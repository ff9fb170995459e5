/** No list of orders or requests, and no change of one, may scan a table: their tables grow with every provider's history. */
import { createClient, type InArgs } from '@libsql/client';
import { expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import type { Statement } from '#db/database.ts';
import { queueCountsStatement, queuePageStatement } from '#db/stores/order-queue-store.ts';
import { findStatement } from '#db/stores/order-store.ts';
import { joiningStatements, serviceStatement } from '#db/stores/order-subscriptions.ts';
import { logPageStatement, orderPageStatement, TRACKED } from '#db/stores/order-view-store.ts';
import { anOrderService } from '#test/support/builders.ts';
import { aDatabase } from '#test/support/database.ts';

const page = { after: 7, before: 7, limit: 51 };
const first = { after: null, before: null, limit: 51 };
const filter = { status: 'pending', accountReference: 'BG-10001' } as const;

const SUBSCRIPTION = {
  id: 1,
  status: 'active',
  start: plainDate('2026-03-01'),
  packagePlan: { id: 1, code: 'BUNDLE' },
  grid: { start: plainDate('2026-03-01'), anchor: { monthIndex: 24_315, day: 1 }, lengthMonths: 1 },
} as const;
const joining = joiningStatements(
  [{ id: 1 }, { id: 2 }],
  [
    {
      companyId: 1,
      subscription: SUBSCRIPTION,
      knownFrom: plainDate('2026-03-02'),
      on: plainDate('2026-03-09'),
      servicePlans: [],
    },
  ],
);

const LISTED: Readonly<Record<string, readonly [sql: string, args: InArgs]>> = {
  'services of a subscription': pairOf(serviceStatement([anOrderService()])),
  ...Object.fromEntries(joining.map((statement, n) => [`services that join, ${n + 1}`, pairOf(statement)])),
  'an order by number': findStatement({ providerId: 1, number: 'BG-O-1' }),
  'an order by id': findStatement({ providerId: 1, id: 1 }),
  'an order by request': findStatement({ queueId: 1, requestId: 1 }),
  'orders, first page': orderPageStatement(1, {}, first),
  'orders, next page': orderPageStatement(1, {}, page),
  'orders of a status': orderPageStatement(1, { status: 'pending' }, page),
  'orders of an account': orderPageStatement(1, { accountReference: 'BG-10001' }, page),
  'orders of both': orderPageStatement(1, filter, page),
  'queue, first page': queuePageStatement(1, { status: 'pending' }, first),
  'queue, next page': queuePageStatement(1, { status: 'pending' }, page),
  'queue, open': queuePageStatement(1, { status: 'open' }, page),
  'queue, filtered': queuePageStatement(
    1,
    { status: 'pending', assignee: 'usr_1', supplier: 'opti-carrier', serviceType: 'Data' },
    page,
  ),
  'queue, unassigned': queuePageStatement(1, { status: 'pending', assignee: 'nobody' }, page),
  'queue, counts': queueCountsStatement(1, { actorId: 'usr_1', lateBefore: '2026-03-02T00:00:00.000Z' }),
  'log of an order': logPageStatement({ orderId: 1, companyId: 1, as: 'seller' }, { after: 0, limit: 51 }),
  'log of a request': logPageStatement({ orderId: 1, companyId: 1, as: 'queue' }, { after: 0, limit: 51 }),
  'the customer’s view': [TRACKED, ['hash']],
};

function pairOf(statement: Statement): [string, InArgs] {
  if (!('args' in statement)) throw new Error('the statement is written as SQL');
  return [statement.sql, statement.args];
}

/** The steps that walk over a whole table; what is made up on the way (a subquery's rows) is no table. */
async function scans(sql: string, args: InArgs): Promise<string[]> {
  const db = await aDatabase();
  const files = await db.readJson<string[]>('select json_group_array(file) from pragma_database_list', []);
  // A connection of its own: a plan asked for may keep its connection busy.
  const client = createClient({ url: `file:${files[0]}` });
  try {
    const { rows } = await client.execute({ sql: `explain query plan ${sql}`, args });
    const tables = new Set(
      await db.readJson<string[]>(
        `select json_group_array(name) from sqlite_master where type = 'table'`,
        [],
      ),
    );
    return rows
      .map((row) => String(row.detail))
      .filter((step) => /^SCAN /.test(step) && !/ VIRTUAL TABLE /.test(step))
      .filter((step) => tables.has(step.split(' ')[1] ?? '') || /^SCAN [a-z]{1,3}( |$)/.test(step));
  } finally {
    client.close();
  }
}

it.each(Object.entries(LISTED))('looks %s up by an index', async (_, [sql, args]) => {
  expect(await scans(sql, args)).toEqual([]);
});

it('sees a scan when there is one', async () => {
  expect(await scans('select * from "order" o where o.source = ?', ['api'])).toEqual(['SCAN o']);
});
