/** What became of a row of the catalogue: which version changed which field from what to what, and by whom (CAT-5). */
import { Hono } from 'hono';
import type { RowEvent } from '#app/catalogue/row-history.ts';
import { columnsOf } from '#core/workbook/tab.ts';
import { tabOfTitle } from '#core/workbook/tabs.ts';
import type { ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { card, link, pager } from '../parts/blocks.ts';
import { changeBadge, changedFields, rowHistoryPath } from '../parts/diff.ts';
import { filters } from '../parts/form.ts';
import { moment } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { empty } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { refusalPage } from './problem-pages.ts';

export function rowHistoryPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/', async (c) => {
    const actor = c.get('actor');
    const [tab, key] = [c.req.query('tab') ?? '', c.req.query('key') ?? ''];
    const field = c.req.query('field') || undefined;
    const found = await deps.services.catalogue.showRowHistory(actor, { tab, key, field }, pageAsked(c));
    if (!found.ok) return refusalPage(c, found.faults);
    const { items, nextCursor } = found.value;
    const described = tabOfTitle(tab);
    const choices = described === null ? [] : columnsOf(described).map(({ heading }) => heading);
    return showPage(c, {
      title: key,
      section: 'versions',
      crumbs: [{ href: '/versions', name: 'Versions' }],
      lead: `What became of this row of ${tab}, newest first.`,
      body: html`<div>${filters({
        action: '/catalogue/history',
        fields: [
          {
            name: 'field',
            label: 'Column',
            kind: 'choice',
            choices: [
              { value: '', label: 'All' },
              ...choices.map((heading) => ({ value: heading, label: heading })),
            ],
          },
        ],
        values: { field: field ?? '' },
        kept: { tab, key },
      })}${card({
        flush:
          items.length === 0
            ? empty('Nothing', 'No version changed this column.')
            : html`${items.map((event) => eventRow(event, actor.timeZone))}`,
      })}${pager(rowHistoryPath(tab, key), { field, cursor: c.req.query('cursor') }, nextCursor)}</div>`,
    });
  });

  return app;
}

function eventRow(event: RowEvent, timeZone: string): Html {
  const { version, change, fields, publishedAt, editedBy, submittedBy, approvedBy, source, restoredFrom } =
    event;
  const by = [
    ...(editedBy.length === 0 ? [] : [`edited by ${editedBy.join(', ')}`]),
    `submitted by ${submittedBy}`,
    `approved by ${approvedBy}`,
    restoredFrom === null ? `from ${source}` : `restored from version ${restoredFrom}`,
  ];
  return html`
<div class="diff-row ${change}"><h3>${changeBadge(change)}<span>${link(path('versions', version), `Version ${version}`)}</span><span class="soft small">${moment(publishedAt, timeZone)}, ${by.join(', ')}</span></h3>${changedFields(change, fields)}</div>`;
}
