/** A deed on a subscription before it is done: what the next run makes of it, line by line, and the button. */
import type { ConsoleContext } from '../console-env.ts';
import { buttonLink, card, facts } from '../parts/blocks.ts';
import { expectedTable } from '../parts/expected-lines.ts';
import { form } from '../parts/form.ts';
import { day, money } from '../parts/formats.ts';
import { html } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { empty } from '../parts/table.ts';
import { type Outcome, type SubscriptionDeed, VERSION } from './subscription-deeds.ts';

/** @param here the subscription's own page */
export function showConfirm(
  c: ConsoleContext,
  { name, title, confirm, tone, fields }: SubscriptionDeed,
  { subscription, nextRun, breakOut, text }: Outcome,
  here: string,
) {
  return showPage(c, {
    title: `${title}?`,
    section: 'subscriptions',
    crumbs: [
      { href: '/subscriptions', name: 'Subscriptions' },
      { href: here, name: `${subscription.packagePlan.name} of ${subscription.account.name}` },
    ],
    lead: text,
    body: html`${nextRun.parkedReason === null ? '' : notice('warn', html`Billing leaves this account alone for the time being: ${nextRun.parkedReason}`)}${breakOut.length === 0 ? '' : card({ title: 'Break-out fee of the contract', flush: expectedTable('Break-out fee of the contract', breakOut) })}${card(
      {
        title: 'What the next run makes of it',
        aside: html`<span class="soft">as of ${day(nextRun.asOf)}</span>`,
        flush:
          nextRun.lines.length === 0
            ? empty('No lines', 'Nothing is charged or credited because of it.')
            : expectedTable('Lines of the next run', nextRun.lines),
      },
    )}${card({
      body: html`<div class="stack">${facts([
        ['Credited', html`<span class="amount">${money(nextRun.totals.credited)}</span>`],
        ['Charged', html`<span class="amount">${money(nextRun.totals.charged)}</span>`],
        ['Tax', html`<span class="amount">${money(nextRun.totals.tax)}</span>`],
      ])}${form({
        id: 'confirm',
        action: `${here}/${name}`,
        token: c.get('formToken'),
        fields: [...fields, VERSION, { name: 'confirmed', label: '' }].map((field) => ({
          ...field,
          kind: 'hidden' as const,
        })),
        values: { ...c.get('form').values, confirmed: 'on' },
        submit: confirm,
        tone,
        aside: buttonLink(here, 'Not now'),
      })}</div>`,
    })}`,
  });
}
