import { expect, it } from 'vitest';
import type { Database } from '#db/database.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { eachDatabase } from '#test/support/databases.ts';

const name = 'job:billing:1';
const mine = { name, holder: 'me' };
const theirs = { name, holder: 'they' };

/** As if the holder had shown no sign of life for long. */
const letRunOut = (db: Database) =>
  db.write([{ sql: `update lease set until = '2000-01-01T00:00:00.000Z'`, args: [] }]);

eachDatabase('the lease store', (open) => {
  it('lets one of two holders have a lease', async () => {
    const leases = makeLeaseStore(await open());
    const taken = await Promise.all([leases.take(mine), leases.take(theirs)]);
    expect(taken.filter((got) => got)).toHaveLength(1);
  });

  it('gives it again to the one who has it, and to the next when it is given back', async () => {
    const leases = makeLeaseStore(await open());
    expect(await leases.take(mine)).toBe(true);
    expect(await leases.take(mine)).toBe(true);
    expect(await leases.take(theirs)).toBe(false);
    await leases.drop(mine);
    expect(await leases.take(theirs)).toBe(true);
  });

  it('cannot be given back by somebody else', async () => {
    const leases = makeLeaseStore(await open());
    await leases.take(mine);
    await leases.drop(theirs);
    expect(await leases.take(theirs)).toBe(false);
  });

  it('is lost by a holder that showed no sign of life, who learns of it', async () => {
    const db = await open();
    const leases = makeLeaseStore(db);
    await leases.take(mine);
    await letRunOut(db);
    expect(await leases.take(theirs)).toBe(true);
    expect(await leases.renew(mine)).toBe(false);
    expect(await leases.renew(theirs)).toBe(true);
  });

  it('lasts as long as it is renewed', async () => {
    const db = await open();
    const leases = makeLeaseStore(db);
    await leases.take(mine);
    await letRunOut(db);
    expect(await leases.renew(mine)).toBe(true);
    expect(await leases.take(theirs)).toBe(false);
  });
});
