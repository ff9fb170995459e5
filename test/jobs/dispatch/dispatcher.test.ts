import { describe, expect, it } from 'vitest';
import { millisecondsBetween } from '#core/calendar.ts';
import { outbox } from '#db/schema/index.ts';
import { aDatabase } from '#test/support/database.ts';
import {
  aDispatcher,
  aPost,
  deliveriesOf,
  failed,
  letLeasesRunOut,
  SENT,
  tell,
} from '#test/support/dispatching.ts';
import { aTenant } from '#test/support/tenants.ts';

async function aHouse() {
  const db = await aDatabase();
  const { providerId } = await aTenant(db);
  return { db, providerId };
}

describe('dispatching', () => {
  it('hands every notice to its channel once, in order, and has it on record', async () => {
    const { db, providerId } = await aHouse();
    await tell(db, providerId, ['one', 'two', 'three']);
    const post = aPost();
    const { dispatch, logged } = aDispatcher(db, [post]);
    expect(await dispatch()).toEqual({ tried: 3, nextDueAt: null });
    expect(await dispatch()).toEqual({ tried: 0, nextDueAt: null });
    expect(post.arrived).toEqual(['one', 'two', 'three']);
    expect(await deliveriesOf(db)).toMatchObject(
      ['one', 'two', 'three'].map((text) => ({
        status: 'sent',
        attempts: 1,
        lastError: null,
        body: { text },
      })),
    );
    expect(await db.orm.select().from(outbox)).toMatchObject([1, 2, 3].map(() => ({ status: 'planned' })));
    expect(logged).toMatchObject([
      { level: 'info', fields: { delivery: 'dlv_1', provider: 'bluegum', outcome: 'sent', attempt: 1 } },
      { fields: { delivery: 'dlv_2', channel: 'post', target: 'C1', subject: 'req_1' } },
      { fields: { delivery: 'dlv_3', isRepeat: false } },
    ]);
  });

  it('keeps a notice that no channel carries as a record, and does not deliver it later', async () => {
    const { db, providerId } = await aHouse();
    await tell(db, providerId, ['quiet'], 'billing.run_done');
    await aDispatcher(db, []).dispatch();
    expect(await db.orm.select().from(outbox)).toMatchObject([{ status: 'uncarried' }]);
    const late = aPost({ topics: ['billing.run_done'] });
    await aDispatcher(db, [late]).dispatch();
    expect(late.handed).toEqual([]);
  });
});
