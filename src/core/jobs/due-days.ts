/**
 * When a daily job is due. A job runs once for each day of the provider's calendar, at a time on the provider's wall clock;
 * days on which the clock skips or repeats that time are days like any other (DESIGN 6).
 */
import { addDays, dateIn, type Instant, instantIn, type PlainDate } from '../calendar.ts';
import { fault, no, ok, type Result } from '../result.ts';

/** A job's time of the day and the last day that it is done for. */
export interface DailyJob {
  readonly timeZone: string;
  /** Minutes after local midnight. */
  readonly atMinutes: number;
  readonly lastDoneOn: PlainDate;
}

/** A day whose time has come, and the moment at which it came. */
export interface DueDay {
  readonly day: PlainDate;
  readonly at: Instant;
}

/** The moment of the first day that is not done. */
export const nextRunOf = ({ timeZone, atMinutes, lastDoneOn }: DailyJob): DueDay => {
  const day = addDays(lastDoneOn, 1);
  return { day, at: instantIn(timeZone, day, atMinutes) };
};

/** The days not done whose time has come, in order; the oldest `limit` of them. */
export function dueDays(job: DailyJob, now: Instant, limit: number): DueDay[] {
  const today = dateIn(job.timeZone, now);
  const due: DueDay[] = [];
  for (
    let next = nextRunOf(job);
    next.day <= today && next.at <= now && due.length < limit;
    next = nextRunOf({ ...job, lastDoneOn: next.day })
  )
    due.push(next);
  return due;
}

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Reads a time of the day, `02:30`, to minutes after midnight. */
export function parseTimeOfDay(text: string, path?: string): Result<number> {
  const match = TIME.exec(text);
  return match === null
    ? no(fault('invalid_time', `"${text}" is not a time of the day: write it like 02:30, up to 23:59.`, path))
    : ok(Number(match[1]) * 60 + Number(match[2]));
}

export const formatTimeOfDay = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
