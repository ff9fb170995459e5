/** USE-8: what a publish proposed is worked out, and what was accepted is written to its end, by itself and one instance at a time. */
import { expect, it } from 'vitest';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { makeKeepRerates } from '#jobs/keep-rerates.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { aDatabase } from '#test/support/database.ts';
import { newestRerate, reprice, rerateStates } from '#test/support/rerates.ts';
import { aRateOf, aRecord, aUsageHouse, price } from '#test/support/usage.ts';

const dearer = aRateOf('RETAIL', 'LOCAL', { price: price('0.50') });
const never = new AbortController().signal;

async function aTick() {
  const house = await aUsageHouse(await aDatabase());
  await house.take(aRecord());
  await reprice(house, 2, [dearer]);
  const logged: string[] = [];
  const log = { info: () => {}, warn: () => {}, error: (_: object, text: string) => void logged.push(text) };
  const kept: Promise<unknown>[] = [];
  const background = { keep: (work: Promise<unknown>) => void kept.push(work) };
  const parts = { usage: house.usage, leases: makeLeaseStore(house.db), secrets, background, log };
  return { house, logged, parts, kept, tick: makeKeepRerates(parts) };
}

it('works out what was proposed beside the tick, and writes what was accepted and broke off', async () => {
  const { house, tick, kept } = await aTick();
  await tick(never);
  await Promise.all(kept);
  expect(await rerateStates(house.db)).toEqual(['open']);
  await house.db.write([
    {
      sql: `update usage_rerate set status = 'accepting', decided_by = 'Bea', decided_at = created_at`,
      args: [],
    },
  ]);
  await tick(never);
  await Promise.all(kept);
  expect(await rerateStates(house.db)).toEqual(['accepted']);
  expect(await house.totals()).toContain('2026-03-01 sell PHONE LOCAL 1 x 60 = 0.5');
  const told = await house.db.readJson<string[]>(
    `select json_group_array(topic || ': ' || body) from (select * from outbox where topic like 'usage.%' order by id)`,
    [],
  );
  expect(told).toEqual([
    'usage.rerate_proposed: {"rerate":"rer_1","version":2,"records":1,"services":1,"accounts":1,"text":"1 record of 1 account, charged 0.15, would be 0.50."}',
    'usage.rerated: {"rerate":"rer_1","version":2,"records":1,"services":1,"accounts":1,"by":"Bea"}',
  ]);
  await tick(never);
  expect(kept).toHaveLength(2);
});

it('leaves what another instance is at, and what cannot go on is logged and keeps nobody waiting', async () => {
  const { house, parts, tick, kept, logged } = await aTick();
  const { id } = (await house.usage.reratesUnderWay())[0] ?? { id: 0 };
  const lease = { name: `rerate:${id}`, holder: 'another' };
  expect(await parts.leases.take(lease)).toBe(true);
  await tick(never);
  await Promise.all(kept);
  expect(await rerateStates(house.db)).toEqual(['measuring']);
  await parts.leases.drop(lease);
  const failing = {
    reratesUnderWay: async () => [
      { tenant: house.actor, id: 7, status: 'measuring' as const },
      ...(await house.usage.reratesUnderWay()),
    ],
    goOnWithRerate: (actor: typeof house.actor, which: number, signal: AbortSignal) =>
      which === 7 ? Promise.reject(new Error('no')) : house.usage.goOnWithRerate(actor, which, signal),
  };
  await makeKeepRerates({ ...parts, usage: failing })(never);
  await Promise.all(kept);
  expect(logged).toEqual(['a re-rating could not go on']);
  expect((await newestRerate(house)).status).toBe('open');
});
