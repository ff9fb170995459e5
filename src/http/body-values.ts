/**
 * How much a JSON body holds, beside how long it is: a megabyte has room for two hundred thousand values that are each wrong, and
 * looking at every one of them, or telling of it, would cost the machine more than the request is worth.
 */
import type { MiddlewareHandler } from 'hono';
import { grouped } from '#core/words.ts';
import type { AppEnv } from './app-env.ts';
import { problem } from './problem.ts';

/** Values within values; no body means more. */
const MOST_LEVELS = 50;

/** Refuses a JSON body of more values than an operation means. */
export const bodyOfValues =
  (most: number): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(c.req.header('content-type') ?? '')) return next();
    const isWithin = await c.req.json().then(
      (body) => hasAtMost(body, most),
      // What is no JSON at all is told by whoever reads it.
      () => true,
    );
    return isWithin
      ? next()
      : problem(
          c,
          422,
          'too_many_values',
          `The body holds more than ${grouped(most)} values, or values within values on more than ${MOST_LEVELS} levels: send it in parts.`,
        );
  };

/** Counts without recursion, which the body could exhaust. */
function hasAtMost(body: unknown, most: number): boolean {
  let left = most;
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    left -= level.length;
    if (left < 0 || depth > MOST_LEVELS) return false;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      const inner = Object.values(value);
      if (inner.length > left) return false;
      for (const one of inner) next.push(one);
    }
    level = next;
  }
  return true;
}
