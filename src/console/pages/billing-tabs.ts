/** The subjects of billing. */
import { tabs } from '../parts/blocks.ts';
import type { Html } from '../parts/html.ts';

const HERE = [
  { href: '/billing', name: 'Runs' },
  { href: '/billing/cardlines', name: 'Cardlines' },
  { href: '/billing/parked', name: 'Parked accounts' },
] as const;

export const billingTabs = (here: (typeof HERE)[number]['href']): Html =>
  tabs(
    'Billing',
    HERE.map((tab) => ({ ...tab, isHere: tab.href === here })),
  );
