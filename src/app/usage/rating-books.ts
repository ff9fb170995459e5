/** The books that usage of a provider is rated by, remembered while zone and holidays stay as they are. */

import type { PlainDate } from '#core/calendar.ts';
import {
  bookKey,
  makeRaters,
  makeRatingBook,
  type PricedBy,
  type RaterOf,
  type RatingBook,
  type RatingBooksByKey,
  type RatingContent,
} from '#core/usage/rating-book.ts';
import type { Tenant } from '../ports/platform.ts';
import type { RatingCatalogue } from '../ports/usage.ts';

const MOST_KEPT = 8;

export type RatingBooks = (
  tenant: Pick<Tenant, 'providerId' | 'timeZone'>,
  holidays: readonly PlainDate[],
  pricedBy: Iterable<PricedBy>,
) => Promise<RatingBooksByKey>;

export function makeRatingBooks(rating: RatingCatalogue): RatingBooks {
  const books = makeKept<RatingBook>();
  // Of records of many versions that were rated anew by one, the prices are the same ones: they are made ready once.
  const raters = makeKept<RaterOf>();

  return async (tenant, holidays, pricedBy) => {
    const found = new Map<string, RatingBook>();
    for (const by of pricedBy) {
      const name = bookKey(by);
      if (found.has(name)) continue;
      const key = JSON.stringify([tenant.providerId, tenant.timeZone, holidays, name]);
      found.set(name, books.keep(key, books.get(key) ?? (await bookOf(tenant, holidays, by))));
    }
    return found;
  };

  async function bookOf(
    { providerId, timeZone }: Pick<Tenant, 'providerId' | 'timeZone'>,
    holidays: readonly PlainDate[],
    by: PricedBy,
  ): Promise<RatingBook> {
    const content = await contentOf(providerId, by);
    const prices = by.ratesVersion ?? by.version;
    const key = JSON.stringify([providerId, timeZone, holidays, prices, content.timeBands]);
    const setting = { timeZone, holidays: new Set(holidays) };
    return makeRatingBook(content, raters.keep(key, raters.get(key) ?? makeRaters(content, setting)));
  }

  /** What has days, and the tariffs, from the version of the prices; plans and bands from the one that rated it. */
  async function contentOf(providerId: number, { version, ratesVersion }: PricedBy): Promise<RatingContent> {
    const content = await rating.content(providerId, ratesVersion ?? version);
    return ratesVersion === null || ratesVersion === version
      ? content
      : { ...content, ...(await rating.terms(providerId, version)), version };
  }
}

/** The few used last. */
function makeKept<T>() {
  const kept = new Map<string, T>();
  return {
    get: (key: string): T | undefined => kept.get(key),
    keep(key: string, value: T): T {
      kept.delete(key);
      kept.set(key, value);
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return value;
    },
  };
}
