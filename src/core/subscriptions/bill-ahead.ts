/**
 * What runs will make of a subscription, by the functions of the run (BILL-11): of a change before it is entered, of one that has
 * been, or of nothing but time. Writes nothing.
 */
import { type Explanation, explainLine, type ServiceJoined } from '../billing/explain.ts';
import { periodsToLookUp } from '../billing/run-term.ts';
import { reopenBook, runInBook } from '../billing/term-book.ts';
import type {
  BilledLine,
  BillingPlan,
  BillingRules,
  BillingService,
  DraftLine,
  ServiceExtra,
} from '../billing/terms.ts';
import type { PlainDate } from '../calendar.ts';
import {
  endedBy,
  type Subscription,
  type SubscriptionService,
  type SubscriptionTerm,
} from './subscription.ts';

/** The plans of the catalogue that the runs use. */
export interface PlansToBill {
  readonly plan: (packagePlanId: number) => BillingPlan | undefined;
  readonly service: (servicePlanId: number) => Omit<BillingService, 'key' | 'from'> | undefined;
  /** What a bolt-on (by its item) charges on a service. */
  readonly boltOn: (
    boltOnId: number,
    servicePlanId: number,
  ) => Omit<ServiceExtra, 'recurring' | 'stretches'> | undefined;
}

export interface BillingAhead {
  readonly subscription: Subscription;
  /** Those of its terms that are looked at */
  readonly terms: readonly SubscriptionTerm[];
  /** The days of the runs, earliest first; everything that the subscription says is known on the first. */
  readonly days: readonly PlainDate[];
  readonly plans: PlansToBill;
  readonly rules: BillingRules;
  /** By term, the lines that `linesToLookUp` asks for */
  readonly billed: ReadonlyMap<number, readonly BilledLine[]>;
}

export interface AheadLine {
  readonly generatedOn: PlainDate;
  readonly term: SubscriptionTerm;
  /** null: a fee of the package */
  readonly service: SubscriptionService | null;
  /** Code of the feature's product or of the bolt-on; null: the line is for none. */
  readonly item: string | null;
  readonly line: DraftLine;
  readonly explanation: Explanation;
}

/** In the order of the runs and, in each, of the terms. A term whose plan is in the catalogue no longer is left out. */
export function billAhead({ subscription, terms, days, plans, rules, billed }: BillingAhead): AheadLine[] {
  const [first] = days;
  if (first === undefined) return [];
  const open = terms.flatMap((one) => {
    const plan = plans.plan(one.packagePlan.id);
    return plan === undefined
      ? []
      : [
          {
            one,
            plan,
            services: servicesBilled(subscription, one, plans),
            ending: endedBy(one, subscription.terms),
            // Whatever the term remembers as its next day: settings may have changed since.
            book: reopenBook(first, one.progress, billed.get(one.id) ?? []),
          },
        ];
  });
  return days.flatMap((asOf) =>
    open.flatMap(({ one, plan, services, ending, book }) => {
      if (one.term.knownFrom > asOf) return [];
      const made = runInBook(book, {
        plan,
        services,
        term: one.term,
        rules,
        asOf,
        isApproved: (periodStart) => one.approved.includes(periodStart),
      });
      return made.map((line): AheadLine => {
        const service = subscription.services.find(({ id }) => id === line.serviceKey) ?? null;
        return {
          generatedOn: asOf,
          term: one,
          service,
          item: itemCodeOf(services, line),
          line,
          explanation: explainLine({
            plan,
            line,
            term: one.term,
            joined: joinedOf(service, one),
            rules,
            generatedOn: asOf,
            endedBy: ending,
          }),
        };
      });
    }),
  );
}

/** The periods whose lines such runs look at, of terms that a database has. */
export const linesToLookUp = (
  subscription: Subscription,
  terms: readonly SubscriptionTerm[],
  plans: PlansToBill,
): { readonly termId: number; readonly periodStart: PlainDate }[] =>
  terms
    .filter(({ id }) => id > 0)
    .flatMap((one) =>
      periodsToLookUp({
        term: one.term,
        progress: one.progress,
        services: servicesBilled(subscription, one, plans),
      }).map((periodStart) => ({ termId: one.id, periodStart })),
    );

/** The active services of a term as a run finds them, in the order in which they came. */
function servicesBilled(
  { services }: Subscription,
  { side, position, term }: SubscriptionTerm,
  plans: PlansToBill,
): BillingService[] {
  return services
    .filter(
      (service) =>
        service.side === side &&
        service.firstTerm <= position &&
        (service.lastTerm === null || service.lastTerm >= position),
    )
    .flatMap(({ id, servicePlan, activeFrom, boltOns }) => {
      const fees = plans.service(servicePlan.id);
      if (fees === undefined || activeFrom === null) return [];
      const own = boltOns.flatMap(({ item, recurring, stretches }): ServiceExtra[] => {
        const charged = plans.boltOn(item, servicePlan.id);
        return charged === undefined ? [] : [{ ...charged, recurring, stretches }];
      });
      const extras = [...(fees.extras ?? []), ...own];
      return [{ key: id, from: activeFrom > term.grid.start ? activeFrom : null, ...fees, extras }];
    });
}

const itemCodeOf = (
  services: readonly BillingService[],
  { serviceKey, item }: Pick<DraftLine, 'serviceKey' | 'item'>,
): string | null =>
  services.find(({ key }) => key === serviceKey)?.extras?.find((extra) => extra.item === item)?.code ?? null;

function joinedOf(service: SubscriptionService | null, { term }: SubscriptionTerm): ServiceJoined | null {
  const from = service?.activeFrom ?? null;
  return from === null || from <= term.grid.start ? null : { from, knownFrom: service?.knownFrom ?? null };
}
