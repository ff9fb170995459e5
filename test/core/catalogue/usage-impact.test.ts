import { describe, expect, it } from 'vitest';
import { lastPeriods, type UsageOfRate, usageImpact } from '#core/catalogue/usage-impact.ts';
import { day } from '#test/support/ledger-builders.ts';
import { aRateOf, price } from '#test/support/usage.ts';

const TODAY = day('2026-03-02');
const of = (overrides: Partial<UsageOfRate>): UsageOfRate => ({
  side: 'sell',
  rateCard: 'RETAIL',
  tariffKey: 'LOCAL',
  records: 10,
  quantity: 600,
  charge: 220_000_000n,
  published: [aRateOf('RETAIL', 'LOCAL', { flagfall: price('0.10'), price: price('0.12') })],
  draft: [aRateOf('RETAIL', 'LOCAL', { flagfall: price('0.10'), price: price('0.24') })],
  ...overrides,
});
const impactOf = (...used: UsageOfRate[]) => usageImpact(used, [], TODAY);

describe('the last period’s usage by new rates (S2)', () => {
  it('looks at the periods of which every monthly service has one that has ended', () => {
    expect(lastPeriods(TODAY)).toEqual({ from: '2026-01-03', to: '2026-02-02' });
  });

  it('moves what was charged by the ratio of the rates over the same records and quantity', () => {
    // 10 × 0.10 + 600 × 0.12 ÷ 60 = 2.20; with 0.24 it is 3.40.
    expect(impactOf(of({}))).toMatchObject({
      sell: { records: 10, before: 220, after: 340, difference: 120, perCent: 54.5 },
      buy: { records: 0, before: 0, after: 0 },
      notEstimated: 0,
      rates: [{ tariffKey: 'LOCAL', quantity: 600 }],
    });
  });

  it('keeps the sides apart, and takes mark-up and discount as shares of the same cost', () => {
    const markUp = (percent: string) => [
      aRateOf('WHOLESALE', 'LOCAL', { profile: 'Mark-up', price: price(percent) }),
    ];
    const discount = [aRateOf('WHOLESALE', 'LOCAL', { profile: 'Discount', price: price('20') })];
    const { sell, buy } = impactOf(
      of({
        side: 'buy',
        rateCard: 'WHOLESALE',
        charge: 12_000_000_000n,
        published: markUp('20'),
        draft: markUp('50'),
      }),
      of({
        side: 'buy',
        rateCard: 'WHOLESALE',
        charge: 12_000_000_000n,
        published: markUp('20'),
        draft: discount,
      }),
    );
    expect(sell.records).toBe(0);
    expect(buy).toMatchObject({ records: 20, before: 24_000, after: 15_000 + 8_000 });
  });

  it('takes the rate that the draft ends up with, and the one that was in force then', () => {
    const [rate] = of({}).published;
    const later = aRateOf('RETAIL', 'LOCAL', { price: price('0.48'), effectiveFrom: day('2026-07-01') });
    if (!rate) throw new Error('no rate');
    const { sell } = impactOf(of({ draft: [rate, { ...later, flagfall: rate.flagfall }] }));
    expect(sell).toMatchObject({ before: 220, after: 580 });
  });

  it('does not guess: bands, steps, another kind of profile, a rate that is gone or was not there', () => {
    const [rate] = of({}).published;
    if (!rate) throw new Error('no rate');
    for (const overrides of [
      { draft: [rate, { ...rate, band: 'peak' }] },
      { draft: [rate, { ...rate, fromQuantity: 60 }] },
      { draft: [{ ...rate, profile: 'Mark-up' as const }] },
      { draft: [] },
      { published: [] },
      { published: [{ ...rate, effectiveFrom: day('2026-02-20') }] },
    ])
      expect(impactOf(of(overrides)), JSON.stringify(overrides)).toMatchObject({
        notEstimated: 10,
        rates: [],
      });
  });

  it('names what waits, the most first', () => {
    const waiting = [
      { tariffKey: 'A', reason: 'Missing Rate', records: 2 },
      { tariffKey: 'B', reason: 'Missing Rate', records: 5 },
    ];
    expect(usageImpact([], waiting, TODAY)).toMatchObject({
      waiting: [{ tariffKey: 'B' }, { tariffKey: 'A' }],
      waitingRecords: 7,
    });
  });
});
