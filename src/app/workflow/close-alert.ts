import { formatId } from '#core/ids.ts';
import { readText } from '#core/plain-text.ts';
import { conflict, no, notFound, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { WorkflowAlert } from '../ports/workflow.ts';
import type { WorkflowPorts } from './services.ts';

const LONGEST_REASON = 300;

type AlertPorts = Pick<WorkflowPorts, 'alerts' | 'clock'>;

/** WF-3: an alert of the own provider, over or not. */
export const makeFindAlert =
  ({ alerts }: Pick<AlertPorts, 'alerts'>) =>
  async (actor: Actor, id: number): Promise<Result<WorkflowAlert>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const alert = await alerts.find(actor.providerId, id);
    return alert === null ? alertNotFound(id) : ok(alert);
  };

/**
 * WF-3: closes an alert that nothing else ends, such as of a file that a carrier will never send, with a reason. The same is told
 * again only where it becomes worse: a warning an alert, or more files missing. Refuses `alert_not_found` and `alert_over`.
 */
export const makeCloseAlert =
  ({ alerts, clock }: AlertPorts) =>
  async (actor: Actor, id: number, reason: string): Promise<Result<WorkflowAlert>> => {
    const allowed = requirePower(actor, 'provision');
    if (!allowed.ok) return allowed;
    const { providerId, actorName } = actor;
    const said = readText(reason, {
      path: 'reason',
      what: 'The reason, which says why it needs nobody any more,',
      most: LONGEST_REASON,
      code: 'reason',
    });
    const open = stillOpen(id, await alerts.find(providerId, id));
    if (!open.ok || !said.ok) return no(...(open.ok ? [] : open.faults), ...(said.ok ? [] : said.faults));
    const subject = formatId('alert', id);
    const isClosed = await alerts.close({
      providerId,
      id,
      at: clock.now(),
      by: actorName,
      resolution: `Closed by ${actorName}: ${said.value}`,
      audit: auditOf(actor, clock, {
        action: 'alert.closed',
        subject,
        details: { reason: said.value, text: open.value.text },
      }),
    });
    const now = await alerts.find(providerId, id);
    if (now === null) return alertNotFound(id);
    return isClosed ? ok(now) : over(now);
  };

const stillOpen = (id: number, alert: WorkflowAlert | null): Result<WorkflowAlert> =>
  alert === null ? alertNotFound(id) : alert.resolvedAt === null ? ok(alert) : over(alert);

const alertNotFound = (id: number) =>
  notFound('alert_not_found', `There is no alert ${formatId('alert', id)}.`);

const over = ({ id, resolution }: WorkflowAlert) =>
  conflict('alert_over', `${formatId('alert', id)} is over already: ${resolution}.`);
