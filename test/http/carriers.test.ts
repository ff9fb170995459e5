import { describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { hookSecret } from '#http/webhook-signature.ts';
import { type Api, anApi, value } from '#test/support/api.ts';
import { CUSTOMER, stockTradingPair } from '#test/support/builders.ts';
import { webhookHeaders } from '#test/support/webhook-headers.ts';
import { aBatch, CARRIER } from '../app/workflow/carrying.ts';

const SECRET = 'an installation secret of some length';
const CSV = { 'content-type': 'text/csv' };

interface Order {
  readonly number: string;
  readonly services: readonly { readonly request: { readonly id: string } }[];
}

/** A retailer with a carrier that one service was sent to. */
async function atTheCarrier(secret: string | null = SECRET) {
  const api = await anApi({ sourceSecrets: secret === null ? null : (source) => hookSecret(secret, source) });
  await stockTradingPair(api.db, api.providers);
  await api.post('/v1/carriers', { code: CARRIER, name: 'Opti Carrier' });
  const { body } = await api.post<Order>('/v1/orders', {
    account: CUSTOMER,
    packagePlan: 'PSTN',
    services: [{ details: { number: '+61355503000' } }],
  });
  await collect(api);
  return { api, number: body.number, request: body.services[0]?.request.id ?? '' };
}

const collect = async (api: Api) =>
  value(await api.services.workflow.collectServices(api.actor('bluegum'), plainDate('2026-03-02')));

describe('carriers', () => {
  it('are added, listed, changed and removed', async () => {
    const api = await anApi();
    const added = await api.post('/v1/carriers', { code: 'Opti/Carrier é', name: 'Opti Carrier' });
    expect(added).toMatchObject({
      status: 201,
      body: {
        deliveryUrl: null,
        warnAfterDays: 5,
        alertAfterDays: 10,
        batchesFrom: null,
        nextFileSequence: 1,
      },
    });
    const here = `/v1/carriers/${encodeURIComponent('Opti/Carrier é')}`;
    expect(await api.patch(here, { alertAfterDays: 15, batchesFrom: 4 })).toMatchObject({
      status: 200,
      body: { name: 'Opti Carrier', warnAfterDays: 5, alertAfterDays: 15, batchesFrom: 4 },
    });
    expect(await api.get(here)).toMatchObject({ body: { batchesFrom: 4 } });
    expect((await api.get<{ items: unknown[] }>('/v1/carriers')).body.items).toHaveLength(1);
    expect(await api.post('/v1/carriers', { code: 'Opti/Carrier é', name: 'Twice' })).toMatchObject({
      status: 409,
      body: { code: 'code_taken' },
    });
    expect(await api.patch(here, { alertAfterDays: 1 })).toMatchObject({
      status: 422,
      body: { code: 'warning_after_alert' },
    });
    expect((await api.delete(here)).status).toBe(204);
    expect((await api.get(here)).status).toBe(404);
  });

  it('stay once files have passed: their numbers must not begin anew', async () => {
    const { api } = await atTheCarrier();
    expect(await api.delete('/v1/carriers/opti-carrier')).toMatchObject({
      status: 409,
      body: { code: 'carrier_in_use' },
    });
  });

  it('get secrets that are told once; without CARDLINE_SECRET there are none', async () => {
    const { api } = await atTheCarrier();
    const key = { 'idempotency-key': 'once' };
    const made = await api.post('/v1/carriers/opti-carrier/secrets', undefined, key);
    expect(made.body).toEqual({
      hookSecret: expect.stringMatching(/^whsec_/),
      deliverySecret: expect.stringMatching(/^whsec_/),
    });
    const replayed = await api.post('/v1/carriers/opti-carrier/secrets', undefined, key);
    expect(replayed.body).toEqual({ hookSecret: null, deliverySecret: null });
    const { api: bare } = await atTheCarrier(null);
    expect(await bare.post('/v1/carriers/opti-carrier/secrets')).toMatchObject({
      status: 409,
      body: { code: 'secrets_off' },
    });
  });
});

describe('GET /v1/carriers/{code}/activity-files', () => {
  it('WF-1: lists the files, shows one, and gives it as the carrier has it', async () => {
    const { api, number, request } = await atTheCarrier();
    const files = '/v1/carriers/opti-carrier/activity-files';
    expect((await api.get<{ items: unknown[] }>(files)).body).toEqual({
      items: [
        {
          sequence: 1,
          createdAt: '2026-03-02T00:00:00.000Z',
          services: 1,
          contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
          deliveredAt: null,
        },
      ],
      nextCursor: null,
    });
    const { body } = await api.get<{ content: string }>(`${files}/1`);
    expect(body).toMatchObject({
      carrier: CARRIER,
      fileName: 'bluegum-opti-carrier-1.csv',
      rows: [{ request, order: number, round: 1, details: { number: '+61355503000' } }],
    });
    const csv = await api.get(`${files}/1.csv`);
    expect([csv.text, csv.headers.get('content-type')]).toEqual([body.content, 'text/csv; charset=utf-8']);
    for (const path of [`${files}/2`, `${files}/2.csv`, '/v1/carriers/nobody/activity-files'])
      expect((await api.get(path)).status, path).toBe(404);
    for (const path of [files, `${files}/1`, `${files}/1.csv`])
      expect((await api.as('wavelink').get(path)).status, path).toBe(404);
  });
});

describe('POST /v1/carriers/{code}/batch-files', () => {
  const files = '/v1/carriers/opti-carrier/batch-files';

  it('WF-4: takes a file as the body or in a form, once, and answers what became of each record', async () => {
    const { api, request, number } = await atTheCarrier();
    const text = aBatch([`${request},advice`, 'req_4711,advice'], { sequence: 7 });
    const taken = await api.post(`${files}?name=opti-7.csv`, text, CSV);
    expect(taken).toMatchObject({
      status: 200,
      body: {
        wasTakenBefore: false,
        carrier: CARRIER,
        sequence: 7,
        name: 'opti-7.csv',
        via: 'api',
        status: 'done',
        records: 2,
        applied: 1,
        refused: 1,
        missing: [],
        rows: [
          { line: 2, reference: request, request, answer: 'advice', outcome: 'applied', code: null },
          { line: 3, reference: 'req_4711', request: null, outcome: 'refused', code: 'unknown_request' },
        ],
      },
    });
    const form = new FormData();
    form.append('file', new File([text], 'opti-7.csv'));
    expect((await api.post(files, form)).body).toEqual({ ...taken.body, wasTakenBefore: true });
    expect(await api.get(`/v1/orders/${number}`)).toMatchObject({
      body: {
        services: [
          {
            workflow: {
              stage: 'advised',
              stageText: 'Churn advice in file sequence 7',
              adviceSequence: 7,
              isUnderWay: true,
            },
          },
        ],
      },
    });
  });

  it('refuses whole what does not hold together (422) and what is another file (409)', async () => {
    const { api, request } = await atTheCarrier();
    expect(await api.post(`${files}?name=x.csv`, 'nonsense', CSV)).toMatchObject({
      status: 422,
      body: { code: 'header_missing' },
    });
    await api.post(`${files}?name=x.csv`, aBatch([`${request},advice`]), CSV);
    expect(await api.post(`${files}?name=x.csv`, aBatch([`${request},activation`]), CSV)).toMatchObject({
      status: 409,
      body: { code: 'file_name_taken' },
    });
    expect(await api.post(files, aBatch([]), CSV)).toMatchObject({
      status: 422,
      body: { code: 'invalid_file_name' },
    });
    expect((await api.as('wavelink').post(`${files}?name=x.csv`, aBatch([]), CSV)).status).toBe(404);
  });

  it('WF-3: lists files by number and name, says which are missing, and that one is', async () => {
    const { api } = await atTheCarrier();
    for (const sequence of [7, 9])
      await api.post(`${files}?name=opti-${sequence}.csv`, aBatch([], { sequence }), CSV);
    expect(await api.get(files)).toMatchObject({
      body: { items: [{ sequence: 9 }, { sequence: 7 }], missing: [{ from: 8, to: 8 }], nextCursor: null },
    });
    const page = await api.get<{ nextCursor: string }>(`${files}?limit=1`);
    expect(await api.get(`${files}?limit=1&cursor=${page.body.nextCursor}`)).toMatchObject({
      body: { items: [{ sequence: 7 }] },
    });
    expect(await api.get(`${files}?name=opti-7.csv`)).toMatchObject({ body: { items: [{ sequence: 7 }] } });
    expect(await api.get(`${files}?name=opti-8.csv`)).toMatchObject({ body: { items: [] } });
    expect(await api.get(`${files}/9`)).toMatchObject({ body: { sequence: 9, rows: [] } });
    expect(await api.get(`${files}/8`)).toMatchObject({
      status: 404,
      body: { detail: 'Batch file 8 of opti-carrier is missing: later ones came.' },
    });
    expect(await api.get('/v1/workflow/alerts')).toMatchObject({
      body: { items: [{ id: 'alr_1', kind: 'gap', level: 'alert', carrier: CARRIER, request: null }] },
    });
    expect(await api.get('/v1/workflow/alerts?kind=unanswered')).toMatchObject({ body: { items: [] } });
    expect(await api.get('/v1/workflow/alerts?carrier=quokka&status=all')).toMatchObject({
      body: { items: [] },
    });
    expect(await api.as('wavelink').get('/v1/workflow/alerts?status=all')).toMatchObject({
      body: { items: [] },
    });
  });

  it('WF-3: closes an alert by hand, with a reason; it comes again only where more is missing', async () => {
    const { api } = await atTheCarrier();
    const files = '/v1/carriers/opti-carrier/batch-files';
    const take = (sequence: number) =>
      api.post(`${files}?name=opti-${sequence}.csv`, aBatch([], { sequence }), CSV);
    for (const sequence of [7, 9]) await take(sequence);
    const close = (reason: string, as: Pick<typeof api, 'post'> = api) =>
      as.post('/v1/workflow/alerts/alr_1/close', { reason });
    expect((await close('x', api.as('bluegum', 'view'))).status).toBe(403);
    expect((await close('x', api.as('wavelink'))).status).toBe(404);
    expect(await close(' ')).toMatchObject({ status: 422, body: { errors: [{ path: 'reason' }] } });
    const { body } = await close('It was never made.');
    expect(body).toMatchObject({
      id: 'alr_1',
      resolvedAt: expect.any(String),
      resolution: expect.stringMatching(/^Closed by .+: It was never made\.$/),
    });
    expect(await close('Again.')).toMatchObject({ status: 409, body: { code: 'alert_over' } });
    const audited = await api.get<{ items: { action: string; details: unknown }[] }>(
      '/v1/audit?subject=alr_1',
    );
    expect(audited.body.items).toMatchObject([
      { action: 'alert.closed', details: { reason: 'It was never made.' } },
    ]);
    await take(10);
    expect(await api.get('/v1/workflow/alerts')).toMatchObject({ body: { items: [] } });
    await take(12);
    expect(await api.get('/v1/workflow/alerts')).toMatchObject({
      body: { items: [{ id: 'alr_2', text: expect.stringContaining('8 and 11') }] },
    });
  });
});

describe('WF-2', () => {
  it('is a conflict by every way of the API, but for who overrides with a reason', async () => {
    const { api, number, request } = await atTheCarrier();
    const provisioner = api.as('bluegum', 'view', 'orders', 'provision', 'provision.halt');
    const requests = `/v1/provisioning/requests/${request}`;
    const ways: [string, string, object][] = [
      ['POST', `${requests}/activate`, {}],
      ['POST', `${requests}/preview-activation`, {}],
      ['POST', `${requests}/halt`, { rejectionDetails: 'No.' }],
      ['PATCH', requests, { details: { number: '+61355509999' } }],
      ['POST', `/v1/orders/${number}/activate`, {}],
      ['POST', `/v1/orders/${number}/halt`, { rejectionDetails: 'No.' }],
      ['POST', `/v1/orders/${number}/cancel`, {}],
      ['PATCH', `/v1/orders/${number}`, { requestedOn: '2026-05-01' }],
    ];
    for (const [method, path, body] of ways) {
      expect(await provisioner.send(method, path, body), path).toMatchObject({
        status: 409,
        body: { code: 'workflow_under_way' },
      });
      expect(await provisioner.send(method, path, { ...body, overrideReason: 'x' }), path).toMatchObject({
        status: 403,
        body: { code: 'power_missing' },
      });
    }
    expect(
      await api.post(`${requests}/halt`, { rejectionDetails: 'No.', overrideReason: 'They said so' }),
    ).toMatchObject({ status: 200, body: { status: 'halted', workflow: null } });
  });
});

describe('POST /hooks/carriers/{code}', () => {
  const HERE = '/hooks/carriers/opti-carrier';

  /** What a carrier that was told its secret sends. */
  async function aSender(api: Api, provider: 'bluegum' | 'wavelink' = 'bluegum') {
    const { body } = await api.as(provider).post<{ hookSecret: string }>('/v1/carriers/opti-carrier/secrets');
    return (
      text: string,
      { name = 'opti-1.csv', at = new Date(), signed = text, secret = body.hookSecret } = {},
    ) =>
      api.withToken(null).post(`${HERE}?name=${name}`, text, {
        ...CSV,
        ...webhookHeaders(secret, signed, { at }),
      });
  }

  it('WF-1: takes what the carrier signs, and does it once however often it comes', async () => {
    const { api, request } = await atTheCarrier();
    const send = await aSender(api);
    const text = aBatch([`${request},activation,2026-03-05`]);
    expect(await send(text)).toMatchObject({
      status: 200,
      body: { wasTakenBefore: false, via: 'hook', receivedBy: 'carrier', applied: 1 },
    });
    expect(await send(text)).toMatchObject({ status: 200, body: { wasTakenBefore: true } });
    expect(await api.get(`/v1/provisioning/requests/${request}`)).toMatchObject({
      body: { status: 'active', activatedOn: '2026-03-05' },
    });
  });

  it('the signature says which provider it is for: each has its own carrier of that code', async () => {
    const { api, request } = await atTheCarrier();
    await api.as('wavelink').post('/v1/carriers', { code: CARRIER, name: 'Opti for wholesalers' });
    const [send, sendToWholesaler] = [await aSender(api), await aSender(api, 'wavelink')];
    const ofWholesaler = aBatch([`${request},advice`], { provider: 'wavelink' });
    expect(await sendToWholesaler(ofWholesaler)).toMatchObject({
      status: 200,
      body: { rows: [{ code: 'unknown_request' }] },
    });
    expect(await send(ofWholesaler, { name: 'b.csv' })).toMatchObject({
      status: 422,
      body: { code: 'of_another_provider' },
    });
  });

  it('refuses what is unsigned, changed, old, signed with a secret that was replaced, or for nobody', async () => {
    const { api, request } = await atTheCarrier();
    const send = await aSender(api);
    const text = aBatch([`${request},advice`]);
    const { body } = await api.post<{ hookSecret: string; deliverySecret: string }>(
      '/v1/carriers/opti-carrier/secrets',
    );
    const answers = [
      await api.withToken(null).post(HERE, text, CSV),
      await send(text),
      await send(text, { secret: body.deliverySecret }),
      await send(text, { secret: body.hookSecret, signed: `${text} ` }),
      await send(text, { secret: body.hookSecret, at: new Date(Date.now() - 6 * 60_000) }),
      await api.withToken(null).post('/hooks/carriers/nobody', text, CSV),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 401, body: { code: 'signature_invalid' } });
    expect(await send(text, { secret: body.hookSecret })).toMatchObject({ status: 200 });
  });

  it('is off, and says so, where the installation has no secret', async () => {
    const { api } = await atTheCarrier(null);
    expect(await api.withToken(null).post(HERE, 'x', CSV)).toMatchObject({
      status: 503,
      body: { code: 'hook_off' },
    });
  });
});
