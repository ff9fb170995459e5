import { type Explanation, explainLine } from '#core/billing/explain.ts';
import { formatId } from '#core/ids.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Cardline, CardlineInContext } from '../ports/ledger.ts';
import type { Actor } from '../ports/platform.ts';
import { makePlanBook } from './plan-book.ts';
import type { BillingPorts } from './services.ts';

export interface ExplainedCardline extends Cardline {
  /** null for a line that no period gave, such as a purchase */
  readonly explanation: Explanation | null;
}

/** A line with why it has its amount and its day, by the plan of the catalogue version that it was made with (BILL-12). */
export const makeReadCardline =
  ({ ledger, catalogue, runs }: Pick<BillingPorts, 'ledger' | 'catalogue' | 'runs'>) =>
  async (actor: Actor, id: number): Promise<Result<ExplainedCardline>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const found = await ledger.find(actor.providerId, id);
    if (found === null)
      return notFound('cardline_not_found', `There is no cardline ${formatId('cardline', id)}.`);
    const { rules, defaultTaxRate } = await runs.settings(actor.providerId);
    const explain = async (context: CardlineInContext): Promise<Explanation | null> => {
      const { line, term, packagePlanId, endedBy } = context;
      if (term === null || packagePlanId === null) return null;
      const snapshot = await catalogue.snapshot(actor.providerId, line.catalogueVersion);
      const plan = makePlanBook(snapshot, defaultTaxRate).plan(packagePlanId);
      if (plan === undefined) return null;
      return explainLine({
        plan,
        line: { ...line, serviceKey: line.service?.id ?? null },
        term,
        rules,
        generatedOn: line.generatedOn,
        endedBy,
      });
    };
    return ok({ ...found.line, explanation: await explain(found) });
  };
