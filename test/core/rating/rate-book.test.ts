import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dayNumber, plainDate } from '#core/calendar.ts';
import { openRateBook } from '#core/rating/rate-book.ts';
import { aRate, price, type TariffRate } from '#test/support/rating.ts';

const rateOf03 = (overrides: Partial<TariffRate> = {}): TariffRate => ({
  tariffKey: '03',
  ...aRate(overrides),
});

/** The prices of the steps that apply: "1 | 0.5 from 60", or why there are none. */
function stepsOn(rates: readonly TariffRate[], on: string, band = 'any'): string | null {
  const found = openRateBook(rates).get('03')?.get(band)?.(dayNumber(plainDate(on))) ?? null;
  if (found === null || typeof found === 'string') return found;
  return found.steps
    .map(
      ({ price: each, fromQuantity }) => `${each / 1e8}${fromQuantity === 0 ? '' : ` from ${fromQuantity}`}`,
    )
    .join(' | ');
}

describe('the rates in force on a day', () => {
  const januaryTo = rateOf03({ effectiveTo: plainDate('2026-03-31'), price: price('1') });

  it('USE-5: Effective From and Effective To are both included', () => {
    expect(stepsOn([januaryTo], '2025-12-31')).toBeNull();
    expect(stepsOn([januaryTo], '2026-01-01')).toBe('1');
    expect(stepsOn([januaryTo], '2026-03-31')).toBe('1');
    expect(stepsOn([januaryTo], '2026-04-01')).toBeNull();
  });

  it('USE-5: the latest Effective From applies, and the earlier one again when it ends', () => {
    const special = rateOf03({
      effectiveFrom: plainDate('2026-02-01'),
      effectiveTo: plainDate('2026-02-28'),
      price: price('0.5'),
    });
    const rates = [special, rateOf03()];
    expect(stepsOn(rates, '2026-01-31')).toBe('1');
    expect(stepsOn(rates, '2026-02-01')).toBe('0.5');
    expect(stepsOn(rates, '2026-02-28')).toBe('0.5');
    expect(stepsOn(rates, '2026-03-01')).toBe('1');
  });

  it('USE-5: rates are superseded row by row: a newer first step leaves an older second step in force', () => {
    const rates = [
      rateOf03(),
      rateOf03({ fromQuantity: 60, price: price('0.5') }),
      rateOf03({ effectiveFrom: plainDate('2026-05-01'), price: price('3') }),
    ];
    expect(stepsOn(rates, '2026-06-02')).toBe('3 | 0.5 from 60');
  });

  it('USE-5: bands and tariffs are superseded each for itself', () => {
    const rates = [
      rateOf03(),
      rateOf03({ band: 'peak', effectiveFrom: plainDate('2026-05-01'), price: price('2') }),
      rateOf03({ tariffKey: '02', effectiveFrom: plainDate('2026-05-01'), price: price('9') }),
    ];
    expect(stepsOn(rates, '2026-06-02')).toBe('1');
    expect(stepsOn(rates, '2026-06-02', 'peak')).toBe('2');
    expect(stepsOn(rates, '2026-04-02', 'peak')).toBeNull();
  });

  it('USE-5: a day on which only further steps are in force has nothing to rate by', () => {
    expect(stepsOn([januaryTo, rateOf03({ fromQuantity: 60 })], '2026-04-01')).toBe('no_first_step');
  });
});

describe('laws', () => {
  const days = fc.nat({ max: 40 }).map((days) => addDays(plainDate('2026-01-01'), days));
  const rates = fc.uniqueArray(
    fc.record({
      fromQuantity: fc.constantFrom(0, 60, 120),
      effectiveFrom: days,
      length: fc.option(fc.nat({ max: 20 }), { nil: null }),
      price: fc.nat({ max: 1_000_000 }),
    }),
    { maxLength: 12, selector: ({ fromQuantity, effectiveFrom }) => `${fromQuantity} ${effectiveFrom}` },
  );
  const toRates = (list: ReturnType<typeof rates.generate>['value']): TariffRate[] =>
    list.map(({ length, price: each, ...terms }) =>
      rateOf03({
        ...terms,
        price: price(`0.${String(each).padStart(8, '0')}`),
        effectiveTo: length === null ? null : addDays(terms.effectiveFrom, length),
      }),
    );

  /** The rule as it is worded, one step at a time. */
  function asWorded(all: readonly TariffRate[], on: string): string | null {
    const inForce = all.filter(
      ({ effectiveFrom, effectiveTo }) => effectiveFrom <= on && (effectiveTo === null || on <= effectiveTo),
    );
    const applying = [0, 60, 120].flatMap((from) => {
      const [latest] = inForce
        .filter(({ fromQuantity }) => fromQuantity === from)
        .sort((a, b) => (a.effectiveFrom > b.effectiveFrom ? -1 : 1));
      return latest ? [latest] : [];
    });
    if (applying.length === 0) return null;
    if (applying[0]?.fromQuantity !== 0) return 'no_first_step';
    return applying
      .map(
        ({ price: each, fromQuantity }) =>
          `${each / 1e8}${fromQuantity === 0 ? '' : ` from ${fromQuantity}`}`,
      )
      .join(' | ');
  }

  it('USE-5: for any rates and any day it is the rule as it is worded', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: -3, max: 70 }), (list, offset) => {
        const all = toRates(list);
        const on = addDays(plainDate('2026-01-01'), offset);
        expect(stepsOn(all, on)).toBe(asWorded(all, on));
      }),
    );
  });

  it('the order of the rows and of the questions changes nothing', () => {
    fc.assert(
      fc.property(
        rates.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        fc.array(days, { minLength: 1, maxLength: 10 }),
        ([list, shuffled], asked) => {
          const book = openRateBook(toRates(shuffled)).get('03')?.get('any');
          for (const on of asked) {
            const found = book?.(dayNumber(on)) ?? null;
            const prices =
              found === null || typeof found === 'string' ? found : found.steps.map((s) => s.price);
            const other = openRateBook(toRates(list)).get('03')?.get('any')?.(dayNumber(on)) ?? null;
            expect(prices).toEqual(
              other === null || typeof other === 'string' ? other : other.steps.map((s) => s.price),
            );
          }
        },
      ),
    );
  });
});
