/** What submitting would say (CAT-5), without proposing anything: nothing is stored, and nobody is told. */
import { requirePower } from '#app/actor.ts';
import type { Impact } from '#app/ports/catalogue.ts';
import type { Actor } from '#app/ports/platform.ts';
import { ok, type Result } from '#core/result.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import type { RawWorkbook } from '#core/workbook/check-workbook.ts';
import { countPlan, listChanges, type PlanCounts, type RowChange } from '#core/workbook/publish-plan.ts';
import { assessWorkbook } from './assess-workbook.ts';
import { type ChangeSource, outcomeOf, readSource, type SubmitPorts, weigh } from './submit-changes.ts';

/** A fault or note, with the row of the built-in workbook that it lies in. */
export interface FoundFault extends SheetFault {
  readonly rowId: number | null;
}

export interface ChangePreview extends PlanCounts {
  readonly status: 'faulty' | 'unchanged' | 'pending';
  readonly baseVersion: number;
  readonly faults: readonly FoundFault[];
  readonly notes: readonly FoundFault[];
  /** The first rows that would change; the counts say how many there are. */
  readonly rows: readonly RowChange[];
  readonly impact: Impact;
}

/** Rows of a preview; whoever wants all of them submits. */
export const MOST_PREVIEWED = 200;

export const makePreviewChanges =
  (ports: Pick<SubmitPorts, 'usageSums' | 'catalogue' | 'secrets' | 'workbook' | 'files' | 'clock'>) =>
  async (actor: Actor, from: ChangeSource): Promise<Result<ChangePreview>> => {
    const allowed = requirePower(actor, 'catalogue.edit');
    if (!allowed.ok) return allowed;
    const read = await readSource(ports, actor, from);
    if (!read.ok) return read;
    const { workbook } = read.value;
    const assessment = await assessWorkbook(ports, actor.providerId, workbook);
    const { faults, plan, present } = assessment;
    const { impact, notes } = await weigh(ports, actor, assessment);
    const withRow = rowFinder(workbook);
    return ok({
      status: outcomeOf(assessment),
      baseVersion: present.version,
      faults: faults.map(withRow),
      notes: notes.map(withRow),
      ...countPlan(plan),
      rows: listChanges(plan, 0, MOST_PREVIEWED, { reach: impact.reach }),
      impact,
    });
  };

function rowFinder({ tabs }: RawWorkbook): (fault: SheetFault) => FoundFault {
  const rowsOf = new Map(tabs.map(({ title, rows }) => [title, rows]));
  return (fault) => {
    // Rows of the built-in workbook are numbered without a gap, from 2.
    const row = fault.row === null ? undefined : rowsOf.get(fault.tab)?.[fault.row - 2];
    return { ...fault, rowId: row?.row === fault.row ? (row.id ?? null) : null };
  };
}
