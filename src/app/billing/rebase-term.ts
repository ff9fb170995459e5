/**
 * Terms of one plan that are long under way differ in how long, and in nothing else: their periods lie alike from here on.
 * Counting a term's periods from a later one of them makes such terms equal, so that one result serves them all.
 */
import { boundaryOf, gridSince } from '#core/billing/period-grid.ts';
import type { BillingPlan, BillingRules, Term, TermProgress } from '#core/billing/terms.ts';

/**
 * How many periods may be cut off the front without changing what a run finds: all but the P that a period falls due with
 * (BILL-2). None where the start itself still matters (setup fee), or where periods wait for approval under their numbers.
 */
export function periodsToCut(
  plan: Pick<BillingPlan, 'periodsInAdvance' | 'billAccessFeesIn'>,
  rules: Pick<BillingRules, 'periodApproval'>,
  term: Pick<Term, 'chargesSetup'>,
  progress: TermProgress,
): number {
  if (term.chargesSetup && !progress.setupBilled) return 0;
  if (plan.billAccessFeesIn === 'arrears' && rules.periodApproval === 'manual') return 0;
  return Math.max(0, progress.nextPeriod - plan.periodsInAdvance);
}

/** The term and its progress as if it had begun with period `cut`. */
export function rebaseTerm(
  term: Term,
  progress: TermProgress,
  cut: number,
): { readonly term: Term; readonly progress: TermProgress } {
  if (cut === 0) return { term, progress };
  const { grid } = gridSince(term.grid, boundaryOf(term.grid, cut));
  return {
    term: { ...term, grid },
    progress: { ...progress, nextPeriod: progress.nextPeriod - cut },
  };
}
