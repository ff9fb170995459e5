/**
 * What the next run makes of a change: the run's own functions on the changed terms with their billed lines (BILL-11). Shown with
 * every deed, before it is done and after.
 */
import { type Explanation, explainLine, type ServiceJoined } from '#core/billing/explain.ts';
import { periodsToLookUp, runTerm } from '#core/billing/run-term.ts';
import {
  type BillingRules,
  type BillingService,
  type DraftLine,
  type TermProgress,
  UNBILLED,
} from '#core/billing/terms.ts';
import { later, type PlainDate } from '#core/calendar.ts';
import { type Cents, cents } from '#core/money.ts';
import {
  endedBy,
  type NewSubscriptionTerm,
  type Side,
  type SubscriptionChange,
  type SubscriptionTerm,
} from '#core/subscriptions/subscription.ts';
import type { PlanBook } from '../billing/plan-book.ts';
import type { ChunkStore, PeriodOfTerm } from '../ports/billing.ts';

export interface ExpectedLine extends Pick<DraftLine, 'kind' | 'credits' | 'from' | 'to' | 'amount' | 'tax'> {
  readonly side: Side;
  /** Codes of plans; null: a fee of the package. */
  readonly packagePlan: string;
  readonly servicePlan: string | null;
  readonly explanation: Explanation;
}

/** Sums of one side, ex tax. */
export interface ExpectedTotals {
  readonly credited: Cents;
  readonly charged: Cents;
  readonly tax: Cents;
}

export interface NextRun {
  /** The first day on which a run finds something to do for these terms. */
  readonly asOf: PlainDate;
  /** Why it will leave the account alone all the same (BILL-14). */
  readonly parkedReason: string | null;
  readonly lines: readonly ExpectedLine[];
  /** Of the sell side. */
  readonly totals: ExpectedTotals;
}

export interface NextRunPorts {
  readonly chunks: Pick<ChunkStore, 'readBilled'>;
}

export interface NextRunContext {
  readonly today: PlainDate;
  readonly book: PlanBook;
  readonly rules: BillingRules;
  readonly buySide: boolean;
}

/** A term as it is after the change, in the database already or not yet. */
interface ChangedTerm extends NewSubscriptionTerm {
  readonly id: number | null;
  readonly progress: TermProgress;
  readonly approved: readonly PlainDate[];
}

export async function nextRun(
  { chunks }: NextRunPorts,
  change: SubscriptionChange,
  { today, book, rules, buySide }: NextRunContext,
): Promise<NextRun> {
  const touched: ChangedTerm[] = [
    ...change.terms,
    ...change.newTerms.map((term) => ({ ...term, id: null, progress: UNBILLED, approved: [] })),
  ].filter(({ side }) => buySide || side === 'sell');
  const due = touched.flatMap(({ nextDueOn }) => nextDueOn ?? []).sort()[0];
  const asOf = due === undefined ? today : later(today, due);
  const withServices = touched.map((one) => ({ one, services: servicesOf(change, one, book) }));
  const billed = await chunks.readBilled(
    withServices.flatMap(({ one: { id, term, progress }, services }): PeriodOfTerm[] =>
      id === null
        ? []
        : periodsToLookUp({ term, progress, services }).map((periodStart) => ({ termId: id, periodStart })),
    ),
  );
  const all = termsAfter(change);
  const lines = withServices.flatMap(({ one, services }) => {
    const plan = book.plan(one.packagePlan.id);
    if (plan === undefined || one.term.knownFrom > asOf) return [];
    const result = runTerm({
      plan,
      services,
      term: one.term,
      progress: one.progress,
      rules,
      asOf,
      isApproved: (periodStart) => one.approved.includes(periodStart),
      billed: () => (one.id === null ? [] : (billed.get(one.id) ?? [])),
    });
    const ending = endedBy(one, all);
    return result.lines.map((line): ExpectedLine => {
      const { kind, credits, from, to, amount, tax, serviceKey } = line;
      return {
        side: one.side,
        packagePlan: one.packagePlan.code,
        servicePlan: serviceKey === null ? null : codeOf(change, serviceKey),
        kind,
        credits,
        from,
        to,
        amount,
        tax,
        explanation: explainLine({
          plan,
          line,
          term: one.term,
          joined: joinedOf(change, serviceKey, one),
          rules,
          generatedOn: asOf,
          endedBy: ending,
        }),
      };
    });
  });
  return { asOf, parkedReason: change.before.account.parkedReason, lines, totals: totalsOf(lines) };
}

const termsAfter = ({ before, terms, newTerms }: SubscriptionChange) => [
  ...before.terms.map((term): SubscriptionTerm => terms.find(({ id }) => id === term.id) ?? term),
  ...newTerms,
];

/** Services that have no key yet go by their place, below zero. */
const keyOfNew = (index: number): number => -(index + 1);

/** The active services of a term as a run finds them: in the order of their keys, new ones last. */
function servicesOf(
  { before, services, newServices }: SubscriptionChange,
  { side, position, term }: ChangedTerm,
  book: PlanBook,
): BillingService[] {
  const after = before.services.map((service) => services.find(({ id }) => id === service.id) ?? service);
  return [
    ...after
      .filter(
        (service) =>
          service.side === side &&
          service.firstTerm <= position &&
          (service.lastTerm === null || service.lastTerm >= position),
      )
      .map(({ id, ...service }) => ({ key: id, ...service })),
    ...newServices.flatMap((service, index) =>
      service.side === side && service.firstTerm === position ? [{ key: keyOfNew(index), ...service }] : [],
    ),
  ].flatMap(({ key, servicePlan, activeFrom }) => {
    const fees = book.service(servicePlan.id);
    return fees === undefined || activeFrom === null
      ? []
      : [{ key, from: activeFrom > term.grid.start ? activeFrom : null, ...fees }];
  });
}

function joinedOf(
  { before, newServices }: SubscriptionChange,
  key: number | null,
  { term }: ChangedTerm,
): ServiceJoined | null {
  if (key === null) return null;
  const service = key < 0 ? newServices[-key - 1] : before.services.find(({ id }) => id === key);
  const from = service?.activeFrom ?? null;
  if (from === null || from <= term.grid.start) return null;
  return { from, knownFrom: service?.knownFrom ?? null };
}

const codeOf = ({ before, newServices }: SubscriptionChange, key: number): string | null =>
  (key < 0 ? newServices[-key - 1] : before.services.find(({ id }) => id === key))?.servicePlan.code ?? null;

function totalsOf(lines: readonly ExpectedLine[]): ExpectedTotals {
  const sold = lines.filter(({ side }) => side === 'sell');
  const sum = (of: readonly Cents[]): Cents => cents(of.reduce((total, amount) => total + amount, 0));
  return {
    credited: sum(sold.filter(({ kind }) => kind === 'credit').map(({ amount }) => amount)),
    charged: sum(sold.filter(({ kind }) => kind !== 'credit').map(({ amount }) => amount)),
    tax: sum(sold.map(({ tax }) => tax)),
  };
}
