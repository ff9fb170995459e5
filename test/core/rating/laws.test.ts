import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROUNDINGS } from '#core/money.ts';
import type { RatingSimulation } from '#core/rating/simulation.ts';
import { simulateUsage } from '#test/support/rating.ts';

const decimal = (units: number): string =>
  `${Math.floor(units / 1e8)}.${String(units % 1e8).padStart(8, '0')}`;
const prices = fc.nat({ max: 2_000_000_000 }).map(decimal);
const days = fc.constantFrom('2026-01-01', '2026-03-15', '2026-04-05', '2026-10-04');
const bands = [
  { name: 'peak', days: [1, 2, 3, 4, 5], from: '08:00', to: '19:00' },
  { name: 'night', days: [1, 2, 3, 4, 5, 6, 7], from: '01:00', to: '05:00' },
  { name: 'weekend', days: [6, 7], from: '00:00', to: '24:00' },
];
const rates = fc.uniqueArray(
  fc.record({
    band: fc.constantFrom('any', 'peak', 'night', 'weekend'),
    fromQuantity: fc.constantFrom(0, 0, 60, 120),
    effectiveFrom: days,
    flagfall: prices,
    price: prices,
    per: fc.constantFrom(1, 7, 60, 1024),
    increment: fc.constantFrom(1, 6, 60),
    minimum: fc.option(fc.nat({ max: 60 }), { nil: null }),
  }),
  {
    minLength: 1,
    maxLength: 12,
    selector: (rate) => `${rate.band} ${rate.fromQuantity} ${rate.effectiveFrom}`,
  },
);
const starts = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const usage = fc
  .array(fc.record({ start: starts, quantity: fc.integer({ min: -5, max: 5_000 }) }), { maxLength: 20 })
  .map((list) => list.map((record, index) => ({ id: String(index), ...record })));
const how = fc.record({ decimals: fc.nat({ max: 8 }), rounding: fc.constantFrom(...ROUNDINGS) });

/** What a record came to, by its id. */
const outcomes = ({ charges, quarantine }: RatingSimulation): Record<string, string> =>
  Object.fromEntries([
    ...charges.map(({ id, charge, billedQuantity }) => [id, `${charge} for ${billedQuantity}`]),
    ...quarantine.map(({ id, reason }) => [id, reason]),
  ]);

describe('laws of rating', () => {
  it('each record is charged or quarantined, once', () => {
    fc.assert(
      fc.property(rates, usage, how, (list, records, rounding) => {
        const { charges, quarantine } = simulateUsage({ ...rounding, rates: list, bands, usage: records });
        expect([...charges, ...quarantine].map(({ id }) => id).sort()).toEqual(
          records.map(({ id }) => id).sort(),
        );
      }),
    );
  });

  it('a charge is never negative, has the decimals asked for, and its parts add up to what is billed', () => {
    fc.assert(
      fc.property(rates, usage, how, (list, records, rounding) => {
        for (const charge of simulateUsage({ ...rounding, rates: list, bands, usage: records }).charges) {
          expect(charge.charge).toMatch(
            rounding.decimals === 0 ? /^\d+$/ : new RegExp(`^\\d+\\.\\d{${rounding.decimals}}$`),
          );
          const sum = charge.parts.reduce((total, { billedQuantity }) => total + billedQuantity, 0);
          expect(sum).toBe(charge.billedQuantity);
        }
      }),
    );
  });

  it('USE-5: the order of the rates changes nothing, nor does that of the records', () => {
    const shuffledTwice = fc
      .tuple(rates, usage)
      .chain(([list, records]) =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray(list, { minLength: list.length }),
          fc.constant(records),
          fc.shuffledSubarray(records, { minLength: records.length }),
        ),
      );
    fc.assert(
      fc.property(shuffledTwice, ([list, shuffled, records, otherwise]) => {
        expect(outcomes(simulateUsage({ rates: shuffled, bands, usage: otherwise }))).toEqual(
          outcomes(simulateUsage({ rates: list, bands, usage: records })),
        );
      }),
    );
  });

  it('a record is rated by itself: alone it costs what it costs among others', () => {
    fc.assert(
      fc.property(rates, usage, (list, records) => {
        const together = outcomes(simulateUsage({ rates: list, bands, usage: records }));
        const alone = records.map((record) =>
          outcomes(simulateUsage({ rates: list, bands, usage: [record] })),
        );
        expect(Object.assign({}, ...alone)).toEqual(together);
      }),
      { numRuns: 30 },
    );
  });

  it('an instant is the same instant in whatever offset it is written', () => {
    fc.assert(
      fc.property(rates, starts, fc.integer({ min: -14, max: 14 }), (list, start, hours) => {
        const shifted = new Date(Date.parse(start) + hours * 3_600_000).toISOString().slice(0, -1);
        const offset = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;
        const of = (written: string) =>
          outcomes(simulateUsage({ rates: list, bands, usage: [{ id: 'a', start: written, quantity: 90 }] }));
        expect(of(`${shifted}${offset}`)).toEqual(of(start));
      }),
    );
  });

  it('USE-5: two halves cut on the grid cost what the whole costs and a flagfall more, where nothing is rounded or kept', () => {
    const whole = fc.record({
      flagfall: fc.nat({ max: 10 ** 9 }),
      price: fc.nat({ max: 10 ** 6 }),
      increment: fc.constantFrom(1, 6, 30, 60),
      cut: fc.integer({ min: 1, max: 100 }),
      rest: fc.integer({ min: 1, max: 5_000 }),
    });
    fc.assert(
      fc.property(whole, ({ flagfall, price, increment, cut, rest }) => {
        const rate = {
          effectiveFrom: '2026-01-01',
          flagfall: decimal(flagfall),
          price: decimal(price),
          increment,
        };
        const quantities = [cut * increment, rest, cut * increment + rest];
        const { charges } = simulateUsage({
          rates: [rate],
          decimals: 8,
          usage: quantities.map((quantity, index) => ({
            id: String(index),
            start: '2026-03-02T10:00:00+11:00',
            quantity,
          })),
        });
        const [first = 0n, second = 0n, together = 0n] = charges.map(({ charge }) =>
          BigInt(charge.replace('.', '')),
        );
        expect(first + second).toBe(together + BigInt(flagfall));
      }),
    );
  });
});
