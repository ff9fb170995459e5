/** What usage is rated by, a version at a time: tariffs and rates with the keys of their rows, kept in memory. */
import type { CatalogueReader } from '#app/ports/catalogue-reader.ts';
import type { RatingCatalogue } from '#app/ports/usage.ts';
import type { KeptRate, RatingContent, RatingTerms } from '#core/usage/rating-book.ts';
import { fromTuple, type Tuple } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import type { Database } from '../database.ts';
import { jsonOf } from './catalogue-reader.ts';
import { IN_FORCE_THEN, rowsSql } from './catalogue-tables.ts';

/** A price list of fifty thousand rates takes some 20 MB. */
const MOST_KEPT = 8;

export function makeRatingCatalogue(db: Database, reader: CatalogueReader): RatingCatalogue {
  // What was loaded, not what is loading: on Workers no request may wait for another's promise.
  const kept = new Map<string, RatingContent>();

  return {
    async content(providerId, version) {
      const key = `${providerId}:${version}`;
      const content = kept.get(key) ?? (await load(providerId, version));
      kept.delete(key);
      kept.set(key, content);
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return content;
    },
    terms,
  };

  async function terms(providerId: number, version: number): Promise<RatingTerms> {
    const { timeBands, servicePlans, rateCards } = await reader.snapshot(providerId, version);
    return { timeBands, servicePlans, rateCards };
  }

  async function load(providerId: number, version: number): Promise<RatingContent> {
    const args = { provider: providerId, version };
    const [ofTerms, [tariffs, rates]] = await Promise.all([
      terms(providerId, version),
      db.readAll([
        { sql: rowsSql('tariffs', IN_FORCE_THEN, 'item_id'), args },
        { sql: rowsSql('rates', IN_FORCE_THEN), args },
      ]),
    ]);
    return {
      version,
      tariffs: jsonOf<[number, Tuple][]>(tariffs).map(([itemId, tuple]) => ({
        ...fromTuple<'tariffs'>(TAB.tariffs, tuple),
        itemId,
      })),
      rates: jsonOf<[number, Tuple][]>(rates).map(
        ([id, tuple]): KeptRate => ({ ...fromTuple<'rates'>(TAB.rates, tuple), id }),
      ),
      ...ofTerms,
    };
  }
}
