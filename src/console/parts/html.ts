/** Pages are written with hono's `html` template, which escapes every value that is not itself a template. */
import { html } from 'hono/html';

export { html };

/** A piece of a page: escaped already. */
export type Html = ReturnType<typeof html>;

/** An attribute only where it applies: `attr('aria-current', isHere && 'page')`. */
export const attr = (name: string, value: string | number | false | null | undefined): Html | '' =>
  value === false || value === null || value === undefined ? '' : html` ${name}="${value}"`;

/** A path from its parts; what is not a fixed word is encoded, so that a reference with a slash stays one part. */
export const path = (...parts: readonly (string | number)[]): string =>
  `/${parts.map((part) => encodeURIComponent(part)).join('/')}`;

/** A path with the query parameters that have a value. */
export function withQuery(
  target: string,
  query: Readonly<Record<string, string | null | undefined>>,
): string {
  const kept = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return kept.length === 0 ? target : `${target}?${new URLSearchParams(kept)}`;
}
