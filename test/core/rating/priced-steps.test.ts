import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatScaled, type PriceE8, ROUNDINGS, type Rounding } from '#core/money.ts';
import { billSteps } from '#core/rating/billed-quantity.ts';
import { chargeFor, type PricedSteps, priceSteps } from '#core/rating/priced-steps.ts';
import type { ChargeRounding, RateTerms } from '#core/rating/terms.ts';
import { aRate, price } from '#test/support/rating.ts';

const FOUR: ChargeRounding = { decimals: 4, rounding: 'half_up' };

function made(steps: readonly RateTerms[]): PricedSteps {
  const priced = priceSteps(steps);
  if (typeof priced === 'string') throw new Error(priced);
  return priced;
}

function charge(
  steps: readonly RateTerms[],
  quantity: number,
  how: ChargeRounding = FOUR,
  cost: PriceE8 | null = null,
): string {
  const priced = made(steps);
  return formatScaled(chargeFor(priced, billSteps(priced.steps, quantity), cost, how).charge, how.decimals);
}

describe('Rate Per', () => {
  it('USE-5: flagfall once, and the price of so many units for what is billed', () => {
    const minutes = aRate({ flagfall: price('0.40'), price: price('0.20'), per: 60, increment: 60 });
    expect(charge([minutes], 70)).toBe('0.8000');
    expect(charge([minutes], 1)).toBe('0.6000');
  });

  it('USE-5: each step at its own price; flagfall, minimum and maximum charge are the first step’s', () => {
    const first = aRate({ flagfall: price('0.25'), price: price('0.20'), minimum: 150, increment: 30 });
    const second = aRate({
      fromQuantity: 300,
      price: price('12.50'),
      flagfall: price('0.77'),
      minimumCharge: price('99'),
      maximumCharge: price('0.01'),
    });
    expect([1, 299, 300, 607].map((quantity) => charge([first, second], quantity))).toEqual([
      '30.2500',
      '60.2500',
      '60.2500',
      '3897.7500',
    ]);
  });

  it('USE-5: the steps are added before the one rounding', () => {
    const thirds = [
      aRate({ price: price('1'), per: 3 }),
      aRate({ price: price('1'), per: 3, fromQuantity: 1 }),
      aRate({ price: price('1'), per: 3, fromQuantity: 2 }),
    ];
    expect(charge(thirds, 3, { decimals: 0, rounding: 'half_up' })).toBe('1');
    expect(charge(thirds, 3, { decimals: 8, rounding: 'down' })).toBe('1.00000000');
  });

  it('USE-5: is kept between minimum and maximum charge, and rounded after', () => {
    const kept = aRate({ minimumCharge: price('1'), maximumCharge: price('1.2345') });
    expect(charge([{ ...kept, price: price('0.001') }], 1)).toBe('1.0000');
    expect(charge([{ ...kept, price: price('1.1') }], 1)).toBe('1.1000');
    expect(charge([kept], 50, { decimals: 2, rounding: 'down' })).toBe('1.23');
    expect(charge([kept], 50, { decimals: 2, rounding: 'up' })).toBe('1.24');
  });

  it('tells which limit it was kept to, and whether it was rounded', () => {
    const kept = made([aRate({ minimumCharge: price('2'), maximumCharge: price('5'), per: 3 })]);
    const of = (quantity: number) => {
      const { limit, isRounded } = chargeFor(kept, billSteps(kept.steps, quantity), null, FOUR);
      return { limit, isRounded };
    };
    expect(of(1)).toEqual({ limit: 'minimum_charge', isRounded: false });
    expect(of(6)).toEqual({ limit: null, isRounded: false });
    expect(of(7)).toEqual({ limit: null, isRounded: true });
    expect(of(15)).toEqual({ limit: null, isRounded: false });
    expect(of(16)).toEqual({ limit: 'maximum_charge', isRounded: false });
  });

  it.each([
    ['half_up', '0.045', '0.05'],
    ['half_up', '0.0449', '0.04'],
    ['half_even', '0.045', '0.04'],
    ['half_even', '0.055', '0.06'],
    ['half_even', '0.0451', '0.05'],
    ['up', '0.0401', '0.05'],
    ['up', '0.04', '0.04'],
    ['down', '0.0499', '0.04'],
  ] as const)('BILL-13: %s takes %s to %s', (rounding, unit, expected) => {
    expect(charge([aRate({ price: price(unit) })], 1, { decimals: 2, rounding })).toBe(expected);
  });
});

describe('the other profiles', () => {
  it('USE-6: a flat charge is one a record, whatever its quantity', () => {
    const flat = aRate({ profile: 'Flat Charge', price: price('0.22'), flagfall: price('0.03'), per: 60 });
    expect([1, 3600].map((quantity) => charge([flat], quantity))).toEqual(['0.2500', '0.2500']);
  });

  it.each([
    ['Pass-through', '0', '1.2000'],
    ['Mark-up', '5', '1.2600'],
    ['Mark-up', '12.5', '1.3500'],
    ['Mark-up', '250', '4.2000'],
    ['Discount', '10', '1.0800'],
    ['Discount', '100', '0.0000'],
  ] as const)('USE-6: %s %s of a carrier’s cost of 1.20 is %s', (profile, percent, expected) => {
    expect(charge([aRate({ profile, price: price(percent) })], 90, FOUR, price('1.20'))).toBe(expected);
  });

  it('USE-6: the cost is not rounded before the per cents of it are taken', () => {
    const markUp = aRate({ profile: 'Mark-up', price: price('33.33333333') });
    expect(charge([markUp], 1, { decimals: 8, rounding: 'half_up' }, price('0.00000003'))).toBe('0.00000004');
  });

  it('USE-6: flagfall, minimum and maximum charge hold for them too', () => {
    const kept = { flagfall: price('0.10'), minimumCharge: price('1'), maximumCharge: price('2') };
    const cost = (text: string) =>
      charge([aRate({ profile: 'Pass-through', price: price('0'), ...kept })], 1, FOUR, price(text));
    expect(['0.50', '1.20', '5'].map(cost)).toEqual(['1.0000', '1.3000', '2.0000']);
  });

  it('USE-6: never pays out, even by a discount of more than the whole cost', () => {
    const discount = aRate({ profile: 'Discount', price: price('150') });
    expect(charge([discount], 1, FOUR, price('1.20'))).toBe('0.0000');
  });

  it('USE-6: only Rate Per has steps: others price the record as a whole, and are no further step', () => {
    const flat = aRate({ profile: 'Flat Charge', price: price('0.22') });
    expect(charge([flat, aRate({ fromQuantity: 60 })], 3600)).toBe('0.2200');
    expect(made([flat, aRate({ fromQuantity: 60 })]).steps).toEqual([flat]);
    expect(priceSteps([aRate(), { ...flat, fromQuantity: 60 }])).toBe('step_of_other_profile');
  });
});

it('USE-5: steps without a first one price nothing', () => {
  expect(priceSteps([aRate({ fromQuantity: 60 }), aRate({ fromQuantity: 120 })])).toBe('no_first_step');
});

describe('arithmetic', () => {
  const BIG_MODES: Record<Rounding, Big.RoundingMode> = { down: 0, half_up: 1, half_even: 2, up: 3 };

  /** By big.js as a person would write it down: a fraction over the product of all Pers, divided once. */
  function oracle(steps: readonly RateTerms[], quantity: number, { decimals, rounding }: ChargeRounding) {
    const Exact = Big();
    Exact.DP = 400;
    Exact.RM = 0;
    const [first] = steps;
    if (first === undefined) throw new Error('no step');
    const e8 = (value: number) => new Exact(value).div(100_000_000);
    const whole = steps.reduce((product, { per }) => product.times(per), new Exact(1));
    let sum = e8(first.flagfall).times(whole);
    for (const { rate, billedQuantity } of billSteps(steps, quantity))
      sum = sum.plus(e8(rate.price).times(billedQuantity).times(whole.div(rate.per)));
    const { minimumCharge, maximumCharge } = first;
    if (minimumCharge !== null && sum.lt(e8(minimumCharge).times(whole)))
      sum = e8(minimumCharge).times(whole);
    if (maximumCharge !== null && sum.gt(e8(maximumCharge).times(whole)))
      sum = e8(maximumCharge).times(whole);
    return sum.div(whole).round(decimals, BIG_MODES[rounding]).toFixed(decimals);
  }

  const prices = fc.oneof(
    fc.nat({ max: 500 }),
    fc.nat({ max: 10 ** 9 }),
    fc.nat({ max: 9_007_199_254_740_991 }),
  );
  const pers = fc.constantFrom(1, 3, 6, 7, 30, 60, 1000, 1024, 1_073_741_824, 999_999_999_989);
  const limits = fc.option(prices, { nil: null });
  const how = fc.record({ decimals: fc.nat({ max: 8 }), rounding: fc.constantFrom(...ROUNDINGS) });
  const steps = fc
    .array(
      fc.record({ flagfall: prices, price: prices, per: pers, increment: fc.integer({ min: 1, max: 100 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .chain((list) => fc.tuple(fc.constant(list), limits, limits))
    .map(([list, one, other]) => {
      const [minimumCharge, maximumCharge] =
        one !== null && other !== null ? [Math.min(one, other), Math.max(one, other)] : [one, other];
      return list.map((terms, index) =>
        aRate({
          ...(terms as Partial<RateTerms>),
          fromQuantity: index * 100,
          minimumCharge: minimumCharge as PriceE8 | null,
          maximumCharge: maximumCharge as PriceE8 | null,
        }),
      );
    });
  const quantities = fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 10 ** 15 }));

  it('BILL-13: is that of big.js for every price, step, limit and rounding, however large', () => {
    fc.assert(
      fc.property(steps, quantities, how, (rates, quantity, rounding) => {
        expect(charge(rates, quantity, rounding)).toBe(oracle(rates, quantity, rounding));
      }),
      { numRuns: 500 },
    );
  });

  it('BILL-13: is the same in plain numbers and in BigInt', () => {
    const small = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(steps, small, how, (rates, quantity, rounding) => {
        const priced = made(rates);
        const reached = billSteps(priced.steps, quantity);
        expect(chargeFor(priced, reached, null, rounding)).toEqual(
          chargeFor({ ...priced, quick: null }, reached, null, rounding),
        );
      }),
    );
  });

  it('BILL-13: stays exact where plain numbers would not', () => {
    const dear = aRate({ price: price('90071992.54740991') });
    expect(charge([dear], 3, { decimals: 8, rounding: 'down' })).toBe('270215977.64222973');
    expect(charge([dear], 10 ** 15, { decimals: 0, rounding: 'down' })).toBe('90071992547409910000000');
  });
});
