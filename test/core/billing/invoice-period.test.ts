import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invoiceDueOn, invoicePeriodOn } from '#core/billing/invoice-period.ts';
import type { InvoiceTerms } from '#core/billing/terms.ts';
import { addDays, daysBetween, fromDayNumber, type PlainDate, plainDate } from '#core/calendar.ts';

const day = plainDate;
const terms = (
  invoiceDay: number,
  invoicePeriodMonths: number,
  anchor: string | null = null,
): InvoiceTerms => ({
  invoiceDay,
  invoicePeriodMonths,
  invoiceAnchor: anchor === null ? null : day(anchor),
});
const onDay = (account: InvoiceTerms, date: string, firstStart = '2025-06-20') => {
  const { from, to } = invoicePeriodOn(account, day(firstStart), day(date));
  return `${from} to ${to}`;
};

describe('PER-3: the invoice period that a day lies in', () => {
  it.each([
    ['monthly on the 1st', terms(1, 1), '2026-03-15', '2026-03-01 to 2026-03-31'],
    ['on its first day', terms(1, 1), '2026-03-01', '2026-03-01 to 2026-03-31'],
    ['on its last day', terms(1, 1), '2026-02-28', '2026-02-01 to 2026-02-28'],
    ['invoice day 15, before it', terms(15, 1), '2026-03-14', '2026-02-15 to 2026-03-14'],
    ['invoice day 31 in a short month', terms(31, 1), '2026-02-28', '2026-02-28 to 2026-03-30'],
    ['invoice day 31, the day before', terms(31, 1), '2026-02-27', '2026-01-31 to 2026-02-27'],
    ['invoice day 31, back on the 31st', terms(31, 1), '2026-03-31', '2026-03-31 to 2026-04-29'],
    ['invoice day 31 in a leap year', terms(31, 1), '2028-02-29', '2028-02-29 to 2028-03-30'],
    ['three months, from January', terms(1, 3), '2026-05-31', '2026-04-01 to 2026-06-30'],
    ['twelve months, from January', terms(10, 12), '2026-12-31', '2026-01-10 to 2027-01-09'],
    ['twelve months, before the day', terms(10, 12), '2026-01-09', '2025-01-10 to 2026-01-09'],
    ['three months from an anchor', terms(31, 3, '2026-02-28'), '2026-08-30', '2026-05-31 to 2026-08-30'],
    ['five months over the year', terms(1, 5), '2026-06-01', '2026-04-01 to 2026-08-31'],
  ])('%s', (_, account, date, period) => {
    expect(onDay(account, date)).toBe(period);
  });

  it('counts from January of the year in which the first subscription started', () => {
    expect(onDay(terms(1, 5), '2026-06-01', '2026-03-09')).toBe('2026-06-01 to 2026-10-31');
    expect(onDay(terms(1, 5), '2026-06-01', '2025-03-09')).toBe('2026-04-01 to 2026-08-31');
  });

  it('holds the day, and the next period starts on the day after it ends', () => {
    const someDay = fc.integer({ min: 18_000, max: 30_000 }).map(fromDayNumber);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 1, max: 36 }),
        someDay,
        someDay,
        (invoiceDay, months, firstStart: PlainDate, date: PlainDate) => {
          const account = terms(invoiceDay, months);
          const { from, to } = invoicePeriodOn(account, firstStart, date);
          expect(from <= date && date <= to).toBe(true);
          expect(invoicePeriodOn(account, firstStart, addDays(to, 1)).from).toBe(addDays(to, 1));
          expect(invoicePeriodOn(account, firstStart, from)).toEqual({ from, to });
          expect(daysBetween(from, to)).toBeGreaterThan(26);
        },
      ),
    );
  });
});

describe('INV-1: the day on which the invoice of a period is made', () => {
  const march = { from: day('2026-03-01'), to: day('2026-03-31') };

  it.each([
    [0, '2026-03-01'],
    [2, '2026-03-03'],
    [28, '2026-03-29'],
  ])('%d days after the invoice day', (delay, due) => {
    expect(invoiceDueOn(march, delay)).toBe(due);
  });

  it('is the last day of a period that is over before the delay is', () => {
    expect(invoiceDueOn({ from: day('2026-02-01'), to: day('2026-02-28') }, 28)).toBe('2026-02-28');
  });
});
