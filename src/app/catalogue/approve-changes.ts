/**
 * CAT-5: approving publishes exactly what was looked at, at once or on a later day. A change set is bound to the version it was
 * compared with, to the content it was read from and to the accounts that it changes; where one of them has moved it is stale (M4).
 */
import { auditOf, requirePower, today } from '#app/actor.ts';
import type { SeenAccounts } from '#app/ports/accounts.ts';
import type { ChangeSet } from '#app/ports/catalogue.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { PlainDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { type Fault, fault, no, ok, type Result } from '#core/result.ts';
import type { ApprovalNeed } from '#core/workbook/approval-needs.ts';
import { checkNeeds, needsOf, type RulePorts } from './approval-rules.ts';
import { removedBy, removedInUse } from './assess-workbook.ts';
import { findChangeSet, findPending, notOpen } from './find-change-set.ts';
import { type PublishPorts, publishChangeSet } from './publish-change-set.ts';
import { refusedRemoval } from './refused-removal.ts';
import {
  accountsMoved,
  accountsOf,
  baseMoved,
  closeAsStale,
  contentMoved,
  movedMeanwhile,
  type StalePorts,
} from './stale.ts';

export type ApprovePorts = StalePorts & RulePorts & PublishPorts;

/** What whoever approves says beside that. */
export interface Approval {
  /** That the loss of many rows is meant (M6). */
  readonly confirmRemovals?: boolean | undefined;
  /** The provider's day on which it is to be published, today or later; left out: at once. */
  readonly publishOn?: PlainDate | undefined;
  /** The content that was looked at; left out: whatever the change set has, which never changes. */
  readonly contentHash?: string | undefined;
}

/** The change set as published (`publishedVersion` is in force from now on), or scheduled. */
export const makeApproveChanges =
  (ports: ApprovePorts) =>
  async (actor: Actor, id: number, approval: Approval = {}): Promise<Result<ChangeSet>> => {
    const begun = await begin(ports, actor, id, approval);
    if (!begun.ok) return begun;
    const changeSet = begun.value;
    const { needs } = changeSet;
    const seenAccounts = await ports.catalogue.presentAccounts(actor.providerId, accountsOf(changeSet));
    const moved =
      (await baseMoved(ports, actor, changeSet)) ??
      (await contentMoved(ports, actor, changeSet)) ??
      accountsMoved(changeSet.plan, seenAccounts);
    if (moved !== null) return closeAsStale(ports, actor, changeSet, moved);
    const inUse = await removedInUse(ports.catalogue, actor.providerId, removedBy(changeSet.plan));
    if (inUse.length > 0) return refusedRemoval(inUse);
    const { publishOn } = approval;
    return publishOn !== undefined && publishOn > today(ports.clock, actor)
      ? schedule(ports, actor, changeSet, needs, publishOn)
      : publishNow(ports, actor, changeSet, needs, seenAccounts);
  };

/** The change set, for the form of its approval: whoever could not approve it is told before filling that in. */
export const makeOpenApproval =
  (ports: Pick<ApprovePorts, 'changeSets' | 'providers' | 'clock'>) =>
  (actor: Actor, id: number, seen: Pick<Approval, 'contentHash'> = {}): Promise<Result<ChangeSet>> =>
    begin(ports, actor, id, { ...seen, confirmRemovals: true });

/** Everything that is asked of whoever approves, before anything is looked up again. */
async function begin(
  ports: Pick<ApprovePorts, 'changeSets' | 'providers' | 'clock'>,
  actor: Actor,
  id: number,
  approval: Approval,
): Promise<Result<ChangeSet>> {
  const allowed = requirePower(actor, 'catalogue.approve');
  if (!allowed.ok) return allowed;
  const found = await findPending(ports, actor, id);
  if (!found.ok) return found;
  const asked = checkAsked(ports, actor, found.value, approval);
  const needs = await needsOf(ports, actor.providerId, found.value);
  const met = checkNeeds(actor, found.value, needs, approval.confirmRemovals === true);
  const faults = [...asked, ...(met.ok ? [] : met.faults)];
  return faults.length > 0 ? no(...faults) : ok({ ...found.value, needs });
}

function checkAsked(
  { clock }: Pick<ApprovePorts, 'clock'>,
  actor: Actor,
  { id, contentHash }: ChangeSet,
  asked: Approval,
): Fault[] {
  const now = today(clock, actor);
  const faults: Fault[] = [];
  if (asked.publishOn !== undefined && asked.publishOn < now)
    faults.push(
      fault(
        'publish_on_past',
        `${asked.publishOn} is over: publish on ${now} or later, or leave the day out.`,
        'publishOn',
      ),
    );
  if (asked.contentHash !== undefined && asked.contentHash !== contentHash)
    faults.push({
      code: 'other_content',
      message: `${formatId('change', id)} has other content than what was looked at: look again.`,
      path: 'contentHash',
      kind: 'conflict',
    });
  return faults;
}

async function publishNow(
  ports: ApprovePorts,
  actor: Actor,
  changeSet: ChangeSet,
  needs: readonly ApprovalNeed[],
  seenAccounts: SeenAccounts,
): Promise<Result<ChangeSet>> {
  const isPublished = await publishChangeSet(ports, actor, changeSet, { needs, seenAccounts });
  const now = await findChangeSet(ports, actor, changeSet.id);
  if (isPublished || !now.ok) return now;
  // Somebody was faster: with this change set, with another one, or with an account.
  if (now.value.status !== 'pending') return notOpen(now.value);
  return closeAsStale(ports, actor, changeSet, await movedMeanwhile(ports, actor, changeSet));
}

/** Decision 83: it waits for its day, and is looked at once more then. */
async function schedule(
  ports: ApprovePorts,
  actor: Actor,
  changeSet: ChangeSet,
  needs: readonly ApprovalNeed[],
  publishOn: PlainDate,
): Promise<Result<ChangeSet>> {
  const { changeSets, clock } = ports;
  const at = clock.now();
  const subject = formatId('change', changeSet.id);
  const { contentHash, editedBy, submittedBy, submittedById } = changeSet;
  const isFirst = await changeSets.decide(
    actor.providerId,
    changeSet,
    { status: 'scheduled', by: actor.actorName, byId: actor.actorId, at, publishOn, needs },
    {
      audit: [
        auditOf(actor, clock, {
          action: 'catalogue.scheduled',
          subject,
          details: { contentHash, publishOn },
        }),
      ],
      outbox: [
        {
          providerId: actor.providerId,
          topic: 'catalogue.scheduled',
          dedupeKey: subject,
          body: {
            change: subject,
            by: actor.actorName,
            byId: actor.actorId,
            submittedBy,
            submittedById,
            editedBy,
            publishOn,
          },
          dueAt: at,
        },
      ],
    },
  );
  const now = await findChangeSet(ports, actor, changeSet.id);
  return isFirst || !now.ok ? now : notOpen(now.value);
}
