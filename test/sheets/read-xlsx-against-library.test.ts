/**
 * Cells of an `.xlsx` are read in a pass of our own: whatever a file writes them with, they are what read-excel-file, reading the
 * whole file, says that they are. Files are written by write-excel-file, by ourselves, and by hand in the ways of many programs.
 */
import fc from 'fast-check';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import readExcelFile from 'read-excel-file/universal';
import { describe, expect, it } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import type { Cell } from '#core/workbook/cell.ts';
import { workbookFiles as files } from '#sheets/files.ts';
import { unwrap } from '#test/support/catalogues.ts';

type Grids = readonly { readonly title: string; readonly rows: readonly (readonly Cell[])[] }[];

/** As the library reads them, moments as texts; it says nothing of cells that hold an error. */
async function asTheLibrary(bytes: Uint8Array): Promise<Grids> {
  const sheets = await readExcelFile(bytes.slice().buffer, { trim: false });
  return sheets.map(({ sheet, data }) => ({
    title: sheet,
    rows: (data ?? []).map((cells) => cells.map((cell) => textOfMoment(cell) as Cell)),
  }));
}

function textOfMoment(cell: unknown): unknown {
  if (!(cell instanceof Date)) return cell;
  const [day = '', time = ''] = cell.toISOString().split('T');
  if (day < '1900-01-01') return time.slice(0, 5);
  return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 8)}`;
}

async function asWeDo(bytes: Uint8Array): Promise<Grids> {
  const { tabs } = unwrap(await files.read([{ name: 'book.xlsx', bytes }]));
  return tabs.map(({ title, headings, rows }) => ({
    title,
    rows: headings.length === 0 && rows.length === 0 ? [] : [headings, ...rows.map(({ cells }) => cells)],
  }));
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.stringMatching(/^['=&<>"_x0-9A-F \n]{1,10}$/),
  fc.constantFrom('0011', ' both ends ', '_x0041_', '&amp;', '<v>1</v>', 'TRUE', '1e5'),
);
const number = fc.oneof(
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 0.1 + 0.2, 1e21, 5e-9),
);
/** A day, or one with a time that is a whole part of it, which no fraction cuts. */
const moment = fc
  .tuple(fc.integer({ min: 1, max: 80_000 }), fc.constantFrom(0, 0, 0.25, 0.5, 0.75))
  .map(([day, part]) => new Date((day - 25_569 + part) * 86_400_000));
const gridOf = <T>(cell: fc.Arbitrary<T>) =>
  fc.array(fc.array(fc.option(cell, { nil: null, freq: 4 }), { maxLength: 5 }), {
    minLength: 1,
    maxLength: 6,
  });

describe('read as the library reads it', () => {
  it('what write-excel-file writes', async () => {
    const cell = fc.oneof(
      text.map((value) => ({ value, type: String })),
      number.map((value) => ({ value, type: Number })),
      fc.boolean().map((value) => ({ value, type: Boolean })),
      fc
        .tuple(moment, fc.constantFrom('dd/mm/yyyy', 'yyyy-mm-dd hh:mm', 'd mmm yy'))
        .map(([value, format]) => ({
          value,
          type: Date,
          format,
        })),
      number.map((value) => ({ value, type: Number, format: '0.00' })),
    );
    await fc.assert(
      fc.asyncProperty(gridOf(cell), gridOf(cell), async (one, two) => {
        const sheets = [
          { data: one as never, sheet: 'Rates' },
          { data: two as never, sheet: 'A & B' },
        ];
        const bytes = new Uint8Array(await writeExcelFile(sheets as never).toBuffer());
        expect(await asWeDo(bytes)).toEqual(await asTheLibrary(bytes));
      }),
      { numRuns: 100 },
    );
  });

  it('what we write ourselves', async () => {
    await fc.assert(
      fc.asyncProperty(gridOf(fc.oneof(text, number, fc.boolean())), async (rows) => {
        const headings = ['Rate Card', 'Price', 'Per', 'x', 'y'];
        const bytes = files.toXlsx([{ title: 'Rates', headings, rows }]);
        expect(await asWeDo(bytes)).toEqual(await asTheLibrary(bytes));
      }),
      { numRuns: 100 },
    );
  });

  it('what other programs write, in all the ways that a cell can be written', async () => {
    await fc.assert(
      fc.asyncProperty(aBook, async (book) => {
        const bytes = byHand(book);
        expect(await asWeDo(bytes)).toEqual(await asTheLibrary(bytes));
      }),
      { numRuns: 300 },
    );
  });

  it('which formats show days, and which only look like it', async () => {
    const section = fc
      .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 })
      .map((pieces) => pieces.join(''))
      .chain((pieces) => fc.constantFrom(pieces, `[Red]${pieces}`));
    const code = fc.oneof(
      fc.constantFrom(...CODES),
      fc.array(section, { minLength: 1, maxLength: 3 }).map((sections) => sections.join(';')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(code, { minLength: 1, maxLength: 20 }), async (codes) => {
        const styles = `<styleSheet><numFmts>${codes.map((each, at) => `<numFmt numFmtId="${164 + at}" formatCode="${escaped(each)}"/>`).join('')}</numFmts><cellXfs>${codes.map((_, at) => `<xf numFmtId="${164 + at}"/>`).join('')}${BUILT_IN.map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>`;
        const cells = [...codes, ...BUILT_IN].map((_, s) => [{ s, v: '46082' }]);
        const bytes = byHand({ prefix: '', from1904: false, shared: [], cells }, styles);
        expect(await asWeDo(bytes), codes.join(' | ')).toEqual(await asTheLibrary(bytes));
      }),
      { numRuns: 300 },
    );
  });

  it('what tabs are called, and in which order they come', async () => {
    const title = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(title, { minLength: 1, maxLength: 5 }), async (titles) => {
        const bytes = files.toXlsx(titles.map((each) => ({ title: each, headings: [each], rows: [] })));
        expect(await asWeDo(bytes)).toEqual(await asTheLibrary(bytes));
      }),
      { numRuns: 50 },
    );
  });

  it('days of books that count from 1904', async () => {
    const bytes = byHand({ prefix: '', from1904: true, shared: [], cells: [[{ s: 2, v: '44622' }]] });
    expect(await asWeDo(bytes)).toEqual([{ title: 'Rates', rows: [['2026-03-03']] }]);
    expect(await asTheLibrary(bytes)).toEqual(await asWeDo(bytes));
  });
});

it('a time whose fraction was cut off is the time that was meant, to the second', async () => {
  const cells = ['0.722222222222222', '46082.722222222219', '0.999988425925926'].map((v) => ({ s: 3, v }));
  const bytes = byHand({ prefix: '', from1904: false, shared: [], cells: [cells] });
  expect((await asWeDo(bytes))[0]?.rows).toEqual([['17:20', '2026-03-01 17:20:00', '23:59']]);
});

// ---- by hand

interface CellByHand {
  readonly t?: string;
  readonly s?: number;
  readonly v?: string;
  readonly f?: string;
  /** Pieces of an inline text. */
  readonly is?: readonly string[];
}

interface Book {
  readonly prefix: string;
  readonly from1904: boolean;
  /** Texts that cells share, each in pieces. */
  readonly shared: readonly (readonly string[])[];
  readonly cells: readonly (readonly (CellByHand | null)[])[];
}

const escaped = (value: string): string =>
  value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll("'", '&apos;')
    .replaceAll('"', '&#34;')
    .replaceAll('é', '&#xE9;')
    .replaceAll(/[\p{Cc}\ufffe\uffff]/gu, '');

/** 0 plain, 1 two decimals, 2 a day, 3 a day and time in a way of its own, 4 a number with a word like a day, 5 one with a percent sign as a word. */
const STYLES = `<styleSheet><numFmts count="3"><numFmt numFmtId="170" formatCode="dd/mm/yyyy\\ hh:mm"/><numFmt numFmtId="172" formatCode="&quot;day&quot; 0"/><numFmt numFmtId="173" formatCode="0 &quot;%&quot;"/></numFmts><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="6">${[0, 2, 14, 170, 172, 173].map((id) => `<xf numFmtId="${id}" xfId="0"/>`).join('')}</cellXfs></styleSheet>`;

/** Formats without a percent sign, which the library does not tell from numbers, as spreadsheets and people write them. */
const CODES = [
  'General',
  '0.00',
  '#,##0',
  '@',
  'yyyy-mm-dd',
  'dd/mm/yyyy',
  'd-mmm-yy',
  'mmmm yyyy',
  'dddd, d mmmm yyyy',
  'h:mm AM/PM',
  'h:mm:ss',
  '[h]:mm:ss',
  '[mm]:ss',
  'mm:ss.0',
  'yyyy\\-mm\\-dd;@',
  '[$-409]d-mmm-yy;@',
  '[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy',
  '[$-C09]dd\\-mmm\\-yy',
  'yyyy"年"m"月"d"日"',
  '[Red]0.00',
  '[Black]#,##0;[Red]-#,##0',
  '0 "days"',
  '0.00 "per day"',
  '"day" 0',
  '0.00E+00',
  '# ?/?',
  '$#,##0.00',
  '_-$* #,##0.00_-',
  '_(* #,##0_)',
  '[<1]0.0000;0.00',
  'dd.mm.yyyy hh:mm',
  'd/m/yy h:mm',
  'ss.000',
  'aaa',
  'm/d',
  '0;-0;;@',
  '[>=100]0;0.00',
  'hh:mm;@',
  'd "de" mmmm "de" yyyy',
  '',
  'kg',
  '0d',
];
const PIECES = [
  'd',
  'dd',
  'm',
  'mmm',
  'yy',
  'yyyy',
  'h',
  'ss',
  '[h]',
  '0',
  '0.00',
  '#,##0',
  '"d"',
  '"x y"',
  '\\d',
  '/',
  '-',
  ' ',
  ':',
  'AM/PM',
  '@',
  '$',
  'E+00',
  'General',
];
const BUILT_IN = Array.from({ length: 100 }, (_, id) => id).filter((id) => id !== 9 && id !== 10);

const piece = fc.oneof(text, fc.constantFrom('café', 'x')).map(escaped);
const pieces = fc.array(piece, { minLength: 1, maxLength: 3 });
const TEXTS = 3;
const digits = fc.oneof(number.map(String), fc.constantFrom('1E-3', '.5', '12.', '46082', '+3'));
const cellByHand: fc.Arbitrary<CellByHand> = fc.oneof(
  fc.record({ s: fc.constantFrom(0, 1, 2, 3, 4, 5), v: fc.integer({ min: 1, max: 90_000 }).map(String) }),
  fc.record({ t: fc.constant('n'), v: digits, s: fc.constantFrom(0, 1, 4, 5) }),
  fc.record({ v: digits, f: fc.constant('A1*1.1') }),
  fc.record({
    t: fc.constant('s'),
    s: fc.constantFrom(0, 3),
    v: fc.integer({ min: 0, max: TEXTS - 1 }).map(String),
  }),
  fc.record({ t: fc.constant('str'), v: piece, f: fc.constant('B1&amp;"x"') }),
  fc.record({ t: fc.constant('inlineStr'), is: pieces }),
  fc.record({ t: fc.constant('b'), v: fc.constantFrom('0', '1') }),
  fc.constantFrom<CellByHand>({}, { s: 3 }, { t: 'str', v: '', f: 'A1' }, { v: '' }),
);
const aBook: fc.Arbitrary<Book> = fc.record({
  prefix: fc.constantFrom('', 'x:'),
  from1904: fc.boolean(),
  shared: fc.array(pieces, { minLength: TEXTS, maxLength: TEXTS }),
  cells: fc.array(fc.array(fc.option(cellByHand, { nil: null, freq: 5 }), { maxLength: 5 }), {
    minLength: 1,
    maxLength: 6,
  }),
});

function byHand({ prefix: p, from1904, shared, cells }: Book, styles = STYLES): Uint8Array {
  const parts = unzipSync(files.toXlsx([{ title: 'Rates', headings: [], rows: [] }]));
  const was = (name: string) => strFromU8(parts[name] ?? new Uint8Array());
  const richText = (texts: readonly string[]) =>
    texts.length === 1
      ? `<${p}t>${texts[0]}</${p}t>`
      : `${texts.map((each) => `<${p}r><${p}rPr><${p}b/></${p}rPr><${p}t xml:space="preserve">${each}</${p}t></${p}r>`).join('')}<${p}rPh sb="0" eb="1"><${p}t>reading</${p}t></${p}rPh>`;
  const cellXml = ({ t, s, v, f, is }: CellByHand, place: string) =>
    `<${p}c${s === undefined ? '' : ` s="${s}"`} r="${place}"${t === undefined ? '' : ` t='${t}'`}>${f === undefined ? '' : `<${p}f>${f}</${p}f>`}${v === undefined ? '' : `<${p}v>${v}</${p}v>`}${is === undefined ? '' : `<${p}is>${richText(is)}</${p}is>`}</${p}c>`;
  const rows = cells.map(
    (row, at) =>
      `<${p}row r="${at + 1}" spans="1:5">${row.map((cell, column) => (cell === null ? '' : cellXml(cell, `${'ABCDE'[column]}${at + 1}`))).join('\n')}</${p}row>`,
  );
  return zipSync({
    ...parts,
    'xl/workbook.xml': strToU8(
      was('xl/workbook.xml').replace('<sheets>', `<workbookPr date1904="${from1904 ? 1 : 0}"/><sheets>`),
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      was('xl/_rels/workbook.xml.rels').replace(
        '</Relationships>',
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="texts.xml"/></Relationships>',
      ),
    ),
    'xl/styles.xml': strToU8(styles),
    'xl/texts.xml': strToU8(
      `<${p}sst>${shared.map((texts) => `<${p}si>${richText(texts)}</${p}si>`).join('')}</${p}sst>`,
    ),
    'xl/worksheets/sheet1.xml': strToU8(
      `<${p}worksheet><${p}dimension ref="A1:E6"/><${p}sheetData>${rows.join('')}</${p}sheetData></${p}worksheet>`,
    ),
  });
}
