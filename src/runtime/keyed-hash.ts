import type { KeyedHash } from '#app/ports/platform.ts';

const encoder = new TextEncoder();

/** HMAC-SHA-256 with Web Crypto, which Node and Workers both have. */
export function makeKeyedHash(secret: string): KeyedHash {
  // The key itself is kept, never a promise of it: on Workers one request must not wait for another's.
  let kept: CryptoKey | undefined;
  return async (text) => {
    kept ??= await crypto.subtle.importKey(
      'raw',
      encoder.encode(`keyed hash ${secret}`),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    );
    const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', kept, encoder.encode(text)));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  };
}
