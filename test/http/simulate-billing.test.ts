import { describe, expect, it } from 'vitest';
import { type Api, anApi } from '#test/support/api.ts';
import { type BillingAnswer, billingCases, differences } from '#test/support/billing-cases.ts';

interface ApiDocument {
  readonly components: {
    readonly schemas: { readonly BillingSimulationRequest: { readonly example: object } };
  };
}

describe('POST /v1/simulate/billing', () => {
  it('answers every example as its rules say, or refuses it', async () => {
    const api = await anApi();
    const wrong: string[] = [];
    for (const { id, request, rawBody, expect: expected } of billingCases) {
      const body = rawBody ?? JSON.stringify(request);
      const { status, body: answered } = await api.post<BillingAnswer>('/v1/simulate/billing', body, {
        'content-type': 'application/json',
      });
      if (expected.status !== undefined) {
        if (!expected.status.includes(status))
          wrong.push(`${id}: ${status}, not ${expected.status.join(' or ')}`);
      } else if (status !== 200) wrong.push(`${id}: ${status} ${JSON.stringify(answered)}`);
      else wrong.push(...differences(expected, answered).map((difference) => `${id}: ${difference}`));
    }
    expect(wrong).toEqual([]);
  });

  it('BILL-12: answers the documented example with its explanations', async () => {
    const api = await anApi();
    const { body } = await api.post<{ cardlines: { explanation: { text: string; rules: string[] } }[] }>(
      '/v1/simulate/billing',
      await documentedExample(api),
    );
    expect(body.cardlines).toMatchObject([
      { generatedOn: '2026-04-10', kind: 'setup_fee', amount: '10.00', tax: '1.00' },
      {
        generatedOn: '2026-04-16',
        kind: 'access_fee',
        from: '2026-04-16',
        to: '2026-05-15',
        amount: '30.00',
      },
      {
        generatedOn: '2026-05-16',
        kind: 'access_fee',
        from: '2026-05-16',
        to: '2026-06-15',
        amount: '30.00',
      },
      {
        generatedOn: '2026-06-01',
        kind: 'credit',
        from: '2026-06-10',
        to: '2026-06-15',
        amount: '-5.81',
        tax: '-0.58',
      },
    ]);
    for (const { explanation } of body.cardlines) {
      expect(explanation.rules.length).toBeGreaterThan(0);
      expect(explanation.text).toMatch(/\b(10|30)\.00\b/);
    }
  });

  it('names every fault with its place, all at once', async () => {
    const api = await anApi();
    const { status, body } = await api.post<{ errors: { path: string; code: string }[] }>(
      '/v1/simulate/billing',
      {
        plan: { periodLengthMonths: 0, billAccessFeesIn: 'monthly', accessFee: '1,000.00' },
        subscription: { start: '2026-02-30' },
        runs: { from: '2026-01-01', to: '2026-12-31' },
        surprise: true,
      },
    );
    expect(status).toBe(422);
    expect(body.errors.map(({ path }) => path).sort()).toEqual([
      'plan.accessFee',
      'plan.billAccessFeesIn',
      'plan.periodLengthMonths',
      'subscription.start',
      'surprise',
    ]);
  });

  it('asks for a token and for JSON', async () => {
    const api = await anApi();
    expect((await api.withToken(null).post('/v1/simulate/billing', {})).status).toBe(401);
    const cut = await api.post('/v1/simulate/billing', '{"plan":', { 'content-type': 'application/json' });
    expect(cut.status).toBe(400);
  });
});

async function documentedExample(api: Api): Promise<object> {
  const { body } = await api.get<ApiDocument>('/openapi.json');
  return body.components.schemas.BillingSimulationRequest.example;
}
