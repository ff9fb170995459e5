/**
 * The dispatcher: brings to the outside what changes have to tell it (DESIGN 4). It may be called as often as one likes, by
 * several instances at once, and killed anywhere: planning is written with its mark, a target is worked under a lease, and
 * an attempt is on record before it is made.
 */
import type { Target } from '#app/ports/dispatch.ts';
import { type Instant, instantAfter } from '#core/calendar.ts';
import { type DispatchLimits, type DispatchParts, makeBudget } from './parts.ts';
import { planNotices } from './plan-notices.ts';
import { workTarget } from './work-target.ts';

/** Of each look at what is due. */
const MOST_NOTICES = 200;
const MOST_TARGETS = 50;

const DAY_MS = 86_400_000;
/** What was told is kept for a month, what could not be told for three. */
const DONE_KEPT_MS = 30 * DAY_MS;
const DEAD_KEPT_MS = 90 * DAY_MS;
/** So many rows of a table are forgotten at once: never long, and more in a day than anybody writes. */
const MOST_PRUNED = 1_000;

export interface DispatchReport {
  /** Deliveries that were tried. */
  readonly tried: number;
  /** When to call again; in the past where the limits ended it; null: when something is written. */
  readonly nextDueAt: Instant | null;
}

export interface Dispatcher {
  /** Plans and delivers until nothing is due, the limits are reached or the signal is raised. */
  dispatch(stopping?: AbortSignal): Promise<DispatchReport>;
  /** Forgets some of what was told long ago; answers how many rows. */
  prune(): Promise<number>;
}

export const USUAL_LIMITS: DispatchLimits = {
  deliveries: 500,
  milliseconds: 50_000,
  targetsAtOnce: 4,
  answerWithinMs: 60_000,
};

export function makeDispatcher(parts: DispatchParts): Dispatcher {
  const { store, wallClock, limits } = parts;
  const channels = parts.channels.map(({ name }) => name);

  return {
    async dispatch(stopping = new AbortController().signal) {
      const budget = makeBudget(limits, wallClock);
      let tried = 0;
      let idleLooks = 0;
      for (;;) {
        const now = wallClock.now();
        if (stopping.aborted || budget.isSpent()) return { tried, nextDueAt: now };
        const { notices, targets, nextDueAt } = await store.outlook({
          channels,
          now,
          mostNotices: MOST_NOTICES,
          mostTargets: MOST_TARGETS,
        });
        if (notices.length > 0) {
          await planNotices(parts, notices);
          continue;
        }
        const before = tried;
        let held = 0;
        await eachOf(targets, limits.targetsAtOnce, async (target) => {
          const done = await workTarget(parts, target, budget, stopping);
          if (done === null) return;
          held += 1;
          tried += done;
        });
        // Nothing was due, or others were at all of it. Whoever held a target that others had emptied looks once more: what was
        // planned meanwhile was left to the holder of the lease.
        idleLooks = tried > before ? 0 : idleLooks + 1;
        if (tried === before && (held === 0 || idleLooks > 1)) return { tried, nextDueAt };
      }
    },

    prune() {
      const now = wallClock.now();
      return store.prune({
        doneBefore: instantAfter(now, -DONE_KEPT_MS),
        deadBefore: instantAfter(now, -DEAD_KEPT_MS),
        limit: MOST_PRUNED,
      });
    },
  };
}

/** So many at a time; all have ended when it ends, with the first failure where there was one. */
async function eachOf(
  targets: readonly Target[],
  atOnce: number,
  work: (target: Target) => Promise<void>,
): Promise<void> {
  const queue = [...targets];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next);
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, lane));
  for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
}
