/** The grid of one tab: joins the sheet, the view and the server. Bars and panels call what it can do. */
import type { Column } from '#core/workbook/column.ts';
import { type AnyTab, columnsOf } from '#core/workbook/tab.ts';
import { Editing } from './editing.ts';
import type { Block } from './edits.ts';
import { type Fault, Faults, type RowFaults, rowName, WHOLE_ROW } from './faults.ts';
import { columnFilter } from './find.ts';
import { looksOf } from './looks.ts';
import { Saving } from './save.ts';
import { at, type Bounds, blockOf, type Selection, type Spot, within } from './selection.ts';
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
  readonly editing: Editing;
  /** The rows that pass the filters, in their order. */
  shown: Row[] = [];
  selection: Selection = at(0, 0);
  isLoaded = false;
  /** After Escape: the next Tab leaves the grid. */
  isTabFree = false;
  #places = new Map<Row, number>();
  #filters = new Map<number, (cell: string) => boolean>();
  #onlyFaulty = false;
  /** What may stand in columns that name rows of other tabs, by heading. */
  codes: Readonly<Record<string, readonly string[]>> = {};
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
    this.editing = new Editing(this);
    this.view = new GridView({
      label: parts.tab.title,
      columns: looksOf(parts.tab, this.columns),
      rowAt: (row) => this.#look(row),
      emptyText: () => this.#emptyText(),
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
      if (cursor !== null && rows.length === 0) {
        this.say('Rows were removed while the tab was loading: load the page again to see all of it.', true);
        return;
      }
      this.sheet.append(rows);
      this.refresh();
      if (cursor === null) {
        this.select(at(0, 0));
        // For the browser's own tools, and for what measures (bench/grid.ts).
        performance.mark('first rows');
      }
      await this.#lookAt(rows);
      cursor = page.value.next;
    } while (cursor !== null);
    const found = await codes;
    if (found.ok) this.codes = found.value;
    this.isLoaded = true;
    performance.mark('all rows');
    this.#parts.onChange();
  }

  async reload(): Promise<void> {
    this.isLoaded = false;
    this.sheet.clear();
    this.faults.clear();
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
    this.selection = within(this.selection, this.bounds);
    if (found >= 0 && found !== this.selection.active.row)
      this.selection = at(found, this.selection.active.column);
    this.view.select(this.shown.length === 0 ? null : this.selection, false);
    this.#parts.onChange();
  }

  get bounds(): Bounds {
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

  #emptyText(): string {
    if (this.isFiltered) return 'No row passes the filter.';
    return this.canEdit ? 'No rows yet: type here, paste a block, or upload a file.' : 'No rows.';
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
    this.selection = within(selection, this.bounds);
    this.view.select(this.shown.length === 0 ? null : this.selection);
    this.#parts.onChange();
  }

  focus(): void {
    this.view.element.focus();
  }

  /** Shows a cell, whatever the filters hide. */
  goTo(row: Row, column: number): void {
    if (!this.shown.includes(row)) this.clearFilters();
    const place = this.shown.indexOf(row);
    if (place < 0) return;
    this.select(at(place, column));
    this.focus();
  }

  #point({ row, column }: Spot, how: 'begin' | 'extend' | 'edit'): void {
    this.editing.finish();
    if (how === 'edit') {
      if (row >= 0 && column >= 0) this.editing.start();
      return;
    }
    const last = { row: this.shown.length - 1, column: this.width - 1 };
    const active =
      how === 'extend' ? this.selection.active : { row: Math.max(0, row), column: Math.max(0, column) };
    const end = { row: row < 0 ? last.row : row, column: column < 0 ? last.column : column };
    this.selection = within({ active, end }, this.bounds);
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

  /** After a step: its rows looked at, and what is shown drawn anew. */
  changed({ changed, added, removed }: Command): void {
    this.faults.forget(removed.map(({ row }) => row));
    this.faults.look([...changed, ...added].map(({ row }) => row));
    if (added.length + removed.length > 0) this.refresh();
    else this.view.redraw();
    this.#parts.onChange();
  }

  /** After rows were saved, settled or read anew. */
  changedBehind(): void {
    this.refresh();
    this.view.redraw();
  }
}
