/** The settings of a package plan for the plan editor: what each does, and an example. They go by their headings in the workbook. */
import type { PackagePlan } from '#core/catalogue/rows.ts';

export interface SettingHelp {
  readonly what: string;
  readonly example?: string;
}

export interface SettingGroup {
  readonly legend: string;
  /** Words that it is folded away under: settings that no calendar changes with, which the row's own page shows too. */
  readonly fold?: string;
  readonly settings: readonly (keyof PackagePlan)[];
}

export const SETTING_GROUPS: readonly SettingGroup[] = [
  {
    legend: 'Package plan fees',
    settings: [
      'setupFee',
      'setupFeeOverride',
      'accessFee',
      'accessFeeOverride',
      'subscriptionOverridesEnabled',
      'taxRate',
    ],
  },
  {
    legend: 'Periods and billing',
    settings: [
      'periodLengthMonths',
      'periodsInAdvance',
      'billAccessFeesIn',
      'billMonthsInAdvance',
      'proRata',
      'alignToInvoicePeriod',
      'honourFirstPeriodEnd',
      'disableMigrationsDuringPeriod',
    ],
  },
  {
    legend: 'The plan',
    fold: 'Code, names, buy plan and contract',
    settings: [
      'code',
      'name',
      'externalName',
      'description',
      'side',
      'buyPlan',
      'referenceName',
      'referenceKey',
      'defaultContractType',
      'customerContractRequired',
    ],
  },
  {
    legend: 'On sale',
    fold: 'Approval status, and where it can be ordered from when to when',
    settings: ['approvalStatus', 'saleableFrom', 'saleableTo', 'saleableInSignupPortal'],
  },
];

export const SETTING_HELP: Readonly<Record<keyof PackagePlan, SettingHelp>> = {
  code: { what: 'The plan’s own code, by which orders and other tabs name it.' },
  name: { what: 'The internal name: only staff see it.' },
  externalName: {
    what: 'What is printed on the customer’s invoices.',
    example: '“Fibre 50 at home” on the invoice, “NBN 50/20 2026 v2” as the name.',
  },
  description: { what: 'For internal use only.' },
  referenceName: {
    what: 'A third party or an earlier system that this plan is linked to. On a buy plan from a wholesaler in Cardline: its provider code.',
  },
  referenceKey: {
    what: 'What the plan is called over there. On a buy plan from a wholesaler in Cardline: the code of its sell plan.',
  },
  side: { what: 'Sell: what customers pay. Buy: what you pay your supplier for it.' },
  buyPlan: { what: 'On sell plans: the buy plan that mirrors what you pay for it.' },
  defaultContractType: {
    what: 'The contract that is made when an order for the package completes. A type is offered once the package is in a contract pool.',
  },
  customerContractRequired: {
    what: 'An order cannot be confirmed before the signed contract is uploaded. Not the same as the contract type.',
  },
  setupFee: {
    what: 'Charged once, when a subscription of this package is created. With a value it replaces the setup fee of every service plan.',
    example: '99.00: one line of 99.00, whatever the services say.',
  },
  setupFeeOverride: {
    what: 'Decides what an empty fee means. Not ticked: each service plan’s own setup fee. Ticked: $0, and no service plan’s either.',
  },
  accessFee: {
    what: 'The rental, charged each period for the life of the subscription. With a value it replaces the access fee of every service plan.',
    example: '30.00 and two services: one line of 30.00. Empty: a line for each service.',
  },
  accessFeeOverride: {
    what: 'Decides what an empty fee means. Not ticked: each service plan’s own access fee. Ticked: $0, and no service plan’s either.',
  },
  subscriptionOverridesEnabled: {
    what: 'Lets one customer’s subscription have an access fee of its own in place of the package’s. The package needs an access fee; service plan fees are never replaced.',
  },
  taxRate: { what: 'GST, Free, or a rate such as 10 %. Empty: your usual tax.' },
  periodLengthMonths: {
    what: 'How many months a period has: how often access fees are made.',
    example: '3: January to March, April to June, …',
  },
  periodsInAdvance: {
    what: 'The volume: how many periods are billed when a cardline is made. Usually 1, the period that begins.',
    example:
      '2 with monthly periods: on 1 March the fee for April is made, since March was billed on 1 February.',
  },
  billAccessFeesIn: {
    what: 'Advance: at the start of a period. Arrears: after its end, once the period is approved. Holds for package and service plan fees, service features and bolt-ons.',
  },
  billMonthsInAdvance: {
    what: 'The time: how many months before a period begins its cardline is made. How many periods are billed then, Periods in Advance says.',
    example:
      'Length 3, 2 periods in advance, 2 months in advance, start on 1 May: entered on 1 April, six months are billed on that very day.',
  },
  proRata: {
    what: 'Ticked: a short first period is charged by day, and a cancellation or migration in the middle of a period credits what is not used. Not ticked: full fees and no such credit. Periods billed ahead that are never used are credited either way.',
    example: '49.95 for 17 of 31 days: 27.39.',
  },
  alignToInvoicePeriod: {
    what: 'The first period ends where the account’s invoice period does, and all others follow it. Good for monthly packages; not for a domain name bought for two years.',
    example: 'Start on 16 April, invoices on the 1st: the first period runs to 30 April.',
  },
  honourFirstPeriodEnd: {
    what: 'Whoever activates, and may, can set the end of the first period apart from its start. It wins over alignment.',
    example: 'Start on 16 April, first period end 31 May: from June on by months.',
  },
  disableMigrationsDuringPeriod: {
    what: 'A migration to another plan waits for the end of the period, so that none is cut and nothing is charged by day for it.',
  },
  saleableFrom: { what: 'The first day on which it can be ordered. Empty: any.' },
  saleableTo: { what: 'After this day it is no longer on order screens. Empty: any.' },
  approvalStatus: {
    what: 'Draft: being set up. Pending: needs review. Approved: ready. Saleable: can be sold. Grandfathered: lives on where it is in force, and is sold no more. One step with each publish.',
  },
  saleableInSignupPortal: {
    what: 'The sign-up portal offers it too, to customers who order for themselves.',
  },
};
