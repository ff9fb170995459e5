/** The statements that open, raise and end alerts, each with its notice in the same batch (WF-3). */
import type { Carrier } from '#app/ports/workflow.ts';
import { ALERT_TOPICS, gapCause, type NewAlert } from '#core/workflow/alerts.ts';
import type { GapPlan } from '#core/workflow/register-batch.ts';
import type { Statement } from '../database.ts';
import { resolveStatements } from './workflow-statements.ts';

export interface AlertToTell {
  readonly alert: NewAlert;
  /** Told once of this alert under this word; null: not told. */
  readonly key: string | null;
}

/** Opens alerts, or brings those that are open for the same cause up to date; what is about a request that has moved on is left out. */
export function raiseStatements(providerId: number, alerts: readonly AlertToTell[], at: string): Statement[] {
  const args = {
    providerId,
    at,
    alerts: JSON.stringify(
      alerts.map(({ alert: { request, body, ...alert }, key }) => ({
        ...alert,
        requestId: request?.id ?? null,
        stage: request?.stage ?? null,
        round: request?.round ?? null,
        body: JSON.stringify(body),
        topic: ALERT_TOPICS[alert.kind],
        key,
      })),
    ),
  };
  return [
    {
      sql: `insert into workflow_alert (provider_id, carrier, request_id, kind, level, cause, days, text, body, opened_at, raised_at)
            select :providerId, j.value ->> 'carrier', j.value ->> 'requestId', j.value ->> 'kind', j.value ->> 'level',
              j.value ->> 'cause', j.value ->> 'days', j.value ->> 'text', j.value ->> 'body', :at, :at
            from json_each(:alerts) j left join request_workflow w on w.request_id = j.value ->> 'requestId'
            where (j.value ->> 'requestId' is null or (w.stage = j.value ->> 'stage' and w.round = j.value ->> 'round'))
              -- What is no news is brought up to date where it is open; it opens nothing that somebody closed.
              and (j.value ->> 'key' is not null or exists (select 1 from workflow_alert al
                where al.provider_id = :providerId and al.cause = j.value ->> 'cause' and al.resolved_at is null))
            order by j.key
            on conflict (provider_id, cause) where resolved_at is null do update set
              raised_at = iif(level = excluded.level, raised_at, excluded.raised_at),
              level = excluded.level, days = excluded.days, text = excluded.text, body = excluded.body`,
      args,
    },
    {
      sql: `insert into outbox (provider_id, topic, dedupe_key, body, due_at, created_at)
            select al.provider_id, j.value ->> 'topic', 'alr_' || al.id || ':' || (j.value ->> 'key'),
              json_set(al.body, '$.alert', 'alr_' || al.id), :at, :at
            from json_each(:alerts) j
              cross join workflow_alert al
                on al.provider_id = :providerId and al.cause = j.value ->> 'cause' and al.resolved_at is null
            where j.value ->> 'key' is not null
            order by j.key
            on conflict (topic, dedupe_key) do nothing`,
      args,
    },
  ];
}

/** What becomes of the alert about a carrier's missing batch files. `key`: under which news of it is told once. */
export function gapStatements(
  { providerId, code }: Pick<Carrier, 'providerId' | 'code'>,
  gap: GapPlan,
  { at, key, resolution }: { readonly at: string; readonly key: string; readonly resolution: string },
): Statement[] {
  switch (gap.kind) {
    case 'missing':
      return raiseStatements(providerId, [{ alert: gap.alert, key: gap.isNews ? key : null }], at);
    case 'filled':
      return resolveStatements(
        {
          sql: `al.provider_id = j.value ->> 'providerId' and al.cause = j.value ->> 'cause'`,
          args: JSON.stringify([{ providerId, cause: gapCause(code), resolution }]),
        },
        at,
      );
    case 'none':
      return [];
  }
}
