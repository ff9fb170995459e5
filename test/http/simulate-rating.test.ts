import { describe, expect, it } from 'vitest';
import { RATING_BOUNDS } from '#core/rating/check-simulation.ts';
import type { RatingSimulation } from '#core/rating/simulation.ts';
import { type Answer, anApi } from '#test/support/api.ts';
import { aRatingRequest, aRequestedRate } from '#test/support/rating.ts';
import { inLines, ratingCases } from '#test/support/rating-cases.ts';

const PATH = '/v1/simulate/rating';

interface Refusal {
  readonly code: string;
  readonly errors: readonly { readonly path: string; readonly code: string }[];
}

describe('POST /v1/simulate/rating', () => {
  it('answers every example as it expects', async () => {
    const api = await anApi();
    for (const { id, request, expect: expected } of ratingCases) {
      const { status, body } = await api.post<RatingSimulation>(PATH, request);
      if (expected.status !== undefined) expect(expected.status, id).toContain(status);
      else expect([status, inLines(body, expected)], id).toEqual([200, inLines(expected, expected)]);
    }
  });

  it('answers the example of the API document', async () => {
    const api = await anApi();
    const document = await api.get<{
      components: { schemas: { RatingSimulationRequest: { example: unknown; required: string[] } } };
      paths: Record<string, { post: { requestBody: { content: Record<string, unknown> } } }>;
    }>('/openapi.json');
    expect(document.body.paths[PATH]?.post.requestBody.content['application/json']).toEqual({
      schema: { $ref: '#/components/schemas/RatingSimulationRequest' },
    });
    const { example } = document.body.components.schemas.RatingSimulationRequest;
    const { status, body } = await api.post<RatingSimulation>(PATH, example);
    expect([status, body.charges]).toMatchObject([
      200,
      [{ id: '1', charge: '0.8000', billedQuantity: 120, timeBand: 'peak' }],
    ]);
  });

  it('describes every setting that it takes, and requires those without a default', async () => {
    const api = await anApi();
    const { body } = await api.get<{
      components: {
        schemas: {
          RatingSimulationRequest: {
            required: string[];
            properties: Record<string, { items?: { properties: Record<string, unknown> } }>;
          };
        };
      };
    }>('/openapi.json');
    const { required, properties } = body.components.schemas.RatingSimulationRequest;
    const everything = Object.fromEntries(Object.keys(properties).map((name) => [name, 0]));
    const empty = await api.post<Refusal>(PATH, {});
    expect(empty.body.errors.map(({ path }) => path).sort()).toEqual([...required].sort());
    for (const list of ['rates', 'bands']) {
      const entry = Object.fromEntries(
        Object.keys(properties[list]?.items?.properties ?? {}).map((name) => [name, {}]),
      );
      const { body: refusal } = await api.post<Refusal>(PATH, { ...everything, [list]: [entry] });
      expect(refusal.errors.filter(({ code }) => code === 'unknown_field')).toEqual([]);
    }
  });

  it('names every fault at once, each with its path and its code', async () => {
    const api = await anApi();
    const { status, body } = await api.post<Refusal>(
      PATH,
      aRatingRequest({ decimals: 9, rates: [aRequestedRate({ per: 0, price: 'abc' })] }),
    );
    expect(status).toBe(422);
    expect(body.code).toBe('several_faults');
    expect(body.errors.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
      'decimals out_of_range',
      'rates[0].per out_of_range',
      'rates[0].price invalid_price',
    ]);
  });

  it('USE-7: quarantines what cannot be read instead of refusing it', async () => {
    const api = await anApi();
    const { status, body } = await api.post<RatingSimulation>(PATH, aRatingRequest({ usage: ['call', 7] }));
    expect(status).toBe(200);
    expect(body.quarantine.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'usage[0] Invalid Record',
      'usage[1] Invalid Record',
    ]);
  });

  it('says what publishing would refuse', async () => {
    const api = await anApi();
    const rates = [aRequestedRate(), aRequestedRate({ fromQuantity: 90 })];
    const { body } = await api.post<RatingSimulation>(PATH, aRatingRequest({ rates }));
    expect(body.warnings.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'rates[1].fromQuantity step_off_grid',
    ]);
  });

  it('refuses a body that is no JSON, another kind of body, and one that is too large', async () => {
    const api = await anApi();
    const saying = ({ status, body }: Answer) => `${status} ${body.code}`;
    expect(saying(await api.post(PATH, '{"decimals": NaN}'))).toBe('400 malformed_json');
    expect(saying(await api.post(PATH, '[]'))).toBe('422 not_an_object');
    expect(saying(await api.post(PATH, 'id;start', { 'content-type': 'text/csv' }))).toBe(
      '415 unsupported_media_type',
    );
    expect(saying(await api.post(PATH, ' '.repeat(5_000_001)))).toBe('413 content_too_large');
  });

  it('takes any token, and none but a token', async () => {
    const api = await anApi();
    expect((await api.as('bluegum', 'view').post(PATH, aRatingRequest())).status).toBe(200);
    expect((await api.as('wavelink', 'provision').post(PATH, aRatingRequest())).status).toBe(200);
    expect((await api.withToken(null).post(PATH, aRatingRequest())).status).toBe(401);
  });

  it('answers a request as large as is taken', async () => {
    const api = await anApi();
    const record = { start: '2026-03-02T10:00:00+11:00', quantity: 70 };
    const usage = Array.from({ length: RATING_BOUNDS.usage }, (_, id) => ({ id: String(id), ...record }));
    const { status, body } = await api.post<RatingSimulation>(PATH, aRatingRequest({ usage }));
    expect([status, body.charges.length]).toEqual([200, RATING_BOUNDS.usage]);
    const { body: refusal } = await api.post<Refusal>(
      PATH,
      aRatingRequest({ usage: [...usage, { id: 'one more', ...record }] }),
    );
    expect(refusal.code).toBe('too_many_usage');
  });
});
