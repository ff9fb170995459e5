import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatId, type IdKind, parseId } from '#core/ids.ts';

const kinds: readonly IdKind[] = [
  'account',
  'order',
  'request',
  'service',
  'subscription',
  'period',
  'cardline',
  'invoice',
  'run',
  'change',
  'person',
  'token',
  'hook',
];

describe('public ids', () => {
  it('say what is meant and lead back to the row', () => {
    expect(formatId('invoice', 42)).toBe('inv_42');
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.integer({ min: 1, max: 10 ** 14 }), (kind, key) => {
        expect(parseId(kind, formatId(kind, key))).toEqual({ ok: true, value: key });
      }),
    );
  });

  it('of one kind are never taken for another', () => {
    for (const kind of kinds)
      for (const other of kinds)
        if (kind !== other)
          expect(parseId(kind, formatId(other, 7)), `${other} as ${kind}`).toMatchObject({ ok: false });
  });

  it.each([
    '42',
    'inv_',
    'inv_0',
    'inv_042',
    'inv_-1',
    'inv_1.5',
    'INV_42',
    'inv_42 ',
    `inv_${'9'.repeat(16)}`,
    '',
  ])('"%s" is not the id of an invoice', (text) => {
    expect(parseId('invoice', text, 'id')).toMatchObject({ faults: [{ code: 'invalid_id', path: 'id' }] });
  });
});
