/** What stores promise holds on both kinds of database: a suite written once, run on a file and on a real libSQL server. */
import { describe, inject, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { aDatabase } from './database.ts';

export type OpenDatabase = () => Promise<Database>;

/** Runs the suite twice; `open` answers an empty, migrated database for the test that calls it. */
export function eachDatabase(name: string, suite: (open: OpenDatabase) => void): void {
  const servers = inject('libsqlServers');
  describe(`${name}, on a file`, () => suite(aDatabase));
  describe.skipIf(servers.length === 0)(`${name}, on a libSQL server`, () => suite(openOnServer));
}

async function openOnServer(): Promise<Database> {
  const servers = inject('libsqlServers');
  const url = servers[Number(process.env.VITEST_POOL_ID ?? 1) - 1];
  if (url === undefined) throw new Error('this worker process has no libSQL server');
  const db = await openDatabase({ url });
  onTestFinished(() => db.close());
  await empty(db);
  return db;
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
