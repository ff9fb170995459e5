/** `spreadsheets.get` and `spreadsheets.create`: a spreadsheet as a resource. */
import { randomUUID } from 'node:crypto';
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { invalid } from '../wire/api-error.ts';
import { asksFor, type Mask, masked } from '../wire/field-mask.ts';
import type { Account, Book, World } from '../world.ts';
import type { Range } from './a1.ts';
import {
  type Cell,
  type Content,
  effectiveOf,
  type Line,
  namedRange,
  newSheet,
  type Sheet,
} from './content.ts';
import { shown } from './shown.ts';

type Spreadsheet = sheets_v4.Schema$Spreadsheet;

/** @param mask undefined: none was sent, so `includeGridData` decides */
export function spreadsheetOf(
  book: Book,
  mask: Mask | null | undefined,
  options: { readonly includeGridData: boolean; readonly ranges: readonly string[] },
): unknown {
  const { content } = book;
  const asked = options.ranges.map((text) => namedRange(content, text));
  const sheets =
    asked.length === 0
      ? content.sheets
      : content.sheets.filter((sheet) => asked.some((each) => each.sheet === sheet));
  const withData = mask === undefined ? options.includeGridData : asksFor(mask, 'sheets', 'data');
  const spreadsheet: Spreadsheet = {
    spreadsheetId: book.id,
    properties: { ...content.properties, autoRecalc: 'ON_CHANGE' },
    sheets: sheets.map((sheet) => ({
      properties: propertiesOf(content, sheet),
      ...(withData
        ? {
            data: (asked.length === 0
              ? [{ sheet, range: allOf(sheet) }]
              : asked.filter((each) => each.sheet === sheet)
            ).map(({ range }) => dataOf(content, sheet, range)),
          }
        : {}),
      ...filled({
        protectedRanges: sheet.protectedRanges,
        conditionalFormats: sheet.conditionalFormats,
        developerMetadata: sheet.metadata,
      }),
      ...(sheet.basicFilter === null ? {} : { basicFilter: sheet.basicFilter }),
    })),
    ...filled({ namedRanges: content.namedRanges, developerMetadata: content.metadata }),
    spreadsheetUrl: `https://docs.google.com/spreadsheets/d/${book.id}/edit`,
  };
  return masked(spreadsheet, mask ?? null);
}

/** Empty lists are not sent. */
const filled = <T extends Record<string, unknown[]>>(lists: T): Partial<T> =>
  Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Partial<T>;

const allOf = (sheet: Sheet): Range => ({
  startRow: 0,
  endRow: sheet.rows.length,
  startColumn: 0,
  endColumn: sheet.columns.length,
});

export const propertiesOf = (content: Content, sheet: Sheet): sheets_v4.Schema$SheetProperties => ({
  ...sheet.properties,
  index: content.sheets.indexOf(sheet),
  gridProperties: {
    rowCount: sheet.rows.length,
    columnCount: sheet.columns.length,
    ...sheet.properties.gridProperties,
  },
});

function dataOf(content: Content, sheet: Sheet, range: Range): sheets_v4.Schema$GridData {
  const rows = sheet.rows.slice(range.startRow, range.endRow);
  const used = rows.findLastIndex(({ cells }) =>
    cells.slice(range.startColumn, range.endColumn).some((cell) => cell !== undefined && !isBare(cell)),
  );
  const rowData = rows.slice(0, used + 1).map(({ cells }) => {
    const within = cells.slice(range.startColumn, range.endColumn);
    const last = within.findLastIndex((cell) => cell !== undefined && !isBare(cell));
    // Array.from: a hole is an empty cell too.
    const values = Array.from(within.slice(0, last + 1), (cell) => cellData(cell, content.properties.locale));
    return values.length === 0 ? {} : { values };
  });
  const line = ({ properties, metadata }: Line) => ({
    pixelSize: 21,
    ...properties,
    ...filled({ developerMetadata: metadata }),
  });
  return {
    ...(range.startRow === 0 ? {} : { startRow: range.startRow }),
    ...(range.startColumn === 0 ? {} : { startColumn: range.startColumn }),
    ...filled({ rowData }),
    rowMetadata: rows.map(line),
    columnMetadata: sheet.columns.slice(range.startColumn, range.endColumn).map(line),
  };
}

const isBare = ({ value, note, validation, format }: Cell): boolean =>
  value === undefined && note === undefined && validation === undefined && format === undefined;

function cellData(cell: Cell | undefined, locale: string): sheets_v4.Schema$CellData {
  if (cell === undefined) return {};
  const { value, note, validation, format } = cell;
  const [effective, text] = [effectiveOf(cell), shown(cell, locale)];
  return {
    ...(value === undefined ? {} : { userEnteredValue: value }),
    ...(effective === undefined ? {} : { effectiveValue: effective }),
    ...(text === undefined ? {} : { formattedValue: text }),
    ...(format === undefined ? {} : { userEnteredFormat: format, effectiveFormat: format }),
    ...(note === undefined ? {} : { note }),
    ...(validation === undefined ? {} : { dataValidation: validation }),
  };
}

/** A book with what its maker asked for; a tab `Sheet1` where nothing was. */
export function makeBook(world: World, owner: Account, asked: Spreadsheet): Book {
  const tabs = asked.sheets ?? [{ properties: { title: 'Sheet1' } }];
  const sheets = tabs.map(({ properties }, index) => {
    const { rowCount, columnCount, ...grid } = properties?.gridProperties ?? {};
    const sheetId = properties?.sheetId ?? (index === 0 ? 0 : 1_000_000 + world.next());
    const sheet = newSheet(
      sheetId,
      properties?.title ?? `Sheet${index + 1}`,
      rowCount ?? 1000,
      columnCount ?? 26,
    );
    sheet.properties = { ...properties, ...sheet.properties, gridProperties: grid };
    return sheet;
  });
  const titles = sheets.map(({ properties }) => properties.title);
  const doubled = titles.find((title, at) => titles.indexOf(title) !== at);
  if (doubled !== undefined) throw invalid(`Duplicate sheet name: ${doubled}`);
  const book: Book = {
    id: `1${randomUUID().replaceAll('-', '')}fakeSheet`,
    content: {
      properties: {
        title: asked.properties?.title ?? 'Untitled spreadsheet',
        locale: asked.properties?.locale ?? 'en_US',
        timeZone: asked.properties?.timeZone ?? 'Etc/GMT',
      },
      sheets,
      namedRanges: [],
      metadata: [],
      nextId: 1,
    },
    roles: new Map([[owner.email, 'owner']]),
    former: new Set(),
    isTrashed: false,
    isDeleted: false,
    createdAt: world.now(),
    changes: [{ version: 1, at: world.now(), by: owner, what: 'content' }],
    results: new Map(),
  };
  world.books.set(book.id, book);
  return book;
}
