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

/** The largest rises and falls of prices and fees, largest first. */
export function largestPriceMoves(plan: PublishPlan, most = 10): { rises: PriceMove[]; falls: PriceMove[] } {
  const moves = KINDS.flatMap((kind) => {
    const tab = TAB[kind];
    const priced = tab.fields.flatMap(({ column }, at) =>
      isColumn(column) && (column.cell.type === 'money' || column.cell.type === 'price') ? [at] : [],
    );
    return (plan[kind]?.changed ?? []).flatMap(([, before, after]) =>
      priced.flatMap((at) => moveOf(tab, at, before, after) ?? []),
    );
  });
  const bySize = moves.toSorted((a, b) => b.share - a.share);
  return {
    rises: bySize
      .filter(({ share }) => share > 0)
      .slice(0, most)
      .map(inWords),
    falls: bySize
      .filter(({ share }) => share < 0)
      .slice(-most)
      .reverse()
      .map(inWords),
  };
}

/** A price that moves: of many only a few are told. */
interface Move {
  readonly tab: AnyTab;
  readonly column: Column;
  readonly row: Tuple;
  readonly from: number;
  readonly to: number;
  /** Of the old price; infinite where that was 0. */
  readonly share: number;
}

function moveOf(tab: AnyTab, at: number, before: Tuple, row: Tuple): Move | null {
  const [from, to] = [before[at], row[at]];
  const column = tab.fields[at]?.column;
  if (typeof from !== 'number' || typeof to !== 'number' || from === to || !column || !isColumn(column))
    return null;
  const share = from === 0 ? Number.POSITIVE_INFINITY : (to - from) / from;
  return { tab, column, row, from, to, share };
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
