/** USE-6: a tariff's parents lead upwards and never back to itself. */
import { type ContentRule, rowFault } from '../content.ts';

export const tariffParents: ContentRule = ({ tariffs }) => {
  const parentOf = new Map(tariffs.map(({ tariffKey, parent }) => [tariffKey, parent]));
  return tariffs.flatMap(({ tariffKey }, index) => {
    const text = circleOf(tariffKey, parentOf);
    return text === null ? [] : [rowFault('tariffs')(index, 'parent', OWN_PARENT, text)];
  });
};

export const OWN_PARENT = 'tariff_is_its_own_parent';

/** What is wrong where the parents of a tariff lead back to it; null where they do not. */
export function circleOf(tariffKey: string, parentOf: ReadonlyMap<string, string | null>): string | null {
  const way = wayUp(tariffKey, parentOf);
  return way === null ? null : `The parents of ${tariffKey} lead back to it: ${way.join(' → ')}.`;
}

/** The way from a tariff back to itself; null where its parents end. */
function wayUp(start: string, parentOf: ReadonlyMap<string, string | null>): string[] | null {
  const way = [start];
  const seen = new Set(way);
  for (let key = parentOf.get(start); key != null; key = parentOf.get(key)) {
    way.push(key);
    if (key === start) return way;
    // A circle further up is told at its own rows.
    if (seen.has(key)) return null;
    seen.add(key);
  }
  return null;
}
