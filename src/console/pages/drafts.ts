/** Drafts: what invoices would be made of now, looked at, put right by holding lines back, and approved (INV-1). */
import { Hono } from 'hono';
import type { Draft } from '#app/invoices/list-drafts.ts';
import type { PendingLine } from '#app/ports/invoices.ts';
import { dateIn, type PlainDate, parseDate } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import { cents } from '#core/money.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { KIND_WORDS } from '#documents/invoice-sections.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import type { Form } from '../guards/form-guard.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { card, link, pager } from '../parts/blocks.ts';
import { buttonForm, type Field, filters, form, tokenField } from '../parts/form.ts';
import { money, period } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { empty, table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

const HERE = '/invoices/drafts';
const FORM = 'approve';
const CRUMBS = [{ href: '/invoices', name: 'Invoices' }];
const REASON: Field = {
  name: 'reason',
  label: 'Hold back because',
  help: 'No invoice takes it until it is released.',
};

export function draftPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { invoices } = deps.services;

  const dayAsked = (c: ConsoleContext): Result<PlainDate> =>
    c.req.query('asOf')
      ? parseDate(c.req.query('asOf') ?? '', 'asOf')
      : ok(dateIn(c.get('actor').timeZone, deps.clock.now()));

  app.get('/', async (c) => {
    const asOf = dayAsked(c);
    if (!asOf.ok) return refusalPage(c, asOf.faults);
    const actor = c.get('actor');
    const listed = await invoices.listDrafts(actor, asOf.value, pageAsked(c, 200));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    const mayApprove = actor.powers.has('billing');
    return showPage(c, {
      title: 'Drafts',
      section: 'invoices',
      crumbs: CRUMBS,
      lead: 'What invoices would be made of now. What is approved is made at once and numbered; a draft that moved since is refused.',
      body: html`<div>${filters({
        action: HERE,
        fields: [{ name: 'asOf', label: 'As of', kind: 'date' }],
        values: { asOf: asOf.value },
      })}${card({
        flush:
          items.length === 0
            ? empty('No drafts', 'Nothing is due on this day, or it has its invoices.')
            : table({
                label: 'Drafts',
                rows: items,
                columns: [
                  ...(mayApprove ? [{ head: 'Tick', kind: 'bare' as const, cell: tickOf }] : []),
                  {
                    head: 'Account',
                    kind: 'key' as const,
                    cell: ({ account }: Draft) =>
                      html`${link(`${path('invoices', 'drafts', account.reference)}?asOf=${asOf.value}`, account.name)}<span class="sub">${account.reference}</span>`,
                  },
                  { head: 'Period', cell: (draft: Draft) => period(draft.period.from, draft.period.to) },
                  { head: 'Lines', kind: 'number' as const, cell: ({ lines }: Draft) => lines },
                  {
                    head: 'Amount ex tax',
                    kind: 'number' as const,
                    cell: ({ amount }: Draft) => money(amount),
                  },
                  { head: 'Tax', kind: 'number' as const, cell: ({ tax }: Draft) => money(tax) },
                  {
                    head: 'Total',
                    kind: 'number' as const,
                    cell: ({ amount, tax }: Draft) => money(cents(amount + tax)),
                  },
                ],
              }),
      })}${pager(HERE, { asOf: asOf.value, cursor: c.req.query('cursor') }, nextCursor)}${
        mayApprove && items.length > 0 ? approveForm(c, asOf.value) : ''
      }</div>`,
    });
  });

  app.post('/approve', async (c) => {
    const read = readTicked(c.get('form'));
    if (!read.ok) return refusalPage(c, read.faults);
    const { asOf, accounts } = read.value;
    const made = await invoices.makeInvoices(c.get('actor'), { asOf, mode: 'commit', accounts });
    if (!made.ok) return refusalPage(c, made.faults);
    const { numbers } = made.value;
    return redirectWithNotice(
      c,
      HERE,
      numbers === null
        ? 'No invoice was due.'
        : `${counted(made.value.invoices, 'invoice')} made: ${numbers.first} to ${numbers.last}.`,
    );
  });

  const showLines = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const asOf = dayAsked(c);
    if (!asOf.ok) return refusalPage(c, asOf.faults);
    const reference = c.req.param('account') ?? '';
    const lines = await invoices.pendingLines(c.get('actor'), reference, asOf.value);
    if (!lines.ok) return refusalPage(c, lines.faults);
    const taken = lines.value.filter(({ held }) => held === null);
    const sum = (of: 'amount' | 'tax') => cents(taken.reduce((total, line) => total + line[of], 0));
    const mayHold = c.get('actor').powers.has('billing');
    return showPage(
      c,
      {
        title: `Draft of ${reference}`,
        section: 'invoices',
        crumbs: [...CRUMBS, { href: `${HERE}?asOf=${asOf.value}`, name: 'Drafts' }],
        lead: `${counted(taken.length, 'line')}, ${money(sum('amount'))} ex tax and ${money(sum('tax'))} tax. What is held back waits until it is released.`,
        body: card({
          flush:
            lines.value.length === 0
              ? empty('No lines wait', 'Nothing of this account is pending on this day.')
              : table({
                  label: 'Pending lines',
                  rows: lines.value,
                  columns: [
                    {
                      head: 'Cardline',
                      kind: 'key',
                      cell: ({ id }) =>
                        link(
                          path('billing', 'cardlines', formatId('cardline', id)),
                          formatId('cardline', id),
                        ),
                    },
                    {
                      head: 'What',
                      cell: ({ kind, isCredit }) => `${isCredit ? 'Credit: ' : ''}${KIND_WORDS[kind]}`,
                    },
                    { head: 'Period', cell: (line) => period(line.from, line.to) },
                    { head: 'Amount ex tax', kind: 'number', cell: ({ amount }) => money(amount) },
                    { head: 'Tax', kind: 'number', cell: ({ tax }) => money(tax) },
                    { head: 'On the invoice', cell: (line) => standingOf(c, line, mayHold, attempt) },
                  ],
                }),
        }),
      },
      status,
    );
  };

  app.get('/:account', (c) => showLines(c));

  app.post('/:account/hold', async (c) => {
    const sent = c.get('form');
    const line = parseId('cardline', sent.text('line'));
    const done = line.ok ? await invoices.holdLine(c.get('actor'), line.value, sent.text('reason')) : line;
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showLines(c, attempt, status));
    return redirectWithNotice(
      c,
      path('invoices', 'drafts', c.req.param('account')),
      'The line is held back.',
    );
  });

  app.post('/:account/release', async (c) => {
    const line = parseId('cardline', c.get('form').text('line'));
    const done = line.ok ? await invoices.holdLine(c.get('actor'), line.value, null) : line;
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showLines(c, attempt, status));
    return redirectWithNotice(c, path('invoices', 'drafts', c.req.param('account')), 'The line is released.');
  });

  return app;
}

/** Belongs to the form below the table; it names the draft as it is shown. */
const tickOf = ({ account, hash }: Draft): Html => {
  const id = `tick-${account.reference}`;
  return html`<label class="tick-alone" for="${id}"><input type="checkbox" id="${id}" name="draft" value="${account.reference} ${hash}" form="${FORM}" checked><span class="out-of-sight">Approve the draft of ${account.reference}</span></label>`;
};

const approveForm = (c: ConsoleContext, asOf: PlainDate): Html => html`
<form class="filters bulk" id="${FORM}" method="post" action="${HERE}/approve">${tokenField(c.get('formToken'))}<input type="hidden" name="asOf" value="${asOf}">
<button class="button first" type="submit">Approve ticked drafts</button></form>`;

function readTicked(sent: Form) {
  const asOf = parseDate(sent.text('asOf'), 'asOf');
  if (!asOf.ok) return asOf;
  const accounts = sent.all('draft').map((value) => {
    const at = value.indexOf(' ');
    return { reference: value.slice(0, at), hash: value.slice(at + 1) };
  });
  return accounts.length === 0
    ? no(fault('nothing_ticked', 'Tick the drafts to approve.', 'draft'))
    : ok({ asOf: asOf.value, accounts });
}

function standingOf(
  c: ConsoleContext,
  { id, held }: PendingLine,
  mayHold: boolean,
  attempt: Attempt,
): Html | string {
  const here = c.req.path.replace(/\/(?:hold|release)$/, '');
  const token = c.get('formToken');
  const line = formatId('cardline', id);
  if (held !== null)
    return html`<p>Held back: ${held}</p>${mayHold ? buttonForm({ action: `${here}/release`, token, submit: 'Release', isSmall: true, values: { line } }) : ''}`;
  if (!mayHold) return 'Yes';
  const isHere = attempt.values.line === line;
  return form({
    id: `hold-${line}`,
    action: `${here}/hold`,
    token,
    fields: [{ name: 'line', label: 'Line', kind: 'hidden' }, REASON],
    submit: 'Hold back',
    tone: '',
    values: { ...(isHere ? attempt.values : {}), line },
    faults: isHere ? attempt.faults : [],
  });
}
