import type { Explanation } from '#core/billing/explain.ts';
import { formatId } from '#core/ids.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Cardline } from '../ports/ledger.ts';
import type { Actor } from '../ports/platform.ts';
import { type ExplanationPorts, explainLines } from './explain-lines.ts';
import type { BillingPorts } from './services.ts';

export interface ExplainedCardline extends Cardline {
  /** null for a line that no period gave, such as a purchase */
  readonly explanation: Explanation | null;
}

/** A line with why it has its amount and its day (BILL-12). */
export const makeReadCardline =
  (ports: Pick<BillingPorts, 'ledger'> & ExplanationPorts) =>
  async (actor: Actor, id: number): Promise<Result<ExplainedCardline>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const found = await ports.ledger.find(actor.providerId, id);
    if (found === null)
      return notFound('cardline_not_found', `There is no cardline ${formatId('cardline', id)}.`);
    const explanations = await explainLines(ports, actor.providerId, [found.kept]);
    return ok({ ...found.line, explanation: explanations.get(id) ?? null });
  };
