/**
 * What the next run makes of a change: the run's own functions on the changed terms with their billed lines (BILL-11). Shown with
 * every deed, before it is done and after.
 */
import type { Explanation } from '#core/billing/explain.ts';
import { explainBreakOut } from '#core/billing/explain-break-out.ts';
import type { BillingRules, DraftLine } from '#core/billing/terms.ts';
import { later, type PlainDate } from '#core/calendar.ts';
import { type Cents, cents } from '#core/money.ts';
import { invariant } from '#core/result.ts';
import { applyChange } from '#core/subscriptions/apply-change.ts';
import { type AheadLine, billAhead, linesToLookUp } from '#core/subscriptions/bill-ahead.ts';
import type { BreakOutLine } from '#core/subscriptions/break-contract.ts';
import type { Side, SubscriptionChange } from '#core/subscriptions/subscription.ts';
import type { PlanBook } from '../billing/plan-book.ts';
import type { ChunkStore } from '../ports/billing.ts';

export interface ExpectedLine extends Pick<DraftLine, 'kind' | 'credits' | 'from' | 'to' | 'amount' | 'tax'> {
  readonly side: Side;
  /** Codes of plans; null: a fee of the package. */
  readonly packagePlan: string;
  readonly servicePlan: string | null;
  /** Code of the feature's product or of the bolt-on; null: the line is for none. */
  readonly item: string | null;
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

export async function nextRun(
  { chunks }: NextRunPorts,
  change: SubscriptionChange,
  { today, book, rules, buySide }: NextRunContext,
): Promise<NextRun> {
  const subscription = applyChange(change);
  const touched = new Set(change.terms.map(({ id }) => id));
  const terms = subscription.terms.filter(
    ({ id, side }) => (id < 0 || touched.has(id)) && (buySide || side === 'sell'),
  );
  const due = terms.flatMap(({ nextDueOn }) => nextDueOn ?? []).sort()[0];
  const asOf = due === undefined ? today : later(today, due);
  const billed = await chunks.readBilled(linesToLookUp(subscription, terms, book));
  const lines = billAhead({ subscription, terms, days: [asOf], plans: book, rules, billed }).map(
    expectedLine,
  );
  return { asOf, parkedReason: change.before.account.parkedReason, lines, totals: totalsOf(lines) };
}

/** A line that a run will make, in codes. */
export const expectedLine = ({
  term,
  service,
  item,
  line,
  explanation,
}: Omit<AheadLine, 'generatedOn'>): ExpectedLine => ({
  side: term.side,
  packagePlan: term.packagePlan.code,
  servicePlan: service?.servicePlan.code ?? null,
  item,
  kind: line.kind,
  credits: line.credits,
  from: line.from,
  to: line.to,
  amount: line.amount,
  tax: line.tax,
  explanation,
});

/** A break-out fee or its credit, in codes (CON-1). */
export function breakOutLine({ term, line }: BreakOutLine): ExpectedLine {
  const explanation = explainBreakOut(line);
  invariant(explanation, 'a break-out fee is for a contract');
  return expectedLine({ term, service: null, item: null, line, explanation });
}

/** Of the sell side. */
export function totalsOf(lines: readonly ExpectedLine[]): ExpectedTotals {
  const sold = lines.filter(({ side }) => side === 'sell');
  const sum = (of: readonly Cents[]): Cents => cents(of.reduce((total, amount) => total + amount, 0));
  return {
    credited: sum(sold.filter(({ kind }) => kind === 'credit').map(({ amount }) => amount)),
    charged: sum(sold.filter(({ kind }) => kind !== 'credit').map(({ amount }) => amount)),
    tax: sum(sold.map(({ tax }) => tax)),
  };
}
