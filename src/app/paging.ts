/** Keyset pages over a numeric key: the cursor is the key of the last row given, opaque to the caller. */
import { fault, no, ok, type Result } from '#core/result.ts';
import type { Page } from './ports/platform.ts';

/** The key that a cursor stands for; null for the first page. */
export function readKeyCursor(cursor: string | null): Result<number | null> {
  if (cursor === null) return ok(null);
  const key = /^k(\d{1,15})$/.exec(cursor)?.[1];
  return key === undefined
    ? no(
        fault(
          'invalid_cursor',
          'This cursor was not made here: take it from nextCursor of the page before.',
          'cursor',
        ),
      )
    : ok(Number(key));
}

/** A page of rows that were read with one more than the limit: the one too many only says that there is a next page. */
export function pageOfRows<T>(rows: readonly T[], limit: number, keyOf: (row: T) => number): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? `k${keyOf(last)}` : null };
}
