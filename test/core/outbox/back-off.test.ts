import { describe, expect, it } from 'vitest';
import { endlessWaitAfter, MOST_ATTEMPTS, waitAfter } from '#core/outbox/back-off.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the back-off of a delivery', () => {
  it.each([
    [1, 10_000],
    [2, MINUTE],
    [3, 5 * MINUTE],
    [4, 15 * MINUTE],
    [5, HOUR],
    [6, 2 * HOUR],
    [7, 3 * HOUR],
    [8, 4 * HOUR],
    [11, 4 * HOUR],
  ])('waits after attempt %i for %i ms', (attempt, milliseconds) => {
    expect(waitAfter(attempt)).toBe(milliseconds);
  });

  it('gives up after twelve attempts, within a day and not much sooner', () => {
    expect(MOST_ATTEMPTS).toBe(12);
    expect(waitAfter(MOST_ATTEMPTS)).toBeNull();
    const waits = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, n) => waitAfter(n + 1) ?? Number.NaN);
    const hours = waits.reduce((sum, wait) => sum + wait) / HOUR;
    expect(hours).toBeGreaterThan(20);
    expect(hours).toBeLessThan(24);
  });

  it('of a notice never gives up, and ends at the longest wait', () => {
    expect([1, 5, 11, 12, 500].map(endlessWaitAfter)).toEqual([10_000, HOUR, 4 * HOUR, 4 * HOUR, 4 * HOUR]);
  });
});
