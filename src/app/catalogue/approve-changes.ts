/**
 * CAT-5: approving publishes exactly what was looked at. A change set is bound to the version it was compared with, to the content
 * it was read from and to the accounts that it changes; where one of them has moved it is stale, and the refusal says what
 * moved (M4).
 */
import { auditOf, requirePower } from '#app/actor.ts';
import type { SeenAccounts } from '#app/ports/accounts.ts';
import type { CatalogueStore, ChangeSet, ChangeSetStore } from '#app/ports/catalogue.ts';
import type { Actor, Clock, Traces } from '#app/ports/platform.ts';
import type { WorkbookSource } from '#app/ports/workbook.ts';
import { isInvoiceAnchor } from '#core/accounts/account.ts';
import { formatId } from '#core/ids.ts';
import { conflict, type Refused, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import {
  changesCatalogue,
  countPlan,
  differingRows,
  listChanges,
  type PublishPlan,
} from '#core/workbook/publish-plan.ts';
import { fromTuple, keyOf } from '#core/workbook/tab.ts';
import { CATALOGUE_KINDS, TAB } from '#core/workbook/tabs.ts';
import { type AssessPorts, assessWorkbook, nameRows, removedBy, removedInUse } from './assess-workbook.ts';
import { findChangeSet, findPending, notPending } from './find-change-set.ts';
import { refusedRemoval } from './refused-removal.ts';

export interface ApprovePorts extends AssessPorts {
  readonly catalogue: CatalogueStore;
  readonly changeSets: ChangeSetStore;
  readonly workbook: WorkbookSource;
  readonly clock: Clock;
}

/** The change set as published; `publishedVersion` is the version that is in force from now on. */
export const makeApproveChanges =
  (ports: ApprovePorts) =>
  async (actor: Actor, id: number): Promise<Result<ChangeSet>> => {
    const allowed = requirePower(actor, 'catalogue.approve');
    if (!allowed.ok) return allowed;
    const found = await findPending(ports, actor, id);
    if (!found.ok) return found;
    const changeSet = found.value;
    const seenAccounts = await ports.catalogue.presentAccounts(actor.providerId, accountsOf(changeSet.plan));
    const moved =
      (await movedBase(ports, actor, changeSet)) ??
      (await movedContent(ports, actor, changeSet)) ??
      movedAccounts(changeSet.plan, seenAccounts);
    if (moved !== null) return closeAsStale(ports, actor, changeSet, moved);
    const inUse = await removedInUse(ports.catalogue, actor.providerId, removedBy(changeSet.plan));
    if (inUse.length > 0) return refusedRemoval(inUse);
    return publish(ports, actor, changeSet, seenAccounts);
  };

async function publish(
  ports: ApprovePorts,
  actor: Actor,
  changeSet: ChangeSet,
  seenAccounts: SeenAccounts,
): Promise<Result<ChangeSet>> {
  const { plan, baseVersion, source, sourceRevision, submittedBy, catalogueHash } = changeSet;
  const at = ports.clock.now();
  const number = changesCatalogue(plan) ? baseVersion + 1 : null;
  const published = await ports.catalogue.publish({
    providerId: actor.providerId,
    changeSet,
    plan,
    seenAccounts,
    version:
      number === null
        ? null
        : {
            number,
            contentHash: catalogueHash,
            source,
            sourceRevision,
            submittedBy,
            approvedBy: actor.actorName,
            publishedAt: at,
            restoredFrom: null,
            ...countPlan(plan, CATALOGUE_KINDS),
          },
    by: actor.actorName,
    at,
    traces: () => publishTraces(ports.clock, actor, changeSet, number),
  });
  const now = await findChangeSet(ports, actor, changeSet.id);
  if (published !== null || !now.ok) return now;
  // Somebody was faster: with this change set, with another one, or with an account.
  if (now.value.status !== 'pending') return notPending(now.value);
  const moved = await movedBase(ports, actor, changeSet);
  return closeAsStale(ports, actor, changeSet, moved ?? 'an account of it was changed at the same moment');
}

/** What was published since the change set was compared; null where nothing was. */
async function movedBase(
  { catalogue }: ApprovePorts,
  actor: Actor,
  { baseVersion }: ChangeSet,
): Promise<string | null> {
  const [newest] = await newestVersions(catalogue, actor);
  if (!newest || newest.number === baseVersion) return null;
  const plan = await catalogue.difference(actor.providerId, baseVersion, newest.number);
  const { added, changed, removed } = countPlan(plan);
  const names = listChanges(plan, 0, 8).map(({ tab, key }) => `${tab} ${key}`);
  return `it was compared with version ${baseVersion}, and version ${newest.number} was published since by ${newest.approvedBy}, which moved ${nameRows(names, added + changed + removed)}`;
}

async function newestVersions(catalogue: CatalogueStore, actor: Actor) {
  const page = await catalogue.versions(actor.providerId, { limit: 1, cursor: null });
  return page.ok ? page.value.items : [];
}

/** What was changed in the workbook since it was read; null where it still says the same. Files that were sent cannot move. */
async function movedContent(ports: ApprovePorts, actor: Actor, changeSet: ChangeSet): Promise<string | null> {
  if (changeSet.source !== 'workbook') return null;
  if ((await ports.workbook.revision(actor.providerId)) === changeSet.sourceRevision) return null;
  const workbook = await ports.workbook.read(actor.providerId);
  const assessment = await assessWorkbook(ports, actor.providerId, workbook);
  if (assessment.contentHash === changeSet.contentHash && assessment.faults.length === 0) return null;
  if (assessment.faults.length > 0)
    return `the workbook was changed since it was read, and now has ${counted(assessment.faults.length, 'fault')}`;
  const rows = differingRows(changeSet.plan, assessment.plan);
  return `the workbook was changed since it was read, in ${nameRows(rows)}`;
}

/** The references of the accounts that a plan adds and changes. */
const accountsOf = ({ accounts }: PublishPlan): string[] =>
  [...(accounts?.added ?? []), ...(accounts?.changed ?? []).map(([, , after]) => after)].map((after) =>
    keyOf(TAB.accounts, after),
  );

/**
 * Accounts of the plan that were opened or changed since it was made: it would write over the whole of them. An anchor that moved
 * meanwhile has to lie on the invoice day that the plan gives (PER-3).
 */
function movedAccounts(
  { accounts: plan }: PublishPlan,
  { accounts, invoiceAnchors }: SeenAccounts,
): string | null {
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
      : [`${reference} with its invoice anchor ${anchor}, not on the invoice day ${invoiceDay} (PER-3)`];
  });
  return moved.length === 0 ? null : `accounts were changed since it was read, in ${nameRows(moved)}`;
}

async function closeAsStale(
  { changeSets, clock }: ApprovePorts,
  actor: Actor,
  { id }: ChangeSet,
  moved: string,
): Promise<Refused> {
  const subject = formatId('change', id);
  await changeSets.close(
    actor.providerId,
    id,
    { status: 'stale', by: actor.actorName, at: clock.now(), reason: moved },
    {
      audit: [auditOf(actor, clock, { action: 'catalogue.stale', subject, details: { moved } })],
      outbox: [],
    },
  );
  return conflict(
    'change_set_stale',
    `${subject} is stale: ${moved}. Submit again and look at the new difference.`,
  );
}

/** The audit and outbox rows of a publish; `number` is null where it made no version. */
export function publishTraces(
  clock: Clock,
  actor: Actor,
  changeSet: Pick<ChangeSet, 'id' | 'source' | 'submittedBy' | 'plan' | 'impact' | 'contentHash'>,
  number: number | null,
): Traces {
  const subject = formatId('change', changeSet.id);
  const told = {
    change: subject,
    version: number,
    source: changeSet.source,
    submittedBy: changeSet.submittedBy,
    approvedBy: actor.actorName,
    ...countPlan(changeSet.plan),
  };
  return {
    audit: [
      auditOf(actor, clock, {
        action: 'catalogue.approved',
        subject,
        details: { contentHash: changeSet.contentHash },
      }),
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
        body: { ...told, activeSubscriptions: changeSet.impact.activeSubscriptions },
        dueAt: clock.now(),
      },
    ],
  };
}
