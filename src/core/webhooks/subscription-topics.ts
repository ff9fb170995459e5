/** Topics of subscriptions: each company is told of its own; what the other one charges or planned is not in it. */
import type { WebhookTopic } from './topic.ts';

const BASE = {
  subscription: 'sub_12',
  version: 3,
  account: 'C-1001',
  order: 'BG-1001',
};
const ACT = { by: 'Sam Seller', company: 'Bluegum Telecom', at: '2026-03-02T00:00:00.000Z' };

const of = (topic: string, summary: string, details: Readonly<Record<string, unknown>>): WebhookTopic => ({
  topic,
  summary,
  about: 'subscription',
  example: { ...BASE, ...details, ...ACT },
});

const ON = { on: '2026-04-01' };
const SUSPENSION = { from: '2026-04-01', until: '2026-04-15' };

export const SUBSCRIPTION_TOPICS: readonly WebhookTopic[] = [
  of('subscription.cancelled', 'A subscription ends: `on` is its first day without service.', ON),
  of('subscription.cancellation_withdrawn', 'A cancellation was taken back.', ON),
  of('subscription.migrated', 'A subscription changes to another plan on a day.', {
    ...ON,
    plan: 'NBN-100',
    services: [],
    brokenContract: null,
  }),
  of('subscription.migration_withdrawn', 'A migration was taken back.', { ...ON, plan: 'NBN-100' }),
  of('subscription.suspended', 'A subscription rests from a day on; `until` is null where its end is open.', {
    ...SUSPENSION,
    billed: false,
    reason: 'Unpaid',
  }),
  of('subscription.resumed', 'A suspended subscription goes on.', ON),
  of('subscription.bolt_on_added', 'A bolt-on was added to a service.', {
    service: 'svc_31',
    boltOn: 'STATIC-IP',
    from: '2026-04-01',
    until: null,
    once: false,
  }),
  of('subscription.bolt_on_ended', 'A bolt-on of a service ends.', {
    service: 'svc_31',
    boltOn: 'STATIC-IP',
    ...ON,
  }),
  of('subscription.access_fee_overridden', 'A subscription has an access fee of its own; null: no longer.', {
    fee: '49.95',
    from: '2026-04-01',
  }),
  of('subscription.supply_ended', 'The company that supplies a subscription has ended its side of it.', ON),
  of(
    'subscription.supply_suspended',
    'The company that supplies a subscription has suspended it.',
    SUSPENSION,
  ),
  of('subscription.supply_resumed', 'The company that supplies a subscription goes on with it.', ON),
];
