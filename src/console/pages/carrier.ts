/** One carrier: its settings and secrets, the files that went to it, and those that came (WF-1, WF-4). */
import { Hono } from 'hono';
import type { Carrier } from '#app/ports/workflow.ts';
import type { CarrierSecrets } from '#app/workflow/carrier-secrets.ts';
import type { ActivityFileView } from '#app/workflow/list-activity-files.ts';
import type { BatchReport } from '#app/workflow/list-batch-files.ts';
import { formatId } from '#core/ids.ts';
import { fault } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { LAST_SEQUENCE } from '#core/workflow/carrier.ts';
import { type Run, runsText } from '#core/workflow/gaps.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { alertTable } from '../parts/alerts.ts';
import { badge } from '../parts/badge.ts';
import { buttonLink, card, facts, link, pager } from '../parts/blocks.ts';
import { buttonForm, type Field, form } from '../parts/form.ts';
import { day, moment, orNothing } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { empty, table } from '../parts/table.ts';
import { CARRIER_FIELDS, carrierPath, carrierValues, readCarrier } from './carriers.ts';
import { pageAsked } from './paging.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

/** Each list of the page is turned over by itself: the names of their cursors in the address. */
const LISTS = {
  sent: { cursor: 'sent', label: 'Pages of activity files' },
  came: { cursor: 'came', label: 'Pages of batch files' },
  alerts: { cursor: 'alerts', label: 'Pages of alerts' },
} as const;

const BATCH_FILE: Field = {
  name: 'file',
  label: 'Batch file',
  kind: 'file',
  accept: '.csv,.txt',
  help: 'As the carrier sent it, under its own name. Taken once; what cannot be read or applied is told, and the rest is applied.',
};

interface Tried {
  readonly on: 'change' | 'batch';
  readonly attempt: Attempt;
}

export function oneCarrierPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { workflow } = deps.services;

  const show = async (
    c: ConsoleContext,
    tried?: Tried,
    status: 200 | 409 | 422 = 200,
    secrets?: CarrierSecrets,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const code = c.req.param('code') ?? '';
    const asked = (list: keyof typeof LISTS) => pageAsked(c, undefined, LISTS[list].cursor);
    const turn = (list: keyof typeof LISTS, nextCursor: string | null) =>
      pager(
        carrierPath(code),
        { sent: c.req.query('sent'), came: c.req.query('came'), alerts: c.req.query('alerts') },
        nextCursor,
        LISTS[list],
      );
    const [found, sent, came, alerts] = await Promise.all([
      workflow.findCarrier(actor, code),
      workflow.listActivityFiles(actor, code, asked('sent')),
      workflow.listBatchFiles(actor, { carrier: code }, asked('came')),
      workflow.listAlerts(actor, { status: 'open', carrier: code }, asked('alerts')),
    ]);
    if (!found.ok) return refusalPage(c, found.faults);
    if (!sent.ok) return refusalPage(c, sent.faults);
    if (!came.ok) return refusalPage(c, came.faults);
    if (!alerts.ok) return refusalPage(c, alerts.faults);
    const carrier = found.value;
    const { timeZone } = actor;
    const attemptOn = (on: Tried['on']) => (tried?.on === on ? tried.attempt : NO_ATTEMPT);
    return showPage(
      c,
      {
        title: carrier.name,
        section: 'carriers',
        crumbs: [{ href: '/carriers', name: 'Carriers' }],
        lead: html`Services whose Supplier is <span class="code">${carrier.code}</span>.`,
        body: html`${secrets ? newSecrets(carrier, secrets) : ''}${missingNotice(came.value.missing)}${
          alerts.value.items.length === 0
            ? ''
            : html`<div>${card({ title: 'Alerts', flush: alertTable(alerts.value.items, timeZone, actor.powers.has('provision')) })}${turn('alerts', alerts.value.nextCursor)}</div>`
        }<div class="columns"><div class="rows"><div>${card({
          title: 'Activity files',
          flush:
            sent.value.items.length === 0
              ? empty(
                  'None yet',
                  'A file is made on a working morning on which services wait for the carrier.',
                )
              : table({
                  label: 'Activity files',
                  rows: sent.value.items,
                  columns: [
                    {
                      head: 'File',
                      kind: 'key',
                      cell: ({ sequence }) =>
                        link(carrierPath(carrier.code, 'activity-files', sequence), String(sequence)),
                    },
                    { head: 'Made', cell: ({ createdAt }) => moment(createdAt, timeZone) },
                    { head: 'Services', kind: 'number', cell: ({ services }) => services },
                    { head: 'Delivered', cell: ({ deliveredAt }) => moment(deliveredAt, timeZone) },
                  ],
                }),
        })}${turn('sent', sent.value.nextCursor)}</div><div>${card({
          title: 'Batch files',
          flush:
            came.value.items.length === 0
              ? empty('None yet', 'The carrier sends them here, or somebody uploads them.')
              : table({
                  label: 'Batch files',
                  rows: came.value.items,
                  isFaulty: ({ refused, unreadable }) => refused + unreadable > 0,
                  columns: [
                    {
                      head: 'File',
                      kind: 'row',
                      cell: ({ sequence, name }) =>
                        html`${link(carrierPath(carrier.code, 'batch-files', sequence), String(sequence))}<span class="sub">${name}</span>`,
                    },
                    { head: 'Came', cell: ({ receivedAt }) => moment(receivedAt, timeZone) },
                    {
                      head: 'Applied',
                      kind: 'number',
                      cell: ({ applied, records }) => `${applied} of ${records}`,
                    },
                    { head: 'State', cell: (file) => fileBadge(file) },
                  ],
                }),
        })}${turn('came', came.value.nextCursor)}</div></div><div class="rows">${
          actor.powers.has('provision')
            ? card({
                title: 'Take a batch file',
                body: form({
                  id: 'batch',
                  action: carrierPath(carrier.code, 'batch-files'),
                  token: c.get('formToken'),
                  fields: [BATCH_FILE],
                  submit: 'Take it',
                  ...attemptOn('batch'),
                }),
              })
            : ''
        }${card({ title: 'Settings', body: settings(c, carrier, attemptOn('change')) })}</div></div>`,
      },
      status,
    );
  };

  app.get('/:code', (c) => show(c));

  app.post('/:code', async (c) => {
    const code = c.req.param('code');
    const done = await workflow.changeCarrier(c.get('actor'), { code, ...readCarrier(c.get('form')) });
    if (!done.ok)
      return answerRefusal(c, done.faults, (attempt, status) => show(c, { on: 'change', attempt }, status));
    return redirectWithNotice(c, carrierPath(code), 'The carrier was saved.');
  });

  app.post('/:code/remove', async (c) => {
    const code = c.req.param('code');
    const done = await workflow.removeCarrier(c.get('actor'), code);
    if (!done.ok) return refusalPage(c, done.faults);
    return redirectWithNotice(c, '/carriers', `The carrier ${code} was removed.`);
  });

  app.post('/:code/secrets', async (c) => {
    const done = await workflow.renewCarrierSecrets(c.get('actor'), c.req.param('code'));
    if (!done.ok) return refusalPage(c, done.faults);
    // No redirect: secrets must not travel through a cookie or an address.
    return show(c, undefined, 200, done.value);
  });

  app.post('/:code/batch-files', async (c) => {
    const code = c.req.param('code');
    const [file] = c.get('form').files('file');
    const refuse = (faults: Attempt['faults']) =>
      answerRefusal(
        c,
        // Whatever is wrong, the file is what is put right.
        faults.map((one) => (one.kind === 'not_found' ? one : { ...one, path: 'file' })),
        (attempt, status) => show(c, { on: 'batch', attempt }, status),
      );
    if (file === undefined) return refuse([fault('file_required', 'Choose a file.', 'file')]);
    const done = await workflow.takeBatchFile(c.get('actor'), {
      carrier: code,
      name: file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    });
    if (!done.ok) return refuse(done.faults);
    const { file: taken, wasTakenBefore } = done.value;
    const left = taken.refused + taken.unreadable;
    return redirectWithNotice(
      c,
      carrierPath(code, 'batch-files', taken.sequence),
      `${taken.name} was ${wasTakenBefore ? 'taken before: nothing is done twice' : 'taken'}. ${counted(taken.applied, 'record')} applied, ${left} to look at.`,
      left > 0 ? 'warn' : 'good',
    );
  });

  // ---- files

  app.get('/:code/activity-files/:sequence', async (c) => {
    const sequence = sequenceOf(c.req.param('sequence'));
    if (sequence === null) return notFoundPage(c);
    const actor = c.get('actor');
    const found = await workflow.getActivityFile(actor, c.req.param('code'), sequence);
    return found.ok ? showActivityFile(c, found.value, actor.timeZone) : refusalPage(c, found.faults);
  });

  app.get('/:code/activity-files/:sequence/content', async (c) => {
    const sequence = sequenceOf(c.req.param('sequence'));
    if (sequence === null) return notFoundPage(c);
    const found = await workflow.getActivityFile(c.get('actor'), c.req.param('code'), sequence);
    if (!found.ok) return refusalPage(c, found.faults);
    return c.body(found.value.content, 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${found.value.fileName}"`,
    });
  });

  app.get('/:code/batch-files/:sequence', async (c) => {
    const sequence = sequenceOf(c.req.param('sequence'));
    if (sequence === null) return notFoundPage(c);
    const actor = c.get('actor');
    const found = await workflow.getBatchFile(actor, c.req.param('code'), sequence);
    return found.ok ? showBatchFile(c, found.value, actor.timeZone) : refusalPage(c, found.faults);
  });

  return app;
}

const sequenceOf = (text: string): number | null =>
  /^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= LAST_SEQUENCE ? Number(text) : null;

function settings(c: ConsoleContext, carrier: Carrier, attempt: Attempt): Html {
  const values = carrierValues(carrier);
  if (!c.get('actor').powers.has('admin'))
    return facts(CARRIER_FIELDS.map(({ name, label }) => [label, orNothing(values[name])]));
  const token = c.get('formToken');
  return html`<div class="stack">${form({
    id: 'change',
    action: carrierPath(carrier.code),
    token,
    fields: CARRIER_FIELDS,
    submit: 'Save',
    tone: '',
    values: attempt === NO_ATTEMPT ? values : attempt.values,
    faults: attempt.faults,
  })}<p class="soft">With its secrets the carrier signs what it sends to <span class="code">${path('hooks', 'carriers', carrier.code)}</span>, and checks what it is sent. New ones take the place of those before at once.</p><div class="actions">${buttonForm(
    { action: carrierPath(carrier.code, 'secrets'), token, submit: 'Make new secrets' },
  )}${
    carrier.nextFileSequence === 1
      ? buttonForm({
          action: carrierPath(carrier.code, 'remove'),
          token,
          submit: 'Remove the carrier',
          tone: 'danger',
        })
      : ''
  }</div></div>`;
}

const newSecrets = ({ name }: Carrier, { hookSecret, deliverySecret }: CarrierSecrets): Html =>
  notice(
    'good',
    html`<h2>New secrets for ${name}</h2><p>Copy them now: they are not shown again. The carrier signs its batch files with the first, and checks activity files with the second.</p><pre>${hookSecret}
${deliverySecret}</pre>`,
  );

const missingNotice = (missing: readonly Run[]): Html | '' =>
  missing.length === 0
    ? ''
    : notice(
        'warn',
        html`<h2>Batch files are missing</h2><p>Numbers ${runsText(missing)} did not come, though later ones did. Ask the carrier for them.</p>`,
      );

const fileBadge = ({
  status,
  refused,
  unreadable,
}: Pick<BatchReport['file'], 'status' | 'refused' | 'unreadable'>): Html => {
  if (status === 'applying') return badge('wait', 'Broke off');
  const left = refused + unreadable;
  return left === 0 ? badge('good', 'Done') : badge('warn', `${left} to look at`);
};

const crumbsOf = ({ code, name }: Carrier) => [
  { href: '/carriers', name: 'Carriers' },
  { href: carrierPath(code), name },
];

const requestLink = (requestId: number): Html =>
  link(path('queue', formatId('request', requestId)), formatId('request', requestId));

function showActivityFile(c: ConsoleContext, file: ActivityFileView, timeZone: string) {
  const { carrier, sequence } = file;
  return showPage(c, {
    title: `Activity file ${sequence}`,
    section: 'carriers',
    crumbs: crumbsOf(carrier),
    lead: `What ${carrier.name} was told to provision.`,
    actions: buttonLink(
      carrierPath(carrier.code, 'activity-files', sequence, 'content'),
      'Download',
      'first',
    ),
    body: html`${card({
      body: facts([
        ['Made', moment(file.createdAt, timeZone)],
        ['Delivered', moment(file.deliveredAt, timeZone)],
        ['File name', html`<span class="code">${file.fileName}</span>`],
        ['SHA-256', html`<span class="code">${file.contentHash}</span>`],
      ]),
    })}${card({
      title: counted(file.rows.length, 'service'),
      flush: table({
        label: 'Services',
        rows: file.rows,
        columns: [
          { head: 'Request', kind: 'key', cell: ({ requestId }) => requestLink(requestId) },
          { head: 'Order', cell: ({ orderNumber }) => orderNumber },
          { head: 'Service plan', cell: ({ servicePlan }) => servicePlan },
          {
            head: 'Asked for',
            cell: ({ round }) => (round === 1 ? 'For the first time' : `For the ${round}. time`),
          },
          {
            head: 'Wanted on',
            cell: ({ requestedOn }) => (requestedOn ? day(requestedOn) : 'As soon as possible'),
          },
          {
            head: 'Details',
            cell: ({ details }) =>
              html`${Object.entries(details).map(([key, value]) => html`<div>${key}: ${value}</div>`)}`,
          },
        ],
      }),
    })}`,
  });
}

const ANSWER_WORDS = { advice: 'Churn advice', activation: 'Activation', rejection: 'Rejection' };

function showBatchFile(c: ConsoleContext, { carrier, file, rows, missing }: BatchReport, timeZone: string) {
  return showPage(c, {
    title: `Batch file ${file.sequence}`,
    section: 'carriers',
    mark: fileBadge(file),
    crumbs: crumbsOf(carrier),
    lead: `What ${carrier.name} answered.`,
    body: html`${missingNotice(missing)}${
      file.status === 'applying'
        ? notice(
            'warn',
            'It broke off. It is finished by itself before long, or at once where it is taken again under its name.',
          )
        : ''
    }${card({
      body: facts([
        ['File name', html`<span class="code">${file.name}</span>`],
        ['Came', html`${moment(file.receivedAt, timeZone)} by ${file.actor}, ${file.via}`],
        ['Made by the carrier', moment(file.createdAt, timeZone)],
        [
          'Records',
          `${file.records}: ${file.applied} applied, ${file.refused} refused, ${file.unreadable} unreadable`,
        ],
      ]),
    })}${card({
      title: 'Records',
      flush:
        rows.length === 0
          ? empty('No records', 'The file says nothing of any service.')
          : table({
              label: 'Records',
              rows,
              isFaulty: ({ outcome }) => outcome !== 'applied',
              columns: [
                { head: 'Line', kind: 'number', cell: ({ line }) => line },
                {
                  head: 'About',
                  kind: 'row',
                  cell: ({ reference, requestId }) =>
                    requestId === null
                      ? orNothing(reference)
                      : html`${requestLink(requestId)}${
                          reference === formatId('request', requestId)
                            ? ''
                            : html`<span class="sub">${reference}</span>`
                        }`,
                },
                { head: 'Answer', cell: ({ answer }) => (answer === null ? '' : ANSWER_WORDS[answer]) },
                {
                  head: 'Outcome',
                  cell: ({ outcome }) =>
                    outcome === 'applied'
                      ? badge('good', 'Applied')
                      : badge('bad', outcome === 'refused' ? 'Refused' : 'Unreadable'),
                },
                { head: 'Why', cell: ({ message }) => message ?? '' },
              ],
            }),
    })}`,
  });
}
