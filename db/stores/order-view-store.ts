/** Looking at orders: lists, logs, the contract, the customer's view. */
import type { InArgs } from '@libsql/client';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type {
  EntryOfOrder,
  EntryOfRequest,
  LogReader,
  LogRow,
  OrderFilter,
  OrderReader,
  OrderRow,
  TrackedOrder,
} from '#app/ports/orders.ts';
import { ok } from '#core/result.ts';
import type { Database } from '../database.ts';
import { companyJson, ifThere, planJson } from './order-json.ts';

export const makeOrderViewStore = (db: Database): OrderReader => ({
  async page(providerId, filter, { limit, cursor }) {
    const before = readKeyCursor(cursor);
    if (!before.ok) return before;
    const rows = await db.readJson<OrderRow[]>(
      ...orderPageStatement(providerId, filter, { before: before.value, limit: limit + 1 }),
    );
    return ok(pageOfRows(rows, limit, ({ id }) => id));
  },

  async log(reader, { limit, cursor, latest = false }) {
    const from = readKeyCursor(cursor);
    if (!from.ok) return from;
    const rows = await db.readJson<LogRow[]>(
      ...logPageStatement(reader, { from: from.value, limit: limit + 1, latest }),
    );
    const page = pageOfRows(rows, limit, ({ id }) => id);
    return ok(latest ? { ...page, items: page.items.toReversed() } : page);
  },

  logEntryOfRequest: (entry) => db.readJson<LogRow | null>(...entryOfRequestStatement(entry)),
  logEntryOfOrder: (entry) => db.readJson<LogRow | null>(...entryOfOrderStatement(entry)),

  async document(providerId, number) {
    const [found] = await db.readAll([
      {
        sql: `select d.name, d.media_type, d.content from order_document d join "order" o on o.id = d.order_id
              where o.provider_id = ? and o.number = ?`,
        args: [providerId, number],
      },
    ]);
    const row = found?.rows[0];
    const [name, mediaType, content] = [row?.[0], row?.[1], row?.[2]];
    return typeof name === 'string' && typeof mediaType === 'string' && content instanceof ArrayBuffer
      ? { name, mediaType, content: new Uint8Array(content) }
      : null;
  },

  tracked: (trackingHash) => db.readJson<TrackedOrder | null>(TRACKED, [trackingHash]),
});

/** What a page is asked for with: SQL and its parameters, so that a test can look at how it is planned. */
export const orderPageStatement = (
  providerId: number,
  filter: OrderFilter,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): [sql: string, args: InArgs] => [
  `select json_group_array(json(one)) from (
    select json_object('id', o.id, 'number', o.number, 'version', o.version, 'status', o.status,
      'account', json_object('reference', a.reference, 'name', a.name), 'packagePlan', ${planJson('pp')},
      'requestedOn', o.requested_on, 'source', o.source, 'createdAt', o.created_at, 'updatedAt', o.updated_at,
      'services', json((
        select json_group_array(json(line)) from (
          select json_object('position', s.position, 'servicePlan', ${planJson('si')}, 'serviceType', s.service_type,
            'status', s.status, 'activatedOn', s.activated_on,
            'queue', ${ifThere('q', companyJson('q'))}, 'rejectionDetails', r.rejection_details) line
          from order_service s
            join catalogue_item si on si.id = s.service_plan_id
            left join provisioning_request r on r.order_service_id = s.id
            left join provider q on q.id = r.queue_provider_id
          where s.order_id = o.id order by s.position)))) one
    from "order" o
      join account a on a.id = o.account_id
      join catalogue_item pp on pp.id = o.package_plan_id
    where o.provider_id = :providerId
      ${filter.status === undefined ? '' : 'and o.status = :status'}
      ${filter.source === undefined ? '' : 'and o.source = :source'}
      ${
        filter.accountReference === undefined
          ? ''
          : 'and o.account_id = (select id from account where provider_id = :providerId and reference = :accountReference)'
      }
      ${before === null ? '' : 'and o.id < :before'}
    order by o.id desc limit :limit)`,
  {
    providerId,
    limit,
    ...(filter.status === undefined ? {} : { status: filter.status }),
    ...(filter.source === undefined ? {} : { source: filter.source }),
    ...(filter.accountReference === undefined ? {} : { accountReference: filter.accountReference }),
    ...(before === null ? {} : { before }),
  },
];

const ENTRY = `json_object('id', l.id, 'at', l.at, 'company', ${companyJson('c')}, 'actor', l.actor, 'via', l.via,
  'event', l.event, 'text', l.text, 'changes', json(l.changes), 'visibility', l.visibility, 'position', s.position)`;

const ENTRY_FROM = `
  from provisioning_log l
    join provider c on c.id = l.provider_id
    left join provisioning_request r on r.id = l.request_id
    left join order_service s on s.id = r.order_service_id`;

/**
 * The seller reads everything of its order but what is internal to others. A queue's company reads what concerns its own
 * requests, and what was said of the order as a whole.
 */
export const logPageStatement = (
  { orderId, companyId, as }: LogReader,
  {
    from,
    limit,
    latest = false,
  }: { readonly from: number | null; readonly limit: number; readonly latest?: boolean },
): [sql: string, args: InArgs] => [
  `select json_group_array(json(one)) from (
    select ${ENTRY} one ${ENTRY_FROM}
    where l.order_id = :orderId and ${latest ? 'l.id < :from' : 'l.id > :from'}
      and (l.visibility <> 'internal' or l.provider_id = :companyId)
      ${
        as === 'seller'
          ? ''
          : `and (r.queue_provider_id = :companyId
             or (l.request_id is null and l.event in ('placed', 'edited', 'cancelled')))`
      }
    order by l.id ${latest ? 'desc' : ''} limit :limit)`,
  { orderId, companyId, from: from ?? (latest ? Number.MAX_SAFE_INTEGER : 0), limit },
];

export const entryOfRequestStatement = ({
  companyId,
  requestId,
  version,
}: EntryOfRequest): [sql: string, args: InArgs] => [
  `select ${ENTRY} ${ENTRY_FROM}
   where l.request_id = :requestId and l.request_version = :version and r.queue_provider_id = :companyId
     and (l.visibility <> 'internal' or l.provider_id = :companyId)`,
  { companyId, requestId, version },
];

export const entryOfOrderStatement = ({
  providerId,
  orderId,
  version,
}: EntryOfOrder): [sql: string, args: InArgs] => [
  `select ${ENTRY} ${ENTRY_FROM} join "order" o on o.id = l.order_id
   where l.order_id = :orderId and l.order_version = :version and o.provider_id = :providerId
     and (l.visibility <> 'internal' or l.provider_id = :providerId)`,
  { providerId, orderId, version },
];

/** The end customer is shown what is meant for it, and Rejection Details only where the seller wrote them itself. */
export const TRACKED = `
  select json_object('number', o.number,
    'seller', json_object('id', p.id, 'code', p.code, 'name', p.name, 'timeZone', p.time_zone),
    'status', o.status, 'packagePlan', ${planJson('pp')}, 'requestedOn', o.requested_on, 'createdAt', o.created_at,
    'services', json((
      select json_group_array(json(line)) from (
        select json_object('position', s.position, 'servicePlan', ${planJson('si')}, 'status', s.status,
          'activatedOn', s.activated_on,
          'rejectionDetails', iif(r.queue_provider_id = o.provider_id, r.rejection_details, null)) line
        from order_service s
          join catalogue_item si on si.id = s.service_plan_id
          left join provisioning_request r on r.order_service_id = s.id
        where s.order_id = o.id order by s.position))),
    'log', json((
      select json_group_array(json(line)) from (
        select json_object('at', l.at, 'text', l.text) line from provisioning_log l
        where l.order_id = o.id and l.visibility = 'customer' order by l.id))))
  from "order" o join provider p on p.id = o.provider_id join catalogue_item pp on pp.id = o.package_plan_id
  where o.tracking_hash = ?`;
