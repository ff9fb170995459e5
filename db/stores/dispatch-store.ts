/** The dispatcher's side of outbox and deliveries: what is due, whose turn it is, and what became of it. */
import type { InArgs } from '@libsql/client';
import type {
  DispatchStore,
  Ending,
  GateShut,
  Outlook,
  OutlookQuery,
  Plan,
  PruneQuery,
  Target,
  Turn,
} from '#app/ports/dispatch.ts';
import type { Lease } from '#app/ports/jobs.ts';
import { type Instant, instantAfter } from '#core/calendar.ts';
import type { Database, Statement } from '../database.ts';
import { IS_HELD } from './leases.ts';

type Question = [sql: string, args: InArgs];

export const makeDispatchStore = (db: Database): DispatchStore => ({
  outlook: (query) => db.readJson<Outlook>(...outlookStatement(query)),

  async savePlan(plan) {
    await db.write(planStatements(plan));
  },

  turn: (target, now) => db.readJson<Turn | null>(...turnStatement(target, now)),

  async claim(turn, lease, at, retryAt) {
    const [claimed] = await db.write(claimStatements(turn, lease, at, retryAt));
    return (claimed?.rowsAffected ?? 0) > 0;
  },

  async record(turn, ending, gates, at) {
    await db.write([...endingStatements(turn, ending, at), ...shutStatements(gates)]);
  },

  async prune(query) {
    const results = await db.write(pruneStatements(query));
    return results.reduce((sum, { rowsAffected }) => sum + rowsAffected, 0);
  },
});

const NOTICE = `json_object('id', o.id, 'providerId', o.provider_id, 'topic', o.topic, 'dedupeKey', o.dedupe_key,
  'body', json(o.body), 'createdAt', o.created_at, 'attempts', o.attempts)`;

/** The name of the lease under which a target is worked. */
const leaseOf = (of: string): string => `('delivery:' || ${of}.channel || ':' || ${of}.target)`;

/** Targets that have something waiting, found by skipping from each to the next: as many steps as there are targets. */
const LINES = `line(channel, target) as (
  select value, (select min(target) from delivery where status = 'waiting' and channel = value)
  from json_each(:channels)
  union all
  select line.channel, (select min(d.target) from delivery d
    where d.status = 'waiting' and d.channel = line.channel and d.target > line.target)
  from line where line.target is not null)`;

/** Waits in the same target and is about the same as `d`. */
const isBeside = (of: string): string =>
  `${of}.status = 'waiting' and ${of}.channel = d.channel and ${of}.target = d.target and ${of}.subject = d.subject`;

/** The place of `d`, or that of the first whose place it would take. */
const TURN = `iif(d.coalesce_key is null, d.place, (
  select min(s.place) from delivery s where ${isBeside('s')} and s.coalesce_key = d.coalesce_key))`;

/** The first in a target's queue that may go: due, and behind no other of its subject. */
const headOf = (channel: string, target: string): string => `(
  select d.id from delivery d
  where d.status = 'waiting' and d.channel = ${channel} and d.target = ${target} and d.due_at <= :now
    and not exists (select 1 from delivery e where ${isBeside('e')} and e.place < ${TURN})
  order by d.place limit 1)`;

const isShut = (gates: string): string =>
  `exists (select 1 from json_each(${gates}) g cross join gate on gate.key = g.value ->> 0
    where gate.opens_at > :now)`;

/** What is asked with: SQL and its parameters, so that a test can look at how it is planned. */
export const outlookStatement = ({ channels, now, mostNotices, mostTargets }: OutlookQuery): Question => [
  `with recursive ${LINES},
    due as (
      select line.channel, line.target, head.due_at
      from line cross join delivery head on head.id = ${headOf('line.channel', 'line.target')}
      where line.target is not null and not ${isShut('head.gates')}
        and not exists (select 1 from lease where lease.name = ${leaseOf('line')} and ${IS_HELD})
      order by head.due_at limit :mostTargets)
  select json_object(
    'notices', json((select json_group_array(json(one)) from (
      select ${NOTICE} one from outbox o
      where o.status = 'waiting' and (o.attempts = 0 or o.due_at <= :now) order by o.id limit :mostNotices))),
    'targets', json((select json_group_array(json_object('channel', channel, 'target', target, 'lease', ${leaseOf('due')}))
      from due)),
    'nextDueAt', (select min(at) from (
      select min(due_at) at from delivery where status = 'waiting' and due_at > :now
      union all select min(opens_at) from gate
        where opens_at > :now and exists (select 1 from delivery where status = 'waiting')
      union all select min(due_at) from outbox where status = 'waiting' and attempts > 0 and due_at > :now)))`,
  { channels: JSON.stringify(channels), now, mostNotices, mostTargets },
];

function planStatements({ deliveries, planned, uncarried, failed, at, createdAt }: Plan): Statement[] {
  const marks = [
    ...planned.map((id) => ({ id, status: 'planned' })),
    ...uncarried.map((id) => ({ id, status: 'uncarried' })),
  ];
  return [
    ...(deliveries.length === 0
      ? []
      : [
          {
            // The id is given here, for the place is to be the same; those planned before are left out first.
            sql: `insert into delivery (id, place, provider_id, channel, target, kind, topic, subject, dedupe_key, body,
                coalesce_key, gates, due_at, created_at)
              select last.id + row_number() over (order by n.key), last.id + row_number() over (order by n.key),
                n.value ->> 'providerId', n.value ->> 'channel', n.value ->> 'target', n.value ->> 'kind',
                n.value ->> 'topic', n.value ->> 'subject', n.value ->> 'dedupeKey', n.value ->> 'body',
                n.value ->> 'coalesceKey', n.value ->> 'gates', n.value ->> 'dueAt', :createdAt
              from json_each(:deliveries) n cross join (select coalesce(max(id), 0) id from delivery) last
              where not exists (select 1 from delivery d
                where d.channel = n.value ->> 'channel' and d.dedupe_key = n.value ->> 'dedupeKey')`,
            args: {
              createdAt,
              deliveries: JSON.stringify(
                deliveries.map(({ body, gates, ...delivery }) => ({
                  ...delivery,
                  body: JSON.stringify(body),
                  gates: JSON.stringify(gates.map(({ key, spacingMs }) => [key, spacingMs])),
                })),
              ),
            },
          },
        ]),
    ...(marks.length === 0
      ? []
      : [
          {
            sql: `update outbox set status = mark.value ->> 'status', done_at = :at, last_error = null
              from json_each(:marks) mark where outbox.id = mark.value ->> 'id' and outbox.status = 'waiting'`,
            args: { at, marks: JSON.stringify(marks) },
          },
        ]),
    ...(failed.length === 0
      ? []
      : [
          {
            sql: `update outbox set attempts = attempts + 1, due_at = mark.value ->> 'dueAt',
                last_error = mark.value ->> 'error', failed_at = :at
              from json_each(:failed) mark where outbox.id = mark.value ->> 'id' and outbox.status = 'waiting'`,
            args: { at, failed: JSON.stringify(failed) },
          },
        ]),
  ];
}

/** Of the queue of one target; others of the same key are those that `last` takes the place of. */
export const turnStatement = ({ channel, target }: Target, now: Instant): Question => [
  `with head as materialized (select d.* from delivery d where d.id = ${headOf(':channel', ':target')}),
    same as materialized (
      select d.id, d.place, d.unanswered, d.due_at from head cross join delivery d on d.status = 'waiting'
        and d.channel = :channel and d.target = :target and d.subject = head.subject
        and d.coalesce_key = head.coalesce_key),
    last as materialized (
      select d.*, coalesce((select min(place) from same), head.place) turn from head cross join delivery d
        on d.id = coalesce((select max(id) from same where due_at <= :now), head.id))
  select (select json_object('id', last.id, 'providerId', last.provider_id, 'providerCode', p.code, 'timeZone', p.time_zone,
    'channel', last.channel, 'target', last.target, 'kind', last.kind, 'topic', last.topic, 'subject', last.subject,
    'dedupeKey', last.dedupe_key, 'body', json(last.body), 'coalesceKey', last.coalesce_key,
    'createdAt', last.created_at, 'attempts', last.attempts, 'place', last.turn,
    'unanswered', last.unanswered + coalesce((select sum(unanswered) from same where same.id < last.id), 0),
    'supersedes', json((select json_group_array(same.id) from same where same.id < last.id)),
    'gates', json((select json_group_array(json_object('key', g.value ->> 0, 'spacingMs', g.value ->> 1))
      from json_each(last.gates) g)))
  from last join provider p on p.id = last.provider_id)`,
  { channel, target, now },
];

/** The first is the claim; the others are done only with it. */
export function claimStatements(turn: Turn, lease: Lease, at: Instant, retryAt: Instant): Statement[] {
  const attempts = turn.attempts + 1;
  return [
    {
      sql: `update delivery set attempts = :attempts, unanswered = :unanswered, place = :place, attempted_at = :now,
          due_at = :retryAt
        where id = :id and status = 'waiting' and attempts = :attempts - 1 and not ${isShut('delivery.gates')}
          and exists (select 1 from lease where name = :lease and holder = :holder and ${IS_HELD})`,
      args: {
        id: turn.id,
        attempts,
        unanswered: turn.unanswered + 1,
        place: turn.place,
        now: at,
        retryAt,
        lease: lease.name,
        holder: lease.holder,
      },
    },
    ...(turn.supersedes.length === 0
      ? []
      : [
          {
            sql: `update delivery set status = 'superseded', done_at = :at
              where id in (select value from json_each(:ids)) and status = 'waiting' and ${IS_CLAIMED}`,
            args: { at, ids: JSON.stringify(turn.supersedes), id: turn.id, attempts },
          },
        ]),
    ...shutStatements(
      turn.gates
        .filter(({ spacingMs }) => spacingMs > 0)
        .map(({ key, spacingMs }) => ({ key, opensAt: instantAfter(at, spacingMs) })),
      { sql: IS_CLAIMED, args: { id: turn.id, attempts } },
    ),
  ];
}

const IS_CLAIMED = 'exists (select 1 from delivery c where c.id = :id and c.attempts = :attempts)';

function endingStatements(turn: Turn, ending: Ending, at: Instant): Statement[] {
  const args = { id: turn.id, attempts: turn.attempts + 1 };
  switch (ending.as) {
    case 'sent':
      // Whoever else was at it meanwhile: it has arrived.
      return [
        {
          sql: `update delivery set status = 'sent', last_error = null, done_at = :at where id = :id`,
          args: { id: turn.id, at },
        },
      ];
    case 'waiting':
      return [
        {
          sql: `update delivery set last_error = :error, due_at = :dueAt, unanswered = unanswered - :answered,
              attempts = attempts - :uncounted
            where id = :id and status = 'waiting' and attempts = :attempts`,
          args: {
            ...args,
            error: ending.error,
            dueAt: ending.dueAt,
            answered: ending.isAnswered ? 1 : 0,
            uncounted: ending.isCounted ? 0 : 1,
          },
        },
      ];
    case 'dead':
      return [
        {
          sql: `update delivery set status = 'dead', last_error = :error, done_at = :at
            where id = :id and status = 'waiting' and attempts between :attempts - 1 and :attempts`,
          args: { ...args, error: ending.error, at },
        },
        ...(ending.notice === null ? [] : [noticeIfChanged(ending.notice)]),
      ];
  }
}

/** A notice of the same key that is there already says it all. */
const noticeIfChanged = (notice: NonNullable<Extract<Ending, { as: 'dead' }>['notice']>): Statement => ({
  sql: `insert into outbox (provider_id, topic, dedupe_key, body, due_at, created_at)
    select :provider, :topic, :key, :body, :at, :at where changes() > 0 on conflict do nothing`,
  args: {
    provider: notice.providerId,
    topic: notice.topic,
    key: notice.dedupeKey,
    body: JSON.stringify(notice.body),
    at: notice.createdAt,
  },
});

const shutStatements = (
  gates: readonly GateShut[],
  only: { readonly sql: string; readonly args: Record<string, number> } = { sql: 'true', args: {} },
): Statement[] =>
  gates.length === 0
    ? []
    : [
        {
          sql: `insert into gate (key, opens_at) select value ->> 'key', value ->> 'opensAt' from json_each(:gates)
            where ${only.sql}
            on conflict (key) do update set opens_at = max(opens_at, excluded.opens_at)`,
          args: { ...only.args, gates: JSON.stringify(gates) },
        },
      ];

export const pruneStatements = ({
  doneBefore,
  deadBefore,
  limit,
}: PruneQuery): { sql: string; args: InArgs }[] => [
  {
    sql: `delete from delivery where id in (
      select id from delivery where done_at < :doneBefore and (status <> 'dead' or done_at < :deadBefore)
      order by done_at limit :limit)`,
    args: { doneBefore, deadBefore, limit },
  },
  {
    sql: `delete from outbox where id in (
      select id from outbox where done_at < :doneBefore order by done_at limit :limit)`,
    args: { doneBefore, limit },
  },
  {
    sql: 'delete from gate where key in (select key from gate where opens_at < :doneBefore limit :limit)',
    args: { doneBefore, limit },
  },
];
