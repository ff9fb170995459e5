/** What is stuck: looking for it, telling it, showing it (WF-3). */
import type { InArgs } from '@libsql/client';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { AlertFilter, AlertStore, WatchFacts, WorkflowAlert } from '#app/ports/workflow.ts';
import { ok } from '#core/result.ts';
import type { AlertKind } from '#core/workflow/alerts.ts';
import type { Database } from '../database.ts';
import { auditIfChanged } from './conditional-audit.ts';
import { raiseStatements } from './workflow-alert-statements.ts';
import { resolveStatements } from './workflow-statements.ts';

export const makeAlertStore = (db: Database): AlertStore => ({
  watch: (providerId, sentBefore) => db.readJson<WatchFacts>(...watchStatement(providerId, sentBefore)),

  async raise(providerId, alerts, at) {
    if (alerts.length === 0) return 0;
    // An alert is told once at each of its levels.
    const [raised] = await db.write(
      raiseStatements(
        providerId,
        alerts.map((alert) => ({ alert, key: alert.level })),
        at,
      ),
    );
    return raised?.rowsAffected ?? 0;
  },

  async page(providerId, filter, { limit, cursor }) {
    const before = readKeyCursor(cursor);
    if (!before.ok) return before;
    const rows = await db.readJson<WorkflowAlert[]>(
      ...alertPageStatement(providerId, filter, { before: before.value, limit: limit + 1 }),
    );
    return ok(pageOfRows(rows, limit, ({ id }) => id));
  },

  async find(providerId, id) {
    const [found] = await db.readJson<WorkflowAlert[]>(
      ...alertPageStatement(providerId, { status: 'all', id }, { before: null, limit: 1 }),
    );
    return found ?? null;
  },

  async close({ providerId, id, at, by, resolution, audit }) {
    const [closed] = await db.write([
      {
        sql: 'update workflow_alert set closed_by = :by where id = :id and provider_id = :providerId and resolved_at is null',
        args: { by, id, providerId },
      },
      auditIfChanged(audit),
      ...resolveStatements(
        {
          sql: `al.id = j.value ->> 'id' and al.provider_id = j.value ->> 'providerId'`,
          args: JSON.stringify([{ id, providerId, resolution }]),
        },
        at,
      ),
    ]);
    return closed?.rowsAffected === 1;
  },

  openEverywhere: () =>
    db.readJson<{ provider: string; kind: AlertKind; open: number }[]>(
      `select json_group_array(json(one)) from (
        select json_object('provider', p.code, 'kind', al.kind, 'open', count(*)) one
        from workflow_alert al join provider p on p.id = al.provider_id
        where al.resolved_at is null group by p.id, al.kind order by p.id, al.kind)`,
      [],
    ),
});

/** SQL and its parameters, so that a test can look at how it is planned. */
export const watchStatement = (providerId: number, sentBefore: string): [sql: string, args: InArgs] => [
  `select json_object('holidays', json(p.holidays),
    'collectAtMinutes', (select at_minutes from schedule where provider_id = p.id and job = 'activity_files'),
    'watched', json((
      select json_group_array(json_object('requestId', watched.request_id, 'orderNumber', o.number, 'retailer', seller.name,
        'servicePlan', i.code, 'carrier', watched.carrier, 'carrierName', c.name, 'stage', watched.stage, 'since', watched.since,
        'round', watched.round, 'fileSequence', watched.file_sequence,
        'warnAfterDays', c.warn_after_days, 'alertAfterDays', c.alert_after_days, 'openLevel', (
          select al.level from workflow_alert al
          where al.request_id = watched.request_id and (al.resolved_at is null or al.closed_by is not null)
            and al.opened_at >= watched.since
          order by al.id desc limit 1)))
      from (
        select * from request_workflow where provider_id = :providerId and stage = 'pending_collection'
        union all
        select * from request_workflow where provider_id = :providerId and stage = 'sent' and since < :sentBefore) watched
        join provisioning_request r on r.id = watched.request_id
        join catalogue_item i on i.id = r.service_plan_id
        join order_service s on s.id = r.order_service_id
        join "order" o on o.id = s.order_id
        join provider seller on seller.id = o.provider_id
        left join carrier c on c.provider_id = watched.provider_id and c.code = watched.carrier)))
   from provider p where p.id = :providerId`,
  { providerId, sentBefore },
];

export const alertPageStatement = (
  providerId: number,
  { status, carrier, kind, id }: AlertFilter & { readonly id?: number },
  { before, limit }: { readonly before: number | null; readonly limit: number },
): [sql: string, args: InArgs] => [
  `select json_group_array(json(one)) from (
    select json_object('id', al.id, 'kind', al.kind, 'level', al.level, 'carrier', al.carrier, 'requestId', al.request_id,
      'orderNumber', json_extract(al.body, '$.order'), 'days', al.days, 'text', al.text, 'openedAt', al.opened_at,
      'raisedAt', al.raised_at, 'resolvedAt', al.resolved_at, 'resolution', al.resolution) one
    from workflow_alert al
    where al.provider_id = :providerId
      ${status === 'all' ? '' : `and al.resolved_at is ${status === 'open' ? '' : 'not '}null`}
      ${carrier === undefined ? '' : 'and al.carrier = :carrier'}
      ${kind === undefined ? '' : 'and al.kind = :kind'}
      ${id === undefined ? '' : 'and al.id = :id'}
      ${before === null ? '' : 'and al.id < :before'}
    order by al.id desc limit :limit)`,
  {
    providerId,
    limit,
    ...(carrier === undefined ? {} : { carrier }),
    ...(kind === undefined ? {} : { kind }),
    ...(id === undefined ? {} : { id }),
    ...(before === null ? {} : { before }),
  },
];
