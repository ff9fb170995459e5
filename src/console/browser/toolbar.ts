/** The buttons above the grid, and the words beside them that say what is not saved. */
import { counted } from '#core/words.ts';
import type { GridApp } from './app.ts';
import { check, save } from './check-panel.ts';
import { button, h } from './dom.ts';
import { showFaults } from './faults-panel.ts';
import { showFind } from './find-panel.ts';
import { showHelp } from './help-panel.ts';
import { showFiles } from './import-panel.ts';
import type { Panel } from './panel.ts';

export interface Toolbar {
  readonly element: HTMLElement;
  refresh(): void;
}

export function makeToolbar(app: GridApp, panel: Panel, isWorkbook: boolean): Toolbar {
  const state = h('span', { class: 'g-state', role: 'status' });
  const saveButton = button('Save', () => void save(app, panel), 'first');
  const undo = button('Undo', () => app.editing.undo());
  const redo = button('Redo', () => app.editing.redo());
  const faults = button('Faults', () => showFaults(app, panel));
  const filter = button('Filter', () => {
    if (app.view.hasFilters || app.isFiltered) app.clearFilters();
    else app.view.showFilters(true);
    refresh();
  });
  const inGrid = (deed: () => void) => () => {
    deed();
    app.focus();
  };
  const group = (label: string, ...buttons: readonly HTMLElement[]) =>
    h('div', { class: 'g-group', role: 'group', 'aria-label': label }, ...buttons);

  const element = h(
    'div',
    { class: 'g-bar' },
    app.canEdit && group('Save', saveButton, state),
    app.canEdit && group('Steps', undo, redo),
    app.canEdit &&
      group(
        'Rows',
        button('Add row', () => app.editing.addRow()),
        button(
          'Delete rows',
          inGrid(() => app.editing.deleteRows()),
        ),
        button(
          'Fill down',
          inGrid(() => app.editing.fillDown()),
        ),
      ),
    group(
      'Look',
      button('Find', () => showFind(app, panel)),
      filter,
      faults,
    ),
    isWorkbook &&
      group(
        'Workbook',
        ...(app.canEdit ? [button('Check & submit', () => void check(app, panel))] : []),
        button('Files', () => showFiles(app, panel)),
      ),
    group(
      'Help',
      button('Keys', () => showHelp(app, panel), 'quiet'),
    ),
  );

  function refresh(): void {
    const { sheet, saving } = app;
    const unsaved = sheet.edited.size + sheet.gone.size;
    const text = saving.isRunning
      ? 'Saving …'
      : unsaved === 0
        ? 'All saved'
        : `${counted(unsaved, 'row')} not saved`;
    if (state.textContent !== text) state.textContent = text;
    state.classList.toggle('is-unsaved', unsaved > 0);
    saveButton.disabled = unsaved === 0 || saving.isRunning;
    undo.disabled = sheet.undoable === null;
    redo.disabled = sheet.redoable === null;
    undo.title = sheet.undoable ?? '';
    redo.title = sheet.redoable ?? '';
    const count = app.faultyRows;
    faults.textContent = count === 0 ? 'Faults' : `▲ ${counted(count, 'row')} with faults`;
    faults.classList.toggle('danger', count > 0);
    filter.textContent = app.isFiltered || app.view.hasFilters ? 'Clear filter' : 'Filter';
  }
  return { element, refresh };
}
