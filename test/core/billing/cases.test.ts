import { describe, expect, it } from 'vitest';
import { checkSimulation } from '#core/billing/check-simulation.ts';
import { simulateBilling } from '#core/billing/simulate.ts';
import { type BillingCase, billingCases, differences } from '#test/support/billing-cases.ts';

/** The body as the HTTP layer would hand it on; undefined where it is no JSON at all. */
function bodyOf({ request, rawBody }: BillingCase): unknown {
  if (rawBody === undefined) return request;
  try {
    return JSON.parse(rawBody);
  } catch {
    return undefined;
  }
}

describe('the examples', () => {
  it('are all there', () => {
    expect(billingCases).toHaveLength(341);
  });

  it.each(billingCases.map((example) => [`${example.id} ${example.note}`, example] as const))(
    '%s',
    (_, example) => {
      const request = checkSimulation(bodyOf(example));
      if (example.expect.status !== undefined) return expect(request.ok).toBe(false);
      if (!request.ok) return expect(request.faults).toEqual([]);
      expect(differences(example.expect, simulateBilling(request.value))).toEqual([]);
    },
  );
});
