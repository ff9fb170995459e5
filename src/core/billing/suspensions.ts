/** Days for which a subscription is suspended (decision 87): what may be entered and ended, and what of it is not billed. */
import { dayBefore, type PlainDate, spokenDate } from '../calendar.ts';
import { conflict, type Fault, fault, no, ok, type Result } from '../result.ts';
import type { Pause, Stretch } from './terms.ts';

export interface DaysSuspended extends Stretch {
  /** Whether fees are charged all the same. */
  readonly billed: boolean;
}

/** Whether a day lies in a stretch of suspension or of pause. */
export const covers = ({ from, until }: Stretch, day: PlainDate): boolean =>
  from <= day && (until === null || day < until);

/**
 * The suspensions with one more, in order, none over another. Refuses `already_suspended`, `subscription_cancelled`,
 * `suspension_before_start` and `suspension_reversed`.
 */
export function addSuspension<S extends DaysSuspended>(
  suspensions: readonly S[],
  suspension: S,
  /** The first day of the subscription, and its first day without service; null: none is known. */
  { start, end }: { readonly start: PlainDate | null; readonly end: PlainDate | null },
): Result<readonly S[]> {
  const { from, until } = suspension;
  if (end !== null && end <= from)
    return conflict(
      'subscription_cancelled',
      `The service ends before that: ${spokenDate(end)} is its first day without.`,
    );
  const over = suspensions.find(
    (other) => (until === null || other.from < until) && (other.until === null || other.until > from),
  );
  if (over !== undefined)
    return conflict(
      'already_suspended',
      `It is suspended ${sayDays(over)} already: resume it first, or name other days.`,
    );
  const faults: Fault[] = [];
  if (start !== null && from < start)
    faults.push(
      fault(
        'suspension_before_start',
        `The subscription starts on ${spokenDate(start)}: it can be suspended from then on.`,
        'from',
      ),
    );
  if (until !== null && until <= from)
    faults.push(
      fault(
        'suspension_reversed',
        `The first day with service again, ${spokenDate(until)}, is not after ${spokenDate(from)}: name a later one, or none.`,
        'until',
      ),
    );
  return faults.length > 0
    ? no(...faults)
    : ok([...suspensions, suspension].sort((a, b) => (a.from < b.from ? -1 : 1)));
}

export interface SuspensionEnded<S> {
  readonly suspensions: readonly S[];
  /** As it ends. */
  readonly suspension: S;
  /** Whether it is taken back whole: service resumes on its first day. */
  readonly isWithdrawn: boolean;
}

/**
 * With service again from a day on: ends the suspension that the day lies in, or that has no end yet; its first day takes it back
 * whole. Refuses `not_suspended` and `resumed_before_suspension`.
 */
export function endSuspension<S extends DaysSuspended>(
  suspensions: readonly S[],
  on: PlainDate,
): Result<SuspensionEnded<S>> {
  const suspension =
    suspensions.find((one) => covers(one, on)) ?? suspensions.find(({ until }) => until === null);
  if (suspension === undefined)
    return conflict(
      'not_suspended',
      `It is not suspended on ${spokenDate(on)}: name a day that a suspension holds.`,
    );
  if (on < suspension.from)
    return no(
      fault(
        'resumed_before_suspension',
        `It is suspended from ${spokenDate(suspension.from)} on: that day takes the suspension back, a later one ends it.`,
        'on',
      ),
    );
  const isWithdrawn = on === suspension.from;
  const ended = { ...suspension, until: on };
  return ok({
    suspensions: suspensions.flatMap((one) => (one !== suspension ? [one] : isWithdrawn ? [] : [ended])),
    suspension: ended,
    isWithdrawn,
  });
}

/** The days that are not billed. */
export const pausesOf = (suspensions: readonly DaysSuspended[]): Pause[] =>
  suspensions.flatMap(({ from, until, billed }) => (billed ? [] : [{ from, until }]));

/** "from 3 Mar 2026 to 9 Mar 2026", "from 3 Mar 2026 until it is resumed" */
export const sayDays = ({ from, until }: Stretch): string =>
  until === null
    ? `from ${spokenDate(from)} until it is resumed`
    : `from ${spokenDate(from)} to ${spokenDate(dayBefore(until))}`;
