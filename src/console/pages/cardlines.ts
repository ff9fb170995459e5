/** The ledger: cardlines, each with why it has its amount (BILL-12). */
import { Hono } from 'hono';
import type { LineOrigin } from '#app/billing/read-cardline.ts';
import { LINE_STATUSES } from '#app/ports/ledger.ts';
import type { BillingPlan } from '#core/billing/terms.ts';
import { formatId, parseId } from '#core/ids.ts';
import { counted } from '#core/words.ts';
import { headingOf } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import type { ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { badge, stateBadge, stateWord } from '../parts/badge.ts';
import { card, facts, link, type Piece, pager } from '../parts/blocks.ts';
import { cardlineTable, kindText } from '../parts/cardlines.ts';
import { type Field, filters } from '../parts/form.ts';
import { day, money, orNothing, percent, period, unbroken } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { linePicture } from '../parts/line-picture.ts';
import { notice } from '../parts/notice.ts';
import { empty } from '../parts/table.ts';
import { billingTabs, runPath } from './billing-tabs.ts';
import { pageAsked } from './paging.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';

export function cardlinePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { billing } = deps.services;

  app.get('/', async (c) => {
    const { account = '', status = '', side = '' } = c.req.query();
    const listed = await billing.listCardlines(
      c.get('actor'),
      {
        account: account.trim() || null,
        status: LINE_STATUSES.find((known) => known === status) ?? null,
        side: side === 'buy' ? 'buy' : 'sell',
      },
      pageAsked(c),
    );
    const asked = { account, status, side };
    return showPage(
      c,
      {
        title: 'Cardlines',
        section: 'billing',
        lead: 'The ledger. A line is pending until an invoice takes it, and never changes otherwise.',
        body: html`<div>${billingTabs('/billing/cardlines')}${filters({ action: '/billing/cardlines', fields: LEDGER_FILTERS, values: asked })}${
          listed.ok
            ? html`${card({
                flush:
                  listed.value.items.length === 0
                    ? empty('No cardlines', 'No line fits this view of the ledger.')
                    : cardlineTable(listed.value.items, { account: true, invoice: side !== 'buy' }),
              })}${pager('/billing/cardlines', { ...asked, cursor: c.req.query('cursor') }, listed.value.nextCursor)}`
            : notice('bad', listed.faults.map(({ message }) => message).join(' '))
        }</div>`,
      },
      listed.ok ? 200 : 422,
    );
  });

  app.get('/:id', async (c) => {
    const id = parseId('cardline', c.req.param('id'));
    if (!id.ok) return notFoundPage(c);
    const found = await billing.readCardline(c.get('actor'), id.value);
    if (!found.ok) return refusalPage(c, found.faults);
    const line = found.value;
    return showPage(c, {
      title: `${kindText(line)} ${money(line.amount)}`,
      mark:
        line.side === 'buy'
          ? badge('quiet', 'Our own cost')
          : line.invoice === null
            ? badge('wait', 'Pending')
            : stateBadge('invoiced'),
      section: 'billing',
      crumbs: [
        { href: '/billing/cardlines', name: 'Cardlines' },
        { href: path('accounts', line.account), name: line.account },
      ],
      lead: html`${formatId('cardline', id.value)}, for ${period(line.from, line.to)}`,
      body: html`<div class="columns"><div class="rows">${
        line.explanation === null
          ? ''
          : card({
              title: 'Why it has this amount',
              body: html`<div class="stack"><p>${unbroken(line.explanation.text)}</p>${
                line.origin.picture === null ? '' : linePicture(line.origin.picture, 'line')
              }${facts([
                ['Fee', html`<span class="amount">${line.explanation.fee}</span>`],
                [
                  'Days',
                  line.explanation.days === null
                    ? null
                    : `${line.explanation.days} of ${line.explanation.ofDays}`,
                ],
                ['Whole periods', line.explanation.wholePeriods],
                ...line.explanation.parts.map(({ days, ofDays }): readonly [string, Piece] => [
                  'Part',
                  `${days} of ${ofDays} days`,
                ]),
                ['Rules', line.explanation.rules.join(', ')],
              ])}</div>`,
            })
      }${originCard(line.origin)}</div><div class="rows">${card({
        title: 'Cardline',
        body: facts([
          ['Amount ex tax', html`<span class="amount">${money(line.amount)}</span>`],
          ['Tax', html`<span class="amount">${money(line.tax)}</span> (${percent(line.taxRate)})`],
          ['Account', link(path('accounts', line.account), line.account)],
          [
            'Subscription',
            line.subscriptionId === null
              ? null
              : link(
                  path('subscriptions', formatId('subscription', line.subscriptionId)),
                  formatId('subscription', line.subscriptionId),
                ),
          ],
          [
            'Plan',
            line.packagePlan === null
              ? null
              : link(path('catalogue', 'package-plans', line.packagePlan), line.packagePlan),
          ],
          [
            'Service',
            line.service === null
              ? null
              : html`${link(path('catalogue', 'service-plans', line.service.plan), line.service.plan)}<span class="sub">${orNothing(line.service.identifier)}</span>`,
          ],
          ['Product or bolt-on', line.item],
          ['Period begins', day(line.periodStart)],
          [
            'Made by the run of',
            html`${day(line.generatedOn)}${line.runId === null ? '' : html` (${link(runPath(line.runId), formatId('run', line.runId))})`}`,
          ],
          ['Catalogue', link(path('versions', line.catalogueVersion), `version ${line.catalogueVersion}`)],
          [
            'Invoice',
            line.side === 'buy'
              ? null
              : line.invoice === null
                ? 'Pending'
                : link(path('invoices', line.invoice), line.invoice),
          ],
        ]),
      })}</div></div>`,
    });
  });
  return app;
}

const LEDGER_FILTERS: readonly Field[] = [
  { name: 'account', label: 'Account reference' },
  {
    name: 'status',
    label: 'Status',
    kind: 'choice',
    choices: [
      { value: '', label: 'All' },
      ...LINE_STATUSES.map((status) => ({ value: status, label: stateWord(status) })),
    ],
  },
  {
    name: 'side',
    label: 'Side',
    kind: 'choice',
    choices: [
      { value: '', label: 'What customers pay' },
      { value: 'buy', label: 'What we pay for an account' },
    ],
  },
];

/** What the run went by, and who answers for it. */
function originCard({ plan, version, approval }: LineOrigin): Html | '' {
  if (plan === null && version === null && approval === null) return '';
  return card({
    title: 'What it was made from',
    body: facts([
      ...(plan === null ? [] : settingsOf(plan)),
      [
        'Catalogue',
        version === null
          ? null
          : html`${link(path('versions', version.number), `version ${version.number}`)}<span class="sub">submitted by ${version.submittedBy}, approved by ${version.approvedBy}</span>`,
      ],
      [
        'Period approved by',
        approval === null ? null : html`${approval.by}<span class="sub">on ${day(approval.on)}</span>`,
      ],
    ]),
  });
}

const settingsOf = (plan: BillingPlan): (readonly [string, Piece])[] => [
  [headingOf(TAB.packagePlans, 'periodLengthMonths'), counted(plan.periodLengthMonths, 'month')],
  [
    headingOf(TAB.packagePlans, 'billAccessFeesIn'),
    plan.billAccessFeesIn === 'advance' ? 'Advance' : 'Arrears',
  ],
  ...(plan.billAccessFeesIn === 'advance'
    ? ([
        [headingOf(TAB.packagePlans, 'periodsInAdvance'), plan.periodsInAdvance],
        [headingOf(TAB.packagePlans, 'billMonthsInAdvance'), plan.billMonthsInAdvance],
      ] as const)
    : []),
  [headingOf(TAB.packagePlans, 'proRata'), plan.proRata ? 'Yes' : 'No'],
  [headingOf(TAB.packagePlans, 'alignToInvoicePeriod'), plan.alignToInvoicePeriod ? 'Yes' : 'No'],
];
