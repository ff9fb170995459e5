/** WF-3: which requests are stuck. Counted in working days of the provider: Monday to Friday, less its holidays. */
import {
  addDays,
  dateIn,
  type Instant,
  instantIn,
  isWorkingDay,
  type PlainDate,
  spokenDate,
  workingDaysBetween,
} from '../calendar.ts';
import { type AlertLevel, type AlertSubject, alertAbout, type NewAlert } from './alerts.ts';

/** A request that may be stuck. */
export interface Watched extends AlertSubject {
  /** Of its carrier; null where the provider has none of that code. */
  readonly warnAfterDays: number | null;
  readonly alertAfterDays: number | null;
  /** Of the newest alert about it since it came to its stage: one that is open, or that somebody closed by hand. */
  readonly openLevel: AlertLevel | null;
}

export interface WatchDay {
  readonly now: Instant;
  readonly timeZone: string;
  readonly holidays: ReadonlySet<PlainDate>;
  /** When services are collected, in minutes after local midnight. */
  readonly collectAtMinutes: number;
}

/** Longest row of days without a working day that is looked through. */
const MOST_DAYS_BACK = 60;

/** The moment of the last collection that is over, were it on time; null where there was none for long. */
export function lastCollection({ now, timeZone, holidays, collectAtMinutes }: WatchDay): Instant | null {
  const today = dateIn(timeZone, now);
  for (let back = 0; back <= MOST_DAYS_BACK; back += 1) {
    const day = addDays(today, -back);
    const at = instantIn(timeZone, day, collectAtMinutes);
    if (isWorkingDay(day, holidays) && at <= now) return at;
  }
  return null;
}

/** The alerts that are due and not open yet, or open and more serious by now. */
export function planWatch(watched: readonly Watched[], day: WatchDay): NewAlert[] {
  const collectedUpTo = lastCollection(day);
  const today = dateIn(day.timeZone, day.now);
  return watched.flatMap((one) => {
    const since = dateIn(day.timeZone, one.since);
    const days = workingDaysBetween(since, today, day.holidays);
    if (one.stage === 'pending_collection')
      return one.openLevel === null && collectedUpTo !== null && one.since < collectedUpTo
        ? [notCollected(one, since, days)]
        : [];
    const level = levelOf(one, days);
    return level === null || level === one.openLevel || one.openLevel === 'alert'
      ? []
      : [unanswered(one, since, days, level)];
  });
}

function levelOf({ warnAfterDays, alertAfterDays }: Watched, days: number): AlertLevel | null {
  if (alertAfterDays !== null && days >= alertAfterDays) return 'alert';
  return warnAfterDays !== null && days >= warnAfterDays ? 'warn' : null;
}

function notCollected(one: Watched, since: PlainDate, days: number): NewAlert {
  const why =
    one.carrierName === null
      ? `there is no carrier "${one.carrier}" to collect it for. Make the carrier, or work on the request by hand.`
      : `no activity file for ${one.carrierName} took it. See whether the schedule activity_files runs.`;
  return alertAbout(one, {
    kind: 'not_collected',
    level: 'alert',
    audience: 'operators',
    days,
    text: `${one.orderNumber} (${one.servicePlan} for ${one.retailer}) waits since ${spokenDate(since)} and was not collected: ${why}`,
  });
}

function unanswered(one: Watched, since: PlainDate, days: number, level: AlertLevel): NewAlert {
  const carrier = one.carrierName ?? one.carrier;
  const remedy = level === 'alert' ? ` Follow up with ${carrier}.` : '';
  return alertAbout(one, {
    kind: 'unanswered',
    level,
    audience: 'provisioning',
    days,
    text: `${one.orderNumber} (${one.servicePlan} for ${one.retailer}) was sent to ${carrier} in file sequence ${one.fileSequence} on ${spokenDate(since)} and is unanswered for ${days} working days.${remedy}`,
  });
}
