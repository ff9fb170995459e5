/** The report of a billing run, for whoever has to say that it is right: what moved, what is earned, what stands out. */
import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { isPreview, marginIn, moveOf, type RunReport } from '#app/billing/run-report.ts';
import { linesOf, totalOf } from '#app/billing/run-tally.ts';
import type { LargeLine, MarginShare, Movement } from '#app/ports/billing-report.ts';
import { spokenDate } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import { cents } from '#core/money.ts';
import type { Fault } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { runCsv, runCsvName } from '#documents/run-csv.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { buttonLink, card, codeLink, facts, link } from '../parts/blocks.ts';
import { kindText, tallyTable } from '../parts/cardlines.ts';
import { moment, money, period } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { runBadge } from '../parts/run-badge.ts';
import { empty, table } from '../parts/table.ts';
import { previewPath, runPath } from './billing-tabs.ts';
import { notFoundPage, problemPage, refusalPage } from './problem-pages.ts';

const reportPath = (runId: number): string => `${runPath(runId)}/report`;

export function runReportPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { billing } = deps.services;

  /** What was previewed is not to be had any more where its figures moved: it is worked out anew. */
  const reportRefused = async (c: ConsoleContext, runId: number, faults: readonly Fault[]) => {
    const moved = faults.find(({ code }) => code === 'preview_moved');
    if (moved === undefined) return refusalPage(c, faults);
    const run = await billing.readBillingRun(c.get('actor'), runId);
    if (!run.ok) return refusalPage(c, run.faults);
    return problemPage(c, 409, 'The figures have moved', moved.message, {
      href: previewPath(run.value.asOf),
      text: 'Preview the day again',
    });
  };

  app.get('/:id/report', async (c) => {
    const id = parseId('run', c.req.param('id'));
    if (!id.ok) return notFoundPage(c);
    const actor = c.get('actor');
    const report = await billing.readRunReport(actor, id.value);
    if (!report.ok) return reportRefused(c, id.value, report.faults);
    const { run, figures } = report.value;
    return showPage(c, {
      title: `Report: ${spokenDate(run.asOf)}`,
      mark: runBadge(run),
      section: 'billing',
      crumbs: [
        { href: '/billing', name: 'Billing' },
        { href: runPath(run.id), name: formatId('run', run.id) },
      ],
      lead: html`${isPreview(run) ? 'What this preview would bill' : 'What this run billed'}, made ${moment(figures.madeAt, actor.timeZone)}. ${buttonLink(`${reportPath(run.id)}.csv`, 'All lines as CSV')}`,
      body: html`<div class="columns"><div class="rows">${totalsCards(report.value)}${movementCards(report.value)}${marginCard(figures.margin)}</div><div class="rows">${exceptionsCard(report.value)}${skippedCard(report.value)}</div></div>`,
    });
  });

  app.get('/:id/report.csv', async (c) => {
    const id = parseId('run', c.req.param('id'));
    if (!id.ok) return notFoundPage(c);
    const lots = await billing.exportRunCardlines(c.get('actor'), id.value);
    if (!lots.ok) return reportRefused(c, id.value, lots.faults);
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="${runCsvName(id.value)}"`);
    return stream(c, async (out) => {
      for await (const piece of runCsv(lots.value)) await out.write(piece);
    });
  });

  return app;
}

function totalsCards({ run }: RunReport): Html {
  const sell = totalOf(run.tally, 'sell');
  const buy = totalOf(run.tally, 'buy');
  return html`${card({
    title: 'What customers pay',
    flush:
      sell.lines === 0
        ? empty('No lines', 'Nothing is due that is not billed already.')
        : tallyTable(run.tally, 'sell'),
  })}${buy.lines === 0 ? '' : card({ title: 'What we pay ourselves', flush: tallyTable(run.tally, 'buy') })}`;
}

function movementCards({ run, figures: { comparedWith, accounts, plans } }: RunReport): Html | '' {
  // With nothing billed, what the whole day moved would read like a charge.
  if (linesOf(run.tally) === 0) return '';
  if (comparedWith === null)
    return card({
      title: 'Top movements',
      body: html`<p class="soft">No day alike was billed before: there is nothing to hold this run against.</p>`,
    });
  const of = (
    title: string,
    rows: readonly Movement[],
    head: string,
    nameCell: (one: Movement) => Html | string,
  ) =>
    card({
      title,
      aside: html`<span class="soft">all of the day, against ${spokenDate(comparedWith)}, ex tax</span>`,
      flush:
        rows.length === 0
          ? empty('None', 'All sums are as they were.')
          : table({
              label: title,
              rows,
              columns: [
                { head, kind: 'row', cell: nameCell },
                { head: 'Then', kind: 'number', cell: ({ before }) => money(cents(before)) },
                { head: 'Now', kind: 'number', cell: ({ now }) => money(cents(now)) },
                { head: 'Difference', kind: 'number', cell: (one) => signed(moveOf(one)) },
              ],
            }),
    });
  return html`${of('Top movements by account', accounts, 'Account', ({ name }) =>
    name === null ? '' : codeLink(path('accounts', name), name),
  )}${of('Top movements by plan', plans, 'Plan', ({ name }) => name ?? 'No plan')}`;
}

/** Rises bear a plus, so that direction can be read without colour. */
const signed = (amount: ReturnType<typeof moveOf>): string => `${amount > 0 ? '+' : ''}${money(amount)}`;

function marginCard(margin: readonly MarginShare[]): Html {
  const total = margin.reduce((sum, { sell, buy }) => ({ sell: sum.sell + sell, buy: sum.buy + buy }), {
    sell: 0,
    buy: 0,
  });
  return card({
    title: 'Margin by plan and service',
    aside: html`<span class="soft">ex tax</span>`,
    flush:
      margin.length === 0
        ? empty('No lines', 'There is nothing to compare.')
        : table({
            label: 'Margin by plan and service',
            rows: margin,
            columns: [
              { head: 'Plan', kind: 'row', cell: ({ plan }) => plan ?? 'No plan', foot: 'Total' },
              { head: 'Service', cell: ({ service }) => service ?? 'Package' },
              {
                head: 'Sold',
                kind: 'number',
                cell: ({ sell }) => money(cents(sell)),
                foot: money(cents(total.sell)),
              },
              {
                head: 'Bought',
                kind: 'number',
                cell: ({ buy }) => money(cents(buy)),
                foot: money(cents(total.buy)),
              },
              {
                head: 'Margin',
                kind: 'number',
                cell: (share) => money(marginIn(share)),
                foot: money(marginIn(total)),
              },
            ],
          }),
  });
}

function exceptionsCard({ run, figures: { large } }: RunReport): Html {
  const parked = run.parked.filter(({ chunk }) => chunk >= 0);
  const line = ({ account, packagePlan, kind, side, from, to, amount }: LargeLine) =>
    html`<li>${codeLink(path('accounts', account), account)}: ${money(cents(amount))}, ${kindText({ kind, credits: null })}${packagePlan === null ? '' : ` of ${packagePlan}`}${side === 'buy' ? ' (our own cost)' : ''}, ${period(from, to)}</li>`;
  return card({
    title: 'Exceptions',
    body: html`<div class="stack">${accountList('Parked by this run', parked, 'No account was parked.')}<div><h3>Lines of ${money(cents(large.above))} and more</h3>${
      large.count === 0
        ? html`<p class="soft">None.</p>`
        : html`<p>${counted(large.count, 'line')}${large.count > large.lines.length ? `, the largest ${large.lines.length}` : ''}:</p><ul>${large.lines.map(line)}</ul>`
    }</div></div>`,
  });
}

function skippedCard({ run, figures: { waitingPeriods, suspended } }: RunReport): Html {
  return card({
    title: 'Left out',
    body: html`<div class="stack">${accountList(
      'Accounts left alone',
      run.parked.filter(({ chunk }) => chunk < 0),
      'No account had been parked before.',
    )}${facts([
      [
        'Periods that wait for approval',
        waitingPeriods === 0 ? 'None' : html`${waitingPeriods} · ${link('/periods', 'Look at them')}`,
      ],
      ['Suspended subscriptions', suspended === 0 ? 'None' : suspended],
    ])}</div>`,
  });
}

const accountList = (
  title: string,
  accounts: readonly { readonly account: string; readonly reason: string }[],
  none: string,
): Html =>
  html`<div><h3>${title}</h3>${
    accounts.length === 0
      ? html`<p class="soft">${none}</p>`
      : html`<ul>${accounts.map(({ account, reason }) => html`<li>${codeLink(path('accounts', account), account)}: ${reason}</li>`)}</ul>`
  }</div>`;
