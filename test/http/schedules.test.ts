import { expect, it } from 'vitest';
import { anApi } from '#test/support/api.ts';
import { aFailedDay } from '#test/support/failed-job.ts';

it('INV-1, WF-1: shows the calendar and sets a time in it', async () => {
  const api = await anApi();
  const listed = await api.get('/v1/schedules');
  expect(listed.body).toMatchObject({
    items: [
      { job: 'billing', at: '02:00', enabled: true, lastError: null },
      { job: 'invoices', at: '03:00', enabled: true },
      { job: 'activity_files', at: '08:00', enabled: true },
      { job: 'workflow_watch', at: '09:00', enabled: true },
      { job: 'catalogue', at: '00:00', enabled: true },
    ],
  });
  const set = await api.put('/v1/schedules/invoices', { at: '06:45' });
  expect(set).toMatchObject({ status: 200, body: { job: 'invoices', at: '06:45', enabled: true } });
  const off = await api.put('/v1/schedules/invoices', { enabled: false });
  expect(off.body).toMatchObject({ at: '06:45', enabled: false, nextRunAt: null });
});

it('refuses a time that is none and a job that there is not', async () => {
  const api = await anApi();
  expect(await api.put('/v1/schedules/billing', { at: '7 pm' })).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'at', code: 'invalid_time' }] },
  });
  expect((await api.put('/v1/schedules/dishes', { enabled: false })).status).toBe(404);
});

it('takes the power "admin" to set, and touches the own provider alone', async () => {
  const api = await anApi();
  expect((await api.as('bluegum', 'billing').put('/v1/schedules/billing', { enabled: false })).status).toBe(
    403,
  );
  await api.put('/v1/schedules/billing', { enabled: false });
  const theirs = await api.as('wavelink', 'view').get('/v1/schedules');
  expect(theirs.body).toMatchObject({ items: [{ job: 'billing', enabled: true }, {}, {}, {}, {}] });
});

it('a day that failed says when it is tried next and how often it failed; an admin has it tried now', async () => {
  const api = await anApi();
  const { db, providers } = api;
  await aFailedDay(db, providers.bluegum.providerId);
  const failed = { job: 'billing', failures: 1, lastError: 'The disk is full.' };
  expect((await api.get('/v1/schedules')).body).toMatchObject({
    items: [
      { ...failed, nextTryAt: '2026-03-02T00:01:00.000Z' },
      { job: 'invoices', failures: 0, nextTryAt: null },
      {},
      {},
      {},
    ],
  });
  expect((await api.as('bluegum', 'billing').post('/v1/schedules/billing/try')).status).toBe(403);
  expect(await api.post('/v1/schedules/billing/try')).toMatchObject({
    status: 200,
    body: { ...failed, nextTryAt: null },
  });
  expect(await api.post('/v1/schedules/billing/try')).toMatchObject({
    status: 409,
    body: { code: 'nothing_to_try' },
  });
  expect((await api.post('/v1/schedules/dishes/try')).status).toBe(404);
});
