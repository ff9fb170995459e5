import { describe, expect, it } from 'vitest';
import { done, refusals } from '#test/app/orders/ordering.ts';
import {
  aSubscribing,
  BLUEGUM,
  billed,
  day,
  ledgerOf,
  PRODUCTS,
  type Subscribing,
  subscribed,
} from './subscribing.ts';

const FEATURES = [
  `insert into service_feature (provider_id, from_version, service_plan, product, recurring)
     values (${BLUEGUM}, 1, 'SP-NBN-50', 'MODEM', 1), (${BLUEGUM}, 1, 'SP-NBN-50', 'DELIVERY', 0)`,
];

async function aShop(more: readonly string[] = []) {
  const world = await aSubscribing(undefined, { settings: [...PRODUCTS, ...more] });
  const { id } = await subscribed(world);
  const { services } = done(await world.subscriptions.getSubscription(world.sam, { id }));
  return { world, id, serviceId: services[0]?.id ?? 0 };
}
type Shop = Awaited<ReturnType<typeof aShop>>;

const add = (
  { world, id, serviceId }: Shop,
  wish: { from: string; until?: string; once?: boolean; boltOn?: string; mode?: 'preview' | 'commit' },
) =>
  world.subscriptions.addBoltOn(world.sam, {
    id,
    serviceId,
    boltOn: wish.boltOn ?? 'STATIC-IP',
    from: day(wish.from),
    until: wish.until === undefined ? null : day(wish.until),
    once: wish.once ?? false,
    mode: wish.mode ?? 'commit',
  });

const end = ({ world, id, serviceId }: Shop, on: string, boltOn = 'STATIC-IP') =>
  world.subscriptions.endBoltOn(world.sam, { id, serviceId, boltOn, on: day(on), mode: 'commit' });

/** 3: features, 4: bolt-ons; credits below zero. */
const extras = (world: Subscribing, id: number) =>
  ledgerOf(world, id, `abs(kind) in (3, 4)`).then((lines) =>
    lines.map(({ kind, from, to, amount, tax }) => `${kind} ${from}..${to} ${amount} ${tax}`),
  );

describe('CAT-7: the features of a service plan', () => {
  it('BILL-4: are charged each period with the package, or once with the setup, whatever level the access fee has', async () => {
    const { world, id } = await aShop(FEATURES);
    for (const date of ['2026-03-02', '2026-04-02']) await billed(world, world.sam, date);
    expect(await extras(world, id)).toEqual([
      '3 2026-03-02..2026-03-02 1501 150',
      '3 2026-03-02..2026-04-01 310 31',
      '3 2026-04-02..2026-05-01 310 31',
    ]);
    const view = done(await world.subscriptions.getSubscription(world.sam, { id }));
    expect(view.services[0]?.features).toMatchObject([
      { product: { code: 'DELIVERY' }, recurring: false, fee: 1501 },
      { product: { code: 'MODEM' }, recurring: true, fee: 310 },
    ]);
  });

  it('BILL-8: end with the service by day, and what was charged once stays', async () => {
    const { world, id } = await aShop(FEATURES);
    await billed(world, world.sam, '2026-03-02');
    const cancelled = done(
      await world.subscriptions.cancelSubscription(world.sam, { id, on: day('2026-03-12'), mode: 'commit' }),
    );
    expect(cancelled.nextRun.lines.map(({ item, amount }) => [item, amount])).toEqual([
      [null, -4739],
      ['MODEM', -210],
    ]);
    await billed(world, world.sam, '2026-03-12');
    expect((await extras(world, id)).slice(2)).toEqual(['-3 2026-03-12..2026-04-01 -210 -21']);
  });

  it('BILL-4: in arrears they are charged with the period that has ended', async () => {
    const { world, id } = await aShop([
      ...FEATURES,
      `update package_plan set bill_access_fees_in = 'arrears' where code = 'NBN-50'`,
    ]);
    await billed(world, world.sam, '2026-03-02');
    expect(await extras(world, id)).toEqual(['3 2026-03-02..2026-03-02 1501 150']);
    await billed(world, world.sam, '2026-04-02');
    expect((await extras(world, id)).slice(1)).toEqual(['3 2026-03-02..2026-04-01 310 31']);
  });
});

describe('CAT-8: bolt-ons', () => {
  it('BILL-7: are charged by day for the period that they begin in, as the answer said, and go along from then on', async () => {
    const shop = await aShop();
    const { world, id } = shop;
    await billed(world, world.sam, '2026-03-02');
    const added = done(await add(shop, { from: '2026-03-12' }));
    expect(added.nextRun.lines).toMatchObject([
      { kind: 'bolt_on_fee', item: 'STATIC-IP', from: '2026-03-12', to: '2026-04-01', amount: 630, tax: 63 },
    ]);
    expect(added.nextRun.lines[0]?.explanation).toMatchObject({
      days: 21,
      ofDays: 31,
      rules: expect.arrayContaining(['CAT-8', 'BILL-7']),
    });
    expect(added.nextRun.lines[0]?.explanation.text).toContain('The bolt-on is there from 12 Mar 2026 on');
    expect(added.subscription.services[0]?.boltOns).toMatchObject([
      { boltOn: { code: 'STATIC-IP' }, recurring: true, from: '2026-03-12', until: null },
    ]);
    // The price of the day on which a period begins; a later one supersedes it.
    for (const date of ['2026-03-12', '2026-04-02', '2026-05-02']) await billed(world, world.sam, date);
    expect(await extras(world, id)).toEqual([
      '4 2026-03-12..2026-04-01 630 63',
      '4 2026-04-02..2026-05-01 930 93',
      '4 2026-05-02..2026-06-01 1240 124',
    ]);
    await billed(world, world.sam, '2026-05-02');
    expect(await extras(world, id)).toHaveLength(3);
  });

  it('are credited when they end, charged again when the end moves, and taken back whole on their first day', async () => {
    const shop = await aShop();
    const { world, id } = shop;
    done(await add(shop, { from: '2026-03-12' }));
    await billed(world, world.sam, '2026-03-02');
    const ended = done(await end(shop, '2026-03-22'));
    expect(ended.nextRun.lines[0]?.explanation.text).toContain(
      'the bolt-on ends: 22 Mar 2026 is its first day without',
    );
    await billed(world, world.sam, '2026-03-02');
    done(await end(shop, '2026-03-27'));
    await billed(world, world.sam, '2026-03-02');
    done(await end(shop, '2026-03-12'));
    await billed(world, world.sam, '2026-03-02');
    expect(await extras(world, id)).toEqual([
      '4 2026-03-12..2026-04-01 630 63',
      '-4 2026-03-22..2026-04-01 -330 -33',
      '4 2026-03-22..2026-03-26 150 15',
      '-4 2026-03-12..2026-03-26 -450 -45',
    ]);
  });

  it('come back in the same period as the same line with more days', async () => {
    const shop = await aShop();
    const { world, id } = shop;
    done(await add(shop, { from: '2026-03-03', until: '2026-03-08' }));
    await billed(world, world.sam, '2026-03-02');
    done(await add(shop, { from: '2026-03-22' }));
    for (const date of ['2026-03-02', '2026-04-02']) await billed(world, world.sam, date);
    expect(await extras(world, id)).toEqual([
      '4 2026-03-03..2026-03-07 150 15',
      '4 2026-03-22..2026-04-01 330 33',
      '4 2026-04-02..2026-05-01 930 93',
    ]);
    expect(refusals(await add(shop, { from: '2026-03-07' }))).toEqual(['bolt_on_there_already']);
  });

  it('once: on its day and never again, several times if need be, and taken back where it was a mistake', async () => {
    const shop = await aShop();
    const { world, id } = shop;
    done(await add(shop, { from: '2026-03-10', once: true }));
    done(await add(shop, { from: '2026-03-20', once: true }));
    for (const date of ['2026-03-02', '2026-04-02']) await billed(world, world.sam, date);
    expect((await extras(world, id)).sort()).toEqual([
      '4 2026-03-10..2026-03-10 930 93',
      '4 2026-03-20..2026-03-20 930 93',
    ]);
    done(await end(shop, '2026-03-20'));
    done(
      await world.subscriptions.cancelSubscription(world.sam, { id, on: day('2026-03-02'), mode: 'commit' }),
    );
    await billed(world, world.sam, '2026-04-02');
    expect((await extras(world, id)).filter((line) => line.startsWith('-'))).toEqual([
      '-4 2026-03-20..2026-03-20 -930 -93',
    ]);
    expect(refusals(await end(shop, '2026-03-11'))).toEqual(['bolt_on_charged_once']);
  });

  it('a run of a day before it was entered does not know it', async () => {
    const shop = await aShop();
    const { world, id } = shop;
    await billed(world, world.sam, '2026-03-02');
    world.clock.set('2026-03-20T00:00:00.000Z');
    done(await add(shop, { from: '2026-03-12' }));
    await billed(world, world.sam, '2026-03-19');
    expect(await extras(world, id)).toEqual([]);
    await billed(world, world.sam, '2026-03-20');
    expect(await extras(world, id)).toHaveLength(1);
  });

  it('BILL-9: go on under another plan that has a price for them', async () => {
    const shop = await aShop();
    const { world, id } = shop;
    done(await add(shop, { from: '2026-03-02' }));
    done(
      await world.subscriptions.migrateSubscription(world.sam, {
        id,
        on: day('2026-03-12'),
        plan: 'NBN-FLEX',
        mode: 'commit',
      }),
    );
    for (const date of ['2026-03-02', '2026-03-12']) await billed(world, world.sam, date);
    expect(await extras(world, id)).toEqual([
      '4 2026-03-02..2026-03-11 300 30',
      '4 2026-03-12..2026-04-11 930 93',
    ]);
  });

  it('refuses what does not fit, all at once', async () => {
    const shop = await aShop();
    expect(
      refusals(await add(shop, { from: '2026-03-01', boltOn: 'VOICEMAIL', until: '2026-03-01' })),
    ).toEqual(['bolt_on_before_service from', 'bolt_on_reversed until', 'bolt_on_of_other_type boltOn']);
    expect(refusals(await add(shop, { from: '2026-03-02', boltOn: 'DREAM' }))).toEqual([
      'bolt_on_not_priced boltOn',
    ]);
    expect(refusals(await add(shop, { from: '2026-03-02', boltOn: 'NONE' }))).toEqual([
      'bolt_on_not_found boltOn',
    ]);
    expect(refusals(await add({ ...shop, serviceId: 999 }, { from: '2026-03-02' }))).toEqual([
      'service_not_found',
    ]);
    expect(refusals(await end(shop, '2026-03-02'))).toEqual(['bolt_on_not_there']);
    expect(refusals(await end(shop, '2036-03-02'))).toEqual(['day_too_far_ahead on', 'bolt_on_not_there']);
    done(await add(shop, { from: '2026-03-02' }));
    expect(refusals(await add(shop, { from: '2036-03-02' }))).toEqual([
      'day_too_far_ahead from',
      'bolt_on_there_already',
    ]);
    expect(refusals(await add(shop, { from: '2026-03-12', once: true }))).toEqual([
      'bolt_on_charged_otherwise',
    ]);
  });
});
