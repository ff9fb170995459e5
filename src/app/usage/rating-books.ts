/** The books that usage of a provider is rated by, one a version, remembered while zone and holidays stay as they are. */

import type { PlainDate } from '#core/calendar.ts';
import { makeRatingBook, type RatingBook } from '#core/usage/rating-book.ts';
import type { Tenant } from '../ports/platform.ts';
import type { RatingCatalogue } from '../ports/usage.ts';

const MOST_KEPT = 8;

export type RatingBooks = (
  tenant: Pick<Tenant, 'providerId' | 'timeZone'>,
  holidays: readonly PlainDate[],
  versions: Iterable<number>,
) => Promise<ReadonlyMap<number, RatingBook>>;

export function makeRatingBooks(rating: RatingCatalogue): RatingBooks {
  const kept = new Map<string, RatingBook>();
  return async ({ providerId, timeZone }, holidays, versions) => {
    const books = new Map<number, RatingBook>();
    for (const version of new Set(versions)) {
      const key = JSON.stringify([providerId, version, timeZone, holidays]);
      const book =
        kept.get(key) ??
        makeRatingBook(await rating.content(providerId, version), {
          timeZone,
          holidays: new Set(holidays),
        });
      kept.delete(key);
      kept.set(key, book);
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      books.set(version, book);
    }
    return books;
  };
}
