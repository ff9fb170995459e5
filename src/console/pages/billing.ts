/** Billing runs: previewed, looked at, and run from exactly the figures that were looked at (BILL-11). */
import { Hono } from 'hono';
import { type BillingRun, isUnderWay } from '#app/ports/billing.ts';
import type { BillingDay } from '#app/ports/billing-days.ts';
import { sayAhead } from '#core/billing/say-ahead.ts';
import { dateIn, parseDate, spokenDate } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import { cents } from '#core/money.ts';
import { counted, grouped } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { buttonLink, card, facts, link, pager, tabs } from '../parts/blocks.ts';
import { cardlineTable, linesOf, tallyTable } from '../parts/cardlines.ts';
import { buttonForm, type Field, form } from '../parts/form.ts';
import { day, moment, money } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { runBadge } from '../parts/run-badge.ts';
import { empty, table } from '../parts/table.ts';
import { dayNotice, daysCard } from './billing-decision.ts';
import { billingTabs, runPath } from './billing-tabs.ts';
import { pageAsked } from './paging.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';
import { noLinesText, runNotice } from './run-notice.ts';

/** How long a person waits for a run before the page shows its progress instead. */
const WAIT_SECONDS = 3;
const REFRESH_SECONDS = 2;

const AS_OF: Field = {
  name: 'asOf',
  label: 'As of',
  kind: 'date',
  help: 'Bills all that is due on or before this day and is not billed yet.',
};

const MODE_WORDS = { preview: 'Preview', commit: 'Run' } as const;

export function billingPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { billing } = deps.services;

  const showRuns = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const [listed, days] = await Promise.all([
      billing.listBillingRuns(actor, pageAsked(c)),
      billing.listBillingDays(actor),
    ]);
    if (!listed.ok) return refusalPage(c, listed.faults);
    if (!days.ok) return refusalPage(c, days.faults);
    const { items, nextCursor } = listed.value;
    const today = dateIn(actor.timeZone, deps.clock.now());
    return showPage(
      c,
      {
        title: 'Billing',
        section: 'billing',
        lead: 'A run bills every fee once, however often it is started. Look at the preview, then run what you saw.',
        body: html`<div>${billingTabs('/billing')}${
          actor.powers.has('billing')
            ? card({
                body: form({
                  id: 'preview',
                  action: '/billing/preview',
                  token: c.get('formToken'),
                  fields: [AS_OF],
                  submit: 'Preview',
                  ...(attempt === NO_ATTEMPT ? { values: { asOf: c.req.query('asOf') ?? today } } : attempt),
                }),
              })
            : notice('wait', 'Billing takes the power “billing”.')
        }</div>${daysCard(days.value)}${card({
          title: 'Runs and previews',
          flush:
            items.length === 0
              ? empty(
                  'Nothing has been billed yet',
                  'The schedule bills every day; a preview can be made at any time.',
                )
              : table({
                  label: 'Runs',
                  rows: items,
                  columns: [
                    {
                      head: 'Run',
                      kind: 'key',
                      cell: ({ id, mode }) =>
                        html`${link(runPath(id), formatId('run', id))}<span class="sub">${MODE_WORDS[mode]}</span>`,
                    },
                    { head: 'As of', cell: ({ asOf }) => day(asOf) },
                    { head: 'Status', cell: runBadge },
                    { head: 'Lines', kind: 'number', cell: ({ tally }) => grouped(linesOf(tally, 'sell')) },
                    { head: 'Amount ex tax', kind: 'number', cell: ({ tally }) => money(sumOf(tally.sell)) },
                    {
                      head: 'Parked',
                      kind: 'number',
                      cell: ({ parked }) => (parked.length === 0 ? '' : parked.length),
                    },
                    {
                      head: 'Started',
                      cell: (run) =>
                        html`${moment(run.createdAt, actor.timeZone)}<span class="sub">${run.startedBy}</span>`,
                    },
                  ],
                }),
        })}${pager('/billing', { cursor: c.req.query('cursor') }, nextCursor)}`,
      },
      status,
    );
  };

  app.get('/', (c) => showRuns(c));

  app.post('/preview', async (c) => {
    const asOf = parseDate(c.get('form').text('asOf'), 'asOf');
    const started = asOf.ok
      ? await billing.startBillingRun(c.get('actor'), {
          asOf: asOf.value,
          mode: 'preview',
          previewHash: null,
          requestKey: c.get('requestKey'),
          waitSeconds: WAIT_SECONDS,
        })
      : asOf;
    if (!started.ok)
      return answerRefusal(c, started.faults, (attempt, status) => showRuns(c, attempt, status));
    return c.redirect(runPath(started.value.id), 303);
  });

  app.post('/run', async (c) => {
    const sent = c.get('form');
    const asOf = parseDate(sent.text('asOf'), 'asOf');
    // Bound to the figures that were looked at: without them there is nothing to run from here.
    const started = asOf.ok
      ? await billing.startBillingRun(c.get('actor'), {
          asOf: asOf.value,
          mode: 'commit',
          previewHash: sent.text('previewHash'),
          requestKey: c.get('requestKey'),
          waitSeconds: WAIT_SECONDS,
        })
      : asOf;
    if (!started.ok)
      return answerRefusal(c, started.faults, (attempt, status) => showRuns(c, attempt, status));
    const { id, status, tally } = started.value;
    if (status !== 'done') return c.redirect(runPath(id), 303);
    return redirectWithNotice(
      c,
      runPath(id),
      `Billed: ${counted(linesOf(tally, 'sell'), 'cardline')} for customers.`,
    );
  });

  // ---- one run

  app.get('/runs/:id', async (c) => {
    const id = parseId('run', c.req.param('id'));
    if (!id.ok) return notFoundPage(c);
    const actor = c.get('actor');
    const [found, scheduled] = await Promise.all([
      billing.readRunProgress(actor, id.value),
      billing.readBillingDay(actor, id.value),
    ]);
    if (!found.ok) return refusalPage(c, found.faults);
    if (!scheduled.ok) return refusalPage(c, scheduled.faults);
    const { run } = found.value;
    const announced = isFigures(run) ? (scheduled.value?.day ?? null) : null;
    const openDay = announced?.status === 'billed' ? null : announced;
    const side = c.req.query('side') === 'buy' ? 'buy' : 'sell';
    const nothingLeft = await billing.sayNothingLeft(actor, run);
    if (!nothingLeft.ok) return refusalPage(c, nothingLeft.faults);
    const lines = isUnderWay(run)
      ? null
      : await billing.listRunCardlines(actor, { runId: run.id, side }, pageAsked(c));
    return showPage(c, {
      title: `${MODE_WORDS[run.mode]} as of ${spokenDate(run.asOf)}`,
      mark: runBadge(run),
      section: 'billing',
      crumbs: [{ href: '/billing', name: 'Billing' }],
      lead: html`${formatId('run', run.id)}, started by ${run.startedBy}, ${moment(run.createdAt, actor.timeZone)}`,
      ...(isUnderWay(run) ? { refresh: REFRESH_SECONDS } : {}),
      body: html`${runNotice(found.value, nothingLeft.value)}${openDay === null ? '' : dayNotice(openDay)}<div class="columns"><div class="rows">${card(
        {
          title: 'What customers pay',
          aside: html`<span class="soft">${counted(linesOf(run.tally, 'sell'), 'line')}</span>`,
          flush:
            linesOf(run.tally, 'sell') === 0
              ? empty('No lines', noLinesText(run))
              : tallyTable(run.tally, 'sell'),
        },
      )}${
        linesOf(run.tally, 'buy') === 0
          ? ''
          : card({
              title: 'What we pay ourselves',
              aside: html`<span class="soft">${counted(linesOf(run.tally, 'buy'), 'line')}, never on an invoice</span>`,
              flush: tallyTable(run.tally, 'buy'),
            })
      }</div><div class="rows">${commitCard(c, run, { day: openDay, ahead: sayAhead(run.asOf, dateIn(actor.timeZone, deps.clock.now())) })}${
        run.parked.length === 0
          ? ''
          : card({
              title: 'Left alone',
              aside: html`<span class="soft">${counted(run.parked.length, 'account')}</span>`,
              body: html`<ul>${run.parked.map(({ account, reason }) => html`<li>${link(path('accounts', account), account)}: ${reason}</li>`)}</ul>`,
            })
      }${card({
        title: 'Run',
        body: facts([
          ['Mode', MODE_WORDS[run.mode]],
          ['Catalogue', `version ${run.catalogueVersion}`],
          ['Finished', run.finishedAt ? moment(run.finishedAt, actor.timeZone) : 'Not yet'],
          ['Figures', run.hash ? html`<code>${run.hash.slice(0, 12)}</code>` : 'None'],
          [
            'Report',
            isUnderWay(run) ? null : link(`${runPath(run.id)}/report`, 'Movements, margin, exceptions'),
          ],
        ]),
      })}</div></div>${
        lines === null
          ? ''
          : html`<div>${tabs('Sides', [
              { href: runPath(run.id), name: 'Lines of customers', isHere: side === 'sell' },
              { href: `${runPath(run.id)}?side=buy`, name: 'Our own costs', isHere: side === 'buy' },
            ])}${
              lines.ok
                ? html`${card({ flush: lines.value.items.length === 0 ? empty('No lines', 'There are none on this side.') : cardlineTable(lines.value.items, { account: true, invoice: run.mode === 'commit' && side === 'sell' }) })}${pager(runPath(run.id), { side: side === 'buy' ? side : null, cursor: c.req.query('cursor') }, lines.value.nextCursor)}`
                : notice('warn', lines.faults.map(({ message }) => message).join(' '))
            }</div>`
      }`,
    });
  });
  return app;
}

const sumOf = (kinds: BillingRun['tally']['sell']) =>
  cents(Object.values(kinds).reduce((sum, { amount }) => sum + amount, 0));

/** What could be billed from here as it is shown. */
const isFigures = ({ mode, status }: BillingRun): boolean =>
  (mode === 'preview' && status === 'done') || status === 'stale';

/** BILL-11: the commit names the figures it was approved from. A day that waits for people is decided first, on its own page. */
function commitCard(
  c: ConsoleContext,
  run: BillingRun,
  { day, ahead }: { readonly day: BillingDay | null; readonly ahead: string | null },
): Html | '' {
  if (!isFigures(run) || !c.get('actor').powers.has('billing')) return '';
  if (day?.status === 'waiting' || day?.status === 'held') return '';
  const lines = linesOf(run.tally, 'sell') + linesOf(run.tally, 'buy');
  return card({
    title: 'Run it',
    body:
      lines === 0
        ? html`<p class="soft">There is nothing to bill.</p>`
        : html`<div class="stack"><p>Writes exactly these figures to the ledger. If anything has moved since, nothing is billed and the new figures are shown.</p>${ahead === null ? '' : html`<p><strong>${ahead}</strong></p>`}<div class="actions">${buttonForm(
            {
              action: '/billing/run',
              token: c.get('formToken'),
              submit: 'Run',
              tone: 'first',
              values: { asOf: run.asOf, previewHash: run.hash ?? '' },
            },
          )}${buttonLink('/billing', 'Not now')}</div></div>`,
  });
}
