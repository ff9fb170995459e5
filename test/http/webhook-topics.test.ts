/** The catalogue of topics against what deeds really tell: nothing that a receiver could use is left out by a slip. */
import { expect, it } from 'vitest';
import { webhookTopic } from '#core/webhooks/topics.ts';
import { outbox } from '#db/schema/index.ts';
import { anApi } from '#test/support/api.ts';
import { fillBooks } from './support/fill-books.ts';

/** Costs, and the inner key of a carrier. */
const WITHHELD = new Set(['buy', 'carrierId']);

it('names every key of what orders, billing and invoices tell, but costs and inner keys', async () => {
  const api = await anApi();
  await fillBooks(api);
  await api.post('/v1/subscriptions/sub_1/suspend', {
    from: '2026-03-10',
    until: '2026-03-12',
    reason: 'Unpaid',
  });
  const notices = await api.db.orm.select({ topic: outbox.topic, body: outbox.body }).from(outbox);
  expect(new Set(notices.map(({ topic }) => topic))).toEqual(
    new Set([
      'order.placed',
      'order.activated',
      'request.received',
      'request.activated',
      'billing.run_begun',
      'billing.run_done',
      'invoice.issued',
      'invoices.made',
      'subscription.suspended',
    ]),
  );
  for (const { topic, body } of notices) {
    const known = Object.keys(webhookTopic(topic)?.example ?? {});
    const unknown = Object.keys(body).filter((key) => !known.includes(key) && !WITHHELD.has(key));
    expect(unknown, topic).toEqual([]);
  }
});
