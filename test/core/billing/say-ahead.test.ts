import { expect, it } from 'vitest';
import { sayAhead } from '#core/billing/say-ahead.ts';
import { day } from '#test/support/billing.ts';

it.each([
  ['2026-11-28', null],
  ['2026-11-27', null],
  ['2026-11-29', '29 Nov 2026 is in 1 day'],
  ['2026-12-27', '27 Dec 2026 is in 29 days'],
  ['2026-12-28', '28 Dec 2026 is in 1 month'],
  ['2027-12-27', '27 Dec 2027 is in 12 months'],
  ['2027-12-28', '28 Dec 2027 is in 13 months'],
])('on 28 Nov 2026 the day %s is told as %s', (asOf, told) => {
  expect(sayAhead(day(asOf), day('2026-11-28'))).toBe(told && `This day lies ahead: ${told}.`);
});

it('a month that is shorter than the day of today is whole at its end', () => {
  expect(sayAhead(day('2027-02-28'), day('2027-01-31'))).toContain('in 1 month.');
});
