/** A period has no row of its own: its id names its term and its number within it. */
import { formatId } from '#core/ids.ts';

/** More periods than a term can have: 300 years of months. */
const PERIODS = 10_000;

export interface PeriodKey {
  readonly termId: number;
  readonly k: number;
}

const periodKeyNumber = ({ termId, k }: PeriodKey): number => termId * PERIODS + k;

export const periodOfKeyNumber = (key: number): PeriodKey => ({
  termId: Math.floor(key / PERIODS),
  k: key % PERIODS,
});

/** `per_120003`: period 3 of term 12 */
export const formatPeriodId = (key: PeriodKey): string => formatId('period', periodKeyNumber(key));
