/** What the check says beside each row of a workbook: its faults and notes, or what publishing would do with it. */
import type { RowMark } from '#app/ports/catalogue.ts';
import type { Kind } from '#core/catalogue/content.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import type { RawWorkbook } from '#core/workbook/check-workbook.ts';
import { listChanges, type PublishPlan } from '#core/workbook/publish-plan.ts';
import { keyOf, type Tuple } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import type { Assessment } from './assess-workbook.ts';

/** What stands beside a row. */
export interface Said {
  readonly status: string;
  readonly message: string | null;
}

/** A row of a tab as one text, for maps; the headings are row 1. */
export const placeKey = (tab: string, row: number | null): string => `${tab}\n${row}`;

/** Of the built-in workbook. Rows that there is nothing to say about are left out. */
export function markRows(workbook: RawWorkbook, assessment: Assessment): RowMark[] {
  const said = sayBesideRows(assessment);
  return workbook.tabs.flatMap(({ title, rows }) =>
    rows.flatMap(({ row, id }): RowMark[] => {
      const mark = said.get(placeKey(title, row));
      return mark === undefined || id === undefined ? [] : [{ id, ...mark }];
    }),
  );
}

/** By place; rows that there is nothing to say about are left out. */
export function sayBesideRows({ checked, faults, plan }: Assessment): ReadonlyMap<string, Said> {
  const all = new Map<string, Said>();
  for (const [place, { status, message }] of [
    ...saidOf(checked.notes, 'Note'),
    ...changesOf(checked, plan),
    ...saidOf(faults, 'Fault'),
  ]) {
    const messages = [all.get(place)?.message, message].filter((text) => text != null);
    all.set(place, { status, message: messages.length > 0 ? messages.join('\n') : null });
  }
  return all;
}

/** Faults or notes as marks of the rows that they are in. */
const saidOf = (faults: readonly SheetFault[], status: string): [string, Said][] =>
  faults.flatMap(({ tab, row, column, message }): [string, Said][] =>
    row === null
      ? []
      : [[placeKey(tab, row), { status, message: column === null ? message : `${column}: ${message}` }]],
  );

function changesOf(checked: Assessment['checked'], plan: PublishPlan): [string, Said][] {
  return Object.entries(plan).flatMap(([kind, kindPlan]) => {
    const tab = TAB[kind as Kind];
    const rows = checked.rows.get(kind as Kind);
    if (rows === undefined) return [];
    const placeOf = (tuple: Tuple) => {
      const at = rows.placesOf.get(keyOf(tab, tuple));
      const row = at === undefined ? undefined : rows.places[at]?.place;
      return row === undefined ? null : placeKey(tab.title, row);
    };
    const { added, changed } = kindPlan;
    const moves = listChanges({ [kind]: kindPlan }, added.length, changed.length);
    return [
      ...added.flatMap((tuple): [string, Said][] => {
        const place = placeOf(tuple);
        return place === null ? [] : [[place, { status: 'New', message: null }]];
      }),
      ...changed.flatMap(([, , after], at): [string, Said][] => {
        const place = placeOf(after);
        const fields = moves[at]?.fields ?? [];
        const told = fields.map(
          ({ column, from, to }) => `${column}: ${from ?? '(empty)'} → ${to ?? '(empty)'}`,
        );
        return place === null ? [] : [[place, { status: 'Changed', message: told.join('\n') }]];
      }),
    ];
  });
}
