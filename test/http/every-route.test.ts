/**
 * What holds for each operation under /v1, made from the API document: a route that is added is tested here from its
 * first day on.
 */
import { beforeEach, expect, it } from 'vitest';
import { POWERS } from '#core/people/powers.ts';
import { exampleOf, type JsonSchema, type Schemas } from '#http/docs/schema-rows.ts';
import { type Api, anApi } from '#test/support/api.ts';
import { type ApiOperation, type OpenApiDocument, operationsIn, readDocument } from './support/document.ts';
import { fillBooks } from './support/fill-books.ts';

let api: Api;
let document: OpenApiDocument;
let operations: ApiOperation[];

beforeEach(async () => {
  api = await anApi();
  document = await readDocument(api);
  operations = operationsIn(document).filter(({ path }) => path.startsWith('/v1/'));
  // What follows goes through them all: with none, every sentence would hold.
  expect(operations.length).toBeGreaterThan(90);
  expect(operations.filter(powerOf).length).toBeGreaterThan(80);
  expect(operations.filter(jsonOf).length).toBeGreaterThan(30);
});

const powerOf = ({ operation }: ApiOperation) => operation.security?.[0]?.token?.[0];
const jsonOf = ({ operation }: ApiOperation) => operation.requestBody?.content['application/json']?.schema;

/** The path with keys that nobody has: of the right form, so that only their absence can be the reason. */
function strangePath({ path, operation }: ApiOperation): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const schema = (operation.parameters?.find((parameter) => parameter.name === name)?.schema ??
      {}) as JsonSchema;
    const example = String(exampleOf(schema, schemasOf()));
    return /^[a-z]+_\d+$/.test(example)
      ? `${example}99999`
      : /^\d+$/.test(example)
        ? '99999'
        : 'nobody-has-this';
  });
}

const schemasOf = () => document.components.schemas as unknown as Schemas;

function exampleBody(operation: ApiOperation): unknown {
  const schema = jsonOf(operation);
  return schema === undefined ? undefined : exampleOf(schema as JsonSchema, schemasOf());
}

const methodOf = ({ method }: ApiOperation) => method.toUpperCase();

it('refuses every operation without a token and with a wrong one', async () => {
  for (const operation of operations) {
    const [method, path] = [methodOf(operation), strangePath(operation)];
    const without = await api.withToken(null).send(method, path);
    expect(without, operation.name).toMatchObject({ status: 401, body: { code: 'token_missing' } });
    const wrong = await api.withToken('cardline_wrong').send(method, path, exampleBody(operation));
    expect(wrong, operation.name).toMatchObject({ status: 401, body: { code: 'token_invalid' } });
  }
});

it('refuses every operation to a token with all powers but the one that it takes', async () => {
  for (const operation of operations) {
    const power = powerOf(operation);
    if (power === undefined) continue;
    const others = POWERS.filter((other) => other !== power);
    const answer = await api
      .as('bluegum', ...others)
      .send(methodOf(operation), strangePath(operation), exampleBody(operation));
    expect(answer, operation.name).toMatchObject({ status: 403, body: { code: 'power_missing' } });
    expect(answer.text, operation.name).toContain(`\\"${power}\\"`);
  }
});

it('answers 404 to every key that nobody has', async () => {
  for (const operation of operations.filter(({ path }) => path.includes('{'))) {
    const answer = await api.send(methodOf(operation), strangePath(operation), exampleBody(operation));
    // An example body need not keep every rule; what must not happen is that something is found.
    const allowed = operation.operation.requestBody ? [404, 415, 422] : [404];
    expect(allowed, `${operation.name} answered ${answer.status} ${answer.text}`).toContain(answer.status);
  }
});

it('refuses JSON that cannot be read, another shape and another kind of body, wherever JSON is taken', async () => {
  for (const operation of operations) {
    if (jsonOf(operation) === undefined) continue;
    const [method, path] = [methodOf(operation), strangePath(operation)];
    const malformed = await api.send(method, path, '{"a": ');
    expect([400, 404], `${operation.name} ${malformed.text}`).toContain(malformed.status);
    const kinds = Object.keys(operation.operation.requestBody?.content ?? {});
    expect(kinds, operation.name).not.toContain('application/x-strange');
    const strange = await api.send(method, path, 'x', { 'content-type': 'application/x-strange' });
    expect(strange, operation.name).toMatchObject({ status: 415 });
    for (const body of ['7', '"text"', 'null', '{"nobodyKnowsThisField": 1}']) {
      const shapeless = await api.send(method, path, body);
      expect([404, 422], `${operation.name} ${body} ${shapeless.text}`).toContain(shapeless.status);
    }
  }
});

it('refuses page sizes outside 1 to 200 and strange cursors, wherever there are pages', async () => {
  for (const operation of operations) {
    const names = operation.operation.parameters?.map(({ name }) => name) ?? [];
    if (!names.includes('limit')) continue;
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=many',
      'cursor=%00strange',
      `cursor=${'x'.repeat(501)}`,
    ]) {
      const answer = await api.get(`${strangePath(operation)}?${query}`);
      expect([404, 422], `${operation.name} ${query} ${answer.status} ${answer.text}`).toContain(
        answer.status,
      );
    }
  }
});

/** Names under which an item of a list carries the key of its own path. */
const KEYS = ['id', 'code', 'number', 'reference', 'key', 'name'];

it('shows each thing of a list to its provider, and to another neither in its list nor by its key', async () => {
  await fillBooks(api);
  const seen: string[] = [];
  for (const detail of operations.filter(
    ({ method, path }) => method === 'get' && /^\/v1\/[\w-]+\/\{\w+\}$/.test(path),
  )) {
    const list = detail.path.slice(0, detail.path.lastIndexOf('/'));
    const parameter = /\{(\w+)\}/.exec(detail.path)?.[1] ?? '';
    const [owner, stranger] = [api.as('bluegum'), api.as('wavelink')];
    const { body } = await owner.get<{ items?: Record<string, unknown>[] }>(list);
    const theirs = (await stranger.get<{ items?: Record<string, unknown>[] }>(list)).text;
    for (const item of body.items ?? []) {
      const key = [parameter, ...KEYS].map((name) => item[name]).find((value) => value !== undefined);
      const path = `${list}/${encodeURIComponent(String(key))}`;
      expect((await owner.get(path)).status, path).toBe(200);
      // Where both have a thing under the same key of their own, each sees its own.
      if (theirs.includes(JSON.stringify(key))) continue;
      expect((await stranger.get(path)).status, `${path} as another provider`).toBe(404);
      seen.push(path);
    }
  }
  expect(seen).toEqual(
    expect.arrayContaining(['/v1/people/usr_1', '/v1/invoices/1', '/v1/carriers/opti-carrier']),
  );
});
