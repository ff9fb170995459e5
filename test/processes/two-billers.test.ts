import { expect, it } from 'vitest';
import type { Tenant } from '#app/ports/platform.ts';
import type { Database } from '#db/database.ts';
import { makeBillingRunStore } from '#db/stores/billing-run-store.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { aRetailer } from '#test/support/a-retailer.ts';
import { value } from '#test/support/api.ts';
import { eachDatabaseAt } from '#test/support/databases.ts';
import {
  actorOf,
  billingOn,
  booksOf,
  day,
  letRunsDie,
  letWorkersDie,
} from '#test/support/ledger-builders.ts';
import { type RunningProcess, startProcess } from '#test/support/processes.ts';

const DAY = '2026-04-15';
/** As the other process has them; the book of `aRetailer` needs seven. */
const CHUNK = 4;

const billHere = (db: Database, tenant: Tenant) =>
  billingOn(db, makeCatalogueReader(db), { chunkSize: CHUNK }).startBillingRun(actorOf(tenant), {
    asOf: day(DAY),
    mode: 'commit',
    previewHash: null,
    waitSeconds: 30,
  });

/** A process that bills the day; with a signal, it sends it to itself as it is about to make that write. */
const billThere = (url: string, signal?: NodeJS.Signals, write = 0): RunningProcess =>
  startProcess('test/support/billing-process.ts', [
    url,
    DAY,
    ...(signal === undefined ? [] : [signal, String(write)]),
  ]);

const statuses = (db: Database) =>
  db.readJson<string[]>(
    'select json_group_array(status) from (select status from billing_run order by id)',
    [],
  );

/** Lines as the runs tell them. */
const tallied = (db: Database) =>
  db.readJson<number>(
    `select json(sum(kind.value ->> 'lines'))
     from billing_run run, json_each(run.tally) side, json_each(side.value) kind`,
    [],
  );

eachDatabaseAt('two processes that bill', (open) => {
  const undisturbed = async () => {
    const { db } = await open();
    expect(value(await billHere(db, await aRetailer(db))).status).toBe('done');
    return booksOf(db);
  };

  it.each([
    ['before it has its turn', 2],
    ['before its second chunk', 4],
    ['before its end', 10],
  ])(
    'BILL-10: one is killed %s; the next goes on with its run, line by line as if nothing had happened',
    async (_, write) => {
      const expected = await undisturbed();
      const { url, db } = await open();
      const tenant = await aRetailer(db);
      const killed = await billThere(url, 'SIGKILL', write).ended;
      expect(killed).toMatchObject({ code: null, stdout: 'ready\nstruck\n' });
      await letWorkersDie(db);
      expect(value(await billHere(db, tenant)).status).toBe('done');
      expect(await booksOf(db)).toEqual(expected);
      expect(await statuses(db)).toEqual(['done']);
    },
  );

  it('BILL-10: one is killed and nobody goes on with its run in time; the next bills the rest by one of its own', async () => {
    const expected = await undisturbed();
    const { url, db } = await open();
    const tenant = await aRetailer(db);
    await billThere(url, 'SIGKILL', 4).ended;
    await letRunsDie(db);
    expect(value(await billHere(db, tenant)).status).toBe('done');
    expect(await booksOf(db)).toEqual(expected);
    expect(await statuses(db)).toEqual(['failed', 'done']);
  });

  it('BILL-10: one is killed while the other waits for its run to end: the other goes on with it', async () => {
    const expected = await undisturbed();
    const { url, db } = await open();
    const tenant = await aRetailer(db);
    const stalled = billThere(url, 'SIGSTOP', 5);
    await stalled.says('struck');
    const joined = billHere(db, tenant);
    stalled.kill('SIGKILL');
    await stalled.ended;
    await letWorkersDie(db);
    expect(value(await joined).status).toBe('done');
    expect(await booksOf(db)).toEqual(expected);
    expect(await statuses(db)).toEqual(['done']);
  });

  it.each([
    ['went on with its run', letWorkersDie, 'done'],
    ['gave its run up', letRunsDie, 'failed'],
  ])(
    'BILL-10: one that was away for so long that the other %s writes nothing more when it is back',
    async (_, letGo, status) => {
      const expected = await undisturbed();
      const { url, db } = await open();
      const tenant = await aRetailer(db);
      const away = billThere(url, 'SIGSTOP', 5);
      await away.says('struck');
      await letGo(db);
      expect(value(await billHere(db, tenant)).status).toBe('done');
      away.kill('SIGCONT');
      expect(await away.ended).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringContaining(`run_1 is ${status}`),
      });
      expect(await booksOf(db)).toEqual(expected);
      expect(await tallied(db)).toBe(expected.ledger.length);
    },
  );

  it('BILL-10: both start at once: each line is written once, whoever writes it', async () => {
    const expected = await undisturbed();
    const { url, db } = await open();
    const tenant = await aRetailer(db);
    const other = billThere(url);
    await other.says('ready');
    expect(value(await billHere(db, tenant)).status).toBe('done');
    expect(await other.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('is done') });
    expect(await booksOf(db)).toEqual(expected);
    expect(await makeBillingRunStore(db).interrupted()).toEqual([]);
  });
});
