/** Re-rating what was rated by a price that was changed in the past (USE-8): what it would change, accepting and rejecting it. */
import { Hono } from 'hono';
import { RERATE_STATUSES, type Rerate, type RerateLine, type SideFigures } from '#app/ports/rerates.ts';
import { rerateStands } from '#app/usage/find-rerate.ts';
import { formatId, parseId } from '#core/ids.ts';
import { chargeSum } from '#core/usage/amount-words.ts';
import { counted, grouped } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { stateBadge, stateWord } from '../parts/badge.ts';
import { card, codeLink, facts, link, pager } from '../parts/blocks.ts';
import { buttonForm, type Field, filters, form } from '../parts/form.ts';
import { moment, orNothing } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { type Column, empty, table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';
import { usageTabs } from './usage-tabs.ts';

const HERE = '/usage/rerates';
export const reratePath = (id: number): string => path('usage', 'rerates', formatId('rerate', id));

const STATUS: Field = {
  name: 'status',
  label: 'Status',
  kind: 'choice',
  choices: [
    { value: '', label: 'All' },
    ...RERATE_STATUSES.map((status) => ({ value: status, label: stateWord(status) })),
  ],
};
const REASON: Field = {
  name: 'reason',
  label: 'Why not',
  help: 'Kept with it. What was rated stays as it is.',
};

export function reratePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { usage } = deps.services;

  app.get('/', async (c) => {
    const actor = c.get('actor');
    const status = RERATE_STATUSES.find((known) => known === c.req.query('status'));
    const listed = await usage.listRerates(actor, { status }, pageAsked(c));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    return showPage(c, {
      title: 'Re-rating',
      section: 'usage',
      lead: 'Prices that were changed for days in the past: what was rated by them stays as it is until somebody accepts its re-rating.',
      body: html`<div>${usageTabs(HERE)}${filters({ action: HERE, fields: [STATUS], values: { status: status ?? '' } })}${card(
        {
          flush:
            items.length === 0
              ? empty('Nothing to re-rate', 'No version has changed prices of the past.')
              : table({ label: 'Re-ratings', rows: items, columns: columns(actor.timeZone) }),
        },
      )}${pager(HERE, { status, cursor: c.req.query('cursor') }, nextCursor)}</div>`,
    });
  });

  const show = async (
    c: ConsoleContext,
    id: number,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const read = await usage.readRerate(actor, id, pageAsked(c));
    if (!read.ok) return refusalPage(c, read.faults);
    const { rerate, lines } = read.value;
    return showPage(
      c,
      {
        title: `Re-rating ${formatId('rerate', id)}`,
        mark: stateBadge(rerate.status),
        section: 'usage',
        crumbs: [{ href: HERE, name: 'Re-rating' }],
        lead: html`By the prices of ${link(path('versions', rerate.version), `version ${rerate.version}`)}, where they are not those of version ${rerate.baseVersion}.`,
        actions:
          rerateStands(rerate) && actor.powers.has('usage')
            ? buttonForm({
                action: `${reratePath(id)}/preview`,
                token: c.get('formToken'),
                submit: rerate.figures === null ? 'Work it out' : 'Work it out again',
              })
            : '',
        body: html`${attempt.faults.some(({ path: at }) => at === undefined) ? notice('bad', attempt.faults.map(({ message }) => message).join(' ')) : ''}${outcome(rerate)}${figuresCard(rerate, actor.timeZone)}${decideCard(c, rerate, attempt)}${
          lines.items.length === 0
            ? ''
            : html`<div>${card({ title: 'By account and service', flush: table({ label: 'By account and service', rows: lines.items, columns: LINES }) })}${pager(reratePath(id), { cursor: c.req.query('cursor') }, lines.nextCursor)}</div>`
        }`,
      },
      status,
    );
  };

  const rerateId = (c: ConsoleContext): number | null => {
    const id = parseId('rerate', c.req.param('id') ?? '');
    return id.ok ? id.value : null;
  };

  app.get('/:id', (c) => {
    const id = rerateId(c);
    return id === null ? notFoundPage(c) : show(c, id);
  });

  for (const [deed, act, told] of [
    ['preview', (c, id) => usage.previewRerate(c.get('actor'), id), 'was worked out anew'],
    ['accept', (c, id) => usage.acceptRerate(c.get('actor'), id, c.get('form').text('hash')), 'was accepted'],
    [
      'reject',
      (c, id) => usage.rejectRerate(c.get('actor'), id, c.get('form').text('reason')),
      'was rejected',
    ],
  ] as const satisfies readonly (readonly [
    string,
    (c: ConsoleContext, id: number) => ReturnType<typeof usage.previewRerate>,
    string,
  ])[])
    app.post(`/:id/${deed}`, async (c) => {
      const id = rerateId(c);
      if (id === null) return notFoundPage(c);
      const done = await act(c, id);
      if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => show(c, id, attempt, status));
      return redirectWithNotice(c, reratePath(id), `${formatId('rerate', id)} ${told}.`);
    });

  return app;
}

const columns = (timeZone: string): readonly Column<Rerate>[] => [
  {
    head: 'Re-rating',
    kind: 'key',
    cell: ({ id, version }) =>
      html`${link(reratePath(id), formatId('rerate', id))}<span class="sub">version ${version}</span>`,
  },
  { head: 'Status', cell: ({ status }) => stateBadge(status) },
  {
    head: 'Records',
    kind: 'number',
    cell: ({ figures }) => (figures ? grouped(figures.sell.records) : orNothing(null)),
  },
  {
    head: 'Accounts would pay',
    kind: 'number',
    cell: ({ figures }) => (figures === null ? orNothing(null) : differenceText(figures.sell)),
  },
  {
    head: 'Own cost',
    kind: 'number',
    cell: ({ figures }) => (figures === null ? orNothing(null) : differenceText(figures.buy)),
  },
  { head: 'Proposed', cell: ({ createdAt }) => moment(createdAt, timeZone) },
  {
    head: 'Decided',
    cell: ({ decidedAt, decidedBy }) =>
      decidedAt === null
        ? ''
        : html`${moment(decidedAt, timeZone)}<span class="sub">${orNothing(decidedBy)}</span>`,
  },
];

/** "−0.41", "+1.20": what is charged less or more. */
const signed = (value: bigint): string => (value > 0n ? `+${chargeSum(value)}` : chargeSum(value));
const differenceText = ({ charged, wouldBe }: SideFigures): string =>
  signed(BigInt(wouldBe) - BigInt(charged));

function outcome({ status, reason }: Rerate): Html | '' {
  switch (status) {
    case 'measuring':
      return notice('wait', 'It is worked out within a minute; until then its figures are not known.');
    case 'accepting':
      return notice(
        'wait',
        'It was accepted and is being written. It goes on by itself, also where it is cut off.',
      );
    case 'rejected':
      return notice('warn', html`<h2>Rejected</h2><p class="keeps-lines">${reason}</p>`);
    case 'superseded':
      return notice(
        'wait',
        'A later version changed prices of the past again: its re-rating holds what this one would have changed.',
      );
    case 'nothing':
      return notice('good', 'No record would cost anything else: there is nothing to decide.');
    default:
      return '';
  }
}

function figuresCard({ figures, measuredAt, decidedAt, decidedBy }: Rerate, timeZone: string): Html | '' {
  if (figures === null) return '';
  const { sell, buy, accounts, services, unpriced } = figures;
  const rows = [
    { name: 'Charged to accounts', side: sell },
    { name: 'Own cost', side: buy },
  ].filter(({ side }) => side.records > 0);
  return card({
    title: 'What it changes',
    aside: html`<span class="soft">${counted(accounts, 'account')}, ${counted(services, 'service')}</span>`,
    body: facts([
      ['Worked out', moment(measuredAt, timeZone)],
      [
        'Decided',
        decidedAt === null
          ? null
          : html`${moment(decidedAt, timeZone)}<span class="sub">${orNothing(decidedBy)}</span>`,
      ],
      [
        'Without a price by now',
        unpriced > 0 &&
          `${counted(unpriced, 'charge')}: the new prices have none for them, so they stay as they are.`,
      ],
    ]),
    flush:
      rows.length === 0
        ? ''
        : table({
            label: 'What it changes',
            rows,
            columns: [
              { head: 'Side', kind: 'row', cell: ({ name }) => name },
              { head: 'Records', kind: 'number', cell: ({ side }) => grouped(side.records) },
              { head: 'Charged so far', kind: 'number', cell: ({ side }) => chargeSum(BigInt(side.charged)) },
              { head: 'Would be', kind: 'number', cell: ({ side }) => chargeSum(BigInt(side.wouldBe)) },
              { head: 'Difference', kind: 'number', cell: ({ side }) => differenceText(side) },
              { head: 'Of it billed', kind: 'number', cell: ({ side }) => signed(BigInt(side.ofBilled)) },
            ],
          }),
  });
}

function decideCard(c: ConsoleContext, rerate: Rerate, attempt: Attempt): Html | '' {
  const { id, status, hash } = rerate;
  if (!rerateStands(rerate)) return '';
  if (!c.get('actor').powers.has('usage'))
    return card({
      title: 'Decide',
      body: html`<p class="soft">Deciding takes the power “usage”.</p>`,
    });
  const token = c.get('formToken');
  return card({
    title: 'Decide',
    body: html`<div class="stack">${
      status === 'open' && hash !== null
        ? html`<p>Accepting charges what is not billed yet by the new prices. What is billed stays; its difference is a further line of the next billing run, a charge or a credit. Where the figures have moved since they were worked out, nothing is done and the new ones are shown.</p>${buttonForm(
            {
              action: `${reratePath(id)}/accept`,
              token,
              submit: 'Accept',
              tone: 'first',
              values: { hash },
            },
          )}`
        : ''
    }${form({
      id: 'reject',
      action: `${reratePath(id)}/reject`,
      token,
      fields: [REASON],
      submit: 'Reject',
      tone: 'danger',
      values: attempt.values,
      faults: attempt.faults.filter(({ path: at }) => at !== undefined),
    })}</div>`,
  });
}

const LINES: readonly Column<RerateLine>[] = [
  {
    head: 'Account',
    kind: 'row',
    cell: ({ account, accountName }) =>
      html`${codeLink(path('accounts', account), account)}<span class="sub">${accountName}</span>`,
  },
  {
    head: 'Service',
    cell: ({ service, side }) =>
      html`${orNothing(service)}<span class="sub">${side === 'sell' ? 'charged to the account' : 'own cost'}</span>`,
  },
  { head: 'Records', kind: 'number', cell: ({ records }) => grouped(records) },
  { head: 'Charged so far', kind: 'number', cell: ({ charged }) => chargeSum(charged) },
  { head: 'Would be', kind: 'number', cell: ({ wouldBe }) => chargeSum(wouldBe) },
  { head: 'Difference', kind: 'number', cell: ({ charged, wouldBe }) => signed(wouldBe - charged) },
  { head: 'Of it billed', kind: 'number', cell: ({ ofBilled }) => signed(ofBilled) },
];

/** What waits for somebody, wherever people look after what runs by itself; '' where nothing does. */
export const openReratesNotice = (open: readonly Rerate[]): Html | '' =>
  open.length === 0
    ? ''
    : notice(
        'warn',
        html`Prices of days in the past were changed: ${link(`${HERE}?status=open`, 're-rating what was rated by them')} waits for somebody.`,
      );

/** Beside what a re-rating comes from: where to decide it. */
export const rerateNotice = ({ id, status }: Rerate): Html =>
  notice(
    status === 'open' ? 'warn' : 'wait',
    html`It changed prices of days in the past: ${link(reratePath(id), 're-rating what was rated by them')} (${stateWord(status).toLowerCase()}).`,
  );
