/** People and what they may do; sign-in links; tokens for other systems; the provider's settings. All for admins. */
import { Hono } from 'hono';
import type { Person } from '#app/ports/people.ts';
import type { ProviderProfile } from '#app/ports/providers.ts';
import { formatId, parseId } from '#core/ids.ts';
import { formatCents, formatTaxRate, ROUNDINGS } from '#core/money.ts';
import { formatSlackUser } from '#core/people/person.ts';
import { POWERS, ROLES } from '#core/people/powers.ts';
import { FEATURES } from '#core/people/settings.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import type { Form } from '../guards/form-guard.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge } from '../parts/badge.ts';
import { card, facts, link, pager, tabs } from '../parts/blocks.ts';
import { buttonForm, type Choice, type Field, form } from '../parts/form.ts';
import { moment } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
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
  help: 'Workspace and user, like T024BE7LD:U0G9QF9C6: what this person does in Slack is then done in this name.',
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

const HERE = [
  { href: '/people', name: 'People' },
  { href: '/people/tokens', name: 'Tokens' },
  { href: '/people/settings', name: 'Settings' },
] as const;

const subjectTabs = (here: string): Html =>
  tabs(
    'People, tokens, settings',
    HERE.map((tab) => ({ ...tab, isHere: tab.href === here })),
  );

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
        body: html`<div>${subjectTabs('/people')}${card({
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

  // ---- tokens

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
        body: html`<div>${made ? notice('good', html`<h2>The token “${made.name}” was made</h2><p>Copy it now. It is not kept here and is never shown again.</p><pre>${made.text}</pre>`) : ''}${subjectTabs('/people/tokens')}${card(
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

  app.get('/tokens', (c) => showTokens(c));

  app.post('/tokens', async (c) => {
    const sent = c.get('form');
    const done = await people.createToken(c.get('actor'), {
      name: sent.text('name'),
      scopes: sent.all('scopes'),
    });
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showTokens(c, attempt, status));
    // No redirect: the token's text must not travel through a cookie or an address.
    return showTokens(c, NO_ATTEMPT, 200, done.value);
  });

  app.post('/tokens/:id/revoke', async (c) => {
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

  // ---- settings

  const showSettings = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ) => {
    const actor = c.get('actor');
    const profile = await people.readProfile(actor);
    if (!profile.ok) return refusalPage(c, profile.faults);
    const mayChange = actor.powers.has('admin');
    return showPage(
      c,
      {
        title: 'Settings',
        section: 'people',
        lead: `How ${profile.value.name} (${profile.value.code}) bills. Bills already made stay as they are.`,
        body: html`<div>${subjectTabs('/people/settings')}${card({
          body: mayChange
            ? form({
                id: 'settings',
                action: '/people/settings',
                token: c.get('formToken'),
                fields: SETTINGS,
                submit: 'Save',
                isColumns: true,
                values: attempt === NO_ATTEMPT ? valuesOfSettings(profile.value) : attempt.values,
                faults: attempt.faults,
              })
            : facts(SETTINGS.map(({ name, label }) => [label, valuesOfSettings(profile.value)[name]])),
        })}</div>`,
      },
      status,
    );
  };

  app.get('/settings', (c) => showSettings(c));

  app.post('/settings', async (c) => {
    const done = await people.changeSettings(c.get('actor'), readSettings(c.get('form')));
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showSettings(c, attempt, status));
    return redirectWithNotice(c, '/people/settings', 'The settings were saved.');
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
          body: form({
            id: 'slack',
            action: `${here}/slack`,
            token: c.get('formToken'),
            fields: [SLACK_FIELD],
            submit: 'Link',
            tone: '',
            ...(isSlack ? attempt : { values: valuesOfPerson(person) }),
          }),
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
    const done = await people.linkSlackUser(c.get('actor'), id, c.get('form').optional('slack'));
    if (!done.ok)
      return answerRefusal(c, done.faults, (attempt, status) => showPerson(c, id, attempt, status));
    const [user] = done.value.slack;
    return redirectWithNotice(
      c,
      path('people', formatId('person', id)),
      user
        ? `${done.value.name} is ${formatSlackUser(user)} in Slack.`
        : `${done.value.name} is nobody in Slack now.`,
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
  slack: person.slack.map(formatSlackUser)[0] ?? '',
});

const ROUNDING_WORDS: Readonly<Record<(typeof ROUNDINGS)[number], string>> = {
  half_up: 'Half up, away from zero',
  up: 'Up, away from zero',
  half_even: 'Half to even',
  down: 'Down, towards zero',
};

const SETTINGS: readonly Field[] = [
  { name: 'name', label: 'Name', help: 'As invoices and customers see it.' },
  {
    name: 'businessNumber',
    label: 'Business number',
    isOptional: true,
    help: 'The legal entity’s number on invoices.',
  },
  { name: 'timeZone', label: 'Time zone', help: 'What “today” means, such as Australia/Melbourne.' },
  {
    name: 'invoicePrefix',
    label: 'Invoice prefix',
    isOptional: true,
    help: 'Before the number, such as BG-.',
  },
  {
    name: 'invoiceDelayDays',
    label: 'Invoices are made',
    kind: 'whole',
    help: 'Days after the invoice day (INV-1).',
  },
  {
    name: 'periodApproval',
    label: 'Period approval',
    kind: 'choice',
    choices: [
      { value: 'automatic', label: 'Automatic' },
      { value: 'manual', label: 'Manual' },
    ],
    help: 'Fees in arrears and usage are charged once their period is approved (BILL-5).',
  },
  {
    name: 'rounding',
    label: 'Rounding of parts',
    kind: 'choice',
    choices: ROUNDINGS.map((rounding) => ({ value: rounding, label: ROUNDING_WORDS[rounding] })),
    help: 'Once a line, to the cent (BILL-7).',
  },
  {
    name: 'defaultTaxRate',
    label: 'Default tax',
    kind: 'amount',
    help: '0.10 is 10 %: what a blank Tax cell means (BILL-13).',
  },
  {
    name: 'maxLinesPerAccount',
    label: 'Most lines of an account in a run',
    kind: 'whole',
    help: 'Beyond it the account is parked (BILL-14).',
  },
  {
    name: 'maxLineAmount',
    label: 'Largest amount of a line',
    kind: 'amount',
    help: 'Beyond it the account is parked (BILL-14).',
  },
  {
    name: 'holidays',
    label: 'Holidays',
    kind: 'long',
    isOptional: true,
    help: 'Days that are not working days, one a line, such as 2026-12-25.',
  },
  {
    name: 'features',
    label: 'Features',
    kind: 'several',
    isWhole: true,
    choices: FEATURES.map((feature) => ({
      value: feature,
      label:
        feature === 'set_first_period_end'
          ? 'Set first period end date at activation (PER-2)'
          : 'Sign-up portal for end users (ORD-1)',
    })),
  },
];

const valuesOfSettings = (profile: ProviderProfile): Record<string, string> => ({
  name: profile.name,
  businessNumber: profile.businessNumber ?? '',
  timeZone: profile.timeZone,
  invoicePrefix: profile.invoicePrefix,
  invoiceDelayDays: String(profile.invoiceDelayDays),
  periodApproval: profile.periodApproval,
  rounding: profile.rounding,
  defaultTaxRate: formatTaxRate(profile.defaultTaxRate),
  maxLinesPerAccount: String(profile.maxLinesPerAccount),
  maxLineAmount: formatCents(profile.maxLineAmount),
  holidays: profile.holidays.join('\n'),
  features: profile.features.join(','),
});

/** A number field that holds no number is handed on as such, so that its own fault is told with all others. */
const readSettings = (sent: Form) => ({
  name: sent.text('name'),
  businessNumber: sent.optional('businessNumber'),
  timeZone: sent.text('timeZone'),
  invoicePrefix: sent.text('invoicePrefix'),
  invoiceDelayDays: numberOf(sent.text('invoiceDelayDays')),
  periodApproval: sent.text('periodApproval'),
  rounding: sent.text('rounding'),
  defaultTaxRate: sent.text('defaultTaxRate'),
  maxLinesPerAccount: numberOf(sent.text('maxLinesPerAccount')),
  maxLineAmount: sent.text('maxLineAmount'),
  holidays: sent.text('holidays').split(/\s+/).filter(Boolean),
  features: sent.all('features'),
});

const numberOf = (text: string): number => (/^\d{1,9}$/.test(text) ? Number(text) : Number.NaN);
