/**
 * USE-8: what rated records cost by the prices of a later version. Only what those changed for the record's own day is charged anew;
 * plan, bands and the included quantity that it used stay as they were, since prices do not change how much was used. Pure: a preview
 * shows it, accepting writes it (DESIGN 5).
 */
import type { PlainDate } from '../calendar.ts';
import type { PriceE8 } from '../money.ts';
import type { Sided } from './charge-chunk.ts';
import { type Charged, chargeUsage, MILLION, NOTHING_USED, type Waits } from './charge-usage.ts';
import { asRecord } from './rated-record.ts';
import {
  bookKey,
  type KnownTariff,
  type PlanRating,
  type PricedBy,
  type RatingBooksByKey,
} from './rating-book.ts';
import type { Repriced } from './repriced-days.ts';

/** Where the next chunk begins: behind a sum of usage, or within the one after it. */
export interface RerateCursor {
  /** Period start, service, tariff, rate card, term: what sums are ordered by. */
  readonly after: readonly [PlainDate, number, number, number, number];
  /** Of a sum of very many records, which is under way: the last one that is done. */
  readonly within: { readonly totalId: number; readonly startedAt: number; readonly id: number } | null;
}

export interface RatedSideNow {
  readonly side: Sided;
  readonly totalId: number;
  readonly serviceId: number;
  /** Item of the service plan that the service had on the record's day. */
  readonly servicePlanId: number;
  /** Item of the card that it was rated by; 0: none. */
  readonly rateCardId: number;
  readonly ratesVersion: number | null;
  readonly charge: number;
  /** In the plan's unit; null: the plan includes nothing. */
  readonly allowance: number | null;
}

/** A rated record as it stands. */
export interface RatedNow {
  readonly id: number;
  readonly tariffKey: string;
  readonly startedAt: number;
  readonly date: PlainDate;
  readonly quantity: number;
  readonly cost: PriceE8 | null;
  readonly version: number;
  readonly sides: readonly RatedSideNow[];
}

/** One side of a record, charged anew. */
export interface Rerated
  extends Pick<RatedSideNow, 'side' | 'totalId' | 'serviceId' | 'ratesVersion' | 'allowance'> {
  readonly id: number;
  readonly chargeBefore: number;
  readonly charge: number;
  readonly rateId: number | null;
  /** Whose prices it was charged by before. */
  readonly versionBefore: number;
}

export interface RerateChunk {
  /** Also what costs the same, where later records may still change how much of it is included (USE-7). */
  readonly rerated: readonly Rerated[];
  /** Sides of records for which the new prices have none: they stay as they are. */
  readonly unpriced: number;
}

export interface ReratingSetting {
  /** Whose prices they are charged by. */
  readonly version: number;
  readonly repriced: Pick<Repriced, 'has'>;
  readonly books: RatingBooksByKey;
}

/** What books a chunk takes. */
export const pricesOf = (records: readonly RatedNow[], version: number): PricedBy[] =>
  records.map((record) => ({ version: record.version, ratesVersion: version }));

export function rerateChunk(records: readonly RatedNow[], setting: ReratingSetting): RerateChunk {
  const rerated: Rerated[] = [];
  let unpriced = 0;
  for (const record of records)
    for (const side of record.sides) {
      const versionBefore = side.ratesVersion ?? record.version;
      if (versionBefore >= setting.version) continue;
      if (!setting.repriced.has(side.rateCardId, record.tariffKey, record.date)) continue;
      const charged = chargeAnew(record, side, setting);
      if (charged === null) unpriced += 1;
      else if (charged.charge !== side.charge || side.allowance !== null)
        rerated.push({
          id: record.id,
          side: side.side,
          totalId: side.totalId,
          serviceId: side.serviceId,
          ratesVersion: side.ratesVersion,
          allowance: side.allowance,
          chargeBefore: side.charge,
          charge: charged.charge,
          rateId: charged.rateId,
          versionBefore,
        });
    }
  return { rerated, unpriced };
}

function chargeAnew(
  record: RatedNow,
  side: RatedSideNow,
  { version, books }: ReratingSetting,
): Charged | null {
  const book = books.get(bookKey({ version: record.version, ratesVersion: version }));
  const [rating, tariff] = [book?.plan(side.servicePlanId), book?.tariff(record.tariffKey)];
  if (rating === undefined || tariff === undefined) return null;
  const charged = charge(rating, tariff, record, side.allowance);
  return charged.outcome === 'charged' ? charged : null;
}

/** By the same code as when it was first rated, with as much left of the included quantity as it used then. */
function charge(
  rating: PlanRating,
  tariff: KnownTariff,
  record: RatedNow,
  allowance: number | null,
): Charged | Waits {
  if (rating.by !== 'card') return chargeUsage(rating, tariff, asRecord(record), NOTHING_USED);
  const included = Math.ceil(allowance ?? 0);
  const left = Math.round((allowance ?? 0) * MILLION);
  return chargeUsage({ ...rating, included }, tariff, asRecord(record), {
    ...NOTHING_USED,
    allowance: included * MILLION - left,
  });
}

/** What a chunk changes of a sum. */
export interface RerateRow extends Pick<Rerated, 'totalId' | 'serviceId' | 'versionBefore'> {
  /** That cost something else. */
  readonly records: number;
  /** All that were charged anew. */
  readonly rerated: number;
  readonly chargeBefore: bigint;
  readonly charge: bigint;
}

export function rowsOfSums({ rerated }: RerateChunk): RerateRow[] {
  const rows = new Map<number, RerateRow>();
  for (const { totalId, serviceId, versionBefore, chargeBefore, charge } of rerated) {
    const row = rows.get(totalId);
    const differs = charge !== chargeBefore;
    rows.set(totalId, {
      totalId,
      serviceId,
      versionBefore: Math.max(row?.versionBefore ?? 0, versionBefore),
      records: (row?.records ?? 0) + (differs ? 1 : 0),
      rerated: (row?.rerated ?? 0) + 1,
      chargeBefore: (row?.chargeBefore ?? 0n) + (differs ? BigInt(chargeBefore) : 0n),
      charge: (row?.charge ?? 0n) + (differs ? BigInt(charge) : 0n),
    });
  }
  return [...rows.values()];
}
