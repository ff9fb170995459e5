/**
 * Sealing with Web Crypto, which Node and Workers both have: AES-256-GCM under a key that HKDF-SHA-256 makes from the
 * installation's secret (CARDLINE_SECRET) and the purpose. A sealed text is `v1.` and the base64url of nonce and cipher text.
 */
import type { Sealer, SealerOf } from '#app/ports/sealer.ts';
import { fromBase64Url, toBase64Url } from './base64-url.ts';

const VERSION = 'v1.';
const NONCE_BYTES = 12;
const encoder = new TextEncoder();

export const makeSealerOf =
  (installationSecret: string): SealerOf =>
  (purpose) =>
    makeSealer(installationSecret, purpose);

function makeSealer(installationSecret: string, purpose: string): Sealer {
  // The key itself is kept, never a promise of it: on Workers one request must not wait for another's.
  let kept: CryptoKey | undefined;
  const key = async (): Promise<CryptoKey> => {
    kept ??= await deriveKey(installationSecret, purpose);
    return kept;
  };
  const parameters = (nonce: Uint8Array<ArrayBuffer>, owner: string) => ({
    name: 'AES-GCM',
    iv: nonce,
    additionalData: encoder.encode(owner),
  });

  return {
    async seal(text, owner) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const cipher = await crypto.subtle.encrypt(parameters(nonce, owner), await key(), encoder.encode(text));
      return VERSION + toBase64Url(new Uint8Array([...nonce, ...new Uint8Array(cipher)]));
    },

    async open(sealed, owner) {
      const bytes = sealed.startsWith(VERSION) ? fromBase64Url(sealed.slice(VERSION.length)) : null;
      if (bytes === null || bytes.length <= NONCE_BYTES)
        throw new Error(`The sealed secret of ${owner} is not one.`);
      const nonce = bytes.slice(0, NONCE_BYTES);
      const plain = await crypto.subtle
        .decrypt(parameters(nonce, owner), await key(), bytes.slice(NONCE_BYTES))
        .catch((cause: unknown) => {
          throw new Error(
            `The sealed secret of ${owner} does not open: CARDLINE_SECRET is another than when it was sealed, or it was altered.`,
            { cause },
          );
        });
      return new TextDecoder().decode(plain);
    },
  };
}

async function deriveKey(installationSecret: string, purpose: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', encoder.encode(installationSecret), 'HKDF', false, [
    'deriveKey',
  ]);
  return crypto.subtle.deriveKey(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new Uint8Array(),
      info: encoder.encode(`cardline seal ${purpose}`),
    },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}
