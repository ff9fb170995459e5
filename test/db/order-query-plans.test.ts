/** No list of orders or requests, and no change of one, may scan a table: their tables grow with every provider's history. */
import type { InArgs } from '@libsql/client';
import { expect, it } from 'vitest';
import type { QueueFilter } from '#app/ports/orders.ts';
import { type Instant, plainDate } from '#core/calendar.ts';
import { accountSearchStatement } from '#db/stores/account-store.ts';
import {
  queueCountsStatement,
  queuePageStatement,
  requestsOfOrderStatement,
  requestsStatement,
} from '#db/stores/order-queue-store.ts';
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
import { scansOf, sqlOf, stepsOf } from '#test/support/query-plans.ts';

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
  'services of a subscription': sqlOf(serviceStatement([anOrderService()])),
  ...Object.fromEntries(joining.map((statement, n) => [`services that join, ${n + 1}`, sqlOf(statement)])),
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
  'requests of an order': requestsOfOrderStatement(1, 'O-1'),
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
  'log of an order': logPageStatement({ orderId: 1, companyId: 1, as: 'seller' }, { from: null, limit: 51 }),
  'log of a request': logPageStatement({ orderId: 1, companyId: 1, as: 'queue' }, { from: null, limit: 51 }),
  'the customer’s view': [TRACKED, ['hash']],
};

it.each(Object.entries(LISTED))('looks %s up by an index', async (_, statement) => {
  expect(await scansOf(await aDatabase(), statement)).toEqual([]);
});

it('sees a scan when there is one', async () => {
  const statement = ['select * from "order" o where o.requested_on = ?', ['2026-03-02']] as const;
  expect(await scansOf(await aDatabase(), [statement[0], [...statement[1]]])).toEqual(['SCAN o']);
});

it('keeps to its indexes with 200,000 requests', async () => {
  const db = await aDatabase();
  await db.write(aLongQueue(200_000));
  for (const [name, statement] of Object.entries(LISTED)) {
    expect(await scansOf(db, statement), name).toEqual([]);
    // Nothing is looked for in the whole of a company's queue.
    const walks = (await stepsOf(db, statement)).filter((step) =>
      /r USING .*\(queue_provider_id=\?\)$/.test(step),
    );
    expect(walks, name).toEqual([]);
  }
  const counts = queueCountsStatement(1, { actorId: 'usr_3', lateBefore: SOME_DAY });
  const counting = (await stepsOf(db, counts)).filter((step) => step.includes('provisioning_request'));
  expect(counting).toContain(
    'SEARCH provisioning_request USING INDEX request_since (queue_provider_id=? AND <expr><?)',
  );
  // Looked at themselves are none but the late ones, and of those as many as are counted.
  expect(counting.filter((step) => !step.includes('COVERING INDEX'))).toHaveLength(1);
  expect(await db.readJson(...counts)).toMatchObject({
    pending: 1_000,
    halted: 1_000,
    mine: 1_000,
    unassigned: 1_000,
    late: 0,
    suppliers: Array.from({ length: 7 }, (_, n) => ({ supplier: `carrier-${n}`, count: 100 })),
    serviceTypes: ['Data', 'Telephony'].map((serviceType) => ({ serviceType, count: 100 })),
  });
  const later = { actorId: 'usr_none', lateBefore: '2026-03-03T00:00:00.000Z' };
  expect(await db.readJson(...queueCountsStatement(1, later))).toMatchObject({ mine: 0, late: 1_000 });
  // Chosen in the order of the narrowest index: nothing is sorted but the page itself.
  const indexOf = async (filter: QueueFilter) => {
    const steps = await stepsOf(db, queuePageStatement(1, filter, page));
    expect(steps.filter((step) => step.includes('TEMP B-TREE'))).toEqual([]);
    return steps.join().match(/request_[a-z]+/)?.[0];
  };
  const all = { assignee: 'usr_3', supplier: 'carrier-1', serviceType: 'Data' } as const;
  expect(await indexOf({ status: 'open' })).toBe('request_waiting');
  expect(await indexOf({ status: 'pending' })).toBe('request_queue');
  expect(await indexOf({ status: 'open', ...all })).toBe('request_assigned');
  expect(await indexOf({ status: 'halted', assignee: 'nobody' })).toBe('request_assigned');
  expect(await indexOf({ status: 'pending', supplier: 'carrier-1', serviceType: 'Data' })).toBe(
    'request_supplier',
  );
  expect(await indexOf({ status: 'pending', serviceType: 'Data' })).toBe('request_type');
  expect(await indexOf({ status: 'active', ...all })).toBe('request_queue');
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
