/** BILL-11: a published plan is simulated as its subscriptions are billed, on a real database. */
import { expect, it } from 'vitest';
import { cents, formatCents } from '#core/money.ts';
import { kindOfNumber } from '#db/stores/cardline-rows.ts';
import { makeServices } from '#src/compose.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { done } from '#test/app/orders/ordering.ts';
import {
  aSubscribing,
  BLUEGUM,
  billed,
  ledgerOf,
  PRODUCTS,
  subscribed,
} from '#test/app/subscriptions/subscribing.ts';
import { quietLog } from '#test/support/ledger-builders.ts';

it('CAT-7, BILL-11: simulates the features of its services as the runs bill them', async () => {
  const world = await aSubscribing(undefined, {
    settings: [
      ...PRODUCTS,
      `insert into service_feature (provider_id, from_version, service_plan, product, recurring) values
         (${BLUEGUM}, 1, 'SP-NBN-50', 'MODEM', 1), (${BLUEGUM}, 1, 'SP-NBN-50', 'IP', 1), (${BLUEGUM}, 1, 'SP-NBN-50', 'DELIVERY', 0)`,
    ],
  });
  const { db, clock, sam } = world;
  const { catalogue } = makeServices({
    db,
    clock,
    secrets,
    log: quietLog,
    background: makeBackground(() => {}),
  });
  const simulated = done(
    await catalogue.simulatePlan(sam, {
      code: 'NBN-50',
      calendar: { start: '2026-03-02', months: '3', cancelOn: '2026-05-12' },
    }),
  );
  const { id } = await subscribed(world);
  const runs = [...new Set(simulated.cardlines.map(({ generatedOn }) => generatedOn))];
  for (const on of runs) {
    clock.set(`${on}T02:00:00.000Z`);
    if (on === '2026-05-12')
      done(await world.subscriptions.cancelSubscription(sam, { id, on, mode: 'commit' }));
    await billed(world, sam, on);
  }
  expect(runs).toEqual(['2026-03-02', '2026-04-02', '2026-05-02', '2026-05-12']);
  const inShort = (...parts: readonly unknown[]) => parts.join(' ');
  expect(
    simulated.cardlines.map(({ kind, from, to, amount, tax }) => inShort(kind, from, to, amount, tax)).sort(),
  ).toEqual(
    (await ledgerOf(world, id, `side = 'sell'`))
      .map(({ kind, from, to, amount, tax }) =>
        inShort(kindOfNumber(kind).kind, from, to, formatCents(cents(amount)), formatCents(cents(tax))),
      )
      .sort(),
  );
  expect(simulated.cardlines.filter(({ item }) => item !== null)).not.toHaveLength(0);
});
