import { instantAfter } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { ok, type Result } from '#core/result.ts';
import { auditOf } from '../actor.ts';
import { newSigningSecret } from '../hooks/new-signing-secret.ts';
import type { Actor } from '../ports/platform.ts';
import type { AddedWebhook } from './add-webhook.ts';
import { ownWebhook } from './read-webhooks.ts';
import type { WebhookPorts } from './services.ts';
import { ownerOf, webhooksOff } from './webhook-secret.ts';

/** How long the former secret signs beside the new one, for the receiver to change over. */
const BOTH_SIGN_MS = 86_400_000;

/** A new secret, shown now and never again. For a day messages carry signatures of both. */
export const makeRotateSecret =
  (ports: Pick<WebhookPorts, 'webhooks' | 'sealer' | 'clock' | 'secrets'>) =>
  async (actor: Actor, id: number): Promise<Result<AddedWebhook>> => {
    const found = await ownWebhook(ports, actor, id);
    if (!found.ok) return found;
    const { webhooks, sealer, clock, secrets } = ports;
    if (sealer === null) return webhooksOff();
    const secret = newSigningSecret(secrets);
    const formerSecretUntil = instantAfter(clock.now(), BOTH_SIGN_MS);
    await webhooks.rotate(
      actor.providerId,
      id,
      { sealedSecret: await sealer.seal(secret, ownerOf(actor)), formerSecretUntil },
      auditOf(actor, clock, {
        action: 'webhook.secret_rotated',
        subject: formatId('webhook', id),
        details: { formerSecretUntil },
      }),
    );
    return ok({ ...found.value, formerSecretUntil, secret });
  };
