import { describe, expect, it } from 'vitest';
import { type Api, anApi } from '#test/support/api.ts';
import { CUSTOMER, stockTradingPair } from '#test/support/builders.ts';

interface SubscriptionBody {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly end: string | null;
  readonly accessFeeOverride: string | null;
  readonly terms: readonly { readonly side: string }[];
  readonly services: readonly { readonly id: string; readonly side: string }[];
}
interface ListBody<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}
interface DeedBody {
  readonly mode: string;
  readonly subscription: SubscriptionBody;
  readonly nextRun: {
    readonly asOf: string;
    readonly totals: Readonly<Record<string, string>>;
    readonly lines: readonly Record<string, unknown>[];
  };
}
interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly code: string }[];
}

/** A customer on NBN-50 from 2 March 2026 on, billed once. */
async function aShop(
  packagePlan = 'NBN-50',
  settings: readonly string[] = [],
): Promise<Api & { id: string }> {
  const api = await anApi();
  await stockTradingPair(api.db, api.providers);
  await api.db.write(
    ['update package_plan set align_to_invoice_period = 0', ...settings].map((sql) => ({ sql, args: [] })),
  );
  await api.post('/v1/orders', {
    account: CUSTOMER,
    packagePlan,
    services: [{ details: { address: '1 High Street, Geelong VIC 3220' } }],
  });
  const wholesaler = api.as('wavelink');
  const queue = await wholesaler.get<ListBody<{ id: string }>>('/v1/provisioning/queue');
  await wholesaler.post(`/v1/provisioning/requests/${queue.body.items[0]?.id}/activate`, {
    activationDate: '2026-03-02',
  });
  const run = await api.post('/v1/billing/runs?wait=30', { asOf: '2026-03-02', mode: 'commit' });
  expect(run.body).toMatchObject({ status: 'done' });
  const list = await api.get<ListBody<SubscriptionBody>>('/v1/subscriptions');
  return { ...api, id: list.body.items[0]?.id ?? '' };
}

describe('GET /v1/subscriptions', () => {
  it('lists what the provider bills, by account and status', async () => {
    const api = await aShop();
    const all = await api.get<ListBody<SubscriptionBody>>('/v1/subscriptions');
    expect(all.body.items).toEqual([
      {
        id: api.id,
        version: 1,
        status: 'active',
        account: { id: 'acc_1', reference: CUSTOMER, name: 'Ann Example' },
        order: 'O-1',
        packagePlan: { code: 'NBN-50', name: 'nbn Home 50' },
        createdAt: '2026-03-02T00:00:00.000Z',
        start: '2026-03-02',
        end: null,
      },
    ]);
    for (const [query, found] of [
      [`account=${CUSTOMER}`, 1],
      ['account=acc_1', 1],
      ['account=W-BLUEGUM', 0],
      ['status=active', 1],
      ['status=cancelled', 0],
    ] as const)
      expect((await api.get<ListBody<unknown>>(`/v1/subscriptions?${query}`)).body.items).toHaveLength(found);
    expect((await api.get('/v1/subscriptions?status=asleep')).status).toBe(422);
    const theirs = await api.as('wavelink').get<ListBody<SubscriptionBody>>('/v1/subscriptions');
    expect(theirs.body.items.map(({ id }) => id)).not.toContain(api.id);
    expect(theirs.body.items).toHaveLength(1);
  });
});

describe('GET /v1/subscriptions/{id}', () => {
  it('answers plan, terms, services and where billing stands; the buy side where it is asked for', async () => {
    const api = await aShop();
    const { body } = await api.get<SubscriptionBody>(`/v1/subscriptions/${api.id}`);
    expect(body).toMatchObject({
      currentPeriod: { from: '2026-03-02', to: '2026-04-01' },
      billedThrough: '2026-04-01',
      nextDueOn: '2026-04-02',
      accessFeeOverride: null,
      terms: [{ side: 'sell', position: 1, packagePlan: { code: 'NBN-50' }, end: null }],
      services: [{ side: 'sell', servicePlan: { code: 'SP-NBN-50' }, status: 'active' }],
    });
    const both = await api.get<SubscriptionBody>(`/v1/subscriptions/${api.id}?side=both`);
    expect(both.body.terms.map(({ side }) => side)).toEqual(['sell', 'buy']);
    expect(both.body.services.map(({ side }) => side)).toEqual(['sell', 'buy']);
    const stranger = await api.as('wavelink').get<Refusal>(`/v1/subscriptions/${api.id}?side=both`);
    expect([stranger.status, stranger.body.code]).toEqual([404, 'subscription_not_found']);
  });
});

describe('POST /v1/subscriptions/{id}/simulate', () => {
  it('BILL-8: answers what would be credited and charged, each line explained, beside what it is otherwise', async () => {
    const api = await aShop();
    const path = `/v1/subscriptions/${api.id}/simulate`;
    const events = [{ type: 'cancel', on: '2026-03-12' }];
    const { status, body } = await api
      .as('bluegum', 'view')
      .post<Record<string, unknown>>(path, { events, until: '2026-05-02' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      subscription: api.id,
      from: '2026-03-02',
      until: '2026-05-02',
      events: [{ type: 'cancel', text: 'It has no service from 12 Mar 2026 on.' }],
      totals: { credited: '-47.39', charged: '0.00', tax: '-4.74' },
      lines: [
        {
          generatedOn: '2026-03-02',
          side: 'sell',
          kind: 'credit',
          amount: '-47.39',
          explanation: { rules: ['BILL-6', 'BILL-7', 'BILL-8'] },
        },
      ],
      otherwise: { totals: { credited: '0.00', charged: '139.90' } },
      difference: { amount: '-187.29', tax: '-18.74' },
    });
    expect(JSON.stringify(body)).not.toContain('BUY-');
    const both = await api.post(`${path}?side=both`, { events });
    expect(JSON.stringify(both.body)).toContain('BUY-NBN-50');
    expect((await api.get<SubscriptionBody>(`/v1/subscriptions/${api.id}`)).body.version).toBe(1);
  });

  it('decision 87: takes the whole life of a subscription, each event with the fields of its deed', async () => {
    const api = await aShop();
    const path = `/v1/subscriptions/${api.id}/simulate`;
    const { status, body } = await api.post<{ events: unknown; lines: unknown }>(path, {
      events: [
        { type: 'cancel', on: '2026-04-12' },
        { type: 'withdraw_cancellation' },
        { type: 'suspend', from: '2026-03-12', until: '2026-03-22' },
        { type: 'resume', on: '2026-03-17' },
      ],
      until: '2026-04-01',
    });
    expect(status).toBe(200);
    expect(body.events).toEqual([
      { type: 'cancel', text: 'It has no service from 12 Apr 2026 on.' },
      {
        type: 'withdraw_cancellation',
        text: 'The cancellation from 12 Apr 2026 on is withdrawn: service goes on.',
      },
      { type: 'suspend', text: 'Suspended from 12 Mar 2026 to 21 Mar 2026. These days are not charged.' },
      { type: 'resume', text: 'Service resumes on 17 Mar 2026.' },
    ]);
    // 5 of 31 days of 69.95.
    expect(body.lines).toMatchObject([
      { kind: 'credit', from: '2026-03-12', to: '2026-03-16', amount: '-11.28' },
    ]);
    const service = (await api.get<SubscriptionBody>(`/v1/subscriptions/${api.id}`)).body.services[0]?.id;
    const refused = await api.post<Refusal>(path, {
      events: [
        { type: 'add_bolt_on', service, boltOn: 'NOTHING', from: '2026-03-12' },
        { type: 'end_bolt_on', service, boltOn: 'NOTHING', on: '2026-03-12' },
        { type: 'access_fee', fee: '12.00', from: '2026-05-01', to: '2026-04-01' },
      ],
    });
    expect(refused.body.errors.map(({ path: at, code }) => `${code} ${at}`)).toEqual([
      'bolt_on_not_found events[0].boltOn',
      'bolt_on_not_found events[1].boltOn',
      'override_reversed events[2].to',
      'override_not_enabled events[2].fee',
    ]);
    const unread = await api.post<Refusal>(path, {
      events: [{ type: 'suspend' }, { type: 'withdraw_cancellation', on: '2026-03-12' }],
    });
    expect([unread.status, unread.body.errors.length]).toEqual([422, 2]);
  });

  it('refuses all that is wrong at once, and another company altogether', async () => {
    const api = await aShop();
    const path = `/v1/subscriptions/${api.id}/simulate`;
    const refused = await api.post<Refusal>(path, {
      events: [
        { type: 'migrate', on: '2026-03-12', packagePlan: 'NOBODY' },
        { type: 'access_fee', fee: '12.00' },
      ],
      until: '2026-03-01',
    });
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map(({ path: at, code }) => `${code} ${at}`)).toEqual([
      'until_out_of_range until',
      'plan_not_found events[0].packagePlan',
      'override_not_enabled events[1].fee',
    ]);
    const unread = await api.post<Refusal>(path, {
      events: [{ type: 'explode' }, { type: 'cancel', on: 'x' }],
    });
    expect([unread.status, unread.body.errors.length]).toEqual([422, 2]);
    const stranger = await api.as('wavelink').post<Refusal>(path, { events: [] });
    expect([stranger.status, stranger.body.code]).toEqual([404, 'subscription_not_found']);
  });
});

describe('POST /v1/subscriptions/{id}/cancel', () => {
  it('answers what the next run credits, in a preview and for good', async () => {
    const api = await aShop();
    const path = `/v1/subscriptions/${api.id}/cancel`;
    const preview = await api.post<DeedBody>(path, { on: '2026-03-12', mode: 'preview' });
    expect(preview.body).toMatchObject({
      mode: 'preview',
      on: '2026-03-12',
      subscription: { version: 1, status: 'active' },
      nextRun: {
        asOf: '2026-03-02',
        parkedReason: null,
        totals: { credited: '-47.39', charged: '0.00', tax: '-4.74' },
        lines: [{ kind: 'credit', from: '2026-03-12', to: '2026-04-01', amount: '-47.39', tax: '-4.74' }],
      },
    });
    const { status, body } = await api.post<DeedBody>(path, { on: '2026-03-12', version: 1 });
    expect(status).toBe(200);
    expect(body.nextRun).toEqual(preview.body.nextRun);
    expect(body.subscription).toMatchObject({ version: 2, status: 'ending', end: '2026-03-12' });
    const again = await api.post<Refusal>(path, { on: '2026-03-12' });
    expect([again.status, again.body.code]).toEqual([409, 'already_cancelled']);
    const late = await api.post<Refusal>(path, { on: '2026-03-11', version: 1 });
    expect([late.status, late.body.code]).toEqual([409, 'subscription_changed']);
  });

  it('is repeated safely, and refuses what it cannot read', async () => {
    const api = await aShop();
    const path = `/v1/subscriptions/${api.id}/cancel`;
    const key = { 'idempotency-key': 'cancel-once' };
    const first = await api.post<DeedBody>(path, { on: '2026-03-12' }, key);
    expect((await api.post<DeedBody>(path, { on: '2026-03-12' }, key)).body).toEqual(first.body);
    const { status, body } = await api.post<Refusal>(path, { on: '12.3.2026', mode: 'maybe', colour: 'red' });
    expect([status, body.errors.map((one) => one.path).sort()]).toEqual([422, ['colour', 'mode', 'on']]);
    expect((await api.as('bluegum', 'view', 'orders').post(path, { on: '2026-03-11' })).status).toBe(403);
    expect((await api.as('wavelink').post(path, { on: '2026-03-11' })).status).toBe(404);
  });
});

describe('taking a change back', () => {
  it('decision 87: a cancellation is withdrawn, with what the next run charges again', async () => {
    const api = await aShop();
    const path = `/v1/subscriptions/${api.id}`;
    const none = await api.post<Refusal>(`${path}/withdraw-cancellation`, {});
    expect([none.status, none.body.code]).toEqual([409, 'not_cancelled']);
    await api.post(`${path}/cancel`, { on: '2026-03-12' });
    const { status, body } = await api.post<DeedBody>(`${path}/withdraw-cancellation`, { version: 2 });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      on: '2026-03-12',
      subscription: { status: 'active', end: null },
      nextRun: { lines: [] },
    });
    expect((await api.as('wavelink').post(`${path}/withdraw-cancellation`, {})).status).toBe(404);
  });

  it('decision 87: so is a migration, until it takes effect', async () => {
    const api = await aShop();
    const path = `/v1/subscriptions/${api.id}`;
    await api.post(`${path}/migrate`, { on: '2026-04-12', plan: 'NBN-FLEX' });
    const { status, body } = await api.post<DeedBody>(`${path}/withdraw-migration`, {});
    expect(status).toBe(200);
    expect(body).toMatchObject({
      on: '2026-04-12',
      subscription: { migrationAhead: null, terms: [{ end: null }, { withdrawn: true }] },
    });
    const again = await api.post<Refusal>(`${path}/withdraw-migration`, {});
    expect([again.status, again.body.code]).toEqual([409, 'no_migration']);
  });
});

describe('POST /v1/subscriptions/{id}/migrate out of the pool of its contract', () => {
  it('CON-1: says and charges the break-out fee, with its line in the ledger; withdrawn, it is credited', async () => {
    const api = await aShop('NBN-50', [`update contract set package_plan = 'NBN-50'`]);
    await api.db.write([{ sql: `update "order" set contract_type = 'CARE-12M'`, args: [] }]);
    const path = `/v1/subscriptions/${api.id}`;
    const wish = { on: '2026-04-12', plan: 'NBN-FLEX' };
    const contract = { contractType: 'CARE-12M', pool: 'CARE', from: '2026-03-02', until: '2027-03-02' };
    const seen = await api.post<DeedBody>(`${path}/migrate`, { ...wish, mode: 'preview' });
    expect(seen.body).toMatchObject({
      contract: { breakOutFee: '99.00' },
      breakOut: [{ kind: 'product', amount: '99.00', tax: '9.90', explanation: { rules: ['CON-1'] } }],
      subscription: { contract: { ...contract, status: 'running', brokenOn: null } },
    });
    const moved = await api.post<DeedBody>(`${path}/migrate`, wish);
    expect(moved.body).toMatchObject({ subscription: { contract: { brokenOn: '2026-04-12' } } });
    const products = async () =>
      (
        await api.get<ListBody<{ id: string; kind: string; amount: string }>>(
          `/v1/cardlines?account=${CUSTOMER}`,
        )
      ).body.items.filter(({ kind, amount }) => kind === 'product' || amount === '-99.00');
    const [line] = await products();
    expect(line).toMatchObject({ kind: 'product', amount: '99.00' });
    const read = await api.get(`/v1/cardlines/${line?.id}`);
    expect(read.body).toMatchObject({ explanation: { rules: ['CON-1'] } });
    await api.post(`${path}/withdraw-migration`, {});
    expect((await products()).map(({ amount }) => amount)).toEqual(['99.00', '-99.00']);
  });
});

describe('POST /v1/subscriptions/{id}/suspend and /resume', () => {
  it('decision 87: answers what the next run credits, and what it charges again', async () => {
    const api = await aShop();
    const path = `/v1/subscriptions/${api.id}`;
    const { status, body } = await api.post<DeedBody>(`${path}/suspend`, {
      from: '2026-03-02',
      until: '2026-03-12',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      from: '2026-03-02',
      until: '2026-03-12',
      billed: false,
      subscription: {
        status: 'suspended',
        suspensions: [{ from: '2026-03-02', until: '2026-03-12', billed: false, reason: null }],
      },
      nextRun: { lines: [{ kind: 'credit', from: '2026-03-02', to: '2026-03-11' }] },
    });
    const resumed = await api.post<DeedBody>(`${path}/resume`, { on: '2026-03-10' });
    expect(resumed.body).toMatchObject({
      on: '2026-03-10',
      subscription: { suspensions: [{ until: '2026-03-10' }] },
    });
    const refused = await api.post<Refusal>(`${path}/suspend`, { from: '2026-03-05', billed: 'yes' });
    expect([refused.status, refused.body.errors.map((one) => one.path)]).toEqual([422, ['billed']]);
    expect((await api.as('bluegum', 'view').post(`${path}/suspend`, { from: '2026-03-05' })).status).toBe(
      403,
    );
    expect((await api.as('wavelink').post(`${path}/suspend`, { from: '2026-03-05' })).status).toBe(404);
  });
});

describe('POST /v1/subscriptions/{id}/migrate', () => {
  it('answers when it takes effect, and moves it', async () => {
    const api = await aShop('NBN-50', [
      `update package_plan set disable_migrations_during_period = 1 where code = 'NBN-50'`,
    ]);
    const path = `/v1/subscriptions/${api.id}/migrate`;
    const { status, body } = await api.post<DeedBody>(path, { on: '2026-03-12', plan: 'NBN-FLEX' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      plan: 'NBN-FLEX',
      effectiveOn: '2026-04-02',
      contract: null,
      services: [{ from: 'SP-NBN-50', to: 'SP-NBN-50' }],
      subscription: { terms: [{ end: '2026-04-02' }, { start: '2026-04-02' }] },
    });
    const refused = await api.post<Refusal>(path, { on: '2026-03-12', plan: 'BUNDLE' });
    expect([refused.status, refused.body.errors.map(({ path: at, code }) => `${at} ${code}`)]).toEqual([
      422,
      ['on migration_before_term', 'plan service_needs_order'],
    ]);
    expect((await api.as('wavelink').post(path, { on: '2026-03-12', plan: 'NBN-50' })).status).toBe(404);
  });
});

describe('PUT /v1/subscriptions/{id}/access-fee-override', () => {
  it('FEE-4: sets and takes away the fee, from the next period billed', async () => {
    const api = await aShop('NBN-50', [
      `update package_plan set subscription_overrides_enabled = 1 where code = 'NBN-50'`,
    ]);
    const path = `/v1/subscriptions/${api.id}/access-fee-override`;
    const set = await api.put<DeedBody>(path, { fee: '59.95' });
    expect(set.body).toMatchObject({
      fee: '59.95',
      from: '2026-04-02',
      subscription: { accessFeeOverride: '59.95' },
      nextRun: { asOf: '2026-04-02', totals: { charged: '59.95' } },
    });
    expect((await api.put<DeedBody>(path, { fee: null })).body.subscription.accessFeeOverride).toBeNull();
    const bad = await api.put<Refusal>(path, { fee: '59.955' });
    expect([bad.status, bad.body.code, bad.body.errors[0]?.path]).toEqual([422, 'invalid_money', 'fee']);
    expect((await api.as('wavelink').put(path, { fee: '1.00' })).status).toBe(404);
  });

  it('FEE-4: is refused where the plan does not enable it', async () => {
    const api = await aShop();
    const path = `/v1/subscriptions/${api.id}/access-fee-override`;
    const { status, body } = await api.put<Refusal>(path, { fee: '59.95' });
    expect([status, body.code]).toEqual([422, 'override_not_enabled']);
  });

  it('FEE-4: tells all that is wrong at once', async () => {
    const api = await aShop();
    const path = `/v1/subscriptions/${api.id}/access-fee-override`;
    const startless = await api.put<Refusal>(path, { fee: '59.955', to: '2026-05-01' });
    expect(startless.body.errors.map(({ path: at }) => at)).toEqual(['fee', 'from', 'fee']);
    const reversed = await api.put<Refusal>(path, { fee: '59.95', from: '2026-05-02', to: '2026-05-01' });
    expect(reversed.body.errors.map(({ path: at }) => at)).toEqual(['to', 'fee']);
  });
});

describe('POST /v1/subscriptions/{id}/bolt-ons and /bolt-ons/end', () => {
  it('CAT-8: adds a bolt-on to a service and ends it, with what the next run makes of it', async () => {
    const own = `(select id from provider where code = 'bluegum')`;
    const item = (
      kind: string,
    ) => `(select id from catalogue_item where provider_id = ${own} and kind = '${kind}'
      and code in ('IP', 'STATIC-IP'))`;
    const api = await aShop('NBN-50', [
      `insert into catalogue_item (provider_id, kind, code) values (${own}, 'product', 'IP'), (${own}, 'bolt_on', 'STATIC-IP')`,
      `insert into product (provider_id, from_version, item_id, code, name, external_name, type, approval_status)
         values (${own}, 1, ${item('product')}, 'IP', 'Static IP', 'Static IP', 'Charge', 'Saleable')`,
      `insert into bolt_on (provider_id, from_version, item_id, code, name, product, service_type)
         values (${own}, 1, ${item('bolt_on')}, 'STATIC-IP', 'Static IP', 'IP', 'Data')`,
      `insert into product_rate (provider_id, from_version, product_rate_card, product, from_quantity, price, effective_from)
         values (${own}, 1, 'PRODUCTS', 'IP', 0, 930000000, '2020-01-01')`,
    ]);
    const path = `/v1/subscriptions/${api.id}`;
    const [service] = (await api.get<SubscriptionBody>(path)).body.services;
    const wish = { service: service?.id, boltOn: 'STATIC-IP', from: '2026-03-12' };
    const added = await api.post<DeedBody & { service: string }>(`${path}/bolt-ons`, wish);
    expect(added).toMatchObject({
      status: 200,
      body: {
        boltOn: 'STATIC-IP',
        service: service?.id,
        nextRun: { lines: [{ kind: 'bolt_on_fee', item: 'STATIC-IP', from: '2026-03-12', amount: '6.30' }] },
        subscription: {
          services: [
            { boltOns: [{ boltOn: { code: 'STATIC-IP' }, recurring: true, fee: '9.30', until: null }] },
          ],
        },
      },
    });
    await api.post('/v1/billing/runs?wait=30', { asOf: '2026-03-12', mode: 'commit' });
    const lines = await api.get<ListBody<{ kind: string; item: string | null }>>(
      `/v1/cardlines?account=${CUSTOMER}`,
    );
    expect(lines.body.items.map(({ kind, item: code }) => [kind, code])).toContainEqual([
      'bolt_on_fee',
      'STATIC-IP',
    ]);
    const ended = await api.post<DeedBody>(`${path}/bolt-ons/end`, {
      service: service?.id,
      boltOn: 'STATIC-IP',
      on: '2026-03-22',
    });
    expect(ended.body.nextRun.lines).toMatchObject([{ kind: 'credit', from: '2026-03-22', amount: '-3.30' }]);
    const again = await api.post<DeedBody & { text: string }>(`${path}/bolt-ons/end`, {
      service: service?.id,
      boltOn: 'STATIC-IP',
      on: '2026-03-22',
    });
    expect([again.status, again.body.subscription.version]).toEqual([200, ended.body.subscription.version]);
    expect(again.body.text).toContain('22 Mar 2026 is its first day without');
    const refused = await api.post<Refusal>(`${path}/bolt-ons`, { ...wish, boltOn: 'DREAM' });
    expect([refused.status, refused.body.code]).toEqual([422, 'bolt_on_not_found']);
    expect((await api.as('wavelink').post(`${path}/bolt-ons`, wish)).status).toBe(404);
    expect((await api.as('bluegum', 'view').post(`${path}/bolt-ons`, wish)).status).toBe(403);
  });
});
