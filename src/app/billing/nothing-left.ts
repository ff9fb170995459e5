/** A commit that found nothing to bill, most often since what was approved had been billed already (BILL-10, BILL-11). */
import { formatId } from '#core/ids.ts';
import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { BillingRun } from '../ports/billing.ts';
import type { Actor } from '../ports/platform.ts';
import { linesOf } from './run-tally.ts';
import type { BillingPorts } from './services.ts';

/** Whether the figures moved from what was approved to none at all: there is nothing to look at or to run. */
export const isNothingLeft = ({ status, tally }: Pick<BillingRun, 'status' | 'tally'>): boolean =>
  status === 'stale' && linesOf(tally) === 0;

/** "Nothing is left to bill: …" with the run that billed what was approved, where one did; null where the run says otherwise. */
export const makeSayNothingLeft =
  ({ runs }: Pick<BillingPorts, 'runs'>) =>
  async (actor: Actor, run: BillingRun): Promise<Result<string | null>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    if (!isNothingLeft(run)) return ok(null);
    const billed =
      run.previewHash === null ? null : await runs.findBilled(actor.providerId, run.asOf, run.previewHash);
    return ok(
      billed === null
        ? 'Nothing is left to bill: what was due is billed already, or is not due any more.'
        : `Nothing is left to bill: ${formatId('run', billed)} billed all that was approved.`,
    );
  };
