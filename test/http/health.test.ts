import { expect, it } from 'vitest';
import { readiness } from '#db/readiness.ts';
import { anApi } from '#test/support/api.ts';
import { aDatabase } from '#test/support/database.ts';

it('says that it is alive, and ready while its database is there and migrated', async () => {
  const api = await anApi();
  const nobody = api.withToken(null);
  expect(await nobody.get('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
  expect(await nobody.get('/readyz')).toMatchObject({ status: 200, body: { status: 'ok' } });
});

it('says that it is not ready for a database of an older version', async () => {
  const api = await anApi();
  await api.db.write([{ sql: 'update __drizzle_migrations set created_at = created_at - 1', args: [] }]);
  const answer = await api.withToken(null).get('/readyz');
  expect(answer).toMatchObject({ status: 503, body: { code: 'not_ready' } });
  expect(answer.body).toMatchObject({ detail: expect.stringContaining('migrate') });
  expect((await api.withToken(null).get('/healthz')).status).toBe(200);
});

it('is not ready with an empty database, nor with none', async () => {
  const db = await aDatabase();
  await db.write([{ sql: 'drop table __drizzle_migrations', args: [] }]);
  expect(await readiness(db)).toMatchObject({
    isReady: false,
    reason: expect.stringContaining('not migrated'),
  });
  const gone = { ...db, readJson: () => Promise.reject(new Error('connect ECONNREFUSED')) };
  expect(await readiness(gone)).toEqual({ isReady: false, reason: 'The database cannot be reached.' });
});
