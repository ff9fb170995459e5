/**
 * A mobile with a data add-on, whose fees the package leaves to its services: the mobile works on Thursday, the add-on is halted,
 * put right and active eleven days later; a second customer never gets one. Told through the API alone, on the example plans.
 */
import { expect, it } from 'vitest';
import { anApi, type Caller } from '#test/support/api.ts';
import { publishExamples } from '#test/support/example-catalogues.ts';

interface List<T> {
  readonly items: readonly T[];
}
interface Order {
  readonly number: string;
  readonly status: string;
  readonly deeds: readonly string[];
  readonly subscription: { readonly id: string } | null;
  readonly services: readonly {
    readonly position: number;
    readonly status: string;
    readonly activatedOn: string | null;
  }[];
}
interface Request {
  readonly id: string;
  readonly order: string;
  readonly servicePlan: { readonly code: string };
}
interface Cardline {
  readonly id: string;
  readonly kind: string;
  readonly service: string | null;
  readonly from: string;
  readonly to: string;
  readonly amount: string;
}
interface Billing {
  readonly text: string;
}

const SIM = '89610000000000000018';

/** An account with a mobile and its add-on ordered; answers the order and its two requests in the wholesaler's queue. */
async function ordered(bluegum: Caller, wavelink: Caller, reference: string) {
  const account = { reference, name: 'Lantern Street Bakery', type: 'Business', invoiceDay: 1 };
  expect((await bluegum.post('/v1/accounts', account)).status).toBe(201);
  const placed = await bluegum.post<Order>('/v1/orders', {
    account: reference,
    packagePlan: 'MOB-PLUS',
    services: [
      { servicePlan: 'SP-MOB-M', details: { number: '+61 491 570 156', sim: SIM } },
      { servicePlan: 'SP-MOB-DATA-60', details: { sim: SIM } },
    ],
  });
  expect(placed.status).toBe(201);
  const { number } = placed.body;
  const queue = await wavelink.get<List<Request>>('/v1/provisioning/queue');
  const pathOf = (plan: string) =>
    `/v1/provisioning/requests/${queue.body.items.find(({ order, servicePlan }) => order === number && servicePlan.code === plan)?.id}`;
  return { number, mobile: pathOf('WL-SP-MOB-M'), data: pathOf('WL-SP-MOB-DATA-60') };
}

it('charges each service from its own day, what was never active not at all (PROV-2, PROV-6, BILL-10)', async () => {
  const api = await anApi();
  await publishExamples(api.services);
  const [bluegum, wavelink] = [api.as('bluegum'), api.as('wavelink')];
  /** Both companies' night, as their schedules run it. */
  const night = async (date: string) => {
    api.clock.set(`${date}T02:00:00.000Z`);
    for (const company of [bluegum, wavelink]) {
      const run = await company.post('/v1/billing/runs?wait=30', { asOf: date, mode: 'commit' });
      expect(run.body).toMatchObject({ status: 'done', parked: [] });
    }
  };
  const linesOf = async (company: Caller, query: string) =>
    (await company.get<List<Cardline>>(`/v1/cardlines?${query}`)).body.items.map(
      ({ kind, service, from, to, amount }) => `${kind} ${service} ${from}..${to} ${amount}`,
    );

  api.clock.set('2026-03-02T02:00:00.000Z');
  const lantern = await ordered(bluegum, wavelink, 'BG-20001');
  const harbour = await ordered(bluegum, wavelink, 'BG-20002');

  // Thursday: both mobiles work. The wholesaler reads beforehand what begins, and what does not yet.
  const thursday = { activationDate: '2026-03-05' };
  for (const { mobile } of [lantern, harbour]) {
    const activated = await wavelink.post<{ billing: Billing }>(`${mobile}/activate`, thursday);
    expect(activated.body.billing.text).toBe(
      'Billing of WL-MOB-PLUS starts on 5 Mar 2026: setup 2.00 once, access 21.00 a month; first period 5 Mar 2026 – 31 Mar 2026. What is not active yet (1) is charged from its own activation on.',
    );
  }
  await night('2026-03-05');
  const mobileAlone = [
    'setup_fee SP-MOB-M 2026-03-05..2026-03-05 10.00',
    'access_fee SP-MOB-M 2026-03-05..2026-03-31 35.00',
  ];
  expect(await linesOf(bluegum, 'account=BG-20001')).toEqual(mobileAlone);

  // Friday: the add-on does not go through. Lantern Street corrects and resubmits; Harbour does without it.
  const rejectionDetails = 'The SIM is not known to the network.';
  for (const { data } of [lantern, harbour])
    expect((await wavelink.post(`${data}/halt`, { rejectionDetails })).status).toBe(200);
  await night('2026-03-06');
  const halted = (await bluegum.get<Order>(`/v1/orders/${lantern.number}`)).body.services.find(
    ({ status }) => status === 'halted',
  );
  const resubmitted = await bluegum.post<Order>(`/v1/orders/${lantern.number}/resubmit`, {
    services: [{ position: halted?.position, details: { sim: '89610000000000000026' } }],
  });
  expect(resubmitted.body.status).toBe('pending');
  const without = await bluegum.post<Order>(`/v1/orders/${harbour.number}/cancel`, { reason: 'Not needed.' });
  expect(without.body).toMatchObject({
    status: 'active',
    services: [{ status: 'cancelled', activatedOn: null }, { status: 'active' }],
    deeds: [],
  });

  // Eleven days later it works; the wholesaler enters it on the 18th, for the 16th.
  for (const date of ['2026-03-09', '2026-03-16']) await night(date);
  api.clock.set('2026-03-18T02:00:00.000Z');
  const since = { activationDate: '2026-03-16' };
  const shown = await wavelink.post<{ billing: Billing; billedSince: string }>(
    `${lantern.data}/preview-activation`,
    since,
  );
  expect(shown.body).toMatchObject({
    billedSince: '2026-03-05',
    billing: {
      text: 'Billing of WL-SP-MOB-DATA-60 in WL-MOB-PLUS starts on 16 Mar 2026: setup 0.00 once, access 12.00 a month; first period 16 Mar 2026 – 31 Mar 2026.',
    },
  });
  const joined = await wavelink.post<{ billing: Billing }>(`${lantern.data}/activate`, since);
  expect(joined.body.billing).toEqual((shown.body as { billing: Billing }).billing);
  expect((await bluegum.get<Order>(`/v1/orders/${lantern.number}`)).body).toMatchObject({
    status: 'active',
    services: [{ activatedOn: '2026-03-16' }, { activatedOn: '2026-03-05' }],
  });
  await night('2026-03-18');

  // The customer pays a full fee for the period begun, since the plan is not pro rata; the companies go by the day: 16 of 31.
  expect(await linesOf(bluegum, 'account=BG-20001')).toEqual([
    ...mobileAlone,
    'access_fee SP-MOB-DATA-60 2026-03-16..2026-03-31 19.95',
  ]);
  const costs = await linesOf(bluegum, 'account=BG-20001&side=buy');
  expect(costs).toContain('access_fee WL-SP-MOB-DATA-60 2026-03-16..2026-03-31 6.19');
  const sold = await linesOf(wavelink, 'account=W-BLUEGUM');
  expect(sold.filter((line) => line.includes('DATA-60'))).toEqual([
    'access_fee WL-SP-MOB-DATA-60 2026-03-16..2026-03-31 6.19',
  ]);
  const { items } = (await bluegum.get<List<Cardline>>('/v1/cardlines?account=BG-20001')).body;
  const line = items.find(({ service }) => service === 'SP-MOB-DATA-60');
  const why = await bluegum.get<{ explanation: { rules: string[]; text: string } }>(
    `/v1/cardlines/${line?.id}`,
  );
  expect(why.body.explanation.rules).toContain('PROV-2');
  expect(why.body.explanation.text).toContain(
    "The service is active from 16 Mar 2026 on. Tax at 10 %: 2.00. In advance: due on the day the period starts, 5 Mar 2026. The service's activation is known from 18 Mar 2026 on, and billed from then.",
  );

  // April: the add-on goes along with its package; Harbour has never paid for one.
  await night('2026-04-01');
  expect((await linesOf(bluegum, 'account=BG-20001')).slice(3)).toEqual([
    'access_fee SP-MOB-DATA-60 2026-04-01..2026-04-30 19.95',
    'access_fee SP-MOB-M 2026-04-01..2026-04-30 35.00',
  ]);
  expect(await linesOf(bluegum, 'account=BG-20002')).toEqual([
    ...mobileAlone,
    'access_fee SP-MOB-M 2026-04-01..2026-04-30 35.00',
  ]);

  // Lantern Street gives up in the middle of April: nothing of the period back at the retailer, by the day at its supplier.
  const { subscription } = (await bluegum.get<Order>(`/v1/orders/${lantern.number}`)).body;
  const cancelled = await bluegum.post(`/v1/subscriptions/${subscription?.id}/cancel`, { on: '2026-04-11' });
  expect(cancelled.status).toBe(200);
  await night('2026-04-02');
  expect((await linesOf(bluegum, 'account=BG-20001')).filter((text) => text.startsWith('credit'))).toEqual(
    [],
  );
  expect(
    (await linesOf(bluegum, 'account=BG-20001&side=buy')).filter((text) => text.startsWith('credit')).sort(),
  ).toEqual([
    'credit WL-SP-MOB-DATA-60 2026-04-11..2026-04-30 -8.00',
    'credit WL-SP-MOB-M 2026-04-11..2026-04-30 -14.00',
  ]);

  // The same nights once more make nothing new, as does every one that was left out.
  const before = await linesOf(bluegum, 'account=BG-20001');
  for (const date of ['2026-03-10', '2026-03-18', '2026-04-02']) await night(date);
  expect(await linesOf(bluegum, 'account=BG-20001')).toEqual(before);
});
