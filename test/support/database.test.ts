import { expect, it } from 'vitest';
import { lease } from '#db/schema/index.ts';
import { aDatabase } from './database.ts';

it('writes a batch whole or not at all', async () => {
  const db = await aDatabase();
  const row = { name: 'billing', holder: 'a', until: '2026-01-01T00:00:00.000Z' as never };
  await expect(
    db.write([db.orm.insert(lease).values(row), db.orm.insert(lease).values(row)]),
  ).rejects.toThrow('UNIQUE');
  expect(await db.orm.select().from(lease)).toEqual([]);
});
