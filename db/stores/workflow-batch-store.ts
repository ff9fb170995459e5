/** Batch files: registered once, applied record by record, each in the batch that writes its row. */
import type { InArgs } from '@libsql/client';
import { and, eq } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type {
  BatchFileHead,
  BatchFileStore,
  BatchRow,
  BatchToRegister,
  Carrier,
  KeptBatchFile,
} from '#app/ports/workflow.ts';
import { invariant, ok } from '#core/result.ts';
import { gapCause } from '#core/workflow/alerts.ts';
import type { Candidate } from '#core/workflow/answer.ts';
import type { Run } from '#core/workflow/gaps.ts';
import type { TakenFile } from '#core/workflow/register-batch.ts';
import { clashOf, type Database, type Statement } from '../database.ts';
import { batchFile, batchRow } from '../schema/index.ts';
import { tracesIfChanged } from './conditional-traces.ts';
import { changeStatements } from './order-statements.ts';
import { unlessBeaten } from './order-store.ts';
import { traceStatements } from './traces.ts';
import { gapStatements } from './workflow-alert-statements.ts';
import { guardedVersion, isCarrierMoved } from './workflow-carrier-store.ts';

export const makeBatchFileStore = (db: Database): BatchFileStore => ({
  state: (carrier, arrived) =>
    db.readJson<{
      carrier: Carrier;
      taken: TakenFile[];
      runs: Run[];
      openGap: Run[] | null;
    }>(...stateStatement(carrier, arrived)),

  async register(file) {
    try {
      await db.write([...registerStatements(file), ...traceStatements(db, file.traces)]);
      return true;
    } catch (error) {
      if (isCarrierMoved(error) || clashOf(error)?.startsWith('batch_file.')) return false;
      throw error;
    }
  },

  find: ({ id }, sequence) =>
    db.readJson<KeptBatchFile | null>(
      `select ${FILE} from batch_file f where f.carrier_id = ? and f.sequence = ?`,
      [id, sequence],
    ),

  async content(id) {
    const [row] = await db.orm
      .select({ content: batchFile.content })
      .from(batchFile)
      .where(eq(batchFile.id, id));
    invariant(row !== undefined, `the content of batch file ${id} is kept`);
    return row.content;
  },

  rows: (id) =>
    db.readJson<BatchRow[]>(
      `select json_group_array(json(one)) from (
        select json_object('line', line, 'reference', reference, 'answer', answer, 'requestId', request_id,
          'outcome', outcome, 'code', code, 'message', message) one
        from batch_row where batch_file_id = ? order by line)`,
      [id],
    ),

  candidates: (providerId, references) =>
    db.readJson<Candidate[]>(...candidatesStatement(providerId, references)),

  apply: (fileId, answers) =>
    unlessBeaten(
      db,
      answers.flatMap(({ row, ...answer }) => [
        // First: a record that somebody else has applied fails the batch before anything else is tried.
        rowStatement(db, fileId, [row]),
        ...changeStatements(answer),
        ...traceStatements(db, answer.traces),
      ]),
      ['batch_row.'],
    ),

  async report(fileId, rows) {
    if (rows.length === 0) return;
    await db.write([reportStatement(fileId, rows)]);
  },

  async finish(fileId, finishedAt, traces) {
    const [finished] = await db.write([
      db.orm
        .update(batchFile)
        .set({ status: 'done', finishedAt })
        .where(and(eq(batchFile.id, fileId), eq(batchFile.status, 'applying'))),
      ...tracesIfChanged(traces),
    ]);
    return (finished?.rowsAffected ?? 0) > 0;
  },

  async page(carrier, name, { limit, cursor }) {
    const before = readKeyCursor(cursor);
    if (!before.ok) return before;
    const rows = await db.readJson<BatchFileHead[]>(
      ...batchPageStatement(carrier.id, name, { before: before.value, limit: limit + 1 }),
    );
    return ok(pageOfRows(rows, limit, ({ sequence }) => sequence));
  },

  unfinished: (providerId, before) =>
    db.readJson<{ file: KeptBatchFile; carrier: Carrier }[]>(
      `select json_group_array(json(one)) from (
        select json_object('file', ${FILE}, 'carrier', ${CARRIER}) one
        from batch_file f join carrier c on c.id = f.carrier_id
        where f.status = 'applying' and f.received_at < :before and c.provider_id = :providerId
        order by f.received_at, f.id)`,
      { providerId, before },
    ),
});

const FILE = `json_object('id', f.id, 'name', f.name, 'sequence', f.sequence, 'contentHash', f.content_hash,
  'createdAt', f.created_at, 'records', f.records, 'status', f.status, 'receivedAt', f.received_at,
  'actorId', f.actor_id, 'actor', f.actor, 'via', f.via, 'finishedAt', f.finished_at)`;

const CARRIER = `json_object('id', c.id, 'providerId', c.provider_id, 'code', c.code, 'name', c.name,
  'deliveryUrl', c.delivery_url, 'warnAfterDays', c.warn_after_days, 'alertAfterDays', c.alert_after_days,
  'batchesFrom', c.batches_from, 'secretGeneration', c.secret_generation, 'nextFileSequence', c.next_file_sequence,
  'version', c.version, 'createdAt', c.created_at)`;

/** All of one moment, so that what is missing is worked out from what is there. */
export const stateStatement = (
  { id, providerId, code }: Pick<Carrier, 'id' | 'providerId' | 'code'>,
  { name, sequence }: { readonly name: string; readonly sequence: number },
): [sql: string, args: InArgs] => [
  `select json_object('carrier', ${CARRIER},
    'taken', json((
      select json_group_array(json_object('id', f.id, 'name', f.name, 'sequence', f.sequence, 'contentHash', f.content_hash))
      from batch_file f where f.carrier_id = c.id and (f.name = :name or f.sequence = :sequence))),
    'runs', json((
      select json_group_array(json(one)) from (
        select json_object('from', min(sequence), 'to', max(sequence)) one
        from (select sequence, sequence - row_number() over (order by sequence) run
          from batch_file where carrier_id = c.id)
        group by run order by run))),
    'openGap', json((
      select json_extract(al.body, '$.missing') from workflow_alert al
      where al.provider_id = :providerId and al.cause = :cause and (al.resolved_at is null or al.closed_by is not null)
      order by al.id desc limit 1)))
  from carrier c where c.id = :id`,
  { id, providerId, name, sequence, cause: gapCause(code) },
];

function registerStatements(file: BatchToRegister): Statement[] {
  const { carrier, name, sequence, contentHash, content, createdAt, records, receivedAt, by, unreadable } =
    file;
  return [
    guardedVersion(carrier),
    {
      sql: `insert into batch_file (carrier_id, name, sequence, content_hash, content, created_at, records, status,
              received_at, actor_id, actor, via)
            values (:carrierId, :name, :sequence, :contentHash, :content, :createdAt, :records, 'applying',
              :receivedAt, :actorId, :actor, :via)`,
      args: {
        carrierId: carrier.id,
        name,
        sequence,
        contentHash,
        content,
        createdAt,
        records,
        receivedAt,
        actorId: by.actorId,
        actor: by.name,
        via: by.via,
      },
    },
    {
      sql: `insert into batch_row (batch_file_id, line, reference, outcome, code, message)
            select f.id, j.value ->> 'line', j.value ->> 'reference', j.value ->> 'outcome', j.value ->> 'code',
              j.value ->> 'message'
            from json_each(:rows) j join batch_file f on f.carrier_id = :carrierId and f.sequence = :sequence`,
      args: { carrierId: carrier.id, sequence, rows: JSON.stringify(unreadable) },
    },
    ...gapStatements(carrier, file.gap, {
      at: receivedAt,
      key: `file ${sequence}`,
      resolution: `Batch file ${sequence} came: none is missing`,
    }),
  ];
}

const rowStatement = (db: Database, batchFileId: number, rows: readonly BatchRow[]): Statement =>
  db.orm.insert(batchRow).values(rows.map((row) => ({ batchFileId, ...row })));

const reportStatement = (fileId: number, rows: readonly BatchRow[]): Statement => ({
  sql: `insert into batch_row (batch_file_id, line, reference, answer, request_id, outcome, code, message)
        select :fileId, j.value ->> 'line', j.value ->> 'reference', j.value ->> 'answer', j.value ->> 'requestId',
          j.value ->> 'outcome', j.value ->> 'code', j.value ->> 'message'
        from json_each(:rows) j where true
        on conflict (batch_file_id, line) do nothing`,
  args: { fileId, rows: JSON.stringify(rows) },
});

/** By id in the provider's own queue; by number, of the orders that it sells or that its retailers place with it. */
export const candidatesStatement = (
  providerId: number,
  {
    requestIds,
    orderNumbers,
  }: { readonly requestIds: readonly number[]; readonly orderNumbers: readonly string[] },
): [sql: string, args: InArgs] => [
  `select json_group_array(json_object('requestId', r.id, 'orderNumber', o.number, 'supplier', r.supplier))
   from (
     select value id from json_each(:requestIds)
     union
     select named.id from (
       select r.id
       from json_each(:orderNumbers) n
         cross join (select :providerId id union select retailer_id from provider_link where wholesaler_id = :providerId) seller
         join "order" o on o.provider_id = seller.id and o.number = n.value
         join order_service s on s.order_id = o.id
         join provisioning_request r on r.order_service_id = s.id) named) wanted
     cross join provisioning_request r on r.id = wanted.id
     join order_service s on s.id = r.order_service_id
     join "order" o on o.id = s.order_id
   where r.queue_provider_id = :providerId`,
  {
    providerId,
    requestIds: JSON.stringify(requestIds),
    orderNumbers: JSON.stringify(orderNumbers),
  },
];

export const batchPageStatement = (
  carrierId: number,
  name: string | null,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): [sql: string, args: InArgs] => [
  `select json_group_array(json(one)) from (
    select json_set(${FILE},
      '$.applied', (select count(*) from batch_row r where r.batch_file_id = f.id and r.outcome = 'applied'),
      '$.refused', (select count(*) from batch_row r where r.batch_file_id = f.id and r.outcome = 'refused'),
      '$.unreadable', (select count(*) from batch_row r where r.batch_file_id = f.id and r.outcome = 'unreadable')) one
    from batch_file f
    where f.carrier_id = :carrierId ${name === null ? '' : 'and f.name = :name'} ${before === null ? '' : 'and f.sequence < :before'}
    order by f.sequence desc limit :limit)`,
  {
    carrierId,
    limit,
    ...(name === null ? {} : { name }),
    ...(before === null ? {} : { before }),
  },
];
