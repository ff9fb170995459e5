/** What if: what runs would credit and charge if deeds were entered on a subscription today. Writes nothing. */
import { Hono } from 'hono';
import type { ExpectedTotals } from '#app/subscriptions/next-run.ts';
import { atField, readWhatIf, whatIfOffers } from '#app/subscriptions/read-what-if.ts';
import { sayRuns, type WhatIf, type WhatIfRuns } from '#app/subscriptions/simulate-subscription.ts';
import { formatId, parseId } from '#core/ids.ts';
import { type Cents, cents } from '#core/money.ts';
import type { Fault } from '#core/result.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { buttonLink, card } from '../parts/blocks.ts';
import { whatIfTable } from '../parts/expected-lines.ts';
import { form } from '../parts/form.ts';
import { money } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { empty, table } from '../parts/table.ts';
import { whatIfGroups } from '../parts/what-if-fields.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { answerRefusal } from './refusals.ts';

export const whatIfPath = (id: number): string =>
  path('subscriptions', formatId('subscription', id), 'what-if');

export function whatIfPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { subscriptions } = deps.services;

  const show = async (
    c: ConsoleContext,
    id: number,
    { values = {}, faults = [], whatIf = null, status = 200 }: Shown = {},
  ): Promise<Response> => {
    const found = await subscriptions.getSubscription(c.get('actor'), { id });
    if (!found.ok) return refusalPage(c, found.faults);
    const one = found.value;
    const here = path('subscriptions', formatId('subscription', id));
    return showPage(
      c,
      {
        title: 'What if?',
        section: 'subscriptions',
        crumbs: [
          { href: '/subscriptions', name: 'Subscriptions' },
          { href: here, name: `${one.packagePlan.name} of ${one.account.name}` },
        ],
        lead: 'What runs would credit and charge if it were entered today. Nothing is written.',
        body: html`${card({
          body: form({
            id: 'what-if',
            action: whatIfPath(id),
            token: c.get('formToken'),
            fields: [],
            groups: whatIfGroups(whatIfOffers(one)),
            submit: 'Work it out',
            aside: buttonLink(here, 'Back to the subscription'),
            values,
            faults,
          }),
        })}${whatIf === null ? '' : answerOf(whatIf)}`,
      },
      status,
    );
  };

  app.get('/:id/what-if', (c) => {
    const id = parseId('subscription', c.req.param('id'));
    return id.ok ? show(c, id.value) : notFoundPage(c);
  });

  app.post('/:id/what-if', async (c) => {
    const id = parseId('subscription', c.req.param('id'));
    if (!id.ok) return notFoundPage(c);
    const sent = c.get('form');
    const asked = readWhatIf(sent.values);
    const done = asked.ok
      ? await subscriptions.simulateSubscription(c.get('actor'), {
          id: id.value,
          events: asked.value.events.map(({ event }) => event),
          ...(asked.value.until === null ? {} : { until: asked.value.until }),
          buySide: sent.isTicked('costs'),
        })
      : asked;
    if (done.ok) return show(c, id.value, { values: sent.values, whatIf: done.value });
    const faults = asked.ok ? done.faults.map((found) => atField(found, asked.value)) : done.faults;
    return answerRefusal(c, faults, (attempt, status) => show(c, id.value, { ...attempt, status }));
  });

  return app;
}

interface Shown {
  readonly values?: Readonly<Record<string, string>>;
  readonly faults?: readonly Fault[];
  readonly whatIf?: WhatIf | null;
  readonly status?: 200 | 409 | 422;
}

function answerOf(whatIf: WhatIf): Html {
  const { events, otherwise, difference, parkedReason, note, totals } = whatIf;
  return html`${parkedReason === null ? '' : notice('warn', html`Billing leaves this account alone for the time being: ${parkedReason}`)}${card(
    {
      title: 'What it comes to',
      aside: html`<span class="soft">${sayRuns(whatIf)}</span>`,
      body: html`<div class="stack">${events.length === 0 ? html`<p>Nothing is entered: this is what runs charge anyway.</p>` : html`<ul>${events.map(({ text }) => html`<li>${text}</li>`)}</ul>`}${note === null ? '' : html`<p class="soft">${note}</p>`}</div>`,
      flush: table({
        label: 'What the customer pays, ex tax',
        rows: [
          { name: 'If it is entered', totals },
          { name: 'Otherwise', totals: otherwise.totals },
        ],
        columns: [
          { head: 'What the customer pays', kind: 'row', cell: ({ name }) => name, foot: 'Difference' },
          { head: 'Credited', kind: 'number', cell: ({ totals }) => money(totals.credited) },
          { head: 'Charged', kind: 'number', cell: ({ totals }) => money(totals.charged) },
          {
            head: 'Tax',
            kind: 'number',
            cell: ({ totals }) => money(totals.tax),
            foot: money(difference.tax),
          },
          {
            head: 'Ex tax',
            kind: 'number',
            cell: ({ totals }) => money(sumOf(totals)),
            foot: money(difference.amount),
          },
        ],
      }),
    },
  )}${linesCard('Lines, if it is entered', whatIf)}${events.length === 0 ? '' : linesCard('Lines otherwise', otherwise)}`;
}

const sumOf = ({ credited, charged }: ExpectedTotals): Cents => cents(credited + charged);

const linesCard = (title: string, { lines }: WhatIfRuns): Html =>
  card({
    title,
    flush:
      lines.length === 0
        ? empty('No lines', 'None of these runs finds anything to charge or to credit.')
        : whatIfTable(title, lines),
  });
