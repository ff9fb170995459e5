/** Files into the workbook: first what they would change, then, if that is meant, the change. And the way out, as files. */
import type { GridApp } from './app.ts';
import { button, fragment, h } from './dom.ts';
import type { Panel } from './panel.ts';

export function showFiles(app: GridApp, panel: Panel): void {
  const tab = encodeURIComponent(app.tab.title);
  const files = h('input', { type: 'file', id: 'grid-files', accept: '.xlsx,.csv', multiple: true });
  const told = h('p', { role: 'status' });
  const preview = h('div', { class: 'g-preview' });
  const look = async () => {
    const chosen = [...(files.files ?? [])];
    preview.replaceChildren();
    if (chosen.length === 0) return;
    told.textContent = 'Comparing with the workbook …';
    const answer = await app.server.previewImport(chosen);
    if (!answer.ok) {
      told.textContent = `Not taken: ${answer.faults.join(' ')}`;
      return;
    }
    told.textContent = 'Nothing was changed yet. This is what the files would do:';
    const replace = button('Replace the tabs', () => void take(chosen, answer.value.revision), 'first');
    preview.replaceChildren(fragment(answer.value.html), h('p', { class: 'actions' }, replace));
  };
  const take = async (chosen: readonly File[], revision: string) => {
    told.textContent = 'Replacing …';
    const answer = await app.server.import(chosen, revision);
    if (!answer.ok) {
      told.textContent = `Not taken: ${answer.faults.join(' ')}`;
      return;
    }
    panel.close();
    await app.reload();
    app.say('Replaced. Check says what it means for the catalogue.');
  };
  files.addEventListener('change', () => void look());
  const download = (href: string, text: string) => h('a', { class: 'button small', href }, text);
  panel.show(
    'Files',
    [
      h('h3', {}, 'Download'),
      h(
        'p',
        { class: 'actions' },
        download(`/workbook/${tab}/csv`, 'This tab as CSV'),
        download('/workbook/download.xlsx', 'All tabs as .xlsx'),
      ),
      !app.sheet.isSaved && h('p', { class: 'soft small' }, 'What is not saved yet is not in the files.'),
      ...(app.canEdit
        ? [
            h('h3', {}, 'Upload'),
            app.sheet.isSaved
              ? h(
                  'div',
                  { class: 'field' },
                  h('label', { for: 'grid-files' }, 'Files'),
                  files,
                  h(
                    'p',
                    { class: 'help' },
                    'One .xlsx, or CSV files named for their tabs (Rates.csv). You see what would change before anything does.',
                  ),
                )
              : h('p', {}, 'Save first, or undo: what is not saved would be lost.'),
            told,
            preview,
          ]
        : []),
    ],
    () => app.focus(),
  );
}
