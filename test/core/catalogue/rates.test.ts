import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { gridAround, liesOnGrid, stepFaults, stepsInForce } from '#core/catalogue/rates.ts';

const rate = (fromQuantity: number, from: string, to: string | null = null, over = {}) => ({
  tariffKey: '0011',
  band: 'any',
  fromQuantity,
  effectiveFrom: plainDate(from),
  effectiveTo: to === null ? null : plainDate(to),
  minimum: 30 as number | null,
  increment: 6,
  ...over,
});

describe('USE-5: the rates in force on a day', () => {
  it('of a band and step the latest Effective From applies, of those in force that day', () => {
    const old = rate(0, '2025-01-01');
    const promotion = rate(0, '2026-03-01', '2026-03-31');
    const onDay = (date: string) => stepsInForce([promotion, old], plainDate(date));
    expect(onDay('2024-12-31')).toEqual([]);
    expect(onDay('2026-02-28')).toEqual([old]);
    expect(onDay('2026-03-01')).toEqual([promotion]);
    expect(onDay('2026-03-31')).toEqual([promotion]);
    // The promotion over, the older rate applies again.
    expect(onDay('2026-04-01')).toEqual([old]);
  });

  it('each step is superseded by itself, and steps come in their order', () => {
    const [first, step, dearer] = [rate(0, '2025-01-01'), rate(60, '2025-01-01'), rate(60, '2026-01-01')];
    expect(stepsInForce([dearer, step, first], plainDate('2026-06-01'))).toEqual([first, dearer]);
  });
});

describe("USE-5: a step lies on the first step's grid", () => {
  it('which is its minimum and whole increments beyond it (30/6: 30, 36, 42)', () => {
    const first = { minimum: 30, increment: 6 };
    expect([24, 30, 33, 36, 42, 43].filter((quantity) => liesOnGrid(quantity, first))).toEqual([30, 36, 42]);
    expect(gridAround(33, first)).toEqual([30, 36]);
    expect(gridAround(7, first)).toEqual([30]);
  });

  it('a minimum that is left out is one increment', () => {
    expect([30, 60, 90].filter((quantity) => liesOnGrid(quantity, { minimum: null, increment: 60 }))).toEqual(
      [60],
    );
  });

  it('a quantity is on the grid exactly where the first step bills it as it is', () => {
    const billed = (quantity: number, minimum: number, increment: number) =>
      quantity <= minimum ? minimum : minimum + Math.ceil((quantity - minimum) / increment) * increment;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 120 }),
        (quantity, minimum, increment) => {
          const first = { minimum, increment };
          expect(liesOnGrid(quantity, first)).toBe(billed(quantity, minimum, increment) === quantity);
          for (const near of gridAround(quantity, first)) expect(liesOnGrid(near, first)).toBe(true);
        },
      ),
    );
  });

  it('is looked at on every day on which the steps in force change', () => {
    const first = rate(0, '2025-01-01');
    const coarser = rate(0, '2026-01-01', null, { minimum: 60, increment: 60 });
    const step = rate(66, '2025-01-01');
    expect(stepFaults([first, step])).toEqual([]);
    expect(stepFaults([first, coarser, step])).toEqual([{ rate: step, first: coarser, on: '2026-01-01' }]);
  });

  it('needs a first step on every day of its own', () => {
    const step = rate(36, '2025-01-01');
    expect(stepFaults([rate(0, '2025-02-01'), step])).toEqual([
      { rate: step, first: null, on: '2025-01-01' },
    ]);
    expect(stepFaults([rate(0, '2025-01-01', '2025-12-31'), step])).toEqual([
      { rate: step, first: null, on: '2026-01-01' },
    ]);
  });

  it('says nothing of rates without steps, in whatever order they supersede each other', () => {
    expect(stepFaults([rate(0, '2025-01-01'), rate(0, '2026-01-01', '2026-01-31')])).toEqual([]);
  });
});
