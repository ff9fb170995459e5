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
  about: 'What is sold: one or more service plans with package-level fees and billing settings (CAT-1).',
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
      'On sell plans: the buy plan that it is bought as (CAT-3).',
    ),
    defaultContractType,
    customerContractRequired: tick(
      'Customer Contract Required',
      'Whether an order needs the signed document before it can be confirmed (CON-1).',
    ),
    setupFee: feeOrBlank(
      'Setup Fee',
      "Charged once; with a value it replaces every service plan's setup fee (FEE-1, FEE-3).",
    ),
    setupFeeOverride: tick(
      'Setup Fee Override',
      "Ticked with an empty fee: $0, and no service plan's setup fee (FEE-3).",
    ),
    accessFee: feeOrBlank(
      'Access Fee',
      "Charged each period; with a value it replaces every service plan's access fee (FEE-2, FEE-3).",
    ),
    accessFeeOverride: tick(
      'Access Fee Override',
      "Ticked with an empty fee: $0, and no service plan's access fee (FEE-3).",
    ),
    periodLengthMonths: whole('Period Length (months)', { least: 1, most: 36 }, 'L, the months of a period.'),
    periodsInAdvance: wholeOr(
      'Periods in Advance',
      { least: 1, most: 36 },
      1,
      'P, how many periods are billed at once (BILL-2).',
    ),
    subscriptionOverridesEnabled: tick(
      'Enable Access Fee Overrides',
      'Whether a subscription may carry an access fee of its own (FEE-4).',
    ),
    honourFirstPeriodEnd: tick(
      'Honour First Period End Date',
      "Whether the first period's end may be given at activation (PER-2).",
    ),
    billAccessFeesIn: choiceOr(
      'Bill Access Fees In',
      { Advance: 'advance', Arrears: 'arrears' },
      'advance',
      'At the start of a period, or after its end once it is approved (BILL-1, BILL-4).',
    ),
    billMonthsInAdvance: wholeOr(
      'Bill Months in Advance',
      { least: 0, most: 36 },
      0,
      'M, how long before its start a period falls due (BILL-1).',
    ),
    proRata: tick(
      'Pro Rata',
      'Whether a short first period is charged by day, and a change within a period credited (BILL-6).',
    ),
    alignToInvoicePeriod: tick(
      'Align to Invoice Period',
      "Whether periods follow the account's invoice periods (PER-2).",
    ),
    disableMigrationsDuringPeriod: tick(
      'Disable Migrations during Period',
      "Whether a migration waits for the period's end (BILL-9).",
    ),
    saleableFrom: dateOrBlank('Saleable From', 'First day on order screens (CAT-4); blank: any.'),
    saleableTo: dateOrBlank('Saleable To', 'Last day on order screens (CAT-4); blank: any.'),
    approvalStatus: approvalStatus(APPROVAL_STATUSES),
    saleableInSignupPortal: tick(
      'Saleable in Signup Portal',
      'Whether the sign-up portal offers it (CAT-4).',
    ),
    taxRate: tax,
  },
});
