/**
 * The grid on the screen. Only the rows in sight are elements, and those that leave are used again for those that come: fifty
 * thousand rows cost as much as fifty. Key columns stand still at the left.
 */

import { h } from './dom.ts';
import type { Block } from './edits.ts';
import type { Selection, Spot } from './selection.ts';

export interface ColumnLook {
  readonly heading: string;
  readonly note: string;
  readonly width: number;
  readonly isKey: boolean;
  readonly isNumber: boolean;
  readonly isReadOnly: boolean;
}

export interface CellLook {
  readonly text: string;
  readonly isFaulty: boolean;
  readonly isChanged: boolean;
}

export interface RowLook {
  /** Its number as the check names it: the headings are row 1. */
  readonly number: number;
  readonly isChanged: boolean;
  readonly isFaulty: boolean;
  cell(column: number): CellLook;
}

export interface ViewParts {
  readonly label: string;
  readonly columns: readonly ColumnLook[];
  readonly rowAt: (row: number) => RowLook;
  /** Told where there are no rows to show. */
  readonly emptyText: () => string;
  /** Where the pointer went down or moved to; a row or column of -1 is its head. */
  readonly onPoint: (spot: Spot, how: 'begin' | 'extend' | 'edit') => void;
  readonly onFilter: (column: number, text: string) => void;
}

interface RowElements {
  readonly element: HTMLElement;
  readonly head: HTMLElement;
  readonly cells: readonly HTMLElement[];
  row: number;
}

const ROW_HEIGHT = 30;
const HEAD_WIDTH = 64;
/** Rows beyond the edges that are ready before they are scrolled to. */
const SPARE = 6;
const NARROWEST = 48;

export class GridView {
  readonly element: HTMLElement;
  readonly #parts: ViewParts;
  readonly #body: HTMLElement;
  readonly #heading: HTMLElement;
  readonly #filterRow: HTMLElement;
  readonly #widths: number[];
  readonly #standing = new Map<number, RowElements>();
  readonly #spare: RowElements[] = [];
  #frozen = 0;
  #count = 0;
  #selection: Selection | null = null;
  #pinned: number | null = null;
  #isDrawing = false;

  constructor(parts: ViewParts) {
    this.#parts = parts;
    this.#widths = parts.columns.map(({ width }) => width);
    this.#heading = h('div', { class: 'g-row g-head', role: 'row', 'aria-rowindex': 1 }, this.#corner());
    for (const [at, column] of parts.columns.entries()) this.#heading.append(this.#headingCell(column, at));
    this.#filterRow = h('div', { class: 'g-row g-filters', hidden: true }, h('div', { class: 'g-number' }));
    for (const [at, column] of parts.columns.entries()) this.#filterRow.append(this.#filterCell(column, at));
    this.#body = h('div', { class: 'g-body', role: 'rowgroup' });
    this.element = h(
      'div',
      {
        class: 'g-scroll',
        role: 'grid',
        tabindex: 0,
        'aria-label': parts.label,
        'aria-multiselectable': 'true',
        'aria-colcount': parts.columns.length + 1,
        'aria-describedby': 'grid-keys-hint',
      },
      h('div', { class: 'g-top', role: 'rowgroup' }, this.#heading, this.#filterRow),
      this.#body,
    );
    this.element.addEventListener('scroll', () => this.draw(), { passive: true });
    this.#listenToPointer();
    new ResizeObserver(() => this.#fit()).observe(this.element);
  }

  // ---- what is shown

  setCount(count: number): void {
    this.#count = count;
    this.#body.style.height = `${count * ROW_HEIGHT}px`;
    this.element.setAttribute('aria-rowcount', String(count + 1));
    this.#body.dataset.empty = count === 0 ? this.#parts.emptyText() : '';
    this.redraw();
  }

  select(selection: Selection | null, isShown = true): void {
    this.#selection = selection;
    if (selection && isShown) this.#scrollTo(selection.end);
    this.redraw();
    const active = selection && this.cellElement(selection.active);
    if (active) this.element.setAttribute('aria-activedescendant', active.id);
    else this.element.removeAttribute('aria-activedescendant');
  }

  showFilters(isShown: boolean): void {
    this.#filterRow.hidden = !isShown;
    if (isShown) this.#filterRow.querySelector<HTMLInputElement>('input')?.focus();
    else for (const input of this.#filterRow.querySelectorAll('input')) input.value = '';
  }
  get hasFilters(): boolean {
    return !this.#filterRow.hidden;
  }

  /** Rows that fit on the screen: a page of Page Down. */
  get pageRows(): number {
    return Math.max(1, Math.floor((this.element.clientHeight - this.#topHeight) / ROW_HEIGHT) - 1);
  }

  cellElement({ row, column }: Spot): HTMLElement | null {
    return this.#standing.get(row)?.cells[column] ?? null;
  }

  /** Keeps a row's elements where they are while one of its cells is being edited. */
  pin(row: number | null): void {
    this.#pinned = row;
    if (row === null) this.redraw();
  }

  /** Draws on the next frame, however often it is asked for. */
  draw(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      this.#place();
    });
  }

  /** Everything in sight anew, at once. */
  redraw(): void {
    this.#place();
    for (const elements of this.#standing.values()) this.#fill(elements);
  }

  // ---- rows

  #place(): void {
    const top = Math.max(0, Math.floor(this.element.scrollTop / ROW_HEIGHT) - SPARE);
    const bottom = Math.min(
      this.#count - 1,
      Math.ceil((this.element.scrollTop + this.element.clientHeight) / ROW_HEIGHT) + SPARE,
    );
    for (const [row, elements] of this.#standing)
      if ((row < top || row > bottom) && row !== this.#pinned) {
        this.#standing.delete(row);
        this.#spare.push(elements);
      }
    for (let row = top; row <= bottom; row += 1) if (!this.#standing.has(row)) this.#fill(this.#standAt(row));
    for (const { element } of this.#spare.splice(SPARE)) element.remove();
    for (const { element } of this.#spare) element.hidden = true;
  }

  #standAt(row: number): RowElements {
    const elements = this.#spare.pop() ?? this.#makeRow();
    elements.row = row;
    elements.element.hidden = false;
    elements.element.style.top = `${row * ROW_HEIGHT}px`;
    elements.element.setAttribute('aria-rowindex', String(row + 2));
    elements.cells.forEach((cell, column) => {
      cell.id = `cell-${row}-${column}`;
    });
    this.#standing.set(row, elements);
    return elements;
  }

  #makeRow(): RowElements {
    const head = h('div', { class: 'g-number', role: 'rowheader', 'aria-colindex': 1 });
    const cells = this.#parts.columns.map((_, at) => h('div', { role: 'gridcell', 'aria-colindex': at + 2 }));
    const element = h('div', { class: 'g-row g-line', role: 'row' }, head, ...cells);
    cells.forEach((cell, at) => {
      this.#sizeCell(cell, at);
    });
    this.#body.append(element);
    return { element, head, cells, row: -1 };
  }

  #fill({ row, head, cells }: RowElements): void {
    const look = this.#parts.rowAt(row);
    const block = this.#selection ? this.#block(this.#selection) : null;
    const isIn = block !== null && row >= block.top && row <= block.bottom;
    setText(head, String(look.number));
    head.className = `g-number${isIn ? ' is-lit' : ''}${look.isChanged ? ' is-changed' : ''}${look.isFaulty ? ' is-faulty' : ''}`;
    const words = [look.isFaulty && 'with faults', look.isChanged && 'not saved'].filter(Boolean);
    setAttribute(head, 'aria-label', words.length > 0 ? `${look.number}, ${words.join(', ')}` : null);
    for (const [at, cell] of cells.entries()) {
      if (cell.classList.contains('is-editing')) continue;
      const { text, isFaulty, isChanged } = look.cell(at);
      const column = this.#parts.columns[at];
      const isSelected = isIn && block !== null && at >= block.left && at <= block.right;
      const isActive = this.#selection?.active.row === row && this.#selection.active.column === at;
      cell.className = `g-cell${column?.isNumber ? ' is-number' : ''}${column?.isReadOnly ? ' is-own' : ''}${at < this.#frozen ? ' is-frozen' : ''}${isFaulty ? ' is-faulty' : ''}${isChanged ? ' is-changed' : ''}${isSelected ? ' is-selected' : ''}${isActive ? ' is-active' : ''}`;
      setText(cell, text);
      setAttribute(cell, 'aria-invalid', isFaulty ? 'true' : null);
      setAttribute(cell, 'aria-selected', isSelected ? 'true' : null);
      setAttribute(cell, 'aria-readonly', column?.isReadOnly ? 'true' : null);
    }
  }

  #block({ active, end }: Selection): Block {
    return {
      top: Math.min(active.row, end.row),
      bottom: Math.max(active.row, end.row),
      left: Math.min(active.column, end.column),
      right: Math.max(active.column, end.column),
    };
  }

  // ---- columns

  /** Key columns stand still as long as they leave half of the width to the others. */
  #fit(): void {
    const half = this.element.clientWidth / 2;
    let width = HEAD_WIDTH;
    let frozen = 0;
    for (const [at, column] of this.#parts.columns.entries()) {
      width += this.#widths[at] ?? 0;
      if (!column.isKey || width > half) break;
      frozen = at + 1;
    }
    this.#frozen = frozen;
    this.#sizeAll();
    // A panel that opens must not push out of sight what somebody works at.
    if (this.#selection) this.#scrollTo(this.#selection.end);
    this.redraw();
  }

  #sizeAll(): void {
    for (const row of [this.#heading, this.#filterRow])
      this.#parts.columns.forEach((_, at) => {
        const cell = row.children[at + 1];
        if (cell instanceof HTMLElement) {
          this.#sizeCell(cell, at);
          cell.classList.toggle('is-frozen', at < this.#frozen);
        }
      });
    for (const { cells } of [...this.#standing.values(), ...this.#spare])
      cells.forEach((cell, at) => {
        this.#sizeCell(cell, at);
      });
    const width = `${HEAD_WIDTH + this.#widths.reduce((sum, each) => sum + each, 0)}px`;
    this.#body.style.width = width;
    this.#heading.style.width = width;
    this.#filterRow.style.width = width;
  }

  #sizeCell(cell: HTMLElement, at: number): void {
    cell.style.width = `${this.#widths[at]}px`;
    cell.style.left = at < this.#frozen ? `${this.#leftOf(at)}px` : '';
  }

  #leftOf(column: number): number {
    return this.#widths.slice(0, column).reduce((sum, width) => sum + width, HEAD_WIDTH);
  }

  #corner(): HTMLElement {
    return h('div', { class: 'g-number', role: 'columnheader', 'aria-colindex': 1, 'aria-label': 'Row' });
  }

  #headingCell({ heading, note, isReadOnly }: ColumnLook, at: number): HTMLElement {
    const edge = h('span', { class: 'g-edge', 'aria-hidden': 'true' });
    edge.addEventListener('pointerdown', (event) => this.#resize(event, at));
    return h(
      'div',
      {
        class: `g-cell g-heading${isReadOnly ? ' is-own' : ''}`,
        role: 'columnheader',
        'aria-colindex': at + 2,
        title: note,
      },
      h('span', {}, heading),
      edge,
    );
  }

  #filterCell({ heading }: ColumnLook, at: number): HTMLElement {
    const input = h('input', { type: 'text', 'aria-label': `Filter ${heading}`, placeholder: 'Filter' });
    let waiting = 0;
    input.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = window.setTimeout(() => this.#parts.onFilter(at, input.value), 150);
    });
    return h('div', { class: 'g-cell' }, input);
  }

  #resize(event: PointerEvent, at: number): void {
    event.preventDefault();
    event.stopPropagation();
    const [from, width] = [event.clientX, this.#widths[at] ?? 0];
    const move = (moved: PointerEvent) => {
      this.#widths[at] = Math.max(NARROWEST, width + moved.clientX - from);
      this.#sizeAll();
    };
    const stop = () => {
      document.removeEventListener('pointermove', move);
      document.removeEventListener('pointerup', stop);
      this.#fit();
    };
    document.addEventListener('pointermove', move);
    document.addEventListener('pointerup', stop);
  }

  // ---- scrolling and pointing

  get #topHeight(): number {
    return ROW_HEIGHT * (this.#filterRow.hidden ? 1 : 2);
  }

  #scrollTo({ row, column }: Spot): void {
    const { clientHeight, clientWidth, scrollTop, scrollLeft } = this.element;
    const [top, room] = [row * ROW_HEIGHT, clientHeight - this.#topHeight];
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + ROW_HEIGHT > scrollTop + room) this.element.scrollTop = top + ROW_HEIGHT - room;
    if (column < this.#frozen) return;
    const [left, frozen] = [this.#leftOf(column), this.#leftOf(this.#frozen)];
    const right = left + (this.#widths[column] ?? 0);
    if (left < scrollLeft + frozen) this.element.scrollLeft = left - frozen;
    else if (right > scrollLeft + clientWidth)
      this.element.scrollLeft = Math.min(right - clientWidth, left - frozen);
  }

  #spotOf(target: EventTarget | null): Spot | null {
    const cell = target instanceof Element ? target.closest<HTMLElement>('[aria-colindex]') : null;
    const row = cell?.closest<HTMLElement>('[aria-rowindex]');
    if (!cell || !row) return null;
    return {
      row: Number(row.getAttribute('aria-rowindex')) - 2,
      column: Number(cell.getAttribute('aria-colindex')) - 2,
    };
  }

  #listenToPointer(): void {
    let last: Spot | null = null;
    let before: Spot | null = null;
    const isSame = (a: Spot | null, b: Spot | null) => a?.row === b?.row && a?.column === b?.column;
    this.element.addEventListener('pointerdown', (event) => {
      const spot = this.#spotOf(event.target);
      if (!spot || event.button !== 0 || isTyping(event.target)) return;
      before = this.#selection?.active ?? null;
      last = spot;
      this.#parts.onPoint(spot, event.shiftKey ? 'extend' : 'begin');
      if (event.pointerType !== 'mouse') return;
      const move = (moved: PointerEvent) => {
        const here = this.#spotOf(document.elementFromPoint(moved.clientX, moved.clientY));
        if (!here || isSame(here, last)) return;
        last = here;
        this.#parts.onPoint(here, 'extend');
      };
      const stop = () => {
        document.removeEventListener('pointermove', move);
        document.removeEventListener('pointerup', stop);
      };
      document.addEventListener('pointermove', move);
      document.addEventListener('pointerup', stop);
    });
    this.element.addEventListener('dblclick', (event) => {
      const spot = this.#spotOf(event.target);
      if (spot && !isTyping(event.target)) this.#parts.onPoint(spot, 'edit');
    });
    // Without a mouse there is no double click to count on: a tap on the cell that is active already.
    this.element.addEventListener('click', (event) => {
      const isTap = event instanceof PointerEvent && event.pointerType !== 'mouse';
      const spot = isTap ? this.#spotOf(event.target) : null;
      if (spot && isSame(spot, before) && !isTyping(event.target)) this.#parts.onPoint(spot, 'edit');
    });
  }
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

const setText = (element: HTMLElement, text: string): void => {
  if (element.textContent !== text) element.textContent = text;
};

function setAttribute(element: HTMLElement, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
