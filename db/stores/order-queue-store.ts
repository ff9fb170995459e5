/** The provisioning queue of a company, read as its people work it. */
import type { InArgs } from '@libsql/client';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { QueueCounts, QueueFilter, QueueReader, RequestRow } from '#app/ports/orders.ts';
import { MOST_COUNTED, MOST_COUNTED_OF_ONE } from '#core/orders/queue-counts.ts';
import type { ServiceLevel } from '#core/orders/service-level.ts';
import { ok } from '#core/result.ts';
import type { Database } from '../database.ts';
import { companyJson, JOIN_WORKFLOW, planJson, WORKFLOW_JSON } from './order-json.ts';

export const makeOrderQueueStore = (db: Database): QueueReader => ({
  async page(companyId, filter, { limit, cursor }) {
    const after = readKeyCursor(cursor);
    if (!after.ok) return after;
    const rows = await db.readJson<RequestRow[]>(
      ...queuePageStatement(companyId, filter, { after: after.value, limit: limit + 1 }),
    );
    return ok(pageOfRows(rows, limit, ({ id }) => id));
  },

  counts: (companyId, of) => db.readJson<QueueCounts>(...queueCountsStatement(companyId, of)),

  find: (companyId, requestId) =>
    db.readJson<RequestRow | null>(`select ${REQUEST} ${JOINED} where r.id = ? and r.queue_provider_id = ?`, [
      requestId,
      companyId,
    ]),

  findSeveral: (companyId, requestIds) =>
    db.readJson<RequestRow[]>(...requestsStatement(companyId, requestIds)),

  ofOrder: (companyId, orderNumber) =>
    db.readJson<RequestRow[]>(...requestsOfOrderStatement(companyId, orderNumber)),

  serviceLevel: (companyId) =>
    db.readJson<ServiceLevel>(
      `select json_object('workingDays', provisioning_sla_days, 'holidays', json(holidays)) from provider where id = ?`,
      [companyId],
    ),
});

/** The account is the seller's own business: a wholesaler does not learn who its retailer's customer is. */
const REQUEST = `json_object('id', r.id, 'version', r.version, 'status', r.status, 'servicePlan', ${planJson('i')},
  'supplier', r.supplier,
  'assignee', json(iif(r.assignee_id is null, null, json_object('id', r.assignee_id, 'name', r.assignee_name))),
  'rejectionDetails', r.rejection_details, 'workflow', ${WORKFLOW_JSON}, 'createdAt', r.created_at, 'updatedAt', r.updated_at,
  'resubmittedAt', r.resubmitted_at,
  'orderNumber', o.number, 'orderVersion', o.version, 'seller', ${companyJson('p')},
  'account', json(iif(o.provider_id = r.queue_provider_id,
    json_object('reference', a.reference, 'name', a.name), null)),
  'position', s.position, 'serviceType', s.service_type, 'details', json(s.details),
  'requestedOn', o.requested_on, 'activatedOn', s.activated_on)`;

const JOINED = `
  from provisioning_request r
    join catalogue_item i on i.id = r.service_plan_id
    join order_service s on s.id = r.order_service_id
    join "order" o on o.id = s.order_id
    join provider p on p.id = o.provider_id
    join account a on a.id = o.account_id
    ${JOIN_WORKFLOW}`;

/** As the indexes (db/schema/orders.ts) say it: the planner takes them where it reads these very words. */
const isOpen = (of = ''): string => `${of}status in ('pending', 'halted')`;
const since = (of = ''): string =>
  `case when ${of}resubmitted_at is null then ${of}created_at else ${of}resubmitted_at end`;

/** What a page is asked for with: SQL and its parameters, so that a test can look at how it is planned. Rows are chosen first, then dressed. */
export function queuePageStatement(
  companyId: number,
  { status, assignee, supplier, serviceType, cameBefore, lateBefore }: QueueFilter,
  { after, limit }: { readonly after: number | null; readonly limit: number },
): [sql: string, args: InArgs] {
  const wanted = [
    ...indexedTerms({ status, assignee, supplier, serviceType }),
    ...(cameBefore === undefined ? [] : ['r.created_at < :cameBefore']),
    ...(lateBefore === undefined ? [] : [`+r.status = 'pending' and ${since('r.')} < :lateBefore`]),
    ...(after === null ? [] : ['r.id > :after']),
  ];
  return [
    `select json_group_array(json(one)) from (
      select ${REQUEST} one ${JOINED}
      where r.id in (
        select r.id from provisioning_request r
        where r.queue_provider_id = :companyId and ${wanted.join(' and ')}
        order by r.id limit :limit)
      order by r.id)`,
    {
      companyId,
      limit,
      ...(status === 'open' ? {} : { status }),
      ...(assignee === undefined || assignee === 'nobody' ? {} : { assignee }),
      ...(supplier === undefined ? {} : { supplier }),
      ...(serviceType === undefined ? {} : { serviceType }),
      ...(cameBefore === undefined ? {} : { cameBefore }),
      ...(lateBefore === undefined ? {} : { lateBefore }),
      ...(after === null ? {} : { after }),
    },
  ];
}

/**
 * The terms that indexes are made for. Of several the narrowest index is meant to be walked (whose it is, then supplier, then
 * service type): a `+` keeps the planner from taking one of the others.
 */
function indexedTerms({ status, ...by }: QueueFilter): string[] {
  const terms = [
    by.assignee === 'nobody' ? 'r.assignee_id is null' : by.assignee && 'r.assignee_id = :assignee',
    by.supplier && 'r.supplier = :supplier',
    by.serviceType && 'r.service_type = :serviceType',
  ].filter((term) => term !== undefined);
  const ofStatus = status === 'open' ? [] : ['r.status = :status'];
  const [narrowest, ...others] = terms;
  if (status === 'active' || status === 'cancelled' || narrowest === undefined)
    return [...(status === 'open' ? [isOpen('r.')] : ofStatus), ...terms.map((term) => `+${term}`)];
  return [isOpen('r.'), narrowest, ...[...ofStatus, ...others].map((term) => `+${term}`)];
}

/** Each number is counted from an index, and no further than it is told (core/orders/queue-counts.ts). */
export const queueCountsStatement = (
  companyId: number,
  { actorId, lateBefore }: { readonly actorId: string; readonly lateBefore: string },
): [sql: string, args: InArgs] => [
  `with recursive ${presentNames('supplier')}, ${presentNames('service_type')}
   select json_object(
     'pending', ${countUpTo(':most', `status = 'pending'`)},
     'halted', ${countUpTo(':most', `status = 'halted'`)},
     'mine', ${countUpTo(':most', `${isOpen()} and assignee_id = :actorId`)},
     'unassigned', ${countUpTo(':most', `${isOpen()} and assignee_id is null`)},
     'late', ${countUpTo(':most', `status = 'pending' and ${since()} < :lateBefore`)},
     'suppliers', ${countsByName('supplier', 'supplier')},
     'serviceTypes', ${countsByName('service_type', 'serviceType')})`,
  { companyId, actorId, lateBefore, most: MOST_COUNTED, mostOfOne: MOST_COUNTED_OF_ONE },
];

const countUpTo = (most: string, where: string): string =>
  `(select count(*) from (
     select 1 from provisioning_request where queue_provider_id = :companyId and ${where} limit ${most}))`;

/** The values that open requests have in a column, found by skipping from each to the next. */
const presentNames = (column: string): string => {
  const next = (beyond: string) =>
    `(select min(${column}) from provisioning_request where queue_provider_id = :companyId and ${isOpen()}${beyond})`;
  return `present_${column}(name) as (
     select ${next('')} union all
     select ${next(` and ${column} > name`)} from present_${column} where name is not null)`;
};

const countsByName = (column: string, key: string): string => `json((
       select json_group_array(json_object('${key}', name, 'count', n)) from (
         select name, ${countUpTo(':mostOfOne', `${isOpen()} and ${column} = name`)} n
         from present_${column} where name is not null order by name)))`;

/** By their keys, each looked at whether it is in the queue: the other way round (+) the whole queue would be walked. */
export const requestsStatement = (
  companyId: number,
  requestIds: readonly number[],
): [sql: string, args: InArgs] => [
  `select json_group_array(json(one)) from (
     select ${REQUEST} one ${JOINED}
     where r.id in (select value from json_each(:requestIds)) and +r.queue_provider_id = :companyId
     order by r.id)`,
  { companyId, requestIds: JSON.stringify(requestIds) },
];

/** Order numbers are a seller's own: looked up with each company whose work may be in this queue. */
export const requestsOfOrderStatement = (
  companyId: number,
  orderNumber: string,
): [sql: string, args: InArgs] => [
  `select json_group_array(json(one)) from (
     select ${REQUEST} one ${JOINED}
     where +r.queue_provider_id = :companyId and o.number = :orderNumber
       and o.provider_id in (
         select :companyId union select retailer_id from provider_link where wholesaler_id = :companyId)
     order by r.id)`,
  { companyId, orderNumber },
];
