import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceOf, useOfPeriod } from '#core/billing/charge.ts';
import { boundaryOf, periodAt } from '#core/billing/period-grid.ts';
import type { PeriodGrid } from '#core/billing/terms.ts';
import { addDays, boundary, daysBetween, type PlainDate } from '#core/calendar.ts';
import { cents, type Rounding } from '#core/money.ts';
import { anAccount, aPlan, aTerm, day, money, type TermSettings } from '#test/support/billing.ts';

interface Question extends TermSettings {
  readonly k?: number;
  readonly fee: string;
  readonly rounding?: Rounding;
}

/** What period k costs, in cents. */
function price({ k = 0, fee, rounding = 'half_up', ...settings }: Question): number {
  const plan = settings.plan ?? aPlan();
  const { grid, end } = aTerm(settings);
  return priceOf(useOfPeriod(grid, k, end, plan), money(fee), rounding);
}

const aligned = aPlan({ alignToInvoicePeriod: true });
const honouring = aPlan({ honourFirstPeriodEnd: true });
const off = { proRata: false };

describe('BILL-6: pro rata on', () => {
  it('a whole period costs the fee, whatever its number of days', () => {
    for (const k of [0, 1, 2]) expect(price({ start: '2026-01-31', k, fee: '49.95' })).toBe(4995);
  });

  it('a short first period is charged by day: 15 of 30 days of 10.05 is 5.03', () => {
    expect(price({ plan: aligned, start: '2026-04-16', fee: '10.05' })).toBe(503);
  });

  it('a period that is cut is charged by day: 10 of 31 days of 31.00', () => {
    expect(price({ start: '2026-05-01', end: '2026-05-11', fee: '31.00' })).toBe(1000);
  });

  it('a period that starts on or after the end costs nothing', () => {
    expect(price({ start: '2026-05-01', end: '2026-06-01', k: 1, fee: '31.00' })).toBe(0);
    expect(price({ start: '2026-05-01', end: '2026-05-01', fee: '31.00' })).toBe(0);
    expect(price({ start: '2026-05-01', end: '2026-04-01', fee: '31.00' })).toBe(0);
  });

  it('an end on a boundary cuts nothing', () => {
    expect(price({ start: '2026-05-01', end: '2026-06-01', fee: '31.00' })).toBe(3100);
  });
});

describe('BILL-6: pro rata off', () => {
  it('a short first period costs one full fee', () => {
    expect(price({ plan: { ...aligned, ...off }, start: '2026-04-16', fee: '10.05' })).toBe(1005);
  });

  it('a long first period costs one full fee for each whole period begun, counted back from its end', () => {
    const plan = { ...honouring, ...off };
    // 15 Jan – 14 Feb, 15 Feb – 14 Mar, and 10 – 14 Jan of a third
    expect(price({ plan, start: '2026-01-10', firstPeriodEnd: '2026-03-14', fee: '31.00' })).toBe(9300);
    // Begun on the very boundary: two, not three
    expect(price({ plan, start: '2026-01-15', firstPeriodEnd: '2026-03-14', fee: '31.00' })).toBe(6200);
    expect(price({ plan, start: '2026-01-14', firstPeriodEnd: '2026-03-14', fee: '31.00' })).toBe(9300);
  });

  it('an end within a period changes nothing: a full fee whenever the end becomes known', () => {
    expect(price({ plan: aPlan(off), start: '2026-05-01', end: '2026-05-02', fee: '31.00' })).toBe(3100);
    expect(price({ plan: aPlan(off), start: '2026-05-01', end: '2026-07-11', k: 2, fee: '31.00' })).toBe(
      3100,
    );
    const plan = { ...honouring, ...off };
    const long = { plan, start: '2026-01-10', firstPeriodEnd: '2026-03-14', fee: '31.00' };
    expect(price({ ...long, end: '2026-01-12' })).toBe(price(long));
  });

  it('a period that starts on or after the end costs nothing', () => {
    expect(price({ plan: aPlan(off), start: '2026-05-01', end: '2026-06-01', k: 1, fee: '31.00' })).toBe(0);
  });
});

describe('BILL-7: by day', () => {
  it('a leading part is a part of the whole period that ends where the first one does', () => {
    // The whole one is 29 Feb – 30 Mar 2012: 31 days, 29 of them used
    const account = anAccount({ invoiceDay: 31 });
    expect(price({ plan: aligned, account, start: '2012-03-02', fee: '599.95' })).toBe(56_124);
  });

  it('a leading part keeps that whole period when a change cuts it earlier', () => {
    // 5 of 31 days (15 Dec – 14 Jan), not of 28 or 30
    const short = { plan: honouring, start: '2026-01-05', firstPeriodEnd: '2026-01-14', end: '2026-01-10' };
    expect(price({ ...short, fee: '31.00' })).toBe(500);
  });

  it('a trailing part is a part of the whole period that starts at the boundary', () => {
    expect(price({ start: '2026-01-15', end: '2026-03-01', k: 1, fee: '28.00' })).toBe(1400);
  });

  it('a first period longer than L is whole periods counted back from its end and a leading part, rounded once', () => {
    expect(price({ plan: honouring, start: '2026-01-10', firstPeriodEnd: '2026-03-14', fee: '31.00' })).toBe(
      6700,
    );
    // 2 + 5/31 of 0.05: 0.108 rounds to 0.11 once, 0.10 + 0.01 would too; 0.07: 0.1513 → 0.15
    expect(price({ plan: honouring, start: '2026-01-10', firstPeriodEnd: '2026-03-14', fee: '0.07' })).toBe(
      15,
    );
  });

  it('a long first period that is cut keeps its leading part, its whole periods and a trailing part', () => {
    const long = { plan: honouring, start: '2026-01-10', firstPeriodEnd: '2026-03-14', fee: '868.00' };
    // 5/31 of 868 = 140, one whole, 7 of the 28 days from 15 Feb = 217
    expect(price({ ...long, end: '2026-02-22' })).toBe(14_000 + 86_800 + 21_700);
    // on an inner boundary there is no trailing part
    expect(price({ ...long, end: '2026-02-15' })).toBe(14_000 + 86_800);
    const { grid } = aTerm(long);
    expect(useOfPeriod(grid, 0, day('2026-02-15'), { proRata: true })).toMatchObject({
      wholes: 1,
      parts: [{ days: 5, ofDays: 31 }],
    });
    // within the leading part: 2 of 31 days
    expect(price({ ...long, end: '2026-01-12' })).toBe(5_600);
    expect(price({ ...long, end: '2026-01-15' })).toBe(14_000);
  });

  it('aligned to a longer invoice period, the first period is charged month by month as well', () => {
    const account = anAccount({ invoicePeriodMonths: 3 });
    // 14 of 28 days of February and the whole of March
    expect(price({ plan: aligned, account, start: '2026-02-15', fee: '28.00' })).toBe(4200);
    expect(price({ plan: aligned, account, start: '2026-02-01', fee: '28.00' })).toBe(5600);
  });

  it('rounds half up once a line, or up where the provider chooses so', () => {
    const half = { plan: aligned, start: '2026-04-16', fee: '0.25' };
    expect(price(half)).toBe(13);
    const third = { start: '2026-04-01', end: '2026-04-11', fee: '10.00' };
    expect(price(third)).toBe(333);
    expect(price({ ...third, rounding: 'up' })).toBe(334);
  });

  it('a leap day counts: 1 of 29 days', () => {
    expect(price({ start: '2028-02-01', end: '2028-02-02', fee: '29.00' })).toBe(100);
    expect(
      price({
        plan: aPlan({ periodLengthMonths: 12 }),
        start: '2028-01-01',
        end: '2028-01-02',
        fee: '366.00',
      }),
    ).toBe(100);
  });
});

describe('laws of charging', () => {
  const settings = fc
    .record({
      startAway: fc.integer({ min: 0, max: 2000 }),
      length: fc.integer({ min: 1, max: 13 }),
      firstDays: fc.integer({ min: 0, max: 900 }),
      honour: fc.boolean(),
      invoiceDay: fc.integer({ min: 1, max: 31 }),
      invoicePeriodMonths: fc.integer({ min: 1, max: 14 }),
    })
    .map(({ startAway, length, firstDays, honour, invoiceDay, invoicePeriodMonths }) => {
      const start = addDays(day('2023-01-01'), startAway);
      return aTerm({
        plan: aPlan({
          periodLengthMonths: length,
          honourFirstPeriodEnd: honour,
          alignToInvoicePeriod: !honour,
        }),
        account: anAccount({ invoiceDay, invoicePeriodMonths }),
        start,
        firstPeriodEnd: addDays(start, firstDays),
      }).grid;
    });

  it('BILL-7: each day costs its fraction of the whole period of L months that it lies in', () => {
    fc.assert(
      fc.property(
        settings,
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 1, max: 1200 }),
        (grid, k, days) => {
          const { from, to } = periodAt(grid, k);
          const end = addDays(from, Math.min(days, daysBetween(from, to) + 1));
          const { wholes, parts } = useOfPeriod(grid, k, end, { proRata: true });
          const charged = sumOf([
            [wholes, 1],
            ...parts.map((part): readonly [number, number] => [part.days, part.ofDays]),
          ]);
          const used = sumOf(dailyFractions(grid, from, end));
          expect(charged.top * used.bottom).toBe(used.top * charged.bottom);
        },
      ),
    );
  });

  it('more days never cost less, and a period is worth the same however it is known to end after it', () => {
    fc.assert(
      fc.property(
        settings,
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 900 }),
        fc.boolean(),
        (grid, k, days, proRata) => {
          const fee = cents(123_456);
          const at = (end: PlainDate | null) =>
            priceOf(useOfPeriod(grid, k, end, { proRata }), fee, 'half_up');
          const end = addDays(boundaryOf(grid, k), days);
          expect(at(end)).toBeLessThanOrEqual(at(addDays(end, 1)));
          expect(at(boundaryOf(grid, k + 1))).toBe(at(null));
        },
      ),
    );
  });

  /** The fractions of the days, each by looking for its whole period from the first period's end backwards or forwards. */
  function* dailyFractions(
    grid: PeriodGrid,
    from: PlainDate,
    end: PlainDate,
  ): Generator<readonly [number, number]> {
    for (let date = from; date < end; date = addDays(date, 1)) {
      let step = 0;
      while (boundary(grid.anchor, step * grid.lengthMonths) > date) step -= 1;
      while (boundary(grid.anchor, (step + 1) * grid.lengthMonths) <= date) step += 1;
      const whole = [step, step + 1].map((each) => boundary(grid.anchor, each * grid.lengthMonths));
      yield [1, daysBetween(whole[0] ?? date, whole[1] ?? date)];
    }
  }

  /** The exact sum of fractions, as numerator and denominator. */
  function sumOf(fractions: Iterable<readonly [number, number]>): { top: bigint; bottom: bigint } {
    const byDivisor = new Map<bigint, bigint>();
    for (const [top, bottom] of fractions)
      byDivisor.set(BigInt(bottom), (byDivisor.get(BigInt(bottom)) ?? 0n) + BigInt(top));
    const bottom = [...byDivisor.keys()].reduce((product, divisor) => product * divisor, 1n);
    return {
      top: [...byDivisor].reduce((sum, [divisor, top]) => sum + (top * bottom) / divisor, 0n),
      bottom,
    };
  }
});
