/** The database for Node: an embedded file (`file:…`) or any libSQL server (`libsql://…`, `http://…`). */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { type Database, makeDatabase } from './database.ts';
import * as schema from './schema/index.ts';

export interface DatabaseAddress {
  readonly url: string;
  readonly authToken?: string | undefined;
}

/** Opens the database and brings it to the newest schema. */
export async function openDatabase(address: DatabaseAddress): Promise<Database> {
  const isFile = address.url.startsWith('file:');
  if (isFile) mkdirSync(dirname(address.url.slice('file:'.length)), { recursive: true });
  const client = createClient({
    url: address.url,
    ...(address.authToken ? { authToken: address.authToken } : {}),
    ...(isFile ? { timeout: 50 } : {}),
  });
  // Readers must not wait for the writer; the setting stays in the file.
  if (isFile) await client.execute('pragma journal_mode = wal');
  const orm = drizzle(client, { schema });
  await migrate(orm, { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) });
  return makeDatabase(client, orm);
}
