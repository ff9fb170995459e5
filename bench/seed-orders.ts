/**
 * The queue of a wholesaler that is as long as its history: so many orders of its retailer, all of them open. One is placed by
 * the deed itself; the others are made from it in a constant number of statements.
 */
import { makeOrderServices } from '#app/orders/services.ts';
import type { Clock, Tenant } from '#app/ports/platform.ts';
import type { Database } from '#db/database.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { makeOrderQueueStore } from '#db/stores/order-queue-store.ts';
import { makeOrderStore } from '#db/stores/order-store.ts';
import { makeOrderViewStore } from '#db/stores/order-view-store.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { anActor, aTradingPair, CUSTOMER } from '#test/support/builders.ts';

/** Days over which the orders came in; every tenth is halted, every third is somebody's, seven suppliers share them. */
const DAYS = 60;

export interface TradingHouse {
  readonly wavelink: Tenant;
  readonly bluegum: Tenant;
}

/** Fills a migrated, empty database. */
export async function seedOrders(db: Database, orders: number, clock: Clock): Promise<TradingHouse> {
  const house = await aTradingPair(db);
  const deeds = makeOrderServices({
    orders: makeOrderStore(db),
    reader: makeOrderViewStore(db),
    queue: makeOrderQueueStore(db),
    catalogue: makeCatalogueReader(db),
    clock,
    secrets,
  });
  const placed = await deeds.placeOrder(anActor(house.bluegum, { name: 'Sam Seller' }), {
    account: CUSTOMER,
    packagePlan: 'NBN-50',
    services: [{ servicePlan: 'SP-NBN-50', details: { address: '1 High Street, Geelong VIC 3220' } }],
    requestedOn: null,
    contractDocument: null,
  });
  if (!placed.ok) throw new Error(JSON.stringify(placed.faults));
  await db.write(copies(orders));
  return house;
}

/** Keys of the first order and of its only service and request are 1, so that those of a copy are its number. */
const copies = (orders: number) =>
  [
    `insert into "order" (id, provider_id, number, account_id, package_plan_id, buy_package_plan_id, wholesaler_id,
       wholesale_plan_id, status, source, version, created_at, updated_at)
     with recursive n(i) as (select 2 union all select i + 1 from n where i < cast(:orders as integer))
     select i, provider_id, 'X-' || i, account_id, package_plan_id, buy_package_plan_id, wholesaler_id, wholesale_plan_id,
       iif(i % 10 = 0, 'halted', 'pending'), source, version,
       strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '-' || ((:orders - i) * ${DAYS * 24} / cast(:orders as integer)) || ' hours'), updated_at
     from n join "order" on id = 1`,
    `insert into order_service (id, order_id, position, service_plan_id, buy_service_plan_id, wholesale_service_plan_id,
       service_type, details, status)
     select o.id, o.id, s.position, s.service_plan_id, s.buy_service_plan_id, s.wholesale_service_plan_id, s.service_type,
       s.details, o.status
     from "order" o join order_service s on s.id = 1 where o.id between 2 and :orders`,
    `insert into provisioning_request (id, queue_provider_id, order_service_id, service_plan_id, supplier, service_type, status,
       assignee_id, assignee_name, rejection_details, version, created_at, updated_at)
     select o.id, r.queue_provider_id, o.id, r.service_plan_id, 'carrier-' || (o.id % 7), r.service_type, o.status,
       iif(o.id % 3 = 0, 'usr_' || (o.id % 9 + 100), null), iif(o.id % 3 = 0, 'Pat Provisioner', null),
       iif(o.status = 'halted', 'There is no such address.', null), r.version, o.created_at, o.updated_at
     from "order" o join provisioning_request r on r.id = 1 where o.id between 2 and :orders`,
    `insert into provisioning_log (order_id, request_id, request_version, order_version, at, provider_id, actor, via, event, text,
       visibility)
     select o.id, iif(l.request_id is null, null, o.id), l.request_version, l.order_version, o.created_at, l.provider_id,
       l.actor, l.via, l.event, l.text, l.visibility
     from "order" o join provisioning_log l on l.order_id = 1 where o.id between 2 and :orders`,
  ].map((sql) => ({ sql, args: { orders } }));
