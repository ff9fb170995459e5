/** Reading and writing the CSV files of the set, and a sequence that looks random and is always the same. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';

const EXAMPLES = join(import.meta.dirname, '..');

export const read = (path) =>
  Papa.parse(readFileSync(join(EXAMPLES, path), 'utf8'), { header: true, skipEmptyLines: true }).data;

/** Rows are lists in the order of the columns. */
export function write(path, columns, rows) {
  writeFileSync(
    join(EXAMPLES, path),
    `${Papa.unparse({ fields: columns, data: rows }, { newline: '\n' })}\n`,
  );
  process.stdout.write(`${String(rows.length).padStart(5)}  ${path}\n`);
}

/** mulberry32 */
export function sequence(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n) => Math.floor(next() * n);
  return {
    below,
    between: (from, to) => from + below(to - from + 1),
    pick: (list) => list[below(list.length)],
  };
}

export const pad = (number, width) => String(number).padStart(width, '0');
