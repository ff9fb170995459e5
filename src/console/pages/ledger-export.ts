/** The ledger for other books: its export, the statement of unbilled lines, and the codes that kinds of charge are booked under. */
import { Hono } from 'hono';
import { CHARGE_KINDS } from '#core/billing/ledger-codes.ts';
import { addDays, dateIn, type PlainDate, parseDate, plainDate } from '#core/calendar.ts';
import type { Fault } from '#core/result.ts';
import { KIND_WORDS } from '#documents/invoice-sections.ts';
import { ledgerCsv, unbilledCsv } from '#documents/ledger-csv.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { card } from '../parts/blocks.ts';
import { type Field, filters, form } from '../parts/form.ts';
import { html } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

const HERE = '/invoices/ledger';
const CODES: readonly Field[] = CHARGE_KINDS.map((kind) => ({
  name: `ledgerCodes.${kind}`,
  label: KIND_WORDS[kind],
}));

export function ledgerExportPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { invoices, people } = deps.services;

  const show = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const profile = await people.readProfile(actor);
    if (!profile.ok) return refusalPage(c, profile.faults);
    const thisMonth = firstOfMonth(dateIn(actor.timeZone, deps.clock.now()));
    const to = addDays(thisMonth, -1);
    const codes = Object.fromEntries(
      CHARGE_KINDS.map((kind) => [`ledgerCodes.${kind}`, profile.value.ledgerCodes[kind]]),
    );
    return showPage(
      c,
      {
        title: 'Ledger for other books',
        section: 'invoices',
        crumbs: [{ href: '/invoices', name: 'Invoices' }],
        lead: 'What accounting packages take, as CSV.',
        body: html`<div>${card({
          title: 'Invoices and credit notes',
          body: html`<div class="stack"><p class="soft">A row for each document, ledger code and tax rate.</p>${filters(
            {
              action: `${HERE}/export.csv`,
              fields: [
                { name: 'from', label: 'From', kind: 'date' },
                { name: 'to', label: 'To', kind: 'date' },
              ],
              values: { from: firstOfMonth(to), to },
              submit: 'Download',
            },
          )}</div>`,
        })}${card({
          title: 'Not invoiced yet',
          body: html`<div class="stack"><p class="soft">Lines that were charged by the end of a day and on no invoice then: the monthly statement of unbilled lines.</p>${filters(
            {
              action: `${HERE}/unbilled.csv`,
              fields: [{ name: 'asOf', label: 'As of', kind: 'date' }],
              values: { asOf: to },
              submit: 'Download',
            },
          )}</div>`,
        })}</div>${card({
          title: 'Ledger codes',
          body: actor.powers.has('admin')
            ? form({
                id: 'codes',
                action: HERE,
                token: c.get('formToken'),
                fields: CODES,
                submit: 'Save',
                ...(attempt === NO_ATTEMPT ? { values: codes } : attempt),
              })
            : html`<p class="soft">Somebody with the power “admin” sets the codes under which charges are booked.</p>`,
        })}`,
      },
      status,
    );
  };

  app.get('/', (c) => show(c));

  app.post('/', async (c) => {
    const sent = c.get('form');
    const ledgerCodes = Object.fromEntries(
      CHARGE_KINDS.map((kind) => [kind, sent.text(`ledgerCodes.${kind}`)]),
    );
    const done = await people.changeSettings(c.get('actor'), { ledgerCodes });
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => show(c, attempt, status));
    return redirectWithNotice(c, HERE, 'The ledger codes were saved.');
  });

  app.get('/export.csv', async (c) => {
    const from = parseDate(c.req.query('from') ?? '', 'from');
    const to = parseDate(c.req.query('to') ?? '', 'to');
    if (!from.ok || !to.ok) return refused(c, [...(from.ok ? [] : from.faults), ...(to.ok ? [] : to.faults)]);
    const postings = await invoices.exportLedger(c.get('actor'), { from: from.value, to: to.value });
    return postings.ok
      ? c.body(ledgerCsv(postings.value), 200, headersOf(`ledger-${from.value}-${to.value}`))
      : refused(c, postings.faults);
  });

  app.get('/unbilled.csv', async (c) => {
    const asOf = parseDate(c.req.query('asOf') ?? '', 'asOf');
    if (!asOf.ok) return refused(c, asOf.faults);
    const lines = await invoices.exportUnbilled(c.get('actor'), asOf.value);
    return lines.ok
      ? c.body(unbilledCsv(lines.value), 200, headersOf(`unbilled-${asOf.value}`))
      : refused(c, lines.faults);
  });

  return app;
}

/** The first day of the month that a day lies in. */
const firstOfMonth = (day: PlainDate): PlainDate => plainDate(`${day.slice(0, 8)}01`);

const refused = (c: ConsoleContext, faults: readonly Fault[]) => refusalPage(c, faults);

const headersOf = (name: string) => ({
  'content-type': 'text/csv; charset=utf-8',
  'content-disposition': `attachment; filename="${name}.csv"`,
});
