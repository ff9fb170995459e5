/** M5, M6: the provider's rules on who may approve a change set, asked when it is shown and again when it is decided. */
import type { ChangeSet } from '#app/ports/catalogue.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { ProviderStore } from '#app/ports/providers.ts';
import { type Fault, no, ok, type Result } from '#core/result.ts';
import { type ApprovalNeed, approvalNeeds, type ToApprove } from '#core/workbook/approval-needs.ts';

export interface RulePorts {
  readonly providers: Pick<ProviderStore, 'profile'>;
}

/** What approving this takes by the rules of now. */
export const needsOf = async (
  { providers }: RulePorts,
  providerId: number,
  change: ToApprove,
): Promise<ApprovalNeed[]> => approvalNeeds(change, await providers.profile(providerId));

/** A change set that waits, with what approving it takes; others keep what was asked for when they were decided. */
export const withNeeds = async (
  ports: RulePorts,
  providerId: number,
  changeSet: ChangeSet,
): Promise<ChangeSet> =>
  changeSet.status === 'pending'
    ? { ...changeSet, needs: await needsOf(ports, providerId, changeSet) }
    : changeSet;

/** Whether somebody is another than who submitted; who that was has to be on record. */
export const isSecondPerson = (actor: Pick<Actor, 'actorId'>, submittedById: string | null): boolean =>
  submittedById !== null && submittedById !== actor.actorId;

/** Refuses with every need that is not met: by persons, not by names, and by words that say what to do. */
export function checkNeeds(
  actor: Actor,
  { submittedById }: Pick<ChangeSet, 'submittedById'>,
  needs: readonly ApprovalNeed[],
  confirmsRemovals: boolean,
): Result<null> {
  const why = (asks: ApprovalNeed['asks']) =>
    needs.filter((need) => need.asks === asks).map(({ message }) => message);
  const faults: Fault[] = [];
  const second = why('second_person');
  if (second.length > 0 && !isSecondPerson(actor, submittedById))
    faults.push({
      code: 'second_person_needed',
      message: `Somebody other than who submitted it has to approve it: ${second.join(' ')}`,
      kind: 'forbidden',
    });
  const unconfirmed = why('confirmation');
  if (unconfirmed.length > 0 && !confirmsRemovals)
    faults.push({
      code: 'removals_not_confirmed',
      message: `${unconfirmed.join(' ')} Look whether rows were lost; where that is meant, approve and confirm the removals ("confirmRemovals": true).`,
      path: 'confirmRemovals',
      kind: 'conflict',
    });
  return faults.length > 0 ? no(...faults) : ok(null);
}
