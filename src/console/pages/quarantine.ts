/** The quarantine: what waits and why, cleansing it by preview and commit, giving up what will never be rated (USE-1 to USE-3). */
import { Hono } from 'hono';
import type { QuarantinedOfTariff, QuarantineFilter } from '#app/ports/usage.ts';
import type { CleanseOutcome } from '#app/usage/cleanse-quarantine.ts';
import { QUARANTINE_REASONS } from '#core/rating/terms.ts';
import { chargeSum } from '#core/usage/amount-words.ts';
import { counted } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { buttonLink, card, facts, link, pager } from '../parts/blocks.ts';
import { buttonForm, type Field, filters, form, tokenField } from '../parts/form.ts';
import { day, orNothing, period } from '../parts/formats.ts';
import { type Html, html, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { type Column, empty, table } from '../parts/table.ts';
import { quantityText, recordColumns } from '../parts/usage.ts';
import { pageAsked } from './paging.ts';
import { refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';
import { usageTabs } from './usage-tabs.ts';

const HERE = '/usage/quarantine';
const FIELDS: readonly Field[] = [
  {
    name: 'reason',
    label: 'Reason',
    kind: 'choice',
    choices: [
      { value: '', label: 'All' },
      ...QUARANTINE_REASONS.map((reason) => ({ value: reason, label: reason })),
    ],
  },
  { name: 'tariffKey', label: 'Tariff key' },
  { name: 'supplier', label: 'Supplier' },
];
const NOTE: Field = {
  name: 'note',
  label: 'Why',
  help: 'Kept with each record. Nobody is charged for what is written off, and it is not taken again.',
};

type Picked = Readonly<Record<'reason' | 'tariffKey' | 'supplier', string>>;

const picked = (read: (name: string) => string): Picked => ({
  reason: read('reason'),
  tariffKey: read('tariffKey'),
  supplier: read('supplier'),
});

const filterOf = ({ reason, tariffKey, supplier }: Picked): QuarantineFilter => ({
  reason: QUARANTINE_REASONS.find((known) => known === reason),
  tariffKey: tariffKey || undefined,
  supplier: supplier || undefined,
});

const hidden = (values: Readonly<Record<string, string>>): Html[] =>
  Object.entries(values).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);

/** "Missing Rate, tariff 0011870": what a deed is about. */
const spoken = ({ reason, tariffKey, supplier }: Picked): string =>
  [reason, tariffKey && `tariff ${tariffKey}`, supplier && `of ${supplier}`].filter(Boolean).join(', ') ||
  'everything';

export function quarantinePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { usage } = deps.services;

  const show = async (
    c: ConsoleContext,
    of: Picked,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const listed = await usage.listQuarantine(actor, filterOf(of), pageAsked(c));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { counts, records } = listed.value;
    const waiting = counts.reduce((sum, one) => sum + one.records, 0);
    const mayAct = actor.powers.has('usage') && waiting > 0;
    return showPage(
      c,
      {
        title: 'Quarantine',
        section: 'usage',
        lead:
          waiting === 0
            ? 'Nothing waits here.'
            : `${counted(waiting, 'record')} that could not be rated. Once the prices are set, cleanse them: what still lacks a price stays.`,
        actions: mayAct
          ? buttonForm({
              action: `${HERE}/preview`,
              token: c.get('formToken'),
              submit: 'Preview',
              tone: 'first',
              values: of,
            })
          : '',
        body: html`<div>${usageTabs(HERE)}${filters({ action: HERE, fields: FIELDS, values: of })}${card({
          flush:
            counts.length === 0
              ? empty('Nothing waits', 'No record in quarantine fits this view.')
              : table({ label: 'What waits, by reason and tariff', rows: counts, columns: COUNTS }),
        })}</div>${
          waiting === 0
            ? ''
            : html`<div>${card({
                title: 'Records',
                flush: table({
                  label: 'Records',
                  rows: records.items,
                  columns: recordColumns(actor.timeZone),
                }),
              })}${pager(HERE, { ...of, cursor: c.req.query('cursor') }, records.nextCursor)}</div>`
        }${
          mayAct
            ? card({
                title: `Write off ${spoken(of)}`,
                body: form({
                  id: 'write-off',
                  action: `${HERE}/write-off`,
                  token: c.get('formToken'),
                  before: html`${hidden(of)}`,
                  fields: [NOTE],
                  submit: `Write off ${counted(waiting, 'record')}`,
                  tone: 'danger',
                  ...attempt,
                }),
              })
            : ''
        }`,
      },
      status,
    );
  };

  app.get('/', (c) =>
    show(
      c,
      picked((name) => c.req.query(name)?.trim() ?? ''),
    ),
  );

  app.post('/preview', async (c) => {
    const of = picked((name) => c.get('form').text(name));
    const done = await usage.cleanseQuarantine(c.get('actor'), { filter: filterOf(of), mode: 'preview' });
    return done.ok ? showPreview(c, of, done.value) : refusalPage(c, done.faults);
  });

  app.post('/cleanse', async (c) => {
    const sent = c.get('form');
    const of = picked((name) => sent.text(name));
    const done = await usage.cleanseQuarantine(c.get('actor'), {
      filter: filterOf(of),
      mode: 'commit',
      hash: sent.text('hash'),
    });
    if (!done.ok)
      return answerRefusal(c, done.faults, (attempt, status) =>
        show(c, of, { ...attempt, values: {} }, status),
      );
    const { rated, records, charge } = done.value;
    return redirectWithNotice(
      c,
      withQuery(HERE, { ...of }),
      `Cleansed: ${counted(rated, 'record')} rated for ${chargeSum(charge)}, ${records - rated} still waiting.`,
    );
  });

  app.post('/write-off', async (c) => {
    const sent = c.get('form');
    const of = picked((name) => sent.text(name));
    const done = await usage.writeOff(c.get('actor'), { filter: filterOf(of), note: sent.text('note') });
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => show(c, of, attempt, status));
    return redirectWithNotice(c, HERE, `${counted(done.value.writtenOff, 'record')} written off.`);
  });

  return app;
}

const COUNTS: readonly Column<QuarantinedOfTariff>[] = [
  {
    head: 'Reason',
    kind: 'row',
    cell: ({ reason, tariffKey, supplier }) =>
      link(withQuery(HERE, { reason, tariffKey: tariffKey ?? '', supplier }), reason),
  },
  { head: 'Tariff', cell: ({ tariffKey }) => orNothing(tariffKey) },
  { head: 'Supplier', cell: ({ supplier }) => supplier },
  { head: 'Records', kind: 'number', cell: ({ records }) => records },
  { head: 'Quantity', kind: 'number', cell: ({ quantity }) => quantityText(quantity) },
  {
    head: 'Carrier’s cost',
    kind: 'number',
    cell: ({ cost }) => (cost === 0n ? orNothing(null) : chargeSum(cost)),
  },
  {
    head: 'Dates',
    cell: ({ from, to }) => (from === null || to === null ? orNothing(null) : period(from, to)),
  },
];

function showPreview(c: ConsoleContext, of: Picked, outcome: CleanseOutcome): Response | Promise<Response> {
  const { records, rated, charge, cost, tariffs, waiting, late, changed, version, isPart, hash } = outcome;
  return showPage(c, {
    title: 'What cleansing would do',
    section: 'usage',
    crumbs: [{ href: HERE, name: 'Quarantine' }],
    lead: `Of ${spoken(of)}: ${counted(records, 'record')}, rated by version ${version} of the catalogue. Nothing was written.`,
    body: html`${
      late.records === 0
        ? ''
        : notice(
            'warn',
            html`<h2>${counted(late.records, 'record')} would land in a later period than their own</h2><p>Their own periods are closed, so ${chargeSum(late.charge)} of ${counted(late.services, 'service')} goes to the current one (records of ${day(late.from)} to ${day(late.to)}). That raises its usage${late.recordsOnAllowance === 0 ? '' : `, and ${counted(late.recordsOnAllowance, 'record')} of them use up what the plan includes`}.</p>`,
          )
    }${card({
      body: html`${facts([
        ['Would be rated', counted(rated, 'record')],
        ['Charged to accounts', chargeSum(charge)],
        ['Own cost', chargeSum(cost)],
        ['Would still wait', records - rated],
        [
          'Rated before, charged anew behind them',
          changed.records > 0 && `${counted(changed.records, 'record')}, ${chargeSum(changed.charge)}`,
        ],
        ['More than one cleanse takes', isPart && 'Cleanse again for the rest.'],
      ])}<form method="post" action="${HERE}/cleanse">${tokenField(c.get('formToken'))}${hidden({ ...of, hash })}<div class="actions">${
        rated === 0 ? '' : html`<button class="button first" type="submit">Cleanse</button>`
      }${buttonLink(withQuery(HERE, { ...of }), rated === 0 ? 'Back' : 'Leave it')}</div></form>`,
    })}${
      tariffs.length === 0
        ? ''
        : card({
            title: 'Rated, by tariff',
            flush: table({
              label: 'Rated, by tariff',
              rows: tariffs,
              columns: [
                { head: 'Tariff', kind: 'row', cell: ({ tariffKey }) => tariffKey },
                { head: 'Records', kind: 'number', cell: (one) => one.records },
                { head: 'Quantity', kind: 'number', cell: ({ quantity }) => quantityText(quantity) },
                { head: 'Charge', kind: 'number', cell: (one) => chargeSum(one.charge) },
                { head: 'Own cost', kind: 'number', cell: (one) => chargeSum(one.cost) },
              ],
            }),
          })
    }${
      waiting.length === 0
        ? ''
        : card({
            title: 'Still waiting',
            flush: table({
              label: 'Still waiting, by reason',
              rows: waiting,
              columns: [
                { head: 'Reason', kind: 'row', cell: ({ reason }) => reason },
                { head: 'Records', kind: 'number', cell: (one) => one.records },
              ],
            }),
          })
    }`,
  });
}
