/** Who changed what, when and from where: never changed or removed. */
import { Hono } from 'hono';
import type { ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { card, link, pager } from '../parts/blocks.ts';
import { filters } from '../parts/form.ts';
import { moment } from '../parts/formats.ts';
import { html, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { empty, table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { refusalPage } from './problem-pages.ts';

export function auditPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/', async (c) => {
    const actor = c.get('actor');
    const subject = c.req.query('subject')?.trim() || null;
    const listed = await deps.services.people.listAudit(actor, { ...pageAsked(c), subject });
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    return showPage(c, {
      title: 'Audit',
      section: 'audit',
      lead: 'Every change by people, tokens and schedules, newest first. Entries are only ever added.',
      body: html`<div>${filters({
        action: '/audit',
        fields: [{ name: 'subject', label: 'Subject, such as ord_12', isWhole: true }],
        values: { subject: subject ?? '' },
      })}${card({
        flush:
          items.length === 0
            ? empty(
                'No entries',
                subject ? `Nothing was done to “${subject}”.` : 'Nothing has been changed yet.',
              )
            : table({
                label: 'Audit entries',
                rows: items,
                columns: [
                  { head: 'When', cell: (entry) => moment(entry.at, actor.timeZone) },
                  { head: 'Who', cell: (entry) => html`${entry.actor}<span class="sub">${entry.via}</span>` },
                  { head: 'What', kind: 'row', cell: (entry) => html`<code>${entry.action}</code>` },
                  {
                    head: 'Subject',
                    cell: (entry) => link(withQuery('/audit', { subject: entry.subject }), entry.subject),
                  },
                  { head: 'Details', cell: (entry) => detailsOf(entry.details) },
                ],
              }),
      })}${pager('/audit', { subject, cursor: c.req.query('cursor') }, nextCursor)}</div>`,
    });
  });

  return app;
}

const detailsOf = (details: Readonly<Record<string, unknown>>) => {
  const entries = Object.entries(details);
  return entries.length === 0
    ? ''
    : html`<details><summary>${entries.map(([name]) => name).join(', ')}</summary><pre>${JSON.stringify(details, null, 2)}</pre></details>`;
};
