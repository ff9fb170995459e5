/** When a delivery that failed is tried again, and when it is given up. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Waits behind the first attempt, the second …: quick at first, for a hiccup; then for a day in all, for an outage. */
const WAITS_MS: readonly number[] = [
  10 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
  4 * HOUR_MS,
  4 * HOUR_MS,
  4 * HOUR_MS,
  4 * HOUR_MS,
];

/** After so many attempts in vain a delivery is dead: a person has to look at it. */
export const MOST_ATTEMPTS = WAITS_MS.length + 1;

/** Milliseconds from an attempt that failed, counted from 1, to the next one; null: it was the last. */
export const waitAfter = (attempt: number): number | null => WAITS_MS[attempt - 1] ?? null;

/** The same for what must not be given up (a notice that cannot be planned): it goes on at the longest wait. */
export const endlessWaitAfter = (attempt: number): number =>
  WAITS_MS[Math.min(attempt, WAITS_MS.length) - 1] ?? 0;
