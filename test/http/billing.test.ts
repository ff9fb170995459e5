import { beforeEach, describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { invariant } from '#core/result.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { type Api, anApi } from '#test/support/api.ts';
import { aCatalogue, RETAIL } from '#test/support/builders.ts';
import { anAccount, subscribe } from '#test/support/ledger-builders.ts';

let api: Api;

interface Run {
  readonly id: string;
  readonly status: string;
  readonly hash: string;
  readonly counts: { readonly cardlines: number };
}
interface Line {
  readonly id: string;
  readonly from: string;
}
interface Lines {
  readonly items: readonly Line[];
  readonly nextCursor: string | null;
}

/** Bluegum with one account: NBN-50 from 16 February, which it buys itself for 51.00. */
beforeEach(async () => {
  api = await anApi();
  const tenant = api.providers.bluegum;
  const items = await aCatalogue(api.db, tenant, RETAIL);
  const accountId = await anAccount(api.db, tenant);
  const now = await makeCatalogueReader(api.db).snapshot(tenant.providerId);
  const itemOf = (code: string) => items.get(`package_plan ${code}`) ?? 0;
  await subscribe(api.db, tenant, { now, itemOf }, [
    { accountId, sell: 'NBN-50', buy: 'BUY-NBN-50', start: plainDate('2026-02-16') },
  ]);
});

const bill = (body: object, wait = 30) => api.post<Run>(`/v1/billing/runs?wait=${wait}`, body);

it('BILL-11: previews a day, shows the lines, and commits what was previewed', async () => {
  const preview = await bill({ asOf: '2026-03-01', mode: 'preview' });
  expect(preview).toMatchObject({
    status: 200,
    body: {
      id: 'run_1',
      status: 'done',
      counts: {
        cardlines: 5,
        sell: { setup_fee: 1, access_fee: 2 },
        buy: { access_fee: 2 },
      },
      totals: {
        sell: {
          amount: '151.43',
          tax: '15.15',
          byKind: {
            setup_fee: { amount: '49.00', tax: '4.90' },
            access_fee: { amount: '102.43', tax: '10.25' },
          },
        },
        buy: { amount: '74.68', tax: '7.47' },
      },
      parked: [],
    },
  });
  const shown = await api.get<Lines>('/v1/billing/runs/run_1/cardlines');
  expect(shown.body.items).toMatchObject([
    { id: null, kind: 'setup_fee', side: 'sell', amount: '49.00', from: '2026-02-16', to: '2026-02-16' },
    { kind: 'access_fee', amount: '32.48', from: '2026-02-16', to: '2026-02-28', run: 'run_1' },
    { kind: 'access_fee', amount: '69.95', from: '2026-03-01', to: '2026-03-31', status: 'pending' },
  ]);
  const done = await bill({ asOf: '2026-03-01', mode: 'commit', previewHash: preview.body.hash });
  expect(done).toMatchObject({ status: 200, body: { status: 'done', hash: preview.body.hash } });
  const written = await api.get<Lines>(`/v1/billing/runs/${done.body.id}/cardlines`);
  expect(written.body.items).toHaveLength(3);
  const costs = await api.get<Lines>(`/v1/billing/runs/${done.body.id}/cardlines?side=buy`);
  expect(costs.body.items).toMatchObject([
    { side: 'buy', amount: '23.68' },
    { side: 'buy', amount: '51.00' },
  ]);
  expect((await api.get('/v1/billing/runs/run_1/cardlines')).body).toMatchObject({ code: 'preview_moved' });
  const runs = await api.get<{ items: Run[] }>('/v1/billing/runs');
  expect(runs.body.items.map(({ id }) => id)).toEqual([done.body.id, 'run_1']);
});

it('BILL-11: answers a commit of a moved preview with status stale and the new figures', async () => {
  const preview = await bill({ asOf: '2026-03-01', mode: 'preview' });
  await bill({ asOf: '2026-02-16', mode: 'commit' });
  const stale = await bill({ asOf: '2026-03-01', mode: 'commit', previewHash: preview.body.hash });
  expect(stale).toMatchObject({ status: 200, body: { status: 'stale', counts: { cardlines: 2 } } });
  const lines = await api.get<Lines>(`/v1/billing/runs/${stale.body.id}/cardlines`);
  expect(lines.body.items).toMatchObject([{ id: null, from: '2026-03-01', amount: '69.95' }]);
});

it('a run’s report says totals, movements, margin and exceptions, and its lines are a file', async () => {
  await api.patch('/v1/provider', { reportLineAbove: '69.95' });
  await bill({ asOf: '2026-02-16', mode: 'commit' });
  await bill({ asOf: '2026-02-28', mode: 'commit' });
  const preview = await bill({ asOf: '2026-03-01', mode: 'preview' });
  const report = await api.get(`/v1/billing/runs/${preview.body.id}/report`);
  expect(report).toMatchObject({
    status: 200,
    body: {
      run: preview.body.id,
      hash: preview.body.hash,
      lines: [
        { side: 'sell', kind: 'access_fee', lines: 1, amount: '69.95', tax: '7.00' },
        { side: 'buy', kind: 'access_fee', lines: 1, amount: '51.00', tax: '5.10' },
      ],
      totals: { lines: 2, sell: { amount: '69.95' }, buy: { amount: '51.00' }, margin: '18.95' },
      movements: null,
      margin: [{ plan: 'NBN-50', service: null, sell: '69.95', buy: '51.00', margin: '18.95' }],
      exceptions: { parked: [], linesAbove: '69.95', linesOver: 1, lines: [{ amount: '69.95' }] },
      skipped: { accounts: [], periodsAwaitingApproval: 0, suspendedSubscriptions: 0 },
    },
  });
  const done = await bill({ asOf: '2026-03-01', mode: 'commit', previewHash: preview.body.hash });
  const april = await bill({ asOf: '2026-04-01', mode: 'preview' });
  expect((await api.get(`/v1/billing/runs/${april.body.id}/report`)).body).toMatchObject({
    movements: { comparedWith: '2026-03-01', accounts: [], plans: [] },
  });
  const csv = await api.get(`/v1/billing/runs/${done.body.id}/report.csv`);
  expect(csv.headers.get('content-disposition')).toContain(`${done.body.id}.csv`);
  expect(csv.text.split('\r\n')).toHaveLength(4);
  expect((await api.get(`/v1/billing/runs/${preview.body.id}/report.csv`)).body).toMatchObject({
    code: 'preview_moved',
  });
});

it('answers 202 while a run is under way', async () => {
  const started = await bill({ asOf: '2026-03-01', mode: 'commit' }, 0);
  expect([200, 202]).toContain(started.status);
  const ended = await bill({ asOf: '2026-03-01', mode: 'commit' });
  expect(ended).toMatchObject({ status: 200, body: { status: 'done' } });
});

it('BILL-10: a commit whose answer was lost in a crash is answered by its own run when its key comes again', async () => {
  const preview = await bill({ asOf: '2026-03-01', mode: 'preview' });
  const body = { asOf: '2026-03-01', mode: 'commit', previewHash: preview.body.hash };
  const key = { 'idempotency-key': 'a4c1' };
  const send = () => api.post<Run>('/v1/billing/runs?wait=30', body, key);
  const first = await send();
  expect(first.body).toMatchObject({ status: 'done', counts: { cardlines: 5 } });
  // As where the process died between the run's end and its answer.
  await api.db.write([
    { sql: 'update idempotency_key set status = null, headers = null, body = null', args: [] },
  ]);
  expect(await send()).toMatchObject({ status: 409, body: { code: 'idempotency_key_in_use' } });
  api.clock.pass(11);
  expect(await send()).toMatchObject({ status: 200, body: first.body });
  expect((await bill(body)).body).toMatchObject({ status: 'stale', counts: { cardlines: 0 } });
  const runs = await api.get<{ items: Run[] }>('/v1/billing/runs');
  expect(runs.body.items).toHaveLength(3);
});

it('BILL-10: shows a run whose process died as failed, with what to do', async () => {
  const run = await bill({ asOf: '2026-03-01', mode: 'commit' });
  await api.db.write([
    {
      sql: `update billing_run set status = 'running', finished_at = null, lease_until = '2026-01-01T00:00:00.000Z'`,
      args: [],
    },
  ]);
  expect(await api.as('wavelink').get(`/v1/billing/runs/${run.body.id}`)).toMatchObject({ status: 404 });
  expect((await api.get(`/v1/billing/runs/${run.body.id}`)).body).toMatchObject({
    status: 'failed',
    failure: 'It was interrupted. What it billed stands: run the same day again to finish.',
    finishedAt: expect.any(String),
  });
});

it('says how far a run is that is under way', async () => {
  const run = await bill({ asOf: '2026-03-01', mode: 'commit' });
  const progress = async () =>
    (await api.get<{ progress: unknown }>(`/v1/billing/runs/${run.body.id}`)).body.progress;
  expect(await progress()).toEqual({ stage: 'over', share: null });
  const [lastTermId = 0] = await api.db.readJson<number[]>(
    `select json_array(max(id)) from subscription_term where provider_id = ${api.providers.bluegum.providerId}`,
    [],
  );
  const stand = (status: string, lastTerm: number) =>
    api.db.write([
      {
        sql: `update billing_run set status = ?, last_term_id = ?, finished_at = null, lease_until = '2999-01-01T00:00:00.000Z'`,
        args: [status, lastTerm],
      },
    ]);
  await stand('queued', 0);
  expect(await progress()).toEqual({ stage: 'waits', share: null });
  await stand('running', lastTermId - 1);
  expect(await progress()).toEqual({ stage: 'bills', share: 0.5 });
  await stand('running', lastTermId);
  expect(await progress()).toEqual({ stage: 'bills', share: 1 });
});

it('refuses a day that is none, one too far ahead, an unknown mode, and a run that is not there', async () => {
  expect(await bill({ asOf: '2026-02-30', mode: 'commit' })).toMatchObject({ status: 422 });
  expect(await bill({ asOf: '2027-04-03', mode: 'commit' })).toMatchObject({
    status: 422,
    body: { code: 'as_of_too_far_ahead' },
  });
  expect(await bill({ asOf: '2026-03-01', mode: 'rehearse' })).toMatchObject({ status: 422 });
  expect(await api.get('/v1/billing/runs/run_99')).toMatchObject({
    status: 404,
    body: { code: 'run_not_found' },
  });
  await bill({ asOf: '2026-03-01', mode: 'preview' });
  expect(await api.as('wavelink').get('/v1/billing/runs/run_1')).toMatchObject({ status: 404 });
  expect(await api.as('wavelink').get('/v1/billing/runs/run_1/cardlines')).toMatchObject({ status: 404 });
});

it('BILL-12: every cardline explains itself', async () => {
  await bill({ asOf: '2026-03-01', mode: 'commit' });
  const lines = await api.get<Lines>('/v1/cardlines?account=BG-10001');
  const part = lines.body.items.find(({ from }) => from === '2026-02-16');
  const all = await Promise.all(lines.body.items.map(({ id }) => api.get(`/v1/cardlines/${id}`)));
  expect(all.every(({ body }) => body.explanation !== null)).toBe(true);
  expect(part).toBeDefined();
  const byDay = all.find(({ body }) => body.amount === '32.48');
  expect(byDay?.body).toMatchObject({
    account: 'BG-10001',
    packagePlan: 'NBN-50',
    service: null,
    catalogueVersion: 1,
    explanation: {
      rules: expect.arrayContaining(['BILL-7', 'PER-2']),
      text: expect.stringContaining('13 of 28 days of 69.95'),
      days: 13,
      ofDays: 28,
      fee: '69.95',
    },
    origin: {
      period: { from: '2026-02-16', to: '2026-02-28' },
      wholePeriods: [{ from: '2026-02-01', to: '2026-02-28' }],
      charged: { from: '2026-02-16', to: '2026-02-28' },
      credited: null,
      plan: { code: 'NBN-50', periodLengthMonths: 1, billAccessFeesIn: 'advance', proRata: true },
      approval: null,
    },
  });
});

it('BILL-5, BILL-12: a line says who approved its period, and its version who submitted and approved that', async () => {
  await api.patch('/v1/provider', { periodApproval: 'manual' });
  await api.db.write([{ sql: `update package_plan set bill_access_fees_in = 'arrears'`, args: [] }]);
  api.clock.set('2026-04-02T00:00:00.000Z');
  await api.post('/v1/periods/approve', { upTo: '2026-03-31' });
  await bill({ asOf: '2026-04-02', mode: 'commit' });
  const { items } = (await api.get<Lines>('/v1/cardlines?account=BG-10001')).body;
  const march = items.find(({ from }) => from === '2026-03-01');
  const { body } = await api.get<Record<string, unknown>>(`/v1/cardlines/${march?.id}`);
  expect(body.origin).toMatchObject({
    approval: { by: expect.any(String), on: '2026-04-02' },
    version: { number: 1, submittedBy: expect.any(String), approvedBy: expect.any(String) },
  });
});

it('lists sell lines unless costs are asked for, by account, and shows nothing to another provider', async () => {
  await bill({ asOf: '2026-03-01', mode: 'commit' });
  const kinds = async (path: string) =>
    (await api.get<{ items: { side: string }[] }>(path)).body.items.map(({ side }) => side);
  expect(await kinds('/v1/cardlines')).toEqual(['sell', 'sell', 'sell']);
  expect(await kinds('/v1/cardlines?status=pending&account=BG-10001')).toEqual(['sell', 'sell', 'sell']);
  expect(await kinds('/v1/cardlines?status=invoiced')).toEqual([]);
  expect(await kinds('/v1/cardlines?side=buy&account=BG-10001')).toEqual(['buy', 'buy']);
  expect(await api.get('/v1/cardlines?side=buy')).toMatchObject({
    status: 422,
    body: { code: 'account_required' },
  });
  expect(await api.get('/v1/cardlines?account=BG-404')).toMatchObject({ status: 404 });
  const stranger = api.as('wavelink');
  expect((await stranger.get<Lines>('/v1/cardlines')).body.items).toEqual([]);
  expect(await stranger.get('/v1/cardlines?account=BG-10001')).toMatchObject({ status: 404 });
  const [line] = (await api.get<Lines>('/v1/cardlines')).body.items;
  expect(await stranger.get(`/v1/cardlines/${line?.id}`)).toMatchObject({ status: 404 });
});

it('lists periods and approves them, some or all', async () => {
  await api.patch('/v1/provider', { periodApproval: 'manual' });
  const open = await api.get<{ items: { id: string }[] }>('/v1/periods?status=open');
  expect(open.body.items).toMatchObject([
    { account: 'BG-10001', packagePlan: 'NBN-50', from: '2026-03-01', to: '2026-03-31', status: 'open' },
    { packagePlan: 'BUY-NBN-50', side: 'buy', status: 'open' },
  ]);
  const [first] = open.body.items;
  expect(await api.post('/v1/periods/approve', { periods: [first?.id] })).toMatchObject({
    status: 422,
    body: { code: 'period_not_ended' },
  });
  expect((await api.post('/v1/periods/approve', { upTo: '2026-02-28' })).body).toEqual({
    approved: 0,
    alreadyApproved: 0,
  });
  expect((await api.get('/v1/periods?heldUpBy=awaits_approval&account=BG-10001')).body).toEqual({
    items: [],
    nextCursor: null,
  });
  expect((await api.get('/v1/periods?heldUpBy=not_ended')).body).toMatchObject({
    items: [{ heldUpBy: [{ code: 'not_ended' }] }, { heldUpBy: [{ code: 'not_ended' }] }],
  });
  expect(await api.get('/v1/periods?heldUpBy=nothing')).toMatchObject({ status: 422 });
  expect(await api.post('/v1/periods/approve', {})).toMatchObject({ status: 422 });
  expect(await api.post('/v1/periods/approve', { periods: ['per_9990000'] })).toMatchObject({ status: 404 });
});

it('BILL-14: lists parked accounts and releases one', async () => {
  await api.patch('/v1/provider', { maxLineAmount: '40.00' });
  const parked = await bill({ asOf: '2026-03-01', mode: 'commit' });
  expect(parked.body).toMatchObject({ parked: [{ account: 'BG-10001', reason: expect.any(String) }] });
  expect((await api.get('/v1/billing/parked-accounts')).body).toMatchObject({
    items: [{ account: 'BG-10001' }],
  });
  expect(await api.post('/v1/billing/parked-accounts/BG-10001/release')).toMatchObject({
    status: 200,
    body: { account: 'BG-10001' },
  });
  expect(await api.post('/v1/billing/parked-accounts/BG-10001/release')).toMatchObject({ status: 404 });
});

describe('a scheduled day', () => {
  /** As the schedule does it at its time, with a preview made an hour before. */
  const announced = async () => {
    await api.patch('/v1/provider', { billingApproval: 'manual', billingPreviewMinutes: 60 });
    const schedules = makeScheduleStore(api.db);
    await schedules.addMissing([
      {
        providerId: api.providers.bluegum.providerId,
        job: 'billing',
        atMinutes: 0,
        enabled: true,
        lastDoneOn: plainDate('2026-02-28'),
      },
    ]);
    const bluegum = (await schedules.all()).find(({ tenant }) => tenant.providerCode === 'bluegum');
    invariant(bluegum !== undefined, 'bluegum has schedules');
    await api.services.billing.announceDue(bluegum, api.clock.now(), new AbortController().signal);
    const days = await api.get<{ items: { run: string; hash: string }[] }>('/v1/billing/days');
    const [first] = days.body.items;
    invariant(first !== undefined, 'a day is announced');
    return first;
  };

  it('BILL-11: is approved, held and changed by the run that it stands on', async () => {
    const first = await announced();
    expect(first).toMatchObject({ asOf: '2026-03-01', status: 'waiting', standing: 'waits for approval.' });
    const held = await api.post(`/v1/billing/runs/${first.run}/hold`, { reason: 'Wait for the tariffs.' });
    expect(held).toMatchObject({
      status: 200,
      body: { status: 'held', reason: 'Wait for the tariffs.', changedBy: [expect.any(String)] },
    });
    const again = await api.post(`/v1/billing/runs/${first.run}/hold`, { reason: 'Wait.' });
    expect(again).toMatchObject({ status: 409, body: { code: 'billing_day_settled' } });
    const out = await api.post<{ run: string; hash: string }>(`/v1/billing/runs/${first.run}/exclude`, {
      accounts: ['BG-10001'],
      reason: 'Dispute.',
    });
    expect(out).toMatchObject({ status: 200, body: { status: 'held' } });
    expect((await api.get('/v1/billing/parked-accounts')).body).toMatchObject({
      items: [{ account: 'BG-10001', reason: expect.stringMatching(/^held back by .*: Dispute\.$/) }],
    });
    expect(await api.post(`/v1/billing/runs/${first.run}/approve`, {})).toMatchObject({
      status: 409,
      body: { code: 'preview_moved' },
    });
    const { run, hash } = out.body;
    expect(await api.post(`/v1/billing/runs/${run}/approve`, { hash: first.hash })).toMatchObject({
      status: 409,
    });
    expect(await api.post(`/v1/billing/runs/${run}/approve`, { hash })).toMatchObject({
      status: 200,
      body: { status: 'approved', run },
    });
    expect(await api.post('/v1/billing/parked-accounts/BG-10001/release')).toMatchObject({
      body: { account: 'BG-10001', reason: expect.stringContaining('Dispute.') },
    });
  });

  it('is nobody’s business in another company, and a run that is no preview of it cannot be approved', async () => {
    const { run } = await announced();
    expect(await api.as('wavelink').post(`/v1/billing/runs/${run}/approve`, {})).toMatchObject({
      status: 404,
    });
    expect(await api.as('bluegum', 'view').post(`/v1/billing/runs/${run}/approve`, {})).toMatchObject({
      status: 403,
    });
    const other = await bill({ asOf: '2026-05-05', mode: 'preview' });
    expect(await api.post(`/v1/billing/runs/${other.body.id}/approve`, {})).toMatchObject({
      status: 409,
      body: { code: 'billing_day_unknown' },
    });
  });
});
