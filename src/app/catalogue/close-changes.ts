/** Ending a change set without publishing it: rejected by who decides, or withdrawn by who edits. */
import { auditOf, requirePower } from '#app/actor.ts';
import type { ChangeSet, ChangeSetStore } from '#app/ports/catalogue.ts';
import type { Actor, Clock } from '#app/ports/platform.ts';
import { formatId } from '#core/ids.ts';
import type { Power } from '#core/people/powers.ts';
import type { Result } from '#core/result.ts';
import { findChangeSet, findPending, notPending } from './find-change-set.ts';

interface Ports {
  readonly changeSets: ChangeSetStore;
  readonly clock: Clock;
}

type Closed = 'rejected' | 'withdrawn';

const makeClose =
  (status: Closed, power: Power) =>
  (ports: Ports) =>
  async (actor: Actor, id: number, reason: string | null = null): Promise<Result<ChangeSet>> => {
    const allowed = requirePower(actor, power);
    if (!allowed.ok) return allowed;
    const found = await findPending(ports, actor, id);
    if (!found.ok) return found;
    const { clock, changeSets } = ports;
    const at = clock.now();
    const subject = formatId('change', id);
    const told = { change: subject, by: actor.actorName, submittedBy: found.value.submittedBy, reason };
    const isFirst = await changeSets.close(
      actor.providerId,
      id,
      { status, by: actor.actorName, at, reason },
      {
        audit: [auditOf(actor, clock, { action: `catalogue.${status}`, subject, details: { reason } })],
        outbox: [
          {
            providerId: actor.providerId,
            topic: `catalogue.${status}`,
            dedupeKey: subject,
            body: told,
            dueAt: at,
          },
        ],
      },
    );
    const now = await findChangeSet(ports, actor, id);
    return isFirst || !now.ok ? now : notPending(now.value);
  };

export const makeRejectChanges = makeClose('rejected', 'catalogue.approve');
export const makeWithdrawChanges = makeClose('withdrawn', 'catalogue.edit');
