/** Writing what was approved: the plan as it is stored, its version, its traces. */
import { auditOf, today } from '#app/actor.ts';
import type { SeenAccounts } from '#app/ports/accounts.ts';
import type { CatalogueStore, ChangeSet } from '#app/ports/catalogue.ts';
import type { Actor, Clock, Traces } from '#app/ports/platform.ts';
import { formatId } from '#core/ids.ts';
import type { ApprovalNeed } from '#core/workbook/approval-needs.ts';
import { changesPastRates } from '#core/workbook/past-rates.ts';
import { changesCatalogue, countPlan } from '#core/workbook/publish-plan.ts';
import { CATALOGUE_KINDS } from '#core/workbook/tabs.ts';

export interface PublishPorts {
  readonly catalogue: CatalogueStore;
  readonly clock: Clock;
}

/** false where it, its base version or one of its accounts is not as it was seen any more: nothing is written then. */
export async function publishChangeSet(
  { catalogue, clock }: PublishPorts,
  actor: Actor,
  changeSet: ChangeSet,
  seen: { readonly needs: readonly ApprovalNeed[]; readonly seenAccounts: SeenAccounts },
): Promise<boolean> {
  const { plan, baseVersion, source, sourceRevision, editedBy, submittedBy, catalogueHash } = changeSet;
  const at = clock.now();
  const number = changesCatalogue(plan) ? baseVersion + 1 : null;
  const approvedBy = changeSet.decidedBy ?? actor.actorName;
  const published = await catalogue.publish({
    providerId: actor.providerId,
    changeSet,
    plan,
    ...seen,
    version:
      number === null
        ? null
        : {
            number,
            contentHash: catalogueHash,
            source,
            sourceRevision,
            editedBy,
            submittedBy,
            approvedBy,
            publishedAt: at,
            restoredFrom: changeSet.restores,
            ...countPlan(plan, CATALOGUE_KINDS),
          },
    changesPastRates: changesPastRates(plan, today(clock, actor)),
    by: actor.actorName,
    byId: actor.actorId,
    at,
    traces: () => publishTraces(clock, actor, { ...changeSet, approvedBy }, number),
  });
  return published !== null;
}

/** The audit and outbox rows of a publish; `number` is null where it made no version. */
export function publishTraces(
  clock: Clock,
  actor: Actor,
  changeSet: Pick<
    ChangeSet,
    | 'id'
    | 'status'
    | 'source'
    | 'editedBy'
    | 'submittedBy'
    | 'submittedById'
    | 'decidedById'
    | 'plan'
    | 'impact'
    | 'contentHash'
  > & { readonly approvedBy: string },
  number: number | null,
): Traces {
  const subject = formatId('change', changeSet.id);
  const { source, status, editedBy, submittedBy, submittedById, approvedBy, contentHash } = changeSet;
  const told = {
    change: subject,
    version: number,
    source,
    submittedBy,
    approvedBy,
    ...countPlan(changeSet.plan),
  };
  return {
    audit: [
      // Of a scheduled one that is on record already.
      ...(status === 'scheduled'
        ? []
        : [auditOf(actor, clock, { action: 'catalogue.approved', subject, details: { contentHash } })]),
      auditOf(actor, clock, {
        action: 'catalogue.published',
        subject: number === null ? subject : `version ${number}`,
        details: told,
      }),
    ],
    outbox: [
      {
        providerId: actor.providerId,
        topic: 'catalogue.published',
        dedupeKey: subject,
        body: {
          ...told,
          by: actor.actorName,
          byId: actor.actorId,
          submittedById,
          editedBy,
          // Whoever approved a scheduled one is not there when it is published.
          ...(status === 'scheduled' ? { approvedById: changeSet.decidedById } : {}),
          activeSubscriptions: changeSet.impact.activeSubscriptions,
        },
        dueAt: clock.now(),
      },
    ],
  };
}
