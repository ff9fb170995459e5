import type { Secrets } from '../ports/platform.ts';

/** A secret to sign with, in the form of Standard Webhooks: `whsec_…`. */
export const newSigningSecret = (secrets: Pick<Secrets, 'token'>): string =>
  `whsec_${standardBase64(secrets.token())}`;

/** Standard Webhooks reads the secret as base64 with its padding; a token is base64url without. */
const standardBase64 = (text: string): string =>
  text
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .padEnd(Math.ceil(text.length / 4) * 4, '=');
