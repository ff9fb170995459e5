/** What the check says beside each row of the built-in workbook: its faults and notes, or what publishing would do with it. */
import type { RowMark } from '#app/ports/catalogue.ts';
import type { Kind } from '#core/catalogue/content.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import type { RawWorkbook } from '#core/workbook/check-workbook.ts';
import { listChanges, type PublishPlan } from '#core/workbook/publish-plan.ts';
import { keyOf, type Tuple } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import type { Assessment } from './assess-workbook.ts';

/** Rows that there is nothing to say about are left out. */
export function markRows(workbook: RawWorkbook, { checked, faults, plan }: Assessment): RowMark[] {
  const marks = new Map<number, RowMark>();
  for (const mark of [
    ...saidOf(workbook, checked.notes, 'Note'),
    ...changesOf(checked, plan),
    ...saidOf(workbook, faults, 'Fault'),
  ]) {
    const before = marks.get(mark.id);
    const messages = [before?.message, mark.message].filter((message) => message != null);
    marks.set(mark.id, { ...mark, message: messages.length > 0 ? messages.join('\n') : null });
  }
  return [...marks.values()];
}

/** Faults or notes as marks of the rows that they are in. */
function saidOf(workbook: RawWorkbook, faults: readonly SheetFault[], status: string): RowMark[] {
  if (faults.length === 0) return [];
  const idOf = new Map<string, number | undefined>(
    workbook.tabs.flatMap(({ title, rows }) => rows.map(({ row, id }) => [`${title}\n${row}`, id] as const)),
  );
  return faults.flatMap(({ tab, row, column, message }) => {
    const id = idOf.get(`${tab}\n${row}`);
    return id === undefined
      ? []
      : [{ id, status, message: column === null ? message : `${column}: ${message}` }];
  });
}

function changesOf(checked: Assessment['checked'], plan: PublishPlan): RowMark[] {
  return Object.entries(plan).flatMap(([kind, kindPlan]) => {
    const rows = checked.rows.get(kind as Kind);
    if (rows === undefined) return [];
    const idOf = (tuple: Tuple) => {
      const place = rows.placesOf.get(keyOf(TAB[kind as Kind], tuple));
      return place === undefined ? null : (rows.places[place]?.id ?? null);
    };
    const { added, changed } = kindPlan;
    const moves = listChanges({ [kind]: kindPlan }, added.length, changed.length);
    return [
      ...added.flatMap((tuple): RowMark[] => {
        const id = idOf(tuple);
        return id === null ? [] : [{ id, status: 'New', message: null }];
      }),
      ...changed.flatMap(([, , after], at): RowMark[] => {
        const id = idOf(after);
        const fields = moves[at]?.fields ?? [];
        const told = fields.map(
          ({ column, from, to }) => `${column}: ${from ?? '(empty)'} → ${to ?? '(empty)'}`,
        );
        return id === null ? [] : [{ id, status: 'Changed', message: told.join('\n') }];
      }),
    ];
  });
}
