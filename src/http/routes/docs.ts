import { z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { AppEnv } from '../app-env.ts';
import { docsPage } from '../docs/docs-page.ts';
import { DOCS_STYLE } from '../docs/docs-style.ts';
import { type ApiDocument, apiDocument } from '../openapi.ts';
import { makeRouter, operation, type Router } from '../router.ts';

/** The API description, for programs and for people. It is made from the routes once, when it is first asked for. */
export function docsRoutes(app: Router, url: string) {
  let made: ApiDocument | undefined;
  const document = () => {
    made ??= apiDocument(app, url);
    return made;
  };
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/openapi.json',
      tag: 'Documentation',
      summary: 'This description, for programs',
      power: 'open',
      answers: { 200: { description: 'OpenAPI 3.1.', schema: z.record(z.string(), z.unknown()) } },
    }),
    (c) => c.json(document()),
  );

  router.use('/docs/*', pageHeaders);
  router.openapi(
    operation({
      method: 'get',
      path: '/docs',
      tag: 'Documentation',
      summary: 'This description, for people',
      power: 'open',
      answers: { 200: { description: 'A page.', media: ['text/html'] } },
    }),
    (c) => c.html(docsPage(document())),
  );
  router.get('/docs/style.css', (c) =>
    c.body(DOCS_STYLE, 200, {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=300',
    }),
  );

  return router;
}

/** The page loads its own style and nothing else. */
const pageHeaders: MiddlewareHandler<AppEnv> = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
});
