/** CON-1: whether a migration leaves the pool of the contract that the order was made under. */
import { addMonths, type PlainDate } from '../calendar.ts';
import type { CatalogueSnapshot } from '../catalogue/rows.ts';
import type { Cents } from '../money.ts';

export interface BrokenContract {
  readonly contractType: string;
  readonly pool: string;
  /** The first day after its term. */
  readonly until: PlainDate;
  readonly breakOutFee: Cents;
}

/** The contract that ends before its term; null where there is none, where its term is over, or where the plan is in its pool. */
export function contractBroken(
  { contracts }: Pick<CatalogueSnapshot, 'contracts'>,
  {
    contractType,
    oldPlan,
    newPlan,
    start,
    on,
  }: {
    readonly contractType: string | null;
    readonly oldPlan: string;
    readonly newPlan: string;
    readonly start: PlainDate;
    readonly on: PlainDate;
  },
): BrokenContract | null {
  const ofType = contracts.filter((row) => row.contractType === contractType);
  const own = ofType.find(({ packagePlan }) => packagePlan === oldPlan) ?? ofType[0];
  if (own === undefined) return null;
  const until = addMonths(start, own.termMonths);
  const isInPool = contracts.some(({ pool, packagePlan }) => pool === own.pool && packagePlan === newPlan);
  return isInPool || on >= until
    ? null
    : { contractType: own.contractType, pool: own.pool, until, breakOutFee: own.breakOutFee };
}
