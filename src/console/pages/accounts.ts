/** Billing accounts: found, opened, corrected, and everything that hangs on one. */
import { Hono } from 'hono';
import { requirePower } from '#app/actor.ts';
import type { KeptAccount } from '#app/ports/accounts.ts';
import type { AccountInput } from '#core/accounts/check-account.ts';
import { formatId } from '#core/ids.ts';
import type { Fault } from '#core/result.ts';
import { isColumn } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import type { Form } from '../guards/form-guard.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge, stateBadge } from '../parts/badge.ts';
import { buttonLink, card, facts, link, type Piece, pager } from '../parts/blocks.ts';
import { cardlineTable } from '../parts/cardlines.ts';
import { cellField, cellText } from '../parts/cell-field.ts';
import { type Field, filters, form } from '../parts/form.ts';
import { day, moment, money, orNothing, period } from '../parts/formats.ts';
import { type Html, html, path, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { empty, table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { releaseButton } from './parked-accounts.ts';
import { refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';
import { subscriptionPath } from './subscriptions.ts';

/** How many of each kind an account's page shows. */
const FEW = { limit: 10, cursor: null };
const ANCHOR: Field = {
  name: 'invoiceAnchor',
  label: 'Invoice anchor',
  kind: 'date',
  isOptional: true,
  help: 'A day that invoice periods are counted from. Empty: the invoice day in January of the first subscription’s year.',
};

export function accountPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { accounts, orders, subscriptions, billing, invoices } = deps.services;

  app.get('/', async (c) => {
    const actor = c.get('actor');
    const search = c.req.query('search')?.trim() ?? '';
    const listed = await accounts.listAccounts(actor, { text: search || undefined }, pageAsked(c));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    const mayChange = actor.powers.has('orders');
    return showPage(c, {
      title: 'Accounts',
      section: 'accounts',
      lead: 'Who is billed: end customers, and retailers that buy from us.',
      actions: mayChange
        ? html`${buttonLink('/accounts/import', 'Import')}${buttonLink('/accounts/new', 'New account', 'first')}`
        : '',
      body: html`<div>${filters({
        action: '/accounts',
        fields: [{ name: 'search', label: 'Search reference, name or email', isWhole: true }],
        values: { search },
        submit: 'Search',
      })}${card({
        flush:
          items.length === 0
            ? empty(
                'No accounts',
                search ? `No account fits “${search}”.` : 'Open one, or import them from a file.',
              )
            : table({
                label: 'Accounts',
                rows: items,
                columns: [
                  {
                    head: 'Account',
                    kind: 'row',
                    cell: ({ reference, name }) =>
                      html`${link(path('accounts', reference), name)}<span class="sub">${reference}</span>`,
                  },
                  { head: 'Type', cell: ({ type }) => type },
                  { head: 'Email', cell: ({ email }) => orNothing(email) },
                  { head: 'Invoiced', cell: (account) => invoicing(account) },
                  {
                    head: 'Billing',
                    cell: ({ parkedReason }) => (parkedReason === null ? '' : badge('warn', 'Parked')),
                  },
                ],
              }),
      })}${pager('/accounts', { search, cursor: c.req.query('cursor') }, nextCursor)}</div>`,
    });
  });

  // ---- opening and correcting

  const showForm = (
    c: ConsoleContext,
    of: {
      readonly title: string;
      readonly action: string;
      readonly isNew: boolean;
      readonly values: Readonly<Record<string, string>>;
    },
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ) => {
    const values = attempt === NO_ATTEMPT ? of.values : { ...of.values, ...attempt.values };
    return showPage(
      c,
      {
        title: of.title,
        section: 'accounts',
        crumbs: [{ href: '/accounts', name: 'Accounts' }],
        body: card({
          body: form({
            id: 'account',
            action: of.action,
            token: c.get('formToken'),
            fields: accountFields(values, of.isNew),
            isColumns: true,
            submit: of.isNew ? 'Open the account' : 'Save',
            aside: buttonLink(of.isNew ? '/accounts' : of.action.replace(/\/edit$/, ''), 'Leave it'),
            values,
            faults: attempt.faults,
          }),
        }),
      },
      status,
    );
  };

  const showNew = (c: ConsoleContext, attempt?: Attempt, status?: 409 | 422) =>
    showForm(
      c,
      {
        title: 'New account',
        action: '/accounts/new',
        isNew: true,
        values: { invoiceDay: '1', invoicePeriodMonths: '1' },
      },
      attempt,
      status,
    );

  app.get('/new', (c) => {
    const allowed = requirePower(c.get('actor'), 'orders');
    return allowed.ok ? showNew(c) : refusalPage(c, allowed.faults);
  });

  app.post('/new', async (c) => {
    const done = await accounts.addAccount(c.get('actor'), readAccount(c.get('form')));
    if (!done.ok)
      return answerRefusal(c, done.faults.map(atReference), (attempt, status) => showNew(c, attempt, status));
    return redirectWithNotice(c, path('accounts', done.value.reference), `${done.value.name} was opened.`);
  });

  const showEdit = async (c: ConsoleContext, attempt?: Attempt, status?: 409 | 422) => {
    const found = await accounts.showAccount(c.get('actor'), c.req.param('reference') ?? '');
    if (!found.ok) return refusalPage(c, found.faults);
    const { reference, name } = found.value;
    return showForm(
      c,
      {
        title: `Edit ${name}`,
        action: `${path('accounts', reference)}/edit`,
        isNew: false,
        values: valuesOf(found.value),
      },
      attempt,
      status,
    );
  };

  app.get('/:reference/edit', (c) => showEdit(c));

  app.post('/:reference/edit', async (c) => {
    const { reference: _, ...input } = readAccount(c.get('form'));
    const done = await accounts.changeAccount(c.get('actor'), c.req.param('reference'), input);
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showEdit(c, attempt, status));
    return redirectWithNotice(c, path('accounts', done.value.reference), 'The account was saved.');
  });

  app.get('/:reference', async (c) => {
    const actor = c.get('actor');
    const found = await accounts.showAccount(actor, c.req.param('reference'));
    if (!found.ok) return refusalPage(c, found.faults);
    const account = found.value;
    const { reference } = account;
    const [ordered, subscribed, pending, invoiced] = await Promise.all([
      orders.listOrders(actor, { accountReference: reference }, FEW),
      subscriptions.listSubscriptions(actor, { account: reference }, FEW),
      billing.listCardlines(actor, { account: reference, status: 'pending', side: 'sell' }, FEW),
      invoices.listInvoices(actor, { accountReference: reference }, FEW),
    ]);
    const mayChange = actor.powers.has('orders');
    return showPage(c, {
      title: account.name,
      ...(account.parkedReason === null ? {} : { mark: badge('warn', 'Parked') }),
      section: 'accounts',
      crumbs: [{ href: '/accounts', name: 'Accounts' }],
      lead: `${reference} · ${account.type}`,
      actions: mayChange
        ? html`${buttonLink(`${path('accounts', reference)}/edit`, 'Edit')}${buttonLink(withQuery('/orders/new', { account: reference }), 'New order', 'first')}`
        : '',
      body: html`${
        account.parkedReason === null
          ? ''
          : notice(
              'warn',
              html`<h2>Billing leaves this account alone</h2><p>${account.parkedReason}</p>${actor.powers.has('billing') ? html`<p>${releaseButton(c, reference)}</p>` : ''}`,
            )
      }<div class="columns"><div class="rows">${section(
        'Subscriptions',
        withQuery('/subscriptions', { account: reference }),
        subscribed.ok ? subscribed.value : null,
        (items) =>
          table({
            label: 'Subscriptions',
            rows: items,
            columns: [
              {
                head: 'Plan',
                kind: 'row',
                cell: ({ id, packagePlan }) =>
                  html`${link(subscriptionPath(id), packagePlan.name)}<span class="sub code">${packagePlan.code}</span>`,
              },
              { head: 'Status', cell: ({ status }) => stateBadge(status) },
              { head: 'Since', cell: ({ start }) => day(start) },
            ],
          }),
      )}${section(
        'Orders',
        withQuery('/orders', { account: reference }),
        ordered.ok ? ordered.value : null,
        (items) =>
          table({
            label: 'Orders',
            rows: items,
            columns: [
              { head: 'Order', kind: 'key', cell: ({ number }) => link(path('orders', number), number) },
              { head: 'Plan', cell: ({ packagePlan }) => packagePlan.name },
              { head: 'Status', cell: ({ status }) => stateBadge(status) },
              { head: 'Placed', cell: ({ createdAt }) => moment(createdAt, actor.timeZone) },
            ],
          }),
      )}${section('Pending cardlines', withQuery('/billing/cardlines', { account: reference }), pending.ok ? pending.value : null, (items) => cardlineTable(items))}${section(
        'Invoices',
        withQuery('/invoices', { account: reference }),
        invoiced.ok ? invoiced.value : null,
        (items) =>
          table({
            label: 'Invoices',
            rows: items,
            columns: [
              { head: 'Invoice', kind: 'key', cell: ({ number }) => link(path('invoices', number), number) },
              { head: 'Issued', cell: ({ issuedOn }) => day(issuedOn) },
              { head: 'Period', cell: (invoice) => period(invoice.period.from, invoice.period.to) },
              { head: 'Amount ex tax', kind: 'number', cell: ({ amount }) => money(amount) },
            ],
          }),
      )}</div><div class="rows">${card({
        title: 'Account',
        body: facts([
          ['Reference', html`<span class="code">${reference}</span>`],
          ['Type', account.type],
          ['Email', account.email],
          ['Phone', account.phone],
          ['Address', account.address],
          ['Invoiced', invoicing(account)],
          ['Invoice anchor', account.invoiceAnchor ? day(account.invoiceAnchor) : null],
          ['Packages', account.alignPackages ? 'Aligned to the invoice period' : 'As their plans say'],
          ['Opened', moment(account.createdAt, actor.timeZone)],
          ['Id', html`<span class="code">${formatId('account', account.id)}</span>`],
        ]),
      })}</div></div>`,
    });
  });

  return app;
}

const invoicing = ({ invoiceDay, invoicePeriodMonths }: KeptAccount): string =>
  `on the ${ordinal(invoiceDay)}, ${invoicePeriodMonths === 1 ? 'every month' : `every ${invoicePeriodMonths} months`}`;

const ordinal = (number: number): string => {
  const ending = ['th', 'st', 'nd', 'rd'][
    number % 100 > 10 && number % 100 < 14 ? 0 : Math.min(number % 10, 4) % 4
  ];
  return `${number}${ending}`;
};

/** A few of something, and where all of them are. */
function section<Row>(
  title: string,
  href: string,
  page: { readonly items: readonly Row[]; readonly nextCursor: string | null } | null,
  show: (items: readonly Row[]) => Html,
): Piece {
  if (page === null) return '';
  return card({
    title,
    aside: page.nextCursor === null ? '' : link(href, 'All'),
    ...(page.items.length === 0 ? { body: html`<p class="soft">None.</p>` } : { flush: show(page.items) }),
  });
}

// ---- the form

/** The columns of the Accounts tab, under the names that the deed takes. */
const accountFields = (values: Readonly<Record<string, string>>, isNew: boolean): Field[] => [
  ...TAB.accounts.fields.flatMap(({ name, column }) =>
    isColumn(column) && (isNew || name !== 'reference') ? [{ ...cellField(column, values[name]), name }] : [],
  ),
  ANCHOR,
];

const valuesOf = (account: KeptAccount): Record<string, string> =>
  Object.fromEntries(
    [...TAB.accounts.fields.map(({ name }) => name), 'invoiceAnchor'].map((name) => [
      name,
      cellText(account[name as keyof KeptAccount]),
    ]),
  );

/** As typed: the deed reads every field as it reads a cell, and says what is wrong with it. */
const readAccount = (sent: Form): AccountInput =>
  Object.fromEntries(
    [...TAB.accounts.fields.map(({ name }) => name), 'invoiceAnchor'].map((name) => [
      name,
      sent.optional(name),
    ]),
  ) as unknown as AccountInput;

const atReference = (one: Fault): Fault =>
  one.code === 'reference_taken' ? { ...one, path: 'reference' } : one;
