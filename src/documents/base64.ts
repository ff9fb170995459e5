const PIECE = 0x2000;

export function base64(bytes: Uint8Array): string {
  let letters = '';
  // Spread into arguments, the same takes fifty times as long: a font would be half of its invoice's time.
  for (let at = 0; at < bytes.length; at += PIECE)
    letters += Reflect.apply(String.fromCharCode, null, bytes.subarray(at, at + PIECE));
  return btoa(letters);
}
