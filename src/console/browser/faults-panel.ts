/** The list of faults, each with a way to its cell. */
import { counted, grouped } from '#core/words.ts';
import type { GridApp } from './app.ts';
import { button, h } from './dom.ts';
import type { Panel } from './panel.ts';

/** More are not looked through one by one; the rest shows as these are put right. */
const MOST_LISTED = 200;

export function showFaults(app: GridApp, panel: Panel): void {
  const faults = app.listFaults();
  const only = button(app.showsOnlyFaulty ? 'Show all rows' : 'Show only rows with faults', () => {
    app.showOnlyFaulty(!app.showsOnlyFaulty);
    showFaults(app, panel);
  });
  panel.show(
    'Faults',
    [
      h(
        'p',
        { class: 'soft' },
        faults.length === 0
          ? 'No cell is wrong by itself. Check looks at references between tabs and at the rules too.'
          : `${counted(faults.length, 'fault')}. F8 in the grid leads from one to the next.`,
      ),
      (faults.length > 0 || app.showsOnlyFaulty) && h('p', { class: 'actions' }, only),
      h(
        'ul',
        { class: 'g-faults' },
        ...faults
          .slice(0, MOST_LISTED)
          .map(({ row, column, message }) =>
            h(
              'li',
              {},
              h(
                'button',
                { type: 'button', class: 'g-fault', onclick: () => app.goTo(row, column) },
                h('strong', {}, `Row ${grouped(app.numberOf(row))} · ${app.headings[column] ?? ''}`),
                h('span', {}, message),
              ),
            ),
          ),
      ),
      faults.length > MOST_LISTED &&
        h('p', { class: 'soft' }, `and ${grouped(faults.length - MOST_LISTED)} more`),
    ],
    () => app.focus(),
  );
}
