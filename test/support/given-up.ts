/** Deliveries in every state, in a provider's books. */
import type { Instant } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { delivery } from '#db/schema/index.ts';
import { SOME_MORNING } from './clock.ts';

const AT = SOME_MORNING as Instant;

/** dlv_1 waits, dlv_2 fails, dlv_3 and dlv_4 are dead (of two targets), dlv_5 is sent. */
export async function someDeliveries(db: Database, providerId: number): Promise<void> {
  const tried = { attempts: 1, attemptedAt: AT };
  const rows: Partial<typeof delivery.$inferInsert>[] = [
    {},
    { ...tried, attempts: 3, lastError: 'ratelimited' },
    { ...tried, attempts: 12, status: 'dead', lastError: 'channel_not_found', doneAt: AT, subject: 'req_2' },
    { ...tried, attempts: 12, status: 'dead', lastError: 'is_archived', doneAt: AT, target: 'slack:1:C2' },
    { ...tried, status: 'sent', doneAt: AT },
  ];
  await db.write([
    db.orm.insert(delivery).values(
      rows.map((row, n) => ({
        providerId,
        channel: 'slack',
        target: 'slack:1:C1',
        kind: 'card',
        topic: 'request.halted',
        subject: 'ord_1',
        dedupeKey: `${providerId} ${n}`,
        body: { secret: 'what nobody is to see' },
        gates: [],
        place: n,
        dueAt: AT,
        createdAt: AT,
        ...row,
      })),
    ),
  ]);
}
