import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boundaryOf,
  dueOn,
  dueWith,
  invoiceAnchorOf,
  nextBoundary,
  periodAt,
  periodNumberOn,
} from '#core/billing/period-grid.ts';
import { addDays, dayBefore, dayNumber, daysInMonth, fromDayNumber, plainDate } from '#core/calendar.ts';
import { anAccount, aPlan, aTerm, day, type TermSettings } from '#test/support/billing.ts';

/** The first periods of a term, "from..to". */
function periods(settings: TermSettings, count: number): string[] {
  const { grid } = aTerm(settings);
  return Array.from({ length: count }, (_, k) => periodAt(grid, k)).map(({ from, to }) => `${from}..${to}`);
}

describe('PER-1: boundaries are counted from one anchor', () => {
  it('a start on the 31st comes back to the 31st after every shorter month', () => {
    expect(periods({ start: '2026-01-31' }, 4)).toEqual([
      '2026-01-31..2026-02-27',
      '2026-02-28..2026-03-30',
      '2026-03-31..2026-04-29',
      '2026-04-30..2026-05-30',
    ]);
  });

  it('a leap day is the 28th in other years', () => {
    const plan = aPlan({ periodLengthMonths: 12 });
    expect(periods({ plan, start: '2024-02-29' }, 5)).toEqual([
      '2024-02-29..2025-02-27',
      '2025-02-28..2026-02-27',
      '2026-02-28..2027-02-27',
      '2027-02-28..2028-02-28',
      '2028-02-29..2029-02-27',
    ]);
  });

  it('period 1200 is found without walking there', () => {
    const { grid } = aTerm({ start: '2026-01-31' });
    expect(boundaryOf(grid, 1200)).toBe('2126-01-31');
    expect(periodNumberOn(grid, day('2126-02-27'))).toBe(1200);
  });
});

describe('PER-2: the start, the invoice period or a given end decides where periods lie', () => {
  const aligned = aPlan({ alignToInvoicePeriod: true });

  it('anchors at the start', () => {
    expect(periods({ start: '2026-04-16' }, 2)).toEqual(['2026-04-16..2026-05-15', '2026-05-16..2026-06-15']);
  });

  it('aligned, the first period runs to the next invoice boundary', () => {
    expect(periods({ plan: aligned, start: '2026-04-16' }, 2)).toEqual([
      '2026-04-16..2026-04-30',
      '2026-05-01..2026-05-31',
    ]);
  });

  it('aligned, a start on an invoice boundary begins a whole period, also on the last day of a short month', () => {
    const account = anAccount({ invoiceDay: 31 });
    expect(periods({ plan: aligned, account, start: '2026-04-30' }, 3)).toEqual([
      '2026-04-30..2026-05-30',
      '2026-05-31..2026-06-29',
      '2026-06-30..2026-07-30',
    ]);
    expect(periods({ plan: { ...aligned, periodLengthMonths: 2 }, account, start: '2026-02-28' }, 2)).toEqual(
      ['2026-02-28..2026-04-29', '2026-04-30..2026-06-29'],
    );
  });

  it('aligned, an invoice day of 31 is the last day of February and the 31st again in March', () => {
    const account = anAccount({ invoiceDay: 31 });
    expect(periods({ plan: aligned, account, start: '2026-02-10' }, 3)).toEqual([
      '2026-02-10..2026-02-27',
      '2026-02-28..2026-03-30',
      '2026-03-31..2026-04-29',
    ]);
  });

  it('aligned, the first period runs to the next invoice boundary even where that is more than L away', () => {
    const account = anAccount({ invoicePeriodMonths: 6 });
    expect(periods({ plan: aligned, account, start: '2026-02-10' }, 2)).toEqual([
      '2026-02-10..2026-06-30',
      '2026-07-01..2026-07-31',
    ]);
  });

  const honouring = aPlan({ honourFirstPeriodEnd: true, alignToInvoicePeriod: true });

  it('a given first period end wins over alignment, and the day after it is the anchor', () => {
    expect(periods({ plan: honouring, start: '2026-01-10', firstPeriodEnd: '2026-01-30' }, 3)).toEqual([
      '2026-01-10..2026-01-30',
      '2026-01-31..2026-02-27',
      '2026-02-28..2026-03-30',
    ]);
  });

  it('a first period may be one day, or longer than L', () => {
    expect(periods({ plan: honouring, start: '2026-01-10', firstPeriodEnd: '2026-01-10' }, 2)).toEqual([
      '2026-01-10..2026-01-10',
      '2026-01-11..2026-02-10',
    ]);
    expect(periods({ plan: honouring, start: '2026-01-10', firstPeriodEnd: '2026-03-14' }, 2)).toEqual([
      '2026-01-10..2026-03-14',
      '2026-03-15..2026-04-14',
    ]);
  });

  it('without a given end a plan that honours one is aligned as usual', () => {
    expect(periods({ plan: honouring, start: '2026-01-10' }, 1)).toEqual(['2026-01-10..2026-01-31']);
  });

  it('a given end means nothing to a plan that does not honour it', () => {
    expect(periods({ start: '2026-01-10', firstPeriodEnd: '2026-01-20' }, 1)).toEqual([
      '2026-01-10..2026-02-09',
    ]);
  });
});

describe('PER-3: invoice periods are counted from the invoice anchor', () => {
  const aligned = aPlan({ alignToInvoicePeriod: true });

  it('the anchor left out is the invoice day in January of the year of the first subscription', () => {
    expect(invoiceAnchorOf(anAccount({ invoiceDay: 31 }), plainDate('2026-06-15'))).toEqual({
      monthIndex: 2026 * 12,
      day: 31,
    });
    const account = anAccount({ invoicePeriodMonths: 5 });
    // January, June, November: not counted from the start.
    expect(periods({ plan: aligned, account, start: '2026-07-10' }, 1)).toEqual(['2026-07-10..2026-10-31']);
  });

  it('a given anchor counts both ways', () => {
    const account = anAccount({
      invoiceDay: 15,
      invoicePeriodMonths: 3,
      invoiceAnchor: plainDate('2027-02-15'),
    });
    expect(periods({ plan: aligned, account, start: '2026-07-10' }, 1)).toEqual(['2026-07-10..2026-08-14']);
  });

  it('an anchor on the last day of a short month stands for the invoice day', () => {
    const account = anAccount({
      invoiceDay: 31,
      invoicePeriodMonths: 2,
      invoiceAnchor: plainDate('2026-02-28'),
    });
    expect(periods({ plan: aligned, account, start: '2026-07-10' }, 1)).toEqual(['2026-07-10..2026-08-30']);
  });
});

describe('BILL-9: the next boundary on or after a day', () => {
  const { grid } = aTerm({ plan: aPlan({ periodLengthMonths: 3 }), start: '2026-01-31' });

  it.each([
    ['2026-01-01', '2026-01-31'],
    ['2026-01-31', '2026-01-31'],
    ['2026-02-01', '2026-04-30'],
    ['2026-04-30', '2026-04-30'],
    ['2026-05-01', '2026-07-31'],
  ])('for %s is %s', (date, expected) => {
    expect(nextBoundary(grid, day(date))).toBe(expected);
  });
});

describe('when a period falls due', () => {
  it('BILL-1: in advance, on its first day less M months, counted from that very date', () => {
    const { grid } = aTerm({ start: '2026-03-31' });
    const plan = aPlan({ billMonthsInAdvance: 1 });
    expect(boundaryOf(grid, 1)).toBe('2026-04-30');
    expect(dueOn(plan, grid, 1)).toBe('2026-03-30');
    expect(dueOn(plan, grid, 0)).toBe('2026-02-28');
  });

  it('BILL-2: P − 1 periods before it take it along, the first one at the earliest', () => {
    const plan = aPlan({ periodsInAdvance: 3 });
    expect([0, 1, 2, 3, 7].map((k) => dueWith(plan, k))).toEqual([0, 0, 0, 1, 5]);
  });

  it('BILL-4: in arrears, on the day after it ends; P and M do not apply', () => {
    const { grid } = aTerm({ start: '2026-03-01' });
    const plan = aPlan({ billAccessFeesIn: 'arrears', periodsInAdvance: 3, billMonthsInAdvance: 2 });
    expect(dueOn(plan, grid, 0)).toBe('2026-04-01');
    expect(dueWith(plan, 5)).toBe(5);
  });

  it('BILL-5: in arrears, the shortened last period on the first day without service', () => {
    const { grid } = aTerm({ start: '2026-03-01' });
    const plan = aPlan({ billAccessFeesIn: 'arrears' });
    expect(dueOn(plan, grid, 0, day('2026-03-11'))).toBe('2026-03-11');
    expect(dueOn(plan, grid, 0, day('2026-06-01'))).toBe('2026-04-01');
  });
});

describe('laws of the grid', () => {
  const anyDay = fc
    .integer({ min: dayNumber(plainDate('1950-01-01')), max: dayNumber(plainDate('2100-12-31')) })
    .map(fromDayNumber);
  const months = fc.integer({ min: 1, max: 36 });
  const settings = fc
    .record({
      start: anyDay,
      length: months,
      aligned: fc.boolean(),
      invoiceDay: fc.integer({ min: 1, max: 31 }),
      invoicePeriodMonths: months,
      anchor: fc.option(anyDay),
      firstPeriodDays: fc.option(fc.integer({ min: 0, max: 1500 })),
    })
    .map(({ start, length, aligned, invoiceDay, invoicePeriodMonths, anchor, firstPeriodDays }) => ({
      plan: aPlan({
        periodLengthMonths: length,
        alignToInvoicePeriod: aligned,
        honourFirstPeriodEnd: firstPeriodDays !== null,
      }),
      account: anAccount({ invoiceDay, invoicePeriodMonths, invoiceAnchor: anchor }),
      start: String(start),
      ...(firstPeriodDays !== null && { firstPeriodEnd: String(addDays(start, firstPeriodDays)) }),
    }));

  it('PER-1: periods tile the calendar from the start on, without gap or overlap', () => {
    fc.assert(
      fc.property(settings, fc.integer({ min: 0, max: 200 }), (term, k) => {
        const { grid } = aTerm(term);
        const [here, next] = [periodAt(grid, k), periodAt(grid, k + 1)];
        expect(here.from <= here.to).toBe(true);
        expect(dayBefore(next.from)).toBe(here.to);
        expect(periodAt(grid, 0).from).toBe(term.start);
      }),
    );
  });

  it('every day from the start on lies in the period that is found for it', () => {
    fc.assert(
      fc.property(settings, fc.integer({ min: 0, max: 40_000 }), (term, away) => {
        const { grid } = aTerm(term);
        const date = addDays(grid.start, away);
        const { from, to } = periodAt(grid, periodNumberOn(grid, date) ?? -1);
        expect(from <= date && date <= to).toBe(true);
        const boundary = nextBoundary(grid, date);
        expect(boundary).toBe(from === date ? date : addDays(to, 1));
        expect(periodNumberOn(grid, addDays(grid.start, -1 - away))).toBeNull();
      }),
    );
  });

  it('PER-2: aligned, every boundary after the start lies on the invoice day, and no invoice boundary is passed first', () => {
    fc.assert(
      fc.property(settings, fc.integer({ min: 1, max: 100 }), (term, k) => {
        fc.pre(term.plan.alignToInvoicePeriod && !term.plan.honourFirstPeriodEnd);
        const { grid } = aTerm(term);
        const boundary = boundaryOf(grid, k);
        const last = daysInMonth(Number(boundary.slice(0, 4)), Number(boundary.slice(5, 7)));
        expect(Number(boundary.slice(8))).toBe(Math.min(term.account.invoiceDay, last));
        const longest = Math.max(term.account.invoicePeriodMonths, term.plan.periodLengthMonths);
        expect(dayNumber(boundaryOf(grid, 1)) - dayNumber(grid.start)).toBeLessThanOrEqual(longest * 31);
      }),
    );
  });

  it('BILL-1: a later period never falls due before an earlier one', () => {
    fc.assert(
      fc.property(
        settings,
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 36 }),
        (term, k, ahead) => {
          const plan = { ...term.plan, billMonthsInAdvance: ahead };
          const { grid } = aTerm(term);
          expect(dueOn(plan, grid, k) <= dueOn(plan, grid, k + 1)).toBe(true);
        },
      ),
    );
  });
});
