/** The subjects of usage. */
import { tabs } from '../parts/blocks.ts';
import type { Html } from '../parts/html.ts';

const HERE = [
  { href: '/usage', name: 'Records' },
  { href: '/usage/quarantine', name: 'Quarantine' },
  { href: '/usage/rerates', name: 'Re-rating' },
  { href: '/usage/tariffs', name: 'New tariffs' },
  { href: '/usage/intakes', name: 'Files' },
] as const;

export const usageTabs = (here: (typeof HERE)[number]['href']): Html =>
  tabs(
    'Usage',
    HERE.map((tab) => ({ ...tab, isHere: tab.href === here })),
  );
