/** The provisioning queue of a company, read as its people work it. */
import type { InArgs } from '@libsql/client';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { QueueCounts, QueueFilter, QueueReader, RequestRow } from '#app/ports/orders.ts';
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

/** What a page is asked for with: SQL and its parameters, so that a test can look at how it is planned. Rows are chosen first, then dressed. */
export function queuePageStatement(
  companyId: number,
  { status, assignee, supplier, serviceType, cameBefore, lateBefore }: QueueFilter,
  { after, limit }: { readonly after: number | null; readonly limit: number },
): [sql: string, args: InArgs] {
  const wanted = [
    status === 'open' ? `r.status in ('pending', 'halted')` : 'r.status = :status',
    ...(assignee === undefined
      ? []
      : [assignee === 'nobody' ? 'r.assignee_id is null' : 'r.assignee_id = :assignee']),
    ...(supplier === undefined ? [] : ['r.supplier = :supplier']),
    ...(serviceType === undefined ? [] : ['r.service_type = :serviceType']),
    ...(cameBefore === undefined ? [] : ['r.created_at < :cameBefore']),
    ...(lateBefore === undefined
      ? []
      : [`r.status = 'pending' and coalesce(r.resubmitted_at, r.created_at) < :lateBefore`]),
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

/** Everything in one walk over the open part of the queue; the index of open requests holds all that is counted. */
export const queueCountsStatement = (
  companyId: number,
  { actorId, lateBefore }: { readonly actorId: string; readonly lateBefore: string },
): [sql: string, args: InArgs] => [
  `with waiting as materialized (
     select supplier, service_type,
       count(*) filter (where status = 'pending') pending, count(*) filter (where status = 'halted') halted,
       count(*) filter (where assignee_id = :actorId) mine, count(*) filter (where assignee_id is null) unassigned,
       count(*) filter (where status = 'pending' and coalesce(resubmitted_at, created_at) < :lateBefore) late
     from provisioning_request
     where queue_provider_id = :companyId and status in ('pending', 'halted')
     group by supplier, service_type)
   select json_object('pending', coalesce(sum(pending), 0), 'halted', coalesce(sum(halted), 0),
     'mine', coalesce(sum(mine), 0), 'unassigned', coalesce(sum(unassigned), 0), 'late', coalesce(sum(late), 0),
     'suppliers', json((
       select json_group_array(json_object('supplier', supplier, 'count', n))
       from (select supplier, sum(pending + halted) n from waiting group by supplier order by supplier))),
     'serviceTypes', json((
       select json_group_array(json_object('serviceType', service_type, 'count', n))
       from (select service_type, sum(pending + halted) n from waiting group by service_type order by service_type))))
   from waiting`,
  { companyId, actorId, lateBefore },
];

export const requestsStatement = (
  companyId: number,
  requestIds: readonly number[],
): [sql: string, args: InArgs] => [
  `select json_group_array(json(one)) from (
     select ${REQUEST} one ${JOINED}
     where r.id in (select value from json_each(:requestIds)) and r.queue_provider_id = :companyId
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
     where r.queue_provider_id = :companyId and o.number = :orderNumber
       and o.provider_id in (
         select :companyId union select retailer_id from provider_link where wholesaler_id = :companyId)
     order by r.id)`,
  { companyId, orderNumber },
];
