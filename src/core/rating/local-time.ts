/**
 * The wall clock of a zone, for a million records in a row. It shows what `dateIn` and `minutesIn` show; the zone's offset,
 * which is dear to ask for, is remembered for each day on which the clock does not change.
 */
import { tzOffset } from '@date-fns/tz/tzOffset';
import type { Instant } from '../calendar.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What the wall clock shows. On the days on which it changes, times are skipped or shown twice. */
export interface LocalTime {
  /** Days since 1970-01-01 (`dayNumber`) */
  readonly day: number;
  /** 1 Monday … 7 Sunday */
  readonly weekday: number;
  /** Whole minutes shown after midnight, 0 to 1439 */
  readonly minutes: number;
}

export type LocalClock = (at: Instant) => LocalTime;

export function makeLocalClock(timeZone: string): LocalClock {
  const offsetAt = (time: number): number => tzOffset(timeZone, new Date(time)) * MINUTE_MS;
  /** By day in UTC; null: the clock changes on it. */
  const offsets = new Map<number, number | null>();
  const offsetOn = (utcDay: number): number | null => {
    let offset = offsets.get(utcDay);
    if (offset === undefined) {
      const first = offsetAt(utcDay * DAY_MS);
      offset = first === offsetAt((utcDay + 1) * DAY_MS) ? first : null;
      offsets.set(utcDay, offset);
    }
    return offset;
  };
  return (at) => {
    const time = Date.parse(at);
    const wallClock = time + (offsetOn(Math.floor(time / DAY_MS)) ?? offsetAt(time));
    const day = Math.floor(wallClock / DAY_MS);
    return {
      day,
      weekday: weekdayOf(day),
      minutes: Math.floor((wallClock - day * DAY_MS) / MINUTE_MS),
    };
  };
}

/** 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
