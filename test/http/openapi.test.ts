/** The API description: made from the routes, whole, and in agreement with what is promised to the outside. */
import { beforeEach, describe, expect, it } from 'vitest';
import { POWERS } from '#core/people/powers.ts';
import { type Api, anApi } from '#test/support/api.ts';
import { type ApiOperation, type OpenApiDocument, operationsIn, readDocument } from './support/document.ts';

let api: Api;
let document: OpenApiDocument;
let operations: ApiOperation[];

beforeEach(async () => {
  api = await anApi();
  document = await readDocument(api);
  operations = operationsIn(document);
});

/**
 * What the outside is promised, by subject. A subject that is described at all is described whole; the first is always
 * there.
 */
const PROMISED: readonly (readonly string[])[] = [
  [
    'GET /healthz',
    'GET /readyz',
    'GET /openapi.json',
    'GET /docs',
    'GET /v1/provider',
    'PATCH /v1/provider',
    'GET /v1/audit',
    'GET /v1/people',
    'POST /v1/people',
    'GET /v1/tokens',
    'POST /v1/tokens',
    'DELETE /v1/tokens/{}',
    'POST /hooks/schedule',
  ],
  [
    'POST /v1/webhooks',
    'GET /v1/webhooks',
    'GET /v1/webhooks/topics',
    'GET /v1/webhooks/{}',
    'PATCH /v1/webhooks/{}',
    'GET /v1/webhooks/{}/deliveries',
    'POST /v1/webhooks/{}/deliveries/{}/redeliver',
    'POST /v1/webhooks/{}/redeliver',
  ],
  ['GET /v1/package-plans', 'GET /v1/package-plans/{}'],
  ['GET /v1/service-plans', 'GET /v1/service-plans/{}'],
  ['GET /v1/products', 'GET /v1/products/{}'],
  ['GET /v1/tariffs', 'GET /v1/tariffs/{}'],
  ['GET /v1/rate-cards/{}/rates'],
  [
    'POST /v1/catalogue/changes',
    'GET /v1/catalogue/changes/{}',
    'POST /v1/catalogue/changes/{}/approve',
    'POST /v1/catalogue/changes/{}/reject',
    'POST /v1/catalogue/changes/{}/withdraw',
  ],
  [
    'GET /v1/catalogue/versions',
    'GET /v1/catalogue/versions/{}',
    'GET /v1/catalogue/versions/{}/diff',
    'POST /v1/catalogue/versions/{}/restore',
  ],
  ['POST /v1/accounts', 'GET /v1/accounts', 'GET /v1/accounts/{}', 'POST /v1/accounts/import'],
  [
    'POST /v1/orders',
    'GET /v1/orders/{}',
    'PATCH /v1/orders/{}',
    'POST /v1/orders/{}/activate',
    'POST /v1/orders/{}/halt',
    'POST /v1/orders/{}/resubmit',
    'POST /v1/orders/{}/cancel',
    'GET /v1/orders/{}/log',
  ],
  [
    'GET /v1/provisioning/queue',
    'POST /v1/provisioning/requests/{}/activate',
    'POST /v1/provisioning/requests/{}/halt',
    'POST /v1/provisioning/requests/{}/claim',
  ],
  [
    'GET /v1/carriers/{}/activity-files',
    'GET /v1/carriers/{}/activity-files/{}',
    'POST /v1/carriers/{}/batch-files',
    'POST /hooks/carriers/{}',
  ],
  [
    'GET /v1/subscriptions',
    'GET /v1/subscriptions/{}',
    'POST /v1/subscriptions/{}/cancel',
    'POST /v1/subscriptions/{}/migrate',
    'PUT /v1/subscriptions/{}/access-fee-override',
  ],
  ['POST /v1/billing/runs', 'GET /v1/billing/runs/{}', 'GET /v1/billing/runs/{}/cardlines'],
  ['GET /v1/periods', 'POST /v1/periods/approve'],
  ['GET /v1/cardlines', 'GET /v1/cardlines/{}'],
  [
    'GET /v1/invoices',
    'GET /v1/invoices/{}',
    'GET /v1/invoices/{}.html',
    'GET /v1/invoices/{}.pdf',
    'GET /v1/invoices/{}.csv',
  ],
  ['POST /v1/usage', 'GET /v1/usage'],
  ['GET /v1/quarantine', 'POST /v1/quarantine/cleanse', 'POST /v1/quarantine/write-off'],
  ['POST /v1/accounts/{}/purchases', 'POST /soap', 'GET /soap'],
  ['POST /hooks/orders', 'GET /v1/hook-sources', 'POST /v1/hook-sources', 'DELETE /v1/hook-sources/{}'],
  ['POST /hooks/usage'],
  ['POST /v1/simulate/billing'],
  ['POST /v1/simulate/rating'],
];

it('has every operation that is promised of a subject', () => {
  const described = new Set(operations.map(({ name }) => name.replace(/\{\w+\}/g, '{}')));
  const [always = [], ...subjects] = PROMISED;
  const begun = subjects.filter((subject) => subject.some((name) => described.has(name)));
  expect([always, ...begun].flat().filter((name) => !described.has(name))).toEqual([]);
});

/** `:number{[^/]+\\.html}` of the router is `{number}.html` of the description. */
const describedPath = (path: string): string =>
  path.replace(
    /:(\w+)(?:\{[^}]*?(?:\\(\.\w+))?\})?/g,
    (_, name: string, ending = '') => `{${name}}${ending}`,
  );

it('describes exactly the routes that the app answers under /v1', () => {
  const routed = api.app.routes
    .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/v1/'))
    .map(({ method, path }) => `${method} ${describedPath(path)}`);
  const described = operations.map(({ name }) => name).filter((name) => name.includes(' /v1/'));
  expect([...new Set(routed)].sort()).toEqual(described.sort());
});

describe('every operation', () => {
  it('has a heading, a summary of a few words and its own name', () => {
    for (const { name, operation } of operations) {
      expect(operation.tags, name).toHaveLength(1);
      expect(operation.summary, name).toMatch(/^[A-Z][^.]{3,80}$/);
    }
    const names = operations.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('says which token or signature it needs, or that it needs none', () => {
    for (const { name, operation } of operations) {
      expect(operation.security, name).toBeDefined();
      const [asked] = operation.security ?? [];
      if (name.includes(' /v1/')) expect(Object.keys(asked ?? {}), name).toEqual(['token']);
      for (const power of asked?.token ?? []) expect(POWERS, name).toContain(power);
    }
  });

  it('has an answer that is good and problems for what can go wrong', () => {
    for (const { name, operation, path } of operations) {
      const statuses = Object.keys(operation.responses);
      expect(
        statuses.filter((status) => /^[23]/.test(status)),
        name,
      ).not.toEqual([]);
      const expected = [
        '500',
        ...(operation.security?.length ? ['401'] : []),
        ...(operation.security?.[0]?.token?.length ? ['403'] : []),
        ...(operation.requestBody ? ['400', '413', '415', '422'] : []),
        ...(path.includes('{') ? ['404'] : []),
      ];
      expect(statuses, name).toEqual(expect.arrayContaining(expected));
    }
  });

  it('names the parameters of its path, and no others', () => {
    for (const { name, operation, path } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter).sort();
      const described = (operation.parameters ?? [])
        .filter((parameter) => parameter.in === 'path')
        .map((parameter) => parameter.name);
      expect(described.sort(), name).toEqual(inPath);
    }
  });
});

it('is OpenAPI 3.1 as its standard has it', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(document.info).toMatchObject({ title: 'Cardline', version: expect.any(String) });
  expect(document.servers).toEqual([{ url: 'http://cardline.test' }]);
  const tags = new Set(document.tags.map(({ name }) => name));
  for (const { name, operation, method } of operations) {
    expect(['get', 'put', 'post', 'delete', 'patch'], name).toContain(method);
    for (const tag of operation.tags ?? []) expect(tags, name).toContain(tag);
    for (const [status, response] of Object.entries(operation.responses)) {
      expect(status, name).toMatch(/^[1-5]\d\d$/);
      expect(response.$ref ?? response.description, `${name} ${status}`).toBeTruthy();
    }
    for (const parameter of operation.parameters ?? []) {
      expect(['path', 'query', 'header'], name).toContain(parameter.in);
      expect(parameter.schema, `${name} ${parameter.name}`).toBeDefined();
      if (parameter.in === 'path') expect(parameter.required, name).toBe(true);
    }
    if (operation.requestBody) expect(Object.keys(operation.requestBody.content), name).not.toEqual([]);
    for (const asked of operation.security ?? [])
      for (const scheme of Object.keys(asked))
        expect(document.components.securitySchemes, name).toHaveProperty(scheme);
  }
});

it('refers only to what it contains, and has no schema without a meaning', () => {
  const referred = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    ([, path = '']) => path,
  );
  expect(referred.length).toBeGreaterThan(0);
  for (const path of new Set(referred)) {
    const found = path
      .split('/')
      .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], document);
    expect(found, path).toBeDefined();
  }
  for (const fault of schemaFaults(document)) expect.soft(fault).toBeUndefined();
});

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];

/** What of the schemas is not JSON Schema 2020-12 as OpenAPI 3.1 uses it. */
function schemaFaults(value: unknown, place = '#'): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => schemaFaults(item, `${place}/${index}`));
  if (typeof value !== 'object' || value === null) return [];
  const faults = Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'example' || key === 'examples' || key === 'default') return [];
    return schemaFaults(inner, `${place}/${key}`);
  });
  if (!('type' in value) || place.includes('securitySchemes') || place.endsWith('/properties')) return faults;
  const types = [value.type].flat();
  return [
    ...faults,
    ...types
      .filter((type) => !TYPES.includes(String(type)))
      .map((type) => `${place}: no type ${String(type)}`),
    ...('nullable' in value ? [`${place}: nullable is of OpenAPI 3.0`] : []),
    ...(types.includes('array') && !('items' in value) ? [`${place}: a list of what`] : []),
  ];
}
