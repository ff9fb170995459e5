/** The stories of provisioning in Slack, lived by the bundle in real workerd, on a real libSQL server: each in an office of its own. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '#db/database.ts';
import { SLACK_STORIES } from '#test/stories/slack-stories.ts';
import { value } from '#test/support/api.ts';
import { eventually, underWay } from '#test/support/distant-office.ts';
import { liftGates, officesInWorkerd } from '#test/support/offices-in-workerd.ts';
import { libsqlServerProgram } from '../../scripts/libsql-server.ts';
import { aWish } from '../app/orders/ordering.ts';

describe.skipIf(libsqlServerProgram() === null)('in workerd', () => {
  const { worker, anOffice } = officesInWorkerd();

  it('the cron trigger hands over what is left; what waits for Slack’s pace does so behind the answer', async () => {
    const { services, seller, dana, provisioning } = await anOffice();
    const { order } = value(await services.orders.placeOrder(seller, aWish('NBN-50')));
    await worker.tick();
    await dana.click('Assign to me', { on: provisioning.message(order.number) });
    await eventually(() => expect(provisioning.message(order.number).thread()).toHaveLength(1));
    await eventually(async () => expect(await underWay(worker.db)).toEqual([]));
    const [card = 0, line = 0] = await sentAt(worker.db, ['request.received', 'request.claimed']);
    expect(line - card).toBeGreaterThanOrEqual(1000);
  });

  describe('at once', () => {
    beforeAll(() => liftGates(worker.db));

    it.each(Object.entries(SLACK_STORIES))('%s', async (_, story) => story(await anOffice()));
  });
});

/** When the last message about each topic had gone, in milliseconds. */
const sentAt = (db: Database, topics: readonly string[]): Promise<number[]> =>
  db.readJson(
    `select json_group_array((select unixepoch(max(done_at), 'subsec') * 1000 from delivery where topic = t.value))
     from json_each(?) t`,
    [JSON.stringify(topics)],
  );
