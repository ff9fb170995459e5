import type { InArgs } from '@libsql/client';
import type { OutboxEraser, OutboxReader, OutboxStanding } from '#app/ports/deliveries.ts';
import type { Database } from '../database.ts';
import { delivery, outbox } from '../schema/index.ts';

export const makeOutboxReader = (db: Database): OutboxReader => ({
  standing: (providerId) => db.readJson<OutboxStanding>(...standingStatement(providerId)),
});

export const makeOutboxEraser = (db: Database): OutboxEraser => ({
  async forgetAll() {
    await db.write([db.orm.delete(delivery), db.orm.delete(outbox)]);
  },
});

/** Of deliveries: not delivered, and still to be. Worded as the index of them is, or it would not be used. */
export const IS_OPEN = `(status = 'waiting' or status = 'dead')`;

export function standingStatement(providerId: number | undefined): [sql: string, args: InArgs] {
  const own = providerId === undefined ? '' : 'and provider_id = :providerId';
  return [
    `select json_object(
      'notices', (select json_object('waiting', count(*), 'failing', count(*) filter (where attempts > 0),
          'oldest', min(created_at), 'lastError', (select last_error from outbox
            where status = 'waiting' and attempts > 0 ${own} order by failed_at desc, id desc limit 1))
        from outbox where status = 'waiting' ${own}),
      'channels', json((select json_group_array(json(one)) from (
        select json_object('channel', channel, 'waiting', count(*) filter (where status = 'waiting'),
            'failing', count(*) filter (where status = 'waiting' and last_error is not null),
            'dead', count(*) filter (where status = 'dead'),
            'oldest', min(created_at) filter (where status = 'waiting')) one
          from delivery where ${
            providerId === undefined
              ? `provider_id in (select id from provider)`
              : 'provider_id = :providerId'
          } and ${IS_OPEN}
          group by channel order by channel))))`,
    providerId === undefined ? {} : { providerId },
  ];
}
