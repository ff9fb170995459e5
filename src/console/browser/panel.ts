/** What stands beside the grid: one thing at a time, with a heading that takes the focus, and a way to close it. */
import { button, type Child, h } from './dom.ts';

export class Panel {
  readonly element: HTMLElement;
  #onClose: (() => void) | null = null;

  constructor() {
    this.element = h('aside', { class: 'g-panel', hidden: true });
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** @param onClose gives the focus back to where it came from */
  show(title: string, children: readonly Child[], onClose: () => void): void {
    const heading = h('h2', { tabindex: -1 }, title);
    this.element.setAttribute('aria-label', title);
    this.element.replaceChildren(
      h(
        'div',
        { class: 'g-panel-head' },
        heading,
        button('Close', () => this.close(), 'quiet'),
      ),
      ...children.filter((child): child is Node | string => Boolean(child)),
    );
    this.element.hidden = false;
    this.#onClose = onClose;
    heading.focus();
  }

  close(): void {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.element.replaceChildren();
    this.#onClose?.();
  }
}
