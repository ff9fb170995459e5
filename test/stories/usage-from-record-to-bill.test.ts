/**
 * A carrier sends calls to a tariff that nobody has heard of: they wait in quarantine, the carrier's listing brings the tariff, pricing
 * gives it the prices of another, the calls are cleansed, and the bill of the period says what they were (USE-1 to USE-5, BILL-5).
 */
import { expect, it } from 'vitest';
import { type Api, anApi } from '#test/support/api.ts';
import { publishExamples } from '#test/support/example-catalogues.ts';

const NUMBER = '+61491570299';
const CUSTOMER = 'BG-10001';

interface Outcome {
  readonly rated: number;
  readonly hash: string;
  readonly charge: string;
  readonly waiting: readonly unknown[];
}
interface Line {
  readonly id: string;
  readonly kind: string;
  readonly amount: string;
  readonly explanation: { readonly text: string } | null;
}

async function aMobile(): Promise<Api> {
  const api = await anApi();
  api.clock.set('2026-04-02T00:00:00.000Z');
  await publishExamples(api.services);
  const details = { number: NUMBER, sim: '8961099000000000999' };
  const placed = await api.post<{ number: string }>('/v1/orders', {
    account: CUSTOMER,
    packagePlan: 'MOB-S',
    services: [{ details }],
  });
  const wavelink = api.as('wavelink');
  const queue = await wavelink.get<{ items: { id: string; order: string }[] }>(
    '/v1/provisioning/queue?limit=200',
  );
  const request = queue.body.items.find(({ order }) => order === placed.body.number);
  await wavelink.post(`/v1/provisioning/requests/${request?.id}/activate`, { activationDate: '2026-04-02' });
  return api;
}

it('calls to an unknown tariff end on the bill, once it is known and priced', async () => {
  const api = await aMobile();
  api.clock.set('2026-04-10T00:00:00.000Z');
  const call = (recordId: string, tariffKey: string) =>
    JSON.stringify({
      supplier: 'wavelink',
      recordId,
      service: NUMBER,
      tariffKey,
      start: '2026-04-09T10:00:00+10:00',
      quantity: 61,
    });
  const sent = [call('1', 'MOB-MOBILE'), call('2', 'MOB-SPACE'), call('3', 'MOB-SPACE')].join('\n');
  const taken = await api.post('/v1/usage', sent, { 'content-type': 'application/x-ndjson' });
  expect(taken.body).toMatchObject({ received: 3, rated: 1, quarantined: 2 });

  const listing =
    'Tariff Key,Description,Usage Type,Unit,Parent,Supplier\nMOB-SPACE,Calls to the station,Voice,second,,wavelink\n';
  const listed = await api.post('/v1/tariffs/listings', listing, { 'content-type': 'text/csv' });
  expect(listed.body).toMatchObject({ added: [{ tariffKey: 'MOB-SPACE' }] });
  await api.post('/v1/tariffs/prices', { tariffs: ['MOB-SPACE'], template: 'MOB-MOBILE' });
  const submitted = await api.post<{ id: string; status: string; faults: unknown[] }>(
    '/v1/catalogue/changes',
    {
      source: 'workbook',
    },
  );
  expect(submitted.body).toMatchObject({ status: 'pending', faults: [] });
  const approved = await api.post(`/v1/catalogue/changes/${submitted.body.id}/approve`, {});
  expect(approved.body).toMatchObject({ publishedVersion: 2 });

  const preview = await api.post<Outcome>('/v1/quarantine/cleanse', { mode: 'preview' });
  expect(preview.body).toMatchObject({ rated: 2, waiting: [], late: { records: 0 } });
  const cleansed = await api.post<Outcome>('/v1/quarantine/cleanse', {
    mode: 'commit',
    hash: preview.body.hash,
  });
  expect(cleansed.body).toMatchObject({ rated: 2, charge: preview.body.charge });

  api.clock.set('2026-05-02T03:00:00.000Z');
  await api.post('/v1/billing/runs?wait=30', { asOf: '2026-05-02', mode: 'commit' });
  const lines = await api.get<{ items: Line[] }>(`/v1/cardlines?account=${CUSTOMER}`);
  const usage = lines.body.items.filter(({ kind }) => kind === 'usage');
  expect(usage).toHaveLength(1);
  const line = await api.get<Line>(`/v1/cardlines/${usage[0]?.id}`);
  expect(line.body.explanation?.text).toContain(
    'Voice of 2 Apr 2026 – 30 Apr 2026: 3 records of 183 seconds',
  );
  // Three times 0.225, rounded once, half up.
  expect(cleansed.body.charge).toBe('0.45');
  expect(usage[0]?.amount).toBe('0.68');
}, 60_000);
