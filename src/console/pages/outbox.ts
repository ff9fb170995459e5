/** What leaves the building: what waits, what fails, what was given up, and sending it again. For admins. */
import { Hono } from 'hono';
import { DELIVERY_STATUSES, type DeliveryRow, type OutboxStanding } from '#app/ports/deliveries.ts';
import type { Instant } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import { counted, grouped } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge, stateBadge, stateWord } from '../parts/badge.ts';
import { card, link, pager } from '../parts/blocks.ts';
import { buttonForm, type Field, filters } from '../parts/form.ts';
import { age, moment } from '../parts/formats.ts';
import { type Html, html, path, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { subjectLink } from '../parts/subject-link.ts';
import { empty, table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';

const HERE = '/status/outbox';

const STATUS: Field = {
  name: 'status',
  label: 'State',
  kind: 'choice',
  choices: [
    ...DELIVERY_STATUSES.map((status) => ({ value: status, label: stateWord(status) })),
    { value: 'all', label: 'All' },
  ],
};
const TARGET: Field = { name: 'target', label: 'Target' };

export const waitingIn = ({ notices, channels }: OutboxStanding): number =>
  channels.reduce((sum, { waiting }) => sum + waiting, notices.waiting);
export const deadIn = ({ channels }: OutboxStanding): number =>
  channels.reduce((sum, { dead }) => sum + dead, 0);

export function outboxPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { outbox } = deps.services;

  app.get('/', async (c) => {
    const actor = c.get('actor');
    const asked = askedFor(c);
    const [listed, standing] = await Promise.all([
      outbox.listDeliveries(actor, asked.filter, pageAsked(c)),
      outbox.readStanding(actor),
    ]);
    if (!listed.ok) return refusalPage(c, listed.faults);
    if (!standing.ok) return refusalPage(c, standing.faults);
    const { items, nextCursor } = listed.value;
    const channelNames = standing.value.channels.map(({ channel }) => channel);
    const channels: Field = {
      name: 'channel',
      label: 'Channel',
      kind: 'choice',
      choices: [
        { value: '', label: 'Every' },
        ...[...new Set([...channelNames, ...deps.channels])].map((name) => ({ value: name, label: name })),
      ],
    };
    return showPage(c, {
      title: 'Outbox',
      section: 'status',
      crumbs: [{ href: '/status', name: 'Schedules and status' }],
      lead: 'What changes have to tell the outside. What does not arrive is tried again for about a day, then given up until somebody sends it again.',
      body: html`${card({
        title: 'By channel',
        flush: standingTable(standing.value, {
          channels: deps.channels,
          now: deps.clock.now(),
          timeZone: actor.timeZone,
          buttonOf: (channel) => resendAllButton(c, { channel, target: null }),
        }),
      })}<div>${filters({ action: HERE, fields: [STATUS, channels, TARGET], values: asked.values })}${card({
        title: 'Messages',
        ...(asked.addressee !== null && items.some(isInTrouble)
          ? { aside: resendAllButton(c, asked.addressee) }
          : {}),
        flush:
          items.length === 0
            ? empty('Nothing', 'No message is in this state.')
            : deliveryTable(c, items, asked.values),
      })}${pager(HERE, { ...asked.values, cursor: c.req.query('cursor') }, nextCursor)}</div>`,
    });
  });

  app.post('/resend', async (c) => {
    const sent = c.get('form');
    const addressee = { channel: sent.text('channel'), target: sent.optional('target') ?? null };
    const done = await outbox.resendAll(c.get('actor'), addressee);
    if (!done.ok) return refusalPage(c, done.faults);
    return redirectWithNotice(
      c,
      withQuery(HERE, { status: 'all', ...addressee }),
      done.value === 0
        ? 'Nothing there had failed any more.'
        : `${counted(done.value, 'message')} ${done.value === 1 ? 'is' : 'are'} sent again.`,
    );
  });

  app.post('/:id/resend', async (c) => {
    const id = parseId('delivery', c.req.param('id'));
    if (!id.ok) return notFoundPage(c);
    const done = await outbox.resend(c.get('actor'), id.value);
    if (!done.ok) return refusalPage(c, done.faults);
    const { channel, target } = done.value;
    return redirectWithNotice(
      c,
      withQuery(HERE, { status: 'all', channel, target }),
      `${formatId('delivery', id.value)} is sent again.`,
    );
  });

  return app;
}

/** What the address asks for; what was given up, where it says nothing. */
function askedFor(c: ConsoleContext) {
  const asked = c.req.query('status') ?? 'dead';
  const status = DELIVERY_STATUSES.find((known) => known === asked);
  const channel = c.req.query('channel') || undefined;
  const target = c.req.query('target')?.trim() || undefined;
  return {
    filter: { status, channel, target },
    values: { status: status ?? 'all', channel: channel ?? '', target: target ?? '' },
    addressee: channel === undefined || target === undefined ? null : { channel, target },
  };
}

const isInTrouble = ({ status }: DeliveryRow): boolean => status === 'dead' || status === 'failing';

const resendAllButton = (
  c: ConsoleContext,
  { channel, target }: { readonly channel: string; readonly target: string | null },
): Html =>
  buttonForm({
    action: `${HERE}/resend`,
    token: c.get('formToken'),
    submit: 'Send all again',
    values: { channel, ...(target === null ? {} : { target }) },
    isSmall: true,
    about: target ?? channel,
  });

const deliveryTable = (
  c: ConsoleContext,
  rows: readonly DeliveryRow[],
  values: Readonly<Record<string, string>>,
): Html => {
  const { timeZone } = c.get('actor');
  return table({
    label: 'Messages',
    rows,
    isFaulty: ({ status }) => status === 'dead',
    columns: [
      { head: 'Message', kind: 'key', cell: ({ id }) => formatId('delivery', id) },
      { head: 'State', cell: ({ status }) => stateBadge(status) },
      {
        head: 'What',
        cell: ({ topic, kind }) => html`<code>${topic}</code><span class="sub">${kind}</span>`,
      },
      { head: 'About', cell: ({ subject }) => subjectLink(subject) },
      {
        head: 'To',
        cell: ({ channel, target }) =>
          html`${link(withQuery(HERE, { ...values, channel, target }), target)}<span class="sub">${channel}</span>`,
      },
      { head: 'Since', cell: ({ createdAt }) => moment(createdAt, timeZone) },
      { head: 'Attempts', kind: 'number', cell: ({ attempts }) => attempts },
      { head: 'Error', cell: ({ lastError }) => lastError },
      {
        head: 'Next try',
        cell: ({ status, nextTryAt }) => (status === 'failing' ? moment(nextTryAt, timeZone) : ''),
      },
      {
        head: 'Send again',
        kind: 'bare',
        cell: (row) =>
          isInTrouble(row)
            ? buttonForm({
                action: path('status', 'outbox', formatId('delivery', row.id), 'resend'),
                token: c.get('formToken'),
                submit: 'Send again',
                isSmall: true,
                about: formatId('delivery', row.id),
              })
            : '',
      },
    ],
  });
};

/** A line for each channel, and one for what no channel has been asked about yet. */
export function standingTable(
  { notices, channels }: OutboxStanding,
  of: {
    /** Those that there are in this installation. */
    readonly channels: readonly string[];
    readonly now: Instant;
    readonly timeZone: string;
    readonly buttonOf?: (channel: string) => Html;
  },
): Html {
  const rows = [
    ...(notices.waiting === 0
      ? []
      : [{ ...notices, channel: null, dead: 0, note: notices.failing > 0 ? notices.lastError : null }]),
    ...channels.map((channel) => ({
      ...channel,
      note: of.channels.includes(channel.channel) ? null : 'Nothing here carries this channel: it waits.',
    })),
  ];
  if (rows.length === 0) return empty('Nothing waits', 'Every message to the outside was delivered.');
  return table({
    label: 'What waits to leave',
    rows,
    isFaulty: ({ dead }) => dead > 0,
    columns: [
      {
        head: 'Channel',
        kind: 'row',
        cell: ({ channel, note }) =>
          html`${channel ?? 'New, not assigned yet'}${note === null ? '' : html`<span class="sub">${note}</span>`}`,
      },
      { head: 'Waiting', kind: 'number', cell: ({ waiting }) => grouped(waiting) },
      { head: 'Failing', kind: 'number', cell: ({ failing }) => grouped(failing) },
      {
        head: 'Given up',
        kind: 'number',
        cell: ({ dead }) => (dead > 0 ? badge('bad', grouped(dead)) : 0),
      },
      {
        head: 'Oldest',
        cell: ({ oldest }) =>
          oldest === null
            ? ''
            : html`${moment(oldest, of.timeZone)} <span class="soft">(${age(oldest, of.now)})</span>`,
      },
      ...(of.buttonOf
        ? [
            {
              head: 'Send again',
              kind: 'bare' as const,
              cell: ({ channel, failing, dead }: (typeof rows)[number]) =>
                channel !== null && failing + dead > 0 ? of.buttonOf?.(channel) : '',
            },
          ]
        : []),
    ],
  });
}
