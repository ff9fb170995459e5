/** Slack offices (slack-office.ts) around the bundle in real workerd, for a whole file of tests: each office of its own companies. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Database } from '#db/database.ts';
import { clockAt, SOME_MORNING } from './clock.ts';
import { aDistantOffice, officeVariables } from './distant-office.ts';
import { type FakeSlack, startFakeSlack } from './slack/fake-slack.ts';
import { expectNoViolations } from './slack/use-fake-slack.ts';
import type { Office } from './slack-office.ts';
import { type InWorkerd, inWorkerd } from './worker.ts';

export interface OfficesInWorkerd {
  readonly worker: InWorkerd;
  anOffice(): Promise<Office>;
}

/** Within `describe`: what Slack would have refused, and whatever the worker logs as an error, fails the test. */
export function officesInWorkerd(): OfficesInWorkerd {
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
  afterEach(() => {
    expectNoViolations(slack);
    expect(worker.logs().filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  let offices = 0;
  return {
    worker,
    anOffice() {
      offices += 1;
      const { db, services, clock, fetch } = worker;
      return aDistantOffice({ db, services, clock, slack, fetch }, String(offices));
    },
  };
}

/** Slack's limits are lifted, so there is nothing that Cardline would have to wait for. */
export const liftGates = (db: Database) =>
  db.write([
    {
      sql: 'create trigger gates_stay_open after insert on gate begin delete from gate where key = new.key; end',
      args: [],
    },
  ]);
