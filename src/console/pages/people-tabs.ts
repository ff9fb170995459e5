/** The subjects of who may do what, and how the provider bills. */
import { tabs } from '../parts/blocks.ts';
import type { Html } from '../parts/html.ts';

const HERE = [
  { href: '/people', name: 'People' },
  { href: '/people/tokens', name: 'Tokens' },
  { href: '/people/slack', name: 'Slack' },
  { href: '/people/hooks', name: 'Webhooks in' },
  { href: '/people/webhooks', name: 'Webhooks out' },
  { href: '/people/settings', name: 'Settings' },
  { href: '/people/logo', name: 'Logo' },
] as const;

export const peopleTabs = (here: (typeof HERE)[number]['href']): Html =>
  tabs(
    'People, tokens, Slack, webhooks, settings, logo',
    HERE.map((tab) => ({ ...tab, isHere: tab.href === here })),
  );
