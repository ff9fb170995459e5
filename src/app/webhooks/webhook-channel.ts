/**
 * Notices on their way to a provider's own programs: a channel of the outbox. A notice goes to the webhooks of its own provider
 * alone, with what the catalogue of topics says of it. Order is kept within a webhook; one that fails holds up those about the same.
 */
import { formatId } from '#core/ids.ts';
import { DISABLED_TOPIC, dataOf, PING_TOPIC, WEBHOOK_TOPICS, webhookTopic } from '#core/webhooks/topics.ts';
import type { Delivery, DeliveryChannel, NewDelivery, Notice, Outcome } from '../ports/outbox.ts';
import { DEAD_TOPIC } from '../ports/outbox.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { PostAnswer, SignedPost } from '../ports/signed-post.ts';
import type { SignedWebhook, Webhook, WebhookDirectory } from '../ports/webhooks.ts';
import { secretsOf } from './webhook-secret.ts';
import { targetOf, WEBHOOK_CHANNEL, webhookOf } from './webhook-target.ts';

export interface WebhookChannelParts {
  readonly webhooks: WebhookDirectory;
  readonly sealer: Sealer;
  readonly post: SignedPost;
  readonly clock: Clock;
  readonly secrets: Pick<Secrets, 'hash'>;
}

/** The receiver wants nothing more, ever. */
const GONE = 410;

export const makeWebhookChannel = (parts: WebhookChannelParts): DeliveryChannel => ({
  name: WEBHOOK_CHANNEL,
  topics: new Set(WEBHOOK_TOPICS.map(({ topic }) => topic)),

  async plan(notices) {
    const providers = [...new Set(notices.map(({ providerId }) => providerId))];
    const active = Map.groupBy(await parts.webhooks.activeOf(providers), ({ providerId }) => providerId);
    return notices.flatMap((notice) =>
      (active.get(notice.providerId) ?? [])
        .filter((webhook) => isFor(webhook, notice))
        .map((webhook) => planned(webhook, notice)),
    );
  },

  gatesOf: () => [],

  deliver: (delivery, signal) => deliver(parts, delivery, signal),
});

function isFor({ id, topics }: Webhook, { topic, body }: Notice): boolean {
  if (topic === PING_TOPIC) return body.webhook === formatId('webhook', id);
  // That messages to it were given up would be one more message to it.
  if (topic === DEAD_TOPIC && body.target === targetOf(id)) return false;
  return topics === null || topics.includes(topic);
}

function planned({ id }: Webhook, notice: Notice): NewDelivery {
  const { providerId, topic, dedupeKey, body, createdAt } = notice;
  const known = webhookTopic(topic);
  const data = known === undefined ? {} : dataOf(known, body);
  return {
    providerId,
    channel: WEBHOOK_CHANNEL,
    target: targetOf(id),
    kind: 'message',
    topic,
    subject: String(data[known?.about ?? ''] ?? topic),
    dedupeKey: `${id} ${topic} ${dedupeKey}`,
    body: { type: topic, timestamp: createdAt, data },
    coalesceKey: null,
  };
}

async function deliver(
  parts: WebhookChannelParts,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<Outcome> {
  const { webhooks, sealer, post, clock, secrets } = parts;
  const id = webhookOf(delivery.target);
  const webhook = await webhooks.signed(id);
  if (webhook?.providerId !== delivery.providerId) return { outcome: 'dead', error: 'The webhook is gone.' };
  if (webhook.status !== 'active')
    return {
      outcome: 'dead',
      error: `${formatId('webhook', id)} is disabled: enable it, then send this again.`,
    };
  const { host } = new URL(webhook.url);
  let answer: PostAnswer;
  try {
    answer = await post(
      {
        url: webhook.url,
        ...(await secretsOf(sealer, webhook, clock.now())),
        // Of the delivery, not of the attempt: sent again after a lost answer, it is known as the same.
        id: `msg_${(await secrets.hash(delivery.dedupeKey)).slice(0, 32)}`,
        contentType: 'application/json',
        body: JSON.stringify(delivery.body),
        headers: { 'user-agent': 'Cardline', 'cardline-delivery': formatId('delivery', delivery.id) },
      },
      signal,
    );
  } catch (error) {
    if (signal.aborted) throw error;
    return { outcome: 'retry', error: `${host} gave no answer: ${reasonOf(error)}`, isUnanswered: true };
  }
  if (answer.status >= 200 && answer.status < 300) return { outcome: 'sent' };
  const error = `${host} answered ${answer.status}.`;
  if (answer.status === GONE) {
    await disable(parts, webhook, error);
    return { outcome: 'dead', error };
  }
  return {
    outcome: 'retry',
    error,
    ...(answer.retryAfterMs === null ? {} : { waitMs: answer.retryAfterMs }),
  };
}

/** What fetch says is "fetch failed"; why stands in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}

async function disable(
  { webhooks, clock }: WebhookChannelParts,
  { id, providerId, url }: SignedWebhook,
  reason: string,
): Promise<void> {
  const at = clock.now();
  const subject = formatId('webhook', id);
  await webhooks.disable(providerId, id, reason, {
    audit: [
      {
        providerId,
        at,
        actor: 'webhooks',
        via: 'hook',
        action: DISABLED_TOPIC,
        subject,
        details: { url, reason },
        requestId: null,
      },
    ],
    outbox: [
      {
        providerId,
        topic: DISABLED_TOPIC,
        dedupeKey: `${subject} ${at}`,
        body: { webhook: subject, url, reason },
        dueAt: at,
      },
    ],
  });
}
