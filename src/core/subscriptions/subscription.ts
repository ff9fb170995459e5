/** A subscription of one company with its terms and services, as every decision sees it: plain data, loaded whole. */
import { boundaryOf, periodAt, periodNumberOn } from '../billing/period-grid.ts';
import { covers, type DaysSuspended } from '../billing/suspensions.ts';
import {
  type BoltOnInForce,
  type ContractBasis,
  type InvoiceTerms,
  inForceOn,
  isForestalled,
  type Term,
  type TermProgress,
} from '../billing/terms.ts';
import { dayBefore, earlier, type Instant, later, type Period, type PlainDate } from '../calendar.ts';
import type { Side } from '../catalogue/rows.ts';
import type { Cents, TaxRate } from '../money.ts';
import type { Company, PlanRef } from '../orders/order.ts';
import type { ServiceDetails } from '../orders/service-details.ts';

export type { Side };
export const SIDES = ['sell', 'buy'] as const satisfies readonly Side[];

/** One stretch on one plan, on one side, with how far it is billed. */
export interface SubscriptionTerm {
  readonly id: number;
  /** As it was read; a write made from an older one is refused. */
  readonly version: number;
  readonly side: Side;
  /** 1, 2 … within the side */
  readonly position: number;
  readonly packagePlan: PlanRef;
  readonly term: Term;
  /** Since when its end is known, or that it has none any more; null: it never had one. */
  readonly endKnownFrom: PlainDate | null;
  readonly pausesKnownFrom: PlainDate | null;
  /** The migration that ends it (BILL-9); it stays when a cancellation ends the term before. */
  readonly migration: TermMigration | null;
  /** It was to take over by a migration that was withdrawn: it ends where it would have begun. */
  readonly withdrawn: boolean;
  /** Whether a service of it has or had bolt-ons: a run then reads its services under any plan. */
  readonly hasBoltOns: boolean;
  readonly progress: TermProgress;
  /** The first day on which a run finds something to do; null: never again, as things stand. */
  readonly nextDueOn: PlainDate | null;
  /** Starts of its periods that were approved by hand (BILL-5). */
  readonly approved: readonly PlainDate[];
}

export interface TermMigration {
  /** The day on which the term ends by it. */
  readonly on: PlainDate;
  /** The same for all that moves with it, on both sides and at the wholesaler: the position of the seller's new sell term. */
  readonly number: number;
  /** The contract that it breaks (CON-1); null: none. */
  readonly broken: ContractLeft | null;
}

/** A contract that a migration breaks (CON-1). */
export interface BrokenContract extends ContractBasis {
  readonly breakOutFee: Cents;
}

/** As a term keeps it, for charging the fee and taking it back. */
export interface ContractLeft extends BrokenContract {
  readonly taxRate: TaxRate;
}

/** Days for which a subscription is suspended by its own company (decision 87). */
export interface Suspension extends DaysSuspended {
  readonly reason: string | null;
}

export interface SubscriptionService {
  readonly id: number;
  readonly side: Side;
  readonly servicePlan: PlanRef;
  /** The service of the order that it came with; both sides and both companies name the same. */
  readonly orderServiceId: number | null;
  readonly identifier: string | null;
  readonly details: ServiceDetails;
  readonly status: 'pending' | 'active' | 'cancelled';
  /** The first and last term, by position on its side, that holds it; null: no last one yet. */
  readonly firstTerm: number;
  readonly lastTerm: number | null;
  readonly activeFrom: PlainDate | null;
  /** Where it joined the package later: the day from which that is known (BILL-1). */
  readonly knownFrom: PlainDate | null;
  /** First day without service. */
  readonly activeUntil: PlainDate | null;
  readonly boltOns: readonly BoltOnInForce[];
}

export interface Subscription {
  readonly id: number;
  readonly version: number;
  /** `cancelled` from the day on which a cancellation is entered, also for a day that lies ahead. */
  readonly status: 'active' | 'cancelled';
  /** Whose cancellation it was: the company's own, or that of the retailer that it supplies; null: it is not cancelled. */
  readonly cancelledBy: 'own' | 'retailer' | null;
  /** In order, none over another. */
  readonly suspensions: readonly Suspension[];
  readonly company: Company;
  readonly timeZone: string;
  readonly account: {
    readonly id: number;
    readonly reference: string;
    readonly name: string;
    readonly invoiceTerms: InvoiceTerms;
    readonly firstSubscriptionStart: PlainDate | null;
    /** BILL-14: why billing leaves the account alone. */
    readonly parkedReason: string | null;
  };
  readonly order: {
    readonly id: number;
    readonly number: string;
    /** The company whose order it is. */
    readonly sellerId: number;
    readonly contractType: string | null;
  } | null;
  readonly createdAt: Instant;
  /** Sell before buy, each by position. */
  readonly terms: readonly SubscriptionTerm[];
  readonly services: readonly SubscriptionService[];
}

/** A term that a change begins: it has no key yet. */
export interface NewSubscriptionTerm
  extends Pick<
    SubscriptionTerm,
    'side' | 'position' | 'packagePlan' | 'term' | 'pausesKnownFrom' | 'hasBoltOns' | 'nextDueOn'
  > {}

/** A service that a change begins. */
export type NewSubscriptionService = Omit<SubscriptionService, 'id' | 'status' | 'lastTerm' | 'activeUntil'>;

/** What a deed changes of one company's subscription: only what differs, as it is to be. */
export interface SubscriptionChange {
  readonly before: Subscription;
  readonly status: Subscription['status'];
  readonly cancelledBy: Subscription['cancelledBy'];
  readonly suspensions: Subscription['suspensions'];
  readonly terms: readonly SubscriptionTerm[];
  readonly newTerms: readonly NewSubscriptionTerm[];
  readonly services: readonly SubscriptionService[];
  readonly newServices: readonly NewSubscriptionService[];
}

/** A change of what is named, and of nothing else. */
export const changeOf = (
  before: Subscription,
  changes: Partial<Omit<SubscriptionChange, 'before'>>,
): SubscriptionChange => ({
  before,
  status: before.status,
  cancelledBy: before.cancelledBy,
  suspensions: before.suspensions,
  terms: [],
  newTerms: [],
  services: [],
  newServices: [],
  ...changes,
});

export const changesNothing = ({
  before,
  status,
  cancelledBy,
  suspensions,
  ...parts
}: SubscriptionChange): boolean =>
  status === before.status &&
  cancelledBy === before.cancelledBy &&
  suspensions === before.suspensions &&
  Object.values(parts).every(({ length }) => length === 0);

export const termsOn = ({ terms }: Pick<Subscription, 'terms'>, side: Side): readonly SubscriptionTerm[] =>
  terms.filter((term) => term.side === side);

/** The last term of a side that a migration began or activation did; one that was withdrawn is none. */
export const lastTermOn = (
  subscription: Pick<Subscription, 'terms'>,
  side: Side,
): SubscriptionTerm | undefined => termsOn(subscription, side).findLast(({ withdrawn }) => !withdrawn);

/** The first day of the subscription: of its first sell term. */
export const startOf = (subscription: Pick<Subscription, 'terms'>): PlainDate | null =>
  termsOn(subscription, 'sell')[0]?.term.grid.start ?? null;

/** The first day without service; null while no cancellation is known. */
export function endOf(subscription: Pick<Subscription, 'terms' | 'status'>): PlainDate | null {
  if (subscription.status !== 'cancelled') return null;
  return termsOn(subscription, 'sell')
    .filter(({ term }) => !isForestalled(term))
    .reduce(
      (last, { term }) => (last === null || term.end === null ? last : later(last, term.end)),
      startOf(subscription),
    );
}

/**
 * How a subscription or a service stands on a day: `ending` has service still, and a known first day without; `suspended` has
 * none that day, and a subscription.
 */
export const STANDINGS = ['pending', 'active', 'ending', 'suspended', 'cancelled'] as const;
export type Standing = (typeof STANDINGS)[number];
export type SubscriptionStanding = Exclude<Standing, 'pending'>;

export function standingOn(
  subscription: Pick<Subscription, 'terms' | 'status' | 'suspensions'>,
  day: PlainDate,
): SubscriptionStanding {
  const end = endOf(subscription);
  if (end !== null && end <= day) return 'cancelled';
  if (suspensionOn(subscription, day) !== undefined) return 'suspended';
  return end === null ? 'active' : 'ending';
}

export const suspensionOn = (
  { suspensions }: Pick<Subscription, 'suspensions'>,
  day: PlainDate,
): Suspension | undefined => suspensions.find((suspension) => covers(suspension, day));

export function serviceStandingOn(
  { status, activeUntil }: Pick<SubscriptionService, 'status' | 'activeUntil'>,
  day: PlainDate,
  /** Whether it is suspended on that day */
  isSuspended: boolean,
): Standing {
  if (status === 'cancelled' || (activeUntil !== null && activeUntil <= day)) return 'cancelled';
  if (status === 'pending') return 'pending';
  if (isSuspended) return 'suspended';
  return activeUntil === null ? 'active' : 'ending';
}

/** The term of a side that is in force on a day: before the first one that one, after the last one the last with service. */
export function termInForceOn(
  subscription: Pick<Subscription, 'terms'>,
  side: Side,
  day: PlainDate,
): SubscriptionTerm | undefined {
  return inForceOn(termsOn(subscription, side), day);
}

/** The period that a day lies in, cut at the end of service; null where there is no service that day. */
export function currentPeriodOf({ term }: Pick<SubscriptionTerm, 'term'>, day: PlainDate): Period | null {
  const k = periodNumberOn(term.grid, day);
  if (k === null || (term.end !== null && term.end <= day)) return null;
  const { from, to } = periodAt(term.grid, k);
  return { from, to: term.end === null ? to : earlier(to, dayBefore(term.end)) };
}

/** The last day that the term's access fees are billed for, what was credited left out; null: none. */
export function billedThroughOf({
  term,
  progress,
}: Pick<SubscriptionTerm, 'term' | 'progress'>): PlainDate | null {
  const next = firstUnbilledPeriod(progress);
  if (next === 0) return null;
  const after = boundaryOf(term.grid, next);
  const last = dayBefore(progress.settledEnd === null ? after : earlier(after, progress.settledEnd));
  return last < term.grid.start ? null : last;
}

/** In arrears a period that waits for its approval is not billed yet. */
export const firstUnbilledPeriod = ({
  waiting,
  nextPeriod,
}: Pick<TermProgress, 'waiting' | 'nextPeriod'>): number => waiting[0] ?? nextPeriod;

/** What ended a term: another one that begins where it ends, or a cancellation. */
export function endedBy(
  term: Pick<SubscriptionTerm, 'side' | 'position' | 'term'>,
  all: readonly Pick<SubscriptionTerm, 'side' | 'position' | 'term'>[],
): 'cancellation' | 'migration' | null {
  if (term.term.end === null) return null;
  const isTakenOver = all.some(
    (next) =>
      next.side === term.side &&
      next.position > term.position &&
      next.term.grid.start === term.term.end &&
      next.term.end !== next.term.grid.start,
  );
  return isTakenOver ? 'migration' : 'cancellation';
}
