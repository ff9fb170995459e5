/**
 * The statements that write an order: a constant number of them, however many services it has. Sets travel as JSON. New rows
 * find their order by (provider, number) and their service by its position, since no key is known beforehand.
 */
import type { OrderToChange, OrderToPlace } from '#app/ports/orders.ts';
import type { Account } from '#core/accounts/account.ts';
import type { NewLogEntry, Order, OrderService } from '#core/orders/order.ts';
import type { Statement } from '../database.ts';
import { joiningStatements, serviceStatement, subscriptionStatements } from './order-subscriptions.ts';
import { beginWorkflowStatement, workflowStatements } from './workflow-statements.ts';

/** An order and all that comes with it. */
export function placeStatements(place: OrderToPlace): Statement[] {
  const { placed, seller, number, at, activation } = place;
  const order = { providerId: seller.id, number };
  const after = activation?.change.after;
  return [
    ...(place.newAccount === null ? [] : [newAccountStatement(place, place.newAccount)]),
    {
      sql: `insert into "order" (provider_id, number, account_id, package_plan_id, buy_package_plan_id, wholesaler_id,
              wholesale_plan_id, status, requested_on, contract_type, source, tracking_hash, version, created_at, updated_at)
            values (:providerId, :number,
              (select id from account where provider_id = :providerId and reference = :account), :packagePlanId, :buyPackagePlanId, :wholesalerId,
              :wholesalePlanId, :status, :requestedOn, :contractType, :source, :trackingHash, :version, :at, :at)`,
      args: {
        ...order,
        account: placed.account.reference,
        packagePlanId: placed.packagePlan.id,
        buyPackagePlanId: placed.buyPackagePlan?.id ?? null,
        wholesalerId: placed.wholesale?.company.id ?? null,
        wholesalePlanId: placed.wholesale?.packagePlan.id ?? null,
        status: after?.status ?? 'pending',
        requestedOn: placed.requestedOn,
        contractType: placed.contractType,
        source: place.source,
        trackingHash: place.trackingHash,
        version: after?.version ?? 1,
        at,
      },
    },
    {
      sql: `insert into order_service (order_id, position, service_plan_id, buy_service_plan_id,
              wholesale_service_plan_id, service_type, details, status, activated_on)
            select o.id, j.value ->> 'position', j.value ->> 'servicePlanId', j.value ->> 'buyServicePlanId',
              j.value ->> 'wholesaleServicePlanId', j.value ->> 'serviceType', j.value ->> 'details',
              j.value ->> 'status', j.value ->> 'activatedOn'
            from json_each(:services) j join "order" o on o.provider_id = :providerId and o.number = :number
            order by j.key`,
      args: {
        ...order,
        services: JSON.stringify(
          placed.services.map(({ position, plan, buyPlan, wholesalePlan, serviceType, details }) => ({
            position,
            servicePlanId: plan.id,
            buyServicePlanId: buyPlan?.id ?? null,
            wholesaleServicePlanId: wholesalePlan?.id ?? null,
            serviceType,
            details: JSON.stringify(details),
            status: after?.services.find((service) => service.position === position)?.status ?? 'pending',
            activatedOn:
              after?.services.find((service) => service.position === position)?.activatedOn ?? null,
          })),
        ),
      },
    },
    {
      sql: `insert into provisioning_request (queue_provider_id, order_service_id, service_plan_id, supplier, service_type,
              status, created_at, updated_at)
            select j.value ->> 'queueId', s.id, j.value ->> 'servicePlanId', j.value ->> 'supplier', s.service_type,
              'pending', :at, :at
            from json_each(:requests) j
              join "order" o on o.provider_id = :providerId and o.number = :number
              join order_service s on s.order_id = o.id and s.position = j.value ->> 'position'
            order by j.key`,
      args: {
        ...order,
        at,
        requests: JSON.stringify(
          placed.services.flatMap(({ position, request }) =>
            request === null
              ? []
              : [
                  {
                    position,
                    queueId: request.queue.id,
                    servicePlanId: request.servicePlan.id,
                    supplier: request.supplier,
                  },
                ],
          ),
        ),
      },
    },
    beginWorkflowStatement(order, placed.services, at),
    logStatement(order, { at, providerId: seller.id, actor: place.actor.name, via: place.actor.via }, [
      place.entries.order,
      ...place.entries.requests,
      ...(activation?.change.log ?? []),
    ]),
    {
      sql: `insert into outbox (provider_id, topic, dedupe_key, body, due_at, created_at)
            select j.value ->> 'companyId', j.value ->> 'topic', 'req_' || r.id || ':1',
              json_set(j.value ->> 'body', '$.request', 'req_' || r.id), :at, :at
            from json_each(:notices) j
              join "order" o on o.provider_id = :providerId and o.number = :number
              join order_service s on s.order_id = o.id and s.position = j.value ->> 'position'
              join provisioning_request r on r.order_service_id = s.id
            order by j.key`,
      args: {
        ...order,
        at,
        notices: JSON.stringify(
          place.requestNotices.map(({ body, ...notice }) => ({ ...notice, body: JSON.stringify(body) })),
        ),
      },
    },
    ...(placed.contractDocument === null ? [] : [documentStatement(place)]),
    ...(activation === null ? [] : subscriptionStatements(order, activation.subscriptions, at)),
  ];
}

const newAccountStatement = ({ seller, at }: OrderToPlace, account: Account): Statement => ({
  sql: `insert into account (provider_id, reference, name, type, email, phone, address, invoice_day,
          invoice_period_months, invoice_anchor, align_packages, created_at)
        values (:providerId, :reference, :name, :type, :email, :phone, :address, :invoiceDay,
          :invoicePeriodMonths, :invoiceAnchor, :alignPackages, :at)`,
  args: { ...account, alignPackages: account.alignPackages ? 1 : 0, providerId: seller.id, at },
});

function documentStatement({ placed, seller, number, actor, at, documentHash }: OrderToPlace): Statement {
  const { name = '', mediaType = '', content = new Uint8Array() } = placed.contractDocument ?? {};
  return {
    sql: `insert into order_document (order_id, name, media_type, size, hash, content, uploaded_by, uploaded_at)
          select id, :name, :mediaType, :size, :hash, :content, :actor, :at from "order"
          where provider_id = :providerId and number = :number`,
    args: {
      providerId: seller.id,
      number,
      name,
      mediaType,
      size: content.length,
      hash: documentHash,
      content,
      actor: actor.name,
      at,
    },
  };
}

/** A change of an order: its log first, so that the loser of a race fails before anything else is tried (PROV-5). */
export function changeStatements({ change, subscriptions, joining, via }: OrderToChange): Statement[] {
  const { before, after, by, log } = change;
  const order = { providerId: after.seller.id, number: after.number };
  const changed = after.services.filter(
    (service) => !before.services.some((old) => old.position === service.position && old === service),
  );
  return [
    logStatement(order, { at: by.at, providerId: by.company.id, actor: by.name, via }, log),
    ...(after.version === before.version ? [] : [orderStatement(after, by.at)]),
    ...(changed.length === 0 ? [] : [orderServiceStatement(changed), requestStatement(changed, by.at)]),
    ...workflowStatements([change]),
    ...subscriptionStatements(order, subscriptions, by.at),
    ...(before.subscription === null || changed.length === 0 ? [] : [serviceStatement(changed)]),
    ...joiningStatements(
      changed.filter(({ position }) => change.positions.includes(position)),
      joining,
    ),
  ];
}

interface EntryBy {
  readonly at: string;
  readonly providerId: number;
  readonly actor: string;
  readonly via: string;
}

/** Entries name their request by its key or, when it is new, by the position of its service. */
const logStatement = (
  order: { readonly providerId: number; readonly number: string },
  by: EntryBy,
  entries: readonly (NewLogEntry & { readonly position?: number })[],
): Statement => ({
  sql: `insert into provisioning_log (order_id, request_id, request_version, order_version, at, provider_id, actor, via, event,
          text, changes, visibility)
        select o.id,
          coalesce(j.value ->> 'requestId', (
            select r.id from order_service s join provisioning_request r on r.order_service_id = s.id
            where s.order_id = o.id and s.position = j.value ->> 'position')),
          j.value ->> 'requestVersion', j.value ->> 'orderVersion', :at, :byProvider, :actor, :via,
          j.value ->> 'event', j.value ->> 'text', j.value ->> 'changes', j.value ->> 'visibility'
        from json_each(:entries) j join "order" o on o.provider_id = :providerId and o.number = :number
        order by j.key`,
  args: {
    ...order,
    at: by.at,
    byProvider: by.providerId,
    actor: by.actor,
    via: by.via,
    entries: JSON.stringify(
      entries.map(({ changes, ...entry }) => ({
        ...entry,
        changes: changes === null ? null : JSON.stringify(changes),
      })),
    ),
  },
});

const orderStatement = (after: Order, at: string): Statement => ({
  sql: `update "order" set status = :status, version = :version, requested_on = :requestedOn,
          contract_type = :contractType, updated_at = :at where id = :id`,
  args: {
    id: after.id,
    status: after.status,
    version: after.version,
    requestedOn: after.requestedOn,
    contractType: after.contractType,
    at,
  },
});

const orderServiceStatement = (changed: readonly OrderService[]): Statement => ({
  sql: `update order_service set details = j.value ->> 'details', status = j.value ->> 'status',
          activated_on = j.value ->> 'activatedOn'
        from json_each(?) j where order_service.id = j.value ->> 'id'`,
  args: [
    JSON.stringify(
      changed.map(({ id, details, status, activatedOn }) => ({
        id,
        details: JSON.stringify(details),
        status,
        activatedOn,
      })),
    ),
  ],
});

const requestStatement = (changed: readonly OrderService[], at: string): Statement => ({
  sql: `update provisioning_request set status = j.value ->> 'status', version = j.value ->> 'version',
          assignee_id = j.value ->> 'assigneeId', assignee_name = j.value ->> 'assigneeName',
          rejection_details = j.value ->> 'rejectionDetails', updated_at = :at,
          resubmitted_at = iif(provisioning_request.status = 'halted' and j.value ->> 'status' = 'pending', :at, resubmitted_at)
        from json_each(:requests) j where provisioning_request.id = j.value ->> 'id'`,
  args: {
    at,
    requests: JSON.stringify(
      changed.flatMap(({ request }) =>
        request === null
          ? []
          : [
              {
                id: request.id,
                status: request.status,
                version: request.version,
                assigneeId: request.assignee?.id ?? null,
                assigneeName: request.assignee?.name ?? null,
                rejectionDetails: request.rejectionDetails,
              },
            ],
      ),
    ),
  },
});
