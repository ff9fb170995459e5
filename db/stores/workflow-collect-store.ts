/** Activity files: what waits for them, and writing one with all that it makes of its orders, in a constant number of statements. */
import type { InArgs } from '@libsql/client';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { ActivityFileStore, Carrier, FileToWrite } from '#app/ports/workflow.ts';
import { ok } from '#core/result.ts';
import type { Database, Statement } from '../database.ts';
import { activityFile, carrier, requestWorkflow } from '../schema/index.ts';
import { unlessBeaten } from './order-store.ts';
import { traceStatements } from './traces.ts';
import { workflowStatements } from './workflow-statements.ts';

const HEAD = {
  id: activityFile.id,
  sequence: activityFile.sequence,
  createdAt: activityFile.createdAt,
  services: activityFile.services,
  contentHash: activityFile.contentHash,
  deliveredAt: activityFile.deliveredAt,
};

export const makeActivityFileStore = (db: Database): ActivityFileStore => ({
  awaited: (providerId) =>
    db.orm
      .select()
      .from(carrier)
      .where(
        and(
          eq(carrier.providerId, providerId),
          sql`exists (select 1 from ${requestWorkflow} w
            where w.provider_id = ${providerId} and w.stage = 'pending_collection' and w.carrier = ${carrier.code})`,
        ),
      )
      .orderBy(carrier.id),

  waiting: ({ providerId, code }, limit) =>
    db.readJson<number[]>(...waitingStatement(providerId, code, limit)),

  write: (file) =>
    unlessBeaten(
      db,
      [...fileStatements(file), ...traceStatements(db, file.traces)],
      ['activity_file.', 'activity_file_entry.'],
    ),

  async page({ id }, { limit, cursor }) {
    const before = readKeyCursor(cursor);
    if (!before.ok) return before;
    const rows = await db.orm
      .select(HEAD)
      .from(activityFile)
      .where(
        and(
          eq(activityFile.carrierId, id),
          before.value === null ? undefined : lt(activityFile.sequence, before.value),
        ),
      )
      .orderBy(desc(activityFile.sequence))
      .limit(limit + 1);
    return ok(pageOfRows(rows, limit, ({ sequence }) => sequence));
  },

  async find({ id }, sequence) {
    const [row] = await db.orm
      .select({ ...HEAD, content: activityFile.content })
      .from(activityFile)
      .where(and(eq(activityFile.carrierId, id), eq(activityFile.sequence, sequence)));
    return row ?? null;
  },

  async recordDelivered(carrierId, sequence, deliveredAt) {
    await db.write([
      db.orm
        .update(activityFile)
        .set({ deliveredAt })
        .where(and(eq(activityFile.carrierId, carrierId), eq(activityFile.sequence, sequence))),
    ]);
  },
});

/** SQL and its parameters, so that a test can look at how it is planned. */
export const waitingStatement = (
  providerId: number,
  code: Carrier['code'],
  limit: number,
): [sql: string, args: InArgs] => [
  `select json_group_array(request_id) from (
    select request_id from request_workflow
    where provider_id = :providerId and stage = 'pending_collection' and carrier = :code
    order by request_id limit :limit)`,
  { providerId, code, limit },
];

function fileStatements({
  carrier: { id: carrierId },
  sequence,
  createdAt,
  content,
  contentHash,
  services,
  changes,
  via,
}: FileToWrite): Statement[] {
  const [first] = changes;
  const file = { carrierId, sequence };
  const touched = changes.flatMap(({ after, positions }) =>
    after.services.flatMap(({ position, request }) =>
      request && positions.includes(position)
        ? [{ requestId: request.id, version: request.version, round: request.workflow?.round ?? null }]
        : [],
    ),
  );
  return [
    {
      sql: `insert into activity_file (carrier_id, sequence, created_at, services, content_hash, content)
            values (:carrierId, :sequence, :createdAt, :services, :contentHash, :content)`,
      args: { ...file, createdAt, services, contentHash, content },
    },
    {
      sql: 'update carrier set next_file_sequence = :sequence + 1 where id = :carrierId',
      args: file,
    },
    {
      sql: `insert into provisioning_log (order_id, request_id, request_version, order_version, at, provider_id, actor, via,
              event, text, visibility)
            select j.value ->> 'orderId', j.value ->> 'requestId', j.value ->> 'requestVersion', j.value ->> 'orderVersion',
              :at, :byProvider, :actor, :via, j.value ->> 'event', j.value ->> 'text', j.value ->> 'visibility'
            from json_each(:entries) j order by j.key`,
      args: {
        at: createdAt,
        byProvider: first?.by.company.id ?? 0,
        actor: first?.by.name ?? '',
        via,
        entries: JSON.stringify(
          changes.flatMap(({ after, log }) => log.map((entry) => ({ ...entry, orderId: after.id }))),
        ),
      },
    },
    {
      sql: `update "order" set version = j.value ->> 'version', updated_at = :at
            from json_each(:orders) j where "order".id = j.value ->> 'id'`,
      args: {
        at: createdAt,
        orders: JSON.stringify(changes.map(({ after: { id, version } }) => ({ id, version }))),
      },
    },
    {
      sql: `update provisioning_request set version = j.value ->> 'version', updated_at = :at
            from json_each(:requests) j where provisioning_request.id = j.value ->> 'requestId'`,
      args: { at: createdAt, requests: JSON.stringify(touched) },
    },
    ...workflowStatements(changes),
    {
      sql: `insert into activity_file_entry (request_id, round, activity_file_id)
            select j.value ->> 'requestId', j.value ->> 'round', f.id
            from json_each(:requests) j
              join activity_file f on f.carrier_id = :carrierId and f.sequence = :sequence`,
      args: { ...file, requests: JSON.stringify(touched) },
    },
  ];
}
