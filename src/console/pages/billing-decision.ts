/** Deciding a day of billing that was announced: approve its preview, hold it, leave accounts out (BILL-11, BILL-14). */
import { Hono } from 'hono';
import { ofDay, standing, sumText } from '#app/billing/day-rules.ts';
import type { BillingDayView } from '#app/billing/decide-day.ts';
import type { BillingDay, BillingDayStatus } from '#app/ports/billing-days.ts';
import { spokenDate } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge } from '../parts/badge.ts';
import { card, link } from '../parts/blocks.ts';
import { buttonForm, type Field, faultSummary, form } from '../parts/form.ts';
import { day as dayCell } from '../parts/formats.ts';
import { type Html, html } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import type { Tone } from '../parts/shapes.ts';
import { table } from '../parts/table.ts';
import { runPath } from './billing-tabs.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

const STATUS: Readonly<Record<BillingDayStatus, readonly [Tone, string]>> = {
  announced: ['wait', 'Runs by itself'],
  waiting: ['warn', 'Waits for approval'],
  approved: ['good', 'Approved'],
  held: ['bad', 'Held'],
  billed: ['quiet', 'Billed'],
};

const REASON: Field = { name: 'reason', label: 'Reason', kind: 'long' };
const ACCOUNTS: Field = {
  name: 'accounts',
  label: 'Accounts',
  kind: 'long',
  help: 'Their references, such as BG-10001: one a line, or with commas between.',
};

const decisionPath = (runId: number): string => `${runPath(runId)}/decision`;

/** Days that wait for their time or for somebody; nothing where there are none. */
export const daysCard = (days: readonly BillingDayView[]): Html | '' =>
  days.length === 0
    ? ''
    : card({
        title: 'Scheduled',
        flush: table({
          label: 'Scheduled days',
          rows: days,
          columns: [
            {
              head: 'As of',
              kind: 'key',
              cell: ({ day }) => link(decisionPath(day.runId), dayCell(day.asOf)),
            },
            { head: 'Status', cell: ({ day }) => badge(...STATUS[day.status]) },
            { head: 'Figures', cell: ({ run }) => sumText(run) },
            { head: 'Preview', cell: ({ run }) => link(runPath(run.id), formatId('run', run.id)) },
            {
              head: 'Decision',
              cell: ({ day }) =>
                link(
                  decisionPath(day.runId),
                  html`Decide<span class="out-of-sight"> on ${spokenDate(day.asOf)}</span>`,
                ),
            },
          ],
        }),
      });

/** On the figures of a day that the schedule announced: how the day stands, and where it is decided. */
export const dayNotice = (day: BillingDay): Html =>
  notice(
    STATUS[day.status][0],
    html`<h2>${ofDay(day.asOf)}: ${STATUS[day.status][1].toLowerCase()}</h2><p>It ${standing(day)} ${link(decisionPath(day.runId), 'Approve it, hold it or leave accounts out')}.</p>`,
  );

export function billingDecisionPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { billing } = deps.services;

  const show = async (
    c: ConsoleContext,
    runId: number,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const found = await billing.readBillingDay(c.get('actor'), runId);
    if (!found.ok) return refusalPage(c, found.faults);
    if (found.value === null) return notFoundPage(c);
    const { day, run } = found.value;
    return showPage(
      c,
      {
        title: `Billing of ${spokenDate(day.asOf)}`,
        mark: badge(...STATUS[day.status]),
        section: 'billing',
        crumbs: [{ href: '/billing', name: 'Billing' }],
        lead: html`It ${standing(day)} ${link(runPath(run.id), formatId('run', run.id))}: ${sumText(run)}. ${link(`${runPath(run.id)}/report`, 'Report')}`,
        body: html`<div class="stack">${'hash' in attempt.values ? faultSummary('approve', [], attempt.faults) : ''}${decisionCards(c, found.value, attempt)}</div>`,
      },
      status,
    );
  };

  app.get('/:id/decision', (c) => {
    const id = parseId('run', c.req.param('id'));
    return id.ok ? show(c, id.value) : notFoundPage(c);
  });

  for (const deed of ['approve', 'hold', 'exclude'] as const)
    app.post(`/:id/${deed}`, async (c) => {
      const id = parseId('run', c.req.param('id') ?? '');
      if (!id.ok) return notFoundPage(c);
      const sent = c.get('form');
      const actor = c.get('actor');
      const done = await (deed === 'approve'
        ? billing.approveBilling(actor, id.value, { hash: sent.text('hash') })
        : deed === 'hold'
          ? billing.holdBilling(actor, id.value, sent.text('reason'))
          : billing.excludeAccounts(actor, id.value, {
              accounts: sent.text('accounts').split(/[\s,;]+/),
              reason: sent.text('reason'),
            }));
      if (!done.ok)
        return answerRefusal(c, done.faults, (attempt, status) => show(c, id.value, attempt, status));
      const { day, run } = done.value;
      return redirectWithNotice(
        c,
        decisionPath(run.id),
        `Billing of ${spokenDate(day.asOf)} ${standing(day)}`,
      );
    });

  return app;
}

function decisionCards(c: ConsoleContext, { day, run }: BillingDayView, attempt: Attempt): Html | '' {
  if (day.status === 'billed' || !c.get('actor').powers.has('billing')) return '';
  const token = c.get('formToken');
  const isOf = (deed: 'hold' | 'exclude') =>
    'reason' in attempt.values && 'accounts' in attempt.values === (deed === 'exclude') ? attempt : {};
  return html`${
    day.status === 'approved'
      ? ''
      : card({
          title: 'Approve',
          body: html`<div class="stack"><p>Exactly these figures are billed: ${sumText(run)}. If anything moves before, nothing is billed and the new figures wait.</p>${buttonForm(
            {
              action: `${runPath(run.id)}/approve`,
              token,
              submit: 'Approve',
              tone: 'first',
              values: { hash: run.hash ?? '' },
            },
          )}</div>`,
        })
  }${
    day.status === 'held'
      ? ''
      : card({
          title: 'Hold',
          body: form({
            id: 'hold',
            action: `${runPath(run.id)}/hold`,
            token,
            fields: [{ ...REASON, help: 'What has to happen before it is billed.' }],
            submit: 'Hold',
            tone: '',
            ...isOf('hold'),
          }),
        })
  }${card({
    title: 'Exclude accounts',
    body: form({
      id: 'exclude',
      action: `${runPath(run.id)}/exclude`,
      token,
      fields: [ACCOUNTS, REASON],
      submit: 'Exclude',
      tone: '',
      ...isOf('exclude'),
    }),
  })}`;
}
