/** Rows that somebody else saved first: theirs and mine side by side, row by row. Nothing is overwritten without a choice. */
import { counted } from '#core/words.ts';
import type { GridApp } from './app.ts';
import { type Conflict, differences, settle } from './conflicts.ts';
import { button, h } from './dom.ts';
import type { Panel } from './panel.ts';
import { cellText } from './sheet.ts';

export function showConflicts(app: GridApp, panel: Panel, conflicts: readonly Conflict[]): void {
  const open = new Set(conflicts);
  const decide = (which: readonly Conflict[], choice: 'mine' | 'theirs') => {
    for (const conflict of which) {
      settle(app.sheet, conflict, choice);
      open.delete(conflict);
      app.faults.look([conflict.row]);
    }
    app.changedBehind();
    if (open.size > 0) return draw();
    panel.close();
    app.say(
      app.sheet.isSaved
        ? 'All decided, and nothing is left to save.'
        : 'All decided. Save again to save what is yours.',
    );
  };
  const draw = () => {
    const left = [...open];
    panel.show(
      'Somebody else saved first',
      [
        h(
          'p',
          {},
          `${counted(left.length, 'row')} ${left.length === 1 ? 'was' : 'were'} changed since you loaded ${left.length === 1 ? 'it' : 'them'}. Nothing of this save was kept, and nothing of theirs was overwritten. Choose for each row; then save again.`,
        ),
        left.length > 1 &&
          h(
            'p',
            { class: 'actions' },
            button('Take theirs everywhere', () => decide(left, 'theirs')),
            button('Keep mine everywhere', () => decide(left, 'mine')),
          ),
        ...left
          .slice(0, 50)
          .map((conflict) => conflictCard(app, conflict, (choice) => decide([conflict], choice))),
      ],
      () => app.focus(),
    );
  };
  draw();
}

function conflictCard(
  app: GridApp,
  conflict: Conflict,
  decide: (choice: 'mine' | 'theirs') => void,
): HTMLElement {
  const { row, isRemoval, theirs } = conflict;
  const name = app.nameOf(row);
  const who = theirs === null ? 'Removed by somebody else' : `Saved by ${theirs.by}, ${shortTime(theirs.at)}`;
  const text = (cell: Parameters<typeof cellText>[0]) => cellText(cell) || '(empty)';
  return h(
    'section',
    { class: 'g-conflict', 'aria-label': name },
    h('h3', {}, name),
    h('p', { class: 'soft small' }, who, isRemoval ? '; you deleted the row.' : '.'),
    theirs !== null &&
      !isRemoval &&
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ...['Column', 'Before', 'Theirs', 'Mine'].map((head) => h('th', { scope: 'col' }, head)),
          ),
        ),
        h(
          'tbody',
          {},
          ...differences(conflict).map(({ column, before, theirs: other, mine }) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row' }, app.headings[column] ?? ''),
              h('td', {}, text(before)),
              h('td', {}, other === before ? 'unchanged' : text(other)),
              h('td', {}, mine === before ? 'unchanged' : text(mine)),
            ),
          ),
        ),
      ),
    h(
      'p',
      { class: 'actions' },
      button(theirs === null ? 'Leave it removed' : 'Take theirs', () => decide('theirs')),
      theirs === null && isRemoval
        ? null
        : button(isRemoval ? 'Delete it' : theirs === null ? 'Add mine again' : 'Keep mine', () =>
            decide('mine'),
          ),
    ),
  );
}

/** In the time of whoever looks. */
const shortTime = (instant: string): string =>
  new Date(instant).toLocaleString('en-AU', { dateStyle: 'medium', timeStyle: 'short' });
