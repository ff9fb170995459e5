import { formatId } from '#core/ids.ts';
import type { Result } from '#core/result.ts';
import { PING_TOPIC } from '#core/webhooks/topics.ts';
import { auditOf } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { Webhook } from '../ports/webhooks.ts';
import { activeWebhook } from './read-webhooks.ts';
import type { WebhookPorts } from './services.ts';

/** Sends a test, by the way that everything goes: what became of it is among the webhook's deliveries. */
export const makePingWebhook =
  (ports: Pick<WebhookPorts, 'webhooks' | 'clock' | 'secrets'>) =>
  async (actor: Actor, id: number): Promise<Result<Webhook>> => {
    const found = await activeWebhook(ports, actor, id);
    if (!found.ok) return found;
    const subject = formatId('webhook', id);
    const { webhooks, clock, secrets } = ports;
    await webhooks.tell(
      {
        providerId: actor.providerId,
        topic: PING_TOPIC,
        dedupeKey: secrets.token(),
        body: { webhook: subject, by: actor.actorName },
        dueAt: clock.now(),
      },
      auditOf(actor, clock, { action: 'webhook.pinged', subject, details: {} }),
    );
    return found;
  };
