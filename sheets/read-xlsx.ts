/**
 * Reads an `.xlsx` workbook with read-excel-file, which makes room for every cell up to the farthest one and knows no bounds. So
 * the file is prepared first: its parts are unpacked within bounds (unzip.ts), of its sheets only the cells that hold something
 * are handed over (lean-sheet.ts), and what would take too much room is refused by the name of its cell. Large parts it would
 * unpack in a Web Worker, which does not exist everywhere: they are handed over stored.
 */
import { strFromU8, strToU8, type Zippable, zipSync } from 'fflate';
import readXlsxFile, { InvalidSpreadsheetError } from 'read-excel-file/universal';
import { type Fault, fault, no, ok, type Result } from '#core/result.ts';
import { type Cell, LONGEST_CELL } from '#core/workbook/cell.ts';
import type { RawWorkbook } from '#core/workbook/check-workbook.ts';
import type { RawTab } from '#core/workbook/read-tab.ts';
import {
  cellName,
  farCellsFault,
  longCellsFault,
  MOST_CELLS,
  MOST_TABS,
  tooManyCellsFault,
} from './bounds.ts';
import { leanSheet } from './lean-sheet.ts';
import { Unreadable } from './unreadable.ts';
import { type PackedPart, packedParts, unpack } from './unzip.ts';

/** Of one part, unpacked: a tab of fifty thousand rates with every column filled has forty million. */
const MOST_PART_BYTES = 64_000_000;
/** Of all parts together, unpacked. */
const MOST_BYTES = 100_000_000;
/** Of the two parts that list the others. */
const MOST_LIST_BYTES = 2_000_000;
/** Parts that they may list: the reader's time grows with the square of their number. */
const MOST_LISTED = 1000;

const TABS_LIST = 'xl/workbook.xml';
const PARTS_LIST = 'xl/_rels/workbook.xml.rels';

const DAMAGED = 'it is damaged, or of another format';

type Parts = ReadonlyMap<string, PackedPart>;

export async function readXlsx(name: string, bytes: Uint8Array): Promise<Result<RawWorkbook>> {
  try {
    const parts = packedParts(bytes);
    if (parts === null) throw new Unreadable(DAMAGED);
    const lists = await unpackLists(parts);
    const prepared = await prepare(parts, lists, await findTabs(parts, lists));
    if (!prepared.ok) return prepared;
    const tabs = (await readParts(prepared.value)).map(({ sheet, data }) => tabOf(sheet, data));
    const long = tabs.flatMap(longCells);
    return long.length > 0 ? no(...long) : ok({ tabs });
  } catch (error) {
    // The reader throws for whatever it cannot make sense of: sometimes it says what, sometimes it just stumbles.
    const says = error instanceof Unreadable || error instanceof InvalidSpreadsheetError;
    const why = says && error.message !== '' ? error.message : DAMAGED;
    return no(fault('unreadable_file', `${name} cannot be read as an .xlsx workbook: ${why}.`, name));
  }
}

const readParts = (parts: Zippable) =>
  readXlsxFile(zipSync(parts, { level: 0 }).slice().buffer, { trim: false });

/** The parts that name the tabs and the other parts. */
async function unpackLists(parts: Parts): Promise<Zippable> {
  const unpackList = async (name: string) => {
    const part = parts.get(name);
    if (!part) throw new Unreadable('it is no workbook, or has lost its list of tabs');
    const bytes = await unpack(part, MOST_LIST_BYTES);
    if (bytes === null) throw new Unreadable('its list of tabs is far too long');
    return bytes;
  };
  const [tabs, others] = await Promise.all([unpackList(TABS_LIST), unpackList(PARTS_LIST)]);
  if (strFromU8(tabs).split(/[<:]sheet\s/, MOST_TABS + 2).length - 1 > MOST_TABS)
    throw new Unreadable(`it has more than ${MOST_TABS} tabs`);
  return { [TABS_LIST]: tabs, [PARTS_LIST]: others };
}

/** The parts that the workbook is made of, as its list names them. */
function listedParts(parts: Parts, lists: Zippable): string[] {
  const targets = [
    ...strFromU8(lists[PARTS_LIST] as Uint8Array).matchAll(/\sTarget\s*=\s*(?:"([^"]*)"|'([^']*)')/g),
  ].map(([, one, other]) => one ?? other ?? '');
  if (targets.length > MOST_LISTED) throw new Unreadable(`it lists more than ${MOST_LISTED} parts`);
  const names = targets.map((target) => (target.startsWith('/') ? target.slice(1) : `xl/${target}`));
  return [...new Set(names)].filter((name) => parts.has(name));
}

/** Which part holds which tab, as the reader understands it: it is given parts that each hold nothing but their number. */
async function findTabs(parts: Parts, lists: Zippable): Promise<ReadonlyMap<string, string>> {
  const names = listedParts(parts, lists);
  const numbered = names.map((name, number) => [name, strToU8(numberedSheet(number))]);
  const sheets = await readParts({ ...Object.fromEntries(numbered), ...lists });
  return new Map(
    sheets.flatMap(({ sheet, data }) => {
      const name = names[Number(data?.[0]?.[0])];
      return name === undefined ? [] : [[name, sheet]];
    }),
  );
}

const numberedSheet = (number: number): string =>
  `<worksheet><sheetData><row r="1"><c r="A1"><v>${number}</v></c></row></sheetData></worksheet>`;

/** The parts as they are handed to the reader, or the cells for which there is no room. */
async function prepare(
  parts: Parts,
  lists: Zippable,
  titles: ReadonlyMap<string, string>,
): Promise<Result<Zippable>> {
  const prepared: Zippable = { ...lists };
  const faults: Fault[] = [];
  let [bytes, cells] = [0, 0];
  for (const name of listedParts(parts, lists)) {
    const part = await unpack(parts.get(name) as PackedPart, Math.min(MOST_PART_BYTES, MOST_BYTES - bytes));
    const title = titles.get(name);
    if (part === null) return no(...faults, tooLargeFault(title ?? name));
    bytes += part.length;
    if (title === undefined) {
      prepared[name] = part;
      continue;
    }
    const lean = leanSheet(title, strFromU8(part));
    if (lean.far.length > 0) faults.push(farCellsFault(title, lean.far));
    if (lean.long.length > 0) faults.push(longCellsFault(title, lean.long));
    cells += lean.rows * lean.columns;
    if (cells > MOST_CELLS) return no(...faults, tooManyCellsFault(title));
    prepared[name] = strToU8(lean.xml);
  }
  return faults.length > 0 ? no(...faults) : ok(prepared);
}

const tooLargeFault = (part: string): Fault =>
  fault(
    'part_too_large',
    `${part} is too large: unpacked, one part of a workbook has at most ${MOST_PART_BYTES / 1_000_000} MB, all of them ${MOST_BYTES / 1_000_000} MB. Delete what is not needed, or send its tabs one by one.`,
    part,
  );

function tabOf(title: string, data: readonly (readonly unknown[])[] | undefined): RawTab {
  // A chart that is a tab of its own has no cells.
  const [headings = [], ...rows] = data ?? [];
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

/** Texts that stand in a part of their own are as long as they like, and come back as often as they like. */
function longCells({ title, headings, rows }: RawTab): Fault[] {
  const isLong = (cell: Cell) => typeof cell === 'string' && cell.length > LONGEST_CELL;
  const names = [{ row: 1, cells: headings }, ...rows].flatMap(({ row, cells }) =>
    cells.flatMap((cell, at) => (isLong(cell) ? [cellName(row, at + 1)] : [])),
  );
  return names.length > 0 ? [longCellsFault(title, names)] : [];
}
