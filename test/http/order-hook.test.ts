/** ORD-1: orders that other systems send, signed and taken once a message. */
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { type Answer, type Api, anApi, type ProviderCode } from '#test/support/api.ts';
import { CUSTOMER, stockTradingPair } from '#test/support/builders.ts';

interface Source {
  readonly id: string;
  readonly path: string;
  readonly secret: string;
}
type OrderBody = Record<string, unknown> & {
  readonly number: string;
  readonly trackingPath: string;
  readonly account: { readonly reference: string };
};
interface Refusal {
  readonly code: string;
  readonly errors: readonly { readonly path: string; readonly code: string }[];
}

const WISH = {
  account: CUSTOMER,
  packagePlan: 'NBN-50',
  services: [{ details: { address: '1 High Street' } }],
};

async function aShop() {
  const api = await anApi();
  await stockTradingPair(api.db, api.providers);
  const add = async (provider: ProviderCode = 'bluegum', name = 'Web shop') =>
    (await api.as(provider).post<Source>('/v1/hook-sources', { name })).body;
  return { api, add, source: await add() };
}

/** Sends a message as a source does: its headers over the very bytes of its body. */
function send<T = OrderBody>(
  api: Api,
  { path, secret }: Pick<Source, 'path' | 'secret'>,
  body: unknown,
  {
    id = 'msg_1',
    at = new Date(),
    headers = {},
  }: { id?: string; at?: Date; headers?: Record<string, string> } = {},
): Promise<Answer<T>> {
  const text = JSON.stringify(body);
  return api.withToken(null).post<T>(path, text, {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, text),
    ...headers,
  });
}

describe('an order by webhook', () => {
  it('is placed as that of the API would be, in the channel hook', async () => {
    const { api, source } = await aShop();
    const { status, body } = await send(api, source, WISH);
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'pending', source: 'hook', account: { reference: CUSTOMER } });
    const log = await api.get<{ items: unknown[] }>(`/v1/orders/${body.number}/log`);
    expect(log.body.items[0]).toMatchObject({ actor: 'webhook Web shop', via: 'hook', event: 'placed' });
    expect((await api.app.request(`http://cardline.test${body.trackingPath}`)).status).toBe(200);
  });

  it('opens the account with the order, and names it after the order where it has no reference', async () => {
    const { api, source } = await aShop();
    const newAccount = { name: 'Ann Newcomer', email: 'ann@home.example' };
    const { account: _, ...wish } = WISH;
    const named = await send(api, source, { ...wish, newAccount: { ...newAccount, reference: 'SHOP-77' } });
    expect(named.body.account.reference).toBe('SHOP-77');
    const unnamed = await send(api, source, { ...wish, newAccount }, { id: 'msg_2' });
    expect(unnamed.body.account.reference).toBe(`A-${unnamed.body.number}`);
    expect((await api.get(`/v1/accounts/SHOP-77`)).body).toMatchObject({ email: 'ann@home.example' });
    const taken = await send<Refusal>(
      api,
      source,
      { ...wish, newAccount: { ...newAccount, reference: 'SHOP-77' } },
      { id: 'msg_3' },
    );
    expect([taken.status, taken.body.errors]).toMatchObject([
      409,
      [{ path: 'newAccount.reference', code: 'reference_taken' }],
    ]);
  });

  it('is refused with every fault at once, and may be sent again when it is right', async () => {
    const { api, source } = await aShop();
    const { account: _, ...wish } = WISH;
    const refused = await send<Refusal>(api, source, {
      ...wish,
      newAccount: { name: ' ', email: 'x' },
      services: [],
      requestedOn: '2020-01-01',
    });
    expect([refused.status, refused.body.errors.map(({ path, code }) => `${path} ${code}`)]).toEqual([
      422,
      [
        'newAccount.name required',
        'newAccount.email invalid_email',
        'requestedOn requested_date_past',
        'services[0].details.address detail_required',
      ],
    ]);
    for (const both of [wish, { ...WISH, newAccount: { name: 'Ann' } }])
      expect((await send<Refusal>(api, source, both)).body.code).toBe('account_or_new_account');
    expect((await send(api, source, WISH)).status).toBe(201);
    expect((await api.get<{ items: unknown[] }>('/v1/orders')).body.items).toHaveLength(1);
  });

  it('is one order for each message, however often, however late and from however many hands it comes', async () => {
    const { api, source } = await aShop();
    const answers = await Promise.all([1, 2, 3].map(() => send(api, source, WISH)));
    api.clock.pass(40 * 24 * 60);
    const late = await send(api, source, WISH);
    expect([...answers, late].map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set([...answers, late].map(({ body }) => `${body.number} ${body.trackingPath}`)).size).toBe(1);
    expect(late.headers.get('idempotent-replayed')).toBe('true');
    expect((await api.get<{ items: unknown[] }>('/v1/orders')).body.items).toHaveLength(1);
    expect((await send(api, source, WISH, { id: 'msg_2' })).body.number).not.toBe(late.body.number);
  });

  it('is another order from another source, also under the same message id', async () => {
    const { api, add, source } = await aShop();
    const other = await add('bluegum', 'Call centre');
    const [one, two] = [await send(api, source, WISH), await send(api, other, WISH)];
    expect(one.body.number).not.toBe(two.body.number);
  });
});

describe('a signature', () => {
  it('is needed: by the secret of the source, over these bytes, now', async () => {
    const { api, add, source } = await aShop();
    const other = await add('bluegum', 'Call centre');
    const calls = [
      send<Refusal>(api, { ...source, secret: other.secret }, WISH),
      send<Refusal>(api, { ...other, path: source.path }, WISH),
      send<Refusal>(api, source, WISH, { at: new Date(Date.now() - 6 * 60_000) }),
      send<Refusal>(api, source, WISH, { at: new Date(Date.now() + 6 * 60_000) }),
      send<Refusal>(api, source, WISH, { headers: { 'webhook-id': 'msg_9' } }),
      send<Refusal>(api, source, WISH, { headers: { 'webhook-signature': 'v1,AAAA' } }),
      send<Refusal>(api, { ...source, path: '/hooks/orders?source=hks_99' }, WISH),
      send<Refusal>(api, { ...source, path: '/hooks/orders?source=nonsense' }, WISH),
      send<Refusal>(api, { ...source, path: '/hooks/orders?source=' }, WISH),
    ];
    for (const { status, body } of await Promise.all(calls))
      expect([status, body.code]).toEqual([401, 'signature_invalid']);
    const without = await api.withToken(null).post<Refusal>(source.path, WISH);
    expect([without.status, without.body.code]).toEqual([401, 'signature_invalid']);
    const token = await api.post<Refusal>(source.path, WISH);
    expect(token.status).toBe(401);
    expect((await api.get<{ items: unknown[] }>('/v1/orders')).body.items).toEqual([]);
  });

  it('is worth nothing any more once its source is revoked', async () => {
    const { api, source } = await aShop();
    expect((await send(api, source, WISH)).status).toBe(201);
    const revoked = await api.delete(`/v1/hook-sources/${source.id}`);
    expect(revoked.body).toMatchObject({ id: source.id, revokedAt: api.clock.now() });
    expect((await send(api, source, WISH)).status).toBe(401);
    api.clock.pass(5);
    expect((await api.delete(`/v1/hook-sources/${source.id}`)).body).toEqual(revoked.body);
    const audit = await api.get<{ items: unknown[] }>(`/v1/audit?subject=${source.id}`);
    expect(audit.body.items).toMatchObject([{ action: 'hook.revoked' }, { action: 'hook.added' }]);
  });

  it('orders for its own provider alone: two tenants never meet', async () => {
    const { api, add } = await aShop();
    const theirs = await add('wavelink', 'Partner portal');
    const refused = await send<Refusal>(api, theirs, WISH);
    expect([refused.status, refused.body.errors.map(({ code }) => code)]).toEqual([
      404,
      ['account_not_found', 'plan_not_found'],
    ]);
    expect((await api.delete(`/v1/hook-sources/${theirs.id}`)).status).toBe(404);
    expect((await api.get<{ items: { name: string }[] }>('/v1/hook-sources')).body.items).toMatchObject([
      { name: 'Web shop' },
    ]);
  });
});

describe('a source', () => {
  it('shows its secret once, and keeps it sealed', async () => {
    const { api, source } = await aShop();
    expect(source.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(source.path).toBe(`/hooks/orders?source=${source.id}`);
    expect((await api.get('/v1/hook-sources')).text).not.toContain('whsec_');
    const kept = await api.db.readJson<string>('select json_quote(sealed_secret) from hook_source', []);
    expect(kept).toMatch(/^v1\./);
    expect(kept).not.toContain(source.secret.slice(6));
    const key = { 'idempotency-key': 'k' };
    const first = await api.post<Source>('/v1/hook-sources', { name: 'Again' }, key);
    const replay = await api.post<Source>('/v1/hook-sources', { name: 'Again' }, key);
    expect([first.body.id, replay.body.secret]).toEqual([replay.body.id, null]);
    expect((await api.post<Refusal>('/v1/hook-sources', { name: ' ' })).body.code).toBe('invalid_name');
  });

  it('does not open as another provider’s, whatever is written into its row', async () => {
    const { api, source } = await aShop();
    await api.db.write([
      { sql: `update hook_source set provider_id = ?`, args: [api.providers.wavelink.providerId] },
    ]);
    await expect(
      api.services.hooks.recogniseSource(Number(source.id.slice(4)), 'orders', 'request'),
    ).rejects.toThrow('does not open');
  });
});

it('is off, and says so, where no secret is configured', async () => {
  const off = { path: '/hooks/orders?source=hks_1', secret: 'whsec_c2VjcmV0' };
  const answer = await send<Refusal>(await anApi({ secret: null }), off, WISH);
  expect([answer.status, answer.body.code]).toEqual([503, 'hook_off']);
});
