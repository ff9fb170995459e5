/**
 * Until when a provisioning request should be done: so many working days from when it came into the queue, or came back into it
 * after a halt. While it is halted it waits for the customer, and nobody is late.
 */
import { addWorkingDays, daysBetween, type PlainDate, spokenDate, workingDaysBetween } from '../calendar.ts';

/** What a company has set itself. */
export interface ServiceLevel {
  readonly workingDays: number;
  readonly holidays: readonly PlainDate[];
}

export interface Sla {
  /** The last day on which it is in time. */
  readonly dueOn: PlainDate;
  /** `due`: today is that day. */
  readonly state: 'in_time' | 'due' | 'late';
  /** "due on 9 Mar 2026, in 3 working days", "due today", "2 working days late" */
  readonly text: string;
}

/** How a request that came in on a day stands today. */
export function slaOf(since: PlainDate, today: PlainDate, { workingDays, holidays }: ServiceLevel): Sla {
  const off = new Set(holidays);
  const dueOn = addWorkingDays(since, workingDays, off);
  if (today === dueOn) return { dueOn, state: 'due', text: 'due today' };
  return today < dueOn
    ? {
        dueOn,
        state: 'in_time',
        text: `due on ${spokenDate(dueOn)}, in ${workingDaysText(workingDaysBetween(today, dueOn, off))}`,
      }
    : { dueOn, state: 'late', text: lateText(workingDaysBetween(dueOn, today, off), dueOn) };
}

/** What came in before this day, and still waits, is late today. */
export const lateBefore = (today: PlainDate, { workingDays, holidays }: ServiceLevel): PlainDate =>
  addWorkingDays(today, -workingDays, new Set(holidays));

const workingDaysText = (days: number): string => `${days} working ${days === 1 ? 'day' : 'days'}`;

/** On the weekend after its day a request is late, by no working day yet. */
const lateText = (days: number, dueOn: PlainDate): string =>
  days === 0 ? `late: it was due on ${spokenDate(dueOn)}` : `${workingDaysText(days)} late`;

/** How long ago, in whole days of a calendar: "today", "1 day", "12 days". */
export function ageText(since: PlainDate, today: PlainDate): string {
  const days = daysBetween(since, today);
  return days <= 0 ? 'today' : `${days} ${days === 1 ? 'day' : 'days'}`;
}
