import { ok, type Result } from '#core/result.ts';
import { checkWebhook, type WebhookSettings } from '#core/webhooks/webhook.ts';
import { requirePower } from '../actor.ts';
import { newSigningSecret } from '../hooks/new-signing-secret.ts';
import { auditOfNew } from '../people/audit-of-new.ts';
import type { Actor } from '../ports/platform.ts';
import type { Webhook } from '../ports/webhooks.ts';
import type { WebhookPorts } from './services.ts';
import { ownerOf, webhooksOff } from './webhook-secret.ts';

/** `secret` is what its messages are signed with: shown now and never again. */
export interface AddedWebhook extends Webhook {
  readonly secret: string;
}

/** Makes a webhook with a secret of its own (`whsec_…`); it is told of what happens from now on. */
export const makeAddWebhook =
  ({ webhooks, sealer, addressRule, clock, secrets }: WebhookPorts) =>
  async (actor: Actor, input: WebhookSettings): Promise<Result<AddedWebhook>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    if (sealer === null) return webhooksOff();
    const checked = checkWebhook(input, addressRule);
    if (!checked.ok) return checked;
    const { providerId, actorName } = actor;
    const secret = newSigningSecret(secrets);
    const added = await webhooks.add(
      {
        ...checked.value,
        providerId,
        sealedSecret: await sealer.seal(secret, ownerOf(actor)),
        createdAt: clock.now(),
        createdBy: actorName,
      },
      auditOfNew(actor, clock, { action: 'webhook.added', details: { ...checked.value } }),
    );
    return ok({ ...added, secret });
  };
