/** `values.append`: below the last row of the table that a range names. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import type { Account, Book, World } from '../world.ts';
import { cellName, quotedTitle } from './a1.ts';
import { effectiveOf, namedRange, newRow } from './content.ts';
import { writeValues } from './values.ts';
import type { InputOption } from './write-cell.ts';

export function appendValues(
  world: World,
  book: Book,
  by: Account,
  text: string,
  data: sheets_v4.Schema$ValueRange,
  option: InputOption,
) {
  const { sheet, range } = namedRange(book.content, text);
  const used = sheet.rows.findLastIndex(({ cells }) =>
    cells
      .slice(range.startColumn, range.endColumn)
      .some((cell) => cell !== undefined && effectiveOf(cell) !== undefined),
  );
  const first = Math.max(used + 1, range.startRow);
  const title = quotedTitle(sheet.properties.title);
  const missing = first + (data.values?.length ?? 0) - sheet.rows.length;
  for (let added = 0; added < missing; added += 1) sheet.rows.push(newRow());
  const target = `${title}!${cellName(first, range.startColumn)}`;
  const [updates] = writeValues(world, book, by, [{ ...data, range: target }], option);
  return {
    spreadsheetId: book.id,
    tableRange: `${title}!${cellName(range.startRow, range.startColumn)}`,
    updates,
  };
}
