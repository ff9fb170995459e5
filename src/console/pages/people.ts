/** People and what they may do, their sign-in links and Slack users. For admins. */
import { Hono } from 'hono';
import type { Person } from '#app/ports/people.ts';
import { formatId, parseId } from '#core/ids.ts';
import { formatSlackUser } from '#core/people/person.ts';
import { POWERS, ROLES } from '#core/people/powers.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge } from '../parts/badge.ts';
import { card, link, pager } from '../parts/blocks.ts';
import { buttonForm, type Choice, type Field, form } from '../parts/form.ts';
import { moment } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { peopleTabs } from './people-tabs.ts';
import { refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

const ROLE_CHOICES: readonly Choice[] = Object.entries(ROLES).map(([role, powers]) => ({
  value: role,
  label: `${role}: ${powers.length === POWERS.length ? 'everything' : powers.join(', ')}`,
}));

const ROLES_FIELD: Field = {
  name: 'roles',
  label: 'Roles',
  kind: 'several',
  choices: ROLE_CHOICES,
  isWhole: true,
};
const SLACK_FIELD: Field = {
  name: 'slack',
  label: 'Slack user',
  isOptional: true,
  help: 'Workspace and user, like T024BE7LD:U0G9QF9C6: what this Slack user does is then done in this name. One in each workspace.',
};
const NEW_PERSON: readonly Field[] = [
  { name: 'name', label: 'Name' },
  { name: 'email', label: 'Email', kind: 'email' },
  SLACK_FIELD,
  ROLES_FIELD,
];
const CHANGED_PERSON: readonly Field[] = [
  { name: 'name', label: 'Name' },
  ROLES_FIELD,
  {
    name: 'active',
    label: 'Active',
    kind: 'tick',
    help: 'Without it the person is signed out everywhere and cannot sign in; everything done in this name stays.',
  },
];

export function peoplePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { people } = deps.services;

  // ---- people

  const showPeople = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ) => {
    const listed = await people.listPeople(c.get('actor'), pageAsked(c));
    if (!listed.ok) return refusalPage(c, listed.faults);
    return showPage(
      c,
      {
        title: 'People',
        section: 'people',
        lead: 'Who may sign in, and what each may do. Slack, console and API ask the same powers.',
        body: html`<div>${peopleTabs('/people')}${card({
          flush: table({
            label: 'People',
            rows: listed.value.items,
            columns: [
              {
                head: 'Name',
                kind: 'row',
                cell: (person) => link(path('people', formatId('person', person.id)), person.name),
              },
              { head: 'Email', cell: (person) => person.email },
              { head: 'Roles', cell: (person) => person.roles.join(', ') },
              { head: 'Slack', cell: (person) => person.slack.map(formatSlackUser).join(', ') },
              {
                head: 'State',
                cell: (person) => (person.active ? badge('good', 'Active') : badge('quiet', 'Inactive')),
              },
            ],
          }),
        })}${pager('/people', { cursor: c.req.query('cursor') }, listed.value.nextCursor)}</div>
${card({
  title: 'Add a person',
  body: form({
    id: 'add',
    action: '/people',
    token: c.get('formToken'),
    fields: NEW_PERSON,
    submit: 'Add',
    isColumns: true,
    ...attempt,
  }),
})}`,
      },
      status,
    );
  };

  app.get('/', (c) => showPeople(c));

  app.post('/', async (c) => {
    const sent = c.get('form');
    const done = await people.addPerson(c.get('actor'), {
      email: sent.text('email'),
      name: sent.text('name'),
      roles: sent.all('roles'),
      slack: sent.optional('slack'),
    });
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showPeople(c, attempt, status));
    return redirectWithNotice(
      c,
      path('people', formatId('person', done.value.id)),
      `${done.value.name} was added. Make a sign-in link for the first visit.`,
    );
  });
  // ---- one person

  const showPerson = async (
    c: ConsoleContext,
    id: number,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
    signInLink?: { readonly href: string; readonly expiresAt: Html | string },
  ) => {
    const found = await people.findPerson(c.get('actor'), id);
    if (!found.ok) return refusalPage(c, found.faults);
    const person = found.value;
    const here = path('people', formatId('person', id));
    const isSlack = 'slack' in attempt.values;
    return showPage(
      c,
      {
        title: person.name,
        mark: person.active ? badge('good', 'Active') : badge('quiet', 'Inactive'),
        section: 'people',
        crumbs: [{ href: '/people', name: 'People' }],
        lead: person.email,
        actions: person.active
          ? buttonForm({ action: `${here}/link`, token: c.get('formToken'), submit: 'Make a sign-in link' })
          : '',
        body: html`${
          signInLink
            ? notice(
                'good',
                html`<h2>A link for ${person.name}</h2><p>It works once, until ${signInLink.expiresAt}. Send it to this person alone; it is not shown again.</p><pre>${signInLink.href}</pre>`,
              )
            : ''
        }${card({
          title: 'What this person may do',
          body: form({
            id: 'person',
            action: here,
            token: c.get('formToken'),
            fields: CHANGED_PERSON,
            submit: 'Save',
            ...(attempt !== NO_ATTEMPT && !isSlack ? attempt : { values: valuesOfPerson(person) }),
          }),
        })}${card({
          title: 'Slack',
          body: html`<div class="stack">${slackUsersOf(c, person)}${form({
            id: 'slack',
            action: `${here}/slack`,
            token: c.get('formToken'),
            fields: [SLACK_FIELD],
            submit: 'Link',
            tone: '',
            ...(isSlack ? attempt : {}),
          })}</div>`,
        })}`,
      },
      status,
    );
  };

  const personId = (c: ConsoleContext): number | null => {
    const id = parseId('person', c.req.param('id') ?? '');
    return id.ok ? id.value : null;
  };
  const noPerson = (c: ConsoleContext) =>
    refusalPage(c, [{ code: 'person_not_found', message: 'There is no such person.', kind: 'not_found' }]);

  app.get('/:id', (c) => {
    const id = personId(c);
    return id === null ? noPerson(c) : showPerson(c, id);
  });

  app.post('/:id', async (c) => {
    const id = personId(c);
    if (id === null) return noPerson(c);
    const sent = c.get('form');
    const done = await people.changePerson(c.get('actor'), id, {
      name: sent.text('name'),
      roles: sent.all('roles'),
      active: sent.isTicked('active'),
    });
    if (!done.ok)
      return answerRefusal(c, done.faults, (attempt, status) => showPerson(c, id, attempt, status));
    return redirectWithNotice(c, path('people', formatId('person', id)), `${done.value.name} was saved.`);
  });

  app.post('/:id/slack', async (c) => {
    const id = personId(c);
    if (id === null) return noPerson(c);
    const slack = c.get('form').text('slack');
    const done = await people.linkSlackUser(c.get('actor'), id, slack);
    if (!done.ok)
      return answerRefusal(c, done.faults, (attempt, status) => showPerson(c, id, attempt, status));
    return redirectWithNotice(
      c,
      path('people', formatId('person', id)),
      `${done.value.name} is ${slack} in Slack.`,
    );
  });

  app.post('/:id/slack/unlink', async (c) => {
    const id = personId(c);
    if (id === null) return noPerson(c);
    const slack = c.get('form').text('slack');
    const done = await people.unlinkSlackUser(c.get('actor'), id, slack);
    if (!done.ok) return refusalPage(c, done.faults);
    return redirectWithNotice(
      c,
      path('people', formatId('person', id)),
      `${done.value.name} is no longer ${slack} in Slack.`,
    );
  });

  app.post('/:id/link', async (c) => {
    const id = personId(c);
    if (id === null) return noPerson(c);
    const actor = c.get('actor');
    const found = await people.findPerson(actor, id);
    if (!found.ok) return refusalPage(c, found.faults);
    const made = await people.createLoginLink(actor, { email: found.value.email });
    if (!made.ok) return refusalPage(c, made.faults);
    // No redirect: the link must not travel through a cookie or an address.
    return showPerson(c, id, NO_ATTEMPT, 200, {
      href: new URL(path('sign-in', made.value.secret), deps.url).href,
      expiresAt: moment(made.value.expiresAt, actor.timeZone),
    });
  });

  return app;
}

const valuesOfPerson = (person: Person): Record<string, string> => ({
  name: person.name,
  roles: person.roles.join(','),
  active: person.active ? 'on' : '',
});

const slackUsersOf = (c: ConsoleContext, person: Person): Html | '' =>
  person.slack.length === 0
    ? html`<p class="soft">Nobody in Slack yet. The person writes /cardline link there, or an admin says it here.</p>`
    : html`<ul>${person.slack.map(formatSlackUser).map(
        (user) =>
          html`<li><code>${user}</code> ${buttonForm({
            action: path('people', formatId('person', person.id), 'slack', 'unlink'),
            token: c.get('formToken'),
            submit: 'Unlink',
            tone: 'quiet',
            isSmall: true,
            about: user,
            values: { slack: user },
          })}</li>`,
      )}</ul>`;
