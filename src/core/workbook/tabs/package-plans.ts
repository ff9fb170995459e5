import { APPROVAL_STATUSES } from '../../catalogue/rows.ts';
import {
  approvalStatus,
  type Column,
  choiceOr,
  code,
  codeOrBlank,
  dateOrBlank,
  feeOrBlank,
  referenceOrBlank,
  side,
  tax,
  text,
  textOrBlank,
  tick,
  whole,
  wholeOr,
} from '../column.ts';
import { defineTab } from '../tab.ts';

const defaultContractType: Column<string | null> = {
  heading: 'Default Contract Type',
  cell: { type: 'reference', to: 'contracts', word: { text: 'None', value: null } },
  blank: null,
  note: 'The contract made when an order completes: None, or a type of a contract pool that holds this package.',
};

/** CAT-1 */
export const packagePlans = defineTab<'packagePlans'>({
  kind: 'packagePlans',
  title: 'Package Plans',
  about: 'What is sold: one or more service plans with package-level fees and billing settings.',
  item: 'package_plan',
  key: ['code'],
  columns: {
    code: code('Code', "The plan's own code."),
    name: text('Name', 200, 'Internal name, shown to staff only.'),
    externalName: text('External Name', 200, 'What invoices print.'),
    description: textOrBlank('Description', 2000, 'For internal use.'),
    referenceName: textOrBlank(
      'Reference Name',
      200,
      'A third party or an earlier system that the plan is linked to; on a buy plan from a wholesaler in Cardline, its provider code.',
    ),
    referenceKey: codeOrBlank(
      'Reference Key',
      "The plan's key over there; on a buy plan from a wholesaler in Cardline, the code of its sell plan.",
    ),
    side,
    buyPlan: referenceOrBlank(
      'Buy Plan',
      'packagePlans',
      'On sell plans: the buy plan that it is bought as.',
    ),
    defaultContractType,
    customerContractRequired: tick(
      'Customer Contract Required',
      'Whether an order needs the signed document before it can be confirmed.',
    ),
    setupFee: feeOrBlank(
      'Setup Fee',
      "Charged once; with a value it replaces every service plan's setup fee.",
    ),
    setupFeeOverride: tick(
      'Setup Fee Override',
      "Ticked with an empty fee: $0, and no service plan's setup fee.",
    ),
    accessFee: feeOrBlank(
      'Access Fee',
      "Charged each period; with a value it replaces every service plan's access fee.",
    ),
    accessFeeOverride: tick(
      'Access Fee Override',
      "Ticked with an empty fee: $0, and no service plan's access fee.",
    ),
    periodLengthMonths: whole('Period Length (months)', { least: 1, most: 36 }, 'L, the months of a period.'),
    periodsInAdvance: wholeOr(
      'Periods in Advance',
      { least: 1, most: 36 },
      1,
      'P, how many periods are billed at once.',
    ),
    subscriptionOverridesEnabled: tick(
      'Enable Access Fee Overrides',
      'Whether a subscription may carry an access fee of its own.',
    ),
    honourFirstPeriodEnd: tick(
      'Honour First Period End Date',
      "Whether the first period's end may be given at activation.",
    ),
    billAccessFeesIn: choiceOr(
      'Bill Access Fees In',
      { Advance: 'advance', Arrears: 'arrears' },
      'advance',
      'At the start of a period, or after its end once it is approved.',
    ),
    billMonthsInAdvance: wholeOr(
      'Bill Months in Advance',
      { least: 0, most: 36 },
      0,
      'M, how long before its start a period falls due.',
    ),
    proRata: tick(
      'Pro Rata',
      'Whether a short first period is charged by day, and a change within a period credited.',
    ),
    alignToInvoicePeriod: tick(
      'Align to Invoice Period',
      "Whether periods follow the account's invoice periods.",
    ),
    disableMigrationsDuringPeriod: tick(
      'Disable Migrations during Period',
      "Whether a migration waits for the period's end.",
    ),
    saleableFrom: dateOrBlank('Saleable From', 'First day on order screens; blank: any.'),
    saleableTo: dateOrBlank('Saleable To', 'Last day on order screens; blank: any.'),
    approvalStatus: approvalStatus(APPROVAL_STATUSES),
    saleableInSignupPortal: tick('Saleable in Signup Portal', 'Whether the sign-up portal offers it.'),
    taxRate: tax,
  },
});
