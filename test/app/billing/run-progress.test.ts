import { beforeEach, expect, it } from 'vitest';
import { type RunProgress, shareOf } from '#app/billing/run-progress.ts';
import { EMPTY_TALLY, linesOf } from '#app/billing/run-tally.ts';
import type { BillingPorts } from '#app/billing/services.ts';
import type { RunMode } from '#app/ports/billing.ts';
import { instant } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { outbox } from '#db/schema/index.ts';
import { aTown, type Town } from '#test/support/a-town.ts';
import { value } from '#test/support/api.ts';
import { aDatabase } from '#test/support/database.ts';
import { actorOf, billingOn, billingPorts, day } from '#test/support/ledger-builders.ts';

const AS_OF = day('2026-04-15');

let db: Database;
let town: Town;
beforeEach(async () => {
  db = await aDatabase();
  town = await aTown(db);
});

const run = async (mode: RunMode, previewHash: string | null, ports: Partial<BillingPorts> = {}) =>
  value(
    await billingOn(db, town.shelf, { chunkSize: 3, ...ports }).startBillingRun(actorOf(town.tenant), {
      asOf: AS_OF,
      mode,
      previewHash,
      waitSeconds: 30,
    }),
  );

const told = async () =>
  (await db.orm.select().from(outbox)).flatMap(({ topic, body }) =>
    topic === 'billing.run_begun' ? [body] : [],
  );

/** What somebody sees who looks at the run whenever it reads its next terms. */
async function watched(mode: RunMode, previewHash: string | null = null) {
  const { chunks } = billingPorts(db, town.shelf);
  const seen: RunProgress[] = [];
  const { readRunProgress, listBillingRuns } = billingOn(db, town.shelf);
  const done = await run(mode, previewHash, {
    chunks: {
      ...chunks,
      async readChunk(...asked) {
        const page = value(await listBillingRuns(actorOf(town.tenant), { limit: 1, cursor: null }));
        seen.push(value(await readRunProgress(actorOf(town.tenant), page.items[0]?.id ?? 0)));
        return chunks.readChunk(...asked);
      },
    },
  });
  seen.push(value(await readRunProgress(actorOf(town.tenant), done.id)));
  return { done, seen };
}

it('BILL-11: a commit says that it has begun, once, with who began it and by which way; a preview does not', async () => {
  const shown = await run('preview', null);
  expect(await told()).toEqual([]);
  const done = await run('commit', shown.hash);
  expect(await told()).toEqual([
    { run: `run_${done.id}`, asOf: AS_OF, by: done.startedBy, via: actorOf(town.tenant).via },
  ]);
});

it('how far a run is shows in its row: it checks what was approved, then its share of the terms grows', async () => {
  const shown = await run('preview', null);
  const { done, seen } = await watched('commit', shown.hash);
  const stages = seen.map(({ stage }) => stage);
  const begins = stages.indexOf('bills');
  expect(begins).toBeGreaterThan(1);
  expect(new Set(stages.slice(0, begins))).toEqual(new Set(['checks']));
  expect(new Set(stages.slice(begins, -1))).toEqual(new Set(['bills']));
  expect(stages.at(-1)).toBe('over');
  const shares = seen.slice(begins, -1).map(({ share }) => share ?? -1);
  expect(shares.length).toBeGreaterThan(2);
  expect(shares).toEqual([...new Set(shares)].sort((a, b) => a - b));
  expect(Math.min(...shares)).toBeGreaterThan(0);
  expect(Math.max(...shares)).toBeLessThanOrEqual(1);
  const lines = seen.map((one) => linesOf(one.run.tally));
  expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  expect(lines.at(-1)).toBe(linesOf(done.tally));
});

it('of a preview nothing more is known than that it is being worked out; of one that waits, that', async () => {
  const { seen } = await watched('preview');
  expect(seen.slice(0, -1).every(({ stage, share }) => stage === 'works' && share === null)).toBe(true);
  const { runs } = billingPorts(db, town.shelf);
  const { run: waiting } = await runs.beginOrJoin(town.tenant.providerId, {
    asOf: AS_OF,
    mode: 'commit',
    previewHash: null,
    catalogueVersion: 1,
    tally: EMPTY_TALLY,
    startedBy: 'another machine',
    createdAt: instant(new Date('2026-04-15T00:00:00.000Z')),
    requestKey: null,
    settings: null,
  });
  const { readRunProgress } = billingOn(db, town.shelf);
  expect(await readRunProgress(actorOf(town.tenant), waiting.id)).toMatchObject({
    value: { stage: 'waits', share: null },
  });
});

it('nobody who could be told is no reason not to bill', async () => {
  const { progress } = billingPorts(db, town.shelf);
  const logged: string[] = [];
  const log = {
    info: () => {},
    warn: () => {},
    error: (_: object, message: string) => void logged.push(message),
  };
  const done = await run('commit', null, {
    log,
    progress: { ...progress, tellBegun: () => Promise.reject(new Error('the disk is full')) },
  });
  expect(done.status).toBe('done');
  expect(logged).toEqual(['that a billing run has begun was not told']);
});

it('a share goes by keys, and stays between nothing and all', () => {
  const range = { first: 11, last: 20 };
  expect([10, 11, 15, 20, 25].map((lastTermId) => shareOf({ lastTermId }, range))).toEqual([
    0, 0.1, 0.5, 1, 1,
  ]);
});
