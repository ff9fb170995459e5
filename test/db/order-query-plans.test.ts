/** No list of orders or requests, and no change of one, may scan a table: their tables grow with every provider's history. */
import { createClient, type InArgs } from '@libsql/client';
import { expect, it } from 'vitest';
import { type Instant, plainDate } from '#core/calendar.ts';
import type { Database, Statement } from '#db/database.ts';
import { accountSearchStatement } from '#db/stores/account-store.ts';
import { queueCountsStatement, queuePageStatement, requestsStatement } from '#db/stores/order-queue-store.ts';
import { findByRequestsStatement, findStatement } from '#db/stores/order-store.ts';
import { joiningStatements, serviceStatement } from '#db/stores/order-subscriptions.ts';
import {
  entryOfOrderStatement,
  entryOfRequestStatement,
  logPageStatement,
  orderPageStatement,
  TRACKED,
} from '#db/stores/order-view-store.ts';
import { sameOrderStatement } from '#db/stores/portal-store.ts';
import { anOrderService } from '#test/support/builders.ts';
import { aDatabase } from '#test/support/database.ts';

const page = { after: 7, before: 7, limit: 51 };
const first = { after: null, before: null, limit: 51 };
const filter = { status: 'pending', accountReference: 'BG-10001' } as const;

const SOME_DAY = '2026-03-02T00:00:00.000Z' as Instant;

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
  'queue, older than': queuePageStatement(1, { status: 'open', cameBefore: SOME_DAY }, page),
  'queue, late': queuePageStatement(1, { status: 'open', lateBefore: SOME_DAY }, page),
  'queue, counts': queueCountsStatement(1, { actorId: 'usr_1', lateBefore: SOME_DAY }),
  'several requests': requestsStatement(1, [1, 2, 3]),
  'orders of several requests': findByRequestsStatement(1, [1, 2, 3]),
  'an entry by the request’s version': entryOfRequestStatement({ companyId: 1, requestId: 1, version: 1 }),
  'an entry by the order’s version': entryOfOrderStatement({ providerId: 1, orderId: 1, version: 1 }),
  'orders of a source': orderPageStatement(1, { source: 'portal' }, page),
  'the same order from the portal': sameOrderStatement({
    providerId: 1,
    email: 'ann@home.example',
    packagePlanId: 1,
    since: SOME_DAY,
  }),
  'an order by its link': findStatement({ providerId: 1, trackingHash: 'hash' }),
  'accounts in a menu': accountSearchStatement(1, 'lan bak', 20),
  'log of an order': logPageStatement({ orderId: 1, companyId: 1, as: 'seller' }, { after: 0, limit: 51 }),
  'log of a request': logPageStatement({ orderId: 1, companyId: 1, as: 'queue' }, { after: 0, limit: 51 }),
  'the customer’s view': [TRACKED, ['hash']],
};

function pairOf(statement: Statement): [string, InArgs] {
  if (!('args' in statement)) throw new Error('the statement is written as SQL');
  return [statement.sql, statement.args];
}

/** How a statement is planned, on a connection of its own: a plan asked for may keep its connection busy. */
async function stepsOf(db: Database, [sql, args]: readonly [sql: string, args: InArgs]): Promise<string[]> {
  const files = await db.readJson<string[]>('select json_group_array(file) from pragma_database_list', []);
  const client = createClient({ url: `file:${files[0]}` });
  try {
    const { rows } = await client.execute({ sql: `explain query plan ${sql}`, args });
    return rows.map((row) => String(row.detail));
  } finally {
    client.close();
  }
}

/** The steps that walk over a whole table; what is made up on the way (a subquery's rows) is no table. */
async function scans(db: Database, statement: readonly [sql: string, args: InArgs]): Promise<string[]> {
  const steps = await stepsOf(db, statement);
  const tables = new Set(
    await db.readJson<string[]>(`select json_group_array(name) from sqlite_master where type = 'table'`, []),
  );
  return steps
    .filter((step) => /^SCAN /.test(step) && !/ VIRTUAL TABLE /.test(step))
    .filter((step) => tables.has(step.split(' ')[1] ?? '') || /^SCAN [a-z]{1,3}( |$)/.test(step));
}

it.each(Object.entries(LISTED))('looks %s up by an index', async (_, statement) => {
  expect(await scans(await aDatabase(), statement)).toEqual([]);
});

it('sees a scan when there is one', async () => {
  const statement = ['select * from "order" o where o.requested_on = ?', ['2026-03-02']] as const;
  expect(await scans(await aDatabase(), [statement[0], [...statement[1]]])).toEqual(['SCAN o']);
});

it('keeps to its indexes with 200,000 requests', async () => {
  const db = await aDatabase();
  await db.write(aLongQueue(200_000));
  for (const statement of Object.values(LISTED)) expect(await scans(db, statement)).toEqual([]);
  const counts = queueCountsStatement(1, { actorId: 'usr_3', lateBefore: SOME_DAY });
  expect(await stepsOf(db, counts)).toContainEqual(
    expect.stringContaining('USING COVERING INDEX request_open (queue_provider_id=?)'),
  );
  expect(await db.readJson(...counts)).toMatchObject({ pending: 180_000, halted: 20_000, mine: 22_222 });
  // Chosen in the order of the index: nothing is sorted but the page itself.
  const open = await stepsOf(db, queuePageStatement(1, { status: 'open' }, page));
  expect(open.find((step) => step.startsWith('SEARCH r USING') && step.includes('request_'))).toContain(
    'request_waiting',
  );
});

/** A provider whose queue is as long as its history. */
function aLongQueue(length: number) {
  const at = `'${SOME_DAY}'`;
  return [
    `insert into provider (code, name, time_zone, created_at) values ('a', 'A', 'UTC', ${at})`,
    `insert into account (provider_id, reference, name, created_at) values (1, 'R', 'N', ${at})`,
    `insert into catalogue_item (provider_id, kind, code) values (1, 'package_plan', 'P'), (1, 'service_plan', 'S')`,
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${length})
     insert into "order" (provider_id, number, account_id, package_plan_id, status, source, created_at, updated_at)
     select 1, 'O-' || i, 1, 1, 'pending', 'staff', ${at}, ${at} from n`,
    `insert into order_service (order_id, position, service_plan_id, service_type, details, status)
     select id, 1, 2, iif(id % 5 = 0, 'Telephony', 'Data'), '{}', 'pending' from "order"`,
    `insert into provisioning_request (queue_provider_id, order_service_id, service_plan_id, supplier, service_type, status,
       rejection_details, assignee_id, created_at, updated_at)
     select 1, id, 2, 'carrier-' || (id % 7), service_type, iif(id % 10 = 0, 'halted', 'pending'), 'No.',
       iif(id % 3 = 0, 'usr_' || (id % 9), null), ${at}, ${at} from order_service`,
    `insert into provisioning_log (order_id, request_id, request_version, at, provider_id, actor, via, event, text, visibility)
     select s.order_id, r.id, 1, ${at}, 1, 'Sam', 'api', 'received', 'In the queue', 'shared'
     from provisioning_request r join order_service s on s.id = r.order_service_id`,
  ].map((sql) => ({ sql, args: [] }));
}
