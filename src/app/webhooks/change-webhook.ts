import { formatId } from '#core/ids.ts';
import { ok, type Result } from '#core/result.ts';
import { checkWebhook, type WebhookSettings } from '#core/webhooks/webhook.ts';
import { auditOf } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { Webhook, WebhookStatus } from '../ports/webhooks.ts';
import { ownWebhook } from './read-webhooks.ts';
import type { WebhookPorts } from './services.ts';

export type WebhookChange = { readonly [Key in keyof WebhookSettings]?: WebhookSettings[Key] | undefined } & {
  readonly status?: WebhookStatus | undefined;
};

/** What is left out stays as it is. A disabled one is told of nothing; what happens meanwhile is not told later. */
export const makeChangeWebhook =
  (ports: Pick<WebhookPorts, 'webhooks' | 'addressRule' | 'clock'>) =>
  async (actor: Actor, id: number, change: WebhookChange): Promise<Result<Webhook>> => {
    const found = await ownWebhook(ports, actor, id);
    if (!found.ok) return found;
    const before = found.value;
    const wished: WebhookSettings = {
      url: change.url ?? before.url,
      description: change.description ?? before.description,
      topics: change.topics === undefined ? before.topics : change.topics,
    };
    const checked = checkWebhook(wished, ports.addressRule);
    if (!checked.ok) return checked;
    const changed = { ...checked.value, status: change.status ?? before.status };
    const { url, description, topics, status } = before;
    await ports.webhooks.change(
      actor.providerId,
      id,
      changed,
      auditOf(actor, ports.clock, {
        action: 'webhook.changed',
        subject: formatId('webhook', id),
        details: { before: { url, description, topics, status }, after: changed },
      }),
    );
    return ok({
      ...before,
      ...changed,
      disabledReason: changed.status === 'active' ? null : before.disabledReason,
    });
  };
