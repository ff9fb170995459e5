/**
 * What one record costs on one side, and how much of the plan's included quantity it uses (USE-5 to USE-7). Included quantities are
 * counted in millionths of the plan's unit, whole numbers; what was used before a record in its period decides what it costs, so
 * records are charged in the order of their time.
 */
import { roundQuotient } from '../money.ts';
import type { QuarantineReason } from '../rating/terms.ts';
import type { UsageRecord } from '../rating/usage-record.ts';
import {
  type CardRating,
  type ExcessRating,
  factorOf,
  type KnownTariff,
  type PlanRating,
} from './rating-book.ts';

/** What was used in a period so far, in millionths of the plan's unit. */
export interface UsedSoFar {
  readonly down: number;
  readonly up: number;
  /** Of what a telephony plan includes. */
  readonly allowance: number;
}

export const NOTHING_USED: UsedSoFar = { down: 0, up: 0, allowance: 0 };

export interface Charged {
  readonly outcome: 'charged';
  /** 1e-8 of the currency */
  readonly charge: number;
  /** Included quantity used, millionths of the plan's unit; null: the plan counts none. */
  readonly allowance: number | null;
  /** The row of the (first) rate; null: by the plan's excess rate. */
  readonly rateId: number | null;
  readonly used: UsedSoFar;
}

export interface Waits {
  readonly outcome: 'waits';
  readonly reason: QuarantineReason;
  readonly message: string;
}

export const MILLION = 1_000_000;

/** More than any record costs: beyond it sums would not be exact. */
const MOST_CHARGED = BigInt(Number.MAX_SAFE_INTEGER);

/** @param used before this record, in its period; what a plan without limits makes nothing of */
export function chargeUsage(
  rating: PlanRating,
  tariff: KnownTariff,
  record: UsageRecord,
  used: UsedSoFar,
): Charged | Waits {
  switch (rating.by) {
    case 'card':
      return byCard(rating, tariff, record, used);
    case 'excess':
      return byExcess(rating, tariff, record, used);
    case 'nothing':
      return waits(
        'Missing Rate',
        `The service plan ${rating.code} has neither a rate card nor an excess rate.`,
      );
  }
}

const tooDear = (plan: string): Waits =>
  waits('Invalid Record', `By ${plan} it would cost more than any record can: its quantity is wrong.`);

const waits = (reason: QuarantineReason, message: string): Waits => ({ outcome: 'waits', reason, message });

function byCard(
  { rater, included, unit, code }: CardRating,
  tariff: KnownTariff,
  record: UsageRecord,
  used: UsedSoFar,
): Charged | Waits {
  const factor = included > 0 ? factorOf(tariff, unit) : null;
  const whole = factor === null ? 0 : inMillionths(record.quantity, factor);
  const free = factor === null ? 0 : Math.min(whole, Math.max(0, included * MILLION - used.allowance));
  // What is wholly or partly included is rated whole first: whether it waits does not hang on what was used before it.
  const rated = rater(record);
  if (rated.outcome === 'quarantined') return waits(rated.reason, rated.message);
  if (rated.charge > MOST_CHARGED) return tooDear(code);
  const chargeOfRest = (units: number, of: readonly [number, number]): number => {
    const rest = units === 0 ? null : rater({ ...record, quantity: outOfMillionths(units, of) });
    return rest?.outcome === 'rated' ? Number(rest.charge) : 0;
  };
  return {
    outcome: 'charged',
    charge: free === 0 || factor === null ? Number(rated.charge) : chargeOfRest(whole - free, factor),
    allowance: included > 0 ? free : null,
    rateId: rated.price.first.id,
    used: free === 0 ? used : { ...used, allowance: used.allowance + free },
  };
}

function byExcess(
  rating: ExcessRating,
  tariff: KnownTariff,
  { quantity }: UsageRecord,
  used: UsedSoFar,
): Charged | Waits {
  const factor = factorOf(tariff, rating.unit);
  if (factor === null)
    return waits(
      'Missing Rate',
      `${rating.code} counts ${rating.unit}, and the tariff ${tariff.tariffKey} is measured in ${tariff.unit}.`,
    );
  const whole = inMillionths(quantity, factor);
  if (BigInt(rating.rate) * BigInt(whole) > MOST_CHARGED * BigInt(MILLION)) return tooDear(rating.code);
  const after = { ...used, [tariff.direction]: used[tariff.direction] + whole };
  const [before, now] = [countedOf(rating, used), countedOf(rating, after)];
  // By the sum so far, so that charges add up to that of the sum whatever they are rounded to.
  const charge = excessCharge(rating, now) - excessCharge(rating, before);
  const included = rating.included * MILLION;
  return {
    outcome: 'charged',
    charge: Number(charge),
    allowance: rating.rate > 0 ? Math.min(now, included) - Math.min(before, included) : null,
    rateId: null,
    used: after,
  };
}

/** What of it counts: one direction, both, or the one with more. */
function countedOf({ counted }: ExcessRating, { down, up }: UsedSoFar): number {
  switch (counted) {
    case 'Download':
      return down;
    case 'Upload':
      return up;
    case 'Both':
      return down + up;
    case 'Larger':
      return Math.max(down, up);
  }
}

/** The charge for all that was counted, in 1e-8. */
function excessCharge({ included, cap, rate }: ExcessRating, counted: number): bigint {
  if (rate === 0) return 0n;
  const beyond = Math.max(0, counted - included * MILLION);
  const charged = cap === null ? beyond : Math.min(beyond, cap * MILLION);
  return roundQuotient(BigInt(rate) * BigInt(charged), BigInt(MILLION), 'half_up');
}

export const inMillionths = (quantity: number, [times, by]: readonly [number, number]): number =>
  Math.round((quantity * MILLION * times) / by);
/** To the thousandth: what a factor such as a sixtieth leaves over would otherwise begin a further unit. */
const outOfMillionths = (units: number, [times, by]: readonly [number, number]): number =>
  Math.round((units * by) / times / 1_000) / 1_000;
