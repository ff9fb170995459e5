import { eq } from 'drizzle-orm';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { outbox } from '#db/schema/index.ts';
import { aDatabaseFile } from '#test/support/database.ts';
import { deliveriesOf, letLeasesRunOut, TOPIC, tell } from '#test/support/dispatching.ts';
import { startProcess } from '#test/support/processes.ts';
import { aTenant } from '#test/support/tenants.ts';
import { freePort } from '../../scripts/libsql-server.ts';

const DISPATCHER = 'test/support/dispatching-process.ts';

async function aHouse() {
  const url = `file:${await aDatabaseFile()}`;
  const db = await openDatabase({ url });
  onTestFinished(() => db.close());
  const { providerId } = await aTenant(db);
  return { url, db, providerId };
}

/** As if the time until the next try were over. */
const letBackOffPass = (db: Database) =>
  db.write([{ sql: 'update delivery set due_at = attempted_at where attempted_at is not null', args: [] }]);

it('a process killed while a delivery is under way: the next one delivers it, knowing that it may have arrived', async () => {
  const { url, db, providerId } = await aHouse();
  await tell(db, providerId, ['one', 'two', { text: 'three', target: 'C2' }]);

  const first = startProcess(DISPATCHER, [url, 'hang']);
  await first.says('one\n');
  await first.says('three\n');
  first.kill('SIGKILL');
  await first.ended;
  expect(await deliveriesOf(db)).toMatchObject([
    { status: 'waiting', attempts: 1, unanswered: 1 },
    { status: 'waiting', attempts: 0 },
    {},
  ]);
  await letLeasesRunOut(db);
  await letBackOffPass(db);

  const second = await startProcess(DISPATCHER, [url, 'dispatch']).ended;
  expect(second.code).toBe(0);
  const ofTheTarget = second.stdout.split('\n').filter((line) => /^(one|two)/.test(line));
  expect(ofTheTarget).toEqual(['one, a repeat', 'two']);
  expect((await deliveriesOf(db)).map(({ status }) => status)).toEqual(['sent', 'sent', 'sent']);
});

it('two processes at once on one file deliver each once, in order', async () => {
  const { url, db, providerId } = await aHouse();
  const texts = Array.from({ length: 90 }, (_, n) => `text ${n}`);
  await tell(
    db,
    providerId,
    texts.map((text, n) => ({ text, target: `C${n % 3}` })),
  );
  const both = [startProcess(DISPATCHER, [url, 'dispatch']), startProcess(DISPATCHER, [url, 'dispatch'])];
  const ended = await Promise.all(both.map((one) => one.ended));
  // The last target may have been left to the other by each.
  const last = await startProcess(DISPATCHER, [url, 'dispatch']).ended;
  const handed = [...ended, last].flatMap(({ stdout }) =>
    stdout.split('\n').filter((line) => line.startsWith('text')),
  );
  expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
    { code: 0, stderr: '' },
    { code: 0, stderr: '' },
  ]);
  expect(handed.toSorted()).toEqual(texts.toSorted());
  expect((await deliveriesOf(db)).every(({ status, attempts }) => status === 'sent' && attempts === 1)).toBe(
    true,
  );
});

it('a server dispatches when somebody has changed something, and its timers let it end', async () => {
  const { url, db, providerId } = await aHouse();
  const port = await freePort();
  const server = startProcess('src/node.ts', ['--empty'], {
    DATABASE_URL: url,
    PORT: String(port),
    // Held still in another year: what leaves goes by real time.
    CARDLINE_NOW: '2031-03-02T00:00:00.000Z',
  });
  await server.says('Cardline is ready');
  await tell(db, providerId, ['one']);
  await fetch(`http://127.0.0.1:${port}/v1/orders`, { method: 'POST' });
  const statuses = async () =>
    (await db.orm.select().from(outbox).where(eq(outbox.topic, TOPIC))).map(({ status }) => status);
  await expect.poll(statuses, { timeout: 20_000 }).toEqual(['uncarried']);
  server.kill('SIGTERM');
  expect((await server.ended).code).toBe(0);
});
