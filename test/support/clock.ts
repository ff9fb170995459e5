import type { Clock } from '#app/ports/platform.ts';
import { type Instant, instant } from '#core/calendar.ts';

/** A clock that stands still until the test moves it. */
export interface TestClock extends Clock {
  set(to: string): Instant;
  /** Moves on by so many minutes. */
  pass(minutes: number): Instant;
}

/** Monday 2 March 2026, 11:00 in Melbourne. */
export const SOME_MORNING = '2026-03-02T00:00:00.000Z';

export function clockAt(start: string): TestClock {
  let now = start as Instant;
  return {
    now: () => now,
    set(to) {
      now = to as Instant;
      return now;
    },
    pass(minutes) {
      now = instant(new Date(Date.parse(now) + minutes * 60_000));
      return now;
    },
  };
}
