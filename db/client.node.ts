/** The database for Node: an embedded file (`file:…`) or any libSQL server (`libsql://…`, `http://…`). */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Client, createClient } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { type Database, makeDatabase, type Orm, untilNotBusy, withPatience } from './database.ts';
import * as schema from './schema/index.ts';
import { serverFetch } from './server-fetch.ts';

export interface DatabaseAddress {
  readonly url: string;
  readonly authToken?: string | undefined;
}

export interface OpenOptions {
  /** Of a file that is thrown away when anything goes wrong: the disk need not keep up. */
  readonly isScratch?: boolean;
}

/** How long a statement itself waits for another process; it stops everything else here meanwhile, so it is short. */
const BUSY_TIMEOUT_MS = 50;

/** Opens the database and brings it to the newest schema. */
export async function openDatabase(
  address: DatabaseAddress,
  { isScratch = false }: OpenOptions = {},
): Promise<Database> {
  const isFile = address.url.startsWith('file:');
  if (isFile) mkdirSync(dirname(fileOf(address.url)), { recursive: true });
  const client = createClient({
    url: address.url,
    ...(address.authToken ? { authToken: address.authToken } : {}),
    ...(isFile ? { timeout: BUSY_TIMEOUT_MS } : { fetch: serverFetch }),
  });
  const orm = drizzle(withPatience(client), { schema });
  try {
    // Readers must not wait for the writer; the setting stays in the file.
    if (isFile) await untilNotBusy(client, () => client.execute('pragma journal_mode = wal'));
    if (isScratch) await client.execute('pragma synchronous = off');
    await toNewestSchema(client, orm);
  } catch (error) {
    client.close();
    throw error;
  }
  return makeDatabase(client, orm, { takeTurns: isFile });
}

/** The path in `file:./data/cardline.db` and `file:///srv/cardline.db`. */
const fileOf = (url: string): string =>
  url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length);

/** Two processes that start at once find the same migrations to do: the one that comes second finds them done. */
async function toNewestSchema(client: Client, orm: Orm): Promise<void> {
  const once = () =>
    untilNotBusy(client, () =>
      migrate(orm, { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) }),
    );
  await once().catch(once);
}
