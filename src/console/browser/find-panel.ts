/** Finding and replacing, beside the grid. */
import { counted } from '#core/words.ts';
import type { GridApp } from './app.ts';
import { button, h } from './dom.ts';
import { findNext, replaceAll, type Search } from './find.ts';
import type { Panel } from './panel.ts';
import { at } from './selection.ts';

export function showFind(app: GridApp, panel: Panel): void {
  const text = h('input', { type: 'text', id: 'find-text' });
  const by = h('input', { type: 'text', id: 'find-by' });
  const isCaseKept = h('input', { type: 'checkbox', id: 'find-case' });
  const isWhole = h('input', { type: 'checkbox', id: 'find-whole' });
  const isHere = h('input', { type: 'checkbox', id: 'find-here' });
  const told = h('p', { role: 'status', class: 'soft' });
  const search = (): Search => ({
    text: text.value,
    isCaseKept: isCaseKept.checked,
    isWhole: isWhole.checked,
  });

  const next = (step: 1 | -1) => {
    const found = findNext(app.shown, app.columns.length, search(), app.selection.active, step);
    told.textContent = found ? `Row ${app.numberOf(app.shown[found.row] as never)}.` : 'Not found.';
    if (found) app.select(at(found.row, found.column));
  };
  const all = () => {
    const only = isHere.checked ? app.selection.active.column : null;
    const { command, cells } = replaceAll(app.shown, app.columns.length, search(), by.value, only);
    app.editing.run(command);
    told.textContent =
      cells === 0
        ? 'Not found: nothing was replaced.'
        : `${counted(cells, 'cell')} replaced. Undo takes it back.`;
  };
  const enter = (deed: () => void) => (event: Event) => {
    if (!(event instanceof KeyboardEvent) || event.key !== 'Enter') return;
    event.preventDefault();
    deed();
  };
  text.addEventListener(
    'keydown',
    enter(() => next(1)),
  );
  by.addEventListener('keydown', enter(all));

  const tick = (box: HTMLElement, id: string, label: string) =>
    h('div', { class: 'tick' }, box, h('label', { for: id }, label));
  panel.show(
    app.canEdit ? 'Find and replace' : 'Find',
    [
      h('div', { class: 'field' }, h('label', { for: 'find-text' }, 'Find'), text),
      tick(isCaseKept, 'find-case', 'Capital letters as typed'),
      tick(isWhole, 'find-whole', 'Whole cells only'),
      h(
        'div',
        { class: 'actions' },
        button('Next', () => next(1), 'first'),
        button('Previous', () => next(-1)),
      ),
      ...(app.canEdit
        ? [
            h('div', { class: 'field' }, h('label', { for: 'find-by' }, 'Replace with'), by),
            tick(isHere, 'find-here', 'Only in the column of the active cell'),
            h('div', { class: 'actions' }, button('Replace all', all)),
            h('p', { class: 'soft small' }, 'Rows hidden by a filter are left alone.'),
          ]
        : []),
      told,
    ],
    () => app.focus(),
  );
  text.focus();
}
