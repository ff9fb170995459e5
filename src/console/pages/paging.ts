/** The page of a list that an address asks for. */
import type { PageRequest } from '#app/ports/platform.ts';
import type { ConsoleContext } from '../console-env.ts';

const ROWS = 50;

export const pageAsked = (c: ConsoleContext, limit = ROWS, name = 'cursor'): PageRequest => ({
  limit,
  cursor: c.req.query(name) || null,
});
