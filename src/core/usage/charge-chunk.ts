/**
 * Charges a chunk of placed records, sell and buy side (USE-4 to USE-7). A record is charged on both sides or waits. Where a plan
 * includes a quantity, what is rated already in the same period but began later is charged anew behind the new records: the order in
 * which files come changes nothing (USE-7). Pure: a preview shows the plan, a commit writes it (DESIGN 5).
 */
import type { PlainDate } from '../calendar.ts';
import type { PriceE8 } from '../money.ts';
import {
  type Charged,
  chargeUsage,
  inMillionths,
  MILLION,
  NOTHING_USED,
  type UsedSoFar,
  type Waits,
} from './charge-usage.ts';
import type { PlacedRecord, PlacedSide, WaitingRecord } from './place-record.ts';
import { asRecord } from './rated-record.ts';
import {
  bookKey,
  factorOf,
  isLimited,
  type KnownTariff,
  type PlanRating,
  type PricedBy,
  type RatingBooksByKey,
} from './rating-book.ts';

export type Sided = 'sell' | 'buy';
const SIDES: readonly Sided[] = ['sell', 'buy'];

/** A service's period in which a quantity is included, and from when on its records have to be looked at. */
export interface LimitedPeriod {
  readonly side: Sided;
  readonly serviceId: number;
  readonly periodStart: PlainDate;
  /** Milliseconds: the start of the first new record. */
  readonly from: number;
}

/** What is rated in such a period already. */
export interface UsedInPeriod extends LimitedPeriod {
  /** Records in it and re-ratings of them, which the write holds against those that there are by then. */
  readonly records: number;
  /** Sums of all of it, by tariff, in the tariff's and in the plan's unit. */
  readonly totals: readonly {
    readonly tariffKey: string;
    readonly quantity: number;
    readonly allowance: number;
  }[];
  /** The records from `from` on. */
  readonly later: readonly RatedBefore[];
}

export interface RatedBefore extends PricedBy {
  readonly id: number;
  readonly totalId: number;
  readonly tariffKey: string;
  readonly startedAt: number;
  readonly supplier: string;
  readonly recordId: string;
  readonly quantity: number;
  readonly cost: PriceE8 | null;
  readonly charge: number;
  /** In the plan's unit. */
  readonly allowance: number;
}

export interface ChargedSide extends PlacedSide {
  readonly charge: number;
  /** In the plan's unit; null: the plan includes nothing. */
  readonly allowance: number | null;
  readonly rateId: number | null;
}

export interface ChargedRecord extends Omit<PlacedRecord, Sided> {
  readonly sell: ChargedSide;
  readonly buy: ChargedSide | null;
}

/** A record that is rated already and costs something else behind a new one. */
export interface ChangedRecord extends Pick<RatedBefore, 'id' | 'totalId' | 'charge' | 'allowance'> {
  readonly side: Sided;
  readonly chargeBefore: number;
  readonly allowanceBefore: number;
}

export interface ChargedChunk {
  readonly charged: readonly ChargedRecord[];
  readonly waiting: readonly WaitingRecord[];
  readonly changed: readonly ChangedRecord[];
  readonly guards: readonly Pick<UsedInPeriod, 'serviceId' | 'periodStart' | 'records'>[];
}

export const startOf = ({ measure }: Pick<PlacedRecord, 'measure'>): number => Date.parse(measure.start);

const periodKey = (side: Sided, serviceId: number, periodStart: PlainDate): string =>
  `${side} ${serviceId} ${periodStart}`;
const keyOfSide = (side: Sided, { landing }: PlacedSide): string =>
  periodKey(side, landing.stretch.serviceId, landing.periodStart);

/** The periods whose records `used` of `chargeChunk` has to hold. */
export function limitedPeriods(records: readonly PlacedRecord[]): LimitedPeriod[] {
  const periods = new Map<string, LimitedPeriod>();
  for (const record of records)
    for (const side of SIDES) {
      const placed = record[side];
      if (placed === null || !isLimited(placed.rating)) continue;
      const key = keyOfSide(side, placed);
      const from = startOf(record);
      const known = periods.get(key);
      if (known === undefined || from < known.from)
        periods.set(key, {
          side,
          serviceId: placed.landing.stretch.serviceId,
          periodStart: placed.landing.periodStart,
          from,
        });
    }
  return [...periods.values()];
}

export interface ChargingSetting {
  /** The one that new records are rated by, and those of `used`. */
  readonly books: RatingBooksByKey;
  readonly version: number;
  readonly used: readonly UsedInPeriod[];
}

export function chargeChunk(records: readonly PlacedRecord[], setting: ChargingSetting): ChargedChunk {
  const waiting: WaitingRecord[] = [];
  const known: PlacedRecord[] = [];
  const charges: Record<Sided, (Charged | null)[]> = { sell: [], buy: [] };
  // Whether a record waits hangs on neither the others nor the order: those that do not are charged.
  for (const placed of records) {
    const sell = alone(placed, placed.sell);
    const buy = placed.buy === null ? null : alone(placed, placed.buy);
    const wait = sell.outcome === 'waits' ? sell : buy?.outcome === 'waits' ? onBuySide(buy) : null;
    if (wait !== null) {
      waiting.push({ record: placed.record, date: placed.date, reason: wait.reason, message: wait.message });
      continue;
    }
    known.push(placed);
    charges.sell.push(sell as Charged);
    charges.buy.push(buy as Charged | null);
  }
  const changed = SIDES.flatMap((side) => inOrder(side, known, charges[side], setting));
  return {
    waiting,
    changed,
    charged: known.map((placed, at) => ({
      ...placed,
      sell: toSide(placed.sell, charges.sell[at] ?? null) as ChargedSide,
      buy: placed.buy === null ? null : toSide(placed.buy, charges.buy[at] ?? null),
    })),
    guards: setting.used.map(({ serviceId, periodStart, records: count }) => ({
      serviceId,
      periodStart,
      records: count,
    })),
  };
}

const alone = (placed: PlacedRecord, { rating }: PlacedSide): Charged | Waits =>
  chargeUsage(rating, placed.tariff, measureOf(placed), NOTHING_USED);

const measureOf = ({ tariff, measure }: PlacedRecord) => ({ ...measure, tariffKey: tariff.tariffKey });

const onBuySide = ({ reason, message }: Waits) => ({
  reason,
  message: `What it costs the provider itself: ${message}`,
});

const toSide = (placed: PlacedSide, charged: Charged | null): ChargedSide | null =>
  charged === null
    ? null
    : {
        ...placed,
        charge: charged.charge,
        allowance: charged.allowance === null ? null : charged.allowance / MILLION,
        rateId: charged.rateId,
      };

// ---- included quantities, in the order of time

interface InLine {
  readonly startedAt: number;
  readonly supplier: string;
  readonly recordId: string;
  readonly charge: (used: UsedSoFar) => UsedSoFar;
}

interface SharedLine {
  readonly rating: PlanRating;
  /** Item of the service plan */
  readonly servicePlanId: number;
  readonly line: InLine[];
}

/** Charges what shares an included quantity in the order of time; answers what changes of what was rated before. */
function inOrder(
  side: Sided,
  records: readonly PlacedRecord[],
  charges: (Charged | null)[],
  setting: ChargingSetting,
): ChangedRecord[] {
  const lines = new Map<string, SharedLine>();
  for (const [at, placed] of records.entries()) {
    const sided = placed[side];
    if (sided === null || !isLimited(sided.rating)) continue;
    const key = keyOfSide(side, sided);
    const shared = lines.get(key) ?? {
      rating: sided.rating,
      servicePlanId: sided.landing.stretch.servicePlanId,
      line: [],
    };
    lines.set(key, shared);
    shared.line.push({
      startedAt: startOf(placed),
      supplier: placed.record.supplier,
      recordId: placed.record.recordId,
      charge: (used) => {
        const charged = chargeUsage(sided.rating, placed.tariff, measureOf(placed), used);
        if (charged.outcome === 'waits') return used;
        charges[at] = charged;
        return charged.used;
      },
    });
  }
  const before = new Map(
    setting.used
      .filter((period) => period.side === side)
      .map((period) => [periodKey(side, period.serviceId, period.periodStart), period]),
  );
  const changed: ChangedRecord[] = [];
  for (const [key, { rating, servicePlanId, line }] of lines) {
    const period = before.get(key);
    for (const rated of period?.later ?? [])
      line.push(againInLine(rated, side, servicePlanId, setting, (change) => changed.push(change)));
    line.sort(byTime);
    line.reduce((used, { charge }) => charge(used), usedBefore(period, rating, setting));
  }
  return changed;
}

const byTime = (a: InLine, b: InLine): number =>
  a.startedAt - b.startedAt ||
  (a.supplier < b.supplier ? -1 : a.supplier > b.supplier ? 1 : 0) ||
  (a.recordId < b.recordId ? -1 : a.recordId > b.recordId ? 1 : 0);

/** A record that was rated before is charged by what it was priced by: prices that nobody accepted for it are not its business (USE-8). */
function againInLine(
  rated: RatedBefore,
  side: Sided,
  servicePlanId: number,
  { books }: ChargingSetting,
  note: (change: ChangedRecord) => void,
): InLine {
  const book = books.get(bookKey(rated));
  const [rating, tariff] = [book?.plan(servicePlanId), book?.tariff(rated.tariffKey)];
  return {
    startedAt: rated.startedAt,
    supplier: rated.supplier,
    recordId: rated.recordId,
    charge: (used) => {
      const charged =
        rating === undefined || tariff === undefined
          ? null
          : chargeUsage(rating, tariff, asRecord(rated), used);
      if (charged === null || charged.outcome === 'waits') return used;
      const allowance = (charged.allowance ?? 0) / MILLION;
      if (charged.charge !== rated.charge || allowance !== rated.allowance)
        note({
          side,
          id: rated.id,
          totalId: rated.totalId,
          charge: charged.charge,
          allowance,
          chargeBefore: rated.charge,
          allowanceBefore: rated.allowance,
        });
      return charged.used;
    },
  };
}

/** What was used before the first new record: all of the period but what comes later. */
function usedBefore(
  period: UsedInPeriod | undefined,
  rating: PlanRating,
  { books, version }: ChargingSetting,
): UsedSoFar {
  if (period === undefined) return NOTHING_USED;
  const unit = rating.by === 'nothing' ? null : rating.unit;
  const book = books.get(bookKey({ version, ratesVersion: null }));
  const used = { down: 0, up: 0, allowance: 0 };
  const add = (tariffKey: string, quantity: number, allowance: number, sign: 1 | -1) => {
    const tariff: KnownTariff | undefined = book?.tariff(tariffKey);
    const factor = tariff === undefined ? null : factorOf(tariff, unit);
    if (tariff !== undefined && factor !== null)
      used[tariff.direction] += sign * inMillionths(quantity, factor);
    used.allowance += sign * Math.round(allowance * MILLION);
  };
  for (const { tariffKey, quantity, allowance } of period.totals) add(tariffKey, quantity, allowance, 1);
  for (const { tariffKey, quantity, allowance } of period.later) add(tariffKey, quantity, allowance, -1);
  return used;
}
