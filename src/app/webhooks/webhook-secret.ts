/** Secrets of webhooks out, as they are kept. */
import { conflict, type Refused } from '#core/result.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { SignedWebhook } from '../ports/webhooks.ts';

/** Whose secret it is: a row that was moved to another provider does not open. */
export const ownerOf = ({ providerId }: { readonly providerId: number }): string =>
  `webhook out, provider ${providerId}`;

export const webhooksOff = (): Refused =>
  conflict('webhooks_off', 'Webhooks out are off: set CARDLINE_SECRET, with which their secrets are sealed.');

/** What a message is signed with: the secret and, for a day after a rotation, the one before. */
export async function secretsOf(
  sealer: Sealer,
  webhook: SignedWebhook,
  now: string,
): Promise<{ readonly secret: string; readonly formerSecret: string | null }> {
  const { sealedSecret, sealedFormerSecret, formerSecretUntil } = webhook;
  const isFormerValid = sealedFormerSecret !== null && formerSecretUntil !== null && now < formerSecretUntil;
  return {
    secret: await sealer.open(sealedSecret, ownerOf(webhook)),
    formerSecret: isFormerValid ? await sealer.open(sealedFormerSecret, ownerOf(webhook)) : null,
  };
}
