/** How long a channel is waited for. */

/** What it has for ending what it is at, once it is told to. */
const GRACE_MS = 2_000;

export interface Patience {
  /** Tells the channel to end: the time is over, or the caller is stopping. */
  readonly signal: AbortSignal;
  /** Rejects where the channel does not heed that. */
  readonly givenUp: Promise<never>;
  /** The channel has answered. */
  end(): void;
}

export function makePatience(milliseconds: number, stopping: AbortSignal): Patience {
  const late = new AbortController();
  const signal = AbortSignal.any([stopping, late.signal]);
  const timer = setTimeout(() => late.abort(new Error('The channel did not answer in time.')), milliseconds);
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  let grace: ReturnType<typeof setTimeout> | undefined;
  const beginGrace = () => {
    grace = setTimeout(() => reject(signal.reason), GRACE_MS);
  };
  if (signal.aborted) beginGrace();
  else signal.addEventListener('abort', beginGrace, { once: true });
  return {
    signal,
    givenUp,
    end() {
      signal.removeEventListener('abort', beginGrace);
      clearTimeout(timer);
      clearTimeout(grace);
    },
  };
}
