import type { Secrets } from '#app/ports/platform.ts';
import { toBase64Url } from './base64-url.ts';

const encoder = new TextEncoder();

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Randomness and hashes from Web Crypto, which Node and Workers both have. */
export const secrets: Secrets = {
  token: () => toBase64Url(crypto.getRandomValues(new Uint8Array(32))),
  hash: async (content) => {
    const bytes = typeof content === 'string' ? encoder.encode(content) : new Uint8Array(content);
    return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  },
};
