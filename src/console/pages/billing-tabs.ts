/** The subjects of billing, and where a run is. */
import type { PlainDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { tabs } from '../parts/blocks.ts';
import { type Html, path } from '../parts/html.ts';

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

/** Where a day is previewed, with the day filled in. */
export const previewPath = (asOf: PlainDate): string => `/billing?asOf=${asOf}`;

export const runPath = (id: number): string => path('billing', 'runs', formatId('run', id));
