/** What a publish plan means for those who live on the catalogue: plans touched, and prices that rise or fall most (M2). */
import { type TouchedRows, touchedPackagePlans } from '../catalogue/impact.ts';
import type { Column } from './column.ts';
import type { PresentRows } from './present.ts';
import type { PublishPlan } from './publish-plan.ts';
import { type AnyTab, fromTuple, isColumn, keyOf, spokenKey, type Tuple } from './tab.ts';
import { CATALOGUE_KINDS, KINDS, TAB } from './tabs.ts';
import { spokenValue } from './write-cell.ts';

/** The codes of the package plans that a plan touches; links are followed as they are and as they will be. */
export function plansTouchedBy(plan: PublishPlan, present: PresentRows): string[] {
  const touched = Object.fromEntries(
    CATALOGUE_KINDS.map((kind) => [
      kind,
      rowsTouched(plan, kind).map((tuple) => fromTuple(TAB[kind], tuple)),
    ]),
  ) as TouchedRows;
  const now = <K extends 'packageServices' | 'servicePlans'>(kind: K) =>
    present.rows[kind].map(([, tuple]) => fromTuple(TAB[kind], tuple));
  return touchedPackagePlans(touched, {
    packageServices: [...now('packageServices'), ...(touched.packageServices ?? [])],
    servicePlans: [...now('servicePlans'), ...(touched.servicePlans ?? [])],
  });
}

const rowsTouched = (plan: PublishPlan, kind: (typeof CATALOGUE_KINDS)[number]): Tuple[] => [
  ...(plan[kind]?.added ?? []),
  ...(plan[kind]?.changed ?? []).flatMap(([, before, after]) => [before, after]),
  ...(plan[kind]?.removed ?? []).map(([, before]) => before),
];

export interface PriceMove {
  readonly tab: string;
  readonly key: string;
  readonly column: string;
  readonly from: string;
  readonly to: string;
  /** Of the old price, rounded to whole per cent; null where the old price was 0. */
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

const inWords = ({ tab, column, row, from, to, share }: Move): PriceMove => ({
  tab: tab.title,
  key: spokenKey(keyOf(tab, row)),
  column: column.heading,
  from: spokenValue(column, from),
  to: spokenValue(column, to),
  perCent: from === 0 ? null : Math.round(share * 100),
});
