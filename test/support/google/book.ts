/** A spreadsheet as people have it before them: typed into, sorted, renamed, and looked at. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { cellName, parseRange } from './sheets/a1.ts';
import { changing, expectEditable } from './sheets/access.ts';
import {
  type Cell,
  type Content,
  cellAt,
  effectiveOf,
  type Format,
  type Sheet,
  sheetByTitle,
} from './sheets/content.ts';
import { deleteLines, insertLines } from './sheets/requests/dimensions.ts';
import { errorText, shown } from './sheets/shown.ts';
import { sortRows } from './sheets/sort-rows.ts';
import { setValue, writeInput } from './sheets/write-cell.ts';
import { type Account, type Book, noteChange, type Role, type World } from './world.ts';

/** What one sees of a cell. */
export interface SeenCell {
  /** As the screen shows it; '' for an empty cell. */
  readonly shown: string;
  /** What it counts as: a formula's result, `#REF!` for an error, null for an empty cell. */
  readonly value: string | number | boolean | null;
  readonly formula: string | null;
  readonly note: string | null;
  readonly format: Format | null;
  readonly validation: sheets_v4.Schema$DataValidationRule | null;
}

const PEOPLE: Account = { email: 'pricing@wavelink.example', displayName: 'Pricing' };

export class BookOfPeople {
  readonly #world: World;
  readonly #book: Book;

  constructor(world: World, book: Book) {
    this.#world = world;
    this.#book = book;
  }

  get id(): string {
    return this.#book.id;
  }

  /** Tabs in their order, hidden ones too. */
  get tabs(): readonly string[] {
    return this.#book.content.sheets.map(({ properties }) => properties.title);
  }

  /** How Drive counts changes; rises with each. */
  get version(): number {
    return this.#book.changes.at(-1)?.version ?? 0;
  }

  /** Types into a cell (`B2`): what a person sees happen to numbers, dates and formulas happens. @param by an e-mail address */
  edit(tab: string, cell: string, text: string, by: string = PEOPLE.email): void {
    this.#change(by, (content) => {
      const sheet = this.#sheet(tab, content);
      const { startRow, startColumn } = parseRange(`'${tab.replaceAll("'", "''")}'!${cell}`, new Set([tab]));
      this.#expectEditable(sheet, startRow, startColumn, by);
      writeInput(this.#book, sheet, [startRow, startColumn], text, 'USER_ENTERED');
    });
  }

  /** Pastes rows of text from a cell on, as one change; the grid grows where they do not fit. */
  paste(tab: string, cell: string, rows: readonly (readonly string[])[], by: string = PEOPLE.email): void {
    this.#change(by, (content) => {
      const sheet = this.#sheet(tab, content);
      const { startRow, startColumn } = parseRange(`'${tab.replaceAll("'", "''")}'!${cell}`, new Set([tab]));
      const missing = startRow + rows.length - sheet.rows.length;
      if (missing > 0) insertLines(content, sheet, true, sheet.rows.length, missing);
      const width = startColumn + Math.max(0, ...rows.map((row) => row.length)) - sheet.columns.length;
      if (width > 0) insertLines(content, sheet, false, sheet.columns.length, width);
      rows.forEach((row, down) => {
        row.forEach((text, right) => {
          this.#expectEditable(sheet, startRow + down, startColumn + right, by);
          writeInput(this.#book, sheet, [startRow + down, startColumn + right], text, 'USER_ENTERED');
        });
      });
    });
  }

  /** What a formula comes to, wherever it stands from now on; without it a formula comes to `#NAME?`. */
  computes(formula: string, result: string | number | boolean): void {
    this.#book.results.set(formula, result);
    for (const { rows } of this.#book.content.sheets) {
      for (const { cells } of rows) {
        cells.forEach((cell) => {
          if (cell?.value?.formulaValue === formula) setValue(this.#book, cell, { formulaValue: formula });
        });
      }
    }
  }

  /** A new empty row before the row of this number (1 is the first). */
  insertRow(tab: string, before: number, by: string = PEOPLE.email): void {
    this.#change(by, (content) => insertLines(content, this.#sheet(tab, content), true, before - 1, 1));
  }

  deleteRow(tab: string, row: number, by: string = PEOPLE.email): void {
    this.#change(by, (content) => deleteLines(content, this.#sheet(tab, content), true, row - 1, 1));
  }

  /** A new empty column before the column of this letter. */
  insertColumn(tab: string, before: string, by: string = PEOPLE.email): void {
    const { startColumn } = parseRange(`T!${before}1`, new Set(['T']));
    this.#change(by, (content) => insertLines(content, this.#sheet(tab, content), false, startColumn, 1));
  }

  /** Sorts all rows but the first by a column. */
  sortRows(
    tab: string,
    column: string,
    options: { readonly descending?: boolean; readonly by?: string } = {},
  ): void {
    const { startColumn } = parseRange(`T!${column}1`, new Set(['T']));
    this.#change(options.by ?? PEOPLE.email, (content) => {
      const sheet = this.#sheet(tab, content);
      sortRows(
        sheet,
        { startRow: 1, endRow: sheet.rows.length, startColumn: 0, endColumn: sheet.columns.length },
        startColumn,
        options.descending ?? false,
      );
    });
  }

  renameTab(tab: string, title: string, by: string = PEOPLE.email): void {
    this.#change(by, (content) => {
      if (sheetByTitle(content, title) !== undefined) throw new Error(`there is a tab ${title}`);
      this.#sheet(tab, content).properties.title = title;
    });
  }

  deleteTab(tab: string, by: string = PEOPLE.email): void {
    this.#change(by, (content) => {
      content.sheets = content.sheets.filter((each) => each !== this.#sheet(tab, content));
    });
  }

  /** @param locale as Google writes it: `de_DE` */
  setLocale(locale: string, by: string = PEOPLE.email): void {
    this.#change(by, ({ properties }) => void Object.assign(properties, { locale }), 'properties');
  }

  setTimeZone(timeZone: string, by: string = PEOPLE.email): void {
    this.#change(by, ({ properties }) => void Object.assign(properties, { timeZone }), 'properties');
  }

  share(email: string, role: Role = 'writer'): void {
    this.#book.roles.set(email, role);
    noteChange(this.#world, this.#book, PEOPLE, 'permissions');
  }

  /** Takes an account's access away; the service account's where none is named. */
  unshare(email: string = this.#world.account.email): void {
    this.#book.roles.delete(email);
    this.#book.former.add(email);
    noteChange(this.#world, this.#book, PEOPLE, 'remove');
  }

  /** From now on the account may look but not write. */
  makeReader(email: string = this.#world.account.email): void {
    this.#book.former.add(email);
    this.share(email, 'reader');
  }

  trash(): void {
    this.#book.isTrashed = true;
    noteChange(this.#world, this.#book, PEOPLE, 'trash');
  }

  untrash(): void {
    this.#book.isTrashed = false;
    noteChange(this.#world, this.#book, PEOPLE, 'untrash');
  }

  /** For good. */
  delete(): void {
    this.#book.isDeleted = true;
    noteChange(this.#world, this.#book, PEOPLE, 'remove');
  }

  cell(tab: string, name: string): SeenCell {
    const { startRow, startColumn } = parseRange(`'${tab.replaceAll("'", "''")}'!${name}`, new Set([tab]));
    return this.#seen(cellAt(this.#sheet(tab), startRow, startColumn));
  }

  /** All that a tab shows, without empty rows and cells at the end. */
  shown(tab: string): readonly (readonly string[])[] {
    const { locale } = this.#book.content.properties;
    const rows = this.#sheet(tab).rows.map(({ cells }) => {
      const texts = Array.from(cells, (cell) => shown(cell, locale) ?? '');
      return texts.slice(0, texts.findLastIndex((text) => text !== '') + 1);
    });
    return rows.slice(0, rows.findLastIndex((row) => row.length > 0) + 1);
  }

  /** Notes by the names of their cells. */
  notes(tab: string): Readonly<Record<string, string>> {
    const notes: [string, string][] = [];
    this.#sheet(tab).rows.forEach(({ cells }, row) => {
      cells.forEach((cell, column) => {
        if (cell?.note !== undefined) notes.push([cellName(row, column), cell.note]);
      });
    });
    return Object.fromEntries(notes);
  }

  /** A tab's protected ranges, conditional formats, filter, sizes and frozen rows, as the API has them. */
  about(tab: string): Readonly<Omit<Sheet, 'rows' | 'columns'>> & {
    readonly rowCount: number;
    readonly columnCount: number;
    readonly columns: readonly sheets_v4.Schema$DimensionProperties[];
  } {
    const { rows, columns, ...rest } = this.#sheet(tab);
    return {
      ...structuredClone(rest),
      rowCount: rows.length,
      columnCount: columns.length,
      columns: columns.map(({ properties }) => properties),
    };
  }

  #sheet(tab: string, content: Content = this.#book.content): Sheet {
    const sheet = sheetByTitle(content, tab);
    if (sheet === undefined) throw new Error(`no tab ${tab}; there are: ${this.tabs.join(', ')}`);
    return sheet;
  }

  #change(email: string, work: (content: Content) => void, what: 'content' | 'properties' = 'content'): void {
    const by = { email, displayName: email.split('@')[0] ?? email };
    if (what === 'properties') {
      work(this.#book.content);
      noteChange(this.#world, this.#book, by, what);
    } else changing(this.#world, this.#book, by, work);
  }

  #expectEditable(sheet: Sheet, row: number, column: number, email: string): void {
    const range = { startRow: row, endRow: row + 1, startColumn: column, endColumn: column + 1 };
    expectEditable(this.#book, sheet, range, { email, displayName: email });
  }

  #seen(cell: Cell | undefined): SeenCell {
    const value = cell === undefined ? undefined : effectiveOf(cell);
    const error = value?.errorValue?.type;
    return {
      shown: shown(cell, this.#book.content.properties.locale) ?? '',
      value: error
        ? errorText(error)
        : (value?.numberValue ?? value?.boolValue ?? value?.stringValue ?? null),
      formula: cell?.value?.formulaValue ?? null,
      note: cell?.note ?? null,
      format: cell?.format ?? null,
      validation: cell?.validation ?? null,
    };
  }
}
