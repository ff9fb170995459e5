/** What becomes of a job's day that failed: when it is tried again, and whether people hear of it. */

/** Minutes from the first failure of a day to the next try, the second …; beyond them it stays at the last. */
export const RETRY_MINUTES: readonly number[] = [1, 2, 4, 8, 16, 32, 60];

/** A day that goes on failing for the same reason is told of again after so many hours. */
export const TELL_AGAIN_HOURS = 24;

/**
 * What makes a reason the same as another: its words. A run's number, or how long something took, is different each time and
 * no news.
 */
export const kindOfReason = (reason: string): string => reason.replace(/\d+/g, '#');
