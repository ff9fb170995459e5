/** Webhooks in: the Standard Webhooks headers and signature, with a secret for each source. */
import type { Context, MiddlewareHandler } from 'hono';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { AppEnv } from './app-env.ts';
import { problem } from './problem.ts';

/** Lets through only what is signed with the source's secret (`whsec_…`). */
export const signedWith =
  (secret: string | null): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    if (secret === null) return hookOff(c);
    return (await isSignedWith(c, secret)) ? next() : signatureInvalid(c);
  };

/** Whether the body came with the signature of this secret, made within the last five minutes. */
export async function isSignedWith(c: Context<AppEnv>, secret: string): Promise<boolean> {
  try {
    new Webhook(secret).verify(await c.req.text(), c.req.header(), { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}

export const hookOff = (c: Context<AppEnv>): Response =>
  problem(c, 503, 'hook_off', 'This hook is off: no secret is configured for it (CARDLINE_SECRET).');

export const signatureInvalid = (c: Context<AppEnv>): Response =>
  problem(
    c,
    401,
    'signature_invalid',
    'The webhook-id, webhook-timestamp and webhook-signature headers do not fit the body, the secret and the time.',
  );

/** The secret of one source (`hooks/schedule`), from the installation's secret: one to keep, and none opens another's door. */
export async function hookSecret(installationSecret: string, source: string): Promise<string> {
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey(
    'raw',
    encoder.encode(installationSecret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(`webhook ${source}`)));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}
