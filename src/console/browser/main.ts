/** The program of the page /workbook/{tab}/grid: puts the grid into the element that the page left for it. */

import { grouped } from '#core/words.ts';
import { tabOfTitle } from '#core/workbook/tabs.ts';
import { GridApp } from './app.ts';
import { save } from './check-panel.ts';
import { h, must } from './dom.ts';
import { showFind } from './find-panel.ts';
import { showHelp } from './help-panel.ts';
import { onKey } from './keyboard.ts';
import { Panel } from './panel.ts';
import { Server } from './server.ts';
import { makeToolbar } from './toolbar.ts';

const host = must(document.querySelector<HTMLElement>('#grid-app'), 'the place of the grid');
const { tab: title = '', token = '', version = '', editable } = host.dataset;

const message = h('p', { class: 'g-message', role: 'alert' });
const line = h('p', { class: 'g-line-of-cell', 'aria-live': 'polite' });
const count = h('span', { class: 'soft' });
const panel = new Panel();
const app = new GridApp({
  tab: must(tabOfTitle(title), `the tab ${title}`),
  server: new Server(
    `/workbook/${encodeURIComponent(title)}/grid`,
    version === '' ? '' : `version=${version}`,
    token,
  ),
  canEdit: editable === 'true',
  onChange: () => refresh(),
  say,
});
const bar = makeToolbar(app, panel, version === '');

function say(text: string, isFault = false): void {
  message.textContent = text;
  message.classList.toggle('is-fault', isFault);
}

/** What there is to know of the active cell: what its column is for, and what is wrong with it. */
function refresh(): void {
  bar.refresh();
  const total = app.sheet.rows.length;
  count.textContent = app.isFiltered
    ? `${grouped(app.shown.length)} of ${grouped(total)} rows`
    : `${grouped(total)} ${total === 1 ? 'row' : 'rows'}${app.isLoaded ? '' : ', loading …'}`;
  host.dataset.loaded = String(app.isLoaded);
  const row = app.activeRow;
  const { column } = app.selection.active;
  const kind = app.columns[column];
  const faults = row ? app.faults.of(row) : null;
  const fault = faults?.get(column);
  const [head, text] =
    fault !== undefined
      ? [`▲ ${kind?.heading}:`, fault]
      : kind
        ? [`${kind.heading}:`, kind.note]
        : ['', row ? app.textOf(row, column) : ''];
  const whole = `${head} ${text}`;
  if (line.textContent === whole) return;
  line.replaceChildren(h('strong', {}, head), ` ${text}`);
  line.classList.toggle('is-fault', fault !== undefined);
}

const deeds = {
  save: () => void save(app, panel),
  find: () => showFind(app, panel),
  help: () => showHelp(app, panel),
};

const { element: grid } = app.view;
grid.addEventListener('keydown', (event) => {
  if (event.target === grid) {
    say('');
    onKey(app, deeds, event);
  }
});
const onClipboard = (deed: (data: DataTransfer) => void) => (event: ClipboardEvent) => {
  if (event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement) return;
  if (document.activeElement !== grid || !event.clipboardData) return;
  event.preventDefault();
  deed(event.clipboardData);
};
document.addEventListener(
  'copy',
  onClipboard((data) => app.editing.copyTo(data)),
);
document.addEventListener(
  'cut',
  onClipboard((data) => app.editing.cutTo(data)),
);
document.addEventListener(
  'paste',
  onClipboard((data) => app.editing.pasteText(data.getData('text/plain'))),
);
// Ctrl+S saves wherever the focus is, a field of the grid too.
document.addEventListener('keydown', (event) => {
  if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
  event.preventDefault();
  if (app.canEdit) deeds.save();
});
window.addEventListener('beforeunload', (event) => {
  if (!app.sheet.isSaved || app.editing.isOn) event.preventDefault();
});

host.replaceChildren(
  bar.element,
  message,
  h('div', { class: 'g-work' }, h('div', { class: 'g-main' }, grid, line), panel.element),
  h(
    'p',
    { class: 'g-foot' },
    count,
    h(
      'span',
      { id: 'grid-keys-hint', class: 'soft' },
      'Escape, then Tab, leaves the grid. F1 lists all keys.',
    ),
  ),
);
refresh();
document.querySelector('.tabs [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
void app.load().then(goToAsked);

/** A fault of another tab's check leads here, to its row and column. */
function goToAsked(): void {
  const asked = new URLSearchParams(window.location.search);
  const id = Number(asked.get('row') ?? 0);
  const row = id > 0 ? app.sheet.rows.find((each) => each.id === id) : undefined;
  if (row) app.goTo(row, Math.max(0, app.headings.indexOf(asked.get('column') ?? '')));
}
