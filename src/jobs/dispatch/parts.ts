/** What dispatching works with. */
import type { DispatchStore } from '#app/ports/dispatch.ts';
import type { LeaseStore } from '#app/ports/jobs.ts';
import type { Log } from '#app/ports/log.ts';
import type { DeliveryChannel } from '#app/ports/outbox.ts';
import type { Clock, Secrets } from '#app/ports/platform.ts';

export interface DispatchParts {
  readonly channels: readonly DeliveryChannel[];
  readonly store: DispatchStore;
  readonly leases: LeaseStore;
  /** The product's clock, for what people read; it may be held still. */
  readonly clock: Clock;
  /** Real time, which back-off and rate limits go by. */
  readonly wallClock: Clock;
  readonly secrets: Pick<Secrets, 'token'>;
  readonly log: Log;
  readonly limits: DispatchLimits;
}

/** How much one call does at most; what is left is for the next. */
export interface DispatchLimits {
  readonly deliveries: number;
  readonly milliseconds: number;
  /** Targets that are worked at the same time. */
  readonly targetsAtOnce: number;
  /** A channel that has not answered by then is taken not to answer at all. */
  readonly answerWithinMs: number;
}

/** What is left of a call's limits. */
export interface Budget {
  isSpent(): boolean;
  /** One delivery. */
  spend(): void;
}

export function makeBudget({ deliveries, milliseconds }: DispatchLimits, clock: Clock): Budget {
  const until = Date.parse(clock.now()) + milliseconds;
  let left = deliveries;
  return {
    isSpent: () => left <= 0 || Date.parse(clock.now()) >= until,
    spend() {
      left -= 1;
    },
  };
}
