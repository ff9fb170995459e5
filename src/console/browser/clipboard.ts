/**
 * Blocks of cells as spreadsheets put them on the clipboard: columns parted by tabs, rows by CRLF, one at the end of the last row
 * too; a cell with a tab, a line break or a quote stands in quotes, its own quotes doubled.
 */
import { protect, unprotect } from '#core/workbook/formula-text.ts';

/** Lenient where programs differ: CR alone ends a row as well, and a quote inside an unquoted cell is a quote. */
export function readBlock(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at <= text.length) {
    const [cell, end] =
      text[at] === '"' ? (readQuoted(text, at) ?? readPlain(text, at)) : readPlain(text, at);
    row.push(unprotect(cell));
    if (text[end] === '\t') {
      at = end + 1;
      continue;
    }
    rows.push(row);
    row = [];
    at = text.startsWith('\r\n', end) ? end + 2 : end + 1;
    // What ends the last row begins no further one.
    if (at >= text.length) break;
  }
  return rows;
}

const PLAIN = /[^\t\r\n]*/y;

function readPlain(text: string, from: number): [cell: string, end: number] {
  PLAIN.lastIndex = from;
  const cell = PLAIN.exec(text)?.[0] ?? '';
  return [cell, from + cell.length];
}

/** null where the quote is not closed right before a tab or a row's end: then it is a sign like any other. */
function readQuoted(text: string, from: number): [cell: string, end: number] | null {
  let close = text.indexOf('"', from + 1);
  while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close === -1) return null;
  const end = close + 1;
  if (end < text.length && !'\t\r\n'.includes(text[end] ?? '')) return null;
  // Line breaks within a cell are line feeds alone, whatever the program writes.
  return [
    text
      .slice(from + 1, close)
      .replaceAll('""', '"')
      .replaceAll('\r\n', '\n'),
    end,
  ];
}

/** What a spreadsheet would run as a formula leaves with an apostrophe in front, as in files. */
export const writeBlock = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map((cell) => quoted(protect(cell))).join('\t')}\r\n`).join('');

const quoted = (cell: string): string => (/[\t\r\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** The same as a table of text cells: spreadsheets that read it keep leading zeros and long numbers as they are. */
export const writeHtml = (rows: readonly (readonly string[])[]): string =>
  `<table>${rows
    .map(
      (row) =>
        `<tr>${row.map((cell) => `<td style="mso-number-format:'\\@'">${escaped(cell)}</td>`).join('')}</tr>`,
    )
    .join('')}</table>`;

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\n', '<br style="mso-data-placement:same-cell">');
