/** Dispatching in a process that lives on: one call at a time, and another when something was written or comes due. */
import type { Log } from '#app/ports/log.ts';
import type { Clock } from '#app/ports/platform.ts';
import { millisecondsBetween } from '#core/calendar.ts';
import type { Dispatcher } from './dispatcher.ts';

/** Something else looks in every minute; nothing is waited for longer. */
const LONGEST_SLEEP_MS = 60_000;

export interface KeptDispatching {
  /** Something may have been written: looks as soon as it can. Never fails, never waits. */
  nudge(): void;
  /** Lets the deliveries at hand end, and makes no more. */
  stop(): Promise<void>;
}

export function keepDispatching(
  { dispatch }: Pick<Dispatcher, 'dispatch'>,
  { wallClock, log }: { readonly wallClock: Clock; readonly log: Log },
): KeptDispatching {
  const stopping = new AbortController();
  let underWay: Promise<void> | null = null;
  let isNudged = false;
  let sleeping: ReturnType<typeof setTimeout> | undefined;

  const once = async (): Promise<void> => {
    isNudged = false;
    try {
      const { nextDueAt } = await dispatch(stopping.signal);
      if (nextDueAt !== null) wakeAfter(millisecondsBetween(wallClock.now(), nextDueAt));
    } catch (error) {
      // The database may be away for a while; the next nudge tries again.
      log.error({ err: error }, 'dispatch failed');
    }
  };

  const wakeAfter = (milliseconds: number): void => {
    if (stopping.signal.aborted) return;
    clearTimeout(sleeping);
    sleeping = setTimeout(nudge, Math.min(Math.max(milliseconds, 0), LONGEST_SLEEP_MS));
  };

  const work = async (): Promise<void> => {
    do await once();
    while (isNudged && !stopping.signal.aborted);
    underWay = null;
  };

  const nudge = (): void => {
    if (stopping.signal.aborted) return;
    isNudged = true;
    underWay ??= work();
  };

  return {
    nudge,
    async stop() {
      stopping.abort(new Error('the process stops'));
      clearTimeout(sleeping);
      await underWay;
    },
  };
}
