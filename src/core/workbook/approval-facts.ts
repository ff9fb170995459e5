/**
 * What of a change set may ask for a second person (M5), worked out once, when it is submitted: prices are compared with those
 * that they take the place of, so a new rate with a later Effective From counts as a change of the one before it.
 */
import type { CatalogueKind } from '../catalogue/content.ts';
import type { PresentRows } from './present.ts';
import type { PublishPlan } from './publish-plan.ts';
import { type AnyTab, isColumn, keyOf, type Stored, spokenKey, type Tuple } from './tab.ts';
import { CATALOGUE_KINDS, TAB } from './tabs.ts';
import { spokenValue } from './write-cell.ts';

export interface ApprovalFacts {
  /** The price or fee that rises most, of its old value; null: none rises. */
  readonly largestRise: PriceRise | null;
  readonly zeroPrices: {
    readonly count: number /** The first few: "Rates VOICE · 0011 Price". */;
    readonly first: readonly string[];
  };
}

export interface PriceRise {
  /** "Package Plans NBN-50 Access Fee" */
  readonly what: string;
  readonly from: string;
  readonly to: string;
  /** Of the old price, in per cent; null where that was 0. */
  readonly perCent: number | null;
}

/** Zero prices that are told by name. */
const MOST_TOLD = 3;

export function approvalFacts(plan: PublishPlan, present: PresentRows): ApprovalFacts {
  let largest: Move | null = null;
  const first: string[] = [];
  let count = 0;
  for (const move of allMoves(plan, present)) {
    const { from, to, perCent } = move;
    if (from !== 0 && to === 0) {
      count += 1;
      if (first.length < MOST_TOLD) first.push(whatOf(move));
    }
    if (perCent > 0 && (largest === null || perCent > largest.perCent)) largest = move;
  }
  return { largestRise: largest && riseOf(largest), zeroPrices: { count, first } };
}

interface Move {
  readonly tab: AnyTab;
  readonly at: number;
  readonly row: Tuple;
  readonly from: number;
  readonly to: number;
  readonly before: Tuple;
  /** By how much the price of one unit rises, of what it was; infinite where that was 0. */
  readonly perCent: number;
}

function allMoves(plan: PublishPlan, present: PresentRows): Move[] {
  return CATALOGUE_KINDS.flatMap((kind) => {
    const tab = TAB[kind];
    const priced = tab.fields.flatMap(({ column }, at) =>
      isColumn(column) && (column.cell.type === 'money' || column.cell.type === 'price') ? [at] : [],
    );
    if (priced.length === 0) return [];
    const pairs = [
      ...(plan[kind]?.changed ?? []).map(([, before, after]) => [before, after] as const),
      ...supersessions(kind, plan, present),
    ];
    return pairs.flatMap(([before, after]) => priced.flatMap((at) => moveOf(tab, at, before, after) ?? []));
  });
}

function moveOf(tab: AnyTab, at: number, before: Tuple, row: Tuple): Move | null {
  const [from, to] = [before[at], row[at]];
  if (typeof from !== 'number' || typeof to !== 'number') return null;
  // A price is of so many units: 0.20 per 60 made 0.20 per 30 has doubled.
  const perAt = tab.fields[at]?.name === 'price' ? tab.fields.findIndex(({ name }) => name === 'per') : -1;
  const [fromPer, toPer] = perAt < 0 ? [1, 1] : [unitsOf(before[perAt]), unitsOf(row[perAt])];
  // One division of whole numbers, so that a rise by just the limit is not taken for more.
  const [was, is] = [from * toPer, to * fromPer];
  if (was === is) return null;
  return {
    tab,
    at,
    row,
    before,
    from,
    to,
    perCent: was === 0 ? Number.POSITIVE_INFINITY : ((is - was) * 100) / was,
  };
}

const unitsOf = (value: Stored | undefined): number => (typeof value === 'number' && value > 0 ? value : 1);

/**
 * Added rows of kinds whose key ends in a day (Effective From), each with the row of the same key that applied until then.
 */
function supersessions(
  kind: CatalogueKind,
  plan: PublishPlan,
  present: PresentRows,
): (readonly [before: Tuple, after: Tuple])[] {
  const tab = TAB[kind];
  const dayAt = tab.fields.findIndex(({ name }) => name === 'effectiveFrom');
  const kindPlan = plan[kind];
  // Where nothing is in force nothing is superseded, however many rows come: a first publish has no price to compare with.
  if (dayAt < 0 || !kindPlan || kindPlan.added.length === 0 || present.rows[kind].length === 0) return [];
  const seriesAt = tab.keyAt.filter((at) => at !== dayAt);
  const seriesOf = (tuple: Tuple) => seriesAt.map((at) => tuple[at]).join('\u001f');
  const gone = new Set([...kindPlan.removed.map(([id]) => id), ...kindPlan.changed.map(([id]) => id)]);
  const series = new Map<string, Tuple[]>();
  const added = new Set(kindPlan.added);
  for (const tuple of added) {
    const of = series.get(seriesOf(tuple));
    if (of) of.push(tuple);
    else series.set(seriesOf(tuple), [tuple]);
  }
  for (const [id, tuple] of present.rows[kind]) if (!gone.has(id)) series.get(seriesOf(tuple))?.push(tuple);
  for (const [, , after] of kindPlan.changed) series.get(seriesOf(after))?.push(after);
  return [...series.values()].flatMap((rows) => {
    const inTime = rows.toSorted((a, b) => (String(a[dayAt]) < String(b[dayAt]) ? -1 : 1));
    return inTime.flatMap((after, place) => {
      const before = inTime[place - 1];
      return before && added.has(after) ? [[before, after] as const] : [];
    });
  });
}

const whatOf = ({ tab, at, row }: Move): string => {
  const column = tab.fields[at]?.column;
  return `${tab.title} ${spokenKey(keyOf(tab, row))}${column && isColumn(column) ? ` ${column.heading}` : ''}`;
};

function riseOf(move: Move): PriceRise {
  const column = move.tab.fields[move.at]?.column;
  const spoken = (value: number, row: Tuple) => {
    const amount = column && isColumn(column) ? spokenValue(column, value) : String(value);
    const perAt = move.tab.fields.findIndex(({ name }) => name === 'per');
    const isPerMoved = perAt >= 0 && move.before[perAt] !== move.row[perAt];
    return isPerMoved ? `${amount} per ${row[perAt]}` : amount;
  };
  return {
    what: whatOf(move),
    from: spoken(move.from, move.before),
    to: spoken(move.to, move.row),
    perCent: Number.isFinite(move.perCent) ? move.perCent : null,
  };
}
