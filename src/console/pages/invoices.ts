/** Invoices: made by the billing calendar or by hand, listed, and opened as the page that the customer gets (INV-1). */
import { Hono } from 'hono';
import type { InvoiceRun } from '#app/invoices/make-invoices.ts';
import type { InvoiceHead } from '#app/ports/invoices.ts';
import { dateIn, parseDate } from '#core/calendar.ts';
import { cents } from '#core/money.ts';
import { counted } from '#core/words.ts';
import { writtenInvoice } from '#documents/invoice-forms.ts';
import { invoicePage } from '#documents/invoice-page.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { buttonLink, card, facts, link, pager } from '../parts/blocks.ts';
import { buttonForm, type Field, filters, form } from '../parts/form.ts';
import { day, money, period } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { empty, table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

const AS_OF: Field = {
  name: 'asOf',
  label: 'As of',
  kind: 'date',
  help: 'Makes the invoices that are due on this day and not made yet.',
};

const VOID_FIELDS: readonly Field[] = [
  {
    name: 'reason',
    label: 'Reason',
    kind: 'long',
    help: 'Stands on the credit note, which the customer gets.',
  },
  {
    name: 'reissue',
    label: 'Charge its lines again',
    kind: 'tick',
    help: 'They wait for the account’s next invoice, with what has been corrected meanwhile. Without the tick they are never charged again.',
  },
];

/** Whether it is in force; whoever may, takes it back from there. */
const standingOf = (c: ConsoleContext, { kind, number, counterpart }: InvoiceHead): Html => {
  if (kind === 'credit_note') return html`Credit note for ${counterpart}`;
  if (counterpart !== null) return html`Void, by ${link(path('invoices', counterpart), counterpart)}`;
  return c.get('actor').powers.has('billing')
    ? html`In force · ${link(`${path('invoices', number)}/void`, 'Take back')}`
    : html`In force`;
};

export function invoicePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { invoices } = deps.services;

  const showList = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const account = c.req.query('account')?.trim() ?? '';
    const listed = await invoices.listInvoices(
      actor,
      { accountReference: account || undefined },
      pageAsked(c),
    );
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    return showPage(
      c,
      {
        title: 'Invoices',
        section: 'invoices',
        lead: 'Numbered without gaps, the newest first. Each line explains itself.',
        actions: html`${buttonLink('/invoices/drafts', 'Drafts')}${buttonLink('/invoices/ledger', 'Ledger for other books')}`,
        body: html`<div>${filters({
          action: '/invoices',
          fields: [{ name: 'account', label: 'Account reference' }],
          values: { account },
        })}${card({
          flush:
            items.length === 0
              ? empty(
                  'No invoices',
                  account ? `No invoice was made for “${account}”.` : 'None has been made yet.',
                )
              : table({
                  label: 'Invoices',
                  rows: items,
                  columns: [
                    {
                      head: 'Invoice',
                      kind: 'key',
                      cell: ({ number }) => link(path('invoices', number), number),
                    },
                    {
                      head: 'Account',
                      cell: (invoice) =>
                        html`${link(path('accounts', invoice.account.reference), invoice.account.name)}<span class="sub">${invoice.account.reference}</span>`,
                    },
                    { head: 'Issued', cell: ({ issuedOn }) => day(issuedOn) },
                    { head: 'Period', cell: (invoice) => period(invoice.period.from, invoice.period.to) },
                    { head: 'Amount ex tax', kind: 'number', cell: ({ amount }) => money(amount) },
                    { head: 'Tax', kind: 'number', cell: ({ tax }) => money(tax) },
                    { head: 'Total', kind: 'number', cell: ({ amount, tax }) => money(cents(amount + tax)) },
                    {
                      head: 'Standing',
                      cell: (invoice) => standingOf(c, invoice),
                    },
                    {
                      head: 'Files',
                      cell: ({ number }) =>
                        html`${link(`${path('invoices', number)}/invoice.pdf`, 'PDF')} · ${link(`${path('invoices', number)}/invoice.csv`, 'CSV')}`,
                    },
                  ],
                }),
        })}${pager('/invoices', { account, cursor: c.req.query('cursor') }, nextCursor)}</div>${
          actor.powers.has('billing')
            ? card({
                title: 'Make invoices',
                body: html`<div class="stack"><p class="soft">The schedule makes them by itself. By hand: look at what would be made, then make it.</p>${form(
                  {
                    id: 'make',
                    action: '/invoices/preview',
                    token: c.get('formToken'),
                    fields: [AS_OF],
                    submit: 'Preview',
                    ...(attempt === NO_ATTEMPT
                      ? { values: { asOf: dateIn(actor.timeZone, deps.clock.now()) } }
                      : attempt),
                  },
                )}</div>`,
              })
            : ''
        }`,
      },
      status,
    );
  };

  app.get('/', (c) => showList(c));

  app.post('/preview', async (c) => {
    const asOf = parseDate(c.get('form').text('asOf'), 'asOf');
    const done = asOf.ok
      ? await invoices.makeInvoices(c.get('actor'), { asOf: asOf.value, mode: 'preview' })
      : asOf;
    return done.ok
      ? showPreview(c, done.value)
      : answerRefusal(c, done.faults, (attempt, status) => showList(c, attempt, status));
  });

  app.post('/make', async (c) => {
    const asOf = parseDate(c.get('form').text('asOf'), 'asOf');
    const done = asOf.ok
      ? await invoices.makeInvoices(c.get('actor'), {
          asOf: asOf.value,
          mode: 'commit',
          previewHash: c.get('form').text('previewHash'),
        })
      : asOf;
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showList(c, attempt, status));
    const { numbers } = done.value;
    return redirectWithNotice(
      c,
      '/invoices',
      numbers === null
        ? 'No invoice was due.'
        : `${counted(done.value.invoices, 'invoice')} made: ${numbers.first} to ${numbers.last}.`,
    );
  });

  /** By number or id; the page that the customer gets, with a policy of its own. */
  const showVoid = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const found = await invoices.invoiceDocument(c.get('actor'), c.req.param('number') ?? '');
    if (!found.ok) return refusalPage(c, found.faults);
    const { number, account, total } = found.value;
    return showPage(
      c,
      {
        title: `Take back ${number}`,
        section: 'invoices',
        crumbs: [{ href: '/invoices', name: 'Invoices' }],
        lead: `A credit note over ${money(total)} takes back the whole of ${number} of ${account.name}. Neither can be undone.`,
        body: card({
          body: form({
            id: 'void',
            action: `${path('invoices', number)}/void`,
            token: c.get('formToken'),
            fields: VOID_FIELDS,
            submit: 'Take back',
            tone: 'danger',
            ...(attempt === NO_ATTEMPT ? { values: { reissue: 'on' } } : attempt),
          }),
        }),
      },
      status,
    );
  };

  app.get('/:number/void', (c) => showVoid(c));

  app.post('/:number/void', async (c) => {
    const sent = c.get('form');
    const done = await invoices.voidInvoice(c.get('actor'), {
      invoice: c.req.param('number'),
      reason: sent.text('reason'),
      reissue: sent.isTicked('reissue'),
    });
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showVoid(c, attempt, status));
    const { number, counterpart } = done.value;
    return redirectWithNotice(c, '/invoices', `${counterpart} was taken back by credit note ${number}.`);
  });

  app.get('/:number/:file{(?:invoice\\.pdf|invoice\\.csv)}', async (c) => {
    const found = await invoices.invoiceDocument(c.get('actor'), c.req.param('number'));
    if (!found.ok) return refusalPage(c, found.faults);
    const form = c.req.param('file').endsWith('pdf') ? 'pdf' : 'csv';
    const { body, headers } = await writtenInvoice(found.value, form);
    return c.body(body, 200, headers);
  });

  app.get('/:number', async (c) => {
    const found = await invoices.invoiceDocument(c.get('actor'), c.req.param('number'));
    if (!found.ok) return refusalPage(c, found.faults);
    const { body, headers } = await invoicePage(found.value);
    return c.body(body, 200, headers);
  });

  return app;
}

const showPreview = (c: ConsoleContext, run: InvoiceRun) =>
  showPage(c, {
    title: 'Invoices that would be made',
    section: 'invoices',
    crumbs: [{ href: '/invoices', name: 'Invoices' }],
    lead: html`As of ${day(run.asOf)}.`,
    body: card({
      body: html`<div class="stack">${facts([
        ['Invoices', run.invoices],
        ['Of these credit invoices', run.credits],
        ['Cardlines on them', run.lines],
        ['Amount ex tax', html`<span class="amount">${money(run.amount)}</span>`],
        ['Tax', html`<span class="amount">${money(run.tax)}</span>`],
        ['Total', html`<span class="amount">${money(cents(run.amount + run.tax))}</span>`],
        ['Numbers', run.numbers === null ? null : `${run.numbers.first} to ${run.numbers.last}`],
        ['Left alone', run.parked === 0 ? null : counted(run.parked, 'parked account')],
      ])}<div class="actions">${
        run.invoices === 0
          ? ''
          : buttonForm({
              action: '/invoices/make',
              token: c.get('formToken'),
              submit: 'Make them',
              tone: 'first',
              values: { asOf: run.asOf, previewHash: run.hash ?? '' },
            })
      }${buttonLink('/invoices', run.invoices === 0 ? 'Back' : 'Not now')}</div></div>`,
    }),
  });
