/**
 * The cells of a sheet's XML, in one pass whose time grows with its length alone: what lies between and around the cells that hold
 * something (formats of empty cells, comments, whatever padding) is passed over. Cells as spreadsheets mostly write them are
 * taken by one pattern; all others are looked at piece by piece.
 */
import { type Cell, LONGEST_CELL } from '#core/workbook/cell.ts';
import type { FormulaCell } from '#core/workbook/formula-cells.ts';
import { cellName, MOST_COLUMNS, MOST_ROWS } from './bounds.ts';
import { type CellContext, type CellXml, cellValue } from './cell-values.ts';
import { textOf } from './shared-strings.ts';
import { Unreadable } from './unreadable.ts';
import { attributesOf, plain, plainText, Tags } from './xml-tags.ts';

export interface SheetCells {
  /** Row by row, each as long as the widest. */
  readonly grid: readonly (readonly Cell[])[];
  readonly formulas: readonly FormulaCell[];
  /** Cells beyond the last row or column, and cells with too much in them; neither is in the grid. */
  readonly far: readonly string[];
  readonly long: readonly string[];
}

/**
 * Throws Unreadable where the XML is no sheet, or a broken one; null where its cells need more room than there is.
 * @param room cells, empty ones between others included
 */
export function readSheet(title: string, xml: string, context: CellContext, room: number): SheetCells | null {
  const tags = new Tags(`its tab ${title}`, xml);
  const sheet = new SheetReader(title, context, room);
  do tags.next();
  while (tags.name !== 'sheetData');
  if (tags.isAlone) return sheet.cells();
  const usualCellHere = usualCell(tags.prefix);
  for (;;) {
    for (let usual = tags.match(usualCellHere); usual !== null; usual = tags.match(usualCellHere)) {
      sheet.usual(usual);
      if (sheet.isFull) return null;
    }
    tags.next();
    if (tags.name === 'sheetData') return sheet.cells();
    if (tags.isClosing) continue;
    if (tags.name === 'row') sheet.row(tags.text());
    if (tags.name === 'c') sheet.cell(tags.text(), tags.isAlone ? '' : tags.content());
    if (sheet.isFull) return null;
  }
}

/**
 * A cell as spreadsheets mostly write it, with or without a formula and with one value or one text in it: column, row, format, type,
 * whether there is a formula, the formula, value, text.
 *
 * @param p what stands before the names of tags: nothing, or `x:`
 */
const usualCell = (p: string): RegExp =>
  new RegExp(
    `<${p}c r="([A-Z]{1,3})([1-9]\\d{0,6})"(?: s="(\\d*)")?(?: t="(\\w*)")?>(?:(<${p}f(?: [^<>]*)?)(?:/>|>([^<]*)</${p}f>))?(?:<${p}v>([^<]+)</${p}v>|<${p}is><${p}t(?: xml:space="preserve")?>([^<]+)</${p}t></${p}is>)</${p}c>`,
    'y',
  );

const ADDRESS = /^([A-Z]{1,5})([1-9]\d{0,11})$/;
const ROW_NUMBER = /^[1-9]\d{0,11}$/;
/** Rows, cells and what is no tag have no place within a cell. */
const OUT_OF_PLACE = /<(?:[^\s<>/:]*:)?(?:row|c|sheetData)[\s/>]|<[!?]/;

/** What stands in a cell: `<v>`, `<is>` and `<f>`; null where there is none. */
interface Pieces {
  value: string | null;
  text: string | null;
  formula: string | null;
}

class SheetReader {
  readonly #title: string;
  readonly #context: CellContext;
  readonly #room: number;
  readonly #grid: Cell[][] = [];
  readonly #formulas: FormulaCell[] = [];
  readonly #far: string[] = [];
  readonly #long: string[] = [];
  #columns = 0;
  /** The cell before: one that does not say where it stands comes right behind it. */
  #row = 0;
  #column = 0;
  /** Whether there is no room for its cells. */
  isFull = false;
  /** The last cell that holds something. */
  #lastRow = 0;
  #lastColumn = 0;

  constructor(title: string, context: CellContext, room: number) {
    this.#title = title;
    this.#context = context;
    this.#room = room;
  }

  row(tag: string): void {
    const number = attributesOf(tag).get('r') ?? String(this.#row + 1);
    if (!ROW_NUMBER.test(number)) throw this.#broken(`row "${number.slice(0, 20)}"`);
    this.#row = Number(number);
    this.#column = 0;
  }

  usual(found: RegExpExecArray): void {
    this.#row = Number(found[2]);
    this.#column = columnNumber(found[1] ?? '');
    const text = found[8];
    const xml = {
      type: found[4] ?? '',
      style: found[3] ?? '',
      value: found[7] ?? null,
      text: text === undefined ? null : plainText(text),
    };
    this.#take(xml, found[5] === undefined ? null : plain(found[6] ?? ''));
  }

  /** A cell with nothing in it is left out. */
  cell(tag: string, content: string): void {
    const attributes = attributesOf(tag);
    [this.#row, this.#column] = this.#placeOf(attributes.get('r'));
    if (content === '') return;
    const [type = '', style = ''] = [attributes.get('t'), attributes.get('s')];
    if (OUT_OF_PLACE.test(content) || !/^\w*$/.test(type) || !/^\d*$/.test(style)) throw this.#broken();
    const { value, text, formula } = this.#piecesOf(content);
    if (formula !== null && value === null && text === null)
      this.#take({ type: 'e', style, value: NOT_CALCULATED, text });
    else this.#take({ type, style, value, text }, formula);
  }

  cells(): SheetCells {
    for (const cells of this.#grid) while (cells.length < this.#columns) cells.push(null);
    return { grid: this.#grid, formulas: this.#formulas, far: this.#far, long: this.#long };
  }

  #piecesOf(content: string): Pieces {
    const tags = new Tags(`its tab ${this.#title}`, content);
    const found: Pieces = { value: null, text: null, formula: null };
    while (tags.tryNext()) {
      if (tags.isClosing) continue;
      const { name, isAlone } = tags;
      if (name === 'v') found.value = isAlone ? '' : tags.content();
      if (name === 'f') found.formula = isAlone ? '' : plain(tags.content());
      if (name === 'is') found.text = isAlone ? '' : textOf(tags.content());
    }
    if (found.value?.includes('<')) throw this.#broken();
    return found;
  }

  #take(xml: CellXml, formula: string | null = null): void {
    if ((xml.value === null || xml.value === '') && (xml.text === null || xml.text === '')) return;
    const [row, column] = [this.#row, this.#column];
    if (row > MOST_ROWS || column > MOST_COLUMNS) {
      this.#far.push(cellName(row, column));
      return;
    }
    if (row < this.#lastRow || (row === this.#lastRow && column <= this.#lastColumn)) throw this.#broken();
    const value = cellValue(xml, this.#context);
    if (value === undefined) throw this.#broken();
    if (value === null) return;
    if (typeof value === 'string' && value.length > LONGEST_CELL) {
      this.#long.push(cellName(row, column));
      return;
    }
    this.#put(value);
    if (formula !== null) this.#formulas.push({ row, column: column - 1, formula: formula && `=${formula}` });
  }

  /** Room is made where there is some. */
  #put(value: Cell): void {
    this.#lastRow = this.#row;
    this.#lastColumn = this.#column;
    this.#columns = Math.max(this.#columns, this.#column);
    if (this.#row * this.#columns > this.#room) {
      this.isFull = true;
      return;
    }
    while (this.#grid.length < this.#row) this.#grid.push([]);
    const cells = this.#grid[this.#row - 1] as Cell[];
    while (cells.length < this.#column - 1) cells.push(null);
    cells.push(value);
  }

  #placeOf(address: string | undefined): [row: number, column: number] {
    if (address === undefined) return [this.#row, this.#column + 1];
    const [, letters, digits] = ADDRESS.exec(address) ?? [];
    if (!letters || !digits) throw this.#broken(`cell "${address.slice(0, 20)}"`);
    return [Number(digits), columnNumber(letters)];
  }

  #broken(what = `cell ${cellName(this.#row, this.#column)}`): Unreadable {
    return new Unreadable(`in its tab ${this.#title}, ${what} is broken`);
  }
}

/** What spreadsheets show for a formula that was not worked out yet: programs write such ones, and they are not empty. */
const NOT_CALCULATED = '#GETTING_DATA';

function columnNumber(letters: string): number {
  let number = 0;
  for (let at = 0; at < letters.length; at += 1) number = number * 26 + letters.charCodeAt(at) - 64;
  return number;
}
