/** What if: what runs would credit and charge if a subscription were cancelled, migrated or given a fee today. Writes nothing. */
import { Hono } from 'hono';
import type { ExpectedTotals } from '#app/subscriptions/next-run.ts';
import { sayRuns, type WhatIf, type WhatIfRuns } from '#app/subscriptions/simulate-subscription.ts';
import type { WhatIfEvent } from '#app/subscriptions/what-if-events.ts';
import { type PlainDate, parseDate } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import { type Cents, cents, parseFee } from '#core/money.ts';
import { type Fault, fault, no, ok, type Result } from '#core/result.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import type { Form } from '../guards/form-guard.ts';
import { buttonLink, card } from '../parts/blocks.ts';
import { whatIfTable } from '../parts/expected-lines.ts';
import { type Field, form } from '../parts/form.ts';
import { money } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { empty, table } from '../parts/table.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { answerRefusal } from './refusals.ts';

const FIELDS: readonly Field[] = [
  {
    name: 'cancelOn',
    label: 'Cancelled: first day without service',
    kind: 'date',
    isOptional: true,
  },
  {
    name: 'migrateTo',
    label: 'Migrated to',
    isOptional: true,
    help: 'The code of a sell plan that is on sale.',
  },
  { name: 'migrateOn', label: 'Migrated from', kind: 'date', isOptional: true, help: 'Its first day.' },
  {
    name: 'fee',
    label: 'Access fee of its own',
    kind: 'amount',
    isOptional: true,
    help: 'Where the plan allows one (FEE-4).',
  },
  {
    name: 'until',
    label: 'Runs until',
    kind: 'date',
    isOptional: true,
    help: 'Empty: three months after the last of these days.',
  },
  { name: 'costs', label: 'With our own costs', kind: 'tick' },
];

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
            fields: FIELDS,
            isColumns: true,
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
    const asked = readAsked(sent);
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

/** An event, with the fields of the form that its parts came from. */
interface AskedEvent {
  readonly event: WhatIfEvent;
  readonly fields: Readonly<Record<string, string>>;
}

interface Asked {
  readonly events: readonly AskedEvent[];
  readonly until: PlainDate | null;
}

/** What was typed, as events in the order in which they make sense: a fee, another plan, the end. */
function readAsked(sent: Form): Result<Asked> {
  const faults: Fault[] = [];
  const take = <T>(read: Result<T>): T | null => {
    if (!read.ok) faults.push(...read.faults);
    return read.ok ? read.value : null;
  };
  const dayOf = (name: string): PlainDate | null =>
    sent.text(name) === '' ? null : take(parseDate(sent.text(name), name));
  const events: AskedEvent[] = [];
  const fee = sent.text('fee') === '' ? null : take(parseFee(sent.text('fee'), 'fee'));
  if (fee !== null) events.push({ event: { type: 'access_fee', fee }, fields: { fee: 'fee', '': 'fee' } });
  const [packagePlan, migrateOn, cancelOn] = [sent.text('migrateTo'), dayOf('migrateOn'), dayOf('cancelOn')];
  if (packagePlan !== '' && sent.text('migrateOn') === '')
    faults.push(fault('migration_without_day', 'Say on which day it takes over.', 'migrateOn'));
  if (packagePlan === '' && migrateOn !== null)
    faults.push(fault('migration_without_plan', 'Say which plan takes over.', 'migrateTo'));
  if (packagePlan !== '' && migrateOn !== null)
    events.push({
      event: { type: 'migrate', on: migrateOn, packagePlan },
      fields: { packagePlan: 'migrateTo', on: 'migrateOn', '': 'migrateTo' },
    });
  if (cancelOn !== null)
    events.push({ event: { type: 'cancel', on: cancelOn }, fields: { on: 'cancelOn', '': 'cancelOn' } });
  const until = dayOf('until');
  return faults.length > 0 ? no(...faults) : ok({ events, until });
}

/** `events[1].on` is told beside the field that it came from. */
function atField(found: Fault, { events }: Asked): Fault {
  const [, index, part = ''] = /^events\[(\d+)\](?:\.(\w+))?$/.exec(found.path ?? '') ?? [];
  const field = index === undefined ? undefined : events[Number(index)]?.fields[part];
  return field === undefined ? found : { ...found, path: field };
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
