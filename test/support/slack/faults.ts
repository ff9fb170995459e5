/** Faults of Slack itself, on order of a test. */

export interface Fault {
  /** An HTTP status instead of an answer; nothing was done. */
  readonly status?: number;
  /** The connection breaks: before Slack did anything, or after it did everything. */
  readonly reset?: 'before' | 'after';
  /** `{ ok: false, error }`; nothing was done. */
  readonly error?: string;
  /** The answer takes so long, in real milliseconds. */
  readonly latencyMs?: number;
  /** How often; 1 where nothing is said. */
  readonly times?: number;
  /** Only calls for this channel. */
  readonly channel?: string;
}

/** A call that waits at Slack's door. */
export interface Held {
  /** Resolves when the call has come. */
  readonly arrived: Promise<void>;
  /** Lets it be done and answered. */
  release(): void;
  /** It never gets through the door: whoever sent it is gone. */
  lose(): void;
}

export interface Faults {
  /** `method` may also be 'response_url', 'upload', 'download' or '*'. */
  fail(method: string, fault: Fault): void;
  /** Stops the next call of a method at the door: for two things that happen at once, without sleeping. */
  hold(method: string): Held;
  /** What is in store for this call; waits where it has to. */
  meet(method: string, channel: string): Promise<Fault | null>;
  /** Lets go of everything, so that a server can be stopped. */
  releaseAll(): void;
}

export function makeFaults(): Faults {
  const waiting: { method: string; left: number; fault: Fault }[] = [];
  const held: { method: string; arrive: () => void; gate: Promise<'open' | 'lost'> }[] = [];
  const opened: (() => void)[] = [];
  return {
    fail(method, fault) {
      waiting.push({ method, left: fault.times ?? 1, fault });
    },
    hold(method) {
      const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
      const { promise: gate, resolve } = Promise.withResolvers<'open' | 'lost'>();
      const one = { method, arrive, gate };
      held.push(one);
      const release = () => resolve('open');
      opened.push(release);
      const lose = () => {
        resolve('lost');
        // One that has not come yet is waited for no longer.
        if (held.includes(one)) held.splice(held.indexOf(one), 1);
      };
      return { arrived, release, lose };
    },
    async meet(method, channel) {
      const stop = held.findIndex((each) => each.method === method);
      if (stop >= 0) {
        const [one] = held.splice(stop, 1);
        one?.arrive();
        if ((await one?.gate) === 'lost') return { reset: 'before' };
      }
      const found = waiting.find(
        (each) =>
          each.left > 0 &&
          (each.method === method || each.method === '*') &&
          (each.fault.channel ?? channel) === channel,
      );
      if (found === undefined) return null;
      found.left -= 1;
      const { latencyMs } = found.fault;
      if (latencyMs !== undefined) await new Promise((resolve) => setTimeout(resolve, latencyMs));
      return found.fault;
    },
    releaseAll() {
      for (const open of opened) open();
    },
  };
}
