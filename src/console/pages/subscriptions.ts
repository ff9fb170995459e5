/** Subscriptions: what is in force, and ending, migrating and pricing it, each after a look at what the next run makes of it. */
import { Hono } from 'hono';
import type { TermView } from '#app/subscriptions/views.ts';
import { sayDays } from '#core/billing/suspensions.ts';
import { dateIn } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import type { Fault } from '#core/result.ts';
import { STANDINGS, type Standing } from '#core/subscriptions/subscription.ts';
import { counted } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import type { Form } from '../guards/form-guard.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge, stateBadge, stateWord } from '../parts/badge.ts';
import { buttonLink, card, facts, link, pager } from '../parts/blocks.ts';
import { contractText } from '../parts/contract.ts';
import { type Field, filters, form } from '../parts/form.ts';
import { day, moment, money, period } from '../parts/formats.ts';
import { html, path, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { detailsByLabel } from '../parts/service-details.ts';
import { empty, table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { answerRefusal } from './refusals.ts';
import { showConfirm } from './subscription-confirm.ts';
import { DEEDS, VERSION } from './subscription-deeds.ts';
import { whatIfPath } from './what-if.ts';

/** A deed's form that was refused. */
interface DeedAttempt {
  readonly deed: string;
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

const FILTERS: readonly Field[] = [
  { name: 'account', label: 'Account reference' },
  {
    name: 'status',
    label: 'Status',
    kind: 'choice',
    choices: [
      { value: '', label: 'All' },
      ...STANDINGS.filter((standing) => standing !== 'pending').map((standing) => ({
        value: standing,
        label: stateWord(standing),
      })),
    ],
  },
];

export const subscriptionPath = (id: number): string => path('subscriptions', formatId('subscription', id));

export function subscriptionPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { subscriptions } = deps.services;

  app.get('/', async (c) => {
    const { account = '', status = '' } = c.req.query();
    const listed = await subscriptions.listSubscriptions(
      c.get('actor'),
      {
        account: account.trim() || undefined,
        status: isStanding(status) && status !== 'pending' ? status : undefined,
      },
      pageAsked(c),
    );
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    return showPage(c, {
      title: 'Subscriptions',
      section: 'subscriptions',
      lead: 'Package plans in force on accounts, from their activation on.',
      body: html`<div>${filters({ action: '/subscriptions', fields: FILTERS, values: { account, status } })}${card(
        {
          flush:
            items.length === 0
              ? empty(
                  'No subscriptions',
                  'No subscription fits this view. They begin when an order is activated.',
                )
              : table({
                  label: 'Subscriptions',
                  rows: items,
                  columns: [
                    {
                      head: 'Subscription',
                      kind: 'key',
                      cell: ({ id }) => link(subscriptionPath(id), formatId('subscription', id)),
                    },
                    {
                      head: 'Account',
                      cell: (one) =>
                        html`${link(path('accounts', one.account.reference), one.account.name)}<span class="sub">${one.account.reference}</span>`,
                    },
                    {
                      head: 'Plan',
                      cell: ({ packagePlan }) =>
                        html`${packagePlan.name}<span class="sub code">${packagePlan.code}</span>`,
                    },
                    { head: 'Status', cell: (one) => stateBadge(one.status) },
                    { head: 'Since', cell: ({ start }) => day(start) },
                    { head: 'First day without', cell: ({ end }) => (end ? day(end) : '') },
                  ],
                }),
        },
      )}${pager('/subscriptions', { account, status, cursor: c.req.query('cursor') }, nextCursor)}</div>`,
    });
  });

  const show = async (
    c: ConsoleContext,
    id: number,
    attempt?: DeedAttempt,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const buySide = c.req.query('costs') === 'on';
    const found = await subscriptions.getSubscription(actor, { id, buySide });
    if (!found.ok) return refusalPage(c, found.faults);
    const one = found.value;
    const here = subscriptionPath(id);
    const mayChange = actor.powers.has('subscriptions');
    const today = dateIn(actor.timeZone, deps.clock.now());
    return showPage(
      c,
      {
        title: one.packagePlan.name,
        mark: stateBadge(one.status),
        section: 'subscriptions',
        crumbs: [
          { href: '/subscriptions', name: 'Subscriptions' },
          { href: path('accounts', one.account.reference), name: one.account.name },
        ],
        lead: html`${formatId('subscription', id)} of ${one.account.name}`,
        actions: html`${buttonLink(whatIfPath(id), 'What if…')}${
          buySide
            ? buttonLink(here, 'Hide our own costs')
            : buttonLink(withQuery(here, { costs: 'on' }), 'Show our own costs')
        }`,
        body: html`<div class="columns"><div class="rows">${card({
          title: 'Terms',
          flush: table({
            label: 'Terms',
            rows: one.terms,
            columns: termColumns(
              buySide,
              one.terms.some(({ end }) => end !== null),
            ),
          }),
        })}${one.services.map((service) =>
          card({
            title: service.servicePlan.name,
            aside: html`${service.side === 'buy' ? badge('quiet', 'Bought as') : ''} ${stateBadge(service.status)}`,
            body: facts([
              [
                'Service plan',
                link(path('catalogue', 'service-plans', service.servicePlan.code), service.servicePlan.code),
              ],
              ['Id', formatId('service', service.id)],
              ['Identifier', service.identifier],
              ['Active from', service.activeFrom ? day(service.activeFrom) : null],
              ['First day without', service.activeUntil ? day(service.activeUntil) : null],
              ...service.features.map(
                ({ product, recurring, fee }) =>
                  [
                    'Feature',
                    html`${product.name} · ${money(fee)} ${recurring ? 'each period' : 'once'}<span class="sub code">${product.code}</span>`,
                  ] as const,
              ),
              ...service.boltOns.map(
                ({ boltOn, recurring, fee, from, until }) =>
                  [
                    'Bolt-on',
                    html`${boltOn.name} · ${money(fee)} ${recurring ? 'each period' : 'once'}, from ${day(from)}${until === null ? '' : html`, first day without ${day(until)}`}<span class="sub code">${boltOn.code}</span>`,
                  ] as const,
              ),
              ...detailsByLabel(service.details),
            ]),
          }),
        )}</div><div class="rows">${card({
          title: 'Subscription',
          body: facts([
            [
              'Account',
              html`${link(path('accounts', one.account.reference), one.account.name)}<span class="sub">${one.account.reference}</span>`,
            ],
            ['Plan', link(path('catalogue', 'package-plans', one.packagePlan.code), one.packagePlan.code)],
            ['Order', one.order === null ? null : link(path('orders', one.order), one.order)],
            ['Since', day(one.start)],
            ['First day without service', one.end ? day(one.end) : null],
            [
              'Suspended',
              one.suspensions.length === 0
                ? null
                : html`${one.suspensions.map(
                    (one) =>
                      html`<div>${sayDays(one)}${one.billed ? ', charged all the same' : ''}${one.reason === null ? '' : html`<span class="sub">${one.reason}</span>`}</div>`,
                  )}`,
            ],
            [
              'Migration ahead',
              one.migrationAhead === null
                ? null
                : html`${one.migrationAhead.packagePlan.name} on ${day(one.migrationAhead.on)}`,
            ],
            ['Contract', one.contract === null ? null : contractText(one.contract)],
            ['Period now', one.currentPeriod ? period(one.currentPeriod.from, one.currentPeriod.to) : null],
            ['Billed up to', one.billedThrough ? day(one.billedThrough) : 'Not yet'],
            ['Next due', one.nextDueOn ? day(one.nextDueOn) : 'Nothing'],
            ['Access fee of its own', one.accessFeeOverride === null ? null : money(one.accessFeeOverride)],
            ...one.terms.flatMap(({ datedFees }) =>
              datedFees.map(
                ({ from, to, fee }) =>
                  [
                    'Access fee by date',
                    html`${fee === null ? 'The plan’s own' : money(fee)} for periods that begin from ${day(from)}${to === null ? ' on' : html` to ${day(to)}`}`,
                  ] as const,
              ),
            ),
            ['Entered', moment(one.createdAt, actor.timeZone)],
          ]),
        })}${
          mayChange
            ? DEEDS.filter(({ isOffered }) => isOffered(one)).map((deed) => {
                const tried = attempt?.deed === deed.name ? attempt : undefined;
                return card({
                  body: html`<details${tried ? ' open' : ''}><summary>${deed.title}</summary>${form({
                    id: deed.name,
                    action: `${here}/${deed.name}`,
                    token: c.get('formToken'),
                    fields: [...deed.fields, VERSION],
                    submit: 'Preview',
                    tone: '',
                    values: {
                      ...(tried?.values ?? { on: today, from: today, ...deed.valuesOf(one) }),
                      version: String(one.version),
                    },
                    faults: tried?.faults ?? [],
                  })}</details>`,
                });
              })
            : html`<p class="soft">Changing it takes the power “subscriptions”.</p>`
        }</div></div>`,
      },
      status,
    );
  };

  app.get('/:id', (c) => {
    const id = subscriptionId(c);
    return id === null ? notFoundPage(c) : show(c, id);
  });

  for (const deed of DEEDS)
    app.post(`/:id/${deed.name}`, async (c) => {
      const id = subscriptionId(c);
      if (id === null) return notFoundPage(c);
      const sent = c.get('form');
      const isConfirmed = sent.isTicked('confirmed');
      const mode = isConfirmed ? 'commit' : 'preview';
      const done = await deed.work(
        subscriptions,
        c.get('actor'),
        { id, mode, version: versionOf(sent) },
        sent,
      );
      if (!done.ok)
        return answerRefusal(c, done.faults, (attempt, status) =>
          show(c, id, { deed: deed.name, ...attempt }, status),
        );
      return isConfirmed
        ? redirectWithNotice(c, subscriptionPath(id), done.value.text)
        : showConfirm(c, deed, done.value, subscriptionPath(id));
    });

  return app;
}

const isStanding = (text: string): text is Standing => (STANDINGS as readonly string[]).includes(text);

const subscriptionId = (c: ConsoleContext): number | null => {
  const id = parseId('subscription', c.req.param('id') ?? '');
  return id.ok ? id.value : null;
};

const versionOf = (sent: Form): number | undefined =>
  /^\d{1,9}$/.test(sent.text('version')) ? Number(sent.text('version')) : undefined;

const termColumns = (buySide: boolean, hasEnds: boolean) => [
  {
    head: 'Plan',
    kind: 'row' as const,
    cell: ({ packagePlan, withdrawn }: TermView) =>
      html`${link(path('catalogue', 'package-plans', packagePlan.code), packagePlan.name)}<span class="sub code">${packagePlan.code}</span>${withdrawn ? badge('quiet', 'Withdrawn') : ''}`,
  },
  ...(buySide
    ? [{ head: 'Side', cell: ({ side }: TermView) => (side === 'buy' ? 'Our own cost' : 'Customer') }]
    : []),
  { head: 'From', cell: ({ start }: TermView) => day(start) },
  ...(hasEnds ? [{ head: 'First day without', cell: ({ end }: TermView) => (end ? day(end) : '') }] : []),
  { head: 'Periods of', cell: ({ periodLengthMonths }: TermView) => counted(periodLengthMonths, 'month') },
  {
    head: 'Billed up to',
    cell: ({ billedThrough }: TermView) => (billedThrough ? day(billedThrough) : 'not yet'),
  },
  { head: 'Next due', cell: ({ nextDueOn }: TermView) => (nextDueOn ? day(nextDueOn) : '') },
];
