/** M4: what moved between looking at a change set and deciding it: the difference of two differences, row by row. */
import type { Kind } from '../catalogue/content.ts';
import { counted, grouped } from '../words.ts';
import {
  countPlan,
  type KindPlan,
  listChanges,
  type PublishPlan,
  type RowChange,
  rowChange,
} from './publish-plan.ts';
import { keyOf, type Tuple } from './tab.ts';
import { KINDS, TAB } from './tabs.ts';

/** How many rows moved, and the first of them with their values. */
export interface MovedRows {
  readonly count: number;
  readonly rows: readonly RowChange[];
}

/** Rows that are told by name. */
const MOST_TOLD = 10;
/** Fields of a row that a sentence tells. */
const FIELDS_TOLD = 3;

/** Rows that a version published meanwhile has moved. */
export function movedBy(plan: PublishPlan): MovedRows {
  const { added, changed, removed } = countPlan(plan);
  return { count: added + changed + removed, rows: listChanges(plan, 0, MOST_TOLD) };
}

/** What two plans from the same base do differently: of each row from what the one says to what the other says. */
export function movedBetween(one: PublishPlan, other: PublishPlan): MovedRows {
  const moved = KINDS.flatMap((kind) => {
    const [a, b] = [outcomes(one[kind], kind), outcomes(other[kind], kind)];
    return [...new Set([...a.keys(), ...b.keys()])].flatMap((key) => {
      // A row that one of them leaves alone stays there as it is in force.
      const untouched = (a.get(key) ?? b.get(key))?.before ?? null;
      const [from, to] = [
        a.has(key) ? (a.get(key)?.after ?? null) : untouched,
        b.has(key) ? (b.get(key)?.after ?? null) : untouched,
      ];
      return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ kind, from, to }];
    });
  });
  return {
    count: moved.length,
    rows: moved.slice(0, MOST_TOLD).map(({ kind, from, to }) => ({
      ...rowChange(TAB[kind], from === null ? 'added' : to === null ? 'removed' : 'changed', from, to),
      activeSubscriptions: null,
    })),
  };
}

interface OutcomeOfRow {
  /** In force now; null: not there. */
  readonly before: Tuple | null;
  /** null: removed. */
  readonly after: Tuple | null;
}

/** What becomes of each row that a plan touches, by key. */
function outcomes(plan: KindPlan | undefined, kind: Kind): ReadonlyMap<string, OutcomeOfRow> {
  const tab = TAB[kind];
  return new Map<string, OutcomeOfRow>([
    ...(plan?.added ?? []).map((after) => [keyOf(tab, after), { before: null, after }] as const),
    ...(plan?.changed ?? []).map(([, before, after]) => [keyOf(tab, after), { before, after }] as const),
    ...(plan?.removed ?? []).map(([, before]) => [keyOf(tab, before), { before, after: null }] as const),
  ]);
}

/** In a sentence: "2 rows: Rates VOICE · 0011 (Price 0.02 → 0.05), Products ROUTER (added)". */
export function tellMoved({ count, rows }: MovedRows): string {
  const further = count > rows.length ? ` and ${grouped(count - rows.length)} more` : '';
  return `${counted(count, 'row')}: ${rows.map(tellRow).join(', ')}${further}`;
}

/** "Rates VOICE · 0011 (Price 0.02 → 0.05)". */
export function tellRow({ tab, key, change, fields }: RowChange): string {
  const moves = fields
    .slice(0, FIELDS_TOLD)
    .map(({ column, from, to }) => `${column} ${from ?? '(empty)'} → ${to ?? '(empty)'}`);
  const more = fields.length > moves.length ? [`${fields.length - moves.length} more`] : [];
  return `${tab} ${key} (${change === 'changed' ? [...moves, ...more].join('; ') : change})`;
}
