import { copyFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_TALLY, linesOf } from '#app/billing/run-tally.ts';
import type { BillingPorts } from '#app/billing/services.ts';
import type { BillingRunRequest } from '#app/billing/start-billing-run.ts';
import type { BillingRun, NewBillingRun } from '#app/ports/billing.ts';
import type { Cardline } from '#app/ports/ledger.ts';
import type { Log } from '#app/ports/log.ts';
import type { Page } from '#app/ports/platform.ts';
import { addDays, instant } from '#core/calendar.ts';
import { cents } from '#core/money.ts';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { aTown, TOWN_PLANS, type Town } from '#test/support/a-town.ts';
import { value } from '#test/support/api.ts';
import { aDatabase, aDatabaseFile } from '#test/support/database.ts';
import { aDyingDatabase } from '#test/support/dying-database.ts';
import {
  actorOf,
  aPackagePlan,
  billingOn,
  billingPorts,
  booksOf,
  day,
  fixedClock,
  ledgerOf,
  letRunsDie,
  letWorkersDie,
  subscribe,
} from '#test/support/ledger-builders.ts';

const AS_OF = day('2026-04-15');
/** So small that the town's subscriptions need several. */
const CHUNK = 3;
const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };

const commit = (asOf = AS_OF): BillingRunRequest => ({
  asOf,
  mode: 'commit',
  previewHash: null,
  waitSeconds: 30,
});
const preview = (asOf = AS_OF): BillingRunRequest => ({ ...commit(asOf), mode: 'preview' });

async function run(
  db: Database,
  town: Town,
  request: BillingRunRequest,
  ports: Partial<BillingPorts> = {},
): Promise<BillingRun> {
  const billing = billingOn(db, town.shelf, { chunkSize: CHUNK, ...ports });
  return value(await billing.startBillingRun(actorOf(town.tenant), request));
}

let db: Database;
let town: Town;

const find = (id: number) => billingPorts(db, town.shelf).runs.find(town.tenant.providerId, id);

const aNewRun = ({ asOf, mode, previewHash, requestKey = undefined }: BillingRunRequest): NewBillingRun => ({
  asOf,
  mode,
  previewHash,
  requestKey: requestKey ?? null,
  catalogueVersion: 1,
  tally: EMPTY_TALLY,
  startedBy: 'another machine',
  settings: null,
  createdAt: instant(new Date('2026-04-15T00:00:00.000Z')),
});

/** A run that another machine is at work on. */
async function underWay(request: BillingRunRequest) {
  const { runs } = billingPorts(db, town.shelf);
  const { providerId } = town.tenant;
  const { run: begun } = await runs.beginOrJoin(providerId, aNewRun(request));
  expect(await runs.claim(providerId, begun.id, 'elsewhere')).toBe('taken');
  const end = { ...begun, status: 'done' as const, finishedAt: begun.createdAt };
  return {
    id: begun.id,
    end: () => runs.finish(providerId, begun.id, 'elsewhere', end, { audit: [], outbox: [] }),
  };
}

/** Takes a run whoever has it. */
async function takeAnyway(one: Database, id: number, worker: string) {
  await one.write([
    { sql: `update billing_run set status = 'running', worker = ? where id = ?`, args: [worker, id] },
  ]);
  return 'taken' as const;
}

beforeEach(async () => {
  db = await aDatabase();
  town = await aTown(db);
});

describe('one run', () => {
  it('BILL-10: bills what is due on or before its day, each side in its own lines', async () => {
    const done = await run(db, town, commit());
    expect(done).toMatchObject({ status: 'done', failure: null, parked: [] });
    const ledger = await ledgerOf(db);
    expect(ledger.filter((line) => line.startsWith('1 '))).toEqual([
      '1 buy BUY-MONTHLY - 2/0 2026-01-31: 2026-01-31..2026-02-27 on 2026-04-15 5100+510',
      '1 buy BUY-MONTHLY - 2/0 2026-02-28: 2026-02-28..2026-03-30 on 2026-04-15 5100+510',
      '1 buy BUY-MONTHLY - 2/0 2026-03-31: 2026-03-31..2026-04-29 on 2026-04-15 5100+510',
      '1 sell MONTHLY - 2/0 2026-01-31: 2026-01-31..2026-02-27 on 2026-04-15 6995+700',
      '1 sell MONTHLY - 1/0 2026-01-31: 2026-01-31..2026-01-31 on 2026-04-15 4900+490',
      '1 sell MONTHLY - 2/0 2026-02-28: 2026-02-28..2026-03-30 on 2026-04-15 6995+700',
      '1 sell MONTHLY - 2/0 2026-03-31: 2026-03-31..2026-04-29 on 2026-04-15 6995+700',
    ]);
  });

  it('counts and sums exactly what it wrote, by side and kind', async () => {
    const done = await run(db, town, commit());
    const written = await db.readJson<Record<string, [number, number, number]>>(
      `select json_group_object(side || ' ' || iif(kind < 0, 'credit', kind), json_array(lines, amount, tax)) from (
         select side, max(kind, -1) kind, count(*) lines, sum(amount) amount, sum(tax) tax from cardline group by 1, 2)`,
      [],
    );
    const { sell, buy } = done.tally;
    expect({
      'sell 1': Object.values(sell.setup_fee ?? {}),
      'sell 2': Object.values(sell.access_fee ?? {}),
      'buy 2': Object.values(buy.access_fee ?? {}),
    }).toEqual(written);
  });

  it('BILL-10: run again for the same day it writes nothing more', async () => {
    await run(db, town, commit());
    const books = await booksOf(db);
    const again = await run(db, town, commit());
    expect(again).toMatchObject({ status: 'done', tally: { sell: {}, buy: {} } });
    expect(await booksOf(db)).toEqual(books);
  });

  it('BILL-10: a year day by day gives each period and service the same sum as one run at its end', async () => {
    const copy = await aCopyOf(db);
    const [from, to] = [day('2026-01-01'), day('2026-12-31')];
    await run(copy, town, commit(to));
    for (let asOf = from; asOf <= to; asOf = addDays(asOf, 1)) await run(db, town, commit(asOf));
    expect(await sumsOf(db)).toEqual(await sumsOf(copy));
    expect((await ledgerOf(db)).length).toBeGreaterThan((await ledgerOf(copy)).length);
  }, 60_000);

  it('BILL-10: a missed run is caught up, and a run of an earlier day takes nothing back', async () => {
    await run(db, town, commit(day('2026-02-20')));
    await run(db, town, commit(AS_OF));
    const books = await booksOf(db);
    await run(db, town, commit(day('2026-03-05')));
    expect(await booksOf(db)).toEqual(books);
  });

  it('BILL-8: an end is credited by the first run that knows of it, even where a run of an earlier day came between', async () => {
    // Subscription 8 ends on 1 March, which is known from 20 March on.
    await run(db, town, commit(day('2026-03-19')));
    const ofEighth = async () => (await ledgerOf(db)).filter((line) => line.startsWith('8 '));
    expect(await ofEighth()).toEqual([
      '8 sell QUARTERLY - 2/0 2026-02-14: 2026-02-14..2026-05-13 on 2026-03-19 9900+990',
    ]);
    // Pro rata is off, so nothing goes back of the period; a further one is not billed.
    await run(db, town, commit(day('2026-06-30')));
    expect(await ofEighth()).toHaveLength(1);
    // Subscription 10 ends on 1 May: May, billed in advance, is never charged.
    const tenth = (await ledgerOf(db)).filter((line) => line.startsWith('10 sell'));
    expect(tenth.at(-1)).toContain('2026-04-05..2026-04-30');
  });

  it('writes credits of a known end beside the charges that they take back', async () => {
    await run(db, town, commit(day('2026-04-11')));
    await run(db, town, commit(day('2026-04-12')));
    // 20 April to 4 May of 6995 goes back: 15 of 30 days were used of the period from 5 April.
    expect((await ledgerOf(db)).filter((line) => line.startsWith('7 sell') && line.includes('-2/1'))).toEqual(
      ['7 sell MONTHLY - -2/1 2026-04-05: 2026-04-20..2026-05-04 on 2026-04-12 -3497+-350'],
    );
  });
});

describe('preview and commit', () => {
  it('BILL-11: a preview writes nothing and shows what the commit then writes', async () => {
    const before = await booksOf(db);
    const shown = await run(db, town, preview());
    expect(await booksOf(db)).toEqual(before);
    const billing = billingOn(db, town.shelf, { chunkSize: CHUNK });
    const previewed = await allLines(billing, town, shown.id);
    const done = await run(db, town, { ...commit(), previewHash: shown.hash });
    expect(done).toMatchObject({ status: 'done', hash: shown.hash, tally: shown.tally });
    const written = await allLines(billing, town, done.id);
    const figures = (lines: typeof written) =>
      lines
        .map(({ id: _, runId: __, ...line }) => line)
        .sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
    expect(figures(previewed)).toEqual(figures(written));
    expect(written).not.toEqual([]);
  });

  it('BILL-11: a commit whose preview has moved is refused with the new preview', async () => {
    const shown = await run(db, town, preview());
    const before = await ledgerOf(db);
    const [accountId = 0] = town.accounts;
    await subscribe(db, town.tenant, town.shelf, [{ accountId, sell: 'MONTHLY', start: day('2026-04-01') }]);
    const refused = await run(db, town, { ...commit(), previewHash: shown.hash });
    expect(refused.status).toBe('stale');
    expect(await ledgerOf(db)).toEqual(before);
    expect(refused.tally.sell.access_fee?.lines).toBe((shown.tally.sell.access_fee?.lines ?? 0) + 1);
    const done = await run(db, town, { ...commit(), previewHash: refused.hash });
    expect(done).toMatchObject({ status: 'done', tally: refused.tally });
  });

  it('BILL-11: the approval of one day fits no other', async () => {
    const shown = await run(db, town, preview());
    const refused = await run(db, town, { ...commit(day('2026-04-14')), previewHash: shown.hash });
    expect(refused.status).toBe('stale');
  });

  it("BILL-11: shows a preview's lines only while they are what was previewed", async () => {
    const shown = await run(db, town, preview());
    const billing = billingOn(db, town.shelf, { chunkSize: CHUNK });
    await run(db, town, commit());
    const moved = await billing.listRunCardlines(
      actorOf(town.tenant),
      { runId: shown.id, side: null },
      { limit: 10, cursor: null },
    );
    expect(moved).toMatchObject({ ok: false, faults: [{ code: 'preview_moved', kind: 'conflict' }] });
  });

  it('finds nothing to do in an empty book, and says so with a hash that can be approved', async () => {
    await run(db, town, commit());
    const shown = await run(db, town, preview());
    expect(shown.tally).toEqual({ sell: {}, buy: {} });
    expect(await run(db, town, { ...commit(), previewHash: shown.hash })).toMatchObject({ status: 'done' });
  });
});

describe('killed, repeated, at once', () => {
  it('BILL-10: killed after any of its writes and run again, it leaves the books of an undisturbed run', async () => {
    const undisturbed = await aCopyOf(db);
    await run(undisturbed, town, commit());
    const expected = await booksOf(undisturbed);
    for (let survived = 0; ; survived += 1) {
      const copy = await aCopyOf(db);
      const dying = aDyingDatabase(copy, survived);
      const attempt = billingOn(dying.db, town.shelf, { chunkSize: CHUNK, log: SILENT })
        .startBillingRun(actorOf(town.tenant), commit())
        .catch(() => null);
      await attempt;
      if (!dying.hasDied()) {
        expect(survived).toBeGreaterThan(6);
        break;
      }
      await letRunsDie(copy);
      const again = await run(copy, town, commit());
      expect(again.status, `killed after ${survived} writes`).toBe('done');
      expect(await runsUnderWay(copy), `killed after ${survived} writes`).toBe(0);
      expect(await booksOf(copy), `killed after ${survived} writes`).toEqual(expected);
      expect(await talliedLines(copy), `killed after ${survived} writes`).toBe(expected.ledger.length);
    }
  });

  it('BILL-10: two machines at once write each line once and count none twice', async () => {
    const undisturbed = await aCopyOf(db);
    await run(undisturbed, town, commit());
    const other = await openDatabase({ url: `file:${fileOf(db)}` });
    const both = await Promise.all([run(db, town, commit()), run(other, town, commit())]);
    other.close();
    expect(both.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(await booksOf(db)).toEqual(await booksOf(undisturbed));
    expect(await talliedLines(db)).toBe((await ledgerOf(db)).length);
  });

  it('BILL-10: two machines that take each other for dead still write each line once', async () => {
    const undisturbed = await aCopyOf(db);
    await run(undisturbed, town, commit());
    const other = await openDatabase({ url: `file:${fileOf(db)}` });
    let begins: Promise<unknown> = Promise.resolve();
    const careless = (one: Database) => {
      const { runs } = billingPorts(one, town.shelf);
      return {
        runs: {
          ...runs,
          beginOrJoin(...args: Parameters<typeof runs.beginOrJoin>) {
            const begun = begins.then(() => runs.beginOrJoin(...args));
            begins = begun.then(() => letRunsDie(one));
            return begun;
          },
          claim: (_: number, id: number, worker: string) => takeAnyway(one, id, worker),
          interrupted: async () => [],
        },
      };
    };
    const all = await Promise.all([
      run(db, town, commit(), careless(db)),
      run(other, town, commit(), careless(other)),
      run(other, town, commit(day('2026-04-14')), careless(other)),
    ]);
    other.close();
    expect(new Set(all.map(({ id }) => id)).size).toBe(3);
    const figures = (lines: readonly string[]) => lines.map((line) => line.replace(/ on [\d-]+/, ''));
    expect(figures(await ledgerOf(db))).toEqual(figures(await ledgerOf(undisturbed)));
    expect(await talliedLines(db)).toBe((await ledgerOf(db)).length);
  });

  it('writes nothing more once it was taken for dead, and the next run bills the rest', async () => {
    const undisturbed = await aCopyOf(db);
    await run(undisturbed, town, commit());
    const ports = billingPorts(db, town.shelf);
    let written = 0;
    const chunks = {
      ...ports.chunks,
      async writeChunk(...args: Parameters<typeof ports.chunks.writeChunk>) {
        // As where the machine was put to sleep: meanwhile somebody else looks at the run.
        if (written++ === 1) {
          await letRunsDie(db);
          await billingOn(db, town.shelf).tendRuns();
        }
        return ports.chunks.writeChunk(...args);
      },
    };
    const ended = await run(db, town, commit(), { chunks });
    expect(ended).toMatchObject({
      status: 'failed',
      failure: 'It was interrupted. What it billed stands: run the same day again to finish.',
    });
    expect((await ledgerOf(db)).length).toBe(linesOf(ended.tally));
    expect(await run(db, town, commit())).toMatchObject({ status: 'done' });
    expect(await booksOf(db)).toEqual(await booksOf(undisturbed));
    expect(await talliedLines(db)).toBe((await ledgerOf(db)).length);
  });

  it('reads a chunk again when somebody changes one of its terms meanwhile', async () => {
    const ports = billingPorts(db, town.shelf);
    let changed = 0;
    const chunks = {
      ...ports.chunks,
      writeChunk: async (...args: Parameters<typeof ports.chunks.writeChunk>) => {
        // As a cancellation entered between reading and writing would: subscription 1 ends on 1 April.
        if (changed++ === 0)
          await db.write([
            {
              sql: `update subscription_term set "end" = '2026-04-01', end_known_from = '2026-04-10', version = version + 1
                where subscription_id = 1`,
              args: [],
            },
          ]);
        return ports.chunks.writeChunk(...args);
      },
    };
    const done = await run(db, town, commit(), { chunks });
    expect(done.status).toBe('done');
    expect((await ledgerOf(db)).filter((line) => line.startsWith('1 sell MONTHLY - 2/0')).at(-1)).toContain(
      '2026-03-31..2026-03-31',
    );
    expect(await talliedLines(db)).toBe((await ledgerOf(db)).length);
  });

  it('waits while another machine bills another day, and is joined by who asks for the same', async () => {
    const elsewhere = await underWay(commit(day('2026-04-14')));
    const beside: Promise<unknown>[] = [];
    const background = makeBackground((work) => void beside.push(work));
    const waiting = await run(db, town, { ...commit(), waitSeconds: 0 }, { background });
    expect(waiting.status).toBe('queued');
    const joined = run(db, town, commit());
    await elsewhere.end();
    expect(await joined).toMatchObject({ id: waiting.id, status: 'done' });
    await Promise.all(beside);
  });

  it('takes its turn where what bills is given up', async () => {
    const { id } = await underWay(commit(day('2026-04-14')));
    const waiting = run(db, town, commit());
    await letRunsDie(db);
    expect(await waiting).toMatchObject({ status: 'done' });
    expect(await find(id)).toMatchObject({ status: 'failed' });
  });

  it('goes on with the run that it joined where the machine at work dies', async () => {
    const { id } = await underWay(commit());
    const joined = run(db, town, commit());
    await letWorkersDie(db);
    expect(await joined).toMatchObject({ id, status: 'done', startedBy: 'another machine' });
  });

  it('goes on with the run before its own where the machine at work on that one dies, then with its own', async () => {
    const { id } = await underWay(commit(day('2026-04-14')));
    const waiting = run(db, town, commit());
    await letWorkersDie(db);
    expect(await waiting).toMatchObject({ status: 'done' });
    expect(await find(id)).toMatchObject({ status: 'done' });
  });

  it('does the same for the schedule, which waits for as long as it takes', async () => {
    const undisturbed = await aCopyOf(db);
    await run(undisturbed, town, commit());
    await underWay(commit());
    const billed = billingOn(db, town.shelf, { chunkSize: CHUNK }).billDay(actorOf(town.tenant), AS_OF);
    await letWorkersDie(db);
    expect(await billed).toMatchObject({ ok: true, value: { run: 'run_1' } });
    expect(await booksOf(db)).toEqual(await booksOf(undisturbed));
  });

  it('records a failure, keeps what was billed, and bills the rest when asked again', async () => {
    const undisturbed = await aCopyOf(db);
    await run(undisturbed, town, commit());
    const ports = billingPorts(db, town.shelf);
    let written = 0;
    const chunks = {
      ...ports.chunks,
      writeChunk: async (...args: Parameters<typeof ports.chunks.writeChunk>) => {
        if (written++ === 2) throw new Error('the disk is full');
        return ports.chunks.writeChunk(...args);
      },
    };
    const failed = await run(db, town, commit(), { chunks, log: SILENT });
    expect(failed).toMatchObject({
      status: 'failed',
      failure: expect.stringContaining('run the same day again'),
    });
    expect(await outboxTopics(db)).toContain('billing.run_failed');
    const again = await run(db, town, commit());
    expect(again.id).not.toBe(failed.id);
    expect(await booksOf(db)).toEqual(await booksOf(undisturbed));
  });

  it('says of a preview that fails that it billed nothing, and calls nobody', async () => {
    const ports = billingPorts(db, town.shelf);
    const chunks = { ...ports.chunks, findClashes: () => Promise.reject(new Error('it is broken')) };
    const failed = await run(db, town, preview(), { chunks, log: SILENT });
    expect(failed).toMatchObject({
      status: 'failed',
      failure: 'It failed on the way; the log says why. A preview bills nothing: preview the day again.',
    });
    expect(await outboxTopics(db)).toEqual([]);
    expect(await ledgerOf(db)).toEqual([]);
  });

  it('lets go between two chunks when it is told to stop, and whoever bills the day next goes on with the run', async () => {
    const undisturbed = await aCopyOf(db);
    await run(undisturbed, town, commit());
    const stop = new AbortController();
    const ports = billingPorts(db, town.shelf);
    const chunks = {
      ...ports.chunks,
      writeChunk: async (...args: Parameters<typeof ports.chunks.writeChunk>) => {
        stop.abort();
        return ports.chunks.writeChunk(...args);
      },
    };
    const billing = billingOn(db, town.shelf, { chunkSize: CHUNK, chunks });
    const stopped = await billing.billDay(actorOf(town.tenant), AS_OF, stop.signal);
    expect(stopped).toMatchObject({
      ok: false,
      faults: [{ code: 'billing_goes_on', message: expect.stringContaining('was stopped') }],
    });
    expect(await outboxTopics(db)).toEqual(['billing.run_begun']);
    const next = billingOn(db, town.shelf, { chunkSize: CHUNK });
    expect(await next.billDay(actorOf(town.tenant), AS_OF)).toMatchObject({
      ok: true,
      value: { run: 'run_1' },
    });
    expect(await booksOf(db)).toEqual(await booksOf(undisturbed));
  });
});

describe('who answers a request', () => {
  it('a commit with a preview joins none without, and none with another', async () => {
    const shown = await run(db, town, preview());
    const plain = await underWay(commit());
    const queued = { waitSeconds: 0 };
    const beside: Promise<unknown>[] = [];
    const background = makeBackground((work) => void beside.push(work));
    const named = await run(db, town, { ...commit(), ...queued, previewHash: shown.hash }, { background });
    const other = await run(db, town, { ...commit(), ...queued, previewHash: 'other' }, { background });
    expect(new Set([plain.id, named.id, other.id]).size).toBe(3);
    const again = await run(db, town, { ...commit(), ...queued, previewHash: shown.hash }, { background });
    expect(again.id).toBe(named.id);
    expect((await run(db, town, { ...commit(), ...queued }, { background })).id).toBe(plain.id);
    await plain.end();
    await Promise.all(beside);
  });

  it('each preview is of the moment in which it is asked for', async () => {
    const { id } = await underWay(preview());
    expect(await run(db, town, preview())).toMatchObject({ id: id + 1, status: 'done' });
  });

  it('BILL-10: what a crash left is ended with a reason, told, and taken over with the catalogue in force', async () => {
    const { id } = await underWay({ ...commit(), previewHash: 'the hash of a preview' });
    await letRunsDie(db);
    await town.shelf.publish({
      plans: TOWN_PLANS.map((plan) => ({ ...plan, accessFee: plan.accessFee && cents(7777) })),
    });
    const done = await run(db, town, commit());
    expect(done).toMatchObject({ status: 'done', catalogueVersion: 2 });
    expect((await ledgerOf(db)).filter((line) => line.startsWith('1 sell MONTHLY - 2'))[0]).toContain(
      '7777+',
    );
    expect(await find(id)).toMatchObject({
      status: 'failed',
      catalogueVersion: 1,
      failure: expect.stringContaining('run the same day again'),
    });
    expect((await outboxTopics(db)).sort()).toEqual([
      'billing.run_begun',
      'billing.run_done',
      'billing.run_failed',
    ]);
  });

  it('nobody waits for a run whose process died, be it queued, running or a preview', async () => {
    const left = [await underWay(commit()), await underWay(preview())];
    const { runs } = billingPorts(db, town.shelf);
    const queued = await runs.beginOrJoin(town.tenant.providerId, aNewRun(commit(day('2026-04-14'))));
    const billing = billingOn(db, town.shelf);
    const read = async (id: number) => value(await billing.readBillingRun(actorOf(town.tenant), id));
    expect((await read(queued.run.id)).status).toBe('queued');
    await letRunsDie(db);
    for (const id of [...left.map((run) => run.id), queued.run.id])
      expect(await read(id)).toMatchObject({
        status: 'failed',
        failure: expect.stringContaining('It was interrupted'),
        finishedAt: expect.any(String),
      });
  });

  it('the same request is answered by the run that it began, unless that failed', async () => {
    const asked = { ...commit(), requestKey: 'key hash' };
    const shown = await run(db, town, preview());
    const first = await run(db, town, { ...asked, previewHash: shown.hash });
    expect(first.status).toBe('done');
    // Without the key it would be refused: what was previewed is billed by now.
    expect(await run(db, town, { ...asked, previewHash: shown.hash })).toEqual(first);
    const { runs } = billingPorts(db, town.shelf);
    const left = await runs.beginOrJoin(
      town.tenant.providerId,
      aNewRun({ ...commit(day('2026-05-15')), requestKey: 'other hash' }),
    );
    await letRunsDie(db);
    const second = await run(db, town, { ...commit(day('2026-05-15')), requestKey: 'other hash' });
    expect(second).toMatchObject({ status: 'done', id: left.run.id + 1 });
  });

  it('a key is forgotten after a day, like its answer', async () => {
    const at = (now: string) => ({ clock: fixedClock(now) });
    const asked = { ...commit(), requestKey: 'key hash' };
    const first = await run(db, town, asked, at('2026-04-15T00:00:00.000Z'));
    expect((await run(db, town, asked, at('2026-04-15T23:59:00.000Z'))).id).toBe(first.id);
    expect((await run(db, town, asked, at('2026-04-16T00:00:00.000Z'))).id).not.toBe(first.id);
  });
});

describe('when plans change', () => {
  it('bills a period that a new setting makes due earlier than the term remembers', async () => {
    await run(db, town, commit(day('2026-04-15')));
    const ofThird = async () => (await ledgerOf(db)).filter((line) => line.startsWith('3 ')).length;
    const before = await ofThird();
    await run(db, town, commit(day('2026-05-01')));
    expect(await ofThird()).toBe(before);
    await town.shelf.publish({
      plans: TOWN_PLANS.map((plan) =>
        plan.code === 'QUARTERLY' ? { ...plan, billMonthsInAdvance: 3 } : plan,
      ),
    });
    // Due three months before 15 July, and the term remembers 15 July.
    expect((await run(db, town, preview(day('2026-05-02')))).tally.sell.access_fee?.lines).toBe(1);
    await run(db, town, commit(day('2026-05-02')));
    expect(await ofThird()).toBe(before + 1);
  });

  it('BILL-1: minds what a run that broke off left terms to remember, where its settings were taken back', async () => {
    const publish = (billMonthsInAdvance: number) =>
      town.shelf.publish({
        plans: TOWN_PLANS.map((plan) =>
          plan.code === 'QUARTERLY' ? { ...plan, billMonthsInAdvance } : plan,
        ),
      });
    const ofThird = async () => (await ledgerOf(db)).filter((line) => line.startsWith('3 ')).length;
    await publish(3);
    await run(db, town, commit(day('2026-05-02')));
    const before = await ofThird();
    // With version 3 the period from 15 October is due on that day, and a run that breaks off has the terms remember it.
    await publish(0);
    const { runs } = billingPorts(db, town.shelf);
    let ended = 0;
    const finish: typeof runs.finish = async (...args) => {
      if (ended++ === 0) throw new Error('the disk is full');
      return runs.finish(...args);
    };
    const broken = await run(db, town, commit(day('2026-05-03')), { runs: { ...runs, finish }, log: SILENT });
    expect(broken).toMatchObject({ status: 'failed', catalogueVersion: 3 });
    // As before, it is due on 15 July.
    await publish(3);
    await run(db, town, commit(day('2026-07-14')));
    expect(await ofThird()).toBe(before);
    await publish(3);
    await run(db, town, commit(day('2026-07-15')));
    expect(await ofThird()).toBe(before + 1);
  });

  it('CAT-5: names the catalogue version that it billed with, and leaves what is billed as it is', async () => {
    await run(db, town, commit());
    await town.shelf.publish({
      plans: TOWN_PLANS.map((plan) =>
        aPackagePlan({ ...plan, accessFee: plan.accessFee && (9999 as never) }),
      ),
    });
    await run(db, town, commit(day('2026-05-15')));
    const versions = await db.readJson(
      `select json_group_array(json_array(generated_on, catalogue_version, lines)) from (
         select generated_on, catalogue_version, count(*) > 0 lines from cardline group by 1, 2)`,
      [],
    );
    expect(versions).toEqual([
      ['2026-04-15', 1, 1],
      ['2026-05-15', 2, 1],
    ]);
  });
});

describe('what is refused', () => {
  it('an as-of date more than thirteen months ahead', async () => {
    const billing = billingOn(db, town.shelf, { now: '2026-04-01T00:00:00.000Z' });
    const refused = await billing.startBillingRun(actorOf(town.tenant), commit(day('2027-05-02')));
    expect(refused).toMatchObject({ ok: false, faults: [{ code: 'as_of_too_far_ahead', path: 'asOf' }] });
    const allowed = await billing.startBillingRun(actorOf(town.tenant), preview(day('2027-05-01')));
    expect(allowed.ok).toBe(true);
  });

  it('a preview that names a preview', async () => {
    const refused = await billingOn(db, town.shelf).startBillingRun(actorOf(town.tenant), {
      ...preview(),
      previewHash: 'abc',
    });
    expect(refused).toMatchObject({ ok: false, faults: [{ code: 'preview_hash_not_expected' }] });
  });

  it('anybody without the power', async () => {
    const refused = await billingOn(db, town.shelf).startBillingRun(actorOf(town.tenant, ['view']), commit());
    expect(refused).toMatchObject({ ok: false, faults: [{ code: 'power_missing', kind: 'forbidden' }] });
  });
});

// ---- what the tests look at

const placeOf = ({
  subscriptionId,
  side,
  service,
  kind,
  periodStart,
}: Omit<Cardline, 'id' | 'runId'>): string =>
  `${subscriptionId} ${side} ${service?.id} ${kind} ${periodStart}`;

const fileOf = (one: Database): string => files.get(one) ?? '';
const files = new Map<Database, string>();

/** The same books in a file of their own. */
async function aCopyOf(original: Database): Promise<Database> {
  const file = await aDatabaseFile();
  const [attached] = await original.readAll([{ sql: 'pragma database_list', args: [] }]);
  files.set(original, String(attached?.rows[0]?.[2]));
  await original.readAll([{ sql: 'pragma wal_checkpoint(truncate)', args: [] }]);
  copyFileSync(fileOf(original), file);
  const copy = await openDatabase({ url: `file:${file}` });
  files.set(copy, file);
  return copy;
}

const runsUnderWay = (one: Database) =>
  one.readJson<number>(`select json(count(*)) from billing_run where finished_at is null`, []);

async function allLines(
  billing: ReturnType<typeof billingOn>,
  { tenant }: Town,
  runId: number,
): Promise<Cardline[]> {
  const lines: Cardline[] = [];
  for (const side of ['sell', 'buy'] as const) {
    let cursor: string | null = null;
    do {
      const asked = { limit: 4, cursor };
      const page: Page<Cardline> = value(
        await billing.listRunCardlines(actorOf(tenant), { runId, side }, asked),
      );
      lines.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
  }
  return lines;
}

/** By subscription, service, kind and period: what was charged and given back. */
const sumsOf = (one: Database) =>
  one.readJson(
    `select json_group_array(json_array(subscription_id, side, service_id, abs_kind, period_start, amount, tax)) from (
       select subscription_id, side, service_id, abs(kind) abs_kind, period_start, sum(amount) amount, sum(tax) tax
       from cardline group by 1, 2, 3, 4, 5 having sum(amount) <> 0 order by 1, 2, 3, 4, 5)`,
    [],
  );

/** Lines that all commits say they wrote. */
async function talliedLines(one: Database): Promise<number> {
  const tallies = await one.readJson<BillingRun['tally'][]>(
    `select json_group_array(json(tally)) from billing_run where mode = 'commit' and status <> 'stale'`,
    [],
  );
  return tallies
    .flatMap((tally) => [...Object.values(tally.sell), ...Object.values(tally.buy)])
    .reduce((sum, { lines }) => sum + lines, 0);
}

const outboxTopics = (one: Database) =>
  one.readJson<string[]>('select json_group_array(topic) from outbox', []);
