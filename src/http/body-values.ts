/**
 * What a JSON body holds, whatever it is for: no half characters, and not more than is meant, beside how long it is: a megabyte has room for two hundred thousand values that are each wrong, and
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
    const trouble = await c.req.json().then(
      (body) => troubleOf(body, most),
      // What is no JSON at all is told by whoever reads it.
      () => null,
    );
    if (trouble === 'half_character')
      return problem(
        c,
        422,
        'hidden_character',
        'A text of the body holds half a character (a surrogate without its other half, like "\\ud800"): send the text as UTF-8.',
      );
    return trouble === null
      ? next()
      : problem(
          c,
          422,
          'too_many_values',
          `The body holds more than ${grouped(most)} values, or values within values on more than ${MOST_LEVELS} levels: send it in parts.`,
        );
  };

/** Counts, and reads the texts, without recursion, which the body could exhaust. */
function troubleOf(body: unknown, most: number): 'too_many' | 'half_character' | null {
  let left = most;
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    left -= level.length;
    if (left < 0 || depth > MOST_LEVELS) return 'too_many';
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string' && !value.isWellFormed()) return 'half_character';
      if (typeof value !== 'object' || value === null) continue;
      if (!Object.keys(value).every((name) => name.isWellFormed())) return 'half_character';
      const inner = Object.values(value);
      if (inner.length > left) return 'too_many';
      for (const one of inner) next.push(one);
    }
    level = next;
  }
  return null;
}
