/** What a cleanse would do, told before it is done (USE-2, USE-3): what is rated, what falls back and why, and what lands late. */
import type { PlainDate } from '../calendar.ts';
import type { QuarantineReason } from '../rating/terms.ts';
import type { ChargedChunk, ChargedRecord } from './charge-chunk.ts';

export interface CleanseSummary {
  readonly rated: number;
  /** 1e-8: what customers are charged, and what the provider itself pays. */
  readonly charge: bigint;
  readonly cost: bigint;
  /** By tariff, the most first. */
  readonly tariffs: readonly {
    readonly tariffKey: string;
    readonly records: number;
    readonly quantity: number;
    readonly charge: bigint;
    readonly cost: bigint;
  }[];
  /** What still waits, by reason, the most first. */
  readonly waiting: readonly { readonly reason: QuarantineReason; readonly records: number }[];
  /** USE-3: what goes to another period than its own, since that is closed. */
  readonly late: LateUsage;
  /** Of records rated before, those that cost something else behind these (USE-7), and what that comes to. */
  readonly changed: { readonly records: number; readonly charge: bigint };
}

export interface LateUsage {
  readonly records: number;
  readonly charge: bigint;
  readonly services: number;
  /** Included quantity that it uses up, by records that use any. */
  readonly recordsOnAllowance: number;
  /** The first and last of their dates. */
  readonly from: PlainDate | null;
  readonly to: PlainDate | null;
}

export function summarise({ charged, waiting, changed }: ChargedChunk): CleanseSummary {
  const byTariff = Map.groupBy(charged, ({ tariff }) => tariff.tariffKey);
  const byReason = Map.groupBy(waiting, ({ reason }) => reason);
  return {
    rated: charged.length,
    charge: chargeOf(charged),
    cost: costOf(charged),
    tariffs: [...byTariff]
      .map(([tariffKey, records]) => ({
        tariffKey,
        records: records.length,
        quantity: records.reduce((sum, { measure }) => sum + measure.quantity, 0),
        charge: chargeOf(records),
        cost: costOf(records),
      }))
      .sort((a, b) => b.records - a.records || (a.tariffKey < b.tariffKey ? -1 : 1)),
    waiting: [...byReason]
      .map(([reason, records]) => ({ reason, records: records.length }))
      .sort((a, b) => b.records - a.records || (a.reason < b.reason ? -1 : 1)),
    late: lateOf(charged.filter(({ sell }) => sell.landing.isLate)),
    changed: {
      records: changed.length,
      charge: changed.reduce(
        (sum, { side, charge, chargeBefore }) =>
          side === 'sell' ? sum + BigInt(charge) - BigInt(chargeBefore) : sum,
        0n,
      ),
    },
  };
}

const chargeOf = (records: readonly ChargedRecord[]): bigint =>
  records.reduce((sum, { sell }) => sum + BigInt(sell.charge), 0n);
const costOf = (records: readonly ChargedRecord[]): bigint =>
  records.reduce((sum, { buy }) => sum + BigInt(buy?.charge ?? 0), 0n);

function lateOf(records: readonly ChargedRecord[]): LateUsage {
  const dates = records.map(({ date }) => date).sort();
  return {
    records: records.length,
    charge: chargeOf(records),
    services: new Set(records.map(({ sell }) => sell.landing.stretch.serviceId)).size,
    recordsOnAllowance: records.filter(({ sell }) => (sell.allowance ?? 0) > 0).length,
    from: dates[0] ?? null,
    to: dates.at(-1) ?? null,
  };
}

/** Everything that a person approves, as one text: what its hash is made of. */
export const digestOf = ({ charged, waiting, changed }: ChargedChunk, version: number): string =>
  JSON.stringify([
    version,
    charged.map(({ record, sell, buy }) => [
      record.supplier,
      record.recordId,
      sell.charge,
      sell.landing.periodStart,
      sell.allowance,
      buy?.charge ?? null,
      buy?.landing.periodStart ?? null,
    ]),
    waiting.map(({ record, reason }) => [record.supplier, record.recordId, reason]),
    changed.map(({ side, id, charge }) => [side, id, charge]),
  ]);
