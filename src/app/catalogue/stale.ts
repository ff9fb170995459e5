/** M4: what has moved since a change set was looked at; one that is stale is decided no more, and says why. */
import { auditOf } from '#app/actor.ts';
import type { SeenAccounts } from '#app/ports/accounts.ts';
import type { CatalogueStore, ChangeSet, ChangeSetStore } from '#app/ports/catalogue.ts';
import type { Actor, Clock } from '#app/ports/platform.ts';
import type { WorkbookSource } from '#app/ports/workbook.ts';
import { isInvoiceAnchor } from '#core/accounts/account.ts';
import { formatId } from '#core/ids.ts';
import { conflict, type Refused } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { type MovedRows, movedBetween, movedBy, tellMoved } from '#core/workbook/moved-rows.ts';
import type { PublishPlan } from '#core/workbook/publish-plan.ts';
import { fromTuple, keyOf } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import { type AssessPorts, assessWorkbook, nameRows } from './assess-workbook.ts';

export interface StalePorts extends AssessPorts {
  readonly catalogue: CatalogueStore;
  readonly changeSets: ChangeSetStore;
  readonly workbook: WorkbookSource;
  readonly clock: Clock;
}

/** Why it is stale, as the rest of a sentence, and which rows moved where they are rows. */
export interface Moved {
  readonly reason: string;
  readonly rows?: MovedRows;
}

/** What was published since the change set was compared; null where nothing was. */
export async function baseMoved(
  { catalogue }: Pick<StalePorts, 'catalogue'>,
  actor: Actor,
  { baseVersion }: ChangeSet,
): Promise<Moved | null> {
  const page = await catalogue.versions(actor.providerId, { limit: 1, cursor: null });
  const newest = page.ok ? page.value.items[0] : undefined;
  if (!newest || newest.number === baseVersion) return null;
  const rows = movedBy(await catalogue.difference(actor.providerId, baseVersion, newest.number));
  return {
    reason: `it was compared with version ${baseVersion}, and version ${newest.number} was published since by ${newest.approvedBy}, which moved ${tellMoved(rows)}`,
    rows,
  };
}

/** Why a publish that was refused at the last moment wrote nothing: another version, or else one of its accounts. */
export const movedMeanwhile = async (
  ports: Pick<StalePorts, 'catalogue'>,
  actor: Actor,
  changeSet: ChangeSet,
): Promise<Moved> =>
  (await baseMoved(ports, actor, changeSet)) ?? {
    reason: 'an account of it was changed at the same moment',
  };

/** What was changed in the workbook since it was read; null where it still says the same. Files that were sent cannot move. */
export async function contentMoved(
  ports: StalePorts,
  actor: Actor,
  changeSet: ChangeSet,
): Promise<Moved | null> {
  if (changeSet.source !== 'workbook') return null;
  if ((await ports.workbook.revision(actor.providerId)) === changeSet.sourceRevision) return null;
  const workbook = await ports.workbook.read(actor.providerId);
  const assessment = await assessWorkbook(ports, actor.providerId, workbook);
  if (assessment.contentHash === changeSet.contentHash && assessment.faults.length === 0) return null;
  if (assessment.faults.length > 0)
    return {
      reason: `the workbook was changed since it was read, and now has ${counted(assessment.faults.length, 'fault')}`,
    };
  const rows = movedBetween(changeSet.plan, assessment.plan);
  return { reason: `the workbook was changed since it was read, in ${tellMoved(rows)}`, rows };
}

/** The references of the accounts that a change set adds and changes. */
export const accountsOf = ({ plan: { accounts } }: Pick<ChangeSet, 'plan'>): string[] =>
  [...(accounts?.added ?? []), ...(accounts?.changed ?? []).map(([, , after]) => after)].map((after) =>
    keyOf(TAB.accounts, after),
  );

/**
 * Accounts of the plan that were opened or changed since it was made: it would write over the whole of them. An anchor that moved
 * meanwhile has to lie on the invoice day that the plan gives (PER-3).
 */
export function accountsMoved(
  { accounts: plan }: PublishPlan,
  { accounts, invoiceAnchors }: SeenAccounts,
): Moved | null {
  if (plan === undefined) return null;
  const now = new Map(accounts.map(([, tuple]) => [keyOf(TAB.accounts, tuple), JSON.stringify(tuple)]));
  const expected = [
    ...plan.added.map((after) => [undefined, after] as const),
    ...plan.changed.map(([, before, after]) => [JSON.stringify(before), after] as const),
  ];
  const moved = expected.flatMap(([before, after]) => {
    const { reference, invoiceDay } = fromTuple(TAB.accounts, after);
    const anchor = invoiceAnchors.get(reference);
    if (now.get(reference) !== before) return [reference];
    return anchor === undefined || isInvoiceAnchor(anchor, invoiceDay)
      ? []
      : [`${reference} with its invoice anchor ${anchor}, not on the invoice day ${invoiceDay}`];
  });
  return moved.length === 0
    ? null
    : { reason: `accounts were changed since it was read, in ${nameRows(moved)}` };
}

/** Closes it, tells those who wait for it, and answers the refusal. Where somebody decided meanwhile, that stands. */
export async function closeAsStale(
  { changeSets, clock }: Pick<StalePorts, 'changeSets' | 'clock'>,
  actor: Actor,
  changeSet: ChangeSet,
  { reason, rows }: Moved,
): Promise<Refused> {
  const subject = formatId('change', changeSet.id);
  const at = clock.now();
  const { editedBy, submittedBy, submittedById, decidedBy, decidedById } = changeSet;
  await changeSets.decide(
    actor.providerId,
    changeSet,
    { status: 'stale', by: actor.actorName, byId: actor.actorId, at, reason, moved: rows ?? null },
    {
      audit: [auditOf(actor, clock, { action: 'catalogue.stale', subject, details: { moved: reason } })],
      outbox: [
        {
          providerId: actor.providerId,
          topic: 'catalogue.stale',
          dedupeKey: subject,
          body: {
            change: subject,
            by: actor.actorName,
            byId: actor.actorId,
            submittedBy,
            submittedById,
            editedBy,
            // Who approved it, where it was to be published on a later day.
            approvedBy: decidedBy,
            approvedById: decidedById,
            reason,
          },
          dueAt: at,
        },
      ],
    },
  );
  return conflict(
    'change_set_stale',
    `${subject} is stale: ${reason}. Submit again and look at the new difference.`,
  );
}
