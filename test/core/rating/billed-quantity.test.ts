import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liesOnGrid } from '#core/catalogue/rates.ts';
import { billSteps } from '#core/rating/billed-quantity.ts';

const step = (minimum: number | null, increment: number, fromQuantity = 0) => ({
  minimum,
  increment,
  fromQuantity,
});
const billed = (steps: readonly ReturnType<typeof step>[], quantity: number): number[] =>
  billSteps(steps, quantity).map(({ billedQuantity }) => billedQuantity);
const total = (steps: readonly ReturnType<typeof step>[], quantity: number): number =>
  billed(steps, quantity).reduce((sum, each) => sum + each, 0);

describe('what the first step bills', () => {
  it.each([
    ['30/6', 30, 6, 12, 30],
    ['30/6', 30, 6, 30, 30],
    ['30/6', 30, 6, 31, 36],
    ['30/6', 30, 6, 39, 42],
    ['25/8', 25, 8, 26, 33],
    ['25/8', 25, 8, 33, 33],
    ['25/8', 25, 8, 34, 41],
    ['60/60', 60, 60, 61, 120],
    ['1/1', 1, 1, 7, 7],
    ['nothing at least, whole 10', 0, 10, 1, 10],
  ])(
    'USE-5: %s: its minimum and, beyond it, whole increments',
    (_, minimum, increment, quantity, expected) => {
      expect(total([step(minimum, increment)], quantity)).toBe(expected);
    },
  );

  it('USE-5: a minimum that is left out is one increment', () => {
    expect([1, 60, 61, 70].map((quantity) => total([step(null, 60)], quantity))).toEqual([60, 60, 120, 120]);
  });

  it('USE-7: a unit that is begun counts as a whole one', () => {
    expect(total([step(30, 6)], 30.01)).toBe(36);
    expect(total([step(1, 1)], 0.2)).toBe(1);
    expect(total([step(1, 1)], 2.999)).toBe(3);
  });
});

describe('what further steps bill', () => {
  it('USE-5: each its part in whole increments, whatever its minimum', () => {
    const steps = [step(10, 10), step(60, 60, 50)];
    expect(billed(steps, 1)).toEqual([10]);
    expect(billed(steps, 50)).toEqual([50]);
    expect(billed(steps, 51)).toEqual([50, 60]);
    expect(billed(steps, 111)).toEqual([50, 120]);
    expect(billed([step(60, 60), step(500, 1, 720), step(1, 1, 1080)], 2167)).toEqual([720, 360, 1087]);
  });

  it('USE-5: what a step rounds up stays in it: the next begins at its own quantity', () => {
    expect(billed([step(1, 1), step(null, 50, 100), step(null, 1, 120)], 130)).toEqual([100, 50, 10]);
    expect(billed([step(60, 60), step(null, 1, 90)], 80)).toEqual([120]);
    expect(billed([step(60, 60), step(null, 1, 90)], 100)).toEqual([120, 10]);
  });

  it('USE-5: a first step that ends below its minimum bills it all the same', () => {
    expect(billed([step(60, 1), step(null, 1, 30)], 40)).toEqual([60, 10]);
  });

  it('tells how the quantity is shared out', () => {
    const steps = [step(10, 10), step(null, 60, 50)];
    expect(billSteps(steps, 51.5)).toEqual([
      { rate: steps[0], quantity: 50, billedQuantity: 50 },
      { rate: steps[1], quantity: 2, billedQuantity: 60 },
    ]);
  });
});

describe('laws', () => {
  const increments = fc.integer({ min: 1, max: 1000 });
  const quantities = fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 10 ** 15 }));
  const firstStep = fc
    .tuple(fc.option(fc.nat({ max: 1000 }), { nil: null }), increments)
    .map(([minimum, increment]) => step(minimum, increment));

  it('USE-5: billed is at least what was used and the minimum, on the grid, and less than an increment more', () => {
    fc.assert(
      fc.property(firstStep, quantities, (first, quantity) => {
        const minimum = first.minimum ?? first.increment;
        const result = total([first], quantity);
        expect(result).toBeGreaterThanOrEqual(Math.max(quantity, minimum));
        expect((result - minimum) % first.increment).toBe(0);
        if (quantity > minimum) expect(result - quantity).toBeLessThan(first.increment);
        else expect(result).toBe(minimum);
      }),
    );
  });

  it('USE-5: using more never bills less', () => {
    const ladder = fc
      .tuple(firstStep, fc.array(fc.tuple(fc.integer({ min: 1, max: 2000 }), increments), { maxLength: 4 }))
      .map(([first, further]) => [
        first,
        ...further.map(([, increment], index) =>
          step(
            null,
            increment,
            further.slice(0, index + 1).reduce((sum, [gap]) => sum + gap, 0),
          ),
        ),
      ]);
    fc.assert(
      fc.property(ladder, quantities, fc.nat({ max: 1000 }), (steps, quantity, more) => {
        expect(total(steps, quantity + more)).toBeGreaterThanOrEqual(total(steps, quantity));
      }),
    );
  });

  it('USE-5: with a step on the first step’s grid, what the first step bills never reaches into the next', () => {
    fc.assert(
      fc.property(firstStep, increments, fc.nat({ max: 50 }), quantities, (first, increment, n, quantity) => {
        const from = (first.minimum ?? first.increment) + n * first.increment;
        fc.pre(from > 0 && liesOnGrid(from, first));
        const [inFirst = 0] = billed([first, step(null, increment, from)], quantity);
        expect(inFirst).toBeLessThanOrEqual(from);
      }),
    );
  });

  it('USE-5: a record cut at a quantity on the grid bills the same in two as in one, where the minimum is an increment', () => {
    fc.assert(
      fc.property(increments, fc.integer({ min: 1, max: 1000 }), quantities, (increment, n, rest) => {
        const only = [step(null, increment)];
        const cut = n * increment;
        expect(total(only, cut) + total(only, rest)).toBe(total(only, cut + rest));
      }),
    );
  });
});
