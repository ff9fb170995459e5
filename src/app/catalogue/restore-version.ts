/**
 * CAT-5: an earlier version comes back as a new version, through the same publish. It is not measured by CAT-2's moves:
 * restoring is the way back from a publish that should not have been.
 */
import { requirePower, today } from '#app/actor.ts';
import type { CatalogueStore, NewChangeSet, Version } from '#app/ports/catalogue.ts';
import type { CatalogueReader } from '#app/ports/catalogue-reader.ts';
import type { Actor, Clock } from '#app/ports/platform.ts';
import { conflict, type Result } from '#core/result.ts';
import { countPlan, isEmptyPlan } from '#core/workbook/publish-plan.ts';
import { publishTraces } from './approve-changes.ts';
import { removedBy, removedInUse } from './assess-workbook.ts';
import { marginNotes, measureImpact } from './measure-impact.ts';
import { refusedRemoval } from './refused-removal.ts';
import { findVersion } from './versions.ts';

interface Ports {
  readonly catalogue: CatalogueStore;
  readonly reader: CatalogueReader;
  readonly clock: Clock;
}

/** The version that the restore made. */
export const makeRestoreVersion =
  (ports: Ports) =>
  async (actor: Actor, number: number): Promise<Result<Version>> => {
    const allowed = requirePower(actor, 'catalogue.approve');
    if (!allowed.ok) return allowed;
    const { catalogue, reader, clock } = ports;
    const found = await findVersion(ports, actor, number);
    if (!found.ok) return found;
    const baseVersion = await reader.currentVersion(actor.providerId);
    const plan = await catalogue.difference(actor.providerId, baseVersion, number);
    if (isEmptyPlan(plan))
      return conflict(
        'nothing_to_restore',
        `Version ${number} says what version ${baseVersion} says, which is in force.`,
      );
    const inUse = await removedInUse(catalogue, actor.providerId, removedBy(plan));
    if (inUse.length > 0) return refusedRemoval(inUse);
    const at = clock.now();
    const source = `version ${number}`;
    const present = await catalogue.present(actor.providerId, []);
    const impact = await measureImpact(catalogue, {
      providerId: actor.providerId,
      today: today(clock, actor),
      plan,
      present,
    });
    const changeSet: NewChangeSet = {
      status: 'published',
      source,
      sourceRevision: null,
      baseVersion,
      contentHash: found.value.contentHash,
      catalogueHash: found.value.contentHash,
      faults: [],
      notes: marginNotes(impact),
      plan,
      ...countPlan(plan),
      impact,
      submittedBy: actor.actorName,
      createdAt: at,
    };
    const made = baseVersion + 1;
    const published = await catalogue.publish({
      providerId: actor.providerId,
      changeSet,
      plan,
      // A version holds no accounts.
      seenAccounts: { accounts: [], invoiceAnchors: new Map() },
      version: {
        number: made,
        contentHash: found.value.contentHash,
        source,
        sourceRevision: null,
        submittedBy: actor.actorName,
        approvedBy: actor.actorName,
        publishedAt: at,
        restoredFrom: number,
        ...countPlan(plan),
      },
      by: actor.actorName,
      at,
      traces: (id) => publishTraces(clock, actor, { ...changeSet, id }, made),
    });
    return published === null
      ? conflict(
          'version_moved',
          `Version ${made} was published by somebody else meanwhile: look at it and restore again.`,
        )
      : findVersion(ports, actor, made);
  };
