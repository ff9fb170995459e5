import { type Explanation, explainLine } from '#core/billing/explain.ts';
import { type LinePicture, pictureOf } from '#core/billing/line-picture.ts';
import type { BillingPlan } from '#core/billing/terms.ts';
import { formatId } from '#core/ids.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Version } from '../ports/catalogue.ts';
import type { Cardline, FoundLine } from '../ports/ledger.ts';
import type { Actor } from '../ports/platform.ts';
import { type ExplanationPorts, explainAlone, inputOf } from './explain-lines.ts';
import type { BillingPorts } from './services.ts';

export interface ExplainedCardline extends Cardline {
  /** null for a line that no period gave, such as a purchase */
  readonly explanation: Explanation | null;
  readonly origin: LineOrigin;
}

/** What a line was made from, and who answers for it. */
export interface LineOrigin {
  /** The days behind it; null: it is for no days. */
  readonly picture: LinePicture | null;
  /** The settings of the package plan, as in the catalogue version that the run used; null as the explanation */
  readonly plan: BillingPlan | null;
  /** That version: who submitted it, who approved it. null: it was made before anything was published. */
  readonly version: Pick<Version, 'number' | 'submittedBy' | 'approvedBy' | 'publishedAt'> | null;
  /** Who approved the period by hand (BILL-5); null: nobody had to. */
  readonly approval: FoundLine['approval'];
}

/** A line with why it has its amount and its day (BILL-12). */
export const makeReadCardline =
  (ports: Pick<BillingPorts, 'ledger' | 'versions'> & ExplanationPorts) =>
  async (actor: Actor, id: number): Promise<Result<ExplainedCardline>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const found = await ports.ledger.find(actor.providerId, id);
    if (found === null)
      return notFound('cardline_not_found', `There is no cardline ${formatId('cardline', id)}.`);
    const { line, kept, approval } = found;
    const [input, version] = await Promise.all([
      inputOf(ports, actor.providerId, kept),
      ports.versions.version(actor.providerId, line.catalogueVersion),
    ]);
    return ok({
      ...line,
      explanation: explainAlone(kept) ?? (input && explainLine(input)),
      origin: {
        picture: input && pictureOf(input),
        plan: input?.plan ?? null,
        version: version && {
          number: version.number,
          submittedBy: version.submittedBy,
          approvedBy: version.approvedBy,
          publishedAt: version.publishedAt,
        },
        approval,
      },
    });
  };
