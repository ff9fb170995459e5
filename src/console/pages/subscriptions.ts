/** Subscriptions: what is in force, and ending, migrating and pricing it, each after a look at what the next run makes of it. */
import { Hono } from 'hono';
import type { DeedMode } from '#app/subscriptions/change-subscription.ts';
import type { ExpectedLine, NextRun } from '#app/subscriptions/next-run.ts';
import type { SubscriptionView, TermView } from '#app/subscriptions/views.ts';
import { dateIn, parseDate, spokenDate } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import { formatCents, parseFee } from '#core/money.ts';
import { type Fault, ok, type Result } from '#core/result.ts';
import { STANDINGS, type Standing } from '#core/subscriptions/subscription.ts';
import { counted } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import type { Form } from '../guards/form-guard.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge, stateBadge, stateWord } from '../parts/badge.ts';
import { buttonLink, card, facts, link, pager } from '../parts/blocks.ts';
import { kindText } from '../parts/cardlines.ts';
import { type Field, filters, form } from '../parts/form.ts';
import { day, moment, money, period } from '../parts/formats.ts';
import { html, path, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { detailsByLabel } from '../parts/service-details.ts';
import { empty, table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { answerRefusal } from './refusals.ts';

type DeedName = 'cancel' | 'migrate' | 'fee';

/** A deed's form that was refused. */
interface DeedAttempt {
  readonly deed: DeedName;
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

/** What a deed would do, or has done. */
interface Outcome {
  readonly subscription: SubscriptionView;
  readonly nextRun: NextRun;
  readonly text: string;
}

const VERSION: Field = { name: 'version', label: 'Version', kind: 'hidden' };

const DEEDS: Readonly<
  Record<
    DeedName,
    {
      readonly title: string;
      readonly submit: string;
      readonly confirm: string;
      readonly fields: readonly Field[];
    }
  >
> = {
  cancel: {
    title: 'Cancel',
    submit: 'Preview',
    confirm: 'Cancel the subscription',
    fields: [
      {
        name: 'on',
        label: 'First day without service',
        kind: 'date',
        help: 'The last day of service is the day before (BILL-8).',
      },
    ],
  },
  migrate: {
    title: 'Migrate',
    submit: 'Preview',
    confirm: 'Migrate',
    fields: [
      { name: 'plan', label: 'New package plan', help: 'The code of a sell plan that is on sale.' },
      {
        name: 'on',
        label: 'From',
        kind: 'date',
        help: 'The new plan’s first day; where the old plan forbids it, the next boundary (BILL-9).',
      },
    ],
  },
  fee: {
    title: 'Access fee of its own',
    submit: 'Preview',
    confirm: 'Set the fee',
    fields: [
      {
        name: 'fee',
        label: 'Access fee',
        kind: 'amount',
        isOptional: true,
        help: 'In place of the plan’s, where the plan allows it (FEE-4). Empty: the plan’s own fee again.',
      },
    ],
  },
};

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
        actions: buySide
          ? buttonLink(here, 'Hide our own costs')
          : buttonLink(withQuery(here, { costs: 'on' }), 'Show our own costs'),
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
              ['Identifier', service.identifier],
              ['Active from', service.activeFrom ? day(service.activeFrom) : null],
              ['First day without', service.activeUntil ? day(service.activeUntil) : null],
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
            ['Period now', one.currentPeriod ? period(one.currentPeriod.from, one.currentPeriod.to) : null],
            ['Billed up to', one.billedThrough ? day(one.billedThrough) : 'Not yet'],
            ['Next due', one.nextDueOn ? day(one.nextDueOn) : 'Nothing'],
            ['Access fee of its own', one.accessFeeOverride === null ? null : money(one.accessFeeOverride)],
            ['Entered', moment(one.createdAt, actor.timeZone)],
          ]),
        })}${
          mayChange && one.status !== 'cancelled'
            ? (Object.keys(DEEDS) as DeedName[]).map((deed) => {
                const { title, fields, submit } = DEEDS[deed];
                const tried = attempt?.deed === deed ? attempt : undefined;
                const values = tried?.values ?? {
                  on: today,
                  fee: one.accessFeeOverride === null ? '' : formatCents(one.accessFeeOverride),
                };
                return card({
                  body: html`<details${tried ? ' open' : ''}><summary>${title}</summary>${form({
                    id: deed,
                    action: `${here}/${deed}`,
                    token: c.get('formToken'),
                    fields: [...fields, VERSION],
                    submit,
                    tone: '',
                    values: { ...values, version: String(one.version) },
                    faults: tried?.faults ?? [],
                  })}</details>`,
                });
              })
            : mayChange
              ? ''
              : html`<p class="soft">Changing it takes the power “subscriptions”.</p>`
        }</div></div>`,
      },
      status,
    );
  };

  /** One deed in the mode asked for. */
  const work = async (
    c: ConsoleContext,
    id: number,
    deed: DeedName,
    mode: DeedMode,
  ): Promise<Result<Outcome>> => {
    const actor = c.get('actor');
    const sent = c.get('form');
    const base = { id, mode, version: versionOf(sent) };
    if (deed === 'fee') {
      const text = sent.text('fee');
      const fee = text === '' ? ok(null) : parseFee(text, 'fee');
      if (!fee.ok) return fee;
      const done = await subscriptions.overrideAccessFee(actor, { ...base, fee: fee.value });
      return done.ok ? ok({ ...done.value, text: done.value.told.text }) : done;
    }
    const on = parseDate(sent.text('on'), 'on');
    if (!on.ok) return on;
    if (deed === 'migrate') {
      const done = await subscriptions.migrateSubscription(actor, {
        ...base,
        on: on.value,
        plan: sent.text('plan'),
      });
      return done.ok ? ok({ ...done.value, text: done.value.told.text }) : done;
    }
    const done = await subscriptions.cancelSubscription(actor, { ...base, on: on.value });
    return done.ok
      ? ok({ ...done.value, text: `It has no service from ${spokenDate(done.value.told.on)} on.` })
      : done;
  };

  app.get('/:id', (c) => {
    const id = subscriptionId(c);
    return id === null ? notFoundPage(c) : show(c, id);
  });

  for (const deed of Object.keys(DEEDS) as DeedName[])
    app.post(`/:id/${deed}`, async (c) => {
      const id = subscriptionId(c);
      if (id === null) return notFoundPage(c);
      const isConfirmed = c.get('form').isTicked('confirmed');
      const done = await work(c, id, deed, isConfirmed ? 'commit' : 'preview');
      if (!done.ok)
        return answerRefusal(c, done.faults, (attempt, status) => show(c, id, { deed, ...attempt }, status));
      return isConfirmed
        ? redirectWithNotice(c, subscriptionPath(id), done.value.text)
        : showConfirm(c, deed, done.value);
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
    cell: ({ packagePlan }: TermView) =>
      html`${link(path('catalogue', 'package-plans', packagePlan.code), packagePlan.name)}<span class="sub code">${packagePlan.code}</span>`,
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

/** What it would do, before it is done. */
function showConfirm(c: ConsoleContext, deed: DeedName, { subscription, nextRun, text }: Outcome) {
  const { title, confirm, fields } = DEEDS[deed];
  const here = subscriptionPath(subscription.id);
  return showPage(c, {
    title: `${title}?`,
    section: 'subscriptions',
    crumbs: [
      { href: '/subscriptions', name: 'Subscriptions' },
      { href: here, name: `${subscription.packagePlan.name} of ${subscription.account.name}` },
    ],
    lead: text,
    body: html`${nextRun.parkedReason === null ? '' : notice('warn', html`Billing leaves this account alone for the time being: ${nextRun.parkedReason}`)}${card(
      {
        title: 'What the next run makes of it',
        aside: html`<span class="soft">as of ${day(nextRun.asOf)}</span>`,
        flush:
          nextRun.lines.length === 0
            ? empty('No lines', 'Nothing is charged or credited because of it.')
            : table({ label: 'Lines of the next run', rows: nextRun.lines, columns: EXPECTED }),
      },
    )}${card({
      body: html`<div class="stack">${facts([
        ['Credited', html`<span class="amount">${money(nextRun.totals.credited)}</span>`],
        ['Charged', html`<span class="amount">${money(nextRun.totals.charged)}</span>`],
        ['Tax', html`<span class="amount">${money(nextRun.totals.tax)}</span>`],
      ])}${form({
        id: 'confirm',
        action: `${here}/${deed}`,
        token: c.get('formToken'),
        fields: [...fields, VERSION, { name: 'confirmed', label: '' }].map((field) => ({
          ...field,
          kind: 'hidden' as const,
        })),
        values: { ...c.get('form').values, confirmed: 'on' },
        submit: confirm,
        tone: deed === 'cancel' ? 'danger' : 'first',
        aside: buttonLink(here, 'Not now'),
      })}</div>`,
    })}`,
  });
}

const EXPECTED = [
  {
    head: 'Line',
    kind: 'row' as const,
    cell: (line: ExpectedLine) =>
      html`${kindText(line)}<span class="sub">${line.packagePlan}${line.servicePlan ? ` · ${line.servicePlan}` : ''}</span>`,
  },
  { head: 'Days', cell: (line: ExpectedLine) => period(line.from, line.to) },
  {
    head: 'How it comes about',
    cell: ({ explanation }: ExpectedLine) => html`<span class="small">${explanation.text}</span>`,
  },
  { head: 'Amount', kind: 'number' as const, cell: ({ amount }: ExpectedLine) => money(amount) },
  { head: 'Tax', kind: 'number' as const, cell: ({ tax }: ExpectedLine) => money(tax) },
];
