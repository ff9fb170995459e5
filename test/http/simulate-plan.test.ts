import { beforeEach, expect, it } from 'vitest';
import { type Api, anApi } from '#test/support/api.ts';
import { aCatalogue, RETAIL } from '#test/support/builders.ts';

interface Body {
  readonly version: number;
  readonly periods: readonly unknown[];
  readonly cardlines: readonly Record<string, unknown>[];
}
interface Refusal {
  readonly code: string;
  readonly errors: readonly { readonly path: string; readonly code: string }[];
}

let api: Api;

beforeEach(async () => {
  api = await anApi();
  await aCatalogue(api.db, api.providers.bluegum, RETAIL);
});

const PATH = '/v1/package-plans/NBN-50/simulate';

it('BILL-11: bills a saved plan by its own settings and services, as the simulate call does with the same settings', async () => {
  const { status, body } = await api
    .as('bluegum', 'view')
    .get<Body>(`${PATH}?start=2026-05-15&months=3&cancelOn=2026-07-11`);
  expect(status).toBe(200);
  const settings = {
    periodLengthMonths: 1,
    billAccessFeesIn: 'advance',
    proRata: true,
    alignToInvoicePeriod: true,
    setupFee: '49.00',
    accessFee: '69.95',
    code: 'NBN-50',
  };
  const same = await api.post<Body>('/v1/simulate/billing', {
    plan: settings,
    subscription: { start: '2026-05-15' },
    events: [{ type: 'cancel', on: '2026-07-11' }],
    runs: { from: '2026-05-15', to: '2026-08-14' },
  });
  expect(same.status).toBe(200);
  expect(body.cardlines).toEqual(same.body.cardlines);
  expect(body.periods).toEqual(same.body.periods);
  expect(body).toMatchObject({ packagePlan: 'NBN-50', version: 1, start: '2026-05-15' });
});

it('takes today and two years where nothing is said', async () => {
  const { body } = await api.get<Body>(PATH);
  expect(body.periods.length).toBeGreaterThanOrEqual(24);
});

it('names all that is wrong at once, and knows only plans of its own', async () => {
  const refused = await api.get<Refusal>(
    `${PATH}?start=soon&months=0&invoiceDay=40&migrateTo=NOBODY&approval=perhaps`,
  );
  expect(refused.status).toBe(422);
  expect(refused.body.errors.map(({ path }) => path)).toEqual([
    'approval',
    'start',
    'months',
    'invoiceDay',
    'migrateOn',
    'migrateTo',
  ]);
  const dishonoured = await api.get<Refusal>(`${PATH}?firstPeriodEnd=2031-01-01`);
  expect([dishonoured.status, dishonoured.body.code]).toEqual([422, 'first_period_end_not_honoured']);
  expect((await api.get(`/v1/package-plans/NOBODY/simulate`)).status).toBe(404);
  expect((await api.get(`${PATH}?version=99`)).status).toBe(404);
  expect((await api.as('wavelink').get(PATH)).status).toBe(404);
});
