/** What an `.xlsx` may hold that nobody means well with, or that a program left half done. */
import fc from 'fast-check';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Cell } from '#core/workbook/cell.ts';
import { workbookFiles as files } from '#sheets/files.ts';
import { unwrap } from '#test/support/catalogues.ts';
import { edited } from '#test/support/edited-xlsx.ts';

const PRICES = { title: 'Rates', headings: ['Price'], rows: [[1], [2]] };
const [FIRST, SECOND] = [1, 2].map((value) => `<c r="A${value + 1}" s="4"><v>${value}</v></c>`) as [
  string,
  string,
];
/** The file with another cell in place of its first price. */
const withFirst = (cell: string) => edited(PRICES, (xml) => xml.replace(FIRST, cell));
const read = (bytes: Uint8Array) => files.read([{ name: 'book.xlsx', bytes }]);
const pricesIn = async (bytes: Uint8Array): Promise<(Cell | undefined)[]> =>
  unwrap(await read(bytes)).tabs[0]?.rows.map(({ cells }) => cells[0]) ?? [];
const faultsOf = async (bytes: Uint8Array) => {
  const result = await read(bytes);
  return result.ok ? [] : result.faults;
};

describe('a cell that makes no sense is named, and the file refused', () => {
  it.each([
    ['a number that is none', '<c r="A2"><v>1O</v></c>'],
    ['a number without end', '<c r="A2"><v>Infinity</v></c>'],
    ['a text of the shared ones that is not there', '<c r="A2" t="s"><v>7</v></c>'],
    ['a tick that is neither', '<c r="A2" t="b"><v>2</v></c>'],
    ['a day that does not exist', '<c r="A2" t="d"><v>2026-13-41</v></c>'],
    ['a type that no spreadsheet has', '<c r="A2" t="x"><v>1</v></c>'],
    ['a format that is not there', '<c r="A2" s="99"><v>1</v></c>'],
    ['a value with tags in it', '<c r="A2"><v><b>1</b></v></c>'],
    ['a cell that comes twice', `${FIRST}<c r="A2"><v>2</v></c>`],
  ])('%s', async (_, cell) => {
    const [told] = await faultsOf(withFirst(cell));
    expect(told).toMatchObject({
      code: 'unreadable_file',
      message: expect.stringMatching(/in its tab Rates, cell A2 is broken|one of its texts is broken/),
    });
  });

  it('one that comes before another', async () => {
    const turned = edited(PRICES, (xml) => xml.replace(`${FIRST}</row><row r="3">${SECOND}`, SECOND + FIRST));
    expect(await faultsOf(turned)).toMatchObject([{ message: expect.stringContaining('cell A2 is broken') }]);
  });
});

it('a day that is written out is that day, wherever the program runs', async () => {
  expect(await pricesIn(withFirst('<c r="A2" t="d"><v>2026-03-01T08:30:00</v></c>'))).toEqual([
    '2026-03-01 08:30:00',
    2,
  ]);
});

it('a formula that was never worked out is told as one that fails, not taken for an empty cell', async () => {
  expect(await pricesIn(withFirst('<c r="A2" s="4"><f>A3*1.1</f></c>'))).toEqual(['#GETTING_DATA', 2]);
  // One that comes to no text at all is empty, as it looks.
  expect(await pricesIn(withFirst('<c r="A2" t="str"><f>""</f><v></v></c>'))).toEqual([null, 2]);
});

/** The first price in a cell of that format, as people see it in their spreadsheet. */
const formatted = (value: string, formatCode: string) => {
  const parts = unzipSync(withFirst(`<c r="A2" s="5"><v>${value}</v></c>`));
  const styles = strFromU8(parts['xl/styles.xml'] ?? new Uint8Array());
  return zipSync({
    ...parts,
    'xl/styles.xml': strToU8(
      styles
        .replace('</numFmts>', `<numFmt numFmtId="170" formatCode="${formatCode}"/></numFmts>`)
        .replace('</cellXfs>', '<xf numFmtId="170"/></cellXfs>'),
    ),
  });
};

it.each([
  ['0.1', '0%', '10%'],
  ['0.07', '0.00%', '7%'],
  ['1', '0%;-0%', '100%'],
  ['0.1', '[Red]0.0%', '10%'],
  ['10', '0 &quot;%&quot;', 10],
  ['10', '0\\%', 10],
  ['0.1', '[$%-409]0.00', 0.1],
])(
  'FEE-5: %s in the format %s is read as %s: a price nobody sees there is never charged',
  async (value, format, is) => {
    expect(await pricesIn(formatted(value, format))).toEqual([is, 2]);
  },
);

it('the formats that every spreadsheet has show percentages too, and one may have its format from another', async () => {
  const styled = (xf: string) => {
    const parts = unzipSync(withFirst('<c r="A2" s="5"><v>0.1</v></c>'));
    const styles = strFromU8(parts['xl/styles.xml'] ?? new Uint8Array());
    return zipSync({
      ...parts,
      'xl/styles.xml': strToU8(
        styles
          .replace('</cellStyleXfs>', '<xf numFmtId="9"/></cellStyleXfs>')
          .replace('</cellXfs>', `${xf}</cellXfs>`),
      ),
    });
  };
  expect(await pricesIn(styled('<xf numFmtId="10"/>'))).toEqual(['10%', 2]);
  expect(await pricesIn(styled('<xf xfId="1"/>'))).toEqual(['10%', 2]);
  expect(await pricesIn(styled('<xf numFmtId="2" xfId="1"/>'))).toEqual([0.1, 2]);
});

it('a formula is handed over with its value, and one that is another cell’s moved without its text', async () => {
  const file = withFirst('<c r="A2" s="4"><f t="shared" ref="A2:A3" si="0">B2*1.1&amp;""</f><v>1</v></c>');
  const [tab] = unwrap(await read(file)).tabs;
  expect(tab?.formulas).toEqual([{ row: 2, column: 0, formula: '=B2*1.1&""' }]);
  const [moved] = unwrap(await read(withFirst('<c r="A2"><f t="shared" si="0"/><v>1</v></c>'))).tabs;
  expect(moved?.formulas).toEqual([{ row: 2, column: 0, formula: '' }]);
  expect(moved?.rows[0]?.cells).toEqual([1]);
});

it('entities of its own are not expanded, in a sheet or in the shared texts', async () => {
  const bombs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';
  const cell = '<c r="A2" t="str"><v>&b;</v></c>';
  const file = edited(PRICES, (xml) => xml.replace('<worksheet', `${bombs}<worksheet`).replace(FIRST, cell));
  expect(await pricesIn(file)).toEqual(['&b;', 2]);
  const shared = `${bombs}<sst><si><t>&b;</t></si></sst>`;
  const parts = unzipSync(withFirst('<c r="A2" t="s"><v>0</v></c>'));
  expect(await pricesIn(zipSync({ ...parts, 'xl/sharedStrings.xml': strToU8(shared) }))).toEqual(['&b;', 2]);
});

it('shared texts and formats are held to the bounds of parts, and formats to what a spreadsheet keeps', async () => {
  const parts = unzipSync(files.toXlsx([PRICES]));
  const texts = strToU8(`<sst>${' '.repeat(64_000_001)}</sst>`);
  expect(await faultsOf(zipSync({ ...parts, 'xl/sharedStrings.xml': texts }))).toMatchObject([
    { code: 'part_too_large', path: 'xl/sharedStrings.xml' },
  ]);
  const many = (xml: string) => xml.replace('</cellXfs>', `${'<xf/>'.repeat(65_490)}</cellXfs>`);
  expect(await faultsOf(edited(PRICES, many, 'xl/styles.xml'))).toMatchObject([
    { code: 'unreadable_file', message: expect.stringContaining('far too many formats') },
  ]);
});

it('a shared text that no cell keeps is refused by the cells that show it', async () => {
  const parts = unzipSync(withFirst('<c r="A2" t="s"><v>0</v></c>'));
  const shared = `<sst><si><t>${'x'.repeat(10_001)}</t></si></sst>`;
  expect(await faultsOf(zipSync({ ...parts, 'xl/sharedStrings.xml': strToU8(shared) }))).toMatchObject([
    { code: 'cell_too_long', path: 'Rates!A2' },
  ]);
});

it('whatever is broken in a file, it is read or refused in words', async () => {
  const whole = files.toXlsx([PRICES, { title: 'Tariffs', headings: ['Tariff Key'], rows: [['0011']] }]);
  const flip = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(flip, { minLength: 1, maxLength: 4 }),
      fc.nat(whole.length),
      async (flips, length) => {
        const broken = whole.slice(0, length % 3 === 0 ? length : whole.length);
        for (const { at, to } of flips) if (at > 1 && at < broken.length) broken[at] = to;
        const result = await read(broken);
        if (!result.ok) expect(result.faults[0]?.message).not.toBe('');
      },
    ),
    { numRuns: 500 },
  );
  const parts = unzipSync(whole);
  const names = Object.keys(parts).filter((name) => name.startsWith('xl/'));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.nat(2_000),
      fc.string({ maxLength: 5 }),
      async (name, at, put) => {
        const xml = strFromU8(parts[name] ?? new Uint8Array());
        const cut = at % xml.length;
        const edit = strToU8(`${xml.slice(0, cut)}${put}${xml.slice(cut + put.length)}`);
        const result = await read(zipSync({ ...parts, [name]: edit }));
        if (!result.ok) expect(result.faults[0]?.message).not.toBe('');
      },
    ),
    { numRuns: 500 },
  );
});
