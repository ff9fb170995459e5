/** Programs of the provider's own that are told of what happens, each with a secret of its own. For admins. */
import { Hono } from 'hono';
import type { DeliveryRow } from '#app/ports/deliveries.ts';
import type { Webhook } from '#app/ports/webhooks.ts';
import type { AddedWebhook } from '#app/webhooks/add-webhook.ts';
import { formatId, parseId } from '#core/ids.ts';
import type { Result } from '#core/result.ts';
import { WEBHOOK_TOPICS } from '#core/webhooks/topics.ts';
import { counted } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge, stateBadge } from '../parts/badge.ts';
import { card, facts, link, pager } from '../parts/blocks.ts';
import { buttonForm, type Field, form } from '../parts/form.ts';
import { moment } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { subjectLink } from '../parts/subject-link.ts';
import { empty, table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { peopleTabs } from './people-tabs.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

const HERE = '/people/webhooks';

const FIELDS: readonly Field[] = [
  {
    name: 'url',
    label: 'Address',
    help: 'A public https address, such as https://erp.example.net/cardline.',
  },
  { name: 'description', label: 'Description', isOptional: true, help: 'What it is for.' },
  {
    name: 'topics',
    label: 'Topics',
    isOptional: true,
    help: html`Separated by commas or spaces, such as invoice.issued; empty: everything. They are listed below.`,
  },
];

/** The topics that a form names; null: all. */
function topicsOf(text: string): readonly string[] | null {
  const topics = text.split(/[\s,]+/).filter((topic) => topic !== '');
  return topics.length === 0 ? null : topics;
}

const settingsOf = (c: ConsoleContext) => {
  const sent = c.get('form');
  return {
    url: sent.text('url'),
    description: sent.text('description'),
    topics: topicsOf(sent.text('topics')),
  };
};

const pageOf = ({ id }: Pick<Webhook, 'id'>, ...more: string[]): string =>
  `${HERE}${path(formatId('webhook', id), ...more)}`;

const stateOf = ({ status, disabledReason }: Webhook): Html =>
  status === 'active'
    ? badge('good', 'Active')
    : html`${badge('quiet', 'Disabled')}${disabledReason === null ? '' : html`<span class="sub">${disabledReason}</span>`}`;

const secretNotice = (title: string, { secret }: AddedWebhook): Html =>
  notice(
    'good',
    html`<h2>${title}</h2><p>Its messages are signed with this secret. Copy it now: it is never shown again.</p><pre>${secret}</pre>`,
  );

export function webhookPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { webhooks } = deps.services;

  const showAll = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
    added?: AddedWebhook,
  ) => {
    const listed = await webhooks.listWebhooks(c.get('actor'), pageAsked(c));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    return showPage(
      c,
      {
        title: 'Webhooks out',
        section: 'people',
        lead: html`Programs of your own are told of what happens, signed as Standard Webhooks has it. What they are sent is in the ${link('/docs', 'documentation')}.`,
        body: html`<div>${added ? secretNotice(`${formatId('webhook', added.id)} was added`, added) : ''}${peopleTabs(
          HERE,
        )}${card({ flush: webhookTable(c, items) })}${pager(HERE, { cursor: c.req.query('cursor') }, nextCursor)}</div>
${card({
  title: 'Add a webhook',
  body: form({
    id: 'webhook',
    action: HERE,
    token: c.get('formToken'),
    fields: FIELDS,
    submit: 'Add the webhook',
    ...attempt,
  }),
})}${card({ title: 'Topics', flush: topicTable() })}`,
      },
      status,
    );
  };

  const showOne = async (
    c: ConsoleContext,
    webhook: Webhook,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
    rotated?: AddedWebhook,
  ) => {
    const { timeZone } = c.get('actor');
    const token = c.get('formToken');
    const listed = await webhooks.listDeliveries(c.get('actor'), webhook.id, undefined, pageAsked(c));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    const button = (deed: string, submit: string, tone: 'danger' | '' = '') =>
      buttonForm({
        action: pageOf(webhook, deed),
        token,
        submit,
        tone,
        about: formatId('webhook', webhook.id),
      });
    const isActive = webhook.status === 'active';
    return showPage(
      c,
      {
        title: formatId('webhook', webhook.id),
        section: 'people',
        crumbs: [{ href: HERE, name: 'Webhooks out' }],
        body: html`<div>${rotated ? secretNotice('It has a new secret', rotated) : ''}${card({
          title: 'Webhook',
          body: html`${facts([
            ['State', stateOf(webhook)],
            ['Added', html`${moment(webhook.createdAt, timeZone)} by ${webhook.createdBy}`],
            [
              'Former secret',
              webhook.formerSecretUntil === null
                ? 'None'
                : html`signs beside the new one until ${moment(webhook.formerSecretUntil, timeZone)}`,
            ],
          ])}<div class="actions">${
            isActive
              ? html`${button('ping', 'Send a test')}${button('redeliver', 'Send all failed again')}`
              : ''
          }${button('rotate', 'Make a new secret')}${
            isActive ? button('disable', 'Disable', 'danger') : button('enable', 'Enable')
          }</div>`,
        })}${card({
          title: 'Deliveries',
          flush:
            items.length === 0
              ? empty('Nothing yet', 'It was told of nothing in the last thirty days.')
              : deliveryTable(c, webhook, items),
        })}${pager(pageOf(webhook), { cursor: c.req.query('cursor') }, nextCursor)}</div>
${card({
  title: 'Change it',
  body: form({
    id: 'webhook',
    action: pageOf(webhook),
    token,
    fields: FIELDS,
    submit: 'Save',
    values: {
      url: webhook.url,
      description: webhook.description,
      topics: webhook.topics?.join(', ') ?? '',
    },
    ...(attempt === NO_ATTEMPT ? {} : attempt),
  }),
})}`,
      },
      status,
    );
  };

  app.get('/', (c) => showAll(c));

  app.post('/', async (c) => {
    const done = await webhooks.addWebhook(c.get('actor'), settingsOf(c));
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showAll(c, attempt, status));
    // No redirect: the secret must not travel through a cookie or an address.
    return showAll(c, NO_ATTEMPT, 200, done.value);
  });

  /** What is done with the webhook that the address names. */
  const withOne =
    (deed: (c: ConsoleContext, webhook: Webhook) => Response | Promise<Response>) =>
    async (c: ConsoleContext) => {
      const id = parseId('webhook', c.req.param('id') ?? '');
      if (!id.ok) return notFoundPage(c);
      const found = await webhooks.getWebhook(c.get('actor'), id.value);
      return found.ok ? deed(c, found.value) : refusalPage(c, found.faults);
    };
  const told =
    <T>(deed: (c: ConsoleContext, webhook: Webhook) => Promise<Result<T>>, text: (done: T) => string) =>
    async (c: ConsoleContext, webhook: Webhook) => {
      const done = await deed(c, webhook);
      return done.ok
        ? redirectWithNotice(c, pageOf(webhook), text(done.value))
        : answerRefusal(c, done.faults, (attempt, status) => showOne(c, webhook, attempt, status));
    };

  app.get(
    '/:id',
    withOne((c, webhook) => showOne(c, webhook)),
  );
  app.post(
    '/:id',
    withOne(
      told(
        (c, { id }) => webhooks.changeWebhook(c.get('actor'), id, settingsOf(c)),
        () => 'The webhook was changed.',
      ),
    ),
  );
  app.post(
    '/:id/ping',
    withOne(
      told(
        (c, { id }) => webhooks.pingWebhook(c.get('actor'), id),
        () => 'A test is on its way: look at the deliveries in a moment.',
      ),
    ),
  );
  app.post(
    '/:id/redeliver',
    withOne(
      told(
        (c, { id }) => webhooks.redeliverFailed(c.get('actor'), id),
        (resent) =>
          resent === 0 ? 'Nothing had failed.' : `Sent again: ${counted(resent, 'message')} that had failed.`,
      ),
    ),
  );
  app.post(
    '/:id/enable',
    withOne(
      told(
        (c, { id }) => webhooks.changeWebhook(c.get('actor'), id, { status: 'active' }),
        () => 'The webhook is active: it is told of what happens from now on.',
      ),
    ),
  );
  app.post(
    '/:id/disable',
    withOne(
      told(
        (c, { id }) => webhooks.changeWebhook(c.get('actor'), id, { status: 'disabled' }),
        () => 'The webhook is disabled: it is told of nothing more.',
      ),
    ),
  );
  app.post(
    '/:id/rotate',
    withOne(async (c, webhook) => {
      const done = await webhooks.rotateSecret(c.get('actor'), webhook.id);
      return done.ok
        ? showOne(c, done.value, NO_ATTEMPT, 200, done.value)
        : answerRefusal(c, done.faults, (attempt, status) => showOne(c, webhook, attempt, status));
    }),
  );
  app.post(
    '/:id/deliveries/:delivery/redeliver',
    withOne(async (c, webhook) => {
      const delivery = parseId('delivery', c.req.param('delivery') ?? '');
      if (!delivery.ok) return notFoundPage(c);
      return told(
        () => webhooks.redeliver(c.get('actor'), webhook.id, delivery.value),
        ({ id }) => `${formatId('delivery', id)} is sent again.`,
      )(c, webhook);
    }),
  );

  return app;
}

const webhookTable = (c: ConsoleContext, rows: readonly Webhook[]): Html =>
  rows.length === 0
    ? empty('No webhooks', 'No program of yours is told of anything yet.')
    : table({
        label: 'Webhooks',
        rows,
        columns: [
          { head: 'Webhook', kind: 'row', cell: (one) => link(pageOf(one), formatId('webhook', one.id)) },
          {
            head: 'Address',
            cell: ({ url, description }) =>
              html`<code>${url}</code>${description === '' ? '' : html`<span class="sub">${description}</span>`}`,
          },
          { head: 'Topics', cell: ({ topics }) => topics?.join(', ') ?? 'Everything' },
          { head: 'Added', cell: ({ createdAt }) => moment(createdAt, c.get('actor').timeZone) },
          { head: 'State', cell: stateOf },
        ],
      });

const topicTable = (): Html =>
  table({
    label: 'Topics',
    rows: WEBHOOK_TOPICS,
    columns: [
      { head: 'Topic', kind: 'row', cell: ({ topic }) => html`<code>${topic}</code>` },
      { head: 'When', cell: ({ summary }) => summary },
    ],
  });

const deliveryTable = (c: ConsoleContext, webhook: Webhook, rows: readonly DeliveryRow[]): Html => {
  const { timeZone } = c.get('actor');
  return table({
    label: 'Deliveries',
    rows,
    isFaulty: ({ status }) => status === 'dead',
    columns: [
      { head: 'Delivery', kind: 'key', cell: ({ id }) => formatId('delivery', id) },
      { head: 'State', cell: ({ status }) => stateBadge(status) },
      { head: 'Topic', cell: ({ topic }) => html`<code>${topic}</code>` },
      { head: 'About', cell: ({ subject }) => subjectLink(subject) },
      { head: 'Since', cell: ({ createdAt }) => moment(createdAt, timeZone) },
      { head: 'Attempts', kind: 'number', cell: ({ attempts }) => attempts },
      { head: 'Error', cell: ({ lastError }) => lastError },
      {
        head: 'Send again',
        kind: 'bare',
        cell: ({ id, status }) =>
          webhook.status === 'active' && (status === 'dead' || status === 'failing')
            ? buttonForm({
                action: pageOf(webhook, 'deliveries', formatId('delivery', id), 'redeliver'),
                token: c.get('formToken'),
                submit: 'Send again',
                isSmall: true,
                about: formatId('delivery', id),
              })
            : '',
      },
    ],
  });
};
