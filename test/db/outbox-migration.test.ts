import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { expect, inject, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.node.ts';
import { outbox } from '#db/schema/index.ts';

/** The migrations up to the one before deliveries. */
function migrationsBefore(tag: string): string {
  const folder = mkdtempSync(join(inject('runFolder'), 'migrations-'));
  cpSync(fileURLToPath(new URL('../../db/migrations', import.meta.url)), folder, { recursive: true });
  const path = join(folder, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(path, 'utf8')) as { entries: { tag: string }[] };
  const at = journal.entries.findIndex((entry) => entry.tag.endsWith(tag));
  writeFileSync(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, at) }));
  return folder;
}

it('what an older version kept because nothing could carry it is kept as a record, and told to nobody', async () => {
  const url = `file:${join(mkdtempSync(join(inject('runFolder'), 'old-')), 'old.db')}`;
  const client = createClient({ url });
  await migrate(drizzle(client), { migrationsFolder: migrationsBefore('_deliveries') });
  await client.batch([
    `insert into provider (code, name, time_zone, created_at) values ('bluegum', 'Bluegum', 'UTC', '2026-01-01')`,
    `insert into outbox (provider_id, topic, dedupe_key, body, due_at, created_at)
      values (1, 'order.halted', 'BG-O-1', '{"order":"BG-O-1"}', '2026-01-01', '2026-01-01')`,
  ]);
  client.close();
  const db = await openDatabase({ url });
  onTestFinished(() => db.close());
  expect(await db.orm.select().from(outbox)).toEqual([
    expect.objectContaining({
      id: 1,
      topic: 'order.halted',
      body: { order: 'BG-O-1' },
      status: 'uncarried',
      createdAt: '2026-01-01',
      doneAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/),
    }),
  ]);
});
