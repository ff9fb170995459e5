/** Usage: the records, and the files that they came in (USE-1, USE-4). */
import { Hono } from 'hono';
import type { Intake, UsageFilter } from '#app/ports/usage.ts';
import { USAGE_STATUSES } from '#app/ports/usage.ts';
import { accountKey } from '#core/accounts/account-key.ts';
import { type Fault, fault } from '#core/result.ts';
import { linesOf } from '#core/usage/usage-lines.ts';
import { counted } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { card, pager } from '../parts/blocks.ts';
import { type Field, filters, form } from '../parts/form.ts';
import { moment } from '../parts/formats.ts';
import { html } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { type Column, empty, table } from '../parts/table.ts';
import { recordColumns, STATUS_CHOICES } from '../parts/usage.ts';
import { pageAsked } from './paging.ts';
import { refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';
import { usageTabs } from './usage-tabs.ts';

const FIELDS: readonly Field[] = [
  { name: 'account', label: 'Account reference' },
  { name: 'tariffKey', label: 'Tariff key' },
  { name: 'status', label: 'State', kind: 'choice', choices: STATUS_CHOICES },
];

const SEND: readonly Field[] = [
  {
    name: 'file',
    label: 'File',
    kind: 'file',
    accept: '.csv,.ndjson,.jsonl',
    help: 'CSV with the headings Supplier, Record Id, Service, Tariff Key, Start, Quantity and Carrier Cost, or one JSON record a line. The same file again takes nothing twice.',
  },
  {
    name: 'supplier',
    label: 'Supplier',
    isOptional: true,
    help: 'Of records that do not say which: the code that service plans name.',
  },
];

/** Larger files go through the API or the command line. */
const MOST_BYTES = 4_000_000;

export function usagePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { usage } = deps.services;

  app.get('/', async (c) => {
    const actor = c.get('actor');
    const asked = (name: string) => c.req.query(name)?.trim() ?? '';
    const values = { account: asked('account'), tariffKey: asked('tariffKey'), status: asked('status') };
    const filter: UsageFilter = {
      account: values.account === '' ? undefined : accountKey(values.account),
      tariffKey: values.tariffKey || undefined,
      status: USAGE_STATUSES.find((status) => status === values.status),
    };
    const listed = await usage.listUsage(actor, filter, pageAsked(c));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    return showPage(c, {
      title: 'Usage',
      section: 'usage',
      lead: 'What carriers sent, the newest first. Each record is taken once.',
      body: html`<div>${usageTabs('/usage')}${filters({ action: '/usage', fields: FIELDS, values })}${card({
        flush:
          items.length === 0
            ? empty('No usage', 'No record fits this view.')
            : table({ label: 'Usage', rows: items, columns: recordColumns(actor.timeZone) }),
      })}${pager('/usage', { ...values, cursor: c.req.query('cursor') }, nextCursor)}</div>`,
    });
  });

  const showIntakes = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const listed = await usage.listIntakes(actor, pageAsked(c));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    return showPage(
      c,
      {
        title: 'Files of usage',
        section: 'usage',
        lead: 'What was sent, the newest first.',
        body: html`<div>${usageTabs('/usage/intakes')}${card({
          flush:
            items.length === 0
              ? empty('No files', 'Nothing has been sent yet.')
              : table({ label: 'Files', rows: items, columns: intakeColumns(actor.timeZone) }),
        })}${pager('/usage/intakes', { cursor: c.req.query('cursor') }, nextCursor)}</div>${
          actor.powers.has('usage')
            ? card({
                title: 'Send a file',
                body: form({
                  id: 'send',
                  action: '/usage/intakes',
                  token: c.get('formToken'),
                  fields: SEND,
                  submit: 'Send',
                  ...attempt,
                }),
              })
            : ''
        }`,
      },
      status,
    );
  };

  app.get('/intakes', (c) => showIntakes(c));

  app.post('/intakes', async (c) => {
    const sent = c.get('form');
    const [file] = sent.files('file');
    const refuse = (faults: readonly Fault[]) =>
      answerRefusal(c, faults, (attempt, status) => showIntakes(c, attempt, status));
    if (file === undefined) return refuse([fault('file_required', 'Choose a file.', 'file')]);
    if (file.size > MOST_BYTES)
      return refuse([
        fault(
          'file_too_large',
          'Here a file may have 4 MB; take a larger one with "cardline usage import FILE".',
          'file',
        ),
      ]);
    const done = await usage.takeUsage(c.get('actor'), {
      source: file.name,
      format: /\.csv$/i.test(file.name) ? 'csv' : 'ndjson',
      supplier: sent.text('supplier') || null,
      lines: linesOf(await file.text()),
    });
    if (!done.ok) return refuse(done.faults);
    const { received, rated, quarantined, duplicates, rejected, rejectedLines } = done.value;
    const [first] = rejectedLines;
    return redirectWithNotice(
      c,
      quarantined > 0 ? '/usage/quarantine' : '/usage/intakes',
      `${counted(received, 'record')}: ${rated} rated, ${quarantined} in quarantine, ${duplicates} taken before, ${rejected} rejected.${first === undefined ? '' : ` Line ${first.line}: ${first.message}`}`,
    );
  });

  return app;
}

const intakeColumns = (timeZone: string): readonly Column<Intake>[] => [
  { head: 'Received', kind: 'row', cell: ({ receivedAt }) => moment(receivedAt, timeZone) },
  {
    head: 'What',
    cell: ({ source, receivedBy, finishedAt }) =>
      html`${source}<span class="sub">${receivedBy}${finishedAt === null ? ', not finished: send it again for the rest' : ''}</span>`,
  },
  { head: 'Records', kind: 'number', cell: ({ received }) => received },
  { head: 'Rated', kind: 'number', cell: ({ rated }) => rated },
  { head: 'In quarantine', kind: 'number', cell: ({ quarantined }) => quarantined },
  { head: 'Taken before', kind: 'number', cell: ({ duplicates }) => duplicates },
  { head: 'Rejected', kind: 'number', cell: ({ rejected }) => rejected },
];
