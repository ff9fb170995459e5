/** The keys, for those who look for them. */
import type { GridApp } from './app.ts';
import { h } from './dom.ts';
import type { Panel } from './panel.ts';

const KEYS: readonly (readonly [keys: string, deed: string])[] = [
  [
    'Arrows, Tab, Page Up and Down',
    'Move. With Shift the selection grows, with Ctrl it goes to the end of what is filled.',
  ],
  ['Enter or F2', 'Edit the cell. Typing replaces what is there.'],
  ['Enter, Tab', 'While editing: take it, and go down or right.'],
  ['Escape', 'While editing: leave the cell as it was. Otherwise: the next Tab leaves the grid.'],
  ['Alt+Enter', 'While editing: a new line.'],
  ['Alt+Down', 'Open the list of what may stand in the cell.'],
  ['Delete', 'Empty the selected cells.'],
  [
    'Ctrl+C, Ctrl+X, Ctrl+V',
    'Copy, cut, paste; also from and to Excel and Google Sheets. Rows beyond the last one are added.',
  ],
  ['Ctrl+D', 'Fill down from the first selected row.'],
  ['Ctrl+Z, Ctrl+Y', 'Undo, do again.'],
  ['Ctrl+F, Ctrl+H', 'Find, replace.'],
  ['Ctrl+S', 'Save.'],
  ['F8', 'To the next fault.'],
  ['Shift+Space, Ctrl+Space, Ctrl+A', 'Select rows, columns, everything.'],
  ['Ctrl+Plus, Ctrl+Minus', 'Add a row below, delete the selected rows.'],
];

export const showHelp = (app: GridApp, panel: Panel): void =>
  panel.show(
    'Keys',
    [
      h('dl', { class: 'g-keys' }, ...KEYS.flatMap(([keys, deed]) => [h('dt', {}, keys), h('dd', {}, deed)])),
      h('p', { class: 'soft small' }, 'On a Mac, Command does what Ctrl does here.'),
      h(
        'p',
        { class: 'soft small' },
        'Filters: part of a word; = and the whole text; = alone for empty cells; ! and what should not be in it.',
      ),
    ],
    () => app.focus(),
  );
