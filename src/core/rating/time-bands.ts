/** USE-5: the band of a record is the first band, in the order of the list, that its start fits by the clock on the wall. */
import { dayNumber, type PlainDate } from '../calendar.ts';
import type { TimeBand } from '../catalogue/rows.ts';
import type { LocalTime } from './local-time.ts';

/** The name of the band that a start falls in; null where none fits. */
export type BandFinder = (start: LocalTime) => string | null;

export function makeBandFinder(
  bands: readonly TimeBand[],
  holidays: ReadonlySet<PlainDate> = new Set(),
): BandFinder {
  const inOrder = [...bands].sort((a, b) => a.position - b.position);
  const daysOff = new Set([...holidays].map(dayNumber));
  return (start) => {
    const isHoliday = daysOff.has(start.day);
    return inOrder.find((band) => fits(band, start, isHoliday))?.name ?? null;
  };
}

const fits = (band: TimeBand, { weekday, minutes }: LocalTime, isHoliday: boolean): boolean =>
  minutes >= band.fromMinutes &&
  minutes < band.untilMinutes &&
  (isHoliday && band.holidays !== null ? band.holidays : band.days.includes(weekday));
