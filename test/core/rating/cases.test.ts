import { describe, expect, it } from 'vitest';
import { checkRatingSimulation } from '#core/rating/check-simulation.ts';
import { simulateRating } from '#core/rating/simulate.ts';
import { inLines, ratingCases } from '#test/support/rating-cases.ts';

describe('the examples of rating', () => {
  it('are all there', () => {
    expect(ratingCases).toHaveLength(106);
  });

  it.each(ratingCases.map((example) => [`${example.id} ${example.note}`, example] as const))(
    '%s',
    (_, { request, expect: expected }) => {
      const checked = checkRatingSimulation(request);
      if (expected.status !== undefined) return expect(checked.ok).toBe(false);
      if (!checked.ok) return expect(checked.faults).toEqual([]);
      const answer = simulateRating(checked.value);
      expect(inLines(answer, expected)).toEqual(inLines(expected, expected));
      expect(answer.warnings).toEqual([]);
    },
  );
});
