import type { SlackEvents } from '#app/ports/slack.ts';
import { type Instant, instant } from '#core/calendar.ts';
import type { Database } from '../database.ts';

/** Slack repeats an event within minutes, and where it was told to wait, within a day. */
const KEPT_MS = 2 * 86_400_000;

export const makeSlackEvents = (db: Database): SlackEvents => ({
  async takeEvent(eventId, { at, until }) {
    const [, taken, known] = await db.write([
      { sql: 'delete from slack_event where taken_at < ?', args: [before(at, KEPT_MS)] },
      {
        sql: `insert into slack_event (id, taken_at, taken_until) values (?1, ?2, ?3)
          on conflict (id) do update set taken_at = ?2, taken_until = ?3
          where done_at is null and taken_until <= ?2`,
        args: [eventId, at, until],
      },
      { sql: 'select done_at is not null from slack_event where id = ?', args: [eventId] },
    ]);
    if (taken?.rowsAffected === 1) return 'taken';
    return known?.rows[0]?.[0] === 1 ? 'done' : 'busy';
  },

  async finishEvent(eventId, at) {
    await db.write([{ sql: 'update slack_event set done_at = ? where id = ?', args: [at, eventId] }]);
  },

  async releaseEvent(eventId) {
    await db.write([
      {
        sql: 'update slack_event set taken_until = taken_at where id = ? and done_at is null',
        args: [eventId],
      },
    ]);
  },
});

const before = (at: Instant, milliseconds: number): Instant =>
  instant(new Date(Date.parse(at) - milliseconds));
