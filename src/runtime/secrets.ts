import type { Secrets } from '#app/ports/platform.ts';

const encoder = new TextEncoder();

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Randomness and hashes from Web Crypto, which Node and Workers both have. */
export const secrets: Secrets = {
  token: () => base64Url(crypto.getRandomValues(new Uint8Array(32))),
  hash: async (text) => hex(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)))),
};
