/** Where the server that was started last is reached: it writes it down, and the command line makes links of it. */
import type { Instant } from '#core/calendar.ts';
import type { Database } from '../database.ts';
import { server } from '../schema/index.ts';

export async function keepServerAddress(db: Database, url: string, startedAt: Instant): Promise<void> {
  const kept = { url, startedAt };
  await db.write([
    db.orm
      .insert(server)
      .values({ id: 1, ...kept })
      .onConflictDoUpdate({ target: server.id, set: kept }),
  ]);
}

/** null where no server was started on this database yet. */
export async function serverAddress(db: Database): Promise<string | null> {
  const [row] = await db.orm.select({ url: server.url }).from(server);
  return row?.url ?? null;
}
