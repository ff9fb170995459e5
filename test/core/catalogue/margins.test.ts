import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratesBelowCost } from '#core/catalogue/margins.ts';
import type { Rate } from '#core/catalogue/rows.ts';
import { day } from '#test/support/ledger-builders.ts';
import { aRateOf, price } from '#test/support/usage.ts';

const TODAY = day('2026-03-02');
const sell = (overrides: Partial<Rate> = {}) => aRateOf('SELL', 'T', { price: price('0.10'), ...overrides });
const buy = (overrides: Partial<Rate> = {}) => aRateOf('BUY', 'T', { price: price('0.10'), ...overrides });
const below = (sold: readonly Rate[], bought: readonly Rate[]) =>
  ratesBelowCost([{ buyCard: 'BUY', sell: sold, buy: bought }], TODAY).map(
    ({ band, fromQuantity, on, by, sell: ours, buy: theirs }) =>
      `${band} ${fromQuantity} on ${on}: ${by} ${ours} < ${theirs}`,
  );

describe('rates sold below cost', () => {
  it('compares prices by unit, whatever they are written per', () => {
    expect(below([sell({ price: price('0.10'), per: 60 })], [buy({ price: price('0.01'), per: 1 })])).toEqual(
      ['any 0 on 2026-03-02: price 0.1 per 60 < 0.01 per 1'],
    );
    expect(below([sell({ price: price('6'), per: 60 })], [buy({ price: price('0.1'), per: 1 })])).toEqual([]);
  });

  it('a lower flagfall is a loss on short calls, also where the price is higher', () => {
    expect(
      below([sell({ price: price('1'), flagfall: price('0.05') })], [buy({ flagfall: price('0.10') })]),
    ).toEqual(['any 0 on 2026-03-02: flagfall 0.05 < 0.1']);
  });

  it('compares on the days that come: a cost that rises later shows from that day', () => {
    const rises = [buy(), buy({ price: price('0.20'), effectiveFrom: day('2026-06-01') })];
    expect(below([sell()], rises)).toEqual(['any 0 on 2026-06-01: price 0.1 per 60 < 0.2 per 60']);
    expect(below([sell(), sell({ price: price('0.3'), effectiveFrom: day('2026-05-01') })], rises)).toEqual(
      [],
    );
  });

  it('band by band and step by step; a buy card without the band charges its any', () => {
    const bought = [buy({ price: price('0.05') }), buy({ band: 'peak', price: price('0.30') })];
    expect(below([sell(), sell({ band: 'peak' }), sell({ band: 'night' })], bought)).toEqual([
      'peak 0 on 2026-03-02: price 0.1 per 60 < 0.3 per 60',
    ]);
    expect(
      below([sell(), sell({ fromQuantity: 60, price: price('0.01') })], [buy({ price: price('0.05') })]),
    ).toEqual(['any 60 on 2026-03-02: price 0.01 per 60 < 0.05 per 60']);
  });

  it('a discount on the cost is below it; what cannot be compared is not guessed', () => {
    expect(below([sell({ profile: 'Discount', price: price('5') })], [buy()])).toEqual([
      'any 0 on 2026-03-02: discount 5 % off the cost < the cost',
    ]);
    expect(below([sell({ profile: 'Flat Charge', price: price('0.01') })], [buy()])).toEqual([]);
    expect(below([sell({ profile: 'Pass-through', price: price('0') })], [buy()])).toEqual([]);
  });

  it('whoever sells at cost or above is not named, whoever sells below it is', () => {
    const amount = fc.integer({ min: 0, max: 1_000_000 });
    const per = fc.integer({ min: 1, max: 3600 });
    fc.assert(
      fc.property(amount, per, amount, per, (sold, soldPer, bought, boughtPer) => {
        const found = below(
          [sell({ price: sold as Rate['price'], per: soldPer })],
          [buy({ price: bought as Rate['price'], per: boughtPer })],
        );
        expect(found.length === 1).toBe(sold * boughtPer < bought * soldPer);
      }),
    );
  });
});
