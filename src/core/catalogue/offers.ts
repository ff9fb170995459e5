/** CAT-4: when a plan is on offer. Whether it can also be subscribed to is CAT-3's question (prerequisites.ts). */
import type { PlainDate } from '../calendar.ts';
import type { PackagePlan } from './rows.ts';

/** `staff`: the provider's own order screens. `portal`: the sign-up portal, which shows only plans marked for it. */
export type SalesChannel = 'staff' | 'portal';

type Offerable = Pick<
  PackagePlan,
  'side' | 'approvalStatus' | 'saleableFrom' | 'saleableTo' | 'saleableInSignupPortal'
>;

/** Offered only while Saleable and between Saleable from and Saleable to, both days included. Buy plans are never offered. */
export const isOfferedOn = (plan: Offerable, date: PlainDate, channel: SalesChannel): boolean =>
  plan.side === 'sell' &&
  plan.approvalStatus === 'Saleable' &&
  (plan.saleableFrom === null || plan.saleableFrom <= date) &&
  (plan.saleableTo === null || date <= plan.saleableTo) &&
  (channel === 'staff' || plan.saleableInSignupPortal);
