/** Re-rating over HTTP (USE-8): listed, read with what it touches, previewed, accepted by its hash, rejected. */
import { describe, expect, it } from 'vitest';
import { systemActor } from '#app/people/system-actor.ts';
import { anApi, type Caller } from '#test/support/api.ts';
import { reprice } from '#test/support/rerates.ts';
import { aRateOf, aRecord, aUsageHouse, price } from '#test/support/usage.ts';

interface Listed {
  readonly items: readonly { readonly id: string; readonly status: string }[];
}
interface Read {
  readonly hash: string;
  readonly lines: { readonly items: readonly unknown[]; readonly nextCursor: string | null };
}

/** Two services with a call each, whose price is another from version 2 on; and whoever may decide it. */
async function repriced() {
  const api = await anApi();
  const house = await aUsageHouse(api.db, { code: 'phones' });
  await house.take(
    aRecord(),
    aRecord({ service: 'HUNDRED', quantity: 160 }),
    aRecord({ tariffKey: 'SMS', quantity: 1, cost: '0.03' }),
  );
  await reprice(house, 2, [aRateOf('RETAIL', 'LOCAL', { flagfall: price('0.10'), price: price('0.02') })]);
  const callerWith = async (...scopes: readonly string[]): Promise<Caller> => {
    const made = await api.services.people.createToken(systemActor(house.actor, 'cli'), {
      name: scopes.join(' '),
      scopes,
    });
    if (!made.ok) throw new Error(JSON.stringify(made.faults));
    return api.withToken(made.value.text);
  };
  return { api, house, callerWith, usage: await callerWith('usage', 'view') };
}

describe('/v1/usage/rerates', () => {
  it('shows what a re-rating would change, by service, and accepts exactly that', async () => {
    const { usage } = await repriced();
    expect((await usage.get<Listed>('/v1/usage/rerates')).body.items).toMatchObject([
      { id: 'rer_1', status: 'measuring', version: 2, baseVersion: 1, figures: null, hash: null },
    ]);
    const preview = await usage.post<Read>('/v1/usage/rerates/rer_1/preview');
    expect(preview).toMatchObject({
      status: 200,
      body: {
        status: 'open',
        figures: {
          sell: { records: 2, charged: '0.3', wouldBe: '0.24', difference: '-0.06', ofBilled: '0' },
          buy: { records: 0, charged: '0', wouldBe: '0', difference: '0', ofBilled: '0' },
          accounts: 1,
          services: 2,
          unpriced: 0,
        },
      },
    });
    const first = await usage.get<Read>('/v1/usage/rerates/rer_1?limit=1');
    const next = await usage.get<Read>(
      `/v1/usage/rerates/rer_1?limit=1&cursor=${first.body.lines.nextCursor}`,
    );
    expect([...first.body.lines.items, ...next.body.lines.items]).toMatchObject([
      {
        account: 'BG-10001',
        service: 'PHONE',
        side: 'sell',
        charged: '0.15',
        wouldBe: '0.12',
        difference: '-0.03',
      },
      { account: 'BG-10001', service: 'HUNDRED', side: 'sell', charged: '0.15', wouldBe: '0.12' },
    ]);
    expect(next.body.lines.nextCursor).toBeNull();
    const { hash } = preview.body;
    const accepted = await usage.post('/v1/usage/rerates/rer_1/accept', { hash });
    expect(accepted).toMatchObject({ status: 200, body: { status: 'accepted', hash } });
    expect(await usage.post('/v1/usage/rerates/rer_1/accept', { hash })).toMatchObject({ status: 200 });
    expect((await usage.get<Listed>('/v1/usage/rerates?status=open')).body.items).toEqual([]);
    const records = await usage.get<{ items: readonly unknown[] }>(
      '/v1/usage?tariffKey=LOCAL&account=BG-10001',
    );
    expect(records.body.items).toMatchObject([
      { sell: { charge: '0.12', allowance: 100, ratesVersion: 2 } },
      { sell: { charge: '0.12', ratesVersion: 2 } },
    ]);
  });

  it('refuses another hash with the figures of now, and a second decision with who made the first', async () => {
    const { usage } = await repriced();
    const moved = await usage.post('/v1/usage/rerates/rer_1/accept', { hash: 'of something else' });
    expect(moved).toMatchObject({ status: 409, body: { code: 'preview_moved' } });
    expect(moved.text).toContain('2 records of 1 account, charged 0.30, would be 0.24.');
    expect(await usage.post('/v1/usage/rerates/rer_1/reject', { reason: '' })).toMatchObject({ status: 422 });
    const rejected = await usage.post('/v1/usage/rerates/rer_1/reject', { reason: 'Agreed otherwise' });
    expect(rejected).toMatchObject({ status: 200, body: { status: 'rejected', reason: 'Agreed otherwise' } });
    const late = await usage.post<Read>('/v1/usage/rerates/rer_1/accept', { hash: 'any' });
    expect(late).toMatchObject({ status: 409, body: { code: 'rerate_not_open' } });
    expect(late.text).toContain('rer_1 was rejected by token usage view on 2 Mar 2026.');
  });

  it('is nobody else’s, and is decided by those with the power alone', async () => {
    const { api, callerWith } = await repriced();
    const looking = await callerWith('view');
    expect((await looking.get('/v1/usage/rerates/rer_1')).status).toBe(200);
    expect((await looking.post('/v1/usage/rerates/rer_1/preview')).status).toBe(403);
    expect((await looking.post('/v1/usage/rerates/rer_1/accept', { hash: 'any' })).status).toBe(403);
    const other = api.as('wavelink');
    expect((await other.get<Listed>('/v1/usage/rerates')).body.items).toEqual([]);
    for (const path of ['preview', 'accept', 'reject'])
      expect(
        (
          await other.post(
            `/v1/usage/rerates/rer_1/${path}`,
            path === 'preview' ? undefined : path === 'accept' ? { hash: 'any' } : { reason: 'Mine' },
          )
        ).status,
      ).toBe(404);
  });
});
