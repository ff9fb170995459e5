/** CAT-5: reads a workbook, checks it whole, compares it with what is in force, and stores the outcome as a change set. */
import { auditOf, requirePower, today } from '#app/actor.ts';
import type { ChangeSet, ChangeSetStore, NewChangeSet, RowMark } from '#app/ports/catalogue.ts';
import type { Actor, Clock, Traces } from '#app/ports/platform.ts';
import type { RevisedWorkbook, SentFile, WorkbookFiles, WorkbookSource } from '#app/ports/workbook.ts';
import { formatId } from '#core/ids.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import { approvalFacts } from '#core/workbook/approval-facts.ts';
import type { RawWorkbook } from '#core/workbook/check-workbook.ts';
import { pastRateNotes } from '#core/workbook/past-rates.ts';
import { countPlan, isEmptyPlan } from '#core/workbook/publish-plan.ts';
import { type RulePorts, withNeeds } from './approval-rules.ts';
import { type Assessment, type AssessPorts, assessWorkbook } from './assess-workbook.ts';
import { markRows } from './mark-rows.ts';
import { type MeasurePorts, marginNotes, measureImpact } from './measure-impact.ts';

/** Where the content comes from: the workbook, the workbook as it has just been read, or files that were sent. */
export type ChangeSource =
  | { readonly source: 'workbook' }
  | { readonly source: 'workbook'; readonly read: RevisedWorkbook }
  | { readonly files: readonly SentFile[] };

export interface SubmitPorts extends AssessPorts, RulePorts, MeasurePorts {
  readonly changeSets: ChangeSetStore;
  readonly workbook: WorkbookSource;
  readonly files: WorkbookFiles;
  readonly clock: Clock;
}

/**
 * A change set: `faulty` with every fault, `unchanged`, or `pending`. The same content submitted again while it waits is the same
 * change set.
 */
export const makeSubmitChanges =
  (ports: SubmitPorts) =>
  async (actor: Actor, from: ChangeSource): Promise<Result<ChangeSet>> => {
    const allowed = requirePower(actor, 'catalogue.edit');
    if (!allowed.ok) return allowed;
    if ('source' in from && !('read' in from)) await ports.workbook.beforeSync?.(actor);
    const read = await readSource(ports, actor, from);
    if (!read.ok) return read;
    const { workbook, source, revision } = read.value;
    const assessment = await assessWorkbook(ports, actor.providerId, workbook);
    const tellRows = async () => {
      if (workbook.sheet !== undefined && revision !== null)
        await ports.workbook.afterCheck?.(actor, { ...workbook, revision });
    };
    const waiting = await sameWaiting(ports, actor, assessment, source);
    if (waiting) {
      await tellRows();
      return ok(await withNeeds(ports, actor.providerId, waiting));
    }
    const { plan, faults, present, contentHash, catalogueHash } = assessment;
    const { impact, notes } = await weigh(ports, actor, assessment);
    const marks = 'source' in from && workbook.sheet === undefined ? markRows(workbook, assessment) : null;
    const changeSet: NewChangeSet = {
      status: outcomeOf(assessment),
      source,
      sourceRevision: revision,
      baseVersion: present.version,
      contentHash,
      catalogueHash,
      faults,
      notes,
      plan,
      ...countPlan(plan),
      impact,
      facts: approvalFacts(plan, present),
      editedBy: await editorsOf(ports, actor, workbook, marks),
      submittedBy: actor.actorName,
      submittedById: actor.actorId,
      restores: null,
      createdAt: ports.clock.now(),
    };
    const added = await ports.changeSets.add(actor.providerId, changeSet, marks, (id) =>
      submitTraces(ports, actor, changeSet, id),
    );
    await tellRows();
    return ok(await withNeeds(ports, actor.providerId, added));
  };

/** Who changed the workbook's rows that differ; of files nobody knows. */
async function editorsOf(
  { workbook: source }: SubmitPorts,
  actor: Actor,
  workbook: Read['workbook'],
  marks: readonly RowMark[] | null,
): Promise<readonly string[]> {
  if (workbook.editedBy !== undefined) return [workbook.editedBy];
  const changed = (marks ?? []).filter(({ status }) => status === 'New' || status === 'Changed');
  return (
    (await source.editors?.(
      actor.providerId,
      changed.map(({ id }) => id),
    )) ?? []
  );
}

/** Whom a plan would reach, and all that is worth knowing before it is proposed. */
export async function weigh(
  ports: MeasurePorts & Pick<SubmitPorts, 'clock'>,
  actor: Actor,
  { plan, present, notes }: Assessment,
): Promise<Pick<NewChangeSet, 'impact' | 'notes'>> {
  const on = today(ports.clock, actor);
  const impact = await measureImpact(ports, { providerId: actor.providerId, today: on, plan, present });
  // Before the first version nothing can have been rated.
  const past = present.version === 0 ? [] : pastRateNotes(plan, on);
  return { impact, notes: [...notes, ...marginNotes(impact), ...past] };
}

/** What comes of a workbook that is submitted. */
export const outcomeOf = ({ faults, plan }: Assessment): 'faulty' | 'unchanged' | 'pending' =>
  faults.length > 0 ? 'faulty' : isEmptyPlan(plan) ? 'unchanged' : 'pending';

interface Read {
  readonly workbook: RawWorkbook & Partial<RevisedWorkbook>;
  readonly source: string;
  readonly revision: string | null;
}

export async function readSource(
  ports: Pick<SubmitPorts, 'workbook' | 'files'>,
  actor: Actor,
  from: ChangeSource,
): Promise<Result<Read>> {
  if ('source' in from) {
    const workbook = 'read' in from ? from.read : await ports.workbook.read(actor.providerId);
    return workbook.tabs.every(({ rows }) => rows.length === 0)
      ? no(
          fault(
            'workbook_empty',
            workbook.sheet
              ? `"${workbook.sheet.title}" has no rows in the workbook's tabs yet: prepare it, which makes the tabs and fills them with what is published.`
              : 'The workbook has no rows yet: import one, or refill it from a published version.',
            'source',
          ),
        )
      : ok({ workbook, source: 'workbook', revision: workbook.revision });
  }
  const workbook = await ports.files.read(from.files);
  const source = from.files
    .map(({ name }) => name)
    .join(', ')
    .slice(0, 500);
  return workbook.ok ? ok({ workbook: workbook.value, source, revision: null }) : workbook;
}

/** The change set that waits with this very content against this very version; submitting again adds nothing. */
async function sameWaiting(
  { changeSets }: SubmitPorts,
  actor: Actor,
  { contentHash, present, faults }: Assessment,
  source: string,
): Promise<ChangeSet | null> {
  const waiting = faults.length > 0 ? null : await changeSets.newestPending(actor.providerId);
  const isSame =
    waiting?.contentHash === contentHash &&
    waiting.baseVersion === present.version &&
    waiting.source === source;
  return waiting && isSame ? changeSets.find(actor.providerId, waiting.id) : null;
}

export function submitTraces(
  { clock }: Pick<SubmitPorts, 'clock'>,
  actor: Actor,
  changeSet: NewChangeSet,
  id: number,
): Traces {
  const subject = formatId('change', id);
  const { status, source, baseVersion, contentHash, added, changed, removed, faults } = changeSet;
  const details = {
    status,
    source,
    baseVersion,
    contentHash,
    added,
    changed,
    removed,
    faults: faults.length,
  };
  return {
    audit: [auditOf(actor, clock, { action: 'catalogue.submitted', subject, details })],
    outbox:
      status === 'pending'
        ? [
            {
              providerId: actor.providerId,
              topic: 'catalogue.submitted',
              dedupeKey: subject,
              body: {
                change: subject,
                submittedBy: changeSet.submittedBy,
                submittedById: changeSet.submittedById,
                source,
                baseVersion,
                added,
                changed,
                removed,
                activeSubscriptions: changeSet.impact.activeSubscriptions,
              },
              dueAt: clock.now(),
            },
          ]
        : [],
  };
}
