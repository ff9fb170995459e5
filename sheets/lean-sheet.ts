/**
 * The cells of a sheet's XML that hold something, written anew and nothing else: what lies between and around them (formats of
 * empty cells, comments, whatever padding) never reaches the reader, whose time and room grow faster than its length.
 * One pass, whose time grows with the length alone. A failed formula, which the reader takes for empty, becomes its text.
 */
import { LONGEST_CELL } from '#core/workbook/cell.ts';
import { cellName, MOST_COLUMNS, MOST_ROWS } from './bounds.ts';
import { Unreadable } from './unreadable.ts';

export interface LeanSheet {
  /** XML with rows and cells only. */
  readonly xml: string;
  /** Size of the grid that it takes. */
  readonly rows: number;
  readonly columns: number;
  /** Cells beyond the last row or column, left out of `xml`. */
  readonly far: readonly string[];
  /** Cells with too much in them, left out too. */
  readonly long: readonly string[];
}

/** XML of one cell beyond which its text is too long, however much of it is markup and escapes. */
const LONGEST_CELL_XML = LONGEST_CELL * 20;

/** Throws Unreadable where the XML is no sheet, or a broken one. */
export function leanSheet(title: string, xml: string): LeanSheet {
  const tags = new Tags(title, xml);
  const sheet = new LeanWriter(title);
  do tags.next();
  while (tags.name !== 'sheetData');
  if (tags.isAlone) return sheet.lean();
  for (tags.next(); tags.name !== 'sheetData'; tags.next()) {
    if (tags.isClosing) continue;
    if (tags.name === 'row') sheet.row(tags.text());
    if (tags.name === 'c') sheet.cell(tags.text(), tags.isAlone ? '' : tags.content());
  }
  return sheet.lean();
}

/** Walks over the tags of an XML text; comments, declarations and the like are passed over. */
class Tags {
  readonly #title: string;
  readonly #xml: string;
  #open = 0;
  #at = 0;
  /** Of the tag reached, without the prefix of a namespace. */
  name = '';
  #fullName = '';
  isClosing = false;
  /** `<c r="A1"/>`: it opens and closes at once. */
  isAlone = false;

  constructor(title: string, xml: string) {
    this.#title = title;
    this.#xml = xml;
  }

  /** Goes on to the next tag. */
  next(): void {
    for (;;) {
      this.#open = this.#xml.indexOf('<', this.#at);
      if (this.#open < 0) throw this.#breaksOff();
      const sign = this.#xml.charAt(this.#open + 1);
      if (sign !== '!' && sign !== '?') break;
      const [, end] = ENDS.find(([begin]) => this.#xml.startsWith(begin, this.#open)) ?? ['<!', '>'];
      this.#at = this.#behind(end, this.#open);
    }
    this.isClosing = this.#xml.charCodeAt(this.#open + 1) === SLASH;
    NAME.lastIndex = this.#open + (this.isClosing ? 2 : 1);
    this.#fullName = NAME.exec(this.#xml)?.[0] ?? '';
    this.name = this.#fullName.slice(this.#fullName.indexOf(':') + 1);
    this.#at = this.#endOfTag() + 1;
    this.isAlone = this.#xml.charCodeAt(this.#at - 2) === SLASH;
  }

  /** The tag as it stands. */
  text(): string {
    return this.#xml.slice(this.#open, this.#at - 1);
  }

  /** What stands between the tag and its closing one; goes on behind that. */
  content(): string {
    const closing = `</${this.#fullName}`;
    for (let end = this.#at; ; end += closing.length) {
      end = this.#xml.indexOf(closing, end);
      if (end < 0) throw this.#breaksOff();
      if (!/[\s>]/.test(this.#xml.charAt(end + closing.length))) continue;
      const content = this.#xml.slice(this.#at, end);
      this.#at = this.#behind('>', end);
      return content;
    }
  }

  #behind(end: string, from: number): number {
    const at = this.#xml.indexOf(end, from);
    if (at < 0) throw this.#breaksOff();
    return at + end.length;
  }

  /** The `>` of the tag; one within the quotes of an attribute is none. */
  #endOfTag(): number {
    for (let at = this.#open + 1; at < this.#xml.length; at += 1) {
      const sign = this.#xml.charCodeAt(at);
      if (sign === GREATER) return at;
      if (sign !== DOUBLE_QUOTE && sign !== SINGLE_QUOTE) continue;
      at = this.#xml.indexOf(sign === DOUBLE_QUOTE ? '"' : "'", at + 1);
      if (at < 0) break;
    }
    throw this.#breaksOff();
  }

  #breaksOff(): Unreadable {
    return new Unreadable(`its tab ${this.#title} breaks off`);
  }
}

const ENDS = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;
const NAME = /[^\s/>]*/y;
const [SLASH, GREATER, DOUBLE_QUOTE, SINGLE_QUOTE] = [...'/>"\''].map((sign) => sign.charCodeAt(0));

const ADDRESS = /^([A-Z]{1,5})([1-9]\d{0,11})$/;
const ROW_NUMBER = /^[1-9]\d{0,11}$/;
/** Rows, cells and what is no tag have no place within a cell. */
const OUT_OF_PLACE = /<(?:[^\s<>/:]*:)?(?:row|c|sheetData)[\s/>]|<[!?]/;
/** A value or a text with something in it. */
const VALUE = /<(?:[^\s<>/:]*:)?[vt](?:\s[^<>]*)?>[^<]/;

const ATTRIBUTE = /\s(?:[^\s:=]*:)?([^\s:=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** What is read of a row's or a cell's tag: its address, its type, its format. */
interface Attributes {
  r?: string;
  t?: string;
  s?: string;
}

/** A cell's tag as spreadsheets mostly write it; of any other the attributes are looked for one by one. */
const USUAL_CELL = /^<c r="([A-Z]{1,5}[1-9]\d{0,11})"(?: s="(\d*)")?(?: t="(\w*)")?\/?$/;

function attributesOf(tag: string): Attributes {
  const usual = USUAL_CELL.exec(tag);
  if (usual) return { r: usual[1] as string, s: usual[2] ?? '', t: usual[3] ?? '' };
  const found: Attributes = {};
  for (const [, name, one, other] of tag.matchAll(ATTRIBUTE))
    if (name === 'r' || name === 't' || name === 's') found[name] = one ?? other ?? '';
  return found;
}

/** What most cells hold: one value or one text with something in it, and nothing that is out of place. */
const USUAL_CONTENT = /^(?:<v>[^<]+<\/v>|<is><t(?: xml:space="preserve")?>[^<]+<\/t><\/is>)$/;

const INLINE_TEXT = /^<is><t(?: xml:space="preserve")?>([^<]+)<\/t><\/is>$/;

/** Fewer tags and attributes are read sooner: a text in a cell is a value like any other, and the format of a text says nothing. */
function withoutFrills({ t: type = '', s: style = '' }: Attributes, content: string): [Attributes, string] {
  const text = type === 'inlineStr' ? INLINE_TEXT.exec(content)?.[1] : undefined;
  if (text !== undefined) return [{ t: 'str' }, `<v>${text}</v>`];
  return [type === 's' || type === 'str' ? { t: type } : { t: type, s: style }, content];
}

/** Cells that are put into one text at a time: hundreds of thousands of small ones would keep the collector busy. */
const CELLS_AT_ONCE = 1000;

class LeanWriter {
  readonly #title: string;
  readonly #texts: string[] = ['<worksheet><sheetData>'];
  #pieces: string[] = [];
  readonly #far: string[] = [];
  readonly #long: string[] = [];
  #rows = 0;
  #columns = 0;
  /** The cell before: one that does not say where it stands comes right behind it. */
  #row = 0;
  #column = 0;
  /** The row that cells are being written into. */
  #written = 0;

  constructor(title: string) {
    this.#title = title;
  }

  row(tag: string): void {
    const { r: number = String(this.#row + 1) } = attributesOf(tag);
    if (!ROW_NUMBER.test(number)) throw this.#broken(`row "${number.slice(0, 20)}"`);
    this.#row = Number(number);
    this.#column = 0;
  }

  /** A cell with nothing in it is left out. */
  cell(tag: string, content: string): void {
    const attributes = attributesOf(tag);
    [this.#row, this.#column] = this.#placeOf(attributes.r);
    const name = cellName(this.#row, this.#column);
    if (!USUAL_CONTENT.test(content)) {
      if (OUT_OF_PLACE.test(content)) throw this.#broken(`cell ${name}`);
      if (!VALUE.test(content)) return;
    }
    if (this.#row > MOST_ROWS || this.#column > MOST_COLUMNS) this.#far.push(name);
    else if (content.length > LONGEST_CELL_XML) this.#long.push(name);
    else this.#write(name, ...withoutFrills(attributes, content));
  }

  lean(): LeanSheet {
    if (this.#written > 0) this.#pieces.push('</row>');
    this.#flush();
    return {
      xml: `${this.#texts.join('')}</sheetData></worksheet>`,
      rows: this.#rows,
      columns: this.#columns,
      far: this.#far,
      long: this.#long,
    };
  }

  #placeOf(address: string | undefined): [row: number, column: number] {
    if (address === undefined) return [this.#row, this.#column + 1];
    const [, letters, digits] = ADDRESS.exec(address) ?? [];
    if (!letters || !digits) throw this.#broken(`cell "${address.slice(0, 20)}"`);
    return [Number(digits), columnNumber(letters)];
  }

  #write(name: string, { t: type = '', s: style = '' }: Attributes, content: string): void {
    if (!/^\w*$/.test(type) || !/^\d*$/.test(style)) throw this.#broken(`cell ${name}`);
    if (this.#row !== this.#written) {
      this.#pieces.push(`${this.#written > 0 ? '</row>' : ''}<row r="${this.#row}">`);
      this.#written = this.#row;
    }
    const typed = type && ` t="${type === 'e' ? 'str' : type}"`;
    this.#pieces.push(`<c r="${name}"${typed}${style && ` s="${style}"`}>${content}</c>`);
    if (this.#pieces.length > CELLS_AT_ONCE) this.#flush();
    this.#rows = Math.max(this.#rows, this.#row);
    this.#columns = Math.max(this.#columns, this.#column);
  }

  #broken(what: string): Unreadable {
    return new Unreadable(`in its tab ${this.#title}, ${what} is broken`);
  }

  #flush(): void {
    this.#texts.push(this.#pieces.join(''));
    this.#pieces = [];
  }
}

function columnNumber(letters: string): number {
  let number = 0;
  for (let at = 0; at < letters.length; at += 1) number = number * 26 + letters.charCodeAt(at) - 64;
  return number;
}
