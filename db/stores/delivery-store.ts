/** Deliveries as people see them, and what they may do about them. */
import type { InArgs } from '@libsql/client';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { DeliveryFilter, DeliveryRow, DeliveryStatus, DeliveryStore } from '#app/ports/deliveries.ts';
import { ok } from '#core/result.ts';
import type { Database } from '../database.ts';
import { auditIfChanged } from './conditional-audit.ts';
import { IS_OPEN } from './outbox-store.ts';

export const makeDeliveryStore = (db: Database): DeliveryStore => ({
  async page(providerId, filter, { limit, cursor }) {
    const before = readKeyCursor(cursor);
    if (!before.ok) return before;
    const rows = await db.readJson<DeliveryRow[]>(
      ...deliveryPageStatement(providerId, filter, { before: before.value, limit: limit + 1 }),
    );
    return ok(pageOfRows(rows, limit, ({ id }) => id));
  },

  find: (providerId, id) =>
    db.readJson<DeliveryRow | null>(
      `select (select ${ROW} from delivery d where d.id = :id and d.provider_id = :providerId)`,
      { id, providerId },
    ),

  async resend(providerId, id, audit) {
    const [resent] = await db.write([
      {
        sql: `${RESEND} where id = :id and provider_id = :providerId and ${IS_IN_TROUBLE}`,
        args: { id, providerId },
      },
      auditIfChanged(audit),
    ]);
    return (resent?.rowsAffected ?? 0) > 0;
  },

  async resendAll(providerId, { channel, target }, audit) {
    const [resent] = await db.write([
      {
        sql: `${RESEND} where provider_id = :providerId and ${IS_OPEN} and channel = :channel
          ${target === null ? '' : 'and target = :target'} and ${IS_IN_TROUBLE}`,
        args: { providerId, channel, ...(target === null ? {} : { target }) },
      },
      auditIfChanged(audit, `json_set(:details, '$.deliveries', changes())`),
    ]);
    return resent?.rowsAffected ?? 0;
  },
});

/** Due at once by any clock: at the moment of its last attempt. */
const RESEND = `update delivery set status = 'waiting', attempts = 0, last_error = null, due_at = attempted_at,
  done_at = null`;
const IS_IN_TROUBLE = `(status = 'dead' or status = 'waiting' and last_error is not null) and attempted_at is not null`;

const ROW = `json_object('id', d.id, 'channel', d.channel, 'target', d.target, 'kind', d.kind, 'topic', d.topic,
  'subject', d.subject, 'status', iif(d.status = 'waiting' and d.last_error is not null, 'failing', d.status),
  'attempts', d.attempts, 'lastError', d.last_error, 'createdAt', d.created_at, 'attemptedAt', d.attempted_at,
  'nextTryAt', iif(d.status = 'waiting', d.due_at, null), 'doneAt', d.done_at)`;

/** Written out, not bound: only so does a partial index fit. */
const IN_WORDS: Readonly<Record<DeliveryStatus, string>> = {
  waiting: `d.status = 'waiting' and d.last_error is null`,
  failing: `d.status = 'waiting' and d.last_error is not null`,
  dead: `d.status = 'dead'`,
  sent: `d.status = 'sent'`,
  superseded: `d.status = 'superseded'`,
};

/** What a page is asked for with: SQL and its parameters, so that a test can look at how it is planned. */
export function deliveryPageStatement(
  providerId: number,
  { status, channel, target }: DeliveryFilter,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): [sql: string, args: InArgs] {
  const wanted = [
    ...(status === undefined ? [] : [IN_WORDS[status]]),
    ...(channel === undefined ? [] : ['d.channel = :channel']),
    ...(target === undefined ? [] : ['d.target = :target']),
    ...(before === null ? [] : ['d.id < :before']),
  ];
  return [
    `select json_group_array(json(one)) from (
      select ${ROW} one from delivery d
      where ${['d.provider_id = :providerId', ...wanted].join(' and ')}
      order by d.id desc limit :limit)`,
    {
      providerId,
      limit,
      ...(channel === undefined ? {} : { channel }),
      ...(target === undefined ? {} : { target }),
      ...(before === null ? {} : { before }),
    },
  ];
}
