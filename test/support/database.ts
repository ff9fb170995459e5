/** A database of its own for each test: a file, migrated once a process and copied. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';

let base: Promise<string> | undefined;

async function makeBase(): Promise<string> {
  const file = join(mkdtempSync(join(inject('runFolder'), 'base-')), 'base.db');
  const db = await openDatabase({ url: `file:${file}` });
  // Closing writes everything into the one file, so that copying the file copies the database.
  db.close();
  return file;
}

/** Path of an empty, migrated database file, gone when the test is over. */
export async function aDatabaseFile(): Promise<string> {
  base ??= makeBase();
  const folder = mkdtempSync(join(inject('runFolder'), 'test-'));
  const file = join(folder, 'test.db');
  copyFileSync(await base, file);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return file;
}

/** An empty, migrated database, gone when the test is over. */
export async function aDatabase(): Promise<Database> {
  const db = await openDatabase({ url: `file:${await aDatabaseFile()}` });
  onTestFinished(() => db.close());
  return db;
}
