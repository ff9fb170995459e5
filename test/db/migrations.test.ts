import { readFileSync } from 'node:fs';
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import { expect, it } from 'vitest';
import journal from '#db/migrations/meta/_journal.json' with { type: 'json' };
import * as schema from '#db/schema/index.ts';

it('keeps migrations in step with the schema: `npm run db:generate` would add nothing', async () => {
  const last = String(journal.entries.at(-1)?.idx ?? 0).padStart(4, '0');
  const path = new URL(`../../db/migrations/meta/${last}_snapshot.json`, import.meta.url);
  const migrated = JSON.parse(readFileSync(path, 'utf8'));
  const wanted = await generateSQLiteDrizzleJson(schema, migrated.id);
  expect(await generateSQLiteMigration(migrated, wanted)).toEqual([]);
});
