import { expect, it } from 'vitest';
import { type Cents, cents } from '#core/money.ts';
import { done, kindsOf, refusals, rowsOf } from '#test/app/orders/ordering.ts';
import { aSubscribing, billed, day, ledgerOf, type Subscribing, subscribed } from './subscribing.ts';

const ENABLED = `update package_plan set subscription_overrides_enabled = 1 where code = 'NBN-50'`;

const override = (world: Subscribing, id: number, fee: Cents | null, mode: 'preview' | 'commit' = 'commit') =>
  world.subscriptions.overrideAccessFee(world.sam, { id, fee, mode });

it('FEE-4: applies from the next period billed, and says so; what is billed stays', async () => {
  const world = await aSubscribing(undefined, { settings: [ENABLED] });
  const { id } = await subscribed(world);
  await billed(world, world.sam, '2026-03-02');
  const preview = done(await override(world, id, cents(5000), 'preview'));
  const set = done(await override(world, id, cents(5000)));
  expect(set.nextRun).toEqual(preview.nextRun);
  expect(set.told).toEqual({
    fee: 5000,
    from: '2026-04-02',
    text: 'An access fee of 50.00 applies from the next period billed, which starts on 2 Apr 2026; what is billed stays as it is.',
  });
  expect(set.nextRun).toMatchObject({ asOf: '2026-04-02', lines: [{ from: '2026-04-02', amount: 5000 }] });
  expect(set.nextRun.lines[0]?.explanation.rules).toContain('FEE-4');
  expect(set.subscription).toMatchObject({ accessFeeOverride: 5000, version: 2 });
  await billed(world, world.sam, '2026-04-02');
  done(await override(world, id, null));
  await billed(world, world.sam, '2026-05-02');
  const fees = await ledgerOf(world, id, `side = 'sell' and kind = 2`);
  expect(fees.map(({ amount }) => amount)).toEqual([6995, 5000, 6995]);
});

it('FEE-4: a fee of 0.00 is a fee, and setting the same again changes nothing', async () => {
  const world = await aSubscribing(undefined, { settings: [ENABLED] });
  const { id } = await subscribed(world);
  done(await override(world, id, cents(0)));
  const again = done(await override(world, id, cents(0)));
  expect(again.subscription).toMatchObject({ accessFeeOverride: 0, version: 2 });
  expect(
    await rowsOf(world.db, 'audit', ['id'], `action = 'subscription.access_fee_overridden'`),
  ).toHaveLength(1);
  await billed(world, world.sam, '2026-03-02');
  expect(await ledgerOf(world, id, `side = 'sell' and kind = 2`)).toEqual([]);
});

it('FEE-4: is refused where the plan does not enable it, or has no package access fee', async () => {
  const world = await aSubscribing();
  const { id } = await subscribed(world);
  expect(refusals(await override(world, id, cents(5000)))).toEqual(['override_not_enabled fee']);
  const bare = await aSubscribing(undefined, {
    settings: [
      ENABLED,
      `update package_plan set access_fee = null, access_fee_override = 1 where code = 'NBN-50'`,
    ],
  });
  const { id: ticked } = await subscribed(bare);
  const refused = await override(bare, ticked, cents(5000));
  expect(refused.ok ? '' : refused.faults[0]?.message).toContain('has no package access fee');
  expect(done(await override(bare, ticked, null)).subscription.version).toBe(1);
});

it('FEE-4: is not taken along by a migration, and ends with the service', async () => {
  const world = await aSubscribing(undefined, { settings: [ENABLED] });
  const { id } = await subscribed(world);
  done(await override(world, id, cents(5000)));
  const moved = done(
    await world.subscriptions.migrateSubscription(world.sam, {
      id,
      on: day('2026-03-12'),
      plan: 'NBN-FLEX',
      mode: 'commit',
    }),
  );
  expect(moved.subscription.terms.map(({ accessFeeOverride }) => accessFeeOverride)).toEqual([5000, null]);
  done(
    await world.subscriptions.cancelSubscription(world.sam, { id, on: day('2026-03-02'), mode: 'commit' }),
  );
  const ended = await override(world, id, cents(4000));
  expect([refusals(ended), kindsOf(ended)]).toEqual([['subscription_cancelled'], ['conflict']]);
});

it('FEE-4: where everything up to the end is billed, it says that it changes nothing', async () => {
  const world = await aSubscribing(undefined, { settings: [ENABLED] });
  const { id } = await subscribed(world);
  await billed(world, world.sam, '2026-03-02');
  done(
    await world.subscriptions.cancelSubscription(world.sam, { id, on: day('2026-03-20'), mode: 'commit' }),
  );
  expect(done(await override(world, id, cents(4000))).told).toMatchObject({ from: null });
});

it('BILL-14: says that a parked account is left alone', async () => {
  const world = await aSubscribing(undefined, {
    settings: [ENABLED, `update account set parked_reason = 'too many lines' where reference = 'BG-10001'`],
  });
  const { id } = await subscribed(world);
  expect(done(await override(world, id, cents(4000))).nextRun.parkedReason).toBe('too many lines');
});

const dated = (world: Subscribing, id: number, fee: Cents | null, from: string, to?: string) =>
  world.subscriptions.overrideAccessFee(world.sam, {
    id,
    fee,
    from: day(from),
    to: to === undefined ? undefined : day(to),
    mode: 'commit',
  });

it('FEE-4, decision 87: with dates it is for the periods that begin on them', async () => {
  const world = await aSubscribing(undefined, { settings: [ENABLED] });
  const { id } = await subscribed(world);
  await billed(world, world.sam, '2026-03-02');
  const set = done(await dated(world, id, cents(5000), '2026-04-20', '2026-06-30'));
  expect(set.told).toMatchObject({ fee: 5000, from: '2026-05-02' });
  expect(set.told.text).toContain('for periods that begin by 30 Jun 2026');
  // Within it, one of another fee; the later entered one counts.
  done(await dated(world, id, null, '2026-06-02', '2026-06-02'));
  for (const month of ['04', '05', '06', '07']) await billed(world, world.sam, `2026-${month}-02`);
  const fees = await ledgerOf(world, id, `side = 'sell' and kind = 2`);
  expect(fees.map(({ from, amount }) => [from, amount])).toEqual([
    ['2026-03-02', 6995],
    ['2026-04-02', 6995],
    ['2026-05-02', 5000],
    ['2026-06-02', 6995],
    ['2026-07-02', 6995],
  ]);
});

it('FEE-4, decision 87: without dates it takes the place of all that was set before; what is billed stays', async () => {
  const world = await aSubscribing(undefined, { settings: [ENABLED] });
  const { id } = await subscribed(world);
  await billed(world, world.sam, '2026-03-02');
  const late = done(await dated(world, id, cents(100), '2026-03-01', '2026-03-31'));
  expect(late.told).toMatchObject({ from: null });
  done(await dated(world, id, cents(5000), '2026-04-02'));
  done(await override(world, id, cents(4000)));
  await billed(world, world.sam, '2026-04-02');
  const fees = await ledgerOf(world, id, `side = 'sell' and kind = 2`);
  expect(fees.map(({ amount }) => amount)).toEqual([6995, 4000]);
});

it('FEE-4, decision 87: refuses dates that make no sense', async () => {
  const world = await aSubscribing(undefined, { settings: [ENABLED] });
  const { id } = await subscribed(world);
  expect(refusals(await dated(world, id, cents(100), '2026-04-02', '2026-04-01'))).toEqual([
    'override_reversed to',
  ]);
  expect(refusals(await dated(world, id, cents(100), '2036-04-02'))).toEqual(['day_too_far_ahead from']);
  expect(
    refusals(
      await world.subscriptions.overrideAccessFee(world.sam, {
        id,
        fee: cents(100),
        to: day('2026-04-01'),
        mode: 'commit',
      }),
    ),
  ).toEqual(['override_without_start from']);
});
