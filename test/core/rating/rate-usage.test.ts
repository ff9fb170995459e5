import { describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { aBand, aRate, aRecord, at, outcomeOf, price, rateBy } from '#test/support/rating.ts';

const MONDAY_AT_TEN = aRecord({ quantity: 1 });
const MONDAY_AT_SIX = aRecord({ quantity: 1, start: at('2026-03-02T06:00:00+11:00') });

describe('the rates of a record', () => {
  const any = aRate({ price: price('9') });
  const peak = aRate({ band: 'peak', price: price('1') });

  it('USE-5: are those of the band of its start', () => {
    const settings = { bands: [aBand()], rates: [any, peak] };
    expect(outcomeOf(settings, MONDAY_AT_TEN)).toBe('1.0000');
    expect(outcomeOf(settings, MONDAY_AT_SIX)).toBe('9.0000');
  });

  it('USE-5: are those of any where no rate in force names the band', () => {
    expect(outcomeOf({ bands: [aBand()], rates: [any] }, MONDAY_AT_TEN)).toBe('9.0000');
    const ended = { ...peak, effectiveTo: plainDate('2026-02-28') };
    expect(outcomeOf({ bands: [aBand()], rates: [any, ended] }, MONDAY_AT_TEN)).toBe('9.0000');
    const later = { ...peak, effectiveFrom: plainDate('2026-04-01') };
    expect(outcomeOf({ bands: [aBand()], rates: [any, later] }, MONDAY_AT_TEN)).toBe('9.0000');
  });

  it('USE-5: are one band’s alone: steps of any are not mixed into those of the band', () => {
    const settings = {
      bands: [aBand()],
      rates: [any, aRate({ fromQuantity: 60, price: price('0.01') }), peak],
    };
    expect(outcomeOf(settings, aRecord({ quantity: 100 }))).toBe('100.0000');
  });

  it('USE-5: hang on the band at the start, not at the end', () => {
    const settings = { bands: [aBand()], rates: [any, peak] };
    const overEight = aRecord({ quantity: 3600, start: at('2026-03-02T07:59:59+11:00') });
    expect(outcomeOf(settings, overEight)).toBe('32400.0000');
  });

  it('USE-5: are those of the local date, which in Melbourne begins ten or eleven hours before UTC’s', () => {
    const rates = [any, aRate({ effectiveFrom: plainDate('2026-07-01'), price: price('3') })];
    const starting = (start: string) => outcomeOf({ rates }, aRecord({ quantity: 1, start: at(start) }));
    expect(starting('2026-06-30T13:59:59Z')).toBe('9.0000');
    expect(starting('2026-06-30T14:00:00Z')).toBe('3.0000');
    expect(starting('2025-12-31T12:59:59Z')).toContain('Missing Rate');
    expect(starting('2025-12-31T13:00:00Z')).toBe('9.0000');
  });

  it('names the rows that were used and how the quantity was shared out', () => {
    const first = aRate({ increment: 60 });
    const second = aRate({ fromQuantity: 60, price: price('0.5') });
    const result = rateBy({ rates: [second, first] }, aRecord({ quantity: 70 }));
    expect(result).toMatchObject({
      outcome: 'rated',
      billedQuantity: 70,
      band: null,
      tariffKey: '03',
      steps: [
        { rate: first, quantity: 60, billedQuantity: 60 },
        { rate: second, quantity: 10, billedQuantity: 10 },
      ],
    });
  });
});

describe('parents', () => {
  const tariffs = { '03': 'NATIONAL', NATIONAL: 'VOICE', VOICE: null };
  const of = (tariffKey: string, overrides = {}) => ({ tariffKey, ...aRate(overrides) });

  it('USE-6: are asked in turn where the card has no rate for the tariff', () => {
    expect(
      outcomeOf({ tariffs, rates: [of('NATIONAL', { price: price('2') }), of('VOICE')] }, MONDAY_AT_TEN),
    ).toBe('2.0000');
    expect(rateBy({ tariffs, rates: [of('VOICE')] }, MONDAY_AT_TEN)).toMatchObject({ tariffKey: 'VOICE' });
  });

  it('USE-6: are not asked where it has one', () => {
    expect(
      outcomeOf({ tariffs, rates: [of('NATIONAL'), of('03', { price: price('5') })] }, MONDAY_AT_TEN),
    ).toBe('5.0000');
  });

  it('USE-6: are asked too where its own rates are not in force that day or in that band', () => {
    const ended = of('03', { effectiveTo: plainDate('2026-02-28') });
    const otherBand = of('03', { band: 'night' });
    const parent = of('NATIONAL', { price: price('2') });
    expect(outcomeOf({ tariffs, rates: [ended, otherBand, parent] }, MONDAY_AT_TEN)).toBe('2.0000');
  });

  it('USE-6: that lead in a circle end the search', () => {
    const circle = { '03': 'NATIONAL', NATIONAL: '03' };
    expect(outcomeOf({ tariffs: circle, rates: [] }, MONDAY_AT_TEN)).toBe(
      'Missing Rate: No rate of the tariff, nor of its parents NATIONAL, is in force on 2 Mar 2026.',
    );
  });
});

describe('what waits in quarantine', () => {
  it('USE-1: a tariff key that is not known, even where the card has a rate for it', () => {
    expect(outcomeOf({ tariffs: { '02': null }, rates: [aRate()] }, MONDAY_AT_TEN)).toBe(
      'Non Existent Tariff Key Fault: There is no tariff with the key "03".',
    );
  });

  it('USE-1: a known tariff without a rate in force', () => {
    expect(outcomeOf({ bands: [aBand()], rates: [aRate({ band: 'night' })] }, MONDAY_AT_TEN)).toBe(
      'Missing Rate: No rate of the tariff is in force on 2 Mar 2026 for the band peak or any.',
    );
    expect(outcomeOf({ rates: [] }, MONDAY_AT_TEN)).toBe(
      'Missing Rate: No rate of the tariff is in force on 2 Mar 2026.',
    );
    const tariffs = { '03': 'NATIONAL', NATIONAL: 'VOICE', VOICE: null };
    expect(outcomeOf({ tariffs, rates: [] }, MONDAY_AT_TEN)).toBe(
      'Missing Rate: No rate of the tariff, nor of its parents NATIONAL, VOICE, is in force on 2 Mar 2026.',
    );
  });

  it('USE-5: rates that cannot price a record wait for a person rather than for a guess', () => {
    expect(outcomeOf({ rates: [aRate({ fromQuantity: 60 })] }, MONDAY_AT_TEN)).toBe(
      'Missing Rate: The rates in force on 2 Mar 2026 have no first step: one with From Quantity 0 is missing.',
    );
    const flat = aRate({ profile: 'Flat Charge', fromQuantity: 60 });
    expect(outcomeOf({ rates: [aRate(), flat] }, MONDAY_AT_TEN)).toBe(
      'Missing Rate: The rates in force on 2 Mar 2026 have a further step that is no Rate Per: only Rate Per has steps.',
    );
  });

  it('USE-6: a record without a cost where the rate is made from it', () => {
    const rates = [aRate({ profile: 'Pass-through', price: price('0') })];
    expect(outcomeOf({ rates }, MONDAY_AT_TEN)).toContain('Invalid Record: ');
    expect(outcomeOf({ rates }, { ...MONDAY_AT_TEN, cost: price('0.55') })).toBe('0.5500');
    expect(outcomeOf({ rates }, { ...MONDAY_AT_TEN, cost: price('0') })).toBe('0.0000');
  });
});
