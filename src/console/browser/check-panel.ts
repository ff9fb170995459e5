/** Check and submit, in place: what is wrong and what would change, beside the grid. Both look at what is saved, so they save first. */
import { counted } from '#core/words.ts';
import type { GridApp } from './app.ts';
import { showConflicts } from './conflicts-panel.ts';
import { button, type Child, fragment, h } from './dom.ts';
import type { Panel } from './panel.ts';
import type { CheckAnswer, Found } from './wire.ts';

/** Saves; answers whether all is saved. What stands in the way is shown. */
export async function save(app: GridApp, panel: Panel): Promise<boolean> {
  const outcome = await app.saving.save();
  if (outcome.kind === 'conflicts') showConflicts(app, panel, outcome.conflicts);
  if (outcome.kind === 'refused') app.say(`Not saved: ${outcome.faults.join(' ')}`, true);
  return outcome.kind === 'saved';
}

export async function check(app: GridApp, panel: Panel): Promise<void> {
  if (!(await save(app, panel))) return;
  app.say('Checking the whole workbook …');
  const answer = await app.server.check();
  if (!answer.ok) return app.say(`Not checked: ${answer.faults.join(' ')}`, true);
  show(app, panel, answer.value);
}

async function submit(app: GridApp, panel: Panel): Promise<void> {
  if (!(await save(app, panel))) return;
  const answer = await app.server.submit();
  if (!answer.ok) return app.say(`Not submitted: ${answer.faults.join(' ')}`, true);
  window.location.assign(answer.value.href);
}

function show(app: GridApp, panel: Panel, answer: CheckAnswer): void {
  const { outcome, faults, notes, html } = answer;
  const cells = app.markFound([...faults, ...notes]);
  const told =
    outcome === 'faulty'
      ? `${counted(faults.length, 'fault')} to put right. Nothing was proposed.`
      : outcome === 'unchanged'
        ? 'No faults. The workbook says what is in force already.'
        : 'No faults. This is what submitting it would propose; nothing was proposed yet.';
  app.say(told, outcome === 'faulty');
  panel.show(
    'Check',
    [
      h('p', {}, told),
      outcome === 'pending' &&
        h(
          'p',
          { class: 'actions' },
          button('Submit for approval', () => void submit(app, panel), 'first'),
        ),
      list('Faults', faults, app, cells),
      html !== '' && h('div', { class: 'g-preview' }, fragment(html)),
      list('Worth knowing', notes, app, cells),
    ],
    () => app.focus(),
  );
}

type Cells = ReturnType<GridApp['markFound']>;

function list(title: string, found: readonly Found[], app: GridApp, cells: Cells): Child {
  if (found.length === 0) return null;
  return h(
    'section',
    { 'aria-label': title },
    h('h3', {}, title),
    h('ul', { class: 'g-faults' }, ...found.map((fault) => h('li', {}, item(fault, app, cells)))),
  );
}

/** In this tab it leads to its cell, in another one to that tab's grid. */
function item(fault: Found, app: GridApp, cells: Cells): HTMLElement {
  const { tab, place, column, message } = fault;
  const words = [h('strong', {}, [tab, place, column].filter(Boolean).join(' · ')), h('span', {}, message)];
  const cell = cells.get(fault);
  if (cell)
    return h(
      'button',
      { type: 'button', class: 'g-fault', onclick: () => app.goTo(cell.row, cell.column) },
      ...words,
    );
  if (fault.id === null || tab === app.tab.title) return h('div', { class: 'g-fault' }, ...words);
  const href = `/workbook/${encodeURIComponent(tab)}/grid?${new URLSearchParams({ row: String(fault.id), ...(column ? { column } : {}) })}`;
  return h('a', { class: 'g-fault', href }, ...words);
}
