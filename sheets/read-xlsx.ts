/**
 * Reads an `.xlsx` workbook with read-excel-file. Two of its habits would lose what matters here, so the file is prepared
 * first: a cell with a failed formula (#REF!) is read as empty there, and becomes text; and it unpacks large parts in a Web
 * Worker, which does not exist everywhere, so the parts are unpacked here and handed over stored.
 */
import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate';
import readXlsxFile from 'read-excel-file/universal';
import { fault, no, ok, type Result } from '#core/result.ts';
import type { Cell } from '#core/workbook/cell.ts';
import type { RawWorkbook } from '#core/workbook/check-workbook.ts';

/** Unpacked; what packs into a few bytes may unpack into all the memory there is. */
const MOST_BYTES = 200_000_000;

export async function readXlsx(name: string, bytes: Uint8Array): Promise<Result<RawWorkbook>> {
  const unreadable = (why: string) =>
    no(fault('unreadable_file', `${name} cannot be read as an .xlsx workbook: ${why}.`, name));
  const parts = unpack(bytes);
  if (parts === null) return unreadable('it is damaged, or of another format');
  if (parts === 'too large') return unreadable(`unpacked it is larger than ${MOST_BYTES / 1_000_000} MB`);
  try {
    const sheets = await readXlsxFile(zipSync(parts, { level: 0 }).slice().buffer, { trim: false });
    return ok({ tabs: sheets.map(({ sheet, data }) => tabOf(sheet, data)) });
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : String(error));
  }
}

/** The parts of the file that hold data; null for what is no archive. */
function unpack(bytes: Uint8Array): Zippable | 'too large' | null {
  let size = 0;
  try {
    const parts = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        const isWanted = /\.(?:xml|rels)$/.test(name);
        if (isWanted) size += originalSize;
        return isWanted && size <= MOST_BYTES;
      },
    });
    if (size > MOST_BYTES) return 'too large';
    return Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [
        name,
        /^xl\/worksheets\/[^/]+\.xml$/.test(name) ? errorsAsText(part) : part,
      ]),
    );
  } catch {
    return null;
  }
}

/** `<c r="C5" t="e"><v>#REF!</v>` becomes the text #REF!, for the check to report. */
function errorsAsText(sheet: Uint8Array): Uint8Array {
  const xml = strFromU8(sheet);
  const told = xml.replaceAll(/(<(?:\w+:)?c\b[^>]*?\st=)"e"/g, '$1"str"');
  return told === xml ? sheet : strToU8(told);
}

function tabOf(title: string, data: readonly (readonly unknown[])[]) {
  const [headings = [], ...rows] = data;
  return {
    title,
    headings: headings.map(toCell),
    rows: rows.map((cells, at) => ({ row: at + 2, cells: cells.map(toCell) })),
  };
}

/** Spreadsheets keep a date as a number and show it by its format; the day, or the time of a day before their first, is meant. */
function toCell(cell: unknown): Cell {
  if (typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean') return cell;
  if (!(cell instanceof Date)) return null;
  const [day = '', time = ''] = cell.toISOString().split('T');
  if (day < '1900-01-01') return time.slice(0, 5);
  return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 8)}`;
}
