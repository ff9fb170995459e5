/** The statements that keep the carrier's work on requests in step with their orders, in the same batch as the change. */
import type { OrderChange } from '#core/orders/order.ts';
import type { PlacedService } from '#core/orders/place-order.ts';
import { RESOLVED_TOPIC } from '#core/workflow/alerts.ts';
import type { Statement } from '../database.ts';

/** What a new order's requests for carriers begin with. They are found by the order and their services' positions. */
export const beginWorkflowStatement = (
  order: { readonly providerId: number; readonly number: string },
  services: readonly PlacedService[],
  at: string,
): Statement => ({
  sql: `insert into request_workflow (request_id, provider_id, carrier, stage, since, round, told)
        select r.id, r.queue_provider_id, r.supplier, 'pending_collection', :at, 1, '[]'
        from json_each(:positions) j
          join "order" o on o.provider_id = :providerId and o.number = :number
          join order_service s on s.order_id = o.id and s.position = j.value
          join provisioning_request r on r.order_service_id = s.id`,
  args: {
    ...order,
    at,
    positions: JSON.stringify(
      services.flatMap(({ position, request }) => (request?.isCarrierWorkflow ? [position] : [])),
    ),
  },
});

/** What changes make of the workflows that they move; none where they move none. An alert about such a request is over (WF-3). */
export function workflowStatements(changes: readonly OrderChange[]): Statement[] {
  const moved = changes.flatMap(movedBy);
  const [first] = changes;
  return moved.length === 0 || first === undefined
    ? []
    : [
        {
          sql: `update request_workflow set stage = j.value ->> 'stage', since = j.value ->> 'since',
                  round = j.value ->> 'round', file_sequence = j.value ->> 'fileSequence',
                  advice_sequence = j.value ->> 'adviceSequence', told = j.value ->> 'told'
                from json_each(?) j where request_workflow.request_id = j.value ->> 'requestId'`,
          args: [JSON.stringify(moved)],
        },
        ...resolveStatements(
          { sql: `al.request_id = j.value ->> 'requestId'`, args: JSON.stringify(moved) },
          first.by.at,
        ),
      ];
}

function movedBy({ before, after, log }: OrderChange) {
  return after.services.flatMap(({ position, request }) => {
    const workflow = request?.workflow;
    const was = before.services.find((service) => service.position === position)?.request?.workflow;
    if (!request || !workflow || workflow === was) return [];
    const entry = log.find(({ requestId }) => requestId === request.id);
    return [
      {
        requestId: request.id,
        stage: workflow.stage,
        since: workflow.since,
        round: workflow.round,
        fileSequence: workflow.fileSequence,
        adviceSequence: workflow.adviceSequence,
        told: JSON.stringify(workflow.told),
        resolution: entry?.text ?? '',
      },
    ];
  });
}

/**
 * Ends the alerts that are open for something, and tells so. `which.sql` picks alerts `al` by the values `j` of a JSON list;
 * each value says in `resolution` what put an end to them.
 */
export const resolveStatements = (
  which: { readonly sql: string; readonly args: string },
  at: string,
): Statement[] => [
  {
    sql: `insert into outbox (provider_id, topic, dedupe_key, body, due_at, created_at)
          select al.provider_id, :topic, 'alr_' || al.id,
            json_set(al.body, '$.alert', 'alr_' || al.id, '$.resolvedAt', :at, '$.resolution', j.value ->> 'resolution'),
            :at, :at
          from json_each(:which) j cross join workflow_alert al on ${which.sql} and al.resolved_at is null`,
    args: { topic: RESOLVED_TOPIC, at, which: which.args },
  },
  {
    sql: `update workflow_alert as al set resolved_at = :at, resolution = j.value ->> 'resolution'
          from json_each(:which) j where ${which.sql} and al.resolved_at is null`,
    args: { at, which: which.args },
  },
];
