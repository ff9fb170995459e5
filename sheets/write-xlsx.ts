/**
 * Writes tabs as an `.xlsx` workbook. Code columns are formatted as text, so that what is typed there later keeps its leading
 * zeros; amounts are numbers, so that a spreadsheet can sum them; choices are drop-downs. Reading the file gives the same
 * content again. The parts are packed here and now, without the Web Workers that libraries for this need (docs/adr).
 */
import { strToU8, zipSync } from 'fflate';
import type { TabToWrite } from '#app/ports/workbook.ts';
import { type Cell, columnLetters, decimalText } from '#core/workbook/cell.ts';
import type { CellType, Column } from '#core/workbook/column.ts';
import { columnsOf } from '#core/workbook/tab.ts';
import { tabOfTitle } from '#core/workbook/tabs.ts';

/** Places in the list of cell formats in styles.xml. */
const FORMAT = { general: 0, text: 1, heading: 2, fee: 3, price: 4 } as const;

export function writeXlsx(tabs: readonly TabToWrite[]): Uint8Array {
  const parts: Record<string, string> = {
    '[Content_Types].xml': contentTypes(tabs.length),
    '_rels/.rels': relationships([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': workbook(tabs),
    'xl/_rels/workbook.xml.rels': relationships([
      ...tabs.map((_, at): [string, string] => ['worksheet', `worksheets/sheet${at + 1}.xml`]),
      ['styles', 'styles.xml'],
    ]),
    'xl/styles.xml': STYLES,
    ...Object.fromEntries(tabs.map((tab, at) => [`xl/worksheets/sheet${at + 1}.xml`, worksheet(tab)])),
  };
  return zipSync(
    Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(`${PROLOG}${xml}`)])),
    // The same content gives the same file, whenever it is written.
    { mtime: new Date(1980, 0, 1) },
  );
}

const PROLOG = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEETS = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const contentTypes = (sheets: number): string =>
  `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEETS}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${SHEETS}.styles+xml"/>${Array.from(
    { length: sheets },
    (_, at) =>
      `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="${SHEETS}.worksheet+xml"/>`,
  ).join('')}</Types>`;

/** Related parts get the ids rId1, rId2 … in their order. */
const relationships = (parts: readonly (readonly [type: string, target: string])[]): string =>
  `<Relationships xmlns="${PACKAGE}/relationships">${parts
    .map(
      ([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
    )
    .join('')}</Relationships>`;

const workbook = (tabs: readonly TabToWrite[]): string =>
  `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${tabs
    .map(({ title }, at) => `<sheet name="${escapeXml(title)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
    .join('')}</sheets></workbook>`;

const plainFormat = (numberFormat: number, font = 0): string =>
  `<xf numFmtId="${numberFormat}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`;

const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.00######"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">${plainFormat(0)}${plainFormat(49)}${plainFormat(0, 1)}${plainFormat(2)}${plainFormat(164)}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** Rows beyond the last one that still get the drop-downs. */
const SPARE_ROWS = 1000;

function worksheet({ title, headings, rows }: TabToWrite): string {
  const described = new Map(columnsOfTitle(title).map((column) => [column.heading, column]));
  const columns = headings.map((heading) => described.get(heading)?.cell ?? null);
  const widths = headings.map((heading, at) => {
    const format = columns[at] ? formatOf(columns[at]) : FORMAT.text;
    return `<col min="${at + 1}" max="${at + 1}" width="${Math.max(12, heading.length + 2)}" style="${format}" customWidth="1"/>`;
  });
  const lines = rows.map((cells, at) =>
    line(
      at + 2,
      headings.map((_, column) => cellXml(cells[column] ?? null, columns[column] ?? null)),
    ),
  );
  const heads = line(
    1,
    headings.map((heading) => textXml(heading, FORMAT.heading)),
  );
  return `<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${headings.length > 0 ? `<cols>${widths.join('')}</cols>` : ''}<sheetData>${heads}${lines.join('')}</sheetData>${dropDowns(columns, rows.length + 1 + SPARE_ROWS)}</worksheet>`;
}

function columnsOfTitle(title: string): readonly Column[] {
  const tab = tabOfTitle(title);
  return tab ? columnsOf(tab) : [];
}

/** A cell without its place: what follows `<c r="A1"`; null for an empty one. */
type CellXml = string | null;

function line(row: number, cells: readonly CellXml[]): string {
  const filled = cells.map((cell, at) => (cell === null ? '' : `<c r="${columnLetters(at)}${row}"${cell}`));
  return `<row r="${row}">${filled.join('')}</row>`;
}

function cellXml(cell: Cell, type: CellType | null): CellXml {
  if (cell === null || cell === '') return null;
  const meant = typeof cell === 'string' && type ? typed(cell, type) : cell;
  if (typeof meant === 'boolean') return ` t="b"><v>${meant ? 1 : 0}</v></c>`;
  if (typeof meant === 'number')
    return ` s="${type ? formatOf(type) : FORMAT.general}"><v>${decimalText(meant)}</v></c>`;
  return textXml(meant, FORMAT.text);
}

/** A plain number in an amount's column, or TRUE in a tick's, is written as what it means. */
function typed(text: string, type: CellType): string | number | boolean {
  if (type.type === 'boolean') return text === 'TRUE' ? true : text === 'FALSE' ? false : text;
  const isAmount = type.type === 'money' || type.type === 'price' || type.type === 'integer';
  // Beyond fifteen digits a spreadsheet would round.
  return isAmount && /^\d{1,7}(?:\.\d{1,8})?$/.test(text) ? Number(text) : text;
}

const textXml = (text: string, format: number): string =>
  ` s="${format}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;

function formatOf({ type }: CellType): number {
  switch (type) {
    case 'money':
      return FORMAT.fee;
    case 'price':
      return FORMAT.price;
    case 'integer':
    case 'boolean':
      return FORMAT.general;
    default:
      return FORMAT.text;
  }
}

/** A choice is offered as a drop-down list; other values stay possible, and the check judges them. */
function dropDowns(columns: readonly (CellType | null)[], lastRow: number): string {
  const lists = columns.flatMap((type, at) => {
    const words = type?.type === 'choice' ? type.choices.map(({ word }) => word) : [];
    const range = `${columnLetters(at)}2:${columnLetters(at)}${lastRow}`;
    return words.length === 0
      ? []
      : [
          `<dataValidation type="list" allowBlank="1" sqref="${range}"><formula1>"${escapeXml(words.join(','))}"</formula1></dataValidation>`,
        ];
  });
  return lists.length === 0
    ? ''
    : `<dataValidations count="${lists.length}">${lists.join('')}</dataValidations>`;
}

/** XML, with the characters that XML does not have (and a text that looks like their code) as _xHHHH_. */
const escapeXml = (text: string): string =>
  text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll(/(?![\t\n])[\p{Cc}\ufffe\uffff]/gu, (sign) => `_x${hex(sign)}_`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const hex = (sign: string): string => sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
