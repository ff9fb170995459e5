import { expect, it } from 'vitest';
import { base64 } from '#documents/base64.ts';

it.each([0, 1, 2, 3, 8_191, 8_192, 8_193, 100_000])(
  '%d bytes are written as everybody writes them',
  (length) => {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 167) % 256);
    expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  },
);
