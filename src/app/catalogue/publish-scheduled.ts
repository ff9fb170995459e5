/**
 * Decision 83: what was approved for a day is published when it comes, exactly once. Each is looked at once more: where a version
 * was published, an account changed or a plan taken into use meanwhile, it is stale, and author and approver are told.
 */
import type { ChangeSet } from '#app/ports/catalogue.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { PlainDate } from '#core/calendar.ts';
import { ok, type Result } from '#core/result.ts';
import { removedBy, removedInUse } from './assess-workbook.ts';
import { type PublishPorts, publishChangeSet } from './publish-change-set.ts';
import {
  accountsMoved,
  accountsOf,
  baseMoved,
  closeAsStale,
  type Moved,
  movedMeanwhile,
  type StalePorts,
} from './stale.ts';

type Ports = Pick<StalePorts, 'catalogue' | 'changeSets' | 'clock'> & PublishPorts;

export interface Published {
  readonly published: number;
  readonly stale: number;
}

/** Everything scheduled for that day or one before it, the earliest first. */
export const makePublishScheduled =
  (ports: Ports) =>
  async (actor: Actor, day: PlainDate, signal: AbortSignal): Promise<Result<Published>> => {
    let [published, stale] = [0, 0];
    // Each is read when its turn comes, since publishing one makes those behind it stale.
    for (;;) {
      const changeSet = signal.aborted ? null : await ports.changeSets.nextScheduled(actor.providerId, day);
      if (changeSet === null) return ok({ published, stale });
      if (await publishOne(ports, actor, changeSet)) published += 1;
      else stale += 1;
    }
  };

/** false where it went stale, or where somebody was faster with it. */
async function publishOne(ports: Ports, actor: Actor, changeSet: ChangeSet): Promise<boolean> {
  const { catalogue } = ports;
  const { plan, needs } = changeSet;
  const seenAccounts = await catalogue.presentAccounts(actor.providerId, accountsOf(changeSet));
  const moved =
    (await baseMoved(ports, actor, changeSet)) ??
    accountsMoved(plan, seenAccounts) ??
    (await takenIntoUse(ports, actor, changeSet));
  if (moved === null && (await publishChangeSet(ports, actor, changeSet, { needs, seenAccounts })))
    return true;
  await closeAsStale(ports, actor, changeSet, moved ?? (await movedMeanwhile(ports, actor, changeSet)));
  return false;
}

async function takenIntoUse({ catalogue }: Ports, actor: Actor, { plan }: ChangeSet): Promise<Moved | null> {
  const inUse = await removedInUse(catalogue, actor.providerId, removedBy(plan));
  return inUse.length === 0
    ? null
    : { reason: inUse.map(({ message }) => message.replace(/\.$/, '')).join('; ') };
}
