/** The grid of one tab: joins the sheet, the view and the server. Bars and panels call what it can do. */

import { counted } from '#core/words.ts';
import type { Column } from '#core/workbook/column.ts';
import { type AnyTab, columnsOf } from '#core/workbook/tab.ts';
import { readBlock, writeBlock, writeHtml } from './clipboard.ts';
import { Editor, type Leaving } from './editor.ts';
import { addRows, type Block, clear, type Edit, fillDown, paste, removeRows, typeInto } from './edits.ts';
import { type Fault, Faults, type RowFaults, rowName, WHOLE_ROW } from './faults.ts';
import { columnFilter } from './find.ts';
import { choicesOf, isClosed, looksOf } from './looks.ts';
import { Saving } from './save.ts';
import {
  at,
  blockOf,
  jump,
  type Move,
  moved,
  type Selection,
  type Spot,
  stepped,
  within,
} from './selection.ts';
import type { Server } from './server.ts';
import { type Command, cellText, type Row, Sheet, toRow } from './sheet.ts';
import { GridView, type RowLook } from './view.ts';
import type { Found } from './wire.ts';

export interface AppParts {
  readonly tab: AnyTab;
  readonly server: Server;
  readonly canEdit: boolean;
  /** Something changed that a bar or line tells about. */
  readonly onChange: () => void;
  /** Something is to be told at once. */
  readonly say: (text: string, isFault?: boolean) => void;
}

/** Rows looked at in one go; between two the browser may draw. */
const CHECKED_AT_ONCE = 4000;

export class GridApp {
  readonly tab: AnyTab;
  readonly columns: readonly Column[];
  readonly sheet: Sheet;
  readonly faults: Faults;
  readonly view: GridView;
  readonly server: Server;
  readonly canEdit: boolean;
  readonly saving: Saving;
  /** The rows that pass the filters, in their order. */
  shown: Row[] = [];
  selection: Selection = at(0, 0);
  isLoaded = false;
  /** After Escape: the next Tab leaves the grid. */
  isTabFree = false;
  #places = new Map<Row, number>();
  #filters = new Map<number, (cell: string) => boolean>();
  #onlyFaulty = false;
  #codes: Readonly<Record<string, readonly string[]>> = {};
  #editor: Editor | null = null;
  readonly #parts: AppParts;

  constructor(parts: AppParts) {
    this.#parts = parts;
    this.tab = parts.tab;
    this.server = parts.server;
    this.canEdit = parts.canEdit;
    this.columns = columnsOf(parts.tab);
    this.sheet = new Sheet(this.columns.length);
    this.faults = new Faults(parts.tab);
    this.saving = new Saving(this);
    this.view = new GridView({
      label: parts.tab.title,
      columns: looksOf(parts.tab, this.columns),
      rowAt: (row) => this.#look(row),
      onPoint: (spot, how) => this.#point(spot, how),
      onFilter: (column, text) => this.#filter(column, text),
    });
  }

  get say() {
    return this.#parts.say;
  }
  /** Columns with Cardline's own. */
  get width(): number {
    return this.columns.length + 2;
  }
  get block(): Block {
    return blockOf(this.selection);
  }
  get activeRow(): Row | undefined {
    return this.shown[this.selection.active.row];
  }
  get headings(): string[] {
    return this.columns.map(({ heading }) => heading);
  }

  // ---- loading

  /** Rows come page by page; the first ones can be worked on while the others come. */
  async load(): Promise<void> {
    const codes = this.server.codes();
    let cursor: string | null = null;
    do {
      const page = await this.server.rows(cursor);
      if (!page.ok) {
        this.say(`Not all rows could be loaded: ${page.faults.join(' ')}`, true);
        return;
      }
      const rows = page.value.rows.map(toRow);
      // New rows stand at the end.
      const added = this.sheet.rows.length;
      const own = this.sheet.rows.filter(({ id }) => id === null);
      this.sheet.append(rows);
      if (own.length > 0) this.sheet.rows = [...this.sheet.rows.filter(({ id }) => id !== null), ...own];
      this.refresh();
      if (added === 0) {
        this.select(at(0, 0));
        // For the browser's own tools, and for what measures (bench/grid.ts).
        performance.mark('first rows');
      }
      await this.#lookAt(rows);
      cursor = page.value.next;
    } while (cursor !== null);
    const found = await codes;
    if (found.ok) this.#codes = found.value;
    this.isLoaded = true;
    performance.mark('all rows');
    this.#parts.onChange();
  }

  async reload(): Promise<void> {
    this.isLoaded = false;
    this.sheet.clear();
    this.faults.setFound(new Map());
    await this.load();
  }

  async #lookAt(rows: readonly Row[]): Promise<void> {
    for (let from = 0; from < rows.length; from += CHECKED_AT_ONCE) {
      await new Promise((resume) => setTimeout(resume));
      this.faults.look(rows.slice(from, from + CHECKED_AT_ONCE));
    }
    this.view.redraw();
    this.#parts.onChange();
  }

  // ---- showing

  /** After rows came or went, or a filter changed: the rows to show, counted anew. */
  refresh(): void {
    const active = this.activeRow;
    const tests = [...this.#filters];
    this.#places = new Map(this.sheet.rows.map((row, place) => [row, place]));
    this.shown =
      tests.length === 0 && !this.#onlyFaulty
        ? this.sheet.rows
        : this.sheet.rows.filter(
            (row) =>
              tests.every(([column, fits]) => fits(this.textOf(row, column))) &&
              (!this.#onlyFaulty || this.faults.of(row) !== null),
          );
    this.view.setCount(this.shown.length);
    const found = active ? this.shown.indexOf(active) : -1;
    this.selection = within(this.selection, this.#bounds);
    if (found >= 0 && found !== this.selection.active.row)
      this.selection = at(found, this.selection.active.column);
    this.view.select(this.shown.length === 0 ? null : this.selection, false);
    this.#parts.onChange();
  }

  get #bounds() {
    return { rows: this.shown.length, columns: this.width };
  }

  /** What stands in a cell; of Cardline's own columns, what is known of the row just now. */
  textOf(row: Row, column: number): string {
    if (column < this.columns.length) return cellText(row.cells[column]);
    const faults = this.faults.of(row);
    if (column === this.columns.length) {
      if (faults) return 'Fault';
      return this.sheet.edited.has(row) ? 'Not saved' : (row.status ?? '');
    }
    if (!faults) return this.sheet.edited.has(row) ? '' : (row.message ?? '');
    return [...faults]
      .map(
        ([place, message]) => `${place === WHOLE_ROW ? '' : `${this.columns[place]?.heading}: `}${message}`,
      )
      .join(' ');
  }

  #look(place: number): RowLook {
    const row = this.shown[place] as Row;
    const faults = this.faults.of(row);
    const isChanged = this.sheet.edited.has(row);
    return {
      number: this.numberOf(row),
      isChanged,
      isFaulty: faults !== null,
      cell: (column) => ({
        text: this.textOf(row, column),
        isFaulty: faults?.has(column) === true,
        isChanged:
          isChanged && column < this.columns.length && row.cells[column] !== (row.saved?.[column] ?? null),
      }),
    };
  }

  /** As the check names it: the headings are row 1. */
  numberOf(row: Row): number {
    return (this.#places.get(row) ?? 0) + 2;
  }

  nameOf(row: Row): string {
    return rowName(this.tab, row) || `Row ${this.numberOf(row)}`;
  }

  listFaults(): Fault[] {
    return this.faults.list(this.sheet.rows);
  }

  get faultyRows(): number {
    return this.faults.count;
  }

  // ---- selecting

  select(selection: Selection): void {
    this.selection = within(selection, this.#bounds);
    this.view.select(this.shown.length === 0 ? null : this.selection);
    this.#parts.onChange();
  }

  move(move: Move): void {
    this.select(moved(this.selection, move, this.#bounds));
  }

  step(step: 1 | -1): void {
    this.select(stepped(this.selection, step, this.#bounds));
  }

  jump(rows: -1 | 0 | 1, columns: -1 | 0 | 1, isExtending: boolean): void {
    const from = isExtending ? this.selection.end : this.selection.active;
    const { rows: height, columns: width } = this.#bounds;
    const most =
      rows < 0
        ? from.row
        : rows > 0
          ? height - 1 - from.row
          : columns < 0
            ? from.column
            : width - 1 - from.column;
    const steps = jump(
      (passed) => {
        const row = this.shown[from.row + rows * passed];
        return row !== undefined && this.textOf(row, from.column + columns * passed) !== '';
      },
      Math.max(0, most),
    );
    this.move({ rows: rows * steps, columns: columns * steps, isExtending });
  }

  selectAll(): void {
    this.select({
      active: { row: 0, column: 0 },
      end: { row: this.shown.length - 1, column: this.width - 1 },
    });
  }
  selectRows(): void {
    const { active, end } = this.selection;
    this.select({ active: { row: active.row, column: 0 }, end: { row: end.row, column: this.width - 1 } });
  }
  selectColumns(): void {
    const { active, end } = this.selection;
    this.select({
      active: { row: 0, column: active.column },
      end: { row: this.shown.length - 1, column: end.column },
    });
  }

  /** Shows a cell, whatever the filters hide. */
  goTo(row: Row, column: number): void {
    if (!this.shown.includes(row)) this.clearFilters();
    const place = this.shown.indexOf(row);
    if (place < 0) return;
    this.select(at(place, column));
    this.focus();
  }

  focus(): void {
    this.view.element.focus();
  }

  /** The next cell with a fault behind the active one, and round again. */
  goToNextFault(): void {
    const faults = this.listFaults();
    const { row, column } = this.selection.active;
    const here = this.shown[row];
    const place = here ? (this.#places.get(here) ?? 0) : 0;
    const next =
      faults.find(({ row: other, column: its }) => {
        const there = this.#places.get(other) ?? 0;
        return there > place || (there === place && its > column);
      }) ?? faults[0];
    if (next) this.goTo(next.row, next.column);
    else this.say('There are no faults that the cells alone tell. Check looks at the whole workbook.');
  }

  #point({ row, column }: Spot, how: 'begin' | 'extend' | 'edit'): void {
    this.#editor?.finish('stay');
    if (how === 'edit') {
      if (row >= 0 && column >= 0) this.startEditing();
      return;
    }
    const last = { row: this.shown.length - 1, column: this.width - 1 };
    const active =
      how === 'extend' ? this.selection.active : { row: Math.max(0, row), column: Math.max(0, column) };
    const end = { row: row < 0 ? last.row : row, column: column < 0 ? last.column : column };
    this.selection = within({ active, end }, this.#bounds);
    this.view.select(this.shown.length === 0 ? null : this.selection, row >= 0 && column >= 0);
    this.#parts.onChange();
  }

  // ---- filters

  #filter(column: number, text: string): void {
    const test = columnFilter(text);
    if (test) this.#filters.set(column, test);
    else this.#filters.delete(column);
    this.refresh();
  }

  showOnlyFaulty(isOn: boolean): void {
    this.#onlyFaulty = isOn;
    this.refresh();
  }
  get isFiltered(): boolean {
    return this.#filters.size > 0 || this.#onlyFaulty;
  }
  get showsOnlyFaulty(): boolean {
    return this.#onlyFaulty;
  }
  clearFilters(): void {
    this.#filters.clear();
    this.#onlyFaulty = false;
    this.view.showFilters(false);
    this.refresh();
  }

  // ---- editing

  get isEditing(): boolean {
    return this.#editor !== null;
  }

  /** @param typed what was typed instead of what stands there; left out: what stands there is edited */
  startEditing(typed?: string): void {
    const { row, column } = this.selection.active;
    const [here, kind] = [this.shown[row], this.columns[column]];
    if (!here || !this.#may()) return;
    if (!kind) {
      this.say('Status and Message are filled by the check and cannot be written into.', true);
      return;
    }
    this.view.select(at(row, column));
    this.selection = at(row, column);
    const cell = this.view.cellElement({ row, column });
    if (!cell) return;
    this.view.pin(row);
    this.#editor = new Editor({
      cell,
      label: `${kind.heading}, row ${this.numberOf(here)}`,
      text: typed ?? cellText(here.cells[column]),
      choices: choicesOf(kind, this.#codes[kind.heading]),
      isClosed: isClosed(kind),
      isTypedOver: typed !== undefined,
      onDone: (text, leaving) => {
        this.#stopEditing();
        this.#do(typeInto(here, column, text, this.columns.length));
        this.#leave(leaving);
      },
      onCancel: () => this.#stopEditing(),
    });
  }

  #stopEditing(): void {
    this.#editor = null;
    this.view.pin(null);
    if (document.activeElement === document.body) this.focus();
  }

  #leave(leaving: Leaving): void {
    if (leaving === 'down') this.move({ rows: 1 });
    if (leaving === 'up') this.move({ rows: -1 });
    if (leaving === 'right') this.step(1);
    if (leaving === 'left') this.step(-1);
  }

  finishEditing(): void {
    this.#editor?.finish('stay');
  }

  #may(): boolean {
    if (!this.canEdit) this.say('This cannot be changed here.', true);
    return this.canEdit;
  }

  #do(edit: Edit): boolean {
    if (!edit.ok) this.say(edit.reason, true);
    else this.run(edit.command);
    return edit.ok;
  }

  /** Does a step and shows it. */
  run(command: Command): void {
    this.sheet.run(command);
    this.#afterCommand(command);
  }

  #afterCommand({ changed, added, removed }: Command): void {
    this.faults.forget(removed.map(({ row }) => row));
    this.faults.look([...changed, ...added].map(({ row }) => row));
    if (added.length + removed.length > 0) this.refresh();
    else this.view.redraw();
    this.#parts.onChange();
  }

  undo(): void {
    if (this.#may()) this.#back(this.sheet.undo(), 'undone', 'There is nothing to undo.');
  }
  redo(): void {
    if (this.#may()) this.#back(this.sheet.redo(), 'done again', 'There is nothing to do again.');
  }
  #back(command: Command | null, word: string, nothing: string): void {
    if (command === null) {
      this.say(nothing);
      return;
    }
    this.#afterCommand(command);
    const first = command.changed[0]?.row ?? command.added[0]?.row;
    const place = first ? this.shown.indexOf(first) : -1;
    if (place >= 0) this.select(at(place, this.selection.active.column));
    this.say(`${command.name} ${word}.`);
  }

  clear(): void {
    if (this.#may()) this.#do(clear(this.shown, this.block, this.columns.length));
  }
  fillDown(): void {
    if (this.#may()) this.#do(fillDown(this.shown, this.block, this.columns.length));
  }

  addRow(): void {
    if (!this.#may()) return;
    if (this.isFiltered) this.clearFilters();
    const below = this.shown[this.block.bottom] ?? null;
    const command = addRows(this.sheet, below);
    this.run(command);
    const row = command.added[0]?.row;
    if (row) this.goTo(row, 0);
  }

  deleteRows(): void {
    if (!this.#may()) return;
    const rows = this.shown.slice(this.block.top, this.block.bottom + 1);
    if (rows.length === 0) return;
    this.run(removeRows(this.sheet, rows));
    this.say(
      `${counted(rows.length, 'row')} deleted. Ctrl+Z brings ${rows.length === 1 ? 'it' : 'them'} back.`,
    );
  }

  // ---- clipboard

  #copied(): string[][] {
    const { top, bottom, left, right } = this.block;
    return this.shown
      .slice(top, bottom + 1)
      .map((row) => Array.from({ length: right - left + 1 }, (_, n) => this.textOf(row, left + n)));
  }

  copyTo(data: DataTransfer): void {
    const cells = this.#copied();
    data.setData('text/plain', writeBlock(cells));
    data.setData('text/html', writeHtml(cells));
  }

  cutTo(data: DataTransfer): void {
    this.copyTo(data);
    if (this.#may()) this.#do(clear(this.shown, this.block, this.columns.length, 'Cutting'));
  }

  pasteText(text: string): void {
    if (!this.#may()) return;
    const texts = readBlock(text);
    const { top, left } = this.block;
    const edit = paste({
      sheet: this.sheet,
      shown: this.shown,
      block: this.block,
      texts,
      headings: this.headings,
    });
    if (!this.#do(edit) || !edit.ok) return;
    const { changed, added } = edit.command;
    const width = Math.max(1, ...texts.map(({ length }) => length));
    if (!this.isFiltered)
      this.select({
        active: { row: top, column: left },
        end: { row: top + Math.max(texts.length, 1) - 1, column: left + width - 1 },
      });
    this.say(`Pasted: ${counted(changed.length, 'row')} changed, ${counted(added.length, 'row')} added.`);
  }

  // ---- the check of the whole

  /** Marks the cells that the check of the whole workbook found faults in; answers the cell of each fault of this tab. */
  markFound(found: readonly Found[]): ReadonlyMap<Found, { readonly row: Row; readonly column: number }> {
    const byId = new Map(this.sheet.rows.flatMap((row) => (row.id === null ? [] : [[row.id, row] as const])));
    const marks = new Map<Row, Map<number, string>>();
    const cells = new Map<Found, { row: Row; column: number }>();
    for (const fault of found) {
      const row = fault.tab === this.tab.title && fault.id !== null ? byId.get(fault.id) : undefined;
      if (!row) continue;
      const column = fault.column === null ? WHOLE_ROW : this.headings.indexOf(fault.column);
      const of = marks.get(row) ?? new Map<number, string>();
      marks.set(row, of.set(column, fault.message));
      cells.set(fault, { row, column: Math.max(0, column) });
    }
    this.faults.setFound(marks as Map<Row, RowFaults>);
    this.view.redraw();
    this.#parts.onChange();
    return cells;
  }

  /** After rows were saved, settled or read anew. */
  changedBehind(): void {
    this.refresh();
    this.view.redraw();
  }
}
