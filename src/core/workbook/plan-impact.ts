/** What a publish plan means for those who live on the catalogue: plans touched, and prices that rise or fall most (M2). */
import type { Kind } from '../catalogue/content.ts';
import { perCentOf } from '../catalogue/money-move.ts';
import { type Links, REACHES_THROUGH, type Reach } from '../catalogue/reach.ts';
import type { Column } from './column.ts';
import type { PresentRows } from './present.ts';
import type { KindPlan, PublishPlan } from './publish-plan.ts';
import { type AnyTab, fromTuple, isColumn, keyOf, spokenKey, type Tuple } from './tab.ts';
import { KINDS, TAB } from './tabs.ts';
import { differenceText, spokenValue } from './write-cell.ts';

/** Links of the published version and of the draft: who is reached by either is reached. */
export function linksOf(plan: PublishPlan, present: PresentRows): Links {
  const rows = <K extends 'packageServices' | 'servicePlans'>(kind: K) =>
    [...present.rows[kind].map(([, tuple]) => tuple), ...proposed(plan[kind])].map((tuple) =>
      fromTuple<K>(TAB[kind], tuple),
    );
  return { packageServices: rows('packageServices'), servicePlans: rows('servicePlans') };
}

const proposed = (plan: KindPlan | undefined): Tuple[] => [
  ...(plan?.added ?? []),
  ...(plan?.changed ?? []).map(([, , after]) => after),
];

/** The codes of the package plans that a plan touches, sorted. */
export function plansTouchedBy(plan: PublishPlan, reach: Reach<ReadonlySet<string>>): string[] {
  const touched = new Set<string>();
  for (const [kind, { through, field }] of Object.entries(REACHES_THROUGH)) {
    const kindPlan = plan[kind as Kind];
    if (kindPlan === undefined) continue;
    if (field === null) for (const code of reach.bands) touched.add(code);
    else
      for (const code of codesTouched(kindPlan, TAB[kind as Kind], field)) {
        if (through === 'packagePlans') touched.add(code);
        for (const behind of reach[through].get(code) ?? []) touched.add(behind);
      }
  }
  return [...touched].sort();
}

function codesTouched({ added, changed, removed }: KindPlan, { fields }: AnyTab, field: string): Set<string> {
  const at = fields.findIndex(({ name }) => name === field);
  const codes = new Set<string>();
  for (const tuple of added) codes.add(String(tuple[at]));
  for (const [, before, after] of changed) codes.add(String(before[at])).add(String(after[at]));
  for (const [, before] of removed) codes.add(String(before[at]));
  return codes;
}

export interface PriceMove {
  readonly tab: string;
  readonly key: string;
  readonly column: string;
  readonly from: string;
  readonly to: string;
  /** With its sign: "+0.005". */
  readonly difference: string;
  /** Of the old price, to one decimal; null where the old price was 0. */
  readonly perCent: number | null;
}

/** How many prices move by a share of what they were: above the one bound up to the other, in per cent; falls the other way round. */
export interface PriceSpread {
  /** 0 and below: falls; null: no bound. */
  readonly fromPerCent: number | null;
  readonly toPerCent: number | null;
  readonly count: number;
}

export interface PriceMoves {
  /** The largest, largest first. */
  readonly rises: readonly PriceMove[];
  readonly falls: readonly PriceMove[];
  /** All of them by size, from the deepest fall to the highest rise; a price that was 0 rises without bound. */
  readonly spread: readonly PriceSpread[];
}

/** In per cent, of rises and falls alike. */
const SPREAD = [5, 10, 20, 50];

/** How prices and fees move. */
export function priceMoves(plan: PublishPlan, most = 10): PriceMoves {
  const rises = largest(most);
  const falls = largest(most);
  for (const kind of KINDS) {
    const tab = TAB[kind];
    const priced = tab.fields.flatMap(({ column }, at) =>
      isColumn(column) && (column.cell.type === 'money' || column.cell.type === 'price')
        ? [{ at, column }]
        : [],
    );
    for (const [, before, row] of plan[kind]?.changed ?? [])
      for (const { at, column } of priced) {
        const [from, to] = [before[at], row[at]];
        if (typeof from !== 'number' || typeof to !== 'number' || from === to) continue;
        const size = from === 0 ? Number.POSITIVE_INFINITY : Math.abs(to - from) / from;
        (to > from ? rises : falls).add({ tab, column, row, from, to, size });
      }
  }
  const bounds = [null, ...SPREAD.toReversed(), 0, ...SPREAD, null];
  const counts = [...falls.counts.toReversed(), ...rises.counts];
  return {
    rises: rises.moves.map(inWords),
    falls: falls.moves.map(inWords),
    spread: counts.map((count, at) => {
      const [one, other] = [bounds[at] ?? null, bounds[at + 1] ?? null];
      const isFall = at < falls.counts.length;
      return { fromPerCent: isFall && one ? -one : one, toPerCent: isFall && other ? -other : other, count };
    }),
  };
}

/** A price that moves: of many only a few are told. */
interface Move {
  readonly tab: AnyTab;
  readonly column: Column;
  readonly row: Tuple;
  readonly from: number;
  readonly to: number;
  /** Share of the old price; infinite where that was 0. */
  readonly size: number;
}

/** The largest of many moves, the first of equal ones first, and how many there are of each size. */
function largest(most: number) {
  const moves: Move[] = [];
  const counts = Array.from({ length: SPREAD.length + 1 }, () => 0);
  return {
    moves,
    counts,
    add(move: Move) {
      const bound = SPREAD.findIndex((perCent) => move.size * 100 <= perCent);
      const place = bound < 0 ? SPREAD.length : bound;
      counts[place] = (counts[place] ?? 0) + 1;
      if (moves.length >= most && move.size <= (moves.at(-1)?.size ?? 0)) return;
      const before = moves.findIndex(({ size }) => size < move.size);
      moves.splice(before < 0 ? moves.length : before, 0, move);
      if (moves.length > most) moves.pop();
    },
  };
}

const inWords = ({ tab, column, row, from, to }: Move): PriceMove => ({
  tab: tab.title,
  key: spokenKey(keyOf(tab, row)),
  column: column.heading,
  from: spokenValue(column, from),
  to: spokenValue(column, to),
  difference: differenceText(column, from, to) ?? '',
  perCent: perCentOf(from, to),
});

/** How many rows of a tab a publish adds, changes, removes and leaves. */
export interface TabCounts {
  readonly tab: string;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
}

/** Every tab of the catalogue with rows before or after, and accounts where the workbook names some. */
export const countTabs = (plan: PublishPlan, present: PresentRows): TabCounts[] =>
  KINDS.flatMap((kind) => {
    const kindPlan = plan[kind];
    const counts = {
      tab: TAB[kind].title,
      added: kindPlan?.added.length ?? 0,
      changed: kindPlan?.changed.length ?? 0,
      removed: kindPlan?.removed.length ?? 0,
      unchanged: kindPlan?.unchanged ?? present.rows[kind].length,
    };
    return counts.added + counts.changed + counts.removed + counts.unchanged > 0 ? [counts] : [];
  });
