/** Orders as decisions need them: loaded whole in one statement, written in one batch that only one of two racers gets through. */
import type { InArgs } from '@libsql/client';
import type { LoadedOrder, OrderKey, OrderStore, Parties, PlacingFacts } from '#app/ports/orders.ts';
import { invariant } from '#core/result.ts';
import { clashOf, type Database, type Statement } from '../database.ts';
import { missedGuardOf } from './guards.ts';
import {
  companyJson,
  ifThere,
  JOIN_WORKFLOW,
  joinWholesaleAccount,
  lastChangeJson,
  partyJson,
  planJson,
  WORKFLOW_JSON,
} from './order-json.ts';
import { changeStatements, placeStatements } from './order-statements.ts';
import { traceStatements } from './traces.ts';

export const makeOrderStore = (db: Database): OrderStore => ({
  async takeNumber(providerId) {
    const results = await db.write([
      {
        sql: `update provider set next_order_number = next_order_number + 1 where id = ?
              returning invoice_prefix || 'O-' || (next_order_number - 1)`,
        args: [providerId],
      },
    ]);
    const number = results[0]?.rows[0]?.[0];
    invariant(typeof number === 'string', 'a provider answers its next order number');
    return number;
  },

  placingFacts: (providerId, account) =>
    db.readJson<PlacingFacts>(PLACING_FACTS, { providerId, id: null, reference: null, ...account }),

  parties: ({ seller, account, wholesale }) =>
    db.readJson<Parties>(PARTIES, {
      sellerId: seller.id,
      accountId: account.id,
      wholesalerId: wholesale?.company.id ?? null,
    }),

  async place(order) {
    try {
      const written = await unlessBeaten(db, [
        ...placeStatements(order),
        ...traceStatements(db, order.traces),
      ]);
      return written ? 'placed' : 'beaten';
    } catch (error) {
      const clash = clashOf(error) ?? '';
      if (clash.includes('account.reference')) return 'reference_taken';
      if (clash.includes('order.tracking_hash')) return 'repeated';
      throw error;
    }
  },

  find: (key) => db.readJson<LoadedOrder | null>(...findStatement(key)),

  findByRequests: (queueId, requestIds) =>
    db.readJson<LoadedOrder[]>(...findByRequestsStatement(queueId, requestIds)),

  commit: (order) => unlessBeaten(db, [...changeStatements(order), ...traceStatements(db, order.traces)]),

  async addNote(note) {
    const { orderId, requestId, at, companyId, actor, text, visibility } = note;
    await db.write([
      {
        sql: `insert into provisioning_log (order_id, request_id, at, provider_id, actor, via, event, text, visibility)
              values (?, ?, ?, ?, ?, ?, 'noted', ?, ?)`,
        args: [orderId, requestId, at, companyId, actor.name, actor.via, text, visibility],
      },
    ]);
  },

  async renewTracking(providerId, number, trackingHash, traces) {
    await db.write([
      {
        sql: `update "order" set tracking_hash = ? where provider_id = ? and number = ?`,
        args: [trackingHash, providerId, number],
      },
      ...traceStatements(db, traces),
    ]);
  },
});

/**
 * PROV-5: false when somebody else made the version that this batch was to make, began the order's subscription or the
 * first one of its account, or cancelled the subscription that a service was to join; or what else may be made once (`also`:
 * beginnings of columns). Whatever else goes wrong is thrown.
 */
export async function unlessBeaten(
  db: Database,
  statements: readonly Statement[],
  also: readonly string[] = [],
): Promise<boolean> {
  try {
    await db.write(statements);
    return true;
  } catch (error) {
    const clash = clashOf(error) ?? '';
    const beaten =
      clash.startsWith('provisioning_log.') ||
      clash.startsWith('subscription.') ||
      also.some((columns) => clash.startsWith(columns)) ||
      ['account.reference', 'subscription.version'].includes(missedGuardOf(error) ?? '');
    if (beaten) return false;
    throw error;
  }
}

const PLACING_FACTS = `
  select json_object(
    'features', json(p.features), 'defaultTaxRate', p.default_tax_rate,
    'account', json((
      select json_object('id', a.id, 'reference', a.reference, 'name', a.name) from account a
      where a.provider_id = p.id and (a.reference = :reference or a.id = :id))),
    'wholesalers', json((
      select json_group_array(json_object('company', ${companyJson('w')},
        'hasAccount', json(iif(wa.id is null, 'false', 'true'))))
      from provider_link own join provider w on w.id = own.wholesaler_id
        left join account wa on wa.provider_id = w.id and wa.reference = own.account_reference
      where own.retailer_id = p.id)))
  from provider p where p.id = :providerId`;

const PARTIES = `
  select json_object(
    'seller', ${partyJson('p', 'a')},
    'wholesaler', ${ifThere('w', partyJson('w', 'wa'))})
  from provider p left join account a on a.id = :accountId and a.provider_id = p.id
    left join provider w on w.id = :wholesalerId
    ${joinWholesaleAccount('w.id', 'p.id')}
  where p.id = :sellerId`;

const SERVICES = `json((
  select json_group_array(json(one)) from (
    select json_object('id', s.id, 'position', s.position, 'servicePlan', ${planJson('si')},
      'buyServicePlan', ${ifThere('sb', planJson('sb'))},
      'wholesaleServicePlan', ${ifThere('sw', planJson('sw'))},
      'serviceType', s.service_type, 'details', json(s.details), 'status', s.status, 'activatedOn', s.activated_on,
      'request', ${ifThere(
        'r',
        `json_object('id', r.id, 'queue', ${companyJson('q')}, 'servicePlan', ${planJson('ri')}, 'supplier', r.supplier,
        'status', r.status,
        'assignee', json(iif(r.assignee_id is null, null, json_object('id', r.assignee_id, 'name', r.assignee_name))),
        'rejectionDetails', r.rejection_details, 'workflow', ${WORKFLOW_JSON}, 'version', r.version, 'createdAt', r.created_at,
        'lastChange', ${lastChangeJson('l.request_id = r.id and l.request_version = r.version')})`,
      )}) one
    from order_service s
      join catalogue_item si on si.id = s.service_plan_id
      left join catalogue_item sb on sb.id = s.buy_service_plan_id
      left join catalogue_item sw on sw.id = s.wholesale_service_plan_id
      left join provisioning_request r on r.order_service_id = s.id
      left join provider q on q.id = r.queue_provider_id
      left join catalogue_item ri on ri.id = r.service_plan_id
      ${JOIN_WORKFLOW}
    where s.order_id = o.id order by s.position)))`;

/** The subscription of the order at one of its companies. */
const subscriptionOf = (providerId: string): string => `json((
  select json_object('id', sub.id, 'status', sub.status, 'start', t.start, 'packagePlan', ${planJson('ti')},
    'grid', json_object('start', t.start, 'anchor', json_object('monthIndex', t.anchor_month, 'day', t.anchor_day),
      'lengthMonths', t.length_months))
  from subscription sub
    join subscription_term t on t.subscription_id = sub.id and t.side = 'sell' and t.position = 1
    join catalogue_item ti on ti.id = t.package_plan_id
  where sub.order_id = o.id and sub.provider_id = ${providerId}))`;

const LOADED = `
  json_object(
    'order', json_object('id', o.id, 'number', o.number, 'version', o.version, 'seller', ${companyJson('p')},
      'account', json_object('id', a.id, 'reference', a.reference, 'name', a.name),
      'packagePlan', ${planJson('pp')},
      'buyPackagePlan', ${ifThere('bp', planJson('bp'))},
      'wholesale', ${ifThere('w', `json_object('company', ${companyJson('w')}, 'packagePlan', ${planJson('wp')})`)},
      'status', o.status, 'requestedOn', o.requested_on, 'contractType', o.contract_type,
      'lastChange', ${lastChangeJson('l.order_id = o.id and l.order_version = o.version')},
      'subscription', ${subscriptionOf('o.provider_id')},
      'supply', ${subscriptionOf('o.wholesaler_id')},
      'services', ${SERVICES}),
    'seller', ${partyJson('p', 'a')},
    'wholesaler', ${ifThere('w', partyJson('w', 'wa'))},
    'source', o.source, 'createdAt', o.created_at, 'updatedAt', o.updated_at,
    'contractDocument', json((
      select json_object('name', d.name, 'mediaType', d.media_type, 'size', d.size, 'hash', d.hash)
      from order_document d where d.order_id = o.id)))`;

const LOADED_FROM = `
  from "order" o
    join provider p on p.id = o.provider_id
    join account a on a.id = o.account_id
    join catalogue_item pp on pp.id = o.package_plan_id
    left join catalogue_item bp on bp.id = o.buy_package_plan_id
    left join provider w on w.id = o.wholesaler_id
    left join catalogue_item wp on wp.id = o.wholesale_plan_id
    ${joinWholesaleAccount('o.wholesaler_id', 'o.provider_id')}`;

/** SQL and its parameters, so that a test can look at how it is planned. */
export function findStatement(key: OrderKey): [sql: string, args: InArgs] {
  const found = `select ${LOADED} ${LOADED_FROM}`;
  if ('requestId' in key)
    return [
      `${found} where o.id = (
        select s.order_id from provisioning_request r join order_service s on s.id = r.order_service_id
        where r.id = ? and r.queue_provider_id = ?)`,
      [key.requestId, key.queueId],
    ];
  if ('trackingHash' in key)
    return [`${found} where o.tracking_hash = ? and o.provider_id = ?`, [key.trackingHash, key.providerId]];
  return 'id' in key
    ? [`${found} where o.id = ? and o.provider_id = ?`, [key.id, key.providerId]]
    : [`${found} where o.provider_id = ? and o.number = ?`, [key.providerId, key.number]];
}

export const findByRequestsStatement = (
  queueId: number,
  requestIds: readonly number[],
): [sql: string, args: InArgs] => [
  `select json_group_array(json(one)) from (
     select ${LOADED} one ${LOADED_FROM}
     where o.id in (
       select s.order_id from provisioning_request r join order_service s on s.id = r.order_service_id
       where r.id in (select value from json_each(:requestIds)) and +r.queue_provider_id = :queueId)
     order by o.id)`,
  { queueId, requestIds: JSON.stringify(requestIds) },
];
