/** M2: what a publish would mean, told before it is decided; the money is what the runs then bill. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Impact } from '#app/ports/catalogue.ts';
import type { Cardline } from '#app/ports/ledger.ts';
import type { Page } from '#app/ports/platform.ts';
import { cents, formatCents } from '#core/money.ts';
import { account } from '#db/schema/index.ts';
import { aCatalogue, unwrap } from '#test/support/catalogues.ts';
import {
  billingOn,
  day,
  type Shelf,
  type SubscriptionToInsert,
  subscribe,
} from '#test/support/ledger-builders.ts';
import { aWorkbook } from '#test/support/workbooks.ts';

type Market = Awaited<ReturnType<typeof aCatalogue>>;

/** Subscriptions to what is published now. */
async function sold(
  { db, tenant, reader }: Market,
  wanted: readonly Omit<SubscriptionToInsert, 'accountId'>[],
) {
  const now = await reader.snapshot(tenant.providerId);
  const [kept] = await db.orm.select({ id: account.id }).from(account);
  const itemOf = (code: string) => now.servicePlans.find((plan) => plan.code === code)?.itemId ?? 0;
  const shelf: Pick<Shelf, 'now' | 'itemOf'> = { now, itemOf };
  await subscribe(
    db,
    tenant,
    shelf,
    wanted.map((one) => ({ ...one, accountId: kept?.id ?? 0 })),
  );
}

async function bill({ db, reader, actor }: Market, asOf: string, mode: 'preview' | 'commit') {
  const billing = billingOn(db, reader, { now: '2026-03-02T00:00:00.000Z' });
  const run = unwrap(
    await billing.startBillingRun(actor, { asOf: day(asOf), mode, previewHash: null, waitSeconds: 60 }),
  );
  expect(run).toMatchObject({ status: 'done', parked: [] });
  return { billing, run };
}

/** One by one: what each subscription's first period that is not billed yet costs, by the preview of a day far ahead. */
async function nextPeriods(market: Market): Promise<Record<'sell' | 'buy', number>> {
  const { billing, run } = await bill(market, '2027-03-15', 'preview');
  const sums = { sell: 0, buy: 0 };
  for (const side of ['sell', 'buy'] as const) {
    const lines: Cardline[] = [];
    for (let cursor: string | null = null; ; ) {
      const page: Page<Cardline> = unwrap(
        await billing.listRunCardlines(market.actor, { runId: run.id, side }, { limit: 200, cursor }),
      );
      lines.push(...page.items.filter(({ kind }) => kind === 'access_fee'));
      cursor = page.nextCursor;
      if (cursor === null) break;
    }
    const first = new Map<number, string>();
    for (const { subscriptionId, from } of lines)
      if (from < (first.get(subscriptionId ?? 0) ?? '9')) first.set(subscriptionId ?? 0, from);
    for (const { subscriptionId, from, amount } of lines)
      if (first.get(subscriptionId ?? 0) === from) sums[side] += amount;
  }
  return sums;
}

const moneyOf = ({ fees }: Impact, sum: 'before' | 'after' | 'difference') => ({
  sell: fees?.sell[sum],
  buy: fees?.buy[sum],
});

const fee = fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: null });
const settings = fc.record({
  fee,
  override: fc.boolean(),
  own: fc.boolean(),
  length: fc.constantFrom(1, 3),
  ahead: fc.constantFrom(1, 2),
  arrears: fc.boolean(),
});
const prices = fc.record({
  plans: fc.array(settings, { minLength: 3, maxLength: 3 }),
  services: fc.array(fee, { minLength: 2, maxLength: 2 }),
});
const PLANS = ['HOME', 'OFFICE', 'BUY-HOME'] as const;
const SERVICES = ['SP-NBN', 'BUY-SP-NBN'] as const;
const written = (amount: number | null) => (amount === null ? null : formatCents(cents(amount)));

type Prices = typeof prices extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** Period lengths and how much is billed at once stay as they are: only fees move. */
function priced({ plans, services }: Prices, moved: Prices['plans'] = plans) {
  const book = aWorkbook().add('Package Plans', {
    ...aWorkbook().row('Package Plans', 'HOME'),
    Code: 'OFFICE',
    'Default Contract Type': null,
  });
  book.add('Package Services', { 'Package Plan': 'OFFICE', 'Service Plan': 'SP-NBN', Quantity: '2' });
  PLANS.forEach((code, at) => {
    const [first, fees] = [plans[at], moved[at]];
    if (!first || !fees) return;
    book
      .set('Package Plans', code, 'Access Fee', written(fees.fee))
      .set('Package Plans', code, 'Access Fee Override', fees.override ? 'TRUE' : 'FALSE')
      .set('Package Plans', code, 'Enable Subscription Access Fee Overrides', fees.own ? 'TRUE' : 'FALSE')
      .set('Package Plans', code, 'Period Length (months)', String(first.length))
      .set('Package Plans', code, 'Periods in Advance', String(first.ahead))
      .set('Package Plans', code, 'Bill Access Fees In', first.arrears ? 'Arrears' : 'Advance');
  });
  SERVICES.forEach((code, at) => {
    book.set('Service Plans', code, 'Access Fee', written(services[at] ?? null));
  });
  return book;
}

const subscriptions = fc.array(
  fc.record({
    sell: fc.constantFrom('HOME', 'OFFICE'),
    isBought: fc.boolean(),
    start: fc.constantFrom('2025-12-31', '2026-01-15', '2026-02-28'),
    services: fc.integer({ min: 0, max: 2 }),
    ownFee: fc.option(fc.integer({ min: 1, max: 9_999 }), { nil: null }),
  }),
  { minLength: 1, maxLength: 6 },
);

describe('the money of a publish', () => {
  it('is what the runs then bill: the same as each subscription worked out by a preview, under the old and the new prices', async () => {
    await fc.assert(
      fc.asyncProperty(prices, prices, subscriptions, async (old, fresh, wanted) => {
        const market = await aCatalogue();
        await market.publish(priced(old));
        await sold(
          market,
          wanted.map(({ sell, isBought, start, services, ownFee }) => ({
            sell,
            start: day(start),
            services: [
              ...Array.from({ length: services }, () => ({ plan: 'SP-NBN' })),
              ...(isBought ? [{ plan: 'BUY-SP-NBN', side: 'buy' as const }] : []),
            ],
            ...(isBought ? { buy: 'BUY-HOME' } : {}),
            ...(ownFee === null ? {} : { accessFeeOverride: cents(ownFee) }),
          })),
        );
        await bill(market, '2026-07-02', 'commit');
        const change = await market.submit(priced({ ...old, services: fresh.services }, fresh.plans));
        if (change.status === 'unchanged') return;
        const before = await nextPeriods(market);
        unwrap(await market.catalogue.approveChanges(market.actor, change.id));
        const after = await nextPeriods(market);
        // What is not touched is in no sum, and costs the same before and after.
        expect(moneyOf(change.impact, 'difference')).toEqual({
          sell: after.sell - before.sell,
          buy: after.buy - before.buy,
        });
        const touched = new Set(change.impact.plans.map(({ code }) => code));
        const taken = wanted.flatMap(({ sell, isBought }) => (isBought ? [sell, 'BUY-HOME'] : [sell]));
        if (!taken.every((code) => touched.has(code))) return;
        expect(moneyOf(change.impact, 'before')).toEqual(before);
        expect(moneyOf(change.impact, 'after')).toEqual(after);
      }),
      { numRuns: 10 },
    );
  });
});

describe('what is told with the money', () => {
  it('names who pays how much more and from when: what is billed already keeps the old fee', async () => {
    const market = await aCatalogue();
    await market.publish();
    await sold(market, [
      { sell: 'HOME', buy: 'BUY-HOME', start: day('2026-01-15') },
      { sell: 'HOME', buy: 'BUY-HOME', start: day('2026-02-28') },
      {
        sell: 'HOME',
        start: day('2026-02-01'),
        end: { on: day('2026-05-20'), knownFrom: day('2026-03-01') },
      },
    ]);
    await bill(market, '2026-03-02', 'commit');
    const { impact } = await market.submit(aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '79.95'));
    expect(impact.fees?.sell).toEqual({
      subscriptions: 2,
      before: 13_990,
      after: 15_990,
      difference: 2_000,
      perCent: 14.3,
      plans: [
        {
          code: 'HOME',
          subscriptions: 2,
          before: 13_990,
          after: 15_990,
          difference: 2_000,
          perCent: 14.3,
          newFrom: { earliest: '2026-03-15', latest: '2026-03-28' },
        },
      ],
    });
    // The buy plan is not touched.
    expect(impact.fees?.buy).toMatchObject({ subscriptions: 0, before: 0, after: 0, perCent: null });
    expect(impact.fees?.notes).toEqual([
      'One whole next period of each subscription, ex tax: usage, products, setup fees and parts of periods are not in it.',
      'Periods that are billed already keep the old fee. The new one applies from the next period that is not billed: the first begins on 15 Mar 2026, the last on 28 Mar 2026.',
      '1 subscription that ends on a day known already is not in it.',
    ]);
  });

  it('counts rows tab by tab, and the subscriptions behind each row', async () => {
    const market = await aCatalogue();
    await market.publish();
    await sold(market, [{ sell: 'HOME', start: day('2026-02-01') }]);
    const change = await market.submit(
      aWorkbook()
        .set('Rates', 2, 'Price', '0.025')
        .set('Rates', 5, 'Price', '0.006')
        .set('Package Plans', 'BUY-HOME', 'Name', 'Bought')
        .remove('Bolt-ons', 'BO-IP'),
    );
    expect(change.impact.tabs).toContainEqual({
      tab: 'Rates',
      added: 0,
      changed: 2,
      removed: 0,
      unchanged: 2,
    });
    expect(change.impact.tabs).toContainEqual({
      tab: 'Bolt-ons',
      added: 0,
      changed: 0,
      removed: 1,
      unchanged: 0,
    });
    expect(change.impact.tabs).toContainEqual({
      tab: 'Tariffs',
      added: 0,
      changed: 0,
      removed: 0,
      unchanged: 2,
    });
    const page = { limit: 10, cursor: null };
    const rows = unwrap(await market.catalogue.listRowChanges(market.actor, change.id, page)).items;
    expect(rows.map(({ tab, activeSubscriptions }) => [tab, activeSubscriptions])).toEqual([
      ['Package Plans', 0],
      ['Bolt-ons', null],
      ['Rates', 1],
      ['Rates', 0],
    ]);
    expect(rows[2]?.fields).toEqual([
      { column: 'Price', from: '0.02', to: '0.025', difference: '+0.005', perCent: 25 },
    ]);
    expect(
      unwrap(await market.catalogue.listRowChanges(market.actor, change.id, page, { tab: 'Bolt-ons' })).items,
    ).toMatchObject([{ tab: 'Bolt-ons', change: 'removed' }]);
    expect(
      await market.catalogue.listRowChanges(market.actor, change.id, page, { tab: 'Bolts' }),
    ).toMatchObject({
      faults: [{ code: 'unknown_tab', path: 'tab' }],
    });
  });

  it('flags plans and rates that would be sold below cost, by name', async () => {
    const market = await aCatalogue();
    await market.publish();
    const change = await market.submit(
      aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '39.95').set('Rates', 5, 'Price', '0.03'),
    );
    expect(change).toMatchObject({ status: 'pending' });
    expect(change.impact.margins).toMatchObject({
      plansBelowCost: 1,
      plans: [
        {
          code: 'HOME',
          buyPlan: 'BUY-HOME',
          before: { sellFee: 6_995, buyFee: 4_400, margin: 2_595, perCent: 37.1 },
          after: { sellFee: 3_995, buyFee: 4_400, margin: -405, perCent: -10.1 },
        },
      ],
      ratesBelowCost: 1,
      rates: [
        {
          rateCard: 'VOICE',
          buyCard: 'BUY-VOICE',
          tariffKey: '0011',
          on: '2026-03-02',
          by: 'price',
          sell: '0.02 per 60',
          buy: '0.03 per 60',
        },
      ],
    });
    const ofMoney = change.notes.filter(({ code }) => code !== 'rate_in_past');
    expect(ofMoney.map(({ tab, code, message }) => [tab, code, message])).toEqual([
      [
        'Package Plans',
        'plan_below_cost',
        '1 package plan would be sold below cost: HOME for 39.95, bought as BUY-HOME for 44.00.',
      ],
      [
        'Rates',
        'rate_below_cost',
        '1 rate would be sold below cost: VOICE 0011 (0.02 per 60 against 0.03 per 60 on BUY-VOICE).',
      ],
    ]);
  });

  it('of a restore is told as of any publish', async () => {
    const market = await aCatalogue();
    await market.publish();
    await sold(market, [{ sell: 'HOME', start: day('2026-02-01') }]);
    await market.publish(aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '79.95'));
    const { version: restored } = unwrap(await market.catalogue.restoreVersion(market.actor, 1));
    const change = unwrap(await market.catalogue.showChangeSet(market.actor, restored?.changeSetId ?? 0));
    expect(change.impact.fees?.sell).toMatchObject({
      before: 7_995,
      after: 6_995,
      difference: -1_000,
      perCent: -12.5,
    });
  });
});

describe('the last period’s usage (S2)', () => {
  /** A phone of HOME that used 0011 and its child 001161 in February, and records that wait. */
  async function used(market: Market) {
    const { db, tenant } = market;
    await sold(market, [{ sell: 'HOME', start: day('2026-01-01'), services: [{ plan: 'SP-VOICE' }] }]);
    const item = (kind: string, code: string) =>
      `(select id from catalogue_item where provider_id = ${tenant.providerId} and kind = '${kind}' and code = '${code}')`;
    const total = (tariff: string, periodStart: string, records: number, charge: number) => ({
      sql: `insert into usage_total (provider_id, period_start, service_id, term_id, tariff_id, rate_card_id, usage_type_id, side,
          closes_on, records, quantity, unit, allowance, charge)
        select provider_id, ?, id, (select id from subscription_term), ${item('tariff', tariff)}, ${item('rate_card', 'VOICE')},
          ${item('tariff', tariff)}, 'sell', '2026-03-01', ?, 600, 'second', 0, ? from service`,
      args: [periodStart, records, charge],
    });
    const waits = (id: string, tariff: string) => ({
      sql: `insert into usage_record (provider_id, intake_id, supplier, record_id, status, tariff_key, reason)
        values (?, 1, 'wavelink', ?, 'quarantined', ?, 'Missing Rate')`,
      args: [tenant.providerId, id, tariff],
    });
    await db.write([
      total('0011', '2026-02-01', 10, 410_000_000),
      total('001161', '2026-02-01', 4, 100_000_000),
      total('0011', '2025-12-01', 99, 999_000_000),
      {
        sql: `insert into usage_intake (id, provider_id, source, received_by, received_at) values (1, ?, 'a.csv', 'Una', '2026-02-02T00:00:00.000Z')`,
        args: [tenant.providerId],
      },
      waits('1', '0011'),
      waits('2', '0011'),
      waits('3', '001161'),
    ]);
  }

  it('is told as it was charged and as the new rates would have charged it, with what waits for the tariff', async () => {
    const market = await aCatalogue();
    await market.publish();
    await used(market);
    // 10 × 0.39 + 600 × 0.02 ÷ 60 = 4.10; with 0.12 it is 5.10.
    const { impact } = await market.submit(aWorkbook().set('Rates', 2, 'Price', '0.12'));
    expect(impact.usage).toMatchObject({
      sell: { records: 10, before: 410, after: 510, difference: 100, perCent: 24.4 },
      buy: { records: 0 },
      notEstimated: 0,
      rates: [{ rateCard: 'VOICE', tariffKey: '0011', records: 10 }],
      waiting: [{ tariffKey: '0011', reason: 'Missing Rate', records: 2 }],
      waitingRecords: 2,
    });
  });

  it('USE-6: is priced by the nearest parent where a tariff has no rate of its own any more', async () => {
    const market = await aCatalogue();
    await market.publish();
    await used(market);
    const { impact } = await market.submit(aWorkbook().remove('Rates', 4).remove('Rates', 3));
    // 001161 had two steps, which sums do not tell apart.
    expect(impact.usage).toMatchObject({ sell: { records: 0 }, notEstimated: 4, waitingRecords: 1 });
  });

  it('is not looked at where no rate and no tariff changes', async () => {
    const market = await aCatalogue();
    await market.publish();
    await used(market);
    const { impact } = await market.submit(aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '71.95'));
    expect(impact.usage).toBeNull();
  });
});
