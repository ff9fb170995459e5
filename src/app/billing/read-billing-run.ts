import { formatId } from '#core/ids.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import { type BillingRun, isUnderWay } from '../ports/billing.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import { makeEndInterruptedRuns } from './end-interrupted-runs.ts';
import type { BillingPorts } from './services.ts';

/** One that is given up is ended first, so that nobody waits for it. */
export const makeReadBillingRun = (ports: Pick<BillingPorts, 'runs' | 'clock' | 'log'>) => {
  const { runs } = ports;
  const endInterrupted = makeEndInterruptedRuns(ports);

  return async (actor: Actor, id: number): Promise<Result<BillingRun>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const run = await runs.find(actor.providerId, id);
    if (run === null) return runNotFound(id);
    if (!isUnderWay(run)) return ok(run);
    await endInterrupted(actor.providerId);
    return ok((await runs.find(actor.providerId, id)) ?? run);
  };
};

/** Newest first, previews too. */
export const makeListBillingRuns =
  ({ runs }: Pick<BillingPorts, 'runs'>) =>
  async (actor: Actor, page: PageRequest): Promise<Result<Page<BillingRun>>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? runs.list(actor.providerId, page) : allowed;
  };

export const runNotFound = (id: number) =>
  notFound('run_not_found', `There is no billing run ${formatId('run', id)}.`);
