/** The database for Workers: a libSQL server over HTTP. Migrations are applied from Node (`cardline migrate`) beforehand. */
import { createClient } from '@libsql/client/web';
import { drizzle } from 'drizzle-orm/libsql/web';
import { type Database, makeDatabase } from './database.ts';
import * as schema from './schema/index.ts';
import { serverFetch } from './server-fetch.ts';

export function connectDatabase(address: { url: string; authToken?: string | undefined }): Database {
  const client = createClient({
    url: address.url,
    ...(address.authToken ? { authToken: address.authToken } : {}),
    fetch: serverFetch,
    // One client serves every request of an isolate. With a limit it would queue them behind each other, and the runtime
    // cancels a request that waits for another one's promise.
    concurrency: Number.POSITIVE_INFINITY,
  });
  return makeDatabase(client, drizzle(client, { schema }), { takeTurns: false });
}
