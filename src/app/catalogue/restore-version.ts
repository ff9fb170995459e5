/**
 * CAT-5: an earlier version comes back as a new version, through the same publish and by the same rules of approval. It is not measured
 * by CAT-2's moves: restoring is the way back from a publish that should not have been.
 */
import { requirePower, today } from '#app/actor.ts';
import type {
  CatalogueStore,
  ChangeSet,
  ChangeSetStore,
  NewChangeSet,
  Version,
} from '#app/ports/catalogue.ts';
import type { CatalogueReader } from '#app/ports/catalogue-reader.ts';
import type { Actor, Clock } from '#app/ports/platform.ts';
import { conflict, ok, type Result } from '#core/result.ts';
import { approvalFacts } from '#core/workbook/approval-facts.ts';
import type { ApprovalNeed } from '#core/workbook/approval-needs.ts';
import { changesPastRates } from '#core/workbook/past-rates.ts';
import type { PresentRows } from '#core/workbook/present.ts';
import { countPlan, isEmptyPlan, type PublishPlan } from '#core/workbook/publish-plan.ts';
import { CATALOGUE_KINDS } from '#core/workbook/tabs.ts';
import { checkNeeds, needsOf, type RulePorts, withNeeds } from './approval-rules.ts';
import { removedBy, removedInUse } from './assess-workbook.ts';
import { type MeasurePorts, marginNotes, measureImpact } from './measure-impact.ts';
import { publishTraces } from './publish-change-set.ts';
import { refusedRemoval } from './refused-removal.ts';
import { submitTraces } from './submit-changes.ts';
import { findVersion } from './versions.ts';

interface Ports extends RulePorts, MeasurePorts {
  readonly catalogue: CatalogueStore;
  readonly changeSets: ChangeSetStore;
  readonly reader: CatalogueReader;
  readonly clock: Clock;
}

/** The version that the restore made; or, where a second person has to approve it, the change set that waits for that. */
export type Restored =
  | { readonly version: Version; readonly changeSet: null }
  | { readonly version: null; readonly changeSet: ChangeSet };

export const makeRestoreVersion =
  (ports: Ports) =>
  async (
    actor: Actor,
    number: number,
    { confirmRemovals = false }: { readonly confirmRemovals?: boolean | undefined } = {},
  ): Promise<Result<Restored>> => {
    const allowed = requirePower(actor, 'catalogue.approve');
    if (!allowed.ok) return allowed;
    const { catalogue } = ports;
    const found = await findVersion(ports, actor, number);
    if (!found.ok) return found;
    const present = await catalogue.present(actor.providerId, []);
    const plan = withUnchanged(
      await catalogue.difference(actor.providerId, present.version, number),
      present,
    );
    if (isEmptyPlan(plan))
      return conflict(
        'nothing_to_restore',
        `Version ${number} says what version ${present.version} says, which is in force.`,
      );
    const inUse = await removedInUse(catalogue, actor.providerId, removedBy(plan));
    if (inUse.length > 0) return refusedRemoval(inUse);
    const changeSet = await propose(ports, actor, found.value, plan, present);
    const needs = await needsOf(ports, actor.providerId, changeSet);
    if (needs.some(({ asks }) => asks === 'second_person')) return submit(ports, actor, changeSet);
    const met = checkNeeds(actor, changeSet, needs, confirmRemovals);
    return met.ok ? publish(ports, actor, changeSet, needs) : met;
  };

/** A difference of two versions is read from the rows that differ; how many stay is known from what is in force. */
const withUnchanged = (plan: PublishPlan, present: PresentRows): PublishPlan =>
  Object.fromEntries(
    CATALOGUE_KINDS.flatMap((kind) => {
      const kindPlan = plan[kind];
      if (!kindPlan) return [];
      const unchanged = present.rows[kind].length - kindPlan.changed.length - kindPlan.removed.length;
      return [[kind, { ...kindPlan, unchanged }]];
    }),
  );

async function propose(
  ports: Ports,
  actor: Actor,
  { number, contentHash }: Version,
  plan: PublishPlan,
  present: PresentRows,
): Promise<NewChangeSet> {
  const impact = await measureImpact(ports, {
    providerId: actor.providerId,
    today: today(ports.clock, actor),
    plan,
    present,
  });
  return {
    status: 'pending',
    source: `version ${number}`,
    sourceRevision: null,
    baseVersion: present.version,
    contentHash,
    catalogueHash: contentHash,
    faults: [],
    notes: marginNotes(impact),
    plan,
    ...countPlan(plan),
    impact,
    facts: approvalFacts(plan, present),
    editedBy: [],
    submittedBy: actor.actorName,
    submittedById: actor.actorId,
    restores: number,
    createdAt: ports.clock.now(),
  };
}

/** Asked for again while it waits, it is the same change set. */
async function submit(ports: Ports, actor: Actor, changeSet: NewChangeSet): Promise<Result<Restored>> {
  const { changeSets } = ports;
  const newest = await changeSets.newestPending(actor.providerId);
  const isSame = newest?.restores === changeSet.restores && newest.baseVersion === changeSet.baseVersion;
  const waiting = newest && isSame ? await changeSets.find(actor.providerId, newest.id) : null;
  const added =
    waiting ??
    (await changeSets.add(actor.providerId, changeSet, null, (id) =>
      submitTraces(ports, actor, changeSet, id),
    ));
  return ok({ version: null, changeSet: await withNeeds(ports, actor.providerId, added) });
}

async function publish(
  ports: Ports,
  actor: Actor,
  proposed: NewChangeSet,
  needs: readonly ApprovalNeed[],
): Promise<Result<Restored>> {
  const { catalogue, clock } = ports;
  const {
    plan,
    baseVersion,
    contentHash,
    source,
    submittedBy,
    restores: restoredFrom,
    createdAt: at,
  } = proposed;
  const changeSet: NewChangeSet = { ...proposed, status: 'published' };
  const made = baseVersion + 1;
  const published = await catalogue.publish({
    providerId: actor.providerId,
    changeSet,
    plan,
    // A version holds no accounts.
    seenAccounts: { accounts: [], invoiceAnchors: new Map() },
    version: {
      number: made,
      contentHash,
      source,
      sourceRevision: null,
      editedBy: [],
      submittedBy,
      approvedBy: actor.actorName,
      publishedAt: at,
      restoredFrom,
      ...countPlan(plan),
    },
    changesPastRates: changesPastRates(plan, today(clock, actor)),
    by: actor.actorName,
    byId: actor.actorId,
    needs,
    at,
    traces: (id) =>
      publishTraces(
        clock,
        actor,
        { ...changeSet, id, decidedById: actor.actorId, approvedBy: actor.actorName },
        made,
      ),
  });
  if (published === null)
    return conflict(
      'version_moved',
      `Version ${made} was published by somebody else meanwhile: look at it and restore again.`,
    );
  const version = await findVersion(ports, actor, made);
  return version.ok ? ok({ version: version.value, changeSet: null }) : version;
}
