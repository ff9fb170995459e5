import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBlock, writeBlock, writeHtml } from '#console/browser/clipboard.ts';

describe('a block from the clipboard', () => {
  it('of Excel has CRLF between rows and one at its end: no cell keeps a carriage return, and no row is added', () => {
    expect(readBlock('0011\t0.02\r\n0061\t0.03\r\n')).toEqual([
      ['0011', '0.02'],
      ['0061', '0.03'],
    ]);
  });

  it('of other programs has LF or CR alone, and no end', () => {
    expect(readBlock('a\tb\nc\td')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(readBlock('a\rb')).toEqual([['a'], ['b']]);
  });

  it('keeps tabs, line breaks and quotes of a quoted cell', () => {
    expect(readBlock('"1 High St\r\nTown"\t"a\tb"\r\n"say ""no"""\tx\r\n')).toEqual([
      ['1 High St\nTown', 'a\tb'],
      ['say "no"', 'x'],
    ]);
  });

  it('takes a quote that does not end its cell as a sign like any other', () => {
    expect(readBlock('"5" pipe\tb\r\n12"\t"\r\n')).toEqual([
      ['"5" pipe', 'b'],
      ['12"', '"'],
    ]);
  });

  it('keeps empty cells and empty rows within it', () => {
    expect(readBlock('a\t\r\n\r\n\tb\r\n')).toEqual([['a', ''], [''], ['', 'b']]);
    expect(readBlock('')).toEqual([['']]);
    expect(readBlock('\r\n')).toEqual([['']]);
  });

  it('gives what is written back as it was, whatever stands in the cells', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('', '"', '""', 'a\tb', 'x\ny', '0011', '=1+1', "'=1", '-5', '+61 4', "'", '"a"b'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }), (rows) => {
        // Carriage returns do not outlive a spreadsheet: within a cell a line break is a line feed.
        const plain = rows.map((row) => row.map((text) => text.replaceAll('\r', '')));
        expect(readBlock(writeBlock(plain))).toEqual(plain);
      }),
    );
  });

  it('leaves with an apostrophe before what a spreadsheet would run as a formula', () => {
    expect(writeBlock([['=HYPERLINK("x")', '0011']])).toBe('"\'=HYPERLINK(""x"")"\t0011\r\n');
  });

  it('leaves as text cells for spreadsheets too, so that leading zeros stay; markup is no markup', () => {
    const html = writeHtml([['0011', '<b>&']]);
    expect(html).toContain(`<td style="mso-number-format:'\\@'">0011</td>`);
    expect(html).toContain('&lt;b&gt;&amp;');
  });
});
