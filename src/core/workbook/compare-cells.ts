/**
 * What a tab that comes as a file would do to the tab as it stands, row by row and by business key: before anything is checked or
 * taken over, so with faulty cells and keys that come twice as well.
 */
import { tidy } from '../plain-text.ts';
import { type Cell, decimalText, isBlank } from './cell.ts';
import type { FieldChange, RowChange } from './publish-plan.ts';
import { type RawRow, type RawTab, type ReadRow, readTab } from './read-tab.ts';
import { type AnyTab, isColumn, spokenKey } from './tab.ts';

export interface CellsDifference {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
  /** Changed, added, removed rows; at most as many as were asked for. */
  readonly rows: readonly RowChange[];
}

interface Side {
  /** By key, and how often it came before. */
  readonly rows: ReadonlyMap<string, SideRow>;
}

interface SideRow {
  readonly read: ReadRow;
  /** By field. */
  readonly cells: readonly Cell[];
}

export function compareCells(tab: AnyTab, before: RawTab, after: RawTab, most: number): CellsDifference {
  const [old, now] = [sideOf(tab, before), sideOf(tab, after)];
  const changed: RowChange[] = [];
  const added: RowChange[] = [];
  let unchanged = 0;
  for (const [key, row] of now.rows) {
    const was = old.rows.get(key);
    const fields = fieldsThatDiffer(tab, was ?? null, row);
    if (!was) added.push(rowChange(tab, key, 'added', fields));
    else if (fields.length > 0) changed.push(rowChange(tab, key, 'changed', fields));
    else unchanged += 1;
  }
  const removed = [...old.rows]
    .filter(([key]) => !now.rows.has(key))
    .map(([key, row]) => rowChange(tab, key, 'removed', fieldsThatDiffer(tab, row, null)));
  return {
    added: added.length,
    changed: changed.length,
    removed: removed.length,
    unchanged,
    rows: [...changed, ...added, ...removed].slice(0, most),
  };
}

const rowChange = (
  { title }: AnyTab,
  key: string,
  change: RowChange['change'],
  fields: FieldChange[],
): RowChange => ({
  tab: title,
  key: spokenKey(key.slice(key.indexOf('#') + 1)),
  change,
  fields,
  activeSubscriptions: null,
});

const SEPARATOR = '\u001f';

function sideOf(tab: AnyTab, raw: RawTab): Side {
  const places = new Map(
    raw.headings.flatMap((heading, at) => (isBlank(heading) ? [] : [[tidy(String(heading)), at] as const])),
  );
  const columns = tab.fields.map(({ column }) => (isColumn(column) ? places.get(column.heading) : undefined));
  const given = new Map<number, RawRow>(raw.rows.map((row) => [row.row, row]));
  const { rows } = readTab(tab, raw, { serialDates: false }, { add() {} });
  const times = new Map<string, number>();
  return {
    rows: new Map(
      rows.map((read) => {
        const cells = columns.map((at) =>
          at === undefined ? null : (given.get(read.place)?.cells[at] ?? null),
        );
        const key = tab.keyAt.map((at) => String(read.values[at] ?? textOf(cells[at]))).join(SEPARATOR);
        const time = times.get(key) ?? 0;
        times.set(key, time + 1);
        return [`${time}#${key}`, { read, cells }] as const;
      }),
    ),
  };
}

/** As values where both can be read (49.9 is 49.90), otherwise as they are written. */
function fieldsThatDiffer(tab: AnyTab, before: SideRow | null, after: SideRow | null): FieldChange[] {
  return tab.fields.flatMap(({ column }, at) => {
    if (!isColumn(column)) return [];
    const [from, to] = [textOf(before?.cells[at]), textOf(after?.cells[at])];
    const [was, is] = [before?.read.values[at], after?.read.values[at]];
    const isSame = from === to || (was !== undefined && is !== undefined && was === is);
    return isSame
      ? []
      : [{ column: column.heading, from: from || null, to: to || null, difference: null, perCent: null }];
  });
}

function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  return typeof cell === 'number' ? decimalText(cell) : tidy(cell);
}
