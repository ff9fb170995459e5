/** A record that was rated before, as rating takes it. */
import type { Instant } from '../calendar.ts';
import type { PriceE8 } from '../money.ts';
import type { UsageRecord } from '../rating/usage-record.ts';

interface KeptRecord {
  readonly tariffKey: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly quantity: number;
  readonly cost: PriceE8 | null;
}

export const asRecord = ({ tariffKey, startedAt, quantity, cost }: KeptRecord): UsageRecord => ({
  tariffKey,
  start: new Date(startedAt).toISOString() as Instant,
  quantity,
  cost,
});
