/** What is legal but worth knowing before a publish: it goes beside the row, and stops nothing. */

import { type Content, type RowFault, rowFault } from '../content.ts';
import { canBeSubscribedTo, indexPlans, prerequisitesOf } from '../prerequisites.ts';
import type { PackagePlan } from '../rows.ts';
import { unpricedFeatures } from './extras.ts';
import { rateOverlaps } from './rate-overlaps.ts';

/** `rateCounts`: how many rates each card has. */
export function notesOn(content: Content, rateCounts: ReadonlyMap<string, number>): RowFault[] {
  const index = indexPlans({
    ...content,
    rateCards: content.rateCards.map((card) => ({ ...card, rateCount: rateCounts.get(card.code) ?? 0 })),
  });
  const plans = content.packagePlans.flatMap((plan, at) => {
    const prerequisites = plan.approvalStatus === 'Saleable' ? prerequisitesOf(plan, index) : [];
    const missing = prerequisites.filter(({ ok }) => !ok).map(({ message }) => message);
    return [
      ...emptyOverrides(plan, at),
      ...(canBeSubscribedTo(prerequisites)
        ? []
        : [
            rowFault('packagePlans')(
              at,
              'approvalStatus',
              'saleable_without_prerequisites',
              `${plan.code} is Saleable but cannot be subscribed to yet: ${missing.join(' ')}`,
            ),
          ]),
    ];
  });
  return [...plans, ...unpricedFeatures(content), ...rateOverlaps(content)];
}

/** FEE-3: a ticked override with an empty fee is $0; a blank that costs money is said. */
function emptyOverrides(plan: PackagePlan, at: number): RowFault[] {
  const note = (field: 'setupFee' | 'accessFee', name: string) =>
    rowFault('packagePlans')(
      at,
      field,
      'empty_override_is_zero',
      `Override is ticked and ${name} is empty: $0 is saved, and no service plan's ${name.toLowerCase()} is charged.`,
    );
  return [
    ...(plan.setupFeeOverride && plan.setupFee === null ? [note('setupFee', 'Setup Fee')] : []),
    ...(plan.accessFeeOverride && plan.accessFee === null ? [note('accessFee', 'Access Fee')] : []),
  ];
}
