/** A database of its own for each test: a file, migrated once a process and copied. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';

let base: Promise<string> | undefined;

async function makeBase(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'cardline-base-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'base.db');
  const db = await openDatabase({ url: `file:${file}` });
  // Everything into the one file, so that copying the file copies the database.
  await db.readAll([{ sql: 'select 1', args: [] }]);
  db.close();
  return file;
}

/** An empty, migrated database file, gone when the test is over. */
export async function aDatabase(): Promise<Database> {
  base ??= makeBase();
  const folder = mkdtempSync(join(tmpdir(), 'cardline-test-'));
  const file = join(folder, 'test.db');
  copyFileSync(await base, file);
  const db = await openDatabase({ url: `file:${file}` });
  onTestFinished(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return db;
}
