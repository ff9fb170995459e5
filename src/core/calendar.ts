/**
 * Calendar dates and the provider's zone. A bill knows only calendar days (`PlainDate`), an event only instants
 * (`Instant`, UTC); the provider's time zone is what turns the second into the first. No function here reads a clock.
 */
import { tzOffset } from '@date-fns/tz/tzOffset';
import { fault, invariant, no, ok, type Result } from './result.ts';

declare const brand: unique symbol;
/** A day of the calendar, `YYYY-MM-DD`. Compares with < and > as text. */
export type PlainDate = string & { readonly [brand]: 'plain-date' };
/** A point in time, RFC 3339 in UTC with milliseconds (`2026-03-01T00:00:00.000Z`). Compares as text. */
export type Instant = string & { readonly [brand]: 'instant' };

/** Days that a bill can speak of; anything outside is a slip. */
const FIRST_DATE = '1900-01-01' as PlainDate;
const LAST_DATE = '2199-12-31' as PlainDate;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Reads `YYYY-MM-DD`; null for anything else, also for days that do not exist (30 February). */
export function readDate(text: unknown): PlainDate | null {
  if (typeof text !== 'string') return null;
  const match = DATE.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return text >= FIRST_DATE && text <= LAST_DATE ? (text as PlainDate) : null;
}

export function parseDate(text: unknown, path?: string): Result<PlainDate> {
  const date = readDate(text);
  return date === null
    ? no(
        fault(
          'invalid_date',
          `${JSON.stringify(text)} is not a day of the calendar: write it like 2026-03-31, from 1900 to 2199.`,
          path,
        ),
      )
    : ok(date);
}

/** A date that the code itself vouches for; throws where it is none. */
export function plainDate(text: string): PlainDate {
  const date = readDate(text);
  invariant(date !== null, `"${text}" is a day of the calendar`);
  return date;
}

/** Days of a month, 1 to 12: billing asks for every boundary, so it is worked out without a Date. */
export const daysInMonth = (year: number, month: number): number => {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
};

/** Days since 1970-01-01. */
export const dayNumber = (date: PlainDate): number => Date.parse(date) / DAY_MS;
export const fromDayNumber = (days: number): PlainDate =>
  new Date(days * DAY_MS).toISOString().slice(0, 10) as PlainDate;

export const addDays = (date: PlainDate, days: number): PlainDate => fromDayNumber(dayNumber(date) + days);
export const dayBefore = (date: PlainDate): PlainDate => addDays(date, -1);
/** Days from the first date (included) to the second (excluded). */
export const daysBetween = (from: PlainDate, until: PlainDate): number => dayNumber(until) - dayNumber(from);

export const earlier = (a: PlainDate, b: PlainDate): PlainDate => (a <= b ? a : b);
export const later = (a: PlainDate, b: PlainDate): PlainDate => (a >= b ? a : b);

export const yearOf = (date: PlainDate): number => Number(date.slice(0, 4));
export const monthOf = (date: PlainDate): number => Number(date.slice(5, 7));
export const dayOf = (date: PlainDate): number => Number(date.slice(8, 10));
/** Months since year 0, so that months can be counted and compared. */
export const monthIndexOf = (date: PlainDate): number => yearOf(date) * 12 + monthOf(date) - 1;

/** The given day of a month, or the month's last day where the month is shorter (PER-1). */
export function dayOfMonth(monthIndex: number, day: number): PlainDate {
  const year = Math.floor(monthIndex / 12);
  const month = monthIndex - year * 12 + 1;
  const clamped = Math.min(day, daysInMonth(year, month));
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(clamped).padStart(2, '0')}` as PlainDate;
}

/**
 * The date so many months later (or, negative, earlier), counted from this very date; the last day of a shorter month.
 * For a row of periods use an `Anchor`, which remembers the day.
 *
 * @example addMonths(plainDate('2026-04-30'), -1) // 2026-03-30 (BILL-1)
 */
export const addMonths = (date: PlainDate, months: number): PlainDate =>
  dayOfMonth(monthIndexOf(date) + months, dayOf(date));

/**
 * Where a row of periods is counted from (PER-1): a month and a day of the month. The day may be longer than the month
 * (31 in February): it comes back in the next month that has it.
 */
export interface Anchor {
  readonly monthIndex: number;
  /** 1 to 31 */
  readonly day: number;
}

export const anchorAt = (date: PlainDate, day: number = dayOf(date)): Anchor => ({
  monthIndex: monthIndexOf(date),
  day,
});

/** The boundary so many months from the anchor: always counted from the anchor, never from the boundary before. */
export const boundary = (anchor: Anchor, months: number): PlainDate =>
  dayOfMonth(anchor.monthIndex + months, anchor.day);

/** The first boundary strictly after the date, of the boundaries every `months` from the anchor, both ways. */
export function boundaryAfter(anchor: Anchor, months: number, date: PlainDate): PlainDate {
  const steps = Math.floor((monthIndexOf(date) - anchor.monthIndex) / months);
  for (let step = steps; ; step += 1) {
    const candidate = boundary(anchor, step * months);
    if (candidate > date) return candidate;
  }
}

/** The last boundary on or before the date. */
export function boundaryOnOrBefore(anchor: Anchor, months: number, date: PlainDate): PlainDate {
  const steps = Math.ceil((monthIndexOf(date) - anchor.monthIndex) / months);
  for (let step = steps; ; step -= 1) {
    const candidate = boundary(anchor, step * months);
    if (candidate <= date) return candidate;
  }
}

/** A stretch of calendar days, both ends included (1 Mar – 31 Mar). */
export interface Period {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

// ---- instants and zones

export const instant = (date: Date): Instant => date.toISOString() as Instant;

export const instantAfter = (at: Instant, milliseconds: number): Instant =>
  instant(new Date(Date.parse(at) + milliseconds));

/** From the first instant to the second; negative where that is earlier. */
export const millisecondsBetween = (from: Instant, to: Instant): number => Date.parse(to) - Date.parse(from);

const INSTANT = /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Reads an RFC 3339 instant with its offset; refuses days that do not exist, which `Date` would move into the next month. */
export function parseInstant(text: unknown, path?: string): Result<Instant> {
  const day = typeof text === 'string' ? INSTANT.exec(text)?.[1] : undefined;
  const time = typeof text === 'string' && readDate(day) !== null ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time)
    ? no(
        fault(
          'invalid_instant',
          `${JSON.stringify(text)} is not an instant: write it like 2026-03-01T09:00:00+11:00.`,
          path,
        ),
      )
    : ok(instant(new Date(time)));
}

/** Names have places and rules; an offset such as +10:00, which Intl takes as well, knows of no summer time. */
const ZONE_NAME = /^[A-Za-z]/;

/** Whether this is the IANA name of a zone. */
export function isTimeZone(zone: string): boolean {
  if (!ZONE_NAME.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds that a zone's clock is ahead of UTC at a moment; the process's own zone has no say in it. */
const offsetAt = (zone: string, time: number): number => tzOffset(zone, new Date(time)) * MINUTE_MS;

/** What the clock on the wall of a zone shows at an instant, in milliseconds as if that clock were UTC. */
function wallClockIn(zone: string, at: Instant): number {
  const time = Date.parse(at);
  return time + offsetAt(zone, time);
}

/** The calendar date that an instant falls on in a zone. */
export const dateIn = (zone: string, at: Instant): PlainDate =>
  fromDayNumber(Math.floor(wallClockIn(zone, at) / DAY_MS));

/** Whole minutes since local midnight on the clock on the wall of a zone. */
export function minutesIn(zone: string, at: Instant): number {
  const wallClock = wallClockIn(zone, at);
  return Math.floor((wallClock - Math.floor(wallClock / DAY_MS) * DAY_MS) / MINUTE_MS);
}

/**
 * The instant at which the wall clock of a zone shows a time on a day. Where the clock skips it (spring) it is the
 * moment just as long after midnight; where it comes twice (autumn), the first. So a daily job runs once on such days.
 *
 * @example instantIn('Australia/Melbourne', plainDate('2026-10-04'), 150) // 2026-10-03T16:30:00.000Z, 3:30 on the wall
 * @example instantIn('Australia/Melbourne', plainDate('2026-04-05'), 150) // 2026-04-04T15:30:00.000Z, the first 2:30
 */
export function instantIn(zone: string, date: PlainDate, minutes: number): Instant {
  const wallClock = dayNumber(date) * DAY_MS + minutes * MINUTE_MS;
  const before = offsetAt(zone, wallClock - DAY_MS);
  const after = offsetAt(zone, wallClock + DAY_MS);
  const shown = [before, after]
    .map((offset) => ({ offset, time: wallClock - offset }))
    .filter(({ offset, time }) => offsetAt(zone, time) === offset)
    .map(({ time }) => time);
  // A skipped time is shown by neither offset; counting on by the one before is counting from midnight.
  const time = shown.length > 0 ? Math.min(...shown) : wallClock - before;
  return new Date(time).toISOString() as Instant;
}

/** Monday to Friday, and not a holiday (WF-3). */
export function isWorkingDay(date: PlainDate, holidays: ReadonlySet<PlainDate>): boolean {
  const weekday = new Date(dayNumber(date) * DAY_MS).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.has(date);
}

/** Working days from the first date (excluded) to the second (included); none where that is earlier. */
export function workingDaysBetween(from: PlainDate, to: PlainDate, holidays: ReadonlySet<PlainDate>): number {
  if (to <= from) return 0;
  // Counted, not walked: what is late by a year is in a list with many others.
  const weekdays = weekdaysUpTo(dayNumber(to)) - weekdaysUpTo(dayNumber(from));
  const off = [...holidays].filter((day) => day > from && day <= to && isWorkingDay(day, NO_HOLIDAYS));
  return weekdays - off.length;
}

const NO_HOLIDAYS: ReadonlySet<PlainDate> = new Set();

/** Mondays to Fridays up to a day, counted from Monday, 29 December 1969. */
function weekdaysUpTo(day: number): number {
  const sinceMonday = day + 3;
  const weeks = Math.floor(sinceMonday / 7);
  return 5 * weeks + Math.min(sinceMonday - 7 * weeks + 1, 5);
}

/** The so many-th working day after a date, or (negative) before it; none is the date itself. */
export function addWorkingDays(date: PlainDate, days: number, holidays: ReadonlySet<PlainDate>): PlainDate {
  let day = date;
  for (let left = Math.abs(days); left > 0; ) {
    day = addDays(day, Math.sign(days));
    if (isWorkingDay(day, holidays)) left -= 1;
  }
  return day;
}

/** A day as people in the trade write it: 1 Mar 2026. */
export function spokenDate(date: PlainDate): string {
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return `${dayOf(date)} ${names[monthOf(date) - 1]} ${yearOf(date)}`;
}
