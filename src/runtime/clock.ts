import type { Clock } from '#app/ports/platform.ts';
import { type Instant, instant } from '#core/calendar.ts';

/**
 * The machine's clock; or, where an instant is given (CARDLINE_NOW), a clock that stands still at it. It does not run on
 * from there: everything that a demonstration or a test does then happens at one known moment, whenever it is repeated.
 */
export const makeClock = (standsAt?: Instant | undefined): Clock => ({
  now: () => standsAt ?? instant(new Date()),
});
