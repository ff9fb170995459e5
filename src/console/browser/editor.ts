/** The field that a cell is edited in, and the list of what may stand there. */
import { h } from './dom.ts';

export type Leaving = 'down' | 'up' | 'right' | 'left' | 'stay';

export interface EditorParts {
  readonly cell: HTMLElement;
  readonly label: string;
  readonly text: string;
  /** What may stand in the cell; null: whatever is typed. */
  readonly choices: readonly string[] | null;
  /** Only the choices are right: the first one that begins as typed is taken. */
  readonly isClosed: boolean;
  /** Typing began it: arrows leave the cell, and the list shows what fits what is typed. */
  readonly isTypedOver: boolean;
  readonly onDone: (text: string, leaving: Leaving) => void;
  readonly onCancel: () => void;
}

/** More are nobody's to look through: typing narrows them. */
const MOST_SHOWN = 60;

export class Editor {
  readonly #parts: EditorParts;
  readonly #field: HTMLTextAreaElement;
  readonly #list: HTMLElement | null;
  #shown: readonly string[] = [];
  #lit = -1;
  #isOver = false;

  constructor(parts: EditorParts) {
    this.#parts = parts;
    this.#field = h('textarea', {
      class: 'g-field',
      rows: 1,
      spellcheck: 'false',
      autocomplete: 'off',
      'aria-label': parts.label,
    });
    this.#field.value = parts.text;
    this.#list =
      parts.choices === null
        ? null
        : h('div', { class: 'g-list', id: 'grid-choices', role: 'listbox', 'aria-label': parts.label });
    parts.cell.classList.add('is-editing');
    parts.cell.replaceChildren(this.#field);
    if (this.#list) {
      this.#field.setAttribute('role', 'combobox');
      this.#field.setAttribute('aria-controls', 'grid-choices');
      this.#field.setAttribute('aria-expanded', 'true');
      document.body.append(this.#list);
      document.addEventListener('scroll', this.#place, { capture: true, passive: true });
      this.#list.addEventListener('pointerdown', (event) => this.#pick(event));
      this.#narrow(parts.isTypedOver ? parts.text : '');
    }
    this.#field.addEventListener('input', () => this.#narrow(this.#field.value));
    this.#field.addEventListener('keydown', (event) => this.#onKey(event));
    this.#field.addEventListener('blur', () => this.finish('stay'));
    this.#field.focus();
    this.#field.setSelectionRange(parts.text.length, parts.text.length);
  }

  /** Takes what stands in the field. */
  finish(leaving: Leaving): void {
    if (!this.#close()) return;
    this.#parts.onDone(this.#shown[this.#lit] ?? this.#field.value, leaving);
  }

  cancel(): void {
    if (this.#close()) this.#parts.onCancel();
  }

  #close(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#list?.remove();
    document.removeEventListener('scroll', this.#place, { capture: true });
    this.#parts.cell.classList.remove('is-editing');
    this.#parts.cell.replaceChildren();
    return true;
  }

  #onKey(event: KeyboardEvent): void {
    // While a word is being composed, keys belong to it.
    if (event.isComposing) return;
    event.stopPropagation();
    const leave = (leaving: Leaving) => {
      event.preventDefault();
      this.finish(leaving);
    };
    switch (event.key) {
      case 'Enter':
        if (event.altKey) {
          event.preventDefault();
          this.#field.setRangeText('\n', this.#field.selectionStart, this.#field.selectionEnd, 'end');
        } else leave(event.shiftKey ? 'up' : 'down');
        return;
      case 'Tab':
        leave(event.shiftKey ? 'left' : 'right');
        return;
      case 'Escape':
        event.preventDefault();
        this.cancel();
        return;
      case 'ArrowDown':
      case 'ArrowUp':
        if (this.#list && this.#shown.length > 0) {
          event.preventDefault();
          this.#light(this.#lit + (event.key === 'ArrowDown' ? 1 : -1));
        } else if (this.#parts.isTypedOver) leave(event.key === 'ArrowDown' ? 'down' : 'up');
        return;
      case 'ArrowLeft':
      case 'ArrowRight':
        if (this.#parts.isTypedOver) leave(event.key === 'ArrowRight' ? 'right' : 'left');
        return;
    }
  }

  #narrow(typed: string): void {
    if (!this.#list || !this.#parts.choices) return;
    const wanted = typed.toLowerCase();
    const starts = this.#parts.choices.filter((choice) => choice.toLowerCase().startsWith(wanted));
    const others =
      wanted === '' ? [] : this.#parts.choices.filter((choice) => choice.toLowerCase().indexOf(wanted) > 0);
    this.#shown = [...starts, ...others].slice(0, MOST_SHOWN);
    this.#list.replaceChildren(
      ...this.#shown.map((choice, at) => h('div', { role: 'option', id: `grid-choice-${at}` }, choice)),
    );
    this.#list.hidden = this.#shown.length === 0;
    this.#light(this.#parts.isClosed && wanted !== '' && starts.length > 0 ? 0 : -1);
    this.#place();
  }

  /** Below the cell, or above where there is no room; follows it when the grid is scrolled. */
  readonly #place = (): void => {
    if (!this.#list) return;
    const { left, bottom, top } = this.#parts.cell.getBoundingClientRect();
    const isBelow = bottom + this.#list.offsetHeight < window.innerHeight;
    this.#list.style.left = `${Math.max(0, Math.min(left, window.innerWidth - this.#list.offsetWidth))}px`;
    this.#list.style.top = `${isBelow ? bottom : Math.max(0, top - this.#list.offsetHeight)}px`;
  };

  /** -1 is none: what was typed is taken as it is. */
  #light(at: number): void {
    this.#lit = Math.max(-1, Math.min(at, this.#shown.length - 1));
    for (const [place, option] of [...(this.#list?.children ?? [])].entries()) {
      option.setAttribute('aria-selected', String(place === this.#lit));
      if (place === this.#lit) option.scrollIntoView({ block: 'nearest' });
    }
    if (this.#lit < 0) this.#field.removeAttribute('aria-activedescendant');
    else this.#field.setAttribute('aria-activedescendant', `grid-choice-${this.#lit}`);
  }

  #pick(event: PointerEvent): void {
    const option = event.target instanceof Element ? event.target.closest('[role=option]') : null;
    if (!option) return;
    event.preventDefault();
    this.#lit = [...(this.#list?.children ?? [])].indexOf(option);
    this.finish('stay');
  }
}
