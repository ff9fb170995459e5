/** Holds an answer against the API document: a status that the operation lists, a body that its schema describes whole. */
import type { z } from '@hono/zod-openapi';
import { expect } from 'vitest';
import type { Router } from '#http/router.ts';
import { problemSchema } from '#http/schemas.ts';

/** Of any path, operation or not. */
const ANYWHERE = [404, 405, 413];

interface DeclaredAnswer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
}

export interface DeclaredRoute {
  readonly method: string;
  readonly path: string;
  readonly responses: Readonly<Record<string, DeclaredAnswer>>;
}

/** Every operation that the app declares. */
const operationsOf = (app: Router): DeclaredRoute[] =>
  app.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === 'route' ? [definition.route as DeclaredRoute] : [],
  );

export function checkConformance(
  app: Router,
  method: string,
  path: string,
  response: Response,
  body: unknown,
): void {
  const type = response.headers.get('content-type') ?? '';
  const where = `${method} ${path} answered ${response.status}`;
  if (method === 'HEAD') return;
  if (type.startsWith('application/problem+json')) {
    expect(
      problemSchema.strict().safeParse(body).error?.issues,
      `${where}: a problem of the one shape`,
    ).toBeUndefined();
    expect(body, where).toMatchObject({ status: response.status });
    // A replay has the id of the request that was answered first.
    if (!response.headers.has('idempotent-replayed'))
      expect(body, where).toMatchObject({ requestId: response.headers.get('x-request-id') });
  }
  const pathname = path.split('?')[0] ?? path;
  const operation = operationsOf(app)
    .filter(
      (candidate) => candidate.method === method.toLowerCase() && patternOf(candidate.path).test(pathname),
    )
    .sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
  if (operation === undefined || ANYWHERE.includes(response.status)) return;
  const declared = operation.responses[response.status];
  expect(declared, `${where}, which ${operation.path} does not declare`).toBeDefined();
  if (declared?.$ref !== undefined) {
    expect(type, where).toBe('application/problem+json');
    return;
  }
  const schema = declared?.content?.['application/json']?.schema as z.ZodType | undefined;
  if (schema === undefined || !type.startsWith('application/json')) return;
  const parsed = schema.safeParse(body);
  expect(parsed.error?.issues, `${where}, and the body is not as declared`).toBeUndefined();
  // What a schema does not know is dropped by reading: the rest must be all there was.
  expect(parsed.data, `${where}, and the body has fields that are not declared`).toEqual(body);
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`);
