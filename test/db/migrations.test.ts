import { readFileSync } from 'node:fs';
import { createClient } from '@libsql/client';
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

it('keeps what was there: tokens that could halt still can, and requests know their service type', async () => {
  const client = createClient({ url: ':memory:' });
  const statementsOf = (tag: string) =>
    readFileSync(new URL(`../../db/migrations/${tag}.sql`, import.meta.url), 'utf8').split(
      '--> statement-breakpoint',
    );
  const at = journal.entries.findIndex(({ tag }) => tag.endsWith('_front_doors'));
  for (const { tag } of journal.entries.slice(0, at)) await client.batch(statementsOf(tag), 'write');
  const when = `'2026-03-02T00:00:00.000Z'`;
  await client.batch(
    [
      `insert into provider (code, name, time_zone, created_at) values ('a', 'A', 'UTC', ${when})`,
      `insert into api_token (provider_id, name, hash, scopes, created_at) values
         (1, 'works', 'a', '["view","provision"]', ${when}), (1, 'looks', 'b', '["view"]', ${when})`,
      `insert into account (provider_id, reference, name, created_at) values (1, 'R', 'N', ${when})`,
      `insert into catalogue_item (provider_id, kind, code) values (1, 'package_plan', 'P'), (1, 'service_plan', 'S')`,
      `insert into "order" (provider_id, number, account_id, package_plan_id, status, source, created_at, updated_at)
         values (1, 'O-1', 1, 1, 'pending', 'staff', ${when}, ${when})`,
      `insert into order_service (order_id, position, service_plan_id, service_type, details, status)
         values (1, 1, 2, 'Telephony', '{}', 'pending')`,
      `insert into provisioning_request (queue_provider_id, order_service_id, service_plan_id, supplier, status, created_at,
         updated_at) values (1, 1, 2, 'carrier', 'pending', ${when}, ${when})`,
    ],
    'write',
  );
  await client.batch(statementsOf(journal.entries[at]?.tag ?? ''), 'write');
  const { rows: tokens } = await client.execute('select scopes from api_token order by id');
  expect(tokens.map(({ scopes }) => scopes)).toEqual(['["view","provision","provision.halt"]', '["view"]']);
  const { rows: requests } = await client.execute(
    'select service_type, resubmitted_at from provisioning_request',
  );
  expect(requests.map((row) => [row.service_type, row.resubmitted_at])).toEqual([['Telephony', null]]);
  client.close();
});
