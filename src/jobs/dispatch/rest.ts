/**
 * A target that fails again and again rests: its trouble is its own, not that of one delivery, and asking it about every
 * delivery that waits would help nobody. It is a gate like any other, so every instance lets it rest.
 */
import type { GateShut } from '#app/ports/dispatch.ts';
import { type Instant, instantAfter } from '#core/calendar.ts';

/** So many failures, one right after the other, and a target rests. */
export const FAILURES_BEFORE_REST = 3;
const REST_MS = 60_000;

interface Addressed {
  readonly channel: string;
  readonly target: string;
}

export const restGateOf = ({ channel, target }: Addressed): string => `rest:${channel}:${target}`;

export const restFrom = (addressed: Addressed, now: Instant): GateShut => ({
  key: restGateOf(addressed),
  opensAt: instantAfter(now, REST_MS),
});
