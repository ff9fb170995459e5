import type { Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { AlertFilter, WorkflowAlert } from '../ports/workflow.ts';
import type { WorkflowPorts } from './services.ts';

/** WF-3: what is stuck in the actor's own workflows, newest first. */
export const makeListAlerts =
  ({ alerts }: Pick<WorkflowPorts, 'alerts'>) =>
  async (actor: Actor, filter: AlertFilter, page: PageRequest): Promise<Result<Page<WorkflowAlert>>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? alerts.page(actor.providerId, filter, page) : allowed;
  };

/** For whoever runs the machine (`cardline doctor`), not for anybody's people: it looks across providers. */
export const makeOpenAlertsEverywhere =
  ({ alerts }: Pick<WorkflowPorts, 'alerts'>) =>
  () =>
    alerts.openEverywhere();
