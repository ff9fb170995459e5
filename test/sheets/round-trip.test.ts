/** A workbook that goes out and comes back says the same: every tab, as .xlsx and as CSV, with what files have trouble with. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SentFile } from '#app/ports/workbook.ts';
import { fromDayNumber } from '#core/calendar.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import type { Column } from '#core/workbook/column.ts';
import { cellsOf } from '#core/workbook/publish-plan.ts';
import { readTab } from '#core/workbook/read-tab.ts';
import { type AnyTab, columnsOf, isColumn, type Stored, store, type Tuple } from '#core/workbook/tab.ts';
import { TABS } from '#core/workbook/tabs.ts';
import { workbookFiles } from '#sheets/files.ts';
import { unwrap } from '#test/support/catalogues.ts';

const CODES = [
  '0011',
  '00',
  '007-A',
  '1e5',
  'TRUE',
  '2026-01-01',
  '1.10',
  "O'Neil",
  'a "b"',
  'x,y;z',
  '<&>',
  '_x0041_',
  '+61 3',
  'שלום',
  'مرحبا',
  '日本',
];
const TEXTS = [
  ...CODES,
  'two\nlines',
  '"quoted"',
  'עברית, with English',
  'ends with =',
  "it's '",
  '👩‍👩‍👧 family',
  '#1',
];

/** Values as they are stored, of a column; blank ones where they may be. */
function valuesOf(column: Column): fc.Arbitrary<Stored> {
  const { cell } = column;
  const filled = ((): fc.Arbitrary<Stored> => {
    switch (cell.type) {
      case 'boolean':
        return fc.constantFrom(0, 1);
      case 'integer':
        return fc.integer({ min: cell.least, max: cell.most });
      case 'money':
        return fc.integer({ min: 0, max: 1_000_000_000 });
      case 'price':
        return fc.oneof(
          fc.integer({ min: 0, max: 999 }),
          fc.maxSafeInteger().map((value) => Math.abs(value) % 1_000_000_000_000_000),
        );
      case 'tax':
        return fc.integer({ min: 0, max: 1_000_000 });
      case 'date':
        return fc.integer({ min: -25_000, max: 80_000 }).map(fromDayNumber);
      case 'time':
        return fc.integer({ min: 0, max: 1440 });
      case 'days':
        return fc
          .uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
          .map((days) => store(days.toSorted()));
      case 'choice':
        return fc.constantFrom(...cell.choices.map(({ value }) => value));
      case 'text':
        return cell.shape === 'email'
          ? fc.constant('accounts@example.com')
          : fc.constantFrom(...TEXTS.filter((text) => text.length <= cell.longest));
      default:
        return fc.constantFrom(...CODES);
    }
  })();
  const mayBeBlank = 'blank' in column && column.blankOnlyWhere === undefined && column.blank === null;
  return mayBeBlank ? fc.option(filled, { nil: null }) : filled;
}

/** Rows of a tab; their place is counted where they have one. */
const rowsOf = (tab: AnyTab): fc.Arbitrary<Tuple[]> =>
  fc
    .array(
      fc.tuple(...tab.fields.map(({ column }) => (isColumn(column) ? valuesOf(column) : fc.constant(0)))),
      { minLength: 1, maxLength: 6 },
    )
    .map((rows) =>
      rows.map((row, at) =>
        tab.fields.map(({ column }, field) => (isColumn(column) ? (row[field] ?? null) : at + 1)),
      ),
    );

async function readBack(
  tab: AnyTab,
  file: SentFile,
): Promise<{ rows: unknown; faults: readonly SheetFault[] }> {
  const [raw] = unwrap(await workbookFiles.read([file])).tabs;
  if (raw === undefined) throw new Error('no tab came back');
  const faults: SheetFault[] = [];
  const { rows } = readTab(tab, raw, { serialDates: false }, { add: (found) => faults.push(found) });
  // Rows that are alike by chance are told as such; here it matters that they are alike.
  return {
    rows: rows.map(({ values }) => values),
    faults: faults.filter(({ code }) => code !== 'duplicate_key'),
  };
}

describe('a tab that goes out and comes back says the same', () => {
  it.each(TABS.map((tab) => [tab.title, tab] as const))('%s', async (title, tab) => {
    const headings = columnsOf(tab).map(({ heading }) => heading);
    await fc.assert(
      fc.asyncProperty(rowsOf(tab), async (tuples) => {
        const written = { title, headings, rows: tuples.map((tuple) => cellsOf(tab, tuple)) };
        const csv = { name: `${title}.csv`, bytes: new TextEncoder().encode(workbookFiles.toCsv(written)) };
        const xlsx = { name: 'book.xlsx', bytes: workbookFiles.toXlsx([written]) };
        for (const file of [csv, xlsx])
          expect(await readBack(tab, file), file.name).toEqual({ rows: tuples, faults: [] });
      }),
      { numRuns: 25 },
    );
  });
});
