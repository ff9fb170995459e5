/** What was and is to be delivered to a webhook, and sending again what failed. */
import { formatId } from '#core/ids.ts';
import { notFound, type Result } from '#core/result.ts';
import { makeResend, makeResendAll } from '../outbox/resend.ts';
import type { DeliveryRow, DeliveryStatus } from '../ports/deliveries.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import { activeWebhook, ownWebhook } from './read-webhooks.ts';
import type { WebhookPorts } from './services.ts';
import { targetOf, WEBHOOK_CHANNEL } from './webhook-target.ts';

type Ports = Pick<WebhookPorts, 'webhooks' | 'deliveries' | 'clock'>;

/** Newest first, with attempts and the last error. */
export const makeListWebhookDeliveries =
  (ports: Omit<Ports, 'clock'>) =>
  async (
    actor: Actor,
    id: number,
    status: DeliveryStatus | undefined,
    page: PageRequest,
  ): Promise<Result<Page<DeliveryRow>>> => {
    const found = await ownWebhook(ports, actor, id);
    if (!found.ok) return found;
    const filter = { channel: WEBHOOK_CHANNEL, target: targetOf(id), status };
    return ports.deliveries.page(actor.providerId, filter, page);
  };

/** One that was given up or waits for its next try: it is due at once and has all its attempts before it again. */
export const makeRedeliver =
  (ports: Ports) =>
  async (actor: Actor, id: number, deliveryId: number): Promise<Result<DeliveryRow>> => {
    const found = await activeWebhook(ports, actor, id);
    if (!found.ok) return found;
    const delivery = await ports.deliveries.find(actor.providerId, deliveryId);
    return delivery?.channel === WEBHOOK_CHANNEL && delivery.target === targetOf(id)
      ? makeResend(ports)(actor, deliveryId)
      : notFound(
          'delivery_not_found',
          `There is no delivery ${formatId('delivery', deliveryId)} to ${formatId('webhook', id)}.`,
        );
  };

/** The same for all that failed; answers how many. */
export const makeRedeliverFailed =
  (ports: Ports) =>
  async (actor: Actor, id: number): Promise<Result<number>> => {
    const found = await activeWebhook(ports, actor, id);
    return found.ok ? makeResendAll(ports)(actor, { channel: WEBHOOK_CHANNEL, target: targetOf(id) }) : found;
  };
