/** A run in the hands of several: what one leaves the next goes on with, whatever the queue does with its messages. */
import { beforeEach, describe, expect, it } from 'vitest';
import { linesOf } from '#app/billing/run-tally.ts';
import { type BillingServices, makeBillingServices } from '#app/billing/services.ts';
import type { BillingRunRequest } from '#app/billing/start-billing-run.ts';
import type { BillingRun, RunKey, RunQueue } from '#app/ports/billing.ts';
import type { Log } from '#app/ports/log.ts';
import { cents } from '#core/money.ts';
import type { Database } from '#db/database.ts';
import { aTown, TOWN_PLANS, type Town } from '#test/support/a-town.ts';
import { value } from '#test/support/api.ts';
import { aDatabase } from '#test/support/database.ts';
import { aDyingDatabase } from '#test/support/dying-database.ts';
import {
  actorOf,
  billingPorts,
  booksOf,
  day,
  letRunsDie,
  letWorkersDie,
} from '#test/support/ledger-builders.ts';

const AS_OF = day('2026-04-15');
const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };
const COMMIT: BillingRunRequest = { asOf: AS_OF, mode: 'commit', previewHash: null, waitSeconds: 0 };

let db: Database;
let town: Town;

/** A queue whose messages the test hands out. */
function aQueue(): RunQueue & { readonly messages: RunKey[] } {
  const messages: RunKey[] = [];
  return {
    messages,
    async put(runs) {
      messages.push(...runs);
    },
  };
}

/** A machine that writes one chunk of three terms of a run at a time. */
function aMachine(
  queue: RunQueue,
  on: Database = db,
): BillingServices & { readonly settled: () => Promise<unknown> } {
  const work: Promise<unknown>[] = [];
  const ports = billingPorts(on, town.shelf, { chunkSize: 3, stretch: 1, queue });
  const background = {
    ...ports.background,
    keep: (one: Promise<unknown>) => void work.push(one.catch(() => null)),
  };
  return { ...makeBillingServices({ ...ports, background }), settled: () => Promise.all(work) };
}

/** The books of a run that nobody disturbed, with the run. */
async function undisturbed(of: Partial<BillingRunRequest> = {}) {
  const copy = await aDatabase();
  const there = await aTown(copy);
  const billing = makeBillingServices(billingPorts(copy, there.shelf, { chunkSize: 3 }));
  const run = value(
    await billing.startBillingRun(actorOf(there.tenant), { ...COMMIT, ...of, waitSeconds: 30 }),
  );
  return { run, books: await booksOf(copy) };
}

const figures = ({ status, hash, tally, parked }: BillingRun) => ({ status, hash, tally, parked });

const allRuns = () =>
  db.readJson<string[]>(`select json_group_array(mode || ' ' || status) from billing_run`, []);

async function find(id: number): Promise<BillingRun> {
  const run = await billingPorts(db, town.shelf).runs.find(town.tenant.providerId, id);
  if (run === null) throw new Error(`there is no run ${id}`);
  return run;
}

beforeEach(async () => {
  db = await aDatabase();
  town = await aTown(db);
});

describe('a run whose stretches are shared out', () => {
  it('BILL-10, BILL-11: machines in turn leave the books, the tally and the hash of one alone', async () => {
    const expected = await undisturbed();
    const queue = aQueue();
    const machines = [aMachine(queue), aMachine(queue), aMachine(queue)];
    const started = value(
      await (machines[0] as BillingServices).startBillingRun(actorOf(town.tenant), COMMIT),
    );
    await machines[0]?.settled();
    let stretches = 1;
    for (let message = queue.messages.shift(); message !== undefined; message = queue.messages.shift()) {
      await machines[stretches % machines.length]?.goOnWithRun(message);
      stretches += 1;
    }
    expect(stretches).toBeGreaterThan(3);
    expect(figures(await find(started.id))).toEqual(figures(expected.run));
    expect(await booksOf(db)).toEqual(expected.books);
  });

  it('BILL-10: messages that come twice, at once and after the end, change nothing', async () => {
    const expected = await undisturbed();
    const queue = aQueue();
    const machines = [aMachine(queue), aMachine(queue)] as const;
    const { id } = value(await machines[0].startBillingRun(actorOf(town.tenant), COMMIT));
    await machines[0].settled();
    const message = { providerId: town.tenant.providerId, id };
    while ((await find(id)).status === 'running')
      await Promise.all(
        machines.flatMap((machine) => [machine.goOnWithRun(message), machine.goOnWithRun(message)]),
      );
    await machines[1].goOnWithRun(message);
    expect(figures(await find(id))).toEqual(figures(expected.run));
    expect(await booksOf(db)).toEqual(expected.books);
    expect(await allRuns()).toEqual(['commit done']);
  });

  it('who waits for a run helps with it', async () => {
    const expected = await undisturbed();
    // What this one leaves at the end of its stretch goes nowhere.
    const first = aMachine(aQueue());
    const { id } = value(await first.startBillingRun(actorOf(town.tenant), COMMIT));
    await first.settled();
    expect((await find(id)).status).toBe('running');
    const helped = await aMachine(aQueue()).startBillingRun(actorOf(town.tenant), {
      ...COMMIT,
      waitSeconds: 30,
    });
    expect(value(helped)).toMatchObject({ id, status: 'done' });
    expect(await booksOf(db)).toEqual(expected.books);
  });

  it('a queue that cannot be reached ends no run, and keeps nothing else from being done', async () => {
    const expected = await undisturbed();
    const told: string[] = [];
    const ports = billingPorts(db, town.shelf, {
      chunkSize: 3,
      stretch: 1,
      queue: { put: () => Promise.reject(new Error('the queue is away')) },
      log: { ...SILENT, error: (_, message) => void told.push(message) },
    });
    const cutOff = makeBillingServices(ports);
    const { id } = value(await cutOff.startBillingRun(actorOf(town.tenant), COMMIT));
    await expect.poll(() => told).toEqual(['billing runs could not be put on the queue']);
    await cutOff.tendRuns();
    expect(told).toHaveLength(2);
    const queue = aQueue();
    await aMachine(queue).tendRuns();
    for (let message = queue.messages.shift(); message !== undefined; message = queue.messages.shift())
      await aMachine(queue).goOnWithRun(message);
    expect(figures(await find(id))).toEqual(figures(expected.run));
  });

  it('a message for a run that is not there, or of another provider, is nobody’s', async () => {
    const { id } = value(
      await aMachine(aQueue()).startBillingRun(actorOf(town.tenant), { ...COMMIT, waitSeconds: 30 }),
    );
    await aMachine(aQueue()).goOnWithRun({ providerId: town.tenant.providerId + 1, id });
    await aMachine(aQueue()).goOnWithRun({ providerId: town.tenant.providerId, id: id + 1 });
    expect(await allRuns()).toEqual(['commit done']);
  });

  it('CAT-5: bills by the catalogue and the settings of its beginning to its end', async () => {
    const expected = await undisturbed();
    const queue = aQueue();
    const machine = aMachine(queue);
    const { id } = value(await machine.startBillingRun(actorOf(town.tenant), COMMIT));
    await machine.settled();
    await town.shelf.publish({
      plans: TOWN_PLANS.map((plan) => ({ ...plan, accessFee: plan.accessFee && cents(7777) })),
    });
    await db.write([{ sql: `update provider set rounding = 'up', max_line_amount = 1`, args: [] }]);
    for (let message = queue.messages.shift(); message !== undefined; message = queue.messages.shift())
      await aMachine(queue).goOnWithRun(message);
    expect(figures(await find(id))).toEqual(figures(expected.run));
    expect(await booksOf(db)).toEqual(expected.books);
  });

  it('BILL-14: a bound on lines counts what all machines wrote', async () => {
    const bound = { sql: 'update provider set max_lines_per_account = 6', args: [] };
    const copy = await aDatabase();
    const there = await aTown(copy);
    await copy.write([bound]);
    const alone = makeBillingServices(billingPorts(copy, there.shelf, { chunkSize: 3 }));
    const expected = value(
      await alone.startBillingRun(actorOf(there.tenant), { ...COMMIT, waitSeconds: 30 }),
    );
    expect(expected.parked.length).toBeGreaterThan(0);
    expect(expected.parked.some(({ chunk }) => chunk > 0)).toBe(true);

    await db.write([bound]);
    const queue = aQueue();
    const first = aMachine(queue);
    const { id } = value(await first.startBillingRun(actorOf(town.tenant), COMMIT));
    await first.settled();
    for (let message = queue.messages.shift(); message !== undefined; message = queue.messages.shift())
      await aMachine(queue).goOnWithRun(message);
    const shared = await find(id);
    const names = ({ parked }: BillingRun) => parked.map(({ account, reason }) => `${account} ${reason}`);
    expect(names(shared)).toEqual(names(expected));
    expect(shared.tally).toEqual(expected.tally);
    expect(await booksOf(db)).toEqual(await booksOf(copy));
  });
});

describe('a run whose machine dies', () => {
  it('BILL-10, BILL-11: is gone on with by the next, after whichever of its writes, under the approval that it began with', async () => {
    const shown = await undisturbed({ mode: 'preview' });
    const expected = await undisturbed();
    for (let survived = 1; ; survived += 1) {
      db = await aDatabase();
      town = await aTown(db);
      const queue = aQueue();
      const dying = aDyingDatabase(db, survived);
      const request = { ...COMMIT, previewHash: shown.run.hash, waitSeconds: 30 };
      const ports = billingPorts(dying.db, town.shelf, { chunkSize: 3, queue, log: SILENT });
      await makeBillingServices(ports)
        .startBillingRun(actorOf(town.tenant), request)
        .catch(() => null);
      if (!dying.hasDied()) {
        expect(survived).toBeGreaterThan(6);
        break;
      }
      await letWorkersDie(db);
      const next = aMachine(queue);
      await next.tendRuns();
      const told = `killed after ${survived} writes`;
      expect(queue.messages, told).toHaveLength(1);
      for (let message = queue.messages.shift(); message !== undefined; message = queue.messages.shift())
        await next.goOnWithRun(message);
      expect(await allRuns(), told).toEqual(['commit done']);
      expect(figures(await find(1)), told).toEqual(figures(expected.run));
      expect(await booksOf(db), told).toEqual(expected.books);
    }
  });

  it('a preview is worked out from its beginning by the next, and shows the same', async () => {
    const shown = await undisturbed({ mode: 'preview' });
    // It begins, takes the run, and dies before it can end it.
    const dying = aDyingDatabase(db, 2);
    await makeBillingServices(billingPorts(dying.db, town.shelf, { chunkSize: 3, log: SILENT }))
      .startBillingRun(actorOf(town.tenant), { ...COMMIT, mode: 'preview', waitSeconds: 30 })
      .catch(() => null);
    expect(dying.hasDied()).toBe(true);
    await letWorkersDie(db);
    const queue = aQueue();
    await aMachine(queue).tendRuns();
    await aMachine(queue).goOnWithRun(queue.messages[0] as RunKey);
    expect(await find(1)).toMatchObject({ ...figures(shown.run), trail: shown.run.trail });
  });

  it('writes nothing more when it is back, and does not end what others went on with', async () => {
    const expected = await undisturbed();
    const queue = aQueue();
    const ports = billingPorts(db, town.shelf, { chunkSize: 3, queue });
    let written = 0;
    const chunks = {
      ...ports.chunks,
      async writeChunk(...args: Parameters<typeof ports.chunks.writeChunk>) {
        // As where the machine was put to sleep: meanwhile another one does a stretch.
        if (written++ === 1) {
          await letWorkersDie(db);
          await aMachine(queue).goOnWithRun({ providerId: town.tenant.providerId, id: 1 });
        }
        return ports.chunks.writeChunk(...args);
      },
    };
    const work: Promise<unknown>[] = [];
    const background = { ...ports.background, keep: (one: Promise<unknown>) => void work.push(one) };
    const asleep = makeBillingServices({ ...ports, chunks, background });
    const { id } = value(await asleep.startBillingRun(actorOf(town.tenant), COMMIT));
    await Promise.all(work);
    expect(written).toBe(2);
    for (let message = queue.messages.shift(); message !== undefined; message = queue.messages.shift())
      await aMachine(queue).goOnWithRun(message);
    expect(figures(await find(id))).toEqual(figures(expected.run));
    expect(await booksOf(db)).toEqual(expected.books);
  });

  it('is given up when nobody went on with it for ten minutes: people are told, and a new run bills the rest', async () => {
    const expected = await undisturbed();
    const first = aMachine(aQueue());
    const { id } = value(await first.startBillingRun(actorOf(town.tenant), COMMIT));
    await first.settled();
    await letRunsDie(db);
    const queue = aQueue();
    await aMachine(queue).tendRuns();
    expect(queue.messages).toEqual([]);
    expect((await find(id)).status).toBe('failed');
    expect(await db.readJson(`select json_group_array(topic) from outbox`, [])).toEqual([
      'billing.run_begun',
      'billing.run_failed',
    ]);
    const billing = makeBillingServices(billingPorts(db, town.shelf, { chunkSize: 3 }));
    value(await billing.startBillingRun(actorOf(town.tenant), { ...COMMIT, waitSeconds: 30 }));
    expect(await booksOf(db)).toEqual(expected.books);
  });
});

describe('a chunk that cannot be worked out', () => {
  it('ends the run once the chunk before it is written, and not beside it', async () => {
    const ports = billingPorts(db, town.shelf, { chunkSize: 3, log: SILENT });
    const { promise: failed, resolve: fail } = Promise.withResolvers<void>();
    const steps: string[] = [];
    let read = 0;
    const chunks = {
      ...ports.chunks,
      async readChunk(...args: Parameters<typeof ports.chunks.readChunk>) {
        read += 1;
        if (read < 3) return ports.chunks.readChunk(...args);
        fail();
        throw new Error('a term that nobody can read');
      },
      async writeChunk(...args: Parameters<typeof ports.chunks.writeChunk>) {
        if (read > 1) {
          await failed;
          // As long as an answer of the database takes, some times over.
          for (let turn = 0; turn < 10; turn += 1) await find(1);
        }
        const written = await ports.chunks.writeChunk(...args);
        steps.push(written);
        return written;
      },
    };
    const runs = {
      ...ports.runs,
      finish: (...args: Parameters<typeof ports.runs.finish>) => {
        steps.push('ended');
        return ports.runs.finish(...args);
      },
    };
    const request = { ...COMMIT, waitSeconds: 30 };
    const billing = makeBillingServices({ ...ports, chunks, runs });
    const run = value(await billing.startBillingRun(actorOf(town.tenant), request));
    expect(run.status).toBe('failed');
    expect(steps).toEqual(['written', 'written', 'ended']);
    const [lines] = await db.readJson<number[]>('select json_array(count(*)) from cardline', []);
    expect(linesOf(run.tally)).toBe(lines);
  });
});

describe('a machine that is about to end', () => {
  it('waits for no turn: whoever comes next sees to the run', async () => {
    const first = aMachine(aQueue());
    const before = value(await first.startBillingRun(actorOf(town.tenant), COMMIT));
    await first.settled();
    const stop = new AbortController();
    const ports = billingPorts(db, town.shelf, { chunkSize: 3, stopping: stop.signal });
    const runs = {
      ...ports.runs,
      async claim(...args: Parameters<typeof ports.runs.claim>) {
        stop.abort();
        return ports.runs.claim(...args);
      },
    };
    const other = { ...COMMIT, asOf: day('2026-04-16'), waitSeconds: 30 };
    const billing = makeBillingServices({ ...ports, runs });
    const left = value(await billing.startBillingRun(actorOf(town.tenant), other));
    expect(left.status).toBe('queued');
    const next = aMachine(aQueue());
    expect(value(await next.startBillingRun(actorOf(town.tenant), other))).toMatchObject({
      id: left.id,
      status: 'done',
    });
    expect((await find(before.id)).status).toBe('done');
  });

  it('lets go of a commit at its next chunk, and another goes on with it at once', async () => {
    const expected = await undisturbed();
    const stop = new AbortController();
    const ports = billingPorts(db, town.shelf, { chunkSize: 3, stopping: stop.signal });
    const chunks = {
      ...ports.chunks,
      writeChunk: async (...args: Parameters<typeof ports.chunks.writeChunk>) => {
        stop.abort();
        return ports.chunks.writeChunk(...args);
      },
    };
    const request = { ...COMMIT, waitSeconds: 30 };
    const left = value(
      await makeBillingServices({ ...ports, chunks }).startBillingRun(actorOf(town.tenant), request),
    );
    expect(left.status).toBe('running');
    const done = value(await aMachine(aQueue()).startBillingRun(actorOf(town.tenant), request));
    expect(done.id).toBe(left.id);
    expect(figures(done)).toEqual(figures(expected.run));
    expect(await booksOf(db)).toEqual(expected.books);
  });

  it('ends a preview with a sentence, since whoever asked for it is gone', async () => {
    const stop = new AbortController();
    const ports = billingPorts(db, town.shelf, { chunkSize: 3, stopping: stop.signal });
    const chunks = {
      ...ports.chunks,
      findClashes: async (...args: Parameters<typeof ports.chunks.findClashes>) => {
        stop.abort();
        return ports.chunks.findClashes(...args);
      },
    };
    const left = await makeBillingServices({ ...ports, chunks }).startBillingRun(actorOf(town.tenant), {
      ...COMMIT,
      mode: 'preview',
      waitSeconds: 30,
    });
    expect(value(left)).toMatchObject({
      status: 'failed',
      failure: 'It was stopped: preview the day again.',
    });
  });
});
