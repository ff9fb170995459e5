import { describe, expect, it } from 'vitest';
import { checkRatingSimulation, RATING_BOUNDS } from '#core/rating/check-simulation.ts';
import { aRatingRequest, aRequestedRate, faultsIn } from '#test/support/rating.ts';

const faultsOfRate = (overrides: Record<string, unknown>) =>
  faultsIn(aRatingRequest({ rates: [aRequestedRate(overrides)] }));
const faultsOfBand = (overrides: Record<string, unknown>) =>
  faultsIn(
    aRatingRequest({ bands: [{ name: 'peak', days: [1], from: '08:00', to: '19:00', ...overrides }] }),
  );
const without = (from: Record<string, unknown>, field: string) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => name !== field));

describe('what may be left out', () => {
  it('INTERFACE: of a rate all but its first day and its price', () => {
    const request = checkRatingSimulation(
      aRatingRequest({ rates: [{ effectiveFrom: '2026-01-01', price: '0.25' }] }),
    );
    expect(request).toMatchObject({
      ok: true,
      value: {
        rates: [
          {
            band: 'any',
            profile: 'Rate Per',
            flagfall: 0,
            price: 25_000_000,
            per: 1,
            minimum: null,
            increment: 1,
            fromQuantity: 0,
            minimumCharge: null,
            maximumCharge: null,
            effectiveTo: null,
          },
        ],
      },
    });
  });

  it('INTERFACE: the bands, and the rounding, which is half up then', () => {
    const request = checkRatingSimulation(without(without(aRatingRequest(), 'bands'), 'rounding'));
    expect(request).toMatchObject({ ok: true, value: { bands: [], rounding: 'half_up' } });
  });

  it.each(['timeZone', 'rates', 'decimals', 'usage'])('not %s', (field) => {
    expect(faultsIn(without(aRatingRequest(), field))).toEqual([`${field} missing_field`]);
  });

  it.each(['effectiveFrom', 'price'])('of a rate not %s', (field) => {
    expect(faultsIn(aRatingRequest({ rates: [without(aRequestedRate(), field)] }))).toEqual([
      `rates[0].${field} missing_field`,
    ]);
  });

  it.each(['name', 'days', 'from', 'to'])('of a band not %s', (field) => {
    const band = { name: 'peak', days: [1], from: '08:00', to: '19:00' };
    expect(faultsIn(aRatingRequest({ bands: [without(band, field)] }))).toEqual([
      `bands[0].${field} missing_field`,
    ]);
  });

  it('rates and usage may be empty lists', () => {
    expect(faultsIn(aRatingRequest({ rates: [], usage: [] }))).toEqual([]);
  });
});

describe('faults', () => {
  it('are told all at once, each with its place', () => {
    const body = {
      timeZone: 'Melbourne',
      rates: [aRequestedRate({ price: 'abc', per: 0 }), 'cheap', aRequestedRate({ increment: -1 })],
      bands: [{ name: 'any', days: [8], from: '08:60', to: 'noon' }],
      decimals: 9,
      rounding: 'bankers',
      usage: 'none',
      currency: 'AUD',
    };
    expect(faultsIn(body).sort()).toEqual([
      'bands[0].days invalid_days',
      'bands[0].from invalid_time',
      'bands[0].name reserved_band',
      'bands[0].to invalid_time',
      'currency unknown_field',
      'decimals out_of_range',
      'rates[0].per out_of_range',
      'rates[0].price invalid_price',
      'rates[1] not_an_object',
      'rates[2].increment out_of_range',
      'rounding unknown_word',
      'timeZone unknown_time_zone',
      'usage not_a_list',
    ]);
  });

  it.each([undefined, null, 'text', 7, true, []])('a body of %j is no request', (body) => {
    expect(faultsIn(body)).toEqual([' not_an_object']);
  });

  it.each([
    ['per', 0, 'out_of_range'],
    ['per', 1.5, 'not_a_whole_number'],
    ['per', '60', 'not_a_whole_number'],
    ['increment', 0, 'out_of_range'],
    ['increment', -1, 'out_of_range'],
    ['minimum', -1, 'out_of_range'],
    ['minimum', 0.5, 'not_a_whole_number'],
    ['fromQuantity', -60, 'out_of_range'],
    ['fromQuantity', RATING_BOUNDS.units + 1, 'out_of_range'],
    ['flagfall', '-0.10', 'negative_price'],
    ['flagfall', 0.4, 'invalid_price'],
    ['price', 'NaN', 'invalid_price'],
    ['price', '0.123456789', 'invalid_price'],
    ['minimumCharge', '1e3', 'invalid_price'],
    ['maximumCharge', '$2', 'invalid_price'],
    ['effectiveFrom', '2026-02-30', 'invalid_date'],
    ['effectiveFrom', '1/1/2026', 'invalid_date'],
    ['effectiveTo', 'never', 'invalid_date'],
    ['effectiveTo', '2025-12-31', 'ends_before_start'],
    ['band', 7, 'not_text'],
    ['profile', 'Cost plus', 'unknown_word'],
    ['colour', 'red', 'unknown_field'],
  ])('FEE-5, USE-5: a rate with the %s %j', (field, value, code) => {
    expect(faultsOfRate({ [field]: value })).toEqual([`rates[0].${field} ${code}`]);
  });

  it('USE-5: a rate may be in force for a single day', () => {
    expect(faultsOfRate({ effectiveFrom: '2026-03-01', effectiveTo: '2026-03-01' })).toEqual([]);
  });

  it('USE-5: a maximum charge below the minimum charge', () => {
    expect(faultsOfRate({ minimumCharge: '2', maximumCharge: '1.99999999' })).toEqual([
      'rates[0].maximumCharge maximum_below_minimum',
    ]);
    expect(faultsOfRate({ minimumCharge: '2', maximumCharge: '2' })).toEqual([]);
  });

  it('USE-6: a price that does not fit the profile', () => {
    expect(faultsOfRate({ profile: 'Pass-through', price: '0.01' })).toEqual([
      'rates[0].price price_on_pass_through',
    ]);
    expect(faultsOfRate({ profile: 'Discount', price: '100.00000001' })).toEqual([
      'rates[0].price discount_above_cost',
    ]);
    expect(faultsOfRate({ profile: 'Discount', price: '100' })).toEqual([]);
    expect(faultsOfRate({ profile: 'Mark-up', price: '250' })).toEqual([]);
    expect(faultsOfRate({ profile: 'Pass-through', price: null })).toEqual([]);
  });

  it.each(['Flat Charge', 'Pass-through', 'Mark-up', 'Discount'])('USE-6: a step of a %s', (profile) => {
    expect(faultsOfRate({ profile, price: '0', fromQuantity: 60 })).toEqual([
      'rates[0].fromQuantity step_of_other_profile',
    ]);
  });

  it('USE-5: two rates of one band, step and first day: which applies would hang on their order', () => {
    const twins = [aRequestedRate(), aRequestedRate({ band: 'peak' }), aRequestedRate({ price: '9' })];
    expect(faultsIn(aRatingRequest({ rates: twins }))).toEqual(['rates[2] duplicate_rate']);
  });

  it.each([
    ['days', [], 'invalid_days'],
    ['days', [0], 'invalid_days'],
    ['days', [8], 'invalid_days'],
    ['days', [1.5], 'invalid_days'],
    ['days', ['1'], 'invalid_days'],
    ['days', 'Mon', 'invalid_days'],
    ['from', '8:00', 'invalid_time'],
    ['from', '08:60', 'invalid_time'],
    ['from', '24:01', 'invalid_time'],
    ['from', 800, 'invalid_time'],
    ['to', 'noon', 'invalid_time'],
    ['to', '08:00', 'ends_before_start'],
    ['to', '00:00', 'ends_before_start'],
    ['to', '07:59', 'ends_before_start'],
    ['name', '', 'not_text'],
    ['name', 'any', 'reserved_band'],
    ['holidays', true, 'unknown_field'],
  ])('USE-5: a band with the %s %j', (field, value, code) => {
    expect(faultsOfBand({ [field]: value })).toEqual([`bands[0].${field} ${code}`]);
  });

  it('USE-5: a band may last to the end of the day', () => {
    expect(faultsOfBand({ from: '00:00', to: '24:00' })).toEqual([]);
  });

  it.each([
    ['decimals', -1, 'out_of_range'],
    ['decimals', 2.5, 'not_a_whole_number'],
    ['decimals', '4', 'not_a_whole_number'],
    ['rounding', 'HALF_UP', 'unknown_word'],
    ['timeZone', 'Australia/Nowhere', 'unknown_time_zone'],
    ['timeZone', '', 'not_text'],
    ['timeZone', 10, 'not_text'],
    ['rates', {}, 'not_a_list'],
    ['bands', 'peak', 'not_a_list'],
    ['usage', null, 'missing_field'],
  ])('a request with the %s %j', (field, value, code) => {
    expect(faultsIn(aRatingRequest({ [field]: value }))).toEqual([`${field} ${code}`]);
  });

  it('USE-7: nothing in the usage refuses the request', () => {
    const usage = [null, 'call', 7, [], {}, { id: 'a' }, { id: 'b', start: 'noon', quantity: {} }];
    expect(faultsIn(aRatingRequest({ usage }))).toEqual([]);
  });
});

describe('the size of a request', () => {
  const many = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => make(index));
  const record = { id: '1', start: '2026-03-02T10:00:00+11:00', quantity: 70 };

  it('is bounded by records, rates and bands', () => {
    const band = { name: 'peak', days: [1], from: '08:00', to: '19:00' };
    const faults = faultsIn(
      aRatingRequest({
        rates: many(RATING_BOUNDS.rates + 1, () => aRequestedRate()),
        bands: many(RATING_BOUNDS.bands + 1, () => band),
        usage: many(RATING_BOUNDS.usage + 1, () => record),
      }),
    );
    expect(faults.sort()).toEqual(['bands too_many_bands', 'rates too_many_rates', 'usage too_many_usage']);
    expect(faultsIn(aRatingRequest({ usage: many(RATING_BOUNDS.usage, () => record) }))).toEqual([]);
  });

  it('is bounded by the parts that the charges may have, counted by the steps of one band', () => {
    const steps = (band: string, count: number) =>
      many(count, (index) => aRequestedRate({ band, fromQuantity: index * 60 }));
    const usage = many(1_000, () => record);
    const within = RATING_BOUNDS.parts / usage.length;
    expect(
      faultsIn(aRatingRequest({ rates: [...steps('any', within), ...steps('peak', within)], usage })),
    ).toEqual([]);
    expect(faultsIn(aRatingRequest({ rates: steps('any', within + 1), usage }))).toEqual([
      'usage too_many_parts',
    ]);
  });
});
