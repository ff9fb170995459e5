import { describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { explainCharge } from '#core/rating/explain.ts';
import type { UsageRecord } from '#core/rating/usage-record.ts';
import { aBand, aRate, aRecord, price, type RatedBy, rateBy } from '#test/support/rating.ts';

function explained(settings: RatedBy, record: UsageRecord = aRecord({ quantity: 70 })) {
  const how = { decimals: settings.decimals ?? 4, rounding: settings.rounding ?? ('half_up' as const) };
  const rated = rateBy(settings, record);
  if (rated.outcome !== 'rated') throw new Error(rated.message);
  return explainCharge(rated, record, how);
}

describe('the explanation of a charge', () => {
  const minutes = aRate({
    flagfall: price('0.40'),
    price: price('0.20'),
    per: 60,
    minimum: 60,
    increment: 60,
  });

  it('BILL-12: says when it began, how much is billed, and the arithmetic', () => {
    expect(explained({ rates: [minutes] })).toEqual({
      rules: ['USE-5'],
      text:
        '2 Mar 2026 at 10:00 is in no time band: the rates of any apply. ' +
        '70 is billed as 120 (at least 60, then whole increments of 60). 0.4 + 120 × 0.2 ÷ 60 = 0.8000.',
    });
  });

  it('BILL-12: says which band’s rates apply, and why those', () => {
    expect(explained({ bands: [aBand()], rates: [minutes] }).text).toContain(
      'is in the time band peak, which no rate in force names: the rates of any apply.',
    );
    expect(explained({ bands: [aBand()], rates: [{ ...minutes, band: 'peak' }] }).text).toContain(
      '2 Mar 2026 at 10:00 is in the time band peak. 70 is billed',
    );
  });

  it('BILL-12: says what each step bills', () => {
    const second = aRate({ fromQuantity: 60, price: price('0.15'), per: 60, increment: 30 });
    expect(explained({ rates: [minutes, second] }).text).toContain(
      '60 is billed as 60 (at least 60, then whole increments of 60). ' +
        'Beyond 60, 10 is billed as 30 (whole increments of 30). 0.4 + 60 × 0.2 ÷ 60 + 30 × 0.15 ÷ 60 = 0.6750.',
    );
  });

  it('BILL-12: says how the result was rounded, where it was', () => {
    const third = aRate({ price: price('1'), per: 3 });
    const record = aRecord({ quantity: 1 });
    expect(explained({ rates: [third], decimals: 2 }, record).text).toContain(
      '1 × 1 ÷ 3 = 0.33, rounded half up to 2 decimals.',
    );
    expect(explained({ rates: [third], decimals: 1, rounding: 'up' }, record).text).toContain(
      '= 0.4, rounded up to 1 decimal.',
    );
  });

  it('BILL-12: says which limit it was kept to', () => {
    const kept = { ...minutes, minimumCharge: price('1'), maximumCharge: price('1.2345') };
    expect(explained({ rates: [kept] }).text).toContain(
      '0.4 + 120 × 0.2 ÷ 60 is below the minimum charge of 1: 1.0000.',
    );
    expect(explained({ rates: [kept], decimals: 2 }, aRecord({ quantity: 600 })).text).toContain(
      '0.4 + 600 × 0.2 ÷ 60 is above the maximum charge of 1.2345: 1.23, rounded half up to 2 decimals.',
    );
  });

  it.each([
    ['Flat Charge', '0.22', '0.22 for the record = 0.2200.'],
    ['Pass-through', '0', 'the carrier’s cost of 1.2 = 1.2000.'],
    ['Mark-up', '5', 'the carrier’s cost of 1.2 and 5 % of it = 1.2600.'],
    ['Discount', '12.5', 'the carrier’s cost of 1.2 less 12.5 % of it = 1.0500.'],
  ] as const)('USE-6: says what a %s is made of', (profile, each, sentence) => {
    const { rules, text } = explained(
      { rates: [aRate({ profile, price: price(each) })] },
      aRecord({ cost: price('1.20') }),
    );
    expect(rules).toEqual(['USE-5', 'USE-6']);
    expect(text).toBe(`2 Mar 2026 at 10:00 is in no time band: the rates of any apply. ${sentence}`);
  });

  it('USE-6: says whose rate applies where it is a parent’s', () => {
    const settings = {
      tariffs: { '03': 'NATIONAL', NATIONAL: null },
      rates: [{ tariffKey: 'NATIONAL', ...aRate({ effectiveFrom: plainDate('2025-01-01') }) }],
    };
    const { rules, text } = explained(settings);
    expect(rules).toEqual(['USE-5', 'USE-6']);
    expect(text).toContain('03 has no rate in force: that of its parent NATIONAL applies.');
  });
});
