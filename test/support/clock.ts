import type { Clock } from '#app/ports/platform.ts';
import type { Instant } from '#core/calendar.ts';

/** A clock that stands still until the test moves it. */
export interface TestClock extends Clock {
  set(to: string): Instant;
}

export function clockAt(start: string): TestClock {
  let now = start as Instant;
  return {
    now: () => now,
    set(to) {
      now = to as Instant;
      return now;
    },
  };
}
