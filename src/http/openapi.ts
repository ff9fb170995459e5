/** The description of the API, made from its routes. */
import type { Router } from './router.ts';
import { PROBLEM_ANSWERS } from './router.ts';
import { problemSchema } from './schemas.ts';

export type ApiDocument = ReturnType<Router['getOpenAPI31Document']>;

const INTRODUCTION = `Money is a decimal string ("49.95"), a date YYYY-MM-DD in the provider's zone, an instant RFC 3339 in UTC.

Send \`Authorization: Bearer <token>\`. A token belongs to one provider and has scopes; what belongs to another provider answers 404.

Lists come in pages: ask for the next one with \`?cursor=\` and the \`nextCursor\` of the page before, until it is null.

Send \`Idempotency-Key\` with a POST and send it again as often as need be: it is done once, and answered the same (with the header \`Idempotent-Replayed: true\`) for a day. Failures on our side are not kept.

Refusals are problem details (RFC 9457) with a stable \`code\`, one sentence in \`detail\`, and every fault with its place in \`errors\`. \`requestId\` (also the header \`X-Request-Id\`, taken from the request where it has one) finds the request in the log.`;

/** Registers what every operation refers to. */
export function registerShared(app: Router): void {
  const registry = app.openAPIRegistry;
  registry.register('Problem', problemSchema);
  for (const [name, description] of Object.values(PROBLEM_ANSWERS))
    registry.registerComponent('responses', name, {
      description,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    });
  registry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'The names are the powers that the token must have.',
  });
  registry.registerComponent('securitySchemes', 'webhookSignature', {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description: 'Standard Webhooks: webhook-id, webhook-timestamp and webhook-signature.',
  });
}

/** The OpenAPI 3.1 document of everything that is routed by now. */
export const apiDocument = (app: Router, url: string): ApiDocument => {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Cardline', version: '1', description: INTRODUCTION },
    servers: [{ url }],
  });
  return { ...document, tags: tagsOf(document) };
};

/** The headings in the order in which the routes are mounted. */
function tagsOf(document: ApiDocument) {
  const names = Object.values(document.paths ?? {}).flatMap((path) =>
    Object.values(path as Record<string, { tags?: string[] }>).flatMap(({ tags }) => tags ?? []),
  );
  return [...new Set(names)].map((name) => ({ name }));
}
