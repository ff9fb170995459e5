/** What stores promise holds on both kinds of database: a suite written once, run on a file and on a real libSQL server. */
import { describe, inject, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { aDatabaseFile } from './database.ts';

export type OpenDatabase = () => Promise<Database>;

/** A database with its address, for other processes to open it too. */
export type OpenAt = () => Promise<{ readonly url: string; readonly db: Database }>;

/** Runs the suite twice; `open` answers an empty, migrated database for the test that calls it. */
export const eachDatabase = (name: string, suite: (open: OpenDatabase) => void): void =>
  eachDatabaseAt(name, (open) => suite(async () => (await open()).db));

export function eachDatabaseAt(name: string, suite: (open: OpenAt) => void): void {
  const servers = inject('libsqlServers');
  describe(`${name}, on a file`, () => suite(async () => opened(`file:${await aDatabaseFile()}`)));
  describe.skipIf(servers.length === 0)(`${name}, on a libSQL server`, () => suite(openOnServer));
}

async function opened(url: string): ReturnType<OpenAt> {
  const db = await openDatabase({ url });
  onTestFinished(() => db.close());
  return { url, db };
}

async function openOnServer(): ReturnType<OpenAt> {
  const servers = inject('libsqlServers');
  const url = servers[Number(process.env.VITEST_POOL_ID ?? 1) - 1];
  if (url === undefined) throw new Error('this worker process has no libSQL server');
  const at = await opened(url);
  await empty(at.db);
  return at;
}

/** The server lives longer than a test, so the test begins by clearing it. */
async function empty(db: Database): Promise<void> {
  const tables = await db.readJson<string[]>(
    `select json_group_array(name) from sqlite_master
     where type = 'table' and name not like 'sqlite_%' and name not like '\\_\\_%' escape '\\'`,
    [],
  );
  await db.write([
    { sql: 'pragma defer_foreign_keys = on', args: [] },
    ...tables.map((table) => ({ sql: `delete from "${table}"`, args: [] })),
  ]);
}
