/** The files that a workbook comes in and goes out as: what was written is what is read, and what is broken is refused. */

import fc from 'fast-check';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { TabToWrite } from '#app/ports/workbook.ts';
import type { Cell } from '#core/workbook/cell.ts';
import { columnsOf } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import { workbookFiles as files } from '#sheets/files.ts';
import { unwrap } from '#test/support/catalogues.ts';
import { edited, FIRST_SHEET } from '#test/support/edited-xlsx.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const readCsv = async (text: string, name = 'Rates.csv') =>
  unwrap(await files.read([{ name, bytes: bytesOf(text) }])).tabs[0];
const readXlsx = async (bytes: Uint8Array) => unwrap(await files.read([{ name: 'book.xlsx', bytes }]));
const cellsOf = (tab: { rows: readonly { cells: readonly Cell[] }[] } | undefined) =>
  tab?.rows.map(({ cells }) => [...cells]);

/** Texts as people paste them, with all that CSV and XML have trouble with. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.stringMatching(/^['=+\-@\t\r\n",;<>&_x0-9A-F ]{0,12}$/),
  fc.constantFrom(
    '0011',
    '_x0041_',
    "'=1+1",
    '=1+1',
    '+61 3',
    '#REF!',
    ' both ends ',
    'a\r\nb',
    '1e5',
    'TRUE',
    '2026-01-01',
  ),
);
const filled = text.filter((value) => value !== '');

describe('CSV', () => {
  it('every text comes back as it went, whatever a spreadsheet would make of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(filled, filled), { minLength: 1, maxLength: 5 }), async (rows) => {
        const csv = files.toCsv({ title: 'Rates', headings: ['One', 'Two'], rows });
        expect(cellsOf(await readCsv(csv))?.slice(0, rows.length)).toEqual(rows.map((row) => [...row]));
      }),
    );
  });

  it('no text leaves that a spreadsheet would run as a formula', async () => {
    await fc.assert(
      fc.asyncProperty(filled, async (value) => {
        const csv = files.toCsv({ title: 'Rates', headings: ['One'], rows: [[value]] });
        const cell = csv.slice('One\r\n'.length).replace(/^"/, '');
        expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });

  it('a file that is written piece by piece is the one that is written at once', () => {
    const headings = ['One', 'Two'];
    const rows: Cell[][] = [
      ['=1+1', 2.5],
      [null, true],
      ['a,"b"', ''],
    ];
    const pieces = [[headings], rows.slice(0, 1), rows.slice(1)].map((piece) => files.toCsvRows(piece));
    expect(pieces.join('')).toBe(files.toCsv({ title: 'Rates', headings, rows }));
  });

  it('numbers, ticks and empty cells are written as people write them', async () => {
    const csv = files.toCsv({
      title: 'Rates',
      headings: ['A', 'B', 'C', 'D'],
      rows: [[0.1 + 0.2, -5, true, null]],
    });
    expect(csv).toBe('A,B,C,D\r\n0.3,-5,TRUE,\r\n');
    expect(cellsOf(await readCsv(csv))?.[0]).toEqual(['0.3', '-5', 'TRUE', null]);
  });

  it('reads commas, semicolons and tabs as the first line has them, with or without a byte order mark', async () => {
    const expected = [['1', '0,5']];
    expect(cellsOf(await readCsv('\ufeffA,B\n1,"0,5"'))).toEqual(expected);
    expect(cellsOf(await readCsv('A;B\r\n1;0,5'))).toEqual(expected);
    expect(cellsOf(await readCsv('A\tB\n1\t0,5'))).toEqual(expected);
    expect((await readCsv('\ufeffA,B\n1,2'))?.headings).toEqual(['A', 'B']);
  });

  it('says which tab a file holds by its name, in whatever folder', async () => {
    expect((await readCsv('A\n1', 'march/Package Plans.csv'))?.title).toBe('Package Plans');
    expect((await readCsv('A\n1', 'C:\\march\\Rates.CSV'))?.title).toBe('Rates');
  });

  it('refuses quotes that do not match, and what is no text', async () => {
    expect(await files.read([{ name: 'Rates.csv', bytes: bytesOf('A\n"1') }])).toMatchObject({
      ok: false,
      faults: [{ code: 'unreadable_csv', message: expect.stringContaining('Rates') }],
    });
    expect(
      await files.read([{ name: 'Rates.csv', bytes: new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]) }]),
    ).toMatchObject({
      faults: [{ code: 'unreadable_file', message: expect.stringContaining('UTF-8') }],
    });
    expect(await files.read([])).toMatchObject({ faults: [{ code: 'file_missing' }] });
  });
});

/** A cell that a person may leave in a column, and how it comes back: the amounts as numbers. */
const rateRow = fc.record({
  'Rate Card': fc.stringMatching(/^[A-Z0-9]{1,8}$/),
  'Tariff Key': fc.stringMatching(/^[0-9]{1,9}$/),
  Price: fc.oneof(
    fc.double({ min: 0, max: 1000, noNaN: true }).map((value) => Number(value.toFixed(8))),
    fc.constantFrom('0.10', '12', 'dear', '1.234567891'),
  ),
  Profile: fc.constantFrom('Rate Per', 'rate per', null),
  'Effective From': fc.constantFrom('2026-01-01', '1/1/2026', null),
});

describe('.xlsx', () => {
  it('texts come back as they went, XML or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(filled, filled), { minLength: 1, maxLength: 5 }), async (rows) => {
        const book = await readXlsx(files.toXlsx([{ title: 'Notes', headings: ['One', 'Two'], rows }]));
        expect(cellsOf(book.tabs[0])).toEqual(rows.map((row) => [...row]));
      }),
      { numRuns: 50 },
    );
  });

  it('codes stay text, amounts become numbers of the same value, and what is odd stays as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(rateRow, { minLength: 1, maxLength: 5 }), async (rows) => {
        const headings = columnsOf(TAB.rates).map(({ heading }) => heading);
        const cells = rows.map((row) =>
          headings.map((heading): Cell => (row as Record<string, Cell>)[heading] ?? null),
        );
        const book = await readXlsx(files.toXlsx([{ title: 'Rates', headings, rows: cells }]));
        const [, key, , , , price] = headings.map((_, at) => at);
        cellsOf(book.tabs[0])?.forEach((read, at) => {
          const written = cells[at] ?? [];
          expect(read[key ?? 0]).toBe(written[key ?? 0]);
          const [was, is] = [written[price ?? 0], read[price ?? 0]];
          if (typeof is === 'number') expect(is).toBe(Number(was));
          else expect(is).toBe(was);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('the same content gives the same file', () => {
    const tab: TabToWrite = { title: 'Rates', headings: ['A'], rows: [['x'], [1]] };
    expect(files.toXlsx([tab])).toEqual(files.toXlsx([tab]));
  });

  it('keeps tabs in their order, rows at their places, and titles with signs of XML', async () => {
    const tabs = [
      { title: 'A & B', headings: ['x'], rows: [['1'], [], ['3']] },
      { title: 'Empty', headings: ['y'], rows: [] },
    ];
    const book = await readXlsx(files.toXlsx(tabs));
    expect(book.tabs.map(({ title }) => title)).toEqual(['A & B', 'Empty']);
    expect(book.tabs[0]?.rows.map(({ row, cells }) => [row, cells[0]])).toEqual([
      [2, '1'],
      [3, null],
      [4, '3'],
    ]);
  });

  it('tells of a failed formula instead of reading it as empty', async () => {
    const file = edited({ title: 'Rates', headings: ['Price'], rows: [[1], [2]] }, (xml) =>
      xml.replace('<c r="A2" s="4"><v>1</v></c>', '<c r="A2" s="4" t="e"><f>B9</f><v>#REF!</v></c>'),
    );
    expect(cellsOf((await readXlsx(file)).tabs[0])).toEqual([['#REF!'], [2]]);
  });

  it('takes a formula with its value', async () => {
    const file = edited({ title: 'Rates', headings: ['Price'], rows: [[1]] }, (xml) =>
      xml.replace('<c r="A2" s="4"><v>1</v></c>', '<c r="A2" s="4"><f>1+1</f><v>2</v></c>'),
    );
    expect(cellsOf((await readXlsx(file)).tabs[0])).toEqual([[2]]);
  });

  it('takes real dates and times, which spreadsheets keep as numbers', async () => {
    const parts = unzipSync(
      files.toXlsx([{ title: 'Rates', headings: ['Day', 'Time'], rows: [['d', 't']] }]),
    );
    const sheet = strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    const styles = strFromU8(parts['xl/styles.xml'] ?? new Uint8Array());
    const file = zipSync({
      ...parts,
      'xl/worksheets/sheet1.xml': strToU8(
        sheet.replace(
          /<row r="2">.*<\/row>/,
          '<row r="2"><c r="A2" s="5"><v>46082</v></c><c r="B2" s="6"><v>0.33333333333333331</v></c></row>',
        ),
      ),
      'xl/styles.xml': strToU8(
        styles
          .replace('<cellXfs count="5">', '<cellXfs count="7">')
          .replace(
            '</cellXfs>',
            '<xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="20" applyNumberFormat="1"/></cellXfs>',
          ),
      ),
    });
    expect(cellsOf((await readXlsx(file)).tabs[0])).toEqual([['2026-03-01', '08:00']]);
  });

  it('refuses what is damaged, of another format, or sent beside other files', async () => {
    const refused = async (bytes: Uint8Array) => (await files.read([{ name: 'book.xlsx', bytes }])).ok;
    expect(await refused(strToU8('PK but no archive'))).toBe(false);
    expect(await refused(zipSync({ 'a.txt': strToU8('x') }))).toBe(false);
    const whole = files.toXlsx([{ title: 'Rates', headings: ['A'], rows: [] }]);
    expect(await refused(whole.slice(0, 200))).toBe(false);
    const two = await files.read([
      { name: 'one.xlsx', bytes: whole },
      { name: 'two.xlsx', bytes: whole },
    ]);
    expect(two).toMatchObject({ faults: [{ code: 'several_workbooks' }, { code: 'several_workbooks' }] });
  });
});

/** Rows of a tab of rates, as many as are asked for. */
const manyRates = (count: number): TabToWrite => ({
  title: 'Rates',
  headings: ['Rate Card', 'Tariff Key', 'Price', 'Effective From'],
  rows: Array.from({ length: count }, (_, at) => ['VOICE', `00${at}`, '0.02', '2026-01-01']),
});

const aTab: TabToWrite = { title: 'Rates', headings: ['Rate Card', 'Price'], rows: [['VOICE', '0.02']] };
const PADDING = ' '.repeat(20_000_000);

/** The file with rows added at the end of its sheet. */
const withRows = (rows: string): Uint8Array =>
  edited(aTab, (xml) => xml.replace('</sheetData>', `${rows}</sheetData>`));

const faultsOf = async (bytes: Uint8Array, name = 'book.xlsx') => {
  const read = await files.read([{ name, bytes }]);
  return read.ok ? [] : read.faults;
};

describe('files of any size', () => {
  it('a workbook of fifty thousand rates is read, as .xlsx and as CSV', async () => {
    const tab = manyRates(50_000);
    const [book, csv] = [await readXlsx(files.toXlsx([tab])), await readCsv(files.toCsv(tab))];
    expect(cellsOf(book.tabs[0])?.at(-1)).toEqual(['VOICE', '0049999', 0.02, '2026-01-01']);
    expect(csv?.rows[49_999]).toEqual({ row: 50_001, cells: ['VOICE', '0049999', '0.02', '2026-01-01'] });
  });

  it('one cell far away takes no room: it is refused by its name', async () => {
    const cell = (address: string) => `<c r="${address}" t="inlineStr"><is><t>x</t></is></c>`;
    expect(await faultsOf(withRows(`<row r="90000">${cell('XFD90000')}</row>`))).toEqual([
      {
        code: 'cell_too_far',
        message:
          'Rates, cell XFD90000: a tab is read to column IV and row 100,000. Delete what stands beyond.',
        path: 'Rates!XFD90000',
      },
    ]);
    const rows = Array.from(
      { length: 3 },
      (_, at) => `<row r="${100_001 + at}">${cell(`A${100_001 + at}`)}</row>`,
    );
    expect(await faultsOf(withRows(rows.join('')))).toMatchObject([
      { message: expect.stringContaining('cell A100001 (and 2 further cells)') },
    ]);
  });

  it('cells far away that hold nothing, and empty rows, count for nothing', async () => {
    const file = withRows(
      '<row r="90000"><c r="XFD90000" s="1"/><c r="XFE90000"><v></v></c></row><row r="1048576"/>',
    );
    expect(cellsOf((await readXlsx(file)).tabs[0])).toEqual([['VOICE', 0.02]]);
  });

  it('rows and columns that are within bounds may still be too many cells together', async () => {
    const file = withRows(
      '<row r="3"><c r="IV3"><v>1</v></c></row><row r="90000"><c r="A90000"><v>1</v></c></row>',
    );
    expect(await faultsOf(file)).toMatchObject([{ code: 'too_many_cells', path: 'Rates' }]);
  });

  it.each([
    ['between rows', (xml: string) => xml.replace('</sheetData>', `${PADDING}</sheetData>`)],
    ['in a comment', (xml: string) => xml.replace('<sheetData>', `<!--${PADDING}--><sheetData>`)],
    ['in a tag', (xml: string) => xml.replace('<sheetData>', `<x y="${PADDING}"/><sheetData>`)],
    ['behind the rows', (xml: string) => xml.replace('</sheetData>', `</sheetData><x>${PADDING}</x>`)],
    [
      'as empty rows',
      (xml: string) => xml.replace('</sheetData>', `${'<row/>'.repeat(500_000)}</sheetData>`),
    ],
  ])('padding %s costs no more than the time to pass over it', async (_, pad) => {
    expect(cellsOf((await readXlsx(edited(aTab, pad))).tabs[0])).toEqual([['VOICE', 0.02]]);
  });

  it('a text that no cell keeps is refused by its cell, wherever the file has it', async () => {
    const long = 'x'.repeat(10_001);
    const told = {
      code: 'cell_too_long',
      message: expect.stringContaining('Rates, cell A3: a cell keeps at most 10,000 characters'),
    };
    const inSheet = (text: string) => withRows(`<row r="3"><c r="A3" t="str"><v>${text}</v></c></row>`);
    expect(await faultsOf(inSheet(long))).toMatchObject([told]);
    expect(await faultsOf(inSheet('x'.repeat(1_000_000)))).toMatchObject([told]);
    expect(await faultsOf(bytesOf(`Rate Card,Price\nVOICE,1\n${long},2`), 'Rates.csv')).toMatchObject([told]);
  });

  it('CSV is held to the same bounds', async () => {
    const refused = (text: string) => faultsOf(bytesOf(text), 'Rates.csv');
    expect(await refused(`A\n${'1\n'.repeat(100_000)}`)).toMatchObject([
      { code: 'cell_too_far', path: 'Rates!A100001' },
    ]);
    expect(await refused(`A,B\n1${','.repeat(256)}2`)).toMatchObject([
      { code: 'cell_too_far', path: 'Rates!IW2' },
    ]);
    expect(await refused(`A,B\n1${','.repeat(5_000_000)}`)).toMatchObject([{ code: 'too_many_cells' }]);
    // What a spreadsheet with formatted columns writes.
    expect((await readCsv(`A,B\n1,2${','.repeat(1000)}`))?.rows[0]?.cells.slice(0, 3)).toEqual([
      '1',
      '2',
      null,
    ]);
  });

  it('quotes that match nowhere are told once', async () => {
    expect(await faultsOf(bytesOf(`A,B\n"${'a"b'.repeat(200_000)}`), 'Rates.csv')).toMatchObject([
      {
        code: 'unreadable_csv',
        message: expect.stringMatching(/^Rates, line 2 \(and [\d,]+ further places\)/),
      },
    ]);
  });

  it('refuses more files than a workbook has tabs by far', async () => {
    const sent = Array.from({ length: 101 }, (_, at) => ({ name: `${at}.csv`, bytes: bytesOf('A') }));
    expect(await files.read(sent)).toMatchObject({ faults: [{ code: 'too_many_files' }] });
  });
});

describe('an archive is believed nothing', () => {
  /** The file with a field of its directory's entry of a part overwritten. */
  function lying(bytes: Uint8Array, part: string, field: number, value: number): Uint8Array {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let at = 0; at + 46 < bytes.length; at += 1)
      if (
        view.getUint32(at, true) === 0x02014b50 &&
        strFromU8(bytes.subarray(at + 46, at + 46 + view.getUint16(at + 28, true))) === part
      )
        view.setUint32(at + field, value, true);
    return bytes;
  }
  const bomb = () =>
    edited(aTab, (xml) => xml.replace('</sheetData>', `</sheetData>${' '.repeat(65_000_000)}`));

  it('refuses a part that unpacks into more than there is room for, whatever its entry says of its size', async () => {
    const told = [
      { code: 'part_too_large', message: expect.stringContaining('Rates is too large'), path: 'Rates' },
    ];
    expect(await faultsOf(bomb())).toMatchObject(told);
    expect(await faultsOf(lying(bomb(), FIRST_SHEET, 24, 10))).toMatchObject(told);
  });

  it('refuses parts that share their bytes, and ones that lie outside', async () => {
    const whole = () => files.toXlsx([aTab, { ...aTab, title: 'Tariffs' }]);
    const damaged = [{ code: 'unreadable_file', message: expect.stringContaining('damaged') }];
    for (const offset of [999_999_999, 7])
      expect(await faultsOf(lying(whole(), FIRST_SHEET, 42, offset))).toMatchObject(damaged);
    // As long as the file itself: it would hold all the others.
    expect(await faultsOf(lying(whole(), FIRST_SHEET, 20, whole().length - 200))).toMatchObject(damaged);
  });

  it('a cell cannot hide from the bounds in what a reader might take for something else', async () => {
    const far = '<c r="XFD99999"><v>1</v></c>';
    const hidden = [
      `<row r="3"><c r="A3"><v>1</v><!--><c r="XFD99999"><v>1</v></c>--></c></row>`,
      `<row r="3"><c r="A3"><v>1</v><![CDATA[${far}]]></c></row>`,
      `<row r="3"><c r="A3"><is>${far}</is></c></row>`,
      `<row r="3"><c r="&#88;FD99999"><v>1</v></c></row>`,
      `<row r="1&#48;0000000"><c r="A3"><v>1</v></c></row>`,
      `<row r="3"><c x='" r="A3"' r="XFD99999"><v>1</v></c></row>`,
      `<x:row r="3"><x:c x:r="XFD99999"><x:v>1</x:v></x:c></x:row>`,
    ];
    for (const rows of hidden) {
      const [told] = await faultsOf(withRows(rows));
      expect(told, rows).toMatchObject({ code: expect.stringMatching(/^(?:unreadable_file|cell_too_far)$/) });
    }
  });

  it('what other programs write is read: prefixes, parts elsewhere, cells without addresses', async () => {
    const parts = unzipSync(files.toXlsx([aTab]));
    const { [FIRST_SHEET]: xml = new Uint8Array(), ...others } = parts;
    const list = 'xl/_rels/workbook.xml.rels';
    const prefixed = strFromU8(xml)
      .replace('xmlns=', 'xmlns:x=')
      .replaceAll(/<(\/?)(\w)/g, '<$1x:$2')
      .replaceAll(/ r="[A-Z]*\d+"/g, '');
    const file = zipSync({
      ...others,
      [list]: strToU8(strFromU8(others[list] ?? xml).replace('worksheets/sheet1.xml', '/xl/elsewhere.xml')),
      'xl/elsewhere.xml': strToU8(prefixed),
    });
    const [tab] = (await readXlsx(file)).tabs;
    expect(tab).toEqual({
      title: 'Rates',
      headings: ['Rate Card', 'Price'],
      rows: [{ row: 2, cells: ['VOICE', 0.02] }],
    });
  });
});
