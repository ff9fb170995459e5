import {
  APPROVAL_STATUSES,
  COUNTED_DIRECTIONS,
  PROVISIONING_TYPES,
  SERVICE_TYPES,
} from '../../catalogue/rows.ts';
import {
  approvalStatus,
  choice,
  choiceOr,
  code,
  codeOrBlank,
  feeOrBlank,
  priceOrBlank,
  referenceOrBlank,
  side,
  tax,
  text,
  textOrBlank,
  wholeOr,
} from '../column.ts';
import { defineTab } from '../tab.ts';

/** CAT-7 */
export const servicePlans = defineTab<'servicePlans'>({
  kind: 'servicePlans',
  title: 'Service Plans',
  about: 'What one service costs and how it is provisioned.',
  item: 'service_plan',
  key: ['code'],
  columns: {
    code: code('Code', "The plan's own code."),
    name: text('Name', 200, 'Internal name, shown to staff only.'),
    externalName: text('External Name', 200, 'What invoices print.'),
    serviceType: choice(
      'Service Type',
      SERVICE_TYPES,
      'Telephony is rated by its rate card, Data by its data billing.',
    ),
    side,
    buyPlan: referenceOrBlank(
      'Buy Plan',
      'servicePlans',
      'On sell plans: the buy plan that it is bought as.',
    ),
    provisioning: choiceOr(
      'Provisioning',
      PROVISIONING_TYPES,
      'Semi-manual',
      "How a service comes about: worked in a queue, through a carrier's files, or by itself.",
    ),
    supplier: codeOrBlank(
      'Supplier',
      'Whose queue does the work: a provider in Cardline by its code, or a carrier outside it; blank: the provider itself.',
    ),
    setupFee: feeOrBlank('Setup Fee', 'Charged once, unless the package has its own.'),
    accessFee: feeOrBlank('Access Fee', 'Charged each period, unless the package has its own.'),
    rateCard: referenceOrBlank('Rate Card', 'rateCards', 'Telephony: the prices of its calls.'),
    productRateCard: referenceOrBlank('Product Rate Card', 'rateCards', 'The prices of its products.'),
    includedQuantity: wholeOr(
      'Included Quantity',
      { least: 0 },
      null,
      'Data: what the fee includes, in units.',
    ),
    unit: textOrBlank('Unit', 20, 'Data: what is counted, such as GB.'),
    excessRate: priceOrBlank('Excess Rate', 'Data: price of each unit beyond what is included.'),
    counted: choiceOr(
      'Counted',
      COUNTED_DIRECTIONS,
      null,
      'Data: which direction counts; Larger: the one with more.',
    ),
    cap: wholeOr('Cap', { least: 0 }, null, 'Data: the most units that are charged; blank: no cap.'),
    approvalStatus: approvalStatus(APPROVAL_STATUSES),
    taxRate: tax,
  },
});
