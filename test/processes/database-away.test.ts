/** What keeps a server from its database in the middle of the work: a full disk, a libSQL server that dies. */
import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { bundled } from '#test/support/bundled-process.ts';
import { booksToCatchUp, brokenOff, caughtUp, letTheDeadGo, NOW, tolds } from '#test/support/catching-up.ts';
import { aDatabaseFile } from '#test/support/database.ts';
import { liftLimit, type RunningProcess, startProcess, startWithSmallDisk } from '#test/support/processes.ts';
import { freePort, libsqlServerProgram, startLibsqlServer } from '../../scripts/libsql-server.ts';

const SUBSCRIPTIONS = 2_000;
const CHUNK = '50';
const PATIENT = { timeout: 120_000 };

const program = () => bundled('test/support/ticking-process.ts');

async function untilAllDone(server: RunningProcess): Promise<void> {
  const { code, stdout } = await server.ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('all done in') });
}

const linesIn = (db: Database) => db.readJson<number>('select json(count(*)) from cardline', []);

async function booksOnFile() {
  const file = await aDatabaseFile();
  const db = await openDatabase({ url: `file:${file}` });
  onTestFinished(() => db.close());
  const tenant = await booksToCatchUp(db, SUBSCRIPTIONS);
  // Everything into the one file, whose size is then that of the books.
  await db.readAll([{ sql: 'pragma wal_checkpoint(truncate)', args: [] }]);
  return { file, db, tenant, bytes: statSync(file).size };
}

let known: ReturnType<typeof undisturbed> | undefined;
async function undisturbed() {
  const { file, db, tenant, bytes } = await booksOnFile();
  await untilAllDone(startProcess(await program(), [`file:${file}`, NOW, CHUNK]));
  await db.readAll([{ sql: 'pragma wal_checkpoint(truncate)', args: [] }]);
  return { books: await caughtUp(db, tenant), grown: statSync(file).size - bytes };
}

async function asIfNothingHadHappened(db: Database, tenant: Parameters<typeof caughtUp>[1]): Promise<void> {
  known ??= undisturbed();
  expect(await caughtUp(db, tenant)).toEqual((await known).books);
  const { told, kept } = await tolds(db);
  expect(told).toEqual(kept);
}

describe.skipIf(!existsSync('/usr/bin/prlimit'))('a disk that is full', () => {
  it(
    'BILL-10: says so; the same server goes on with its run and the days when there is room again',
    PATIENT,
    async () => {
      known ??= undisturbed();
      const { grown } = await known;
      const { file, db, tenant, bytes } = await booksOnFile();
      const server = startWithSmallDisk(await program(), [`file:${file}`, NOW, CHUNK], {
        bytes: bytes + grown / 2,
      });
      await server.says('its disk is full, or failing');
      await server.says('the tick broke off');
      const before = await linesIn(db);
      liftLimit(server);
      await letTheDeadGo(db, 'go on');
      await untilAllDone(server);
      expect(await brokenOff(db)).toBe(0);
      expect(before).toBeGreaterThan(0);
      expect(before).toBeLessThan(await linesIn(db));
      await asIfNothingHadHappened(db, tenant);
      const [soundness] = await db.readAll([{ sql: 'pragma integrity_check', args: [] }]);
      expect(soundness?.rows[0]?.[0]).toBe('ok');
    },
  );
});

describe.skipIf(libsqlServerProgram() === null)('a libSQL server that dies', () => {
  it(
    'BILL-10: what was billed stands, and the same server of ours goes on with its run',
    PATIENT,
    async () => {
      const folder = mkdtempSync(join(inject('runFolder'), 'server-'));
      const port = await freePort();
      let server = await startLibsqlServer(folder, port);
      onTestFinished(() => server.stop());
      const db = await openDatabase({ url: server.url });
      onTestFinished(() => db.close());
      const tenant = await booksToCatchUp(db, SUBSCRIPTIONS);
      const ours = startProcess(await program(), [server.url, NOW, CHUNK]);
      for (const lines of [1, 2_000, 6_000]) {
        while ((await linesIn(db)) < lines) await pause(5);
        await server.stop();
        await pause(50);
        server = await startLibsqlServer(folder, port);
        await letTheDeadGo(db, 'go on');
      }
      await untilAllDone(ours);
      expect(await brokenOff(db)).toBe(0);
      await asIfNothingHadHappened(db, tenant);
    },
  );
});
