/** Systems that send orders or usage by webhook, each with a secret of its own. For admins. */
import { Hono } from 'hono';
import type { AddedSource } from '#app/hooks/add-source.ts';
import { HOOK_SENDS, type HookSource } from '#app/ports/hooks.ts';
import { formatId, parseId } from '#core/ids.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge } from '../parts/badge.ts';
import { card, link, pager } from '../parts/blocks.ts';
import { buttonForm, type Field, form } from '../parts/form.ts';
import { moment } from '../parts/formats.ts';
import { html, path, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { empty, table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { peopleTabs } from './people-tabs.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

const HERE = '/people/hooks';
const NEW_SOURCE: readonly Field[] = [
  { name: 'name', label: 'Name', help: 'What sends them, such as Web shop.' },
  {
    name: 'sends',
    label: 'Sends',
    kind: 'choice',
    choices: [
      { value: 'orders', label: 'Orders' },
      { value: 'usage', label: 'Usage' },
    ],
    help: 'It may send that, and nothing else.',
  },
];

export function hookSourcePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { hooks } = deps.services;

  const addressOf = ({ id, sends }: Pick<HookSource, 'id' | 'sends'>): string =>
    new URL(withQuery(`/hooks/${sends}`, { source: formatId('hook', id) }), deps.url).href;

  const showSources = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
    added?: AddedSource,
  ) => {
    const listed = await hooks.listSources(c.get('actor'), pageAsked(c));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    const { timeZone } = c.get('actor');
    return showPage(
      c,
      {
        title: 'Webhooks in',
        section: 'people',
        lead: html`Other systems send orders and usage, signed with a secret of their own as Standard Webhooks has it. What they send is in the ${link('/docs', 'documentation')}.`,
        body: html`<div>${
          added
            ? notice(
                'good',
                html`<h2>The source “${added.name}” was added</h2><p>It signs with this secret. Copy it now: it is never shown again.</p><pre>${added.secret}</pre><p>It sends its ${added.sends} to:</p><pre>${addressOf(added)}</pre>`,
              )
            : ''
        }${peopleTabs(HERE)}${card({
          flush:
            items.length === 0
              ? empty('No sources', 'No other system sends orders or usage yet.')
              : table({
                  label: 'Sources',
                  rows: items,
                  columns: [
                    { head: 'Name', kind: 'row', cell: ({ name }) => name },
                    { head: 'Sends to', cell: (source) => html`<code>${addressOf(source)}</code>` },
                    { head: 'Added', cell: ({ createdAt }) => moment(createdAt, timeZone) },
                    {
                      head: 'State',
                      cell: ({ revokedAt }) =>
                        revokedAt === null ? badge('good', 'Active') : badge('quiet', 'Revoked'),
                    },
                    {
                      head: 'Action',
                      kind: 'bare',
                      cell: ({ id, name, revokedAt }) =>
                        revokedAt === null
                          ? buttonForm({
                              action: `${HERE}${path(formatId('hook', id), 'revoke')}`,
                              token: c.get('formToken'),
                              submit: 'Revoke',
                              tone: 'danger',
                              isSmall: true,
                              about: name,
                            })
                          : '',
                    },
                  ],
                }),
        })}${pager(HERE, { cursor: c.req.query('cursor') }, nextCursor)}</div>
${card({
  title: 'Add a source',
  body: form({
    id: 'source',
    action: HERE,
    token: c.get('formToken'),
    fields: NEW_SOURCE,
    submit: 'Add the source',
    ...attempt,
  }),
})}`,
      },
      status,
    );
  };

  app.get('/', (c) => showSources(c));

  app.post('/', async (c) => {
    const sends = c.get('form').text('sends');
    const done = await hooks.addSource(c.get('actor'), {
      name: c.get('form').text('name'),
      sends: HOOK_SENDS.find((word) => word === sends),
    });
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showSources(c, attempt, status));
    // No redirect: the secret must not travel through a cookie or an address.
    return showSources(c, NO_ATTEMPT, 200, done.value);
  });

  app.post('/:id/revoke', async (c) => {
    const id = parseId('hook', c.req.param('id'));
    if (!id.ok) return notFoundPage(c);
    const done = await hooks.revokeSource(c.get('actor'), id.value);
    if (!done.ok) return refusalPage(c, done.faults);
    return redirectWithNotice(
      c,
      HERE,
      `The source “${done.value.name}” was revoked: what it sends next is refused.`,
    );
  });

  return app;
}
