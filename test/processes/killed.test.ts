import { expect, it } from 'vitest';
import { addDays, dateIn, type Instant, instant, type PlainDate } from '#core/calendar.ts';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { schedule } from '#db/schema/index.ts';
import { makeBillingRunStore } from '#db/stores/billing-run-store.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { aDatabaseFile } from '#test/support/database.ts';
import { letRunsDie, letWorkersDie } from '#test/support/ledger-builders.ts';
import { startProcess } from '#test/support/processes.ts';
import { aTenant } from '#test/support/tenants.ts';

const ZONE = 'Australia/Melbourne';
const DAYS_MISSED = 31;

/** What the clock says in the servers: noon, so that today is due. */
const NOON = '2026-07-01T02:00:00.000Z' as Instant;
const today: PlainDate = dateIn(ZONE, instant(new Date(NOON)));

const commitsDone = async (db: Database): Promise<string[]> =>
  db.readJson<string[]>(
    `select json_group_array(as_of) from (
       select as_of from billing_run where mode = 'commit' and status = 'done' order by id)`,
    [],
  );

it('BILL-10: a server that is killed while it catches up is succeeded by one that goes on: each day once, in order', async () => {
  const url = `file:${await aDatabaseFile()}`;
  const db = await openDatabase({ url });
  const { providerId } = await aTenant(db);
  const lastDoneOn = addDays(today, -DAYS_MISSED);
  await db.write(
    ['billing', 'invoices'].map((job) =>
      db.orm.insert(schedule).values({ providerId, job, atMinutes: 120, lastDoneOn }),
    ),
  );
  const env = { DATABASE_URL: url, PORT: '0', CARDLINE_NOW: NOON };

  const first = startProcess('src/node.ts', ['--empty'], env);
  await first.says('"job":"invoices"');
  first.kill('SIGKILL');
  await first.ended;
  const before = await commitsDone(db);
  // The lease of the dead runs out after some seconds of silence, and so does what it had under way.
  await db.write([{ sql: `update lease set until = '2000-01-01T00:00:00.000Z'`, args: [] }]);
  await letRunsDie(db);

  const second = startProcess('src/node.ts', ['--empty'], env);
  await second.says(`"job":"invoices","day":"${today}"`);
  second.kill('SIGTERM');
  expect((await second.ended).code).toBe(0);

  expect(before.length).toBeLessThan(DAYS_MISSED);
  expect(await commitsDone(db)).toEqual(
    Array.from({ length: DAYS_MISSED }, (_, n) => addDays(lastDoneOn, n + 1)),
  );
  const schedules = await makeScheduleStore(db).list(providerId);
  expect(schedules.filter(({ job }) => job === 'billing' || job === 'invoices')).toMatchObject([
    { job: 'billing', lastDoneOn: today, lastError: null },
    { job: 'invoices', lastDoneOn: today, lastError: null },
  ]);
  db.close();
});

it.each([
  ['goes on with what a killed one left under way, a preview too', letWorkersDie, 'done'],
  [
    'ends what a killed one left under way long ago, and bills the day by a run of its own',
    letRunsDie,
    'failed',
  ],
])('BILL-10: a server that starts %s', async (_, letGo, status) => {
  const url = `file:${await aDatabaseFile()}`;
  const db = await openDatabase({ url });
  const { providerId } = await aTenant(db);
  const runs = makeBillingRunStore(db);
  const begin = async (mode: 'preview' | 'commit') =>
    (
      await runs.beginOrJoin(providerId, {
        asOf: today,
        mode,
        previewHash: null,
        requestKey: null,
        catalogueVersion: 0,
        tally: { sell: {}, buy: {} },
        startedBy: 'schedule',
        settings: null,
        createdAt: NOON,
      })
    ).run.id;
  const left = [await begin('commit'), await begin('preview')];
  await letGo(db);

  const server = startProcess('src/node.ts', ['--empty'], {
    DATABASE_URL: url,
    PORT: '0',
    CARDLINE_NOW: NOON,
  });
  await server.says(`"job":"invoices","day":"${today}"`);
  server.kill('SIGTERM');
  expect((await server.ended).code).toBe(0);

  for (const id of left)
    expect(await runs.find(providerId, id)).toMatchObject({
      status,
      failure: status === 'done' ? null : expect.stringContaining('It was interrupted'),
      finishedAt: NOON,
    });
  expect(await commitsDone(db)).toEqual([today]);
  db.close();
});
