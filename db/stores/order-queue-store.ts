/** The provisioning queue of a company, read as its people work it. */
import type { InArgs } from '@libsql/client';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { QueueCounts, QueueFilter, QueueReader, RequestRow } from '#app/ports/orders.ts';
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

  counts: (companyId, actorId) => db.readJson<QueueCounts>(...queueCountsStatement(companyId, actorId)),

  find: (companyId, requestId) =>
    db.readJson<RequestRow | null>(`select ${REQUEST} ${JOINED} where r.id = ? and r.queue_provider_id = ?`, [
      requestId,
      companyId,
    ]),
});

/** The account is the seller's own business: a wholesaler does not learn who its retailer's customer is. */
const REQUEST = `json_object('id', r.id, 'version', r.version, 'status', r.status, 'servicePlan', ${planJson('i')},
  'supplier', r.supplier,
  'assignee', json(iif(r.assignee_id is null, null, json_object('id', r.assignee_id, 'name', r.assignee_name))),
  'rejectionDetails', r.rejection_details, 'workflow', ${WORKFLOW_JSON}, 'createdAt', r.created_at, 'updatedAt', r.updated_at,
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

/** What a page is asked for with: SQL and its parameters, so that a test can look at how it is planned. */
export function queuePageStatement(
  companyId: number,
  { status, assignee, supplier, serviceType }: QueueFilter,
  { after, limit }: { readonly after: number | null; readonly limit: number },
): [sql: string, args: InArgs] {
  const wanted = [
    status === 'open' ? `r.status in ('pending', 'halted')` : 'r.status = :status',
    ...(assignee === undefined
      ? []
      : [assignee === 'nobody' ? 'r.assignee_id is null' : 'r.assignee_id = :assignee']),
    ...(supplier === undefined ? [] : ['r.supplier = :supplier']),
    ...(serviceType === undefined ? [] : ['s.service_type = :serviceType']),
    ...(after === null ? [] : ['r.id > :after']),
  ];
  return [
    `select json_group_array(json(one)) from (
      select ${REQUEST} one ${JOINED}
      where r.queue_provider_id = :companyId and ${wanted.join(' and ')}
      order by r.id limit :limit)`,
    {
      companyId,
      limit,
      ...(status === 'open' ? {} : { status }),
      ...(assignee === undefined || assignee === 'nobody' ? {} : { assignee }),
      ...(supplier === undefined ? {} : { supplier }),
      ...(serviceType === undefined ? {} : { serviceType }),
      ...(after === null ? {} : { after }),
    },
  ];
}

export const queueCountsStatement = (companyId: number, actorId: string): [sql: string, args: InArgs] => [
  `select json_object('pending', count(*) filter (where status = 'pending'),
     'halted', count(*) filter (where status = 'halted'),
     'mine', count(*) filter (where assignee_id = :actorId),
     'unassigned', count(*) filter (where assignee_id is null))
   from provisioning_request where queue_provider_id = :companyId and status in ('pending', 'halted')`,
  { companyId, actorId },
];
