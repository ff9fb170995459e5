/** Rates a chunk of records as things stand: what intake writes, a cleanse previews and then writes (DESIGN 5). */

import { invariant } from '#core/result.ts';
import { type ChargedChunk, chargeChunk, limitedPeriods } from '#core/usage/charge-chunk.ts';
import { makePlacer, type PlacedRecord, type WaitingRecord } from '#core/usage/place-record.ts';
import { bookKey, type RatingBook } from '#core/usage/rating-book.ts';
import type { SentRecord } from '#core/usage/record.ts';
import { today } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { RecordKey, UsageSetting } from '../ports/usage.ts';
import type { RatingBooks } from './rating-books.ts';
import type { UsagePorts } from './services.ts';

export interface RatedChunk {
  readonly version: number;
  readonly chunk: ChargedChunk;
  /** Records that were taken before, or stand in the chunk twice; they are not in it. */
  readonly duplicates: number;
}

/** What stays the same for all chunks of one deed. */
export interface RatingOfDeed {
  readonly setting: UsageSetting;
  readonly version: number;
  readonly book: RatingBook;
}

export const keyOf = ({ supplier, recordId }: RecordKey): string => `${supplier}\n${recordId}`;

export async function beginRating(
  { usage, catalogue }: Pick<UsagePorts, 'usage' | 'catalogue'>,
  books: RatingBooks,
  actor: Actor,
): Promise<RatingOfDeed> {
  const [setting, version] = await Promise.all([
    usage.setting(actor.providerId),
    catalogue.currentVersion(actor.providerId),
  ]);
  const own = { version, ratesVersion: null };
  const book = (await books(actor, setting.holidays, [own])).get(bookKey(own));
  invariant(book !== undefined, `version ${version} has a book`);
  return { setting, version, book };
}

/**
 * @param isNew whether the records come from outside, where some may have been taken before (USE-4); what waits in quarantine was
 */
export async function rateChunk(
  { usage, clock }: Pick<UsagePorts, 'usage' | 'clock'>,
  books: RatingBooks,
  actor: Actor,
  { setting, version, book }: RatingOfDeed,
  { records, isNew }: { readonly records: readonly SentRecord[]; readonly isNew: boolean },
): Promise<RatedChunk> {
  // Of records with one id the first is taken, as across files (USE-4).
  const distinct = new Map<string, SentRecord>();
  for (const record of records) if (!distinct.has(keyOf(record))) distinct.set(keyOf(record), record);
  const { known, services } = await usage.look(actor.providerId, {
    records: isNew ? [...distinct.values()] : [],
    services: [...new Set(records.flatMap(({ service }) => service ?? []))],
    manualApproval: setting.periodApproval === 'manual',
  });
  for (const key of known) distinct.delete(keyOf(key));
  const place = makePlacer({
    book,
    services,
    timeZone: actor.timeZone,
    today: today(clock, actor),
    periodApproval: setting.periodApproval,
  });
  const placed: PlacedRecord[] = [];
  const waiting: WaitingRecord[] = [];
  for (const record of distinct.values()) {
    const found = place(record);
    if ('reason' in found) waiting.push(found);
    else placed.push(found);
  }
  const periods = limitedPeriods(placed);
  const used = periods.length === 0 ? [] : await usage.used(periods);
  const chunk = chargeChunk(placed, {
    version,
    used,
    books: await books(actor, setting.holidays, [
      { version, ratesVersion: null },
      ...used.flatMap(({ later }) => later),
    ]),
  });
  return {
    version,
    duplicates: records.length - distinct.size,
    chunk: { ...chunk, waiting: [...waiting, ...chunk.waiting] },
  };
}
