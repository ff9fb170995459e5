/** Webhooks out: who is told of what, and how deliveries to them stand. */
import type { AddressRule } from '#core/webhooks/webhook.ts';
import type { OutboxPorts } from '../outbox/services.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { WebhookStore } from '../ports/webhooks.ts';
import { makeAddWebhook } from './add-webhook.ts';
import { makeChangeWebhook } from './change-webhook.ts';
import { makePingWebhook } from './ping-webhook.ts';
import { makeGetWebhook, makeListWebhooks } from './read-webhooks.ts';
import { makeRotateSecret } from './rotate-secret.ts';
import { makeListWebhookDeliveries, makeRedeliver, makeRedeliverFailed } from './webhook-deliveries.ts';

export interface WebhookPorts {
  readonly webhooks: WebhookStore;
  readonly deliveries: OutboxPorts['deliveries'];
  /** null: there is no secret to seal with (CARDLINE_SECRET), and webhooks are off. */
  readonly sealer: Sealer | null;
  readonly addressRule: AddressRule;
  readonly clock: Clock;
  readonly secrets: Secrets;
}

export type WebhookServices = ReturnType<typeof makeWebhookServices>;

export const makeWebhookServices = (ports: WebhookPorts) => ({
  listWebhooks: makeListWebhooks(ports),
  getWebhook: makeGetWebhook(ports),
  addWebhook: makeAddWebhook(ports),
  changeWebhook: makeChangeWebhook(ports),
  rotateSecret: makeRotateSecret(ports),
  pingWebhook: makePingWebhook(ports),
  listDeliveries: makeListWebhookDeliveries(ports),
  redeliver: makeRedeliver(ports),
  redeliverFailed: makeRedeliverFailed(ports),
});
