/**
 * Reads an `.xlsx` workbook. What the parts of the file are to one another, and which formats show days, read-excel-file says,
 * which knows the ways of many programs: it is given books of a few cells that ask for just that. The cells themselves, by the
 * hundred thousand, are read in one pass (read-sheet.ts), within bounds and in a fifth of its time (docs/adr/0032).
 */
import { strFromU8, strToU8, type Zippable, zipSync } from 'fflate';
import readXlsxFile, { InvalidSpreadsheetError } from 'read-excel-file/universal';
import { type Fault, fault, no, ok, type Result } from '#core/result.ts';
import type { RawWorkbook } from '#core/workbook/check-workbook.ts';
import type { RawTab } from '#core/workbook/read-tab.ts';
import { farCellsFault, longCellsFault, MOST_CELLS, MOST_TABS, tooManyCellsFault } from './bounds.ts';
import { type CellFormats, percentFormats } from './cell-formats.ts';
import type { CellContext } from './cell-values.ts';
import { readSheet, type SheetCells } from './read-sheet.ts';
import { sharedStrings } from './shared-strings.ts';
import { Unreadable } from './unreadable.ts';
import { type PackedPart, packedParts, unpack } from './unzip.ts';
import { attributesOf, plain, Tags } from './xml-tags.ts';

/** Of one part, unpacked: a tab of fifty thousand rates with every column filled has forty million. */
const MOST_PART_BYTES = 64_000_000;
/** Of all parts together, unpacked. */
const MOST_BYTES = 100_000_000;
/** Of the two parts that list the others. */
const MOST_LIST_BYTES = 2_000_000;
/** Parts that they may list: the library's time grows with the square of their number. */
const MOST_LISTED = 1000;
/** Formats of cells; a spreadsheet keeps no more. */
const MOST_FORMATS = 65_490;

const TABS_LIST = 'xl/workbook.xml';
const PARTS_LIST = 'xl/_rels/workbook.xml.rels';

const DAMAGED = 'it is damaged, or of another format';

type Parts = ReadonlyMap<string, PackedPart>;

export async function readXlsx(name: string, bytes: Uint8Array): Promise<Result<RawWorkbook>> {
  try {
    const parts = packedParts(bytes);
    if (parts === null) throw new Unreadable(DAMAGED);
    const lists = await unpackLists(parts);
    return await readTabs(await findTabs(parts, lists), makeUnpacker(parts), lists);
  } catch (error) {
    if (error instanceof TooLarge) return no(error.fault);
    // The library throws for whatever it cannot make sense of: sometimes it says what, sometimes it just stumbles.
    const says = error instanceof Unreadable || error instanceof InvalidSpreadsheetError;
    const why = says && error.message !== '' ? error.message : DAMAGED;
    return no(fault('unreadable_file', `${name} cannot be read as an .xlsx workbook: ${why}.`, name));
  }
}

/** What the library makes of a small book. */
const ask = (parts: Zippable) => readXlsxFile(zipSync(parts, { level: 0 }).slice().buffer, { trim: false });

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

interface ListedPart {
  /** `…/relationships/styles` */
  readonly type: string;
  readonly name: string;
}

/** The parts that the workbook is made of, as its list names them. */
function listedParts(lists: Zippable): ListedPart[] {
  const tags = new Tags('its list of parts', strFromU8(lists[PARTS_LIST] as Uint8Array));
  const listed: ListedPart[] = [];
  while (tags.tryNext()) {
    if (tags.name !== 'Relationship' || tags.isClosing) continue;
    const attributes = attributesOf(tags.text());
    const [type = '', target = ''] = ['Type', 'Target'].map((name) => plain(attributes.get(name) ?? ''));
    listed.push({ type, name: target.startsWith('/') ? target.slice(1) : `xl/${target}` });
    if (listed.length > MOST_LISTED) throw new Unreadable(`it lists more than ${MOST_LISTED} parts`);
  }
  return listed;
}

interface FoundTab {
  readonly title: string;
  /** null: a chart that is a tab of its own. */
  readonly part: string | null;
}

/** The tabs in their order, each with its part: the library is given parts that hold nothing but their number. */
async function findTabs(parts: Parts, lists: Zippable): Promise<FoundTab[]> {
  const names = [...new Set(listedParts(lists).map(({ name }) => name))].filter((name) => parts.has(name));
  const numbered = names.map((name, number) => [
    name,
    sheetOf(`<row r="1"><c r="A1"><v>${number}</v></c></row>`),
  ]);
  const sheets = await ask({ ...Object.fromEntries(numbered), ...lists });
  return sheets.map(({ sheet, data }) => ({ title: sheet, part: names[Number(data?.[0]?.[0])] ?? null }));
}

const sheetOf = (rows: string): Uint8Array =>
  strToU8(`<worksheet><sheetData>${rows}</sheetData></worksheet>`);

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
  return async (name: string, title = name): Promise<Uint8Array | null> => {
    const part = parts.get(name);
    if (part === undefined) return null;
    const bytes = await unpack(part, Math.min(MOST_PART_BYTES, room));
    if (bytes === null) throw new TooLarge(title);
    room -= bytes.length;
    return bytes;
  };
}

type Unpacker = ReturnType<typeof makeUnpacker>;

async function readTabs(
  found: readonly FoundTab[],
  unpackPart: Unpacker,
  lists: Zippable,
): Promise<Result<RawWorkbook>> {
  const context = await contextOf(unpackPart, found, lists);
  const tabs: RawTab[] = [];
  const faults: Fault[] = [];
  let room = MOST_CELLS;
  for (const { title, part } of found) {
    const bytes = part === null ? null : await unpackPart(part, title);
    if (bytes === null) {
      tabs.push({ title, headings: [], rows: [] });
      continue;
    }
    const sheet = readSheet(title, strFromU8(bytes), context, room);
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

/** What all cells of the file refer to: texts that they share, and formats. */
async function contextOf(
  unpackPart: Unpacker,
  tabs: readonly FoundTab[],
  lists: Zippable,
): Promise<CellContext> {
  const listed = listedParts(lists);
  const find = (what: string, usual: string) =>
    listed.findLast(({ type }) => type.endsWith(`/relationships/${what}`))?.name ?? usual;
  const texts = await unpackPart(find('sharedStrings', 'xl/sharedStrings.xml'));
  const place = find('styles', 'xl/styles.xml');
  return {
    texts: texts === null ? [] : sharedStrings(strFromU8(texts)),
    formats: await formatsOf(await unpackPart(place), place, tabs, lists),
  };
}

/** Which formats show days, and from which on they count: the library is given the number 0 in each of them, on the first tab. */
async function formatsOf(
  styles: Uint8Array | null,
  place: string,
  tabs: readonly FoundTab[],
  lists: Zippable,
): Promise<CellFormats> {
  const isPercent = styles === null ? [] : percentFormats(strFromU8(styles));
  if (isPercent.length > MOST_FORMATS) throw new Unreadable('it has far too many formats');
  const [first = null, ...others] = tabs.flatMap(({ part }) => part ?? []);
  if (styles === null || first === null) return { isDay: [], isPercent, dayZero: 0 };
  const zeros = isPercent.map((_, at) => `<row r="${at + 1}"><c r="A${at + 1}" s="${at}"><v>0</v></c></row>`);
  const empty = others.map((part) => [part, sheetOf('')]);
  const sheets = await ask({
    ...Object.fromEntries(empty),
    ...lists,
    [first]: sheetOf(zeros.join('')),
    [place]: styles,
  });
  const shown = sheets.flatMap(({ data }) => data ?? []).map(([cell]) => cell);
  const day = shown.find((cell) => cell instanceof Date);
  return {
    isDay: shown.map((cell) => cell instanceof Date),
    isPercent,
    dayZero: (day?.getTime() ?? 0) / MS_A_DAY,
  };
}

const MS_A_DAY = 86_400_000;
