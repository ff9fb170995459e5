/**
 * What a known end takes back of what is billed already (BILL-6 to BILL-9): one credit line for each line of which less
 * is left than was charged.
 *
 * In a run credits come before charges: they look at lines of earlier runs only, and what the same run charges is already
 * cut at the end. So a year billed day by day and a year billed at its end give each period and service the same sum.
 */
import { dayBefore, earlier, later, type PlainDate } from '../calendar.ts';
import { cents, taxOn } from '../money.ts';
import { knownEnd } from './bill-term.ts';
import { priceOf, useOfService } from './charge.ts';
import { periodNumberOn } from './period-grid.ts';
import type {
  BilledLine,
  BillingPlan,
  BillingRules,
  ChargeKind,
  DraftLine,
  Term,
  TermProgress,
} from './terms.ts';

export interface TermToCredit {
  /** The plan of the term: its pro rata setting governs its credits (BILL-6). */
  readonly plan: Pick<BillingPlan, 'proRata'>;
  readonly term: Term;
  readonly progress: TermProgress;
  readonly rules: Pick<BillingRules, 'rounding'>;
  /** The term's lines with their credits; those that end before the known end change nothing and may be left out. */
  readonly billed: readonly BilledLine[];
}

export interface CreditedTerm {
  readonly lines: readonly DraftLine[];
  /** With the end settled; the very object that was given when it was settled before. */
  readonly progress: TermProgress;
}

/** Whether an end is known for which the credits are still to be made: when `creditTerm` has to be asked. */
export const isUnsettled = (term: Pick<Term, 'end'>, progress: Pick<TermProgress, 'settledEnd'>): boolean =>
  knownEnd(term, progress) !== progress.settledEnd;

/** Credits what lies after the known end, once: a second, earlier end credits the difference only. */
export function creditTerm(input: TermToCredit): CreditedTerm {
  const { term, progress, billed } = input;
  const end = knownEnd(term, progress);
  if (end === null || end === progress.settledEnd) return { lines: [], progress };
  return {
    lines: billed.flatMap((line) => creditLine(input, line, end)),
    progress: { ...progress, settledEnd: end },
  };
}

/** Setup fees are not credited (BILL-8); usage and products are charged for what was used or bought. */
const ENDS_WITH_SERVICE: ReadonlySet<ChargeKind> = new Set(['access_fee', 'feature_fee', 'bolt_on_fee']);

function creditLine(
  { plan, term, progress, rules }: TermToCredit,
  line: BilledLine,
  end: PlainDate,
): DraftLine[] {
  const k = periodNumberOn(term.grid, line.periodStart);
  if (k === null || !ENDS_WITH_SERVICE.has(line.kind)) return [];
  const joined = line.from > line.periodStart ? line.from : null;
  const use = useOfService(term.grid, k, { from: joined, end }, plan);
  const kept = priceOf(use, line.fee, rules.rounding);
  if (kept >= line.netAmount) return [];
  const unusedTo =
    line.revisions > 0 && progress.settledEnd !== null
      ? earlier(line.to, dayBefore(progress.settledEnd))
      : line.to;
  return [
    {
      kind: 'credit',
      credits: line.kind,
      serviceKey: line.serviceKey,
      periodStart: line.periodStart,
      revision: line.revisions + 1,
      from: later(line.from, end),
      to: unusedTo,
      amount: cents(kept - line.netAmount),
      tax: cents(taxOn(kept, line.taxRate) - line.netTax),
      taxRate: line.taxRate,
      basis: {
        fee: line.fee,
        wholes: use.wholes,
        parts: use.parts,
        charged: line.netAmount,
        rule: end <= line.from ? 'credit_whole' : 'credit_part',
      },
    },
  ];
}
