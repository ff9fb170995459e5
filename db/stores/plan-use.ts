/** How much plans are in use: statements that answer one cell, for the codes of `:codes`. */
import { PLANS_NAMED } from './catalogue-tables.ts';

/** Subscriptions with a term on the plan that still bills, and orders that are to become one, on either side. */
export const PLAN_USE = `
  with used as (
    select t.package_plan_id plan_id, t.subscription_id, null order_id from subscription_term t
      where t.provider_id = :provider and t.package_plan_id in (${PLANS_NAMED}) and (t.end is null or t.next_due_on is not null)
    union
    select o.package_plan_id, null, o.id from "order" o
      where o.provider_id = :provider and o.status in ('pending', 'halted') and o.package_plan_id in (${PLANS_NAMED})
    union
    select o.buy_package_plan_id, null, o.id from "order" o
      where o.provider_id = :provider and o.status in ('pending', 'halted') and o.buy_package_plan_id in (${PLANS_NAMED})
    union
    select o.wholesale_plan_id, null, o.id from "order" o
      where o.wholesaler_id = :provider and o.status in ('pending', 'halted') and o.wholesale_plan_id in (${PLANS_NAMED}))
  select json_group_array(json_object('code', code, 'activeSubscriptions', subscriptions, 'openOrders', orders)) from
    (select i.code, count(subscription_id) subscriptions, count(order_id) orders
     from used cross join catalogue_item i on i.id = used.plan_id group by i.code order by i.code)`;

export const SERVICE_USE = `
  with plan as (
    select i.id, i.code from json_each(:codes) j
    cross join catalogue_item i on i.provider_id = :provider and i.kind = 'service_plan' and i.code = j.value),
  used as (
    select plan.code, s.id service_id, null ordered_id from service s join plan on plan.id = s.service_plan_id
      where s.provider_id = :provider and s.status <> 'cancelled'
    union
    select plan.code, null, os.id from "order" o join order_service os on os.order_id = o.id
      join plan on plan.id in (os.service_plan_id, os.buy_service_plan_id)
      where o.provider_id = :provider and os.status in ('pending', 'halted')
        and not exists (select 1 from service s where s.order_service_id = os.id))
  select json_group_array(json_object('code', code, 'services', services)) from
    (select code, count(service_id) + count(ordered_id) services from used group by code order by code)`;
