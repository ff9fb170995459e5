/**
 * Reads an `.xlsx` workbook within bounds: its parts are unpacked as far as there is room (unzip.ts), its lists say which part is which
 * (workbook-parts.ts), and the cells of each tab are read in one pass (read-sheet.ts). Why without a library: docs/adr/0032.
 */
import { strFromU8 } from 'fflate';
import { type Fault, fault, no, ok, type Result } from '#core/result.ts';
import type { RawWorkbook } from '#core/workbook/check-workbook.ts';
import type { RawTab } from '#core/workbook/read-tab.ts';
import { farCellsFault, longCellsFault, MOST_CELLS, tooManyCellsFault } from './bounds.ts';
import { cellFormats } from './cell-formats.ts';
import type { CellContext } from './cell-values.ts';
import { readSheet, type SheetCells } from './read-sheet.ts';
import { sharedStrings } from './shared-strings.ts';
import { Unreadable } from './unreadable.ts';
import { type PackedPart, packedParts, unpack } from './unzip.ts';
import { PARTS_LIST, TABS_LIST, type WorkbookParts, workbookParts } from './workbook-parts.ts';

/** Of one part, unpacked: a tab of fifty thousand rates with every column filled has forty million. */
const MOST_PART_BYTES = 64_000_000;
/** Of all parts together, unpacked. */
const MOST_BYTES = 100_000_000;
/** Of the two parts that list the others. */
const MOST_LIST_BYTES = 2_000_000;

const DAMAGED = 'it is damaged, or of another format';

type Parts = ReadonlyMap<string, PackedPart>;

export async function readXlsx(name: string, bytes: Uint8Array): Promise<Result<RawWorkbook>> {
  try {
    const parts = packedParts(bytes);
    if (parts === null) throw new Unreadable(DAMAGED);
    const [tabs, others] = await Promise.all([unpackList(parts, TABS_LIST), unpackList(parts, PARTS_LIST)]);
    return await readTabs(workbookParts(tabs, others), makeUnpacker(parts));
  } catch (error) {
    if (error instanceof TooLarge) return no(error.fault);
    if (!(error instanceof Unreadable)) throw error;
    const { message } = error;
    return no(fault('unreadable_file', `${name} cannot be read as an .xlsx workbook: ${message}.`, name));
  }
}

/** Packed bytes that make no sense are the platform's to find. */
const unpacked = (part: PackedPart, most: number) =>
  unpack(part, most).catch(() => {
    throw new Unreadable(DAMAGED);
  });

async function unpackList(parts: Parts, name: string): Promise<string> {
  const part = parts.get(name);
  if (!part) throw new Unreadable('it is no workbook, or has lost its list of tabs');
  const bytes = await unpacked(part, MOST_LIST_BYTES);
  if (bytes === null) throw new Unreadable('its list of tabs is far too long');
  return strFromU8(bytes);
}

/** A part beyond the bounds. */
class TooLarge extends Error {
  readonly fault: Fault;
  constructor(part: string) {
    super(part);
    this.fault = fault(
      'part_too_large',
      `${part} is too large: unpacked, one part of a workbook has at most ${MOST_PART_BYTES / 1_000_000} MB, all of them ${MOST_BYTES / 1_000_000} MB. Delete what is not needed, or send its tabs one by one.`,
      part,
    );
  }
}

/** Unpacks parts as long as there is room for all together; null for one that is not there. */
function makeUnpacker(parts: Parts) {
  let room = MOST_BYTES;
  return async (name: string, title = name): Promise<string | null> => {
    const part = parts.get(name);
    if (part === undefined) return null;
    const bytes = await unpacked(part, Math.min(MOST_PART_BYTES, room));
    if (bytes === null) throw new TooLarge(title);
    room -= bytes.length;
    return strFromU8(bytes);
  };
}

type Unpacker = ReturnType<typeof makeUnpacker>;

async function readTabs(book: WorkbookParts, unpackPart: Unpacker): Promise<Result<RawWorkbook>> {
  const context = await contextOf(book, unpackPart);
  const tabs: RawTab[] = [];
  const faults: Fault[] = [];
  let room = MOST_CELLS;
  for (const { title, part } of book.tabs) {
    if (part === null) {
      tabs.push({ title, headings: [], rows: [] });
      continue;
    }
    const xml = await unpackPart(part, title);
    if (xml === null) throw new Unreadable(`its tab ${title} is lost`);
    const sheet = readSheet(title, xml, context, room);
    if (sheet === null) return no(...faults, tooManyCellsFault(title));
    if (sheet.far.length > 0) faults.push(farCellsFault(title, sheet.far));
    if (sheet.long.length > 0) faults.push(longCellsFault(title, sheet.long));
    room -= sheet.grid.length * (sheet.grid[0]?.length ?? 0);
    tabs.push(tabOf(title, sheet));
  }
  return faults.length > 0 ? no(...faults) : ok({ tabs });
}

function tabOf(title: string, { grid: [headings = [], ...rows], formulas }: SheetCells): RawTab {
  const tab = { title, headings, rows: rows.map((cells, at) => ({ row: at + 2, cells })) };
  return formulas.length === 0 ? tab : { ...tab, formulas };
}

/** What all cells of the file refer to. */
async function contextOf(
  { texts, styles, from1904 }: WorkbookParts,
  unpackPart: Unpacker,
): Promise<CellContext> {
  const [textsXml, stylesXml] = [await unpackPart(texts), await unpackPart(styles)];
  return {
    texts: textsXml === null ? [] : sharedStrings(textsXml),
    formats: stylesXml === null ? [] : cellFormats(stylesXml),
    from1904,
  };
}
