import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasNews, missingOf, type Run, runsText, withNumber } from '#core/workflow/gaps.ts';

const runsOf = (numbers: readonly number[]): Run[] =>
  numbers.reduce<Run[]>((runs, number) => withNumber(runs, number), []);
const numbersOf = (runs: readonly Run[]): number[] =>
  runs.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));

describe('WF-3: gaps in a sequence', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });

  it('are exactly the numbers between those that came, whatever the order in which they came', () => {
    fc.assert(
      fc.property(numbers, (came) => {
        const [least, most] = [Math.min(...came), Math.max(...came)];
        const wanted = Array.from({ length: most - least + 1 }, (_, index) => least + index);
        expect(numbersOf(missingOf(runsOf(came), null))).toEqual(wanted.filter((one) => !came.includes(one)));
      }),
    );
  });

  it('begin at the number that is counted from', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 45 }), (came, from) => {
        const wanted = Array.from({ length: 40 }, (_, index) => index + 1).filter(
          (one) => one >= from && one <= Math.max(...came) && !came.includes(one),
        );
        expect(numbersOf(missingOf(runsOf(came), from))).toEqual(wanted);
      }),
    );
  });

  it('are news only where a number is missing that was not before', () => {
    const before = missingOf(runsOf([1, 5]), null);
    expect(hasNews(before, missingOf(runsOf([1, 3, 5]), null))).toBe(false);
    expect(hasNews(before, missingOf(runsOf([1, 5, 7]), null))).toBe(true);
    expect(hasNews([], before)).toBe(true);
  });

  it('are said in words', () => {
    expect(runsText([{ from: 8, to: 8 }])).toBe('8');
    expect(
      runsText([
        { from: 8, to: 9 },
        { from: 12, to: 12 },
      ]),
    ).toBe('8 to 9 and 12');
    expect(
      runsText([
        { from: 1, to: 1 },
        { from: 3, to: 4 },
        { from: 9, to: 9 },
      ]),
    ).toBe('1, 3 to 4 and 9');
  });
});
