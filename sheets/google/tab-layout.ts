/** Where the columns of a tab stand in a sheet, and where those go that are not there yet. Pure. */
import type { Cell } from '#core/workbook/cell.ts';
import { type AnyTab, columnsOf, OWN_HEADINGS } from '#core/workbook/tab.ts';
import { headingIn, placeOf } from './values.ts';

export interface TabLayout {
  /** By heading, Cardline's own among them. */
  readonly places: ReadonlyMap<string, number>;
  /** Headings that are not there yet, in the order of their new places. */
  readonly missing: readonly string[];
  /** How many columns it takes. */
  readonly width: number;
}

/** Columns stay where people have put them; new ones come behind the last that holds a heading, so nothing moves. */
export function layoutOf(tab: AnyTab, headings: readonly Cell[]): TabLayout {
  const wanted = [...columnsOf(tab).map(({ heading }) => heading), ...OWN_HEADINGS];
  const missing = wanted.filter((heading) => placeOf(headings, heading) < 0);
  const used = headings.findLastIndex((cell) => headingIn(cell) !== '') + 1;
  return {
    places: new Map(
      wanted.map((heading) => {
        const present = placeOf(headings, heading);
        return [heading, present < 0 ? used + missing.indexOf(heading) : present];
      }),
    ),
    missing,
    width: used + missing.length,
  };
}

export function placeIn({ places }: TabLayout, heading: string): number {
  const place = places.get(heading);
  if (place === undefined) throw new Error(`the layout has no column ${heading}`);
  return place;
}

/** Neighbouring places as spans, the end not counted: 0 1 2 5 → 0–3, 5–6. */
export function spansOf(places: readonly number[]): { readonly from: number; readonly until: number }[] {
  const spans: { from: number; until: number }[] = [];
  for (const place of places.toSorted((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last?.until === place) last.until = place + 1;
    else spans.push({ from: place, until: place + 1 });
  }
  return spans;
}
