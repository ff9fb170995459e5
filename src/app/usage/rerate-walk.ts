/** USE-8: walks over what a re-rating touches, chunk by chunk: working it out and accepting it are this one walk (DESIGN 5). */
import { type Repriced, repricedDays } from '#core/usage/repriced-days.ts';
import { pricesOf, type RerateChunk, type RerateCursor, rerateChunk } from '#core/usage/rerate-chunk.ts';
import type { Actor } from '../ports/platform.ts';
import type { Rerate, RerateScope } from '../ports/rerates.ts';
import type { RatingBooks } from './rating-books.ts';
import type { UsagePorts } from './services.ts';

export interface WalkedChunk extends RerateChunk {
  readonly next: RerateCursor | null;
}

export interface RerateWalk {
  /** As things stand now; null behind the last one. */
  chunk(after: RerateCursor | null): Promise<WalkedChunk>;
}

export async function beginWalk(
  { rerates, rating, usage }: Pick<UsagePorts, 'rerates' | 'rating' | 'usage'>,
  books: RatingBooks,
  actor: Actor,
  { version, baseVersion }: Pick<Rerate, 'version' | 'baseVersion'>,
): Promise<RerateWalk> {
  const { holidays } = await usage.setting(actor.providerId);
  const before = await rating.content(actor.providerId, baseVersion);
  const repriced = repricedDays(before, await rating.content(actor.providerId, version));
  const scope = scopeOf(actor.providerId, version, repriced);
  return {
    async chunk(after) {
      if (scope === null) return { rerated: [], unpriced: 0, next: null };
      const { records, next } = await rerates.chunk(scope, after);
      const priced = await books(actor, holidays, pricesOf(records, version));
      return { ...rerateChunk(records, { version, repriced, books: priced }), next };
    },
  };
}

/** null: no price of any day is another. */
function scopeOf(providerId: number, version: number, { tariffs, from, to }: Repriced): RerateScope | null {
  if (from === null) return null;
  const bought = new Set(tariffs.flatMap(({ side, tariffId }) => (side === 'buy' ? [tariffId] : [])));
  return {
    providerId,
    version,
    from,
    to,
    tariffs: [
      ...tariffs.flatMap(({ side, tariffId, rateCardId }) =>
        side === 'sell' && !bought.has(tariffId) ? [{ tariffId, rateCardId }] : [],
      ),
      // The buy side has no index of its own: its records are found through what they are sold as.
      ...[...bought].map((tariffId) => ({ tariffId, rateCardId: null })),
    ],
  };
}
