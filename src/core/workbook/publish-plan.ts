/**
 * What a publish would do, as plain data (DESIGN 5): compared by business key, never by row number. The plan is what people
 * see, what is stored with the change set, and what committing writes: one and the same.
 */
import type { Kind } from '../catalogue/content.ts';
import { perCentOf } from '../catalogue/money-move.ts';
import { REACHES_THROUGH, type ReachCounts } from '../catalogue/reach.ts';
import { counted, grouped } from '../words.ts';
import type { SheetFault } from './cell.ts';
import type { Checked } from './check-workbook.ts';
import type { PresentRow, PresentRows } from './present.ts';
import { type AnyTab, isColumn, keyOf, type Stored, spokenKey, type Tuple } from './tab.ts';
import { CATALOGUE_KINDS, KINDS, TAB } from './tabs.ts';
import { differenceText, spokenValue, writeCell } from './write-cell.ts';

/** The rows of one kind that a publish adds, replaces and removes. */
export interface KindPlan {
  readonly added: readonly Tuple[];
  readonly changed: readonly (readonly [id: number, before: Tuple, after: Tuple])[];
  readonly removed: readonly PresentRow[];
  /** How many rows stay as they are. */
  readonly unchanged: number;
}

/** By kind; kinds of which nothing changes are left out. */
export type PublishPlan = { readonly [K in Kind]?: KindPlan };

export interface PlanCounts {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** The way from what is in force to what the workbook says. Kinds whose tab is not given stay; accounts are never removed. */
export function planPublish(checked: Checked, present: PresentRows): PublishPlan {
  const plan: Partial<Record<Kind, KindPlan>> = {};
  for (const [kind, { tuples, placesOf }] of checked.rows) {
    const kindPlan = compareRows(TAB[kind], present.rows[kind], tuples, placesOf);
    const merged = kind === 'accounts' ? keepMissing(kindPlan) : kindPlan;
    if (hasChanges(merged)) plan[kind] = merged;
  }
  return plan;
}

const keepMissing = (plan: KindPlan): KindPlan => ({
  ...plan,
  removed: [],
  unchanged: plan.unchanged + plan.removed.length,
});

const hasChanges = ({ added, changed, removed }: KindPlan): boolean =>
  added.length + changed.length + removed.length > 0;

/**
 * Rows in force that a tab names no more, whatever else is wrong with it: publishing would remove them. None where a row of the tab
 * cannot be told, since it may be the one that seems to be missing.
 */
export function missingRows(kind: Kind, checked: Checked, present: PresentRows): readonly PresentRow[] {
  const given = checked.rows.get(kind);
  if (!given || given.faultyKeys === null) return [];
  const named = new Set([...given.keys, ...given.faultyKeys]);
  return present.rows[kind].filter(([, tuple]) => !named.has(keyOf(TAB[kind], tuple)));
}

/**
 * The difference between rows in force and rows proposed, by key. Rows mostly stand in the same order on both sides, so that the
 * one that comes next is looked at before its key is looked up.
 *
 * @param placesOf where the rows proposed stand, by key
 */
export function compareRows(
  tab: AnyTab,
  present: readonly PresentRow[],
  proposed: readonly Tuple[],
  placesOf: ReadonlyMap<string, number> = new Map(proposed.map((tuple, at) => [keyOf(tab, tuple), at])),
): KindPlan {
  let next = 0;
  const known = new Uint8Array(proposed.length);
  const changed: [number, Tuple, Tuple][] = [];
  const removed: PresentRow[] = [];
  let unchanged = 0;
  for (const row of present) {
    const at = hasSameKey(tab, row[1], proposed[next]) ? next : placesOf.get(keyOf(tab, row[1]));
    const after = at === undefined ? undefined : proposed[at];
    if (at === undefined || after === undefined) {
      removed.push(row);
      continue;
    }
    next = at + 1;
    known[at] = 1;
    if (sameTuple(row[1], after)) unchanged += 1;
    else changed.push([row[0], row[1], after]);
  }
  return { added: proposed.filter((_, at) => known[at] === 0), changed, removed, unchanged };
}

const hasSameKey = ({ keyAt }: AnyTab, a: Tuple, b: Tuple | undefined): boolean =>
  b !== undefined && keyAt.every((at) => a[at] === b[at]);

function sameTuple(a: Tuple, b: Tuple): boolean {
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

export const isEmptyPlan = (plan: PublishPlan): boolean => Object.keys(plan).length === 0;

/** Whether anything of the catalogue changes; without it a publish makes no version. */
export const changesCatalogue = (plan: PublishPlan): boolean =>
  CATALOGUE_KINDS.some((kind) => plan[kind] !== undefined);

/** Rows added, changed and removed, over the kinds given. */
export const countPlan = (plan: PublishPlan, kinds: readonly Kind[] = KINDS): PlanCounts =>
  kinds.reduce(
    (sum, kind) => ({
      added: sum.added + (plan[kind]?.added.length ?? 0),
      changed: sum.changed + (plan[kind]?.changed.length ?? 0),
      removed: sum.removed + (plan[kind]?.removed.length ?? 0),
    }),
    { added: 0, changed: 0, removed: 0 },
  );

/** A tab of fewer rows may lose any of them without a word. */
const FEW_ROWS = 10;

/** Tabs that would lose more than a fifth of their rows: a lost paste looks like that. */
export const removalNotes = (plan: PublishPlan, present: PresentRows): SheetFault[] =>
  KINDS.flatMap((kind) => {
    const removed = plan[kind]?.removed.length ?? 0;
    const before = present.rows[kind].length;
    if (before < FEW_ROWS || removed * 5 <= before) return [];
    return [
      {
        tab: TAB[kind].title,
        row: null,
        key: null,
        column: null,
        cell: null,
        code: 'many_rows_removed',
        message: `${grouped(removed)} of ${counted(before, 'row')} would be removed: look whether rows were lost.`,
      },
    ];
  });

/** The rows of a kind as a plan leaves them. */
export function rowsAfter(kind: Kind, plan: PublishPlan, present: PresentRows): Tuple[] {
  const kindPlan = plan[kind];
  if (kindPlan === undefined) return present.rows[kind].map(([, tuple]) => tuple);
  const { added, changed, removed } = kindPlan;
  const replaced = new Map<number, Tuple | null>();
  for (const [id, , after] of changed) replaced.set(id, after);
  for (const [id] of removed) replaced.set(id, null);
  const kept: Tuple[] = [];
  for (const [id, tuple] of present.rows[kind]) {
    const after = replaced.get(id);
    if (after !== null) kept.push(after ?? tuple);
  }
  return [...kept, ...added];
}

/** A field of a row that changes; values as people enter them. */
export interface FieldChange {
  readonly column: string;
  readonly from: string | null;
  readonly to: string | null;
  /** Of two numbers, with its sign: "+5.00"; otherwise null. */
  readonly difference: string | null;
  /** Of what was, to one decimal; null where that was 0, or is no number. */
  readonly perCent: number | null;
}

/** A row that a plan adds, changes or removes. */
export interface RowChange {
  readonly tab: string;
  readonly key: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** The fields that differ; for an added or removed row those with a value. */
  readonly fields: readonly FieldChange[];
  /** Active subscriptions behind the row; null where that was not counted, or nothing links the kind to plans. */
  readonly activeSubscriptions: number | null;
}

export interface ListOptions {
  /** Title of the only tab to list. */
  readonly tab?: string | undefined;
  readonly reach?: ReachCounts | null;
}

/** The changes of a plan in the order of the tabs; `from` and `most` cut a piece out of it. */
export function listChanges(
  plan: PublishPlan,
  from = 0,
  most = Number.POSITIVE_INFINITY,
  { tab: only, reach = null }: ListOptions = {},
): RowChange[] {
  const changes: RowChange[] = [];
  let passed = 0;
  for (const kind of KINDS) {
    const kindPlan = plan[kind];
    const tab = TAB[kind];
    if (!kindPlan || (only !== undefined && tab.title !== only)) continue;
    const reached = reachOfRow(tab, reach);
    const take = <Row>(
      rows: readonly Row[],
      change: RowChange['change'],
      sides: (row: Row) => readonly [before: Tuple | null, after: Tuple | null],
    ) => {
      const wanted = rows.slice(
        Math.max(0, from - passed),
        Math.max(0, from - passed) + most - changes.length,
      );
      for (const row of wanted) {
        const [before, after] = sides(row);
        const activeSubscriptions = reached(after ?? before ?? []);
        changes.push({ ...rowChange(tab, change, before, after), activeSubscriptions });
      }
      passed += rows.length;
    };
    take(kindPlan.added, 'added', (tuple) => [null, tuple]);
    take(kindPlan.changed, 'changed', ([, before, after]) => [before, after]);
    take(kindPlan.removed, 'removed', ([, before]) => [before, null]);
    if (changes.length >= most) break;
  }
  return changes;
}

/** What becomes of one row; `before` or `after` is null where there is none. */
export function rowChange(
  tab: AnyTab,
  change: RowChange['change'],
  before: Tuple | null,
  after: Tuple | null,
): Omit<RowChange, 'activeSubscriptions'> {
  const fields = tab.fields.flatMap(({ column }, at): FieldChange[] => {
    const [from, to] = [before?.[at] ?? null, after?.[at] ?? null];
    if (from === to || !isColumn(column)) return [];
    const spoken = (value: Stored) => (value === null ? null : spokenValue(column, value));
    const difference = differenceText(column, from, to);
    return [
      {
        column: column.heading,
        from: spoken(from),
        to: spoken(to),
        difference,
        perCent: difference === null ? null : perCentOf(Number(from), Number(to)),
      },
    ];
  });
  return { tab: tab.title, key: spokenKey(keyOf(tab, after ?? before ?? [])), change, fields };
}

/** How many active subscriptions stand behind a row of the tab. */
function reachOfRow({ kind, fields }: AnyTab, reach: ReachCounts | null): (row: Tuple) => number | null {
  const link = Object.hasOwn(REACHES_THROUGH, kind)
    ? REACHES_THROUGH[kind as keyof typeof REACHES_THROUGH]
    : null;
  if (link === null || reach === null) return () => null;
  if (link.through === 'bands') return () => reach.bands;
  const counts = new Map(Object.entries(reach[link.through]));
  const at = fields.findIndex(({ name }) => name === link.field);
  return (row) => counts.get(String(row[at])) ?? 0;
}

/** The content of a kind as one text, the same for the same rows in whatever order: what is hashed. */
export function canonicalText(
  tab: AnyTab,
  tuples: readonly Tuple[],
  keys: readonly string[] = tuples.map((tuple) => keyOf(tab, tuple)),
): string {
  if (isInOrder(keys)) return JSON.stringify(tuples);
  const order = Array.from(tuples.keys()).sort((a, b) => {
    const [one, other] = [keys[a] ?? '', keys[b] ?? ''];
    return one < other ? -1 : one > other ? 1 : 0;
  });
  return JSON.stringify(order.map((at) => tuples[at]));
}

/** Large sheets are mostly written in order. */
function isInOrder(keys: readonly string[]): boolean {
  for (let at = 1; at < keys.length; at += 1) if ((keys[at - 1] ?? '') > (keys[at] ?? '')) return false;
  return true;
}

/** A stored row as the cells of its tab, in the order of the columns: for exports and for refilling a workbook. */
export const cellsOf = (tab: AnyTab, tuple: Tuple) =>
  tab.fields.flatMap(({ column }, at) => (isColumn(column) ? [writeCell(column, tuple[at] ?? null)] : []));
