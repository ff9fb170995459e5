import { describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { makeLocalClock } from '#core/rating/local-time.ts';
import { makeBandFinder } from '#core/rating/time-bands.ts';
import { aBand, at } from '#test/support/rating.ts';

const melbourne = makeLocalClock('Australia/Melbourne');
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

describe('the time band of a start', () => {
  const bandAt = makeBandFinder([aBand()]);

  it.each([
    ['Monday 7:59:59', '2026-03-02T07:59:59+11:00', null],
    ['Monday 8:00', '2026-03-02T08:00:00+11:00', 'peak'],
    ['Friday 18:59:59', '2026-03-06T18:59:59+11:00', 'peak'],
    ['Friday 19:00', '2026-03-06T19:00:00+11:00', null],
    ['Saturday noon', '2026-03-07T12:00:00+11:00', null],
    ['Monday morning there, still Sunday in UTC', '2026-03-01T22:00:00Z', 'peak'],
  ])('USE-5: from is included and to is not, by the clock on the wall: %s', (_, start, band) => {
    expect(bandAt(melbourne(at(start)))).toBe(band);
  });

  it('USE-5: the first band of the list that fits wins, however the rows come', () => {
    const night = aBand({ name: 'night', position: 1, days: EVERY_DAY, fromMinutes: 0, untilMinutes: 300 });
    const weekend = aBand({
      name: 'weekend',
      position: 2,
      days: [6, 7],
      fromMinutes: 0,
      untilMinutes: 1440,
    });
    const start = melbourne(at('2026-03-07T02:00:00+11:00'));
    expect(makeBandFinder([night, weekend])(start)).toBe('night');
    expect(makeBandFinder([weekend, night])(start)).toBe('night');
    expect(makeBandFinder([{ ...night, position: 3 }, weekend])(start)).toBe('weekend');
  });

  it('USE-5: 24:00 is the end of the day', () => {
    const evening = makeBandFinder([
      aBand({ name: 'evening', days: EVERY_DAY, fromMinutes: 1140, untilMinutes: 1440 }),
    ]);
    expect(evening(melbourne(at('2026-03-02T23:59:59+11:00')))).toBe('evening');
    expect(evening(melbourne(at('2026-03-03T00:00:00+11:00')))).toBeNull();
  });

  it('USE-5: a band may have several rows of its name', () => {
    const offPeak = makeBandFinder([
      aBand({ name: 'off-peak', position: 0, days: [1, 2, 3, 4, 5], fromMinutes: 0, untilMinutes: 480 }),
      aBand({ name: 'off-peak', position: 1, days: [6, 7], fromMinutes: 0, untilMinutes: 1440 }),
    ]);
    expect(offPeak(melbourne(at('2026-03-02T07:00:00+11:00')))).toBe('off-peak');
    expect(offPeak(melbourne(at('2026-03-07T20:00:00+11:00')))).toBe('off-peak');
    expect(offPeak(melbourne(at('2026-03-02T20:00:00+11:00')))).toBeNull();
  });

  it('USE-5: on the nights of the change the hour that the clock shows counts', () => {
    const small = makeBandFinder([
      aBand({ name: 'small hours', days: EVERY_DAY, fromMinutes: 120, untilMinutes: 180 }),
    ]);
    const autumn = ['15:00', '15:59', '16:00', '16:59', '17:00'];
    expect(autumn.map((time) => small(melbourne(at(`2026-04-04T${time}:00Z`))))).toEqual([
      'small hours',
      'small hours',
      'small hours',
      'small hours',
      null,
    ]);
    const spring = ['15:59', '16:00', '16:59'];
    expect(spring.map((time) => small(melbourne(at(`2026-10-03T${time}:00Z`))))).toEqual([null, null, null]);
  });

  describe('on a holiday of the provider', () => {
    const labourDay = plainDate('2026-03-09');
    const on = (holidays: boolean | null, start: string) =>
      makeBandFinder([aBand({ holidays })], new Set([labourDay]))(melbourne(at(start)));

    it('is a day like any other where the band does not say', () => {
      expect(on(null, '2026-03-09T10:00:00+11:00')).toBe('peak');
    });

    it('is never in a band that excludes holidays, but at the same hour on another day', () => {
      expect(on(false, '2026-03-09T10:00:00+11:00')).toBeNull();
      expect(on(false, '2026-03-10T10:00:00+11:00')).toBe('peak');
    });

    it('is in a band that includes holidays whatever their weekday, within its hours', () => {
      const sunday = makeBandFinder(
        [aBand({ name: 'weekend', days: [6, 7], holidays: true })],
        new Set([labourDay]),
      );
      expect(sunday(melbourne(at('2026-03-09T10:00:00+11:00')))).toBe('weekend');
      expect(sunday(melbourne(at('2026-03-09T20:00:00+11:00')))).toBeNull();
      expect(sunday(melbourne(at('2026-03-10T10:00:00+11:00')))).toBeNull();
    });
  });
});
