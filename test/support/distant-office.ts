/**
 * A Slack office (slack-office.ts) around a Cardline that runs elsewhere: in workerd, or in a process of its own. The database is
 * the same; what goes on behind its answers is looked for until it shows.
 */
import { expect } from 'vitest';
import type { Services } from '#app/services.ts';
import type { Database } from '#db/database.ts';
import { makeSealerOf } from '#src/runtime/sealer.ts';
import { SOME_MORNING, type TestClock } from './clock.ts';
import type { FakeSlack } from './slack/fake-slack.ts';
import { furnish, OFFICE_SECRET, OFFICE_URL, type Office, type Premises } from './slack-office.ts';

/** What that Cardline is to be started with. */
export const officeVariables = ({ app, apiUrl }: FakeSlack) => ({
  CARDLINE_NOW: SOME_MORNING,
  CARDLINE_URL: OFFICE_URL,
  CARDLINE_SECRET: OFFICE_SECRET,
  SLACK_SIGNING_SECRET: app.signingSecret,
  SLACK_CLIENT_ID: app.clientId,
  SLACK_CLIENT_SECRET: app.clientSecret,
  SLACK_API_URL: apiUrl,
});

export interface Elsewhere {
  readonly db: Database;
  readonly services: Services;
  /** Stands still, as that Cardline's does. */
  readonly clock: TestClock;
  readonly slack: FakeSlack;
  readonly fetch: Premises['fetch'];
}

/** @param suffix tells this office from others on the same database */
export const aDistantOffice = (elsewhere: Elsewhere, suffix = ''): Promise<Office> =>
  furnish(
    {
      ...elsewhere,
      sealerOf: makeSealerOf(OFFICE_SECRET),
      eventually,
      settle: () =>
        eventually(async () => {
          // What was done from this process, the other has not heard of: any request but a GET makes it look.
          await elsewhere.fetch('/', { method: 'POST' });
          expect(await underWay(elsewhere.db)).toEqual([]);
        }),
    },
    suffix,
  );

/** What is still to be handed over. */
export const underWay = (db: Database): Promise<unknown[]> =>
  db.readJson(
    `select json_group_array(json(one)) from (
       select json_object('notice', topic, 'error', last_error) one from outbox where status = 'waiting'
       union all
       select json_object('delivery', kind, 'of', subject, 'error', last_error) from delivery where status = 'waiting')`,
    [],
  );

/** A machine that is busy with other things is no reason to fail. */
const DEADLINE_MS = 20_000;
const LOOK_AGAIN_MS = 10;

/** Tries until it works; after a while it fails with what it failed with last. */
export const eventually: Premises['eventually'] = async (attempt, isWorthAnother = () => true) => {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline || !isWorthAnother(error)) throw error;
    }
    await new Promise((resume) => setTimeout(resume, LOOK_AGAIN_MS));
  }
};
