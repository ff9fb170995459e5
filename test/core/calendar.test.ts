import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  addWorkingDays,
  anchorAt,
  boundary,
  boundaryAfter,
  boundaryOnOrBefore,
  dateIn,
  dayNumber,
  dayOf,
  daysBetween,
  daysInMonth,
  earlier,
  fromDayNumber,
  type Instant,
  instant,
  instantIn,
  isTimeZone,
  isWorkingDay,
  later,
  minutesIn,
  monthIndexOf,
  type PlainDate,
  parseDate,
  parseInstant,
  plainDate,
  readDate,
  spokenDate,
  workingDaysBetween,
} from '#core/calendar.ts';

const anyDay = fc
  .integer({ min: dayNumber(plainDate('1900-01-01')), max: dayNumber(plainDate('2199-12-31')) })
  .map(fromDayNumber);

describe('days of the calendar', () => {
  it.each([
    '2026-02-30',
    '2026-00-10',
    '2026-13-01',
    '2026-4-16',
    '2026-04-31',
    '1899-12-31',
    '2200-01-01',
    '2026-04-16T00:00',
    '',
    null,
    20260416,
  ])('%j is none', (text) => {
    expect(readDate(text)).toBeNull();
    expect(parseDate(text, 'start')).toMatchObject({ faults: [{ code: 'invalid_date', path: 'start' }] });
  });

  it('a leap day exists in leap years only', () => {
    expect(readDate('2024-02-29')).toBe('2024-02-29');
    expect(readDate('2000-02-29')).toBe('2000-02-29');
    expect(readDate('2026-02-29')).toBeNull();
    expect(readDate('2100-02-29')).toBeNull();
  });

  it('the length of a month agrees with Date', () => {
    for (let year = 1900; year < 2200; year += 1)
      for (let month = 1; month <= 12; month += 1)
        expect(daysInMonth(year, month)).toBe(new Date(Date.UTC(year, month, 0)).getUTCDate());
  });

  it('days are counted both ways', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -1000, max: 1000 }), (date, days) => {
        expect(daysBetween(date, addDays(date, days))).toBe(days);
      }),
    );
    expect(addDays(plainDate('2026-02-28'), 1)).toBe('2026-03-01');
  });

  it('the earlier and the later of two', () => {
    const [first, second] = [plainDate('2026-02-28'), plainDate('2026-10-01')];
    expect(earlier(second, first)).toBe(first);
    expect(later(second, first)).toBe(second);
  });

  it('throws on a date that code vouches for and that is none', () => {
    expect(() => plainDate('2026-02-30')).toThrow('day of the calendar');
  });

  it('is spoken as people write it', () => {
    expect(spokenDate(plainDate('2026-03-01'))).toBe('1 Mar 2026');
  });
});

describe('months', () => {
  it('BILL-1: counts months from the date itself', () => {
    expect(addMonths(plainDate('2026-04-30'), -1)).toBe('2026-03-30');
    expect(addMonths(plainDate('2026-03-31'), -1)).toBe('2026-02-28');
    expect(addMonths(plainDate('2026-01-15'), -13)).toBe('2024-12-15');
  });

  it('PER-1: boundaries keep the anchor’s day: 31 Jan, 28 Feb, 31 Mar, 30 Apr', () => {
    const anchor = anchorAt(plainDate('2026-01-31'));
    expect([0, 1, 2, 3].map((months) => boundary(anchor, months))).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
    ]);
    expect(boundary(anchor, 25)).toBe('2028-02-29');
  });

  it('PER-1: every boundary lies on the anchor’s day or the last of its month, in the month that it counts to', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: -600, max: 600 }),
        (date, day, months) => {
          const found = boundary(anchorAt(date, day), months);
          expect(monthIndexOf(found)).toBe(monthIndexOf(date) + months);
          expect(dayOf(found)).toBe(
            Math.min(day, daysInMonth(Number(found.slice(0, 4)), Number(found.slice(5, 7)))),
          );
        },
      ),
    );
  });

  it('PER-3: finds the boundaries around any date, before the anchor too', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 1, max: 36 }),
        fc.integer({ min: -4000, max: 4000 }),
        (origin, day, months, away) => {
          const anchor = anchorAt(origin, day);
          const date = addDays(origin, away);
          const [before, after] = [
            boundaryOnOrBefore(anchor, months, date),
            boundaryAfter(anchor, months, date),
          ];
          expect(before <= date && date < after).toBe(true);
          // Nothing lies between them.
          expect(monthIndexOf(after) - monthIndexOf(before)).toBe(months);
          expect(boundaryAfter(anchor, months, before)).toBe(after);
        },
      ),
    );
  });
});

describe('instants and zones', () => {
  const melbourne = 'Australia/Melbourne';
  const at = (text: string): Instant => instant(new Date(text));

  it('the day of an instant is the day of the zone', () => {
    expect(dateIn(melbourne, at('2026-03-31T12:59:59Z'))).toBe('2026-03-31');
    expect(dateIn(melbourne, at('2026-03-31T13:00:00Z'))).toBe('2026-04-01');
    expect(dateIn('America/New_York', at('2026-04-01T03:59:00Z'))).toBe('2026-03-31');
    expect(minutesIn(melbourne, at('2026-03-31T13:30:59.999Z'))).toBe(30);
  });

  it('in spring, a time that the clock skips is the moment just as long after midnight', () => {
    const night = plainDate('2026-10-04');
    const midnight = Date.parse(instantIn(melbourne, night, 0));
    for (const minutes of [120, 150, 179]) {
      const moment = instantIn(melbourne, night, minutes);
      expect(Date.parse(moment) - midnight).toBe(minutes * 60_000);
      expect(minutesIn(melbourne, moment)).toBe(minutes + 60);
    }
    expect(instantIn(melbourne, night, 180)).toBe('2026-10-03T16:00:00.000Z');
  });

  it('in autumn, a time that comes twice is the first of the two', () => {
    const night = plainDate('2026-04-05');
    expect(instantIn(melbourne, night, 120)).toBe('2026-04-04T15:00:00.000Z');
    expect(instantIn(melbourne, night, 150)).toBe('2026-04-04T15:30:00.000Z');
    expect(instantIn(melbourne, night, 180)).toBe('2026-04-04T17:00:00.000Z');
    expect(instantIn('America/New_York', plainDate('2026-11-01'), 90)).toBe('2026-11-01T05:30:00.000Z');
  });

  it('knows a half-hour shift, and a midnight that is skipped', () => {
    expect(instantIn('Australia/Lord_Howe', plainDate('2026-10-04'), 130)).toBe('2026-10-03T15:40:00.000Z');
    expect(instantIn('America/Santiago', plainDate('2026-09-06'), 0)).toBe('2026-09-06T04:00:00.000Z');
  });

  it('leads back to day and time wherever the clock shows them', () => {
    const zones = fc.constantFrom(melbourne, 'America/New_York', 'Asia/Kolkata', 'UTC', 'Pacific/Auckland');
    const days = fc
      .integer({ min: dayNumber(plainDate('2020-01-01')), max: dayNumber(plainDate('2030-12-31')) })
      .map(fromDayNumber);
    fc.assert(
      fc.property(zones, days, fc.integer({ min: 0, max: 1439 }), (zone, date, minutes) => {
        const moment = instantIn(zone, date, minutes);
        const shown = minutesIn(zone, moment);
        expect(dateIn(zone, moment)).toBe(date);
        // Only a spring gap shows another time, an hour on.
        if (shown !== minutes) expect(shown).toBe(minutes + 60);
        else {
          const anHourBefore = instant(new Date(Date.parse(moment) - 3_600_000));
          expect(dateIn(zone, anHourBefore) === date && minutesIn(zone, anHourBefore) === minutes).toBe(
            false,
          );
        }
      }),
    );
  });

  it('reads instants with their offset and refuses what is none', () => {
    expect(parseInstant('2026-03-01T09:00:00+11:00')).toEqual({
      ok: true,
      value: '2026-02-28T22:00:00.000Z',
    });
    expect(parseInstant('2026-03-01T09:00Z')).toEqual({ ok: true, value: '2026-03-01T09:00:00.000Z' });
    const none = [
      '2026-03-01',
      '2026-03-01T09:00:00',
      'yesterday',
      '2026-02-30T10:00:00Z',
      '2026-03-01T24:00:00Z',
    ];
    for (const text of [...none, '2026-03-01T10:60:00Z', '2026-03-01T10:00:00+25:00', null])
      expect(parseInstant(text)).toMatchObject({ faults: [{ code: 'invalid_instant' }] });
  });

  it('knows the names of zones', () => {
    expect(isTimeZone(melbourne)).toBe(true);
    expect(isTimeZone('Australia/Atlantis')).toBe(false);
    for (const offset of ['+10:00', '-0330', '+10', '−10:00', ''])
      expect(isTimeZone(offset), offset).toBe(false);
  });
});

describe('working days', () => {
  const holidays = new Set<PlainDate>([plainDate('2026-04-03'), plainDate('2026-04-06')]);

  it('WF-3: Monday to Friday, without holidays', () => {
    expect(isWorkingDay(plainDate('2026-04-02'), holidays)).toBe(true);
    expect(isWorkingDay(plainDate('2026-04-03'), holidays)).toBe(false);
    expect(isWorkingDay(plainDate('2026-04-04'), holidays)).toBe(false);
    expect(isWorkingDay(plainDate('2026-04-05'), holidays)).toBe(false);
  });

  it('adds and takes away working days: the day itself is not counted', () => {
    const added = (from: string, days: number) => addWorkingDays(plainDate(from), days, holidays);
    expect(added('2026-04-02', 0)).toBe('2026-04-02');
    expect(added('2026-04-02', 1)).toBe('2026-04-07');
    expect(added('2026-04-04', 1)).toBe('2026-04-07');
    expect(added('2026-04-07', -1)).toBe('2026-04-02');
    expect(added('2026-04-06', -1)).toBe('2026-04-02');
    expect(added('2026-04-20', -10)).toBe('2026-04-02');
  });

  it('WF-3: ten working days over Easter', () => {
    expect(workingDaysBetween(plainDate('2026-04-02'), plainDate('2026-04-20'), holidays)).toBe(10);
    expect(workingDaysBetween(plainDate('2026-04-02'), plainDate('2026-04-02'), holidays)).toBe(0);
    expect(workingDaysBetween(plainDate('2026-04-20'), plainDate('2026-04-02'), holidays)).toBe(0);
    const someDays = fc.array(fc.integer({ min: -10, max: 410 }), { maxLength: 20 });
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 400 }), someDays, (from, days, off) => {
        const closed = new Set(off.map((offset) => addDays(from, offset)));
        const walked = Array.from({ length: days }, (_, n) => addDays(from, n + 1));
        const worked = walked.filter((day) => isWorkingDay(day, closed));
        expect(workingDaysBetween(from, addDays(from, days), closed)).toBe(worked.length);
      }),
    );
    expect(workingDaysBetween(plainDate('2026-04-02'), plainDate('2026-04-07'), holidays)).toBe(1);
  });
});
