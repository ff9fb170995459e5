/** Tokens, with which other systems call the API. For admins. */
import { Hono } from 'hono';
import { formatId, parseId } from '#core/ids.ts';
import { POWERS } from '#core/people/powers.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge } from '../parts/badge.ts';
import { card, link, pager } from '../parts/blocks.ts';
import { buttonForm, type Field, form } from '../parts/form.ts';
import { moment } from '../parts/formats.ts';
import { html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { peopleTabs } from './people-tabs.ts';
import { refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

const NEW_TOKEN: readonly Field[] = [
  { name: 'name', label: 'Name', help: 'What the token is for, such as billing-sync.' },
  {
    name: 'scopes',
    label: 'Scopes',
    kind: 'several',
    isWhole: true,
    choices: [{ value: 'all', label: 'all' }, ...POWERS.map((power) => ({ value: power, label: power }))],
  },
];

export function tokenPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { people } = deps.services;

  const showTokens = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
    made?: { readonly name: string; readonly text: string },
  ) => {
    const listed = await people.listTokens(c.get('actor'), pageAsked(c));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { timeZone } = c.get('actor');
    return showPage(
      c,
      {
        title: 'Tokens',
        section: 'people',
        lead: html`With a token another system calls the API in this provider’s name. What the API offers is in its ${link('/docs', 'documentation')}.`,
        body: html`<div>${made ? notice('good', html`<h2>The token “${made.name}” was made</h2><p>Copy it now. It is not kept here and is never shown again.</p><pre>${made.text}</pre>`) : ''}${peopleTabs('/people/tokens')}${card(
          {
            flush: table({
              label: 'Tokens',
              rows: listed.value.items,
              columns: [
                { head: 'Name', kind: 'row', cell: (token) => token.name },
                { head: 'Scopes', cell: (token) => token.scopes.join(', ') },
                { head: 'Made', cell: (token) => moment(token.createdAt, timeZone) },
                {
                  head: 'State',
                  cell: (token) =>
                    token.revokedAt === null ? badge('good', 'Active') : badge('quiet', 'Revoked'),
                },
                {
                  head: 'Action',
                  kind: 'bare',
                  cell: (token) =>
                    token.revokedAt === null
                      ? buttonForm({
                          action: path('people', 'tokens', formatId('token', token.id), 'revoke'),
                          token: c.get('formToken'),
                          submit: 'Revoke',
                          tone: 'danger',
                          isSmall: true,
                          about: token.name,
                        })
                      : '',
                },
              ],
            }),
          },
        )}${pager('/people/tokens', { cursor: c.req.query('cursor') }, listed.value.nextCursor)}</div>
${card({
  title: 'Make a token',
  body: form({
    id: 'token',
    action: '/people/tokens',
    token: c.get('formToken'),
    fields: NEW_TOKEN,
    submit: 'Make the token',
    ...attempt,
  }),
})}`,
      },
      status,
    );
  };

  app.get('/', (c) => showTokens(c));

  app.post('/', async (c) => {
    const sent = c.get('form');
    const done = await people.createToken(c.get('actor'), {
      name: sent.text('name'),
      scopes: sent.all('scopes'),
    });
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showTokens(c, attempt, status));
    // No redirect: the token's text must not travel through a cookie or an address.
    return showTokens(c, NO_ATTEMPT, 200, done.value);
  });

  app.post('/:id/revoke', async (c) => {
    const id = parseId('token', c.req.param('id'));
    if (!id.ok)
      return refusalPage(c, [
        { code: 'token_not_found', message: 'There is no such token.', kind: 'not_found' },
      ]);
    const done = await people.revokeToken(c.get('actor'), id.value);
    if (!done.ok) return refusalPage(c, done.faults);
    return redirectWithNotice(
      c,
      '/people/tokens',
      `The token “${done.value.name}” was revoked: its next call is refused.`,
    );
  });
  return app;
}
