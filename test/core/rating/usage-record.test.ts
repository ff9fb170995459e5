import { describe, expect, it } from 'vitest';
import { LARGEST_QUANTITY, readUsage } from '#core/rating/usage-record.ts';

const start = '2026-03-02T10:00:00+11:00';
const read = (values: Record<string, unknown>) =>
  readUsage({ start, quantity: 70, cost: undefined, ...values });
const codes = (values: Record<string, unknown>): string[] => {
  const result = read(values);
  return result.ok ? [] : result.faults.map(({ path, code }) => `${path} ${code}`);
};

describe('reading a usage record', () => {
  it('USE-7: takes a start with its offset, a quantity above zero, and the carrier’s cost where there is one', () => {
    expect(read({ cost: '1.25' })).toEqual({
      ok: true,
      value: { start: '2026-03-01T23:00:00.000Z', quantity: 70, cost: 125_000_000 },
    });
    for (const cost of [undefined, null, '']) expect(read({ cost })).toMatchObject({ value: { cost: null } });
  });

  it.each([
    ['a number', 0.5, 0.5],
    ['the text of one, as in a file', '70.25', 70.25],
    ['the largest', LARGEST_QUANTITY, LARGEST_QUANTITY],
  ])('USE-7: a quantity may be %s', (_, quantity, expected) => {
    expect(read({ quantity })).toMatchObject({ ok: true, value: { quantity: expected } });
  });

  it.each([0, -0, '0', '0.000', -5, '-5'])('USE-7: a quantity of %s is an invalid record', (quantity) => {
    expect(codes({ quantity })).toEqual(['quantity quantity_not_positive']);
  });

  it.each(['sixty', '', ' 60', '1e3', '0x10', null, undefined, true, [], [60], {}, Number.NaN])(
    'USE-7: %j cannot be read as a quantity',
    (quantity) => {
      expect(codes({ quantity })).toEqual(['quantity unreadable_quantity']);
    },
  );

  it.each([Number.POSITIVE_INFINITY, 1e300, LARGEST_QUANTITY + 1])(
    'USE-7: nobody uses %s of anything',
    (quantity) => {
      expect(codes({ quantity })).toEqual(['quantity quantity_too_large']);
    },
  );

  it.each([
    '2026-02-30T10:00:00Z',
    '2026-03-02T25:00:00Z',
    '2026-03-02T10:60:00Z',
    '2026-03-02T10:00:00',
    '2026-03-02',
    '02/03/2026 10:00',
    '',
    null,
    undefined,
    1_772_406_000_000,
    ['2026-03-02T10:00:00Z'],
  ])('USE-7: %j cannot be read as a start', (value) => {
    expect(codes({ start: value })).toEqual(['start invalid_instant']);
  });

  it.each([
    ['1,25', 'invalid_price'],
    [1.25, 'invalid_price'],
    ['0.000000001', 'invalid_price'],
    ['-1', 'negative_price'],
  ])('USE-6: %j cannot be read as a cost', (cost, code) => {
    expect(codes({ cost })).toEqual([`cost ${code}`]);
  });

  it('names everything that is wrong with a record', () => {
    expect(codes({ start: 'noon', quantity: 'sixty', cost: 'dear' })).toEqual([
      'start invalid_instant',
      'quantity unreadable_quantity',
      'cost invalid_price',
    ]);
  });
});
