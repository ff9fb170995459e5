/** Calls the tick on Node: at once, then as each minute of the clock begins; never twice at a time. */
import type { Log } from '#app/ports/log.ts';

const MINUTE_MS = 60_000;

export interface Timer {
  /** Lets what is under way end after the day at hand, and calls no more. */
  stop(): Promise<void>;
}

export function everyMinute(tick: (signal: AbortSignal) => Promise<unknown>, log: Log): Timer {
  const stopping = new AbortController();
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let underWay: Promise<void> = Promise.resolve();

  const run = (): void => {
    underWay = tick(stopping.signal)
      .then(
        () => undefined,
        // The database may be away for a while; the next minute tries again.
        (error: unknown) => log.error({ err: error }, 'tick failed'),
      )
      .finally(() => {
        if (!stopping.signal.aborted) waiting = setTimeout(run, MINUTE_MS - (Date.now() % MINUTE_MS));
      });
  };
  run();

  return {
    async stop() {
      stopping.abort();
      clearTimeout(waiting);
      await underWay;
    },
  };
}
