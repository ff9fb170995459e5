/** CON-1: the contract that an order was made under, the migration that breaks it, and the break-out fee that this costs. */
import type { DraftLine } from '../billing/terms.ts';
import { addMonths, type PlainDate } from '../calendar.ts';
import type { CatalogueSnapshot } from '../catalogue/rows.ts';
import { cents, taxOn } from '../money.ts';
import { applyChange } from './apply-change.ts';
import {
  type BrokenContract,
  type ContractLeft,
  endOf,
  lastTermOn,
  type Subscription,
  type SubscriptionChange,
  type SubscriptionTerm,
  startOf,
  termsOn,
} from './subscription.ts';

type Contracts = Pick<CatalogueSnapshot, 'contracts'>;

/**
 * The contract that a migration breaks; null where there is none, where its term is over, where another migration has broken it,
 * or where the new plan is in its pool.
 */
export function contractBroken(
  subscription: Subscription,
  { contracts }: Contracts,
  { newPlan, on }: { readonly newPlan: string; readonly on: PlainDate },
): BrokenContract | null {
  const own = contractRow(subscription, { contracts });
  if (own === undefined || breakOf(subscription) !== null) return null;
  const until = addMonths(startOf(subscription) ?? on, own.termMonths);
  const isInPool = contracts.some(({ pool, packagePlan }) => pool === own.pool && packagePlan === newPlan);
  return isInPool || on >= until
    ? null
    : { contractType: own.contractType, pool: own.pool, until, breakOutFee: own.breakOutFee };
}

/** A contract's type in the catalogue, by the row of the plan that is left. A supplier has no part in its retailer's contract. */
function contractRow(subscription: Subscription, { contracts }: Contracts) {
  const type = contractTypeOf(subscription);
  const plan = lastTermOn(subscription, 'sell')?.packagePlan.code;
  const ofType = contracts.filter(({ contractType }) => contractType === type);
  return ofType.find(({ packagePlan }) => packagePlan === plan) ?? ofType[0];
}

const contractTypeOf = ({ order, company }: Subscription): string | null =>
  order?.sellerId === company.id ? order.contractType : null;

export const CONTRACT_STANDINGS = ['running', 'ended', 'broken'] as const;

export interface SubscriptionContract {
  readonly contractType: string;
  /** null: the catalogue has the type no longer. */
  readonly pool: string | null;
  /** The first day, and the first after its term; null as the pool. */
  readonly from: PlainDate;
  readonly until: PlainDate | null;
  readonly status: (typeof CONTRACT_STANDINGS)[number];
  /** The first day of the plan outside its pool, which may lie ahead; null: no migration leaves it. */
  readonly brokenOn: PlainDate | null;
}

/** The contract of a subscription as it stands on a day; null: it has none. */
export function contractOf(
  subscription: Subscription,
  catalogue: Contracts,
  today: PlainDate,
): SubscriptionContract | null {
  const contractType = contractTypeOf(subscription);
  const from = startOf(subscription);
  if (contractType === null || from === null) return null;
  const row = contractRow(subscription, catalogue);
  const broken = breakOf(subscription);
  const until = broken?.left.until ?? (row === undefined ? null : addMonths(from, row.termMonths));
  const end = endOf(subscription);
  const isOver = [until, end].some((day) => day !== null && day <= today);
  return {
    contractType,
    pool: broken?.left.pool ?? row?.pool ?? null,
    from,
    until,
    status: broken !== null && broken.on <= today ? 'broken' : isOver ? 'ended' : 'running',
    brokenOn: broken?.on ?? null,
  };
}

interface Break {
  readonly left: ContractLeft;
  readonly on: PlainDate;
}

/** The migration of a term that breaks the contract: one that takes effect, so that the new plan has a day of service. */
function breakBy(subscription: Subscription, { side, migration }: SubscriptionTerm): Break | null {
  if (side !== 'sell' || !migration?.broken) return null;
  const end = endOf(subscription);
  return end === null || end > migration.on ? { left: migration.broken, on: migration.on } : null;
}

const breakOf = (subscription: Subscription): Break | null =>
  termsOn(subscription, 'sell').reduce<Break | null>(
    (found, term) => found ?? breakBy(subscription, term),
    null,
  );

/** A line of the plan that a migration leaves, on the migration's day. */
export interface BreakOutLine {
  readonly term: SubscriptionTerm;
  readonly line: DraftLine;
}

/**
 * What a change charges for breaking a contract, and what it takes back because the migration that would have broken it does not
 * take effect any more: withdrawn, or forestalled by a cancellation. Written with the change itself, so once.
 */
export function breakOutLines(change: SubscriptionChange): BreakOutLine[] {
  const after = applyChange(change);
  return change.before.terms.flatMap((term) => {
    const was = breakBy(change.before, term);
    const changed = after.terms.find(({ id }) => id === term.id);
    const is = changed === undefined ? null : breakBy(after, changed);
    if (was === null && is !== null) return lineOf(term, is, 'charge');
    return was !== null && is === null ? lineOf(term, was, 'credit') : [];
  });
}

/** FEE-5: a fee of nothing gives no line. */
function lineOf(
  term: SubscriptionTerm,
  { left: { breakOutFee: fee, taxRate, ...contract }, on }: Break,
  as: 'charge' | 'credit',
): BreakOutLine[] {
  if (fee === 0) return [];
  const sign = as === 'charge' ? 1 : -1;
  const line: DraftLine = {
    ...(as === 'charge' ? { kind: 'product', credits: null } : { kind: 'credit', credits: 'product' }),
    serviceKey: null,
    item: null,
    periodStart: on,
    revision: 0,
    from: on,
    to: on,
    amount: cents(sign * fee),
    tax: cents(sign * taxOn(fee, taxRate)),
    taxRate,
    basis: {
      fee,
      wholes: as === 'charge' ? 1 : 0,
      parts: [],
      charged: as === 'charge' ? null : fee,
      rule: 'break_out',
      contract: { contractType: contract.contractType, pool: contract.pool, until: contract.until },
    },
  };
  return [{ term, line }];
}
