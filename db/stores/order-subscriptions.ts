/**
 * What an activation puts in force (PROV-6): the subscription of each company that bills, its terms and its services, each kind
 * in one statement for all companies.
 */
import type { NewSubscription } from '#core/orders/begin-billing.ts';
import type { ServicesJoining } from '#core/orders/join-billing.ts';
import type { OrderService } from '#core/orders/order.ts';
import { identifierOf } from '#core/orders/service-details.ts';
import type { Statement } from '../database.ts';

interface OrderName {
  readonly providerId: number;
  readonly number: string;
}

/** The seller bills the order's account, which may have been opened in the same batch: its key is not known beforehand. */
const accountOf = (companyId: string, accountId: string): string =>
  `iif(j.value ->> ${companyId} = o.provider_id, o.account_id, j.value ->> ${accountId})`;

/** The statements are none where nothing begins. */
export function subscriptionStatements(
  order: OrderName,
  subscriptions: readonly NewSubscription[],
  at: string,
): Statement[] {
  if (subscriptions.length === 0) return [];
  return [
    {
      sql: `insert into subscription (provider_id, account_id, order_id, status, created_at)
            select j.value ->> 0, ${accountOf('0', '1')}, o.id, 'active', :at
            from json_each(:rows) j join "order" o on o.provider_id = :providerId and o.number = :number
            order by j.key`,
      args: {
        ...order,
        at,
        rows: JSON.stringify(subscriptions.map(({ companyId, accountId }) => [companyId, accountId])),
      },
    },
    termsStatement(order, subscriptions),
    servicesStatement(order, subscriptions),
    {
      // The guard fails the batch where another order has begun the account's first subscription meanwhile: the periods
      // may have been laid on another anchor (PER-3).
      sql: `update account set
              first_subscription_start = coalesce(first_subscription_start, j.value ->> 'start'),
              reference = iif(first_subscription_start is (j.value ->> 'expected'), reference, null)
            from json_each(:rows) j join "order" o on o.provider_id = :providerId and o.number = :number
            where account.id = ${accountOf("'companyId'", "'accountId'")}`,
      args: {
        ...order,
        rows: JSON.stringify(
          subscriptions.map(({ companyId, accountId, start, firstSubscriptionStart }) => ({
            companyId,
            accountId,
            start,
            expected: firstSubscriptionStart,
          })),
        ),
      },
    },
  ];
}

/** A setup fee is due from the day on which the term is known (FEE-1): that is the first day on which a run has to look. */
const termsStatement = (order: OrderName, subscriptions: readonly NewSubscription[]): Statement => ({
  sql: `insert into subscription_term (provider_id, account_id, subscription_id, position, side, package_plan_id, start,
          anchor_month, anchor_day, length_months, known_from, charges_setup, next_due_on)
        select sub.provider_id, sub.account_id, sub.id, 1, j.value ->> 'side', j.value ->> 'packagePlanId',
          j.value ->> 'start', j.value ->> 'anchorMonth', j.value ->> 'anchorDay', j.value ->> 'lengthMonths',
          j.value ->> 'knownFrom', 1, j.value ->> 'knownFrom'
        from json_each(:rows) j
          join "order" o on o.provider_id = :providerId and o.number = :number
          join subscription sub on sub.order_id = o.id and sub.provider_id = j.value ->> 'companyId'
        order by j.key`,
  args: {
    ...order,
    rows: JSON.stringify(
      subscriptions.flatMap(({ companyId, terms }) =>
        terms.map(({ side, packagePlanId, grid, knownFrom }) => ({
          companyId,
          side,
          packagePlanId,
          start: grid.start,
          anchorMonth: grid.anchor.monthIndex,
          anchorDay: grid.anchor.day,
          lengthMonths: grid.lengthMonths,
          knownFrom,
        })),
      ),
    ),
  },
});

const servicesStatement = (order: OrderName, subscriptions: readonly NewSubscription[]): Statement => ({
  sql: `insert into service (provider_id, subscription_id, order_service_id, service_plan_id, side, identifier, details, status,
          active_from)
        select sub.provider_id, sub.id, s.id, j.value ->> 'servicePlanId', j.value ->> 'side',
          j.value ->> 'identifier', j.value ->> 'details',
          iif(j.value ->> 'activeFrom' is null, 'pending', 'active'), j.value ->> 'activeFrom'
        from json_each(:rows) j
          join "order" o on o.provider_id = :providerId and o.number = :number
          join subscription sub on sub.order_id = o.id and sub.provider_id = j.value ->> 'companyId'
          join order_service s on s.order_id = o.id and s.position = j.value ->> 'position'
        order by j.key`,
  args: {
    ...order,
    rows: JSON.stringify(
      subscriptions.flatMap(({ companyId, services }) =>
        services.map((service) => ({ ...service, companyId, details: JSON.stringify(service.details) })),
      ),
    ),
  },
});

/**
 * Brings the services of a subscription that is in force up to their orders': one that becomes active or is cancelled, one
 * whose number has come. What has been ended as a subscription stays ended.
 */
export const serviceStatement = (changed: readonly OrderService[]): Statement => ({
  sql: `update service set
          status = iif(service.status = 'pending', j.value ->> 'status', service.status),
          active_from = coalesce(service.active_from, j.value ->> 'activatedOn'),
          identifier = j.value ->> 'identifier', details = j.value ->> 'details'
        from json_each(?) j
        where service.order_service_id = j.value ->> 'id' and service.status <> 'cancelled'`,
  args: [
    JSON.stringify(
      changed.map((service) => ({
        id: service.id,
        status: service.status === 'halted' ? 'pending' : service.status,
        activatedOn: service.activatedOn,
        identifier: identifierOf(service.serviceType, service.details),
        details: JSON.stringify(service.details),
      })),
    ),
  ],
});

/**
 * Puts services that have just become active on the list of each term that holds them, and makes the term due from the day on
 * which that is known, so that the next run takes them up (PROV-2). None where none join.
 */
export function joiningStatements(
  services: readonly Pick<OrderService, 'id'>[],
  joining: readonly ServicesJoining[],
): Statement[] {
  if (joining.length === 0) return [];
  const ids = JSON.stringify(services.map(({ id }) => id));
  const companies = JSON.stringify(
    joining.map(({ subscription, companyId, knownFrom }) => [subscription.id, companyId, knownFrom]),
  );
  return [
    {
      // The guard fails the batch where the subscription has been cancelled meanwhile: nothing joins that.
      sql: `update subscription set version = iif(status = 'active', version, null)
            from json_each(?) j where subscription.id = j.value ->> 0`,
      args: [companies],
    },
    {
      sql: `update service set known_from = j.value ->> 2
            from json_each(:companies) j
            where service.provider_id = j.value ->> 1 and service.order_service_id in (select value from json_each(:services))`,
      args: { companies, services: ids },
    },
    {
      sql: `with joined as (
              select t.id term_id, s.id service_id, s.known_from
              from json_each(:services) j
                cross join service s on s.order_service_id = j.value and s.known_from is not null
                join subscription_term t on t.subscription_id = s.subscription_id and t.side = s.side
                  and t.position >= s.first_term and (s.last_term is null or t.position <= s.last_term))
            update subscription_term set
              joining = (
                select json_group_array(json(one)) from (
                  select value one from json_each(coalesce(subscription_term.joining, '[]'))
                  union all
                  select json_object('serviceKey', service_id, 'knownFrom', known_from) from joined
                  where term_id = subscription_term.id)),
              next_due_on = min(coalesce(next_due_on, '9999-12-31'),
                (select min(known_from) from joined where term_id = subscription_term.id)),
              version = version + 1
            where id in (select term_id from joined)`,
      args: { services: ids },
    },
  ];
}
