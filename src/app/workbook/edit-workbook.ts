/**
 * Editing the built-in workbook: rows added, changed and removed, all or none. A save from an older version of a row is refused
 * and says who changed it. Cells are kept as they were entered; each edited row is told at once what its cells alone say,
 * the whole is checked when it is submitted.
 */
import { auditOf, requirePower } from '#app/actor.ts';
import type { Actor, AuditEntry, Clock } from '#app/ports/platform.ts';
import type { BuiltinWorkbook, Cells, RowToSave, TabEdit, WorkbookRow } from '#app/ports/workbook.ts';
import { type Fault, fault, no, notFound, ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { type Cell, LONGEST_CELL, type SheetFault } from '#core/workbook/cell.ts';
import { readTab } from '#core/workbook/read-tab.ts';
import { type AnyTab, columnsOf } from '#core/workbook/tab.ts';
import { findTab } from './show-workbook.ts';

interface Ports {
  readonly workbook: BuiltinWorkbook;
  readonly clock: Clock;
}

type SeenRow = TabEdit['removed'][number];

/** A fault of a save; where somebody else was first, with the row that it is about. */
export interface EditFault extends Fault {
  readonly other?: {
    readonly id: number;
    /** As they saved it; null: it is gone. */
    readonly row: WorkbookRow | null;
  };
}

export interface WorkbookEdit {
  readonly add?: readonly { readonly cells: Cells }[];
  /** Rows are added after this one; left out: at the end. */
  readonly after?: number | null;
  /** Only the cells given change. */
  readonly change?: readonly { readonly id: number; readonly version: number; readonly cells: Cells }[];
  /** A version of null: whichever it is. */
  readonly remove?: readonly SeenRow[];
}

/** With so many faults, further rows are not looked at. */
const MOST_FAULTS = 1000;
/** How many rows the audit lists cell by cell; of more it keeps the number. */
const MOST_AUDITED = 200;

/** The rows added and changed, as they are now. */
export const makeEditWorkbook =
  ({ workbook, clock }: Ports) =>
  async (
    actor: Actor,
    title: string,
    edit: WorkbookEdit,
  ): Promise<Result<readonly WorkbookRow[], EditFault>> => {
    const allowed = requirePower(actor, 'catalogue.edit');
    if (!allowed.ok) return allowed;
    const tab = findTab(title);
    if (!tab.ok) return tab;
    const { add = [], change = [], remove = [], after = null } = edit;
    const faults = [...cellFaults(tab.value, 'add', add), ...cellFaults(tab.value, 'change', change)];
    if (faults.length > 0) return no(...faults);
    const ids = [...change, ...remove].map(({ id }) => id);
    const known = new Map(
      (await workbook.find(actor.providerId, title, [...ids, ...(after === null ? [] : [after])])).map(
        (row) => [row.id, row],
      ),
    );
    if (after !== null && !known.has(after))
      return notFound('row_not_found', `Row ${after}, to add rows after, is not in ${title} any more.`);
    const stale = staleRows([...change, ...remove], known, title);
    if (stale.length > 0) return no(...stale);
    const changed = change.map(({ id, version, cells }) => ({
      id,
      version,
      ...judged(tab.value, { ...known.get(id)?.cells, ...cells }),
    }));
    const toSave: TabEdit = {
      tab: title,
      added: add.map(({ cells }) => judged(tab.value, cells)),
      after,
      changed,
      removed: remove,
      by: actor.actorName,
      at: clock.now(),
    };
    const added = await workbook.edit(actor.providerId, toSave, auditOfEdit(actor, clock, toSave, known));
    if (added === null) return conflictNow(workbook, actor, title, [...change, ...remove]);
    return ok(await workbook.find(actor.providerId, title, [...change.map(({ id }) => id), ...added]));
  };

/** Cells without a column of that heading, and texts that are too long to be meant. */
function cellFaults(
  tab: AnyTab,
  part: 'add' | 'change',
  rows: readonly { readonly cells: Cells }[],
): Fault[] {
  const headings = new Set(columnsOf(tab).map(({ heading }) => heading));
  const faults: Fault[] = [];
  rows.forEach(({ cells }, at) => {
    // A paste into the wrong tab is wrong in every cell of it.
    if (faults.length >= MOST_FAULTS) return;
    for (const [heading, cell] of Object.entries(cells)) {
      const path = `${part}[${at}].cells.${heading}`;
      if (!headings.has(heading))
        faults.push(fault('unknown_column', `${tab.title} has no column "${heading}".`, path));
      else if (typeof cell === 'string' && cell.length > LONGEST_CELL)
        faults.push(
          fault('text_too_long', `A cell keeps at most ${counted(LONGEST_CELL, 'character')}.`, path),
        );
    }
  });
  return faults;
}

const staleRows = (
  wanted: readonly SeenRow[],
  known: ReadonlyMap<number, WorkbookRow>,
  title: string,
): EditFault[] =>
  wanted.flatMap(({ id, version }): EditFault[] => {
    const row = known.get(id);
    if (row === undefined)
      return [
        {
          other: { id, row: null },
          code: 'row_gone',
          kind: 'not_found',
          path: String(id),
          message: `There is no such row in ${title} (any more): load the tab again.`,
        },
      ];
    if (version === null || row.version === version) return [];
    return [
      {
        other: { id, row },
        code: 'row_changed_meanwhile',
        kind: 'conflict',
        path: String(id),
        message: `Row ${row.row} was changed by ${row.updatedBy} at ${row.updatedAt}: load it again before editing.`,
      },
    ];
  });

/** Somebody saved between our look and our save: tell what is there now. */
async function conflictNow(
  workbook: BuiltinWorkbook,
  actor: Actor,
  title: string,
  wanted: readonly SeenRow[],
): Promise<Result<never, EditFault>> {
  const now = await workbook.find(
    actor.providerId,
    title,
    wanted.map(({ id }) => id),
  );
  const stale = staleRows(wanted, new Map(now.map((row) => [row.id, row])), title);
  const [
    first = {
      code: 'row_gone',
      kind: 'conflict',
      message: 'The row to add after was removed meanwhile: load the tab again.',
    } as const,
    ...further
  ] = stale;
  return no(first, ...further);
}

/** A row with its empty cells left out, and what its cells alone say. */
function judged(tab: AnyTab, cells: Cells): RowToSave {
  const filled = Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== null && cell !== ''));
  const headings = columnsOf(tab).map(({ heading }) => heading);
  const faults: SheetFault[] = [];
  readTab(
    tab,
    {
      title: tab.title,
      headings,
      rows: [{ row: 2, cells: headings.map((heading): Cell => filled[heading] ?? null) }],
    },
    { serialDates: false },
    { add: (found) => faults.push(found) },
  );
  return {
    cells: filled,
    status: faults.length > 0 ? 'Fault' : null,
    message:
      faults.length > 0 ? faults.map(({ column, message }) => `${column}: ${message}`).join('\n') : null,
  };
}

/** Who changed which cell from what to what (M8). */
function auditOfEdit(
  actor: Actor,
  clock: Clock,
  { tab, added, changed, removed }: TabEdit,
  known: ReadonlyMap<number, WorkbookRow>,
): AuditEntry {
  const cellsOf = (id: number): Cells => known.get(id)?.cells ?? {};
  return auditOf(actor, clock, {
    action: 'workbook.edited',
    subject: tab,
    details: {
      added: added.length,
      changed: changed.length,
      removed: removed.length,
      rows: [
        ...added.map(({ cells }) => ({ row: null, to: cells })),
        ...changed.map(({ id, cells }) => ({ row: id, ...differing(cellsOf(id), cells) })),
        ...removed.map(({ id }) => ({ row: id, from: cellsOf(id), to: null })),
      ].slice(0, MOST_AUDITED),
    },
  });
}

function differing(before: Cells, after: Cells): { from: Cells; to: Cells } {
  const headings = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (heading) => (before[heading] ?? null) !== (after[heading] ?? null),
  );
  const pick = (cells: Cells) =>
    Object.fromEntries(headings.map((heading) => [heading, cells[heading] ?? null]));
  return { from: pick(before), to: pick(after) };
}
