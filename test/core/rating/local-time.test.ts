import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateIn, fromDayNumber, type Instant, instant, minutesIn } from '#core/calendar.ts';
import { makeLocalClock } from '#core/rating/local-time.ts';
import { at } from '#test/support/rating.ts';

const melbourne = makeLocalClock('Australia/Melbourne');
const shownAt = (text: string): string => {
  const { day, weekday, minutes } = melbourne(at(text));
  const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return `${weekday} ${fromDayNumber(day)} ${time}`;
};

describe('the wall clock of a zone', () => {
  it.each([
    ['2026-03-02T10:00:59+11:00', '1 2026-03-02 10:00'],
    ['2026-06-30T13:59:59Z', '2 2026-06-30 23:59'],
    ['2026-06-30T14:00:00Z', '3 2026-07-01 00:00'],
    ['2026-12-31T12:59:00Z', '4 2026-12-31 23:59'],
    ['1969-12-31T13:59:59.999Z', '3 1969-12-31 23:59'],
    ['1969-12-31T14:00:00Z', '4 1970-01-01 00:00'],
    ['1954-02-28T10:00:00+10:00', '7 1954-02-28 10:00'],
  ])('%s is %s in Melbourne, Monday being 1', (text, shown) => {
    expect(shownAt(text)).toBe(shown);
  });

  it('in the night of 4 October 2026 it goes from 2 to 3', () => {
    expect(shownAt('2026-10-03T15:59:59Z')).toBe('7 2026-10-04 01:59');
    expect(shownAt('2026-10-03T16:00:00Z')).toBe('7 2026-10-04 03:00');
  });

  it('in the night of 5 April 2026 it shows the hour from 2 to 3 twice', () => {
    expect(shownAt('2026-04-04T15:30:00Z')).toBe('7 2026-04-05 02:30');
    expect(shownAt('2026-04-04T16:00:00Z')).toBe('7 2026-04-05 02:00');
    expect(shownAt('2026-04-04T16:30:00Z')).toBe('7 2026-04-05 02:30');
    expect(shownAt('2026-04-04T17:00:00Z')).toBe('7 2026-04-05 03:00');
  });

  it('shows what the calendar says, in every zone, on every day, asked in any order', () => {
    const clocks = new Map(
      [
        'Australia/Melbourne',
        'Australia/Lord_Howe',
        'Asia/Kathmandu',
        'America/St_Johns',
        'Pacific/Apia',
        'Africa/Casablanca',
        'UTC',
      ].map((zone) => [zone, makeLocalClock(zone)] as const),
    );
    const moments = fc
      .date({ min: new Date('1900-01-02'), max: new Date('2199-12-31'), noInvalidDate: true })
      .map(instant);
    // Around a change of Melbourne's clock, to the minute.
    const nights = fc
      .tuple(
        fc.constantFrom('2026-04-04T16:00:00Z', '2026-10-03T16:00:00Z', '2027-04-03T16:00:00Z'),
        fc.integer({ min: -1500, max: 1500 }),
      )
      .map(([change, minutes]) => instant(new Date(Date.parse(change) + minutes * 60_000)));
    fc.assert(
      fc.property(
        fc.constantFrom(...clocks),
        fc.array(fc.oneof(moments, nights), { minLength: 1, maxLength: 20 }),
        ([zone, clock], starts: readonly Instant[]) => {
          for (const start of starts) {
            const { day, weekday, minutes } = clock(start);
            const date = dateIn(zone, start);
            expect([fromDayNumber(day), minutes]).toEqual([date, minutesIn(zone, start)]);
            expect(weekday % 7).toBe(new Date(date).getUTCDay());
          }
        },
      ),
    );
  });
});
