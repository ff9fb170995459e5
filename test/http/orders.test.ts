import { describe, expect, it } from 'vitest';
import { type Api, anApi } from '#test/support/api.ts';
import { CUSTOMER, stockTradingPair } from '#test/support/builders.ts';

const ADDRESS = '1 High Street, Geelong VIC 3220';

interface OrderBody {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly status: string;
  readonly trackingPath: string | null;
  readonly services: readonly {
    readonly status: string;
    readonly rejectionDetails: string | null;
    readonly request: { readonly id: string } | null;
  }[];
}
interface RequestBody {
  readonly id: string;
  readonly status: string;
  readonly version: number;
}
interface ListBody<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}
interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly code: string }[];
}

async function aShop(): Promise<Api> {
  const api = await anApi();
  await stockTradingPair(api.db, api.providers);
  return api;
}

const wish = (overrides: object = {}) => ({
  account: CUSTOMER,
  packagePlan: 'NBN-50',
  services: [{ details: { address: ADDRESS } }],
  ...overrides,
});

async function placed(api: Api, overrides: object = {}) {
  const { body } = await api.post<OrderBody>('/v1/orders', wish(overrides));
  const queue = await api
    .as('wavelink')
    .get<ListBody<RequestBody & { order: string }>>('/v1/provisioning/queue');
  return { ...body, requestId: queue.body.items.find(({ order }) => order === body.number)?.id ?? '' };
}

describe('POST /v1/orders', () => {
  it('places an order and answers it, with the link for the customer', async () => {
    const api = await aShop();
    const { status, body } = await api.post<OrderBody>('/v1/orders', wish({ requestedOn: '2026-03-20' }));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: 'ord_1',
      number: 'O-1',
      status: 'pending',
      statusText: 'Pending',
      account: { reference: CUSTOMER },
      packagePlan: { code: 'NBN-50' },
      requestedOn: '2026-03-20',
      source: 'api',
      subscription: null,
      services: [{ provisionedBy: { code: 'wavelink' }, request: null }],
    });
    expect(body.trackingPath).toMatch(/^\/track\/[\w-]{40,}$/);
  });

  it('is repeated safely: the same key gives the same order, and the link is not kept', async () => {
    const api = await aShop();
    const key = { 'idempotency-key': 'order-once' };
    const first = await api.post<OrderBody>('/v1/orders', wish(), key);
    const again = await api.post<OrderBody>('/v1/orders', wish(), key);
    expect(again.body).toEqual({ ...first.body, trackingPath: null });
    expect((await api.get<ListBody<OrderBody>>('/v1/orders')).body.items).toHaveLength(1);
  });

  it('answers every fault at once, each at its place', async () => {
    const api = await aShop();
    const { status, body } = await api.post<Refusal>(
      '/v1/orders',
      wish({
        requestedOn: '2026-01-01',
        services: [{ details: { locationId: '12' } }],
        contractType: 'NONE',
      }),
    );
    expect(status).toBe(422);
    expect(body.errors.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'requestedOn requested_date_past',
      'services[0].details.address detail_required',
      'services[0].details.locationId invalid_detail',
      'contractType unknown_contract_type',
    ]);
  });

  it('refuses fields that it does not know, and dates that are none', async () => {
    const api = await aShop();
    const { status, body } = await api.post<Refusal>(
      '/v1/orders',
      wish({ requestedOn: '30.2.2026', colour: 'red' }),
    );
    expect([status, body.code]).toEqual([422, 'invalid_request']);
    expect(body.errors.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
      'colour unknown_field',
      'requestedOn invalid_date',
    ]);
  });

  it('knows no account of another provider (404)', async () => {
    const api = await aShop();
    const { status, body } = await api.post<Refusal>('/v1/orders', wish({ account: 'W-BLUEGUM' }));
    expect([status, body.code]).toEqual([404, 'account_not_found']);
  });

  it('takes the signed contract as base64, and gives it back (CON-1)', async () => {
    const api = await aShop();
    const pdf = '%PDF-1.7 signed';
    const signed = wish({
      packagePlan: 'SIGNED',
      services: [],
      contractDocument: { name: 'Vertrag ü.pdf', mediaType: 'application/pdf', content: btoa(pdf) },
    });
    const { body } = await api.post<OrderBody>('/v1/orders', signed);
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pdf));
    const hash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    expect(body).toMatchObject({ contractType: 'CARE-12M', contractDocument: { size: pdf.length, hash } });
    const file = await api.get(`/v1/orders/${body.number}/contract`);
    expect([file.status, file.headers.get('content-type'), file.text]).toEqual([200, 'application/pdf', pdf]);
    expect(file.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''Vertrag%20%C3%BC.pdf");
    expect((await api.as('wavelink').get(`/v1/orders/${body.number}/contract`)).status).toBe(404);
    const none = await placed(api);
    expect((await api.get<Refusal>(`/v1/orders/${none.number}/contract`)).body.code).toBe(
      'no_contract_document',
    );
  });

  it('refuses an order without the contract that its plan requires (CON-1)', async () => {
    const api = await aShop();
    const { status, body } = await api.post<Refusal>(
      '/v1/orders',
      wish({ packagePlan: 'SIGNED', services: [] }),
    );
    expect([status, body.code]).toEqual([422, 'contract_document_required']);
  });

  it('takes the power to order', async () => {
    const api = await aShop();
    const { status, body } = await api.as('bluegum', 'view').post<Refusal>('/v1/orders', wish());
    expect([status, body.code]).toEqual([403, 'power_missing']);
  });
});

describe('the queue', () => {
  it('lists, claims, halts and activates', async () => {
    const api = await aShop();
    const wavelink = api.as('wavelink');
    const { number, requestId } = await placed(api);
    const at = (deed: string) => `/v1/provisioning/requests/${requestId}/${deed}`;

    expect((await wavelink.post(at('claim'), {})).body).toMatchObject({ isMine: true, version: 2 });
    expect((await wavelink.post(at('release'), {})).body).toMatchObject({ assignee: null, version: 3 });
    const halted = await wavelink.post<RequestBody>(at('halt'), { rejectionDetails: 'No such address.' });
    expect([halted.status, halted.body.status]).toEqual([200, 'halted']);
    expect((await api.get<OrderBody>(`/v1/orders/${number}`)).body).toMatchObject({
      status: 'halted',
      statusText: 'Provisioning Halted',
      services: [{ rejectionDetails: 'No such address.' }],
    });

    const corrected = { services: [{ position: 1, details: { address: '2 High Street' } }] };
    expect((await api.post<OrderBody>(`/v1/orders/${number}/resubmit`, corrected)).body.status).toBe(
      'pending',
    );
    const preview = await wavelink.post(at('preview-activation'), { activationDate: '2026-03-05' });
    const activated = await wavelink.post(at('activate'), { activationDate: '2026-03-05' });
    expect(activated.body).toMatchObject({
      status: 'active',
      activatedOn: '2026-03-05',
      billing: { packagePlan: 'WL-NBN-50', setupFee: '0.00', accessFee: '51.00' },
    });
    expect(preview.body).toEqual({
      billing: activated.body.billing,
      billedSince: null,
      text: expect.stringContaining('Billing of WL-NBN-50 starts on 5 Mar 2026'),
      takesFirstPeriodEnd: false,
    });
    expect((await api.get<OrderBody>(`/v1/orders/${number}`)).body).toMatchObject({
      status: 'active',
      subscription: { start: '2026-03-05' },
      deeds: [],
    });
    const log = await wavelink.get<ListBody<{ event: string }>>(at('log'));
    expect(log.body.items.map(({ event }) => event)).toEqual([
      'placed',
      'received',
      'claimed',
      'released',
      'halted',
      'resubmitted',
      'activated',
    ]);
  });

  it('activates from today where no date is given', async () => {
    const api = await aShop();
    const { requestId } = await placed(api);
    const { body } = await api.as('wavelink').post(`/v1/provisioning/requests/${requestId}/activate`, {});
    expect(body).toMatchObject({ activatedOn: '2026-03-02' });
  });

  it('corrects details and takes notes', async () => {
    const api = await aShop();
    const wavelink = api.as('wavelink');
    const { number, requestId } = await placed(api);
    const path = `/v1/provisioning/requests/${requestId}`;
    expect((await wavelink.patch(path, { details: { ntd: 'NTD7' } })).body).toMatchObject({
      details: { address: ADDRESS, ntd: 'NTD7' },
    });
    expect((await wavelink.get(path)).body).toMatchObject({ version: 2, details: { ntd: 'NTD7' } });
    expect((await wavelink.post(`${path}/notes`, { text: 'Between us.' })).status).toBe(201);
    expect((await wavelink.post(`${path}/notes`, { text: 'For you.', visibility: 'shared' })).status).toBe(
      201,
    );
    const log = await api.get<ListBody<{ text: string }>>(`/v1/orders/${number}/log`);
    expect(log.body.items.map(({ text }) => text)).toEqual([
      'Order placed',
      'In the provisioning queue of Wavelink',
      'Details changed: Network device',
      'For you.',
    ]);
  });

  it('filters and pages, with counts of the whole', async () => {
    const api = await aShop();
    for (let n = 0; n < 3; n += 1) await placed(api);
    const first = await api
      .as('wavelink')
      .get<ListBody<RequestBody>>('/v1/provisioning/queue?limit=2&serviceType=Data');
    expect(first.body).toMatchObject({ counts: { pending: 3, halted: 0, mine: 0, unassigned: 3 } });
    const rest = await api
      .as('wavelink')
      .get<ListBody<RequestBody>>(`/v1/provisioning/queue?limit=2&cursor=${first.body.nextCursor}`);
    expect(rest.body.items.map(({ id }) => id)).toEqual(['req_3']);
    for (const query of ['status=halted', 'assigned=mine', 'supplier=none', 'serviceType=Telephony'])
      expect(
        (await api.as('wavelink').get<ListBody<RequestBody>>(`/v1/provisioning/queue?${query}`)).body.items,
      ).toEqual([]);
    expect((await api.as('wavelink').get('/v1/provisioning/queue?cursor=nonsense')).status).toBe(422);
  });

  it('PROV-5: of two activations at the same moment one is done, the other told who won (409)', async () => {
    const api = await aShop();
    const { requestId } = await placed(api);
    const path = `/v1/provisioning/requests/${requestId}/activate`;
    const body = { activationDate: '2026-03-05' };
    const answers = await Promise.all([
      api.as('wavelink', 'view', 'provision').post<Refusal>(path, body),
      api.as('wavelink', 'provision', 'view', 'orders').post<Refusal>(path, body),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const loser = answers.find(({ status }) => status === 409);
    expect(loser?.body.code).toBe('order_not_pending');
    expect(loser?.body.detail).toMatch(
      /^token (view provision|provision view orders) activated it on 2 Mar 2026 at 11:00; it is Active now\./,
    );
  });

  it('says which are late, and finds what is old', async () => {
    const api = await aShop();
    await placed(api);
    api.clock.set('2026-03-20T00:00:00.000Z');
    await placed(api);
    const list = async (query: string) =>
      (await api.as('wavelink').get<ListBody<RequestBody>>(`/v1/provisioning/queue?${query}`)).body;
    const late = await list('late=true');
    expect(late).toMatchObject({
      items: [{ id: 'req_1', ageText: '18 days', sla: { dueOn: '2026-03-09', state: 'late' } }],
      counts: { late: 1, serviceTypes: [{ serviceType: 'Data', count: 2 }] },
    });
    expect((await list('olderThanDays=17')).items.map(({ id }) => id)).toEqual(['req_1']);
    expect((await list('olderThanDays=18&late=false')).items).toEqual([]);
    const refused = await api.as('wavelink').get<Refusal>('/v1/provisioning/queue?olderThanDays=-1');
    expect([refused.status, refused.body.code]).toEqual([422, 'invalid_age']);
  });

  it('previews and activates several at once, one answer for each', async () => {
    const api = await aShop();
    const ids = [await placed(api), await placed(api)].map(({ requestId }) => requestId);
    const input = {
      requests: [{ id: ids[0], version: 1 }, { id: ids[1], version: 7 }, { id: 'req_99' }],
      activationDate: '2026-03-05',
    };
    const post = (path: string, body: unknown) =>
      api.as('wavelink', 'provision').post<{ results: unknown[] }>(`/v1/provisioning/requests/${path}`, body);
    const preview = await post('preview-activation', input);
    expect(preview.body.results).toMatchObject([
      { id: ids[0], outcome: 'ready', request: { status: 'pending' }, billedSince: null },
      { outcome: 'refused', faults: [{ code: 'order_changed_meanwhile' }] },
      { id: 'req_99', outcome: 'refused', request: null, faults: [{ code: 'request_not_found' }] },
    ]);
    const done = await post('activate', input);
    expect([done.status, done.body.results]).toMatchObject([
      200,
      [
        {
          outcome: 'activated',
          request: { status: 'active', activatedOn: '2026-03-05' },
          billing: { packagePlan: 'WL-NBN-50', accessFee: '51.00' },
          text: expect.stringContaining('Billing of WL-NBN-50 starts on 5 Mar 2026'),
        },
        { outcome: 'refused', request: { status: 'pending' } },
        { outcome: 'refused' },
      ],
    ]);
    const none = await post('activate', { requests: [], activationDate: '2026-03-05' });
    expect([none.status, none.body]).toMatchObject([422, { code: 'requests_missing' }]);
    const viewer = await api
      .as('wavelink', 'view', 'provision.halt')
      .post('/v1/provisioning/requests/activate', input);
    expect(viewer.status).toBe(403);
  });

  it('refuses a version that is old (409)', async () => {
    const api = await aShop();
    const { requestId } = await placed(api);
    const path = `/v1/provisioning/requests/${requestId}`;
    await api.as('wavelink').post(`${path}/claim`, {});
    const { status, body } = await api.as('wavelink').post<Refusal>(`${path}/activate`, { version: 1 });
    expect([status, body.code]).toEqual([409, 'order_changed_meanwhile']);
  });

  it('PROV-3: wants Rejection Details', async () => {
    const api = await aShop();
    const { requestId } = await placed(api);
    const path = `/v1/provisioning/requests/${requestId}/halt`;
    for (const body of [{}, { rejectionDetails: '  ' }]) {
      const answer = await api.as('wavelink').post<Refusal>(path, body);
      expect([answer.status, answer.body.code]).toEqual([422, 'rejection_details_required']);
    }
  });
});

describe('orders whose work is the seller’s own', () => {
  const own = { packagePlan: 'ROUTER', services: [] };

  it('are activated at the order', async () => {
    const api = await aShop();
    const { number } = await placed(api, own);
    const { status, body } = await api.post(`/v1/orders/${number}/activate`, {
      activationDate: '2026-03-05',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'active', billing: { packagePlan: 'ROUTER', accessFee: '14.95' } });
  });

  it('are halted and resubmitted at the order', async () => {
    const api = await aShop();
    const { number } = await placed(api, own);
    const halted = await api.post<OrderBody>(`/v1/orders/${number}/halt`, {
      rejectionDetails: 'Nobody at home.',
    });
    expect(halted.body.services[0]).toMatchObject({ status: 'halted', request: { version: 2 } });
    expect((await api.post<OrderBody>(`/v1/orders/${number}/resubmit`, {})).body.status).toBe('pending');
  });

  it('are changed and cancelled', async () => {
    const api = await aShop();
    const { number } = await placed(api, own);
    const edits = {
      requestedOn: '2026-03-10',
      services: [{ position: 1, details: { description: 'black' } }],
    };
    expect((await api.patch(`/v1/orders/${number}`, edits)).body).toMatchObject({
      version: 2,
      requestedOn: '2026-03-10',
      services: [{ details: { description: 'black' } }],
    });
    const cancelled = await api.post<OrderBody>(`/v1/orders/${number}/cancel`, { reason: 'Found another.' });
    expect(cancelled.body.status).toBe('cancelled');
    const again = await api.post<Refusal>(`/v1/orders/${number}/cancel`, {});
    expect([again.status, again.body.code]).toEqual([409, 'order_not_open']);
    expect((await api.patch(`/v1/orders/${number}`, { requestedOn: null })).status).toBe(409);
  });

  it('are the wholesaler’s to activate where it does the work (403)', async () => {
    const api = await aShop();
    const { number } = await placed(api);
    for (const [deed, body] of [
      ['activate', {}],
      ['halt', { rejectionDetails: 'No.' }],
    ] as const) {
      const answer = await api.post<Refusal>(`/v1/orders/${number}/${deed}`, body);
      expect([answer.status, answer.body.code]).toEqual([403, 'request_elsewhere']);
    }
  });
});

describe('lists of orders', () => {
  it('page from the newest, by status and account', async () => {
    const api = await aShop();
    for (let n = 0; n < 3; n += 1) await placed(api);
    const first = await api.get<ListBody<OrderBody>>(`/v1/orders?limit=2&status=pending&account=${CUSTOMER}`);
    expect(first.body.items.map(({ number }) => number)).toEqual(['O-3', 'O-2']);
    const rest = await api.get<ListBody<OrderBody>>(`/v1/orders?limit=2&cursor=${first.body.nextCursor}`);
    expect(rest.body.items.map(({ number }) => number)).toEqual(['O-1']);
    expect((await api.get('/v1/orders?status=lost')).status).toBe(422);
  });
});

describe('the link for the customer', () => {
  it('is renewed', async () => {
    const api = await aShop();
    const { number, trackingPath } = await placed(api);
    const { status, body } = await api.post<{ trackingPath: string }>(`/v1/orders/${number}/tracking-link`);
    expect(status).toBe(201);
    expect(body.trackingPath).not.toBe(trackingPath);
    expect((await api.as('wavelink').post(`/v1/orders/${number}/tracking-link`)).status).toBe(404);
  });
});

describe('borders between tenants, tried both ways', () => {
  it('an order is not there for the wholesaler, by number or id', async () => {
    const api = await aShop();
    const order = await placed(api);
    const wavelink = api.as('wavelink');
    for (const key of [order.number, order.id]) {
      const path = `/v1/orders/${key}`;
      const tries = [
        await wavelink.get(path),
        await wavelink.patch(path, { requestedOn: null }),
        await wavelink.get(`${path}/log`),
        await wavelink.post(`${path}/activate`, {}),
        await wavelink.post(`${path}/halt`, { rejectionDetails: 'No.' }),
        await wavelink.post(`${path}/resubmit`, {}),
        await wavelink.post(`${path}/cancel`, {}),
      ];
      expect(tries.map(({ status }) => status)).toEqual(tries.map(() => 404));
    }
    expect((await wavelink.get<ListBody<OrderBody>>('/v1/orders')).body.items).toEqual([]);
  });

  it('a request is not there for the retailer', async () => {
    const api = await aShop();
    const { requestId } = await placed(api);
    const path = `/v1/provisioning/requests/${requestId}`;
    const tries = [
      await api.get(path),
      await api.patch(path, { details: {} }),
      await api.get(`${path}/log`),
      await api.post(`${path}/claim`, {}),
      await api.post(`${path}/release`, {}),
      await api.post(`${path}/activate`, {}),
      await api.post(`${path}/preview-activation`, {}),
      await api.post(`${path}/halt`, { rejectionDetails: 'No.' }),
      await api.post(`${path}/notes`, { text: 'Hello.' }),
    ];
    expect(tries.map(({ status }) => status)).toEqual(tries.map(() => 404));
    expect((await api.get<ListBody<RequestBody>>('/v1/provisioning/queue')).body.items).toEqual([]);
  });

  it('what a wholesaler is shown names no customer, no plan and no price of the retailer', async () => {
    const api = await aShop();
    const { requestId } = await placed(api);
    const wavelink = api.as('wavelink');
    await wavelink.post(`/v1/provisioning/requests/${requestId}/activate`, {});
    const shown = await Promise.all(
      ['', '/log'].map((end) => wavelink.get(`/v1/provisioning/requests/${requestId}${end}`)),
    );
    for (const { text } of shown)
      expect(text).not.toMatch(/Ann Example|BG-10001|"NBN-50"|69\.95|"SP-NBN-50"/);
  });

  it('what a retailer is shown names no price of the wholesaler', async () => {
    const api = await aShop();
    const { number, requestId } = await placed(api);
    await api.as('wavelink').post(`/v1/provisioning/requests/${requestId}/activate`, {});
    for (const end of ['', '/log'])
      expect((await api.get(`/v1/orders/${number}${end}`)).text).not.toMatch(
        /51\.00|5100|45\.00|opti-carrier/,
      );
  });
});
