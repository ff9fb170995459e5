/** Subscription periods and their approval: what is billed in arrears is billed once its period is approved (BILL-4, BILL-5). */
import { Hono } from 'hono';
import { HOLD_UPS, type HoldUpCode, type ListedPeriod } from '#app/billing/hold-ups.ts';
import { formatPeriodId, periodOfKeyNumber } from '#app/billing/period-id.ts';
import { PERIOD_STATUSES, type PeriodStatus } from '#app/billing/periods-of-term.ts';
import { dateIn, parseDate } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import { fault, no, ok } from '#core/result.ts';
import { counted } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import type { Form } from '../guards/form-guard.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge } from '../parts/badge.ts';
import { card, codeLink, pager } from '../parts/blocks.ts';
import { type Field, faultSummary, filters, form, tokenField } from '../parts/form.ts';
import { day, period } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import type { Tone } from '../parts/shapes.ts';
import { type Column, empty, table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

const STATUS_WORDS: Readonly<Record<PeriodStatus, readonly [Tone, string]>> = {
  open: ['wait', 'Open'],
  awaiting_approval: ['warn', 'Awaits approval'],
  approved: ['good', 'Approved'],
  closed: ['quiet', 'Closed'],
};

const STATUS: Field = {
  name: 'status',
  label: 'Status',
  kind: 'choice',
  choices: [
    ...PERIOD_STATUSES.map((status) => ({ value: status, label: STATUS_WORDS[status][1] })),
    { value: 'all', label: 'All' },
  ],
};
const HOLD_UP_WORDS: Readonly<Record<HoldUpCode, string>> = {
  not_ended: 'Not ended',
  awaits_approval: 'Awaits approval',
  usage_in_quarantine: 'Usage in quarantine',
  account_parked: 'Account parked',
  suspended: 'Suspended',
};
const HELD_UP_BY: Field = {
  name: 'heldUpBy',
  label: 'Held up by',
  kind: 'choice',
  choices: [
    { value: '', label: 'Anything or nothing' },
    ...HOLD_UPS.map((code) => ({ value: code, label: HOLD_UP_WORDS[code] })),
  ],
};
const ACCOUNT: Field = { name: 'account', label: 'Account', isOptional: true };
const UP_TO: Field = {
  name: 'upTo',
  label: 'All that ended by',
  kind: 'date',
  help: 'Every period that awaits approval and whose last day is this one or earlier.',
};

export function periodPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { billing, people } = deps.services;

  const show = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const asked = c.req.query('status') ?? 'awaiting_approval';
    const wanted =
      PERIOD_STATUSES.find((known) => known === asked) ?? (asked === 'all' ? null : 'awaiting_approval');
    const heldUpBy = HOLD_UPS.find((known) => known === c.req.query('heldUpBy')) ?? null;
    const account = c.req.query('account')?.trim() ?? '';
    const query = { status: wanted ?? 'all', heldUpBy: heldUpBy ?? '', account };
    const [listed, profile] = await Promise.all([
      billing.listPeriods(
        actor,
        { status: wanted, heldUpBy, account: account === '' ? null : account },
        pageAsked(c),
      ),
      people.readProfile(actor),
    ]);
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    const isManual = profile.ok && profile.value.periodApproval === 'manual';
    const mayApprove = actor.powers.has('billing') && wanted === 'awaiting_approval' && items.length > 0;
    return showPage(
      c,
      {
        title: 'Periods',
        section: 'periods',
        lead: isManual
          ? 'Periods are approved by hand: what is billed in arrears waits for it.'
          : 'Periods are approved by themselves when they end; that is in the settings.',
        body: html`<div>${filters({ action: '/periods', fields: [STATUS, HELD_UP_BY, ACCOUNT], values: query })}${
          items.length === 0
            ? card({
                flush: empty(
                  wanted === 'awaiting_approval' ? 'Nothing waits' : 'No periods',
                  wanted === 'awaiting_approval' ? 'No period awaits approval.' : 'No period fits this view.',
                ),
              })
            : mayApprove
              ? approvalForm(c, items, attempt)
              : card({ flush: table({ label: 'Periods', rows: items, columns: columnsFor(items) }) })
        }${pager('/periods', { ...query, cursor: c.req.query('cursor') }, nextCursor)}</div>${
          mayApprove
            ? card({
                title: 'Approve by day',
                body: form({
                  id: 'by-day',
                  action: '/periods/approve',
                  token: c.get('formToken'),
                  fields: [UP_TO],
                  submit: 'Approve all of them',
                  tone: '',
                  values: { upTo: dateIn(actor.timeZone, deps.clock.now()), ...attempt.values },
                  faults: 'upTo' in attempt.values ? attempt.faults : [],
                }),
              })
            : ''
        }`,
      },
      status,
    );
  };

  app.get('/', (c) => show(c));

  app.post('/approve', async (c) => {
    const request = readRequest(c.get('form'));
    const done = request.ok ? await billing.approvePeriods(c.get('actor'), request.value) : request;
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => show(c, attempt, status));
    const { approved, alreadyApproved } = done.value;
    return redirectWithNotice(
      c,
      '/periods',
      `${counted(approved, 'period')} approved${alreadyApproved > 0 ? `, ${alreadyApproved} had been before` : ''}. The next run bills ${approved + alreadyApproved === 1 ? 'it' : 'them'}.`,
    );
  });

  return app;
}

const COLUMNS: readonly Column<ListedPeriod>[] = [
  {
    head: 'Subscription',
    kind: 'key',
    cell: ({ subscriptionId }) => {
      const id = formatId('subscription', subscriptionId);
      return codeLink(path('subscriptions', id), id);
    },
  },
  { head: 'Account', cell: ({ account }) => codeLink(path('accounts', account), account) },
  { head: 'Plan', cell: ({ packagePlan }) => packagePlan },
  { head: 'Side', cell: ({ side }) => (side === 'buy' ? 'Our own cost' : 'Customer') },
  { head: 'Period', cell: ({ from, to }) => period(from, to) },
  { head: 'Status', cell: ({ status }) => badge(...STATUS_WORDS[status]) },
  {
    head: 'Held up by',
    cell: ({ heldUpBy }) =>
      heldUpBy.length === 0
        ? ''
        : html`<ul class="reasons">${heldUpBy.map(({ text }) => html`<li>${text}</li>`)}</ul>`,
  },
];

const APPROVED: Column<ListedPeriod> = {
  head: 'Approved',
  cell: ({ approval }) =>
    approval ? html`${day(approval.approvedOn)}<span class="sub">${approval.approvedBy}</span>` : '',
};

/** Who approved takes room only where somebody did. */
const columnsFor = (items: readonly ListedPeriod[]): readonly Column<ListedPeriod>[] =>
  items.some(({ approval }) => approval !== null) ? [...COLUMNS, APPROVED] : COLUMNS;

/** The table with a tick in every row, and one button for those that are ticked. */
function approvalForm(c: ConsoleContext, items: readonly ListedPeriod[], attempt: Attempt): Html {
  const ticked = new Set((attempt.values.periods ?? '').split(','));
  const tick: Column<ListedPeriod> = {
    head: 'Approve',
    kind: 'bare',
    cell: (one) => {
      const id = formatPeriodId(one);
      return html`<label class="tick-alone" for="${id}"><input type="checkbox" id="${id}" name="periods" value="${id}"${ticked.has(id) ? ' checked' : ''}><span class="out-of-sight">Approve ${one.from} of ${one.account}</span></label>`;
    },
  };
  return html`<form method="post" action="/periods/approve" id="approve">${tokenField(c.get('formToken'))}${
    'upTo' in attempt.values ? '' : faultSummary('approve', [], attempt.faults)
  }${card({
    flush: table({
      label: 'Periods that await approval',
      rows: items,
      columns: [tick, ...columnsFor(items)],
    }),
    foot: html`<button class="button first" type="submit">Approve</button>`,
  })}</form>`;
}

function readRequest(sent: Form) {
  if (sent.text('upTo') !== '') {
    const upTo = parseDate(sent.text('upTo'), 'upTo');
    return upTo.ok ? ok({ upTo: upTo.value }) : upTo;
  }
  const keys = sent.all('periods').flatMap((text) => {
    const id = parseId('period', text);
    return id.ok ? [periodOfKeyNumber(id.value)] : [];
  });
  return keys.length === 0
    ? no(fault('periods_required', 'Tick the periods to approve, or name a day.'))
    : ok({ periods: keys });
}
