/** Codes that name a row of another tab: each must be there, in the workbook, or published where the workbook lacks that tab. */
import type { Kind } from '../catalogue/content.ts';
import type { CellType } from './column.ts';
import { nearest } from './nearest.ts';
import type { PresentRows } from './present.ts';
import type { FaultSink, ReadTab } from './read-tab.ts';
import { isColumn, keyOf, spokenKey } from './tab.ts';
import { TAB, TABS } from './tabs.ts';

type Reference = Extract<CellType, { type: 'reference' }>;

export function checkReferences(
  read: ReadonlyMap<Kind, ReadTab>,
  present: PresentRows,
  faults: FaultSink,
): void {
  const codes = makeCodes(read, present);
  const suggest = makeSuggest();
  checkPresentRows(read, present, codes, faults);
  for (const { tab, rows, at } of read.values())
    tab.fields.forEach(({ column }, field) => {
      if (!isColumn(column) || column.cell.type !== 'reference') return;
      const known = codes(column.cell.to);
      if (known === null) return;
      const ownWord = column.cell.word?.value;
      for (const { place, values } of rows) {
        const code = values[field];
        if (typeof code !== 'string' || code === ownWord || known.has(code)) continue;
        faults.add(
          at(place, field, 'unknown_reference', unknownReference(code, column.cell, suggest(code, known))),
        );
      }
    });
}

/**
 * Rows published already, of a tab that the workbook does not hold, that name what the workbook drops: it would leave them
 * pointing at nothing.
 */
function checkPresentRows(
  read: ReadonlyMap<Kind, ReadTab>,
  present: PresentRows,
  codes: ReturnType<typeof makeCodes>,
  faults: FaultSink,
): void {
  for (const tab of TABS) {
    if (read.has(tab.kind)) continue;
    tab.fields.forEach(({ column }, field) => {
      if (!isColumn(column) || column.cell.type !== 'reference' || !read.has(column.cell.to)) return;
      const known = codes(column.cell.to);
      const ownWord = column.cell.word?.value;
      for (const [, tuple] of known === null ? [] : present.rows[tab.kind]) {
        const code = tuple[field];
        if (typeof code !== 'string' || code === ownWord || known?.has(code)) continue;
        faults.add({
          tab: TAB[column.cell.to].title,
          row: null,
          key: code,
          column: null,
          cell: null,
          code: 'unknown_reference',
          message: `"${code}" is missing, and ${tab.title} names it (${spokenKey(keyOf(tab, tuple))}): put it back, or send ${tab.title} too.`,
        });
      }
    });
  }
}

function unknownReference(code: string, { to, word }: Reference, meant: string | null): string {
  const choice = word ? `, and it is not ${word.text}` : '';
  return `${TAB[to].title} has no "${code}"${choice}${meant === null ? '' : ` (is ${meant} meant?)`}: add it there, or correct it here.`;
}

/** Looking for near misses costs more than it helps in a long list, and for more than the first few. */
function makeSuggest() {
  const known = new Map<string, string | null>();
  return (code: string, codes: ReadonlySet<string>): string | null => {
    const before = known.get(code);
    if (before !== undefined) return before;
    if (codes.size > 5000 || known.size >= 50) return null;
    const meant = nearest(code, codes);
    known.set(code, meant);
    return meant;
  };
}

/** The codes that a kind will have; null where they cannot be known, because the tab's key column is missing. */
function makeCodes(read: ReadonlyMap<Kind, ReadTab>, present: PresentRows) {
  const known = new Map<Kind, ReadonlySet<string> | null>();
  return (kind: Kind): ReadonlySet<string> | null => {
    const before = known.get(kind);
    if (before !== undefined) return before;
    const codes = codesOf(kind, read.get(kind), present);
    known.set(kind, codes);
    return codes;
  };
}

function codesOf(kind: Kind, tab: ReadTab | undefined, present: PresentRows): ReadonlySet<string> | null {
  const field = TAB[kind].keyAt[0] ?? 0;
  if (!tab) return new Set(present.rows[kind].map(([, tuple]) => String(tuple[field])));
  // A row with a fault elsewhere still has its code: one mistake is told once.
  return tab.has(field)
    ? new Set(tab.rows.flatMap(({ values }) => (typeof values[field] === 'string' ? [values[field]] : [])))
    : null;
}
