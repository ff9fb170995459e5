/** Ending a change set without publishing it, also one that waits for its day: rejected by who decides, or withdrawn by who edits. */
import { auditOf, requirePower } from '#app/actor.ts';
import type { ChangeSet, ChangeSetStore } from '#app/ports/catalogue.ts';
import type { Actor, Clock } from '#app/ports/platform.ts';
import { formatId } from '#core/ids.ts';
import type { Power } from '#core/people/powers.ts';
import type { Result } from '#core/result.ts';
import { findChangeSet, findOpen, notOpen } from './find-change-set.ts';

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
    const found = await findOpen(ports, actor, id);
    if (!found.ok) return found;
    const { clock, changeSets } = ports;
    const at = clock.now();
    const subject = formatId('change', id);
    const { editedBy, submittedBy, submittedById } = found.value;
    const by = { by: actor.actorName, byId: actor.actorId };
    const told = { change: subject, ...by, submittedBy, submittedById, editedBy, reason };
    const isFirst = await changeSets.decide(
      actor.providerId,
      found.value,
      { status, ...by, at, reason },
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
    return isFirst || !now.ok ? now : notOpen(now.value);
  };

export const makeRejectChanges = makeClose('rejected', 'catalogue.approve');
export const makeWithdrawChanges = makeClose('withdrawn', 'catalogue.edit');

/** The change set, for the form of its rejection. */
export const makeOpenRejection =
  (ports: Pick<Ports, 'changeSets'>) =>
  async (actor: Actor, id: number): Promise<Result<ChangeSet>> => {
    const allowed = requirePower(actor, 'catalogue.approve');
    return allowed.ok ? findOpen(ports, actor, id) : allowed;
  };
