import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dayNumber, type Instant, instant, plainDate } from '#core/calendar.ts';
import { dueDays, formatTimeOfDay, nextRunOf, parseTimeOfDay } from '#core/jobs/due-days.ts';

const at = (text: string) => text as Instant;
const melbourne = (atMinutes: number, lastDoneOn: string) => ({
  timeZone: 'Australia/Melbourne',
  atMinutes,
  lastDoneOn: plainDate(lastDoneOn),
});

describe('when a daily job is due', () => {
  it('is not due a minute before its local time, and is at it', () => {
    const job = melbourne(120, '2026-06-30');
    expect(dueDays(job, at('2026-06-30T15:59:00.000Z'), 9)).toEqual([]);
    expect(dueDays(job, at('2026-06-30T16:00:00.000Z'), 9)).toEqual([
      { day: '2026-07-01', at: '2026-06-30T16:00:00.000Z' },
    ]);
  });

  it('catches missed days up in order, the oldest first', () => {
    const due = dueDays(melbourne(120, '2026-06-27'), at('2026-07-01T00:00:00.000Z'), 9);
    expect(due.map(({ day }) => day)).toEqual(['2026-06-28', '2026-06-29', '2026-06-30', '2026-07-01']);
  });

  it('does so many at a time', () => {
    const due = dueDays(melbourne(120, '2025-12-31'), at('2026-07-01T00:00:00.000Z'), 31);
    expect(due.map(({ day }) => day).at(-1)).toBe('2026-01-31');
  });

  it('runs once on the day on which the clock skips its time', () => {
    // 4 October 2026: 02:00 becomes 03:00 in Melbourne, so 02:30 is never shown.
    const job = melbourne(150, '2026-10-03');
    expect(dueDays(job, at('2026-10-03T16:29:00.000Z'), 9)).toEqual([]);
    expect(dueDays(job, at('2026-10-03T16:30:00.000Z'), 9)).toHaveLength(1);
    expect(nextRunOf({ ...job, lastDoneOn: plainDate('2026-10-04') }).at).toBe('2026-10-04T15:30:00.000Z');
  });

  it('runs once on the day on which the clock shows its time twice', () => {
    // 5 April 2026: 03:00 becomes 02:00 in Melbourne, so 02:30 comes at 15:30 and again at 16:30 UTC.
    const job = melbourne(150, '2026-04-04');
    expect(dueDays(job, at('2026-04-04T15:30:00.000Z'), 9)).toHaveLength(1);
    expect(
      dueDays({ ...job, lastDoneOn: plainDate('2026-04-05') }, at('2026-04-04T16:30:00.000Z'), 9),
    ).toEqual([]);
  });

  it('gives every day exactly once, wherever and whenever one looks', () => {
    const zones = fc.constantFrom(
      'Australia/Melbourne',
      'Pacific/Auckland',
      'America/St_Johns',
      'UTC',
      'Asia/Kathmandu',
    );
    const first = plainDate('2026-01-01');
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: 0, max: 1439 }),
        fc.array(fc.integer({ min: 1, max: 90 * 60 }), { minLength: 1, maxLength: 60 }),
        (timeZone, atMinutes, steps) => {
          let now = Date.parse('2026-03-01T00:00:00Z');
          let lastDoneOn = addDays(plainDate('2026-02-28'), -1);
          const done: string[] = [];
          for (const minutes of steps) {
            now += minutes * 60_000;
            for (const { day } of dueDays({ timeZone, atMinutes, lastDoneOn }, instant(new Date(now)), 31)) {
              done.push(day);
              lastDoneOn = day;
            }
          }
          const numbers = done.map((day) => dayNumber(plainDate(day)) - dayNumber(first));
          expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a time of the day', () => {
  it.each([
    ['00:00', 0],
    ['02:30', 150],
    ['23:59', 1439],
  ])('%s is minute %i', (text, minutes) => {
    expect(parseTimeOfDay(text)).toEqual({ ok: true, value: minutes });
    expect(formatTimeOfDay(minutes)).toBe(text);
  });

  it.each(['24:00', '2:30', '02:60', '0230', ''])('"%s" is none', (text) => {
    expect(parseTimeOfDay(text, 'at')).toMatchObject({
      ok: false,
      faults: [{ code: 'invalid_time', path: 'at' }],
    });
  });
});
