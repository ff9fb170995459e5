/** Carriers that files are exchanged with, and what is stuck at them (WF-1, WF-3). */
import { Hono } from 'hono';
import type { Carrier } from '#app/ports/workflow.ts';
import { formatId, parseId } from '#core/ids.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import type { Form } from '../guards/form-guard.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { alertPath, alertTable } from '../parts/alerts.ts';
import { card, link, pager, tabs } from '../parts/blocks.ts';
import { type Field, form } from '../parts/form.ts';
import { html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { empty, table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

const CODE: Field = {
  name: 'code',
  label: 'Code',
  help: 'What Carrier workflow plans have as their Supplier, such as opti-carrier. It stays.',
};

/** What may be changed of a carrier. */
export const CARRIER_FIELDS: readonly Field[] = [
  { name: 'name', label: 'Name' },
  {
    name: 'deliveryUrl',
    label: 'Delivery address',
    isOptional: true,
    help: 'Where activity files are sent to, signed: a public https address. Left empty, they are fetched here or by API.',
  },
  {
    name: 'warnAfterDays',
    label: 'Warn after',
    kind: 'whole',
    help: 'Working days without an answer, after which the provisioning team is warned.',
  },
  {
    name: 'alertAfterDays',
    label: 'Alert after',
    kind: 'whole',
    help: 'Working days without an answer, after which it is alerted to follow up.',
  },
  {
    name: 'batchesFrom',
    label: 'Batch files are counted from',
    kind: 'whole',
    isOptional: true,
    help: 'Lower numbers are not missed. Left empty: from the first file that came.',
  },
];

export const carrierValues = (carrier: Carrier): Record<string, string> => ({
  name: carrier.name,
  deliveryUrl: carrier.deliveryUrl ?? '',
  warnAfterDays: String(carrier.warnAfterDays),
  alertAfterDays: String(carrier.alertAfterDays),
  batchesFrom: carrier.batchesFrom === null ? '' : String(carrier.batchesFrom),
});

export const readCarrier = (sent: Form) => ({
  name: sent.text('name'),
  deliveryUrl: sent.optional('deliveryUrl'),
  warnAfterDays: numberOf(sent.text('warnAfterDays')),
  alertAfterDays: numberOf(sent.text('alertAfterDays')),
  batchesFrom: sent.optional('batchesFrom') === null ? null : numberOf(sent.text('batchesFrom')),
});

/** A field that holds no number is handed on as such, so that its own fault is told with all others. */
const numberOf = (text: string): number => (/^\d{1,9}$/.test(text) ? Number(text) : Number.NaN);

const NEW_VALUES = { warnAfterDays: '5', alertAfterDays: '10' };

const carrierTabs = (here: string) =>
  tabs('Carriers', [
    { href: '/carriers', name: 'Carriers', isHere: here === '/carriers' },
    { href: '/carriers/alerts', name: 'Alerts', isHere: here === '/carriers/alerts' },
    {
      href: '/carriers/alerts?status=resolved',
      name: 'Alerts that are over',
      isHere: here === '/carriers/alerts?status=resolved',
    },
  ]);

export function carrierPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { workflow } = deps.services;

  const showCarriers = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ) => {
    const actor = c.get('actor');
    const listed = await workflow.listCarriers(actor, pageAsked(c));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    return showPage(
      c,
      {
        title: 'Carriers',
        section: 'carriers',
        lead: 'Services of Carrier workflow plans go to these in activity files each working morning; their batch files bring the answers.',
        body: html`<div>${carrierTabs('/carriers')}${card({
          flush:
            items.length === 0
              ? empty('No carriers', 'Services of Carrier workflow plans wait until their carrier is here.')
              : table({
                  label: 'Carriers',
                  rows: items,
                  columns: [
                    {
                      head: 'Carrier',
                      kind: 'row',
                      cell: ({ code, name }) =>
                        html`${link(carrierPath(code), name)}<span class="sub">${code}</span>`,
                    },
                    {
                      head: 'Files go to',
                      cell: ({ deliveryUrl }) =>
                        deliveryUrl === null ? 'Fetched here' : new URL(deliveryUrl).host,
                    },
                    { head: 'Next file', kind: 'number', cell: ({ nextFileSequence }) => nextFileSequence },
                    {
                      head: 'Warn, alert after',
                      kind: 'number',
                      cell: ({ warnAfterDays, alertAfterDays }) =>
                        `${warnAfterDays}, ${alertAfterDays} working days`,
                    },
                  ],
                }),
        })}${pager('/carriers', { cursor: c.req.query('cursor') }, nextCursor)}</div>${
          actor.powers.has('admin')
            ? card({
                title: 'Add a carrier',
                body: form({
                  id: 'add',
                  action: '/carriers',
                  token: c.get('formToken'),
                  fields: [CODE, ...CARRIER_FIELDS],
                  submit: 'Add',
                  isColumns: true,
                  values: attempt === NO_ATTEMPT ? NEW_VALUES : attempt.values,
                  faults: attempt.faults,
                }),
              })
            : ''
        }`,
      },
      status,
    );
  };

  app.get('/', (c) => showCarriers(c));

  app.post('/', async (c) => {
    const sent = c.get('form');
    const done = await workflow.addCarrier(c.get('actor'), { code: sent.text('code'), ...readCarrier(sent) });
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showCarriers(c, attempt, status));
    return redirectWithNotice(
      c,
      carrierPath(done.value.code),
      `${done.value.name} was added. What waits for it goes into its first file on the next working morning.`,
    );
  });

  app.get('/alerts', async (c) => {
    const actor = c.get('actor');
    const status = c.req.query('status') === 'resolved' ? 'resolved' : 'open';
    const listed = await workflow.listAlerts(actor, { status }, pageAsked(c));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const here = status === 'open' ? '/carriers/alerts' : '/carriers/alerts?status=resolved';
    const { items, nextCursor } = listed.value;
    return showPage(c, {
      title: status === 'open' ? 'Carrier alerts' : 'Carrier alerts that are over',
      section: 'carriers',
      lead: 'What was not collected by the next morning, what a carrier leaves unanswered, and batch files that are missing.',
      body: html`<div>${carrierTabs(here)}${card({
        flush:
          items.length === 0
            ? empty(status === 'open' ? 'Nothing is stuck' : 'None yet', 'No alert is in this list.')
            : alertTable(items, actor.timeZone, actor.powers.has('provision')),
      })}${pager('/carriers/alerts', { status, cursor: c.req.query('cursor') }, nextCursor)}</div>`,
    });
  });

  const showAlert = async (
    c: ConsoleContext,
    id: number,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ) => {
    const actor = c.get('actor');
    const found = await workflow.findAlert(actor, id);
    if (!found.ok) return refusalPage(c, found.faults);
    const alert = found.value;
    return showPage(
      c,
      {
        title: `Alert ${formatId('alert', id)}`,
        section: 'carriers',
        crumbs: [{ href: '/carriers/alerts', name: 'Carrier alerts' }],
        lead: alert.text,
        body:
          alert.resolvedAt !== null || !actor.powers.has('provision')
            ? card({ flush: alertTable([alert], actor.timeZone) })
            : card({
                title: 'Close it by hand',
                body: form({
                  id: 'close',
                  action: alertPath(id),
                  token: c.get('formToken'),
                  fields: [CLOSING_REASON],
                  submit: 'Close the alert',
                  ...attempt,
                }),
              }),
      },
      status,
    );
  };

  app.get('/alerts/:id', (c) => {
    const id = parseId('alert', c.req.param('id'));
    return id.ok ? showAlert(c, id.value) : notFoundPage(c);
  });

  app.post('/alerts/:id', async (c) => {
    const id = parseId('alert', c.req.param('id'));
    if (!id.ok) return notFoundPage(c);
    const done = await workflow.closeAlert(c.get('actor'), id.value, c.get('form').text('reason'));
    if (!done.ok)
      return answerRefusal(c, done.faults, (attempt, status) => showAlert(c, id.value, attempt, status));
    return redirectWithNotice(c, '/carriers/alerts', `${formatId('alert', id.value)} is closed.`);
  });

  return app;
}

const CLOSING_REASON: Field = {
  name: 'reason',
  label: 'Reason',
  isWhole: true,
  help: 'Why it needs nobody any more; it is told with the alert and goes into the audit. The same is told again only where it becomes worse.',
};

export const carrierPath = (code: string, ...more: readonly (string | number)[]): string =>
  path('carriers', 'of', code, ...more);
