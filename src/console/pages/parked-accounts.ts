/** Accounts that billing leaves alone until somebody has looked at why (BILL-14). */
import { Hono } from 'hono';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { card, link } from '../parts/blocks.ts';
import { buttonForm } from '../parts/form.ts';
import { moment } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { empty, table } from '../parts/table.ts';
import { billingTabs } from './billing-tabs.ts';
import { refusalPage } from './problem-pages.ts';

export function parkedPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { billing } = deps.services;

  app.get('/', async (c) => {
    const listed = await billing.listParkedAccounts(c.get('actor'));
    if (!listed.ok) return refusalPage(c, listed.faults);
    return showPage(c, {
      title: 'Parked accounts',
      section: 'billing',
      lead: 'Billing leaves these accounts alone until somebody has looked at why.',
      body: html`<div>${billingTabs('/billing/parked')}${card({
        flush:
          listed.value.length === 0
            ? empty('None', 'Billing leaves no account alone.')
            : table({
                label: 'Parked accounts',
                rows: listed.value,
                columns: [
                  {
                    head: 'Account',
                    kind: 'key',
                    cell: ({ account }) => link(path('accounts', account), account),
                  },
                  { head: 'Reason', cell: ({ reason }) => reason },
                  { head: 'Since', cell: ({ since }) => moment(since, c.get('actor').timeZone) },
                  {
                    head: 'Release',
                    kind: 'bare',
                    cell: ({ account }) =>
                      c.get('actor').powers.has('billing') ? releaseButton(c, account) : '',
                  },
                ],
              }),
      })}</div>`,
    });
  });

  app.post('/release', async (c) => {
    const account = c.get('form').text('account');
    const done = await billing.releaseAccount(c.get('actor'), account);
    if (!done.ok) return refusalPage(c, done.faults);
    return redirectWithNotice(
      c,
      path('accounts', account),
      `Billing has the account again, which was parked for: ${done.value.reason}. The next run catches up what it missed.`,
    );
  });

  return app;
}

export const releaseButton = (c: ConsoleContext, account: string): Html =>
  buttonForm({
    action: '/billing/parked/release',
    token: c.get('formToken'),
    submit: 'Release',
    values: { account },
    isSmall: true,
    about: account,
  });
