/** Requests about the spreadsheet and its tabs. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { invalid } from '../../wire/api-error.ts';
import { updated } from '../../wire/field-mask.ts';
import { type Content, newColumn, newRow, newSheet, sheetById, sheetByTitle } from '../content.ts';
import { propertiesOf } from '../spreadsheet.ts';
import { type Handlers, maskOf, required, writableSheet } from './request.ts';

const MOST_CELLS = 10_000_000;

export const TABS: Handlers = {
  updateSpreadsheetProperties({ content }, { properties, fields }) {
    const asked = required(properties, 'properties');
    const mask = maskOf(fields, 'SpreadsheetProperties');
    const made = updated<sheets_v4.Schema$SpreadsheetProperties>(content.properties, asked, mask);
    const { title, locale, timeZone } = made;
    if (!title || !locale || !timeZone) throw invalid('A spreadsheet has a title, a locale and a time zone.');
    if (!/^[a-z]{2,3}(_[A-Z]{2})?$/.test(locale)) throw invalid(`Unsupported locale: ${locale}`);
    content.properties = { title, locale, timeZone };
    return undefined;
  },

  addSheet({ content }, { properties }) {
    const title = properties?.title ?? `Sheet${content.sheets.length + 1}`;
    expectFreeTitle(content, title);
    const sheetId = properties?.sheetId ?? freeId(content);
    if (content.sheets.some((each) => each.properties.sheetId === sheetId)) {
      throw invalid(`A sheet with the ID ${sheetId} already exists.`);
    }
    const { rowCount, columnCount, ...grid } = properties?.gridProperties ?? {};
    const sheet = newSheet(sheetId, title, rowCount ?? 1000, columnCount ?? 26);
    const { index, ...rest } = properties ?? {};
    sheet.properties = { ...rest, ...sheet.properties, gridProperties: grid };
    content.sheets.splice(index ?? content.sheets.length, 0, sheet);
    expectCells(content);
    return { properties: propertiesOf(content, sheet) };
  },

  deleteSheet(doing, { sheetId }) {
    const { content } = doing;
    const sheet = writableSheet(doing, required(sheetId, 'sheetId'));
    const others = content.sheets.filter((each) => each !== sheet);
    if (others.length === 0) throw invalid("You can't remove all the sheets in a document.");
    if (others.every(({ properties }) => properties.hidden))
      throw invalid("You can't remove all the visible sheets in a document.");
    content.sheets = others;
    content.namedRanges = content.namedRanges.filter(({ range }) => (range?.sheetId ?? 0) !== sheetId);
    return undefined;
  },

  updateSheetProperties({ content }, { properties, fields }) {
    const asked = required(properties, 'properties');
    const sheet = sheetById(content, asked.sheetId);
    const mask = maskOf(fields, 'SheetProperties');
    const { index, gridProperties, ...rest } = updated(propertiesOf(content, sheet), asked, mask);
    if (!rest.title) throw invalid('A sheet has a title.');
    if (rest.title !== sheet.properties.title) expectFreeTitle(content, rest.title);
    const { rowCount = 0, columnCount = 0, ...grid } = gridProperties ?? {};
    if (!rowCount || !columnCount || rowCount < 1 || columnCount < 1)
      throw invalid('A sheet has at least one row and one column.');
    if ((grid.frozenRowCount ?? 0) >= rowCount)
      throw invalid("You can't freeze all visible rows on the sheet.");
    if ((grid.frozenColumnCount ?? 0) >= columnCount)
      throw invalid("You can't freeze all visible columns on the sheet.");
    sheet.properties = {
      ...rest,
      sheetId: sheet.properties.sheetId,
      title: rest.title,
      gridProperties: grid,
    };
    resize(sheet.rows, rowCount, newRow);
    resize(sheet.columns, columnCount, newColumn);
    for (const row of sheet.rows) row.cells.length = Math.min(row.cells.length, columnCount);
    if (typeof index === 'number') {
      content.sheets = content.sheets.filter((each) => each !== sheet);
      content.sheets.splice(index, 0, sheet);
    }
    if (content.sheets.every((each) => each.properties.hidden))
      throw invalid("You can't hide all the sheets in a document.");
    expectCells(content);
    return undefined;
  },
};

function resize<T>(lines: T[], count: number, make: () => T): void {
  while (lines.length < count) lines.push(make());
  lines.length = count;
}

function expectFreeTitle(content: Content, title: string): void {
  if (title.length > 100) throw invalid('Sheet names may have no more than 100 characters.');
  if (sheetByTitle(content, title) !== undefined) {
    throw invalid(`A sheet with the name "${title}" already exists. Please enter another name.`);
  }
}

function expectCells(content: Content): void {
  const cells = content.sheets.reduce((sum, { rows, columns }) => sum + rows.length * columns.length, 0);
  if (cells > MOST_CELLS)
    throw invalid(
      `This action would increase the number of cells in the workbook above the limit of ${MOST_CELLS} cells.`,
    );
}

function freeId(content: Content): number {
  content.nextId += 1;
  return 1_500_000_000 + content.nextId;
}
