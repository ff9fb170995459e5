/** Units that quantities of one kind are measured in, and how many of the smallest they hold. */

/** Carriers count data by thousands. */
const SIZES: ReadonlyMap<string, readonly [kind: string, size: number]> = new Map([
  ['byte', ['data', 1]],
  ['b', ['data', 1]],
  ['kb', ['data', 1e3]],
  ['mb', ['data', 1e6]],
  ['gb', ['data', 1e9]],
  ['tb', ['data', 1e12]],
  ['second', ['time', 1]],
  ['minute', ['time', 60]],
  ['hour', ['time', 3600]],
]);

/**
 * What a quantity in one unit is multiplied by to be in another, as a fraction; null where the two do not measure the same.
 *
 * @example unitFactor('MB', 'GB') // [1_000_000, 1_000_000_000]
 */
export function unitFactor(from: string, to: string): readonly [times: number, by: number] | null {
  const [a, b] = [plain(from), plain(to)];
  if (a === b) return [1, 1];
  const [source, target] = [SIZES.get(a), SIZES.get(b)];
  return source === undefined || target === undefined || source[0] !== target[0]
    ? null
    : [source[1], target[1]];
}

/** "Seconds" as "second". */
function plain(unit: string): string {
  const text = unit.trim().toLowerCase();
  return text.length > 2 && text.endsWith('s') ? text.slice(0, -1) : text;
}
