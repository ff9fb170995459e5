/** Faults of Google itself, on order of a test. */

export interface Fault {
  /** Google's error instead of an answer; nothing was done. */
  readonly status?: 401 | 403 | 404 | 429 | 500 | 502 | 503;
  /** The connection breaks: before Google did anything, in the middle of the answer, or before it although all was done. */
  readonly cut?: 'before' | 'middle' | 'after';
  /** An answer with only so many of its `valueRanges` (or tabs). */
  readonly partial?: number;
  /** The answer takes so long, in real milliseconds. */
  readonly latencyMs?: number;
  /** How often; 1 where nothing is said. */
  readonly times?: number;
}

/** A call that waits at Google's door. */
export interface Held {
  /** Resolves when the call has come. */
  readonly arrived: Promise<void>;
  release(): void;
}

export interface Faults {
  /** `method` is as in the record of calls: 'token', 'values.batchGet', 'files.get' …, or '*'. */
  fail(method: string, fault: Fault): void;
  /** Stops the next call of a method at the door: for two things that happen at once, without sleeping. */
  hold(method: string): Held;
  /** What is in store for this call; waits where it has to. */
  meet(method: string): Promise<Fault | null>;
  /** Lets go of everything, so that a server can be stopped. */
  releaseAll(): void;
}

export function makeFaults(): Faults {
  const ordered: { readonly method: string; left: number; readonly fault: Fault }[] = [];
  const held: { readonly method: string; readonly arrive: () => void; readonly gate: Promise<void> }[] = [];
  const gates: (() => void)[] = [];
  return {
    fail(method, fault) {
      ordered.push({ method, left: fault.times ?? 1, fault });
    },
    hold(method) {
      const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
      const { promise: gate, resolve: release } = Promise.withResolvers<void>();
      held.push({ method, arrive, gate });
      gates.push(release);
      return { arrived, release };
    },
    async meet(method) {
      const stop = held.findIndex((each) => each.method === method);
      const [one] = stop < 0 ? [] : held.splice(stop, 1);
      one?.arrive();
      await one?.gate;
      const found = ordered.find((each) => each.left > 0 && (each.method === method || each.method === '*'));
      if (found === undefined) return null;
      found.left -= 1;
      const { latencyMs } = found.fault;
      if (latencyMs !== undefined) await new Promise((resolve) => setTimeout(resolve, latencyMs));
      return found.fault;
    },
    releaseAll() {
      for (const open of gates) open();
    },
  };
}
