import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lead, lives, sumsOf } from '#test/support/lives.ts';
import { billByHand } from './bill-by-hand.ts';

it('BILL-1 to BILL-10: the engine comes to what one comes to by hand, for whatever life a subscription leads', () => {
  fc.assert(
    fc.property(lives(), (life) => {
      const { lines, accepted } = lead(life);
      expect(sumsOf(lines)).toEqual(billByHand(life, accepted));
    }),
    { numRuns: 2_000 },
  );
}, 120_000);
