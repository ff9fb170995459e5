import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeLineCounts } from '#app/billing/line-counts.ts';

it('counts as a map does, however many accounts there are', () => {
  const accounts = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4_294_967_295 }));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(accounts, fc.integer({ min: -3, max: 9 })), { maxLength: 3_000 }),
      (steps) => {
        const counts = makeLineCounts();
        const map = new Map<number, number>();
        for (const [account, lines] of steps) {
          map.set(account, (map.get(account) ?? 0) + lines);
          expect(counts.add(account, lines)).toBe(map.get(account));
        }
        for (const [account, lines] of map) expect(counts.add(account, 0)).toBe(lines);
      },
    ),
    { numRuns: 50 },
  );
});

it('goes on from what it is given, and a copy goes its own way', () => {
  const counts = makeLineCounts([
    [7, 2],
    [8, 3],
  ]);
  const copy = counts.copy();
  expect(counts.add(7, 1)).toBe(3);
  expect(copy.add(7, 0)).toBe(2);
  for (let account = 100; account < 5_000; account += 1) counts.add(account, 1);
  expect(counts.add(8, 0)).toBe(3);
  expect(copy.add(4_999, 0)).toBe(0);
});
