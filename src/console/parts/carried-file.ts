/** A previewed file travels through the page to its confirmation, as text in a hidden field. */

export { base64 as toBase64 } from '#documents/base64.ts';

export function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
