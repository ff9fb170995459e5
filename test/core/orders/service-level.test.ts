import { expect, it } from 'vitest';
import { addDays, plainDate } from '#core/calendar.ts';
import { ageText, lateBefore, slaOf } from '#core/orders/service-level.ts';

const day = plainDate;
const EASTER = { workingDays: 5, holidays: [day('2026-04-03'), day('2026-04-06')] };
const FRIDAY = day('2026-03-06');
const USUAL = { workingDays: 5, holidays: [] };

it('is due so many working days after it came in, by the provider’s holidays', () => {
  expect(slaOf(day('2026-04-01'), day('2026-04-01'), EASTER).dueOn).toBe('2026-04-10');
  expect(slaOf(day('2026-04-01'), day('2026-04-01'), USUAL).dueOn).toBe('2026-04-08');
  expect(slaOf(day('2026-03-07'), day('2026-03-07'), USUAL).dueOn).toBe('2026-03-13');
});

it('says how it stands', () => {
  const stands = (today: string) => slaOf(FRIDAY, day(today), USUAL);
  expect(stands('2026-03-06')).toEqual({
    dueOn: '2026-03-13',
    state: 'in_time',
    text: 'due on 13 Mar 2026, in 5 working days',
  });
  expect(stands('2026-03-12')).toMatchObject({
    state: 'in_time',
    text: 'due on 13 Mar 2026, in 1 working day',
  });
  expect(stands('2026-03-13')).toMatchObject({ state: 'due', text: 'due today' });
  expect(stands('2026-03-14')).toMatchObject({ state: 'late', text: 'late: it was due on 13 Mar 2026' });
  expect(stands('2026-03-16')).toMatchObject({ state: 'late', text: '1 working day late' });
  expect(stands('2026-03-18')).toMatchObject({ state: 'late', text: '3 working days late' });
});

it('knows the late ones by the day they came in, on every day of a year', () => {
  for (let today = day('2026-01-01'); today < '2027-01-01'; today = addDays(today, 1)) {
    const border = lateBefore(today, EASTER);
    expect(slaOf(addDays(border, -1), today, EASTER).state, today).toBe('late');
    expect(slaOf(border, today, EASTER).state, today).not.toBe('late');
  }
});

it('tells an age in words', () => {
  expect(['2026-03-06', '2026-03-07', '2026-03-18'].map((today) => ageText(FRIDAY, day(today)))).toEqual([
    'today',
    '1 day',
    '12 days',
  ]);
});
