import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocate,
  cents,
  formatCents,
  formatPrice,
  formatScaled,
  formatTaxRate,
  MAX_FEE_CENTS,
  parseFee,
  parsePrice,
  parseScaled,
  parseTaxRate,
  ROUNDINGS,
  type Rounding,
  roundFraction,
  roundQuotient,
  roundSafeQuotient,
  type TaxRate,
  taxOn,
} from '#core/money.ts';

const BIG_MODES: Record<Rounding, Big.RoundingMode> = { down: 0, half_up: 1, half_even: 2, up: 3 };
const wideInteger = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
const divisor = fc.bigInt({ min: 1n, max: 10n ** 12n });
const someCents = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map(cents);

/** The quotient as big.js gives it, with far more digits than a comparison at one half needs. */
function oracle(numerator: bigint, denominator: bigint, rounding: Rounding): string {
  const Exact = Big();
  Exact.DP = 60;
  Exact.RM = 0;
  return new Exact(String(numerator)).div(String(denominator)).round(0, BIG_MODES[rounding]).toFixed(0);
}

describe('rounding', () => {
  it.each([
    ['half_up', 5n, 2n, 3],
    ['half_up', -5n, 2n, -3],
    ['half_up', 12n, 5n, 2],
    ['up', 21n, 10n, 3],
    ['up', -21n, 10n, -3],
    ['up', 20n, 10n, 2],
    ['down', 29n, 10n, 2],
    ['down', -29n, 10n, -2],
    ['half_even', 5n, 2n, 2],
    ['half_even', 7n, 2n, 4],
    ['half_even', -5n, 2n, -2],
    ['half_even', 51n, 20n, 3],
  ] as const)('%s takes %s/%s to %s', (rounding, numerator, denominator, expected) => {
    expect(roundFraction(numerator, denominator, rounding)).toBe(expected);
  });

  it('BILL-7: agrees with big.js for every rule', () => {
    fc.assert(
      fc.property(wideInteger, divisor, fc.constantFrom(...ROUNDINGS), (numerator, denominator, rounding) => {
        const expected = oracle(numerator, denominator, rounding);
        fc.pre(Number.isSafeInteger(Number(expected)));
        expect(String(roundFraction(numerator, denominator, rounding))).toBe(
          expected === '-0' ? '0' : expected,
        );
      }),
    );
  });

  it('BILL-7: rounds a credit as the mirror image of its charge', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        divisor,
        fc.constantFrom(...ROUNDINGS),
        (numerator, denominator, rounding) => {
          const charge = roundFraction(numerator, denominator, rounding);
          expect(roundFraction(-numerator, denominator, rounding)).toBe(charge === 0 ? 0 : -charge);
        },
      ),
    );
  });

  it('BILL-13: rounds what is beyond the safe integers as exactly', () => {
    fc.assert(
      fc.property(wideInteger, divisor, fc.constantFrom(...ROUNDINGS), (numerator, denominator, rounding) => {
        const expected = oracle(numerator, denominator, rounding);
        expect(String(roundQuotient(numerator, denominator, rounding))).toBe(
          expected === '-0' ? '0' : expected,
        );
      }),
    );
  });

  it('BILL-13: is the same in plain numbers, up to the last safe integer', () => {
    const whole = fc.oneof(fc.maxSafeNat(), fc.nat({ max: 1000 }));
    const parts = fc.oneof(fc.maxSafeNat(), fc.nat({ max: 20 })).map((value) => Math.max(1, value));
    fc.assert(
      fc.property(whole, parts, fc.constantFrom(...ROUNDINGS), (numerator, denominator, rounding) => {
        expect(roundSafeQuotient(numerator, denominator, rounding)).toBe(
          roundFraction(BigInt(numerator), BigInt(denominator), rounding),
        );
      }),
    );
  });

  it('refuses a denominator that is not positive, and a result that is not exact', () => {
    expect(() => roundFraction(1n, 0n, 'up')).toThrow('denominator');
    expect(() => roundFraction(10n ** 20n, 1n, 'up')).toThrow('safe integers');
  });
});

describe('tax', () => {
  it.each([
    ['30.00 at 10 %', 3000, 100_000, 300],
    ['0.05 at 10 %, half a cent', 5, 100_000, 1],
    ['0.04 at 10 %', 4, 100_000, 0],
    ['a credit of 0.05 at 10 %', -5, 100_000, -1],
    ['7.25 at 12.5 %', 725, 125_000, 91],
    ['anything free of tax', 123_456, 0, 0],
  ])('BILL-13: %s', (_, amount, rate, expected) => {
    expect(taxOn(cents(amount), rate as TaxRate)).toBe(expected);
  });

  it('BILL-13: is the exact product rounded half up, also beyond the integers that are exact as numbers', () => {
    const amount = fc.oneof(someCents, fc.integer({ min: -(10 ** 15), max: 10 ** 15 }).map(cents));
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 1_000_000 }), (value, rate) => {
        const exact = roundFraction(BigInt(value) * BigInt(rate), 1_000_000n, 'half_up');
        expect(taxOn(value, rate as TaxRate)).toBe(exact);
      }),
    );
  });
});

describe('splitting an amount', () => {
  const weights = fc
    .array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 20 })
    .filter((list) => list.some((weight) => weight > 0));

  it('gives shares that add up to the amount, none more than a cent from its exact part', () => {
    fc.assert(
      fc.property(someCents, weights, (amount, list) => {
        const shares = allocate(amount, list);
        const total = list.reduce((sum, weight) => sum + weight, 0);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(amount);
        for (const [index, share] of shares.entries())
          expect(Math.abs(share - (amount * (list[index] ?? 0)) / total)).toBeLessThan(1);
      }),
    );
  });

  it('gives the cent that is left over to the largest remainder, to the earlier share of two equal ones', () => {
    expect(allocate(cents(100), [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(cents(101), [1, 2])).toEqual([34, 67]);
    expect(allocate(cents(-100), [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(allocate(cents(5), [0, 1])).toEqual([0, 5]);
  });

  it('refuses weights that cannot be shared by', () => {
    expect(() => allocate(cents(1), [])).toThrow('weights');
    expect(() => allocate(cents(1), [-1, 2])).toThrow('weights');
    expect(() => allocate(cents(1), [0, 0])).toThrow('above zero');
  });
});

describe('decimal strings', () => {
  it('are read and written without loss', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 14), max: 10 ** 14 }),
        fc.integer({ min: 0, max: 8 }),
        (value, places) => {
          expect(parseScaled(formatScaled(value, places), places)).toBe(value);
        },
      ),
    );
  });

  it('FEE-5: a fee is a plain decimal of at most two places', () => {
    expect(parseFee('49.95')).toEqual({ ok: true, value: 4995 });
    expect(parseFee('30')).toEqual({ ok: true, value: 3000 });
    expect(parseFee('0.5')).toEqual({ ok: true, value: 50 });
    expect(formatCents(cents(-5))).toBe('-0.05');
  });

  it.each([
    '',
    ' ',
    '1e4',
    '1,000.00',
    '$3',
    '+3',
    '.5',
    '3.',
    'Infinity',
    '12.3.4',
    '0x10',
    '30.001',
    '３０',
    '-',
    '1'.repeat(17),
  ])('FEE-5: "%s" is not a fee', (text) => {
    const result = parseFee(text, 'plan.accessFee');
    expect(result).toMatchObject({ ok: false, faults: [{ code: 'invalid_money', path: 'plan.accessFee' }] });
  });

  it('FEE-5: a fee is not negative and within belief; who knows better sets the bound', () => {
    expect(parseFee('-0.01')).toMatchObject({ faults: [{ code: 'negative_fee' }] });
    expect(parseFee(formatCents(cents(MAX_FEE_CENTS)))).toMatchObject({ ok: true });
    expect(parseFee('10000000.01')).toMatchObject({
      faults: [{ code: 'fee_too_large', message: '10000000.01 is more than 10000000.00, the largest fee.' }],
    });
    expect(parseFee('10000000.01', 'fee', 2 * MAX_FEE_CENTS)).toMatchObject({ ok: true });
  });

  it('FEE-5: a price has at most eight places and is written as short as it is', () => {
    const price = parsePrice('0.03750000');
    expect(price.ok && formatPrice(price.value)).toBe('0.0375');
    const whole = parsePrice('12');
    expect(whole.ok && formatPrice(whole.value)).toBe('12');
    expect(parsePrice('0.000000001')).toMatchObject({ ok: false });
    expect(parsePrice('-1')).toMatchObject({ faults: [{ code: 'negative_price' }] });
  });

  it('a tax rate lies between 0 and 1 and keeps two places at least', () => {
    for (const [text, written] of [
      ['0.1', '0.10'],
      ['0', '0.00'],
      ['1', '1.00'],
      ['0.125', '0.125'],
    ] as const) {
      const rate = parseTaxRate(text);
      expect(rate.ok && formatTaxRate(rate.value)).toBe(written);
    }
    for (const text of ['-0.10', '1.01', 'ten', '10%', '0.0000001'])
      expect(parseTaxRate(text)).toMatchObject({ faults: [{ code: 'invalid_tax_rate' }] });
  });

  it('never makes a minus zero', () => {
    expect(Object.is(cents(-0), 0)).toBe(true);
    expect(Object.is(parseScaled('-0.00', 2), 0)).toBe(true);
    expect(formatCents(taxOn(cents(-1), 100_000 as TaxRate))).toBe('0.00');
  });

  it('holds no amount that is not a whole number of cents', () => {
    expect(() => cents(0.5)).toThrow('safe integer');
    expect(() => cents(2 ** 53)).toThrow('safe integer');
  });
});
