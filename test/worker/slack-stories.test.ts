/** The stories of provisioning in Slack, lived by the bundle in real workerd, on a real libSQL server: each in an office of its own. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '#db/database.ts';
import { SLACK_STORIES } from '#test/stories/slack-stories.ts';
import { value } from '#test/support/api.ts';
import { clockAt, SOME_MORNING } from '#test/support/clock.ts';
import { aDistantOffice, eventually, officeVariables, underWay } from '#test/support/distant-office.ts';
import { type FakeSlack, startFakeSlack } from '#test/support/slack/fake-slack.ts';
import { expectNoViolations } from '#test/support/slack/use-fake-slack.ts';
import type { Office } from '#test/support/slack-office.ts';
import { inWorkerd } from '#test/support/worker.ts';
import { libsqlServerProgram } from '../../scripts/libsql-server.ts';
import { aWish } from '../app/orders/ordering.ts';

describe.skipIf(libsqlServerProgram() === null)('in workerd', () => {
  let slack: FakeSlack;
  beforeAll(async () => {
    slack = await startFakeSlack({ clock: clockAt(SOME_MORNING) });
    // Its clock stands still, and so would its limits; what they are for is tested where time passes.
    slack.liftLimits();
  });
  const worker = inWorkerd(() => officeVariables(slack));
  beforeAll(() => {
    slack.deliverTo(async (request) =>
      worker.fetch(new URL(request.url).pathname, {
        method: request.method,
        headers: request.headers,
        body: await request.text(),
      }),
    );
  });
  afterAll(() => slack?.close());

  let offices = 0;
  const anOffice = (): Promise<Office> => {
    offices += 1;
    const { db, services, clock, fetch } = worker;
    return aDistantOffice({ db, services, clock, slack, fetch }, String(offices));
  };

  afterEach(() => {
    expectNoViolations(slack);
    expect(worker.logs().filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

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

/** Slack's limits are lifted, so there is nothing that Cardline would have to wait for. */
const liftGates = (db: Database) =>
  db.write([
    {
      sql: 'create trigger gates_stay_open after insert on gate begin delete from gate where key = new.key; end',
      args: [],
    },
  ]);

/** When the last message about each topic had gone, in milliseconds. */
const sentAt = (db: Database, topics: readonly string[]): Promise<number[]> =>
  db.readJson(
    `select json_group_array((select unixepoch(max(done_at), 'subsec') * 1000 from delivery where topic = t.value))
     from json_each(?) t`,
    [JSON.stringify(topics)],
  );
