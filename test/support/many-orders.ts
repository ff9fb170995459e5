/** As many orders as one likes, each like the first in the database, in a constant number of statements. */
import type { Database } from '#db/database.ts';

/** Days over which they came in; every tenth is halted, every third is somebody's, seven suppliers share them. */
const DAYS = 60;

/** Keys of the first order and of its only service and request are 1, so that those of a copy are its number. */
export const multiplyFirstOrder = (db: Database, orders: number) =>
  db.write(
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
      `insert into provisioning_log (order_id, request_id, request_version, order_version, at, provider_id, actor, via, event,
         text, visibility)
       select o.id, iif(l.request_id is null, null, o.id), l.request_version, l.order_version, o.created_at, l.provider_id,
         l.actor, l.via, l.event, l.text, l.visibility
       from "order" o join provisioning_log l on l.order_id = 1 where o.id between 2 and :orders`,
    ].map((sql) => ({ sql, args: { orders } })),
  );
