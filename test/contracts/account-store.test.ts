/** What the store of accounts promises where two deeds meet: a row is written only as it was seen. */
import { expect, it } from 'vitest';
import type { KeptAccount } from '#app/ports/accounts.ts';
import type { AuditEntry } from '#app/ports/platform.ts';
import type { Instant, PlainDate } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { audit } from '#db/schema/index.ts';
import { makeAccountStore } from '#db/stores/account-store.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { aTenant } from '#test/support/tenants.ts';

const AT = '2026-03-02T00:00:00.000Z' as Instant;
const ROW = {
  reference: 'A-1',
  name: 'Anna',
  type: 'Residential',
  email: null,
  phone: null,
  address: null,
  invoiceDay: 1,
  invoicePeriodMonths: 1,
  alignPackages: true,
  invoiceAnchor: null,
};

async function aStore(db: Database) {
  const { providerId } = await aTenant(db);
  const store = makeAccountStore(db);
  const entry = (action: string): AuditEntry => ({
    providerId,
    at: AT,
    actor: 'Sam',
    via: 'api',
    action,
    subject: 'account A-1',
    details: {},
    requestId: null,
  });
  await store.add(providerId, ROW, AT, entry('account.added'));
  const find = async (reference = 'A-1'): Promise<KeptAccount | null> =>
    store.find(providerId, { reference });
  const tupleOf = async () => (await store.present(providerId, ['A-1'])).accounts[0]?.[1] ?? [];
  const actions = async () => (await db.orm.select().from(audit)).map(({ action }) => action);
  return { store, providerId, entry, find, tupleOf, actions };
}

eachDatabase('accounts', (open) => {
  it('of two who change one at once the first wins, and nothing of the second is written', async () => {
    const { store, providerId, entry, find, actions } = await aStore(await open());
    const seen = await find();
    if (!seen) throw new Error('it was just added');
    const change = (fields: Partial<KeptAccount>, action: string) =>
      store.change(providerId, seen.id, seen, { ...ROW, ...fields }, entry(action));
    expect(await change({ invoiceAnchor: '2026-02-01' as PlainDate }, 'first')).toBe(true);
    expect(await change({ invoiceDay: 15 }, 'second')).toBe(false);
    expect(await find()).toMatchObject({ invoiceDay: 1, invoiceAnchor: '2026-02-01' });
    expect(await actions()).toEqual(['account.added', 'first']);
  });

  it('an import is taken whole or not at all: not where one of its accounts has moved', async () => {
    const { store, providerId, entry, find, tupleOf, actions } = await aStore(await open());
    const before = await tupleOf();
    const seen = await store.present(providerId, ['A-1', 'A-2']);
    const renamed = before.map((value) => (value === 'Anna' ? 'Anna Lee' : value));
    const added = before.map((value) => (value === 'A-1' ? 'A-2' : value));
    const plan = { added: [added], changed: [[1, before, renamed]] as const, removed: [], unchanged: 0 };
    const merge = (action: string) => store.merge(providerId, plan, seen, AT, entry(action));
    expect(await merge('first')).toBe(true);
    expect(await find()).toMatchObject({ name: 'Anna Lee', alignPackages: true });
    expect(await find('A-2')).toMatchObject({ name: 'Anna' });
    // By now A-1 has another name, and there is an A-2.
    expect(await merge('second')).toBe(false);
    expect(await actions()).toEqual(['account.added', 'first']);
  });
});
