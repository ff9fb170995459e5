/** How the provider bills, and who approves its catalogue: seen by everybody, changed by admins. */

import { Hono } from 'hono';
import type { ProviderProfile } from '#app/ports/providers.ts';
import { BILLING_ROUNDINGS, type BillingRounding } from '#core/billing/terms.ts';
import { formatCents, formatTaxRate } from '#core/money.ts';
import { FEATURES } from '#core/people/settings.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import type { Form } from '../guards/form-guard.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { card, facts } from '../parts/blocks.ts';
import { type Field, form } from '../parts/form.ts';
import { html } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { peopleTabs } from './people-tabs.ts';
import { refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

export function settingsPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { people } = deps.services;

  const showSettings = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ) => {
    const actor = c.get('actor');
    const profile = await people.readProfile(actor);
    if (!profile.ok) return refusalPage(c, profile.faults);
    const mayChange = actor.powers.has('admin');
    return showPage(
      c,
      {
        title: 'Settings',
        section: 'people',
        lead: `How ${profile.value.name} (${profile.value.code}) bills, and who approves its catalogue. Bills already made stay as they are.`,
        body: html`<div>${peopleTabs('/people/settings')}${card({
          body: mayChange
            ? form({
                id: 'settings',
                action: '/people/settings',
                token: c.get('formToken'),
                fields: SETTINGS,
                submit: 'Save',
                isColumns: true,
                values: attempt === NO_ATTEMPT ? valuesOfSettings(profile.value) : attempt.values,
                faults: attempt.faults,
              })
            : facts(SETTINGS.map(({ name, label }) => [label, valuesOfSettings(profile.value)[name]])),
        })}</div>`,
      },
      status,
    );
  };

  app.get('/', (c) => showSettings(c));

  app.post('/', async (c) => {
    const done = await people.changeSettings(c.get('actor'), readSettings(c.get('form')));
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showSettings(c, attempt, status));
    return redirectWithNotice(c, '/people/settings', 'The settings were saved.');
  });
  return app;
}

const ROUNDING_WORDS: Readonly<Record<BillingRounding, string>> = {
  half_up: 'Half up, away from zero',
  up: 'Up, away from zero',
};

const SETTINGS: readonly Field[] = [
  { name: 'name', label: 'Name', help: 'As invoices and customers see it.' },
  {
    name: 'businessNumber',
    label: 'Business number',
    isOptional: true,
    help: 'The legal entity’s number on invoices.',
  },
  { name: 'timeZone', label: 'Time zone', help: 'What “today” means, such as Australia/Melbourne.' },
  {
    name: 'invoicePrefix',
    label: 'Invoice prefix',
    isOptional: true,
    help: 'Before the number, such as BG-.',
  },
  {
    name: 'creditNotePrefix',
    label: 'Credit note prefix',
    isOptional: true,
    help: 'Before the number of a credit note, such as CN-.',
  },
  {
    name: 'invoiceDelayDays',
    label: 'Invoices are made',
    kind: 'whole',
    help: 'Days after the invoice day.',
  },
  {
    name: 'invoiceApproval',
    label: 'Invoice approval',
    kind: 'choice',
    choices: [
      { value: 'automatic', label: 'Automatic' },
      { value: 'manual', label: 'Manual, from drafts' },
    ],
    help: 'Manual: the schedule tells that drafts are ready, and somebody approves them.',
  },
  {
    name: 'periodApproval',
    label: 'Period approval',
    kind: 'choice',
    choices: [
      { value: 'automatic', label: 'Automatic' },
      { value: 'manual', label: 'Manual' },
    ],
    help: 'Fees in arrears and usage are charged once their period is approved.',
  },
  {
    name: 'rounding',
    label: 'Rounding of parts',
    kind: 'choice',
    choices: BILLING_ROUNDINGS.map((rounding) => ({ value: rounding, label: ROUNDING_WORDS[rounding] })),
    help: 'Once a line, to the cent.',
  },
  {
    name: 'defaultTaxRate',
    label: 'Default tax',
    kind: 'amount',
    help: '0.10 is 10 %: what a blank Tax cell means.',
  },
  {
    name: 'maxLinesPerAccount',
    label: 'Most lines of an account in a run',
    kind: 'whole',
    help: 'Beyond it the account is parked.',
  },
  {
    name: 'maxLineAmount',
    label: 'Largest amount of a line',
    kind: 'amount',
    help: 'Beyond it the account is parked.',
  },
  {
    name: 'billingApproval',
    label: 'Billing runs',
    kind: 'choice',
    choices: [
      { value: 'automatic', label: 'By themselves' },
      { value: 'manual', label: 'Once somebody approves their preview' },
    ],
    help: 'Of the schedule. A day that waits holds back those after it.',
  },
  {
    name: 'billingPreviewMinutes',
    label: 'Preview before a billing run, minutes',
    kind: 'whole',
    help: 'Told in Slack and here, such as 720 for twelve hours. 0: only where runs are approved, at their time.',
  },
  {
    name: 'billingFourEyes',
    label: 'Four eyes for billing',
    kind: 'tick',
    help: 'Whoever held a day or had accounts left out does not approve it.',
  },
  {
    name: 'reportLineAbove',
    label: 'Lines named in reports from',
    kind: 'amount',
    help: 'A line of at least this much, either way, is named in the report of its run.',
  },
  {
    name: 'holidays',
    label: 'Holidays',
    kind: 'long',
    isOptional: true,
    help: 'Days that are not working days, one a line, such as 2026-12-25.',
  },
  {
    name: 'provisioningSlaDays',
    label: 'Provisioning within',
    kind: 'whole',
    help: 'Working days from when a request comes in: what is older is late.',
  },
  {
    name: 'features',
    label: 'Features',
    kind: 'several',
    isWhole: true,
    choices: FEATURES.map((feature) => ({
      value: feature,
      label:
        feature === 'set_first_period_end'
          ? 'Set first period end date at activation'
          : 'Sign-up portal for end users',
    })),
  },
  {
    name: 'approvalFourEyes',
    label: 'Four eyes',
    kind: 'tick',
    help: 'Whoever submits a change of the catalogue never approves it.',
  },
  {
    name: 'approvalRiseAbove',
    label: 'Second person for rises above, in %',
    kind: 'whole',
    isOptional: true,
    help: 'Of a price or fee, such as 10. Empty: no rise asks for one.',
  },
  {
    name: 'approvalZeroPrice',
    label: 'Second person for a price of zero',
    kind: 'tick',
    help: 'Where a price or fee becomes 0.',
  },
  {
    name: 'approvalRemovals',
    label: 'Second person for removals',
    kind: 'tick',
    help: 'Where a row is removed.',
  },
  {
    name: 'approvalRowsAbove',
    label: 'Second person for more rows than',
    kind: 'whole',
    isOptional: true,
    help: 'Added, changed and removed together. Empty: any number will do.',
  },
];

const valuesOfSettings = (profile: ProviderProfile): Record<string, string> => ({
  name: profile.name,
  businessNumber: profile.businessNumber ?? '',
  timeZone: profile.timeZone,
  invoicePrefix: profile.invoicePrefix,
  creditNotePrefix: profile.creditNotePrefix,
  invoiceApproval: profile.invoiceApproval,
  invoiceDelayDays: String(profile.invoiceDelayDays),
  periodApproval: profile.periodApproval,
  rounding: profile.rounding,
  defaultTaxRate: formatTaxRate(profile.defaultTaxRate),
  maxLinesPerAccount: String(profile.maxLinesPerAccount),
  maxLineAmount: formatCents(profile.maxLineAmount),
  reportLineAbove: formatCents(profile.reportLineAbove),
  billingApproval: profile.billingApproval,
  billingFourEyes: profile.billingFourEyes ? 'on' : '',
  billingPreviewMinutes: String(profile.billingPreviewMinutes),
  holidays: profile.holidays.join('\n'),
  provisioningSlaDays: String(profile.provisioningSlaDays),
  features: profile.features.join(','),
  approvalFourEyes: profile.approvalFourEyes ? 'on' : '',
  approvalRiseAbove: profile.approvalRiseAbove === null ? '' : String(profile.approvalRiseAbove),
  approvalZeroPrice: profile.approvalZeroPrice ? 'on' : '',
  approvalRemovals: profile.approvalRemovals ? 'on' : '',
  approvalRowsAbove: profile.approvalRowsAbove === null ? '' : String(profile.approvalRowsAbove),
});

/** A number field that holds no number is handed on as such, so that its own fault is told with all others. */
const readSettings = (sent: Form) => ({
  name: sent.text('name'),
  businessNumber: sent.optional('businessNumber'),
  timeZone: sent.text('timeZone'),
  invoicePrefix: sent.text('invoicePrefix'),
  creditNotePrefix: sent.text('creditNotePrefix'),
  invoiceApproval: sent.text('invoiceApproval'),
  invoiceDelayDays: numberOf(sent.text('invoiceDelayDays')),
  periodApproval: sent.text('periodApproval'),
  rounding: sent.text('rounding'),
  defaultTaxRate: sent.text('defaultTaxRate'),
  maxLinesPerAccount: numberOf(sent.text('maxLinesPerAccount')),
  maxLineAmount: sent.text('maxLineAmount'),
  reportLineAbove: sent.text('reportLineAbove'),
  billingApproval: sent.text('billingApproval'),
  billingFourEyes: sent.isTicked('billingFourEyes'),
  billingPreviewMinutes: numberOf(sent.text('billingPreviewMinutes')),
  holidays: sent.text('holidays').split(/\s+/).filter(Boolean),
  provisioningSlaDays: numberOf(sent.text('provisioningSlaDays')),
  features: sent.all('features'),
  approvalFourEyes: sent.isTicked('approvalFourEyes'),
  approvalRiseAbove: numberOrNone(sent.optional('approvalRiseAbove')),
  approvalZeroPrice: sent.isTicked('approvalZeroPrice'),
  approvalRemovals: sent.isTicked('approvalRemovals'),
  approvalRowsAbove: numberOrNone(sent.optional('approvalRowsAbove')),
});

const numberOrNone = (text: string | null): number | null => (text === null ? null : numberOf(text));

const numberOf = (text: string): number => (/^\d{1,9}$/.test(text) ? Number(text) : Number.NaN);
