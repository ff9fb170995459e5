/**
 * The whole of HTTP: what every request passes through, the routes of each domain, and what the composition mounts beside
 * them (console, Slack, hooks). It knows no database and no environment; it is handed all that it needs.
 */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import type { Log } from '#app/ports/log.ts';
import type { Services } from '#app/services.ts';
import type { AppEnv } from './app-env.ts';
import { authenticate } from './auth.ts';
import { onError, onNotFound, problem } from './problem.ts';
import type { Router } from './router.ts';

export interface AppParts {
  readonly services: Services;
  readonly log: Log;
  /** Pages and receivers of other adapters, each under its own path; mounted after the API. */
  readonly mounts?: readonly { readonly path: string; readonly app: Hono<AppEnv> }[];
}

/** The routes of each domain, in the order of the documentation. */
const routers = (_services: Services): readonly Router[] => [];

export function createApp(parts: AppParts): Router {
  const { services, log } = parts;
  const app: Router = new OpenAPIHono<AppEnv>();
  app.onError(onError);
  app.notFound(onNotFound);

  app.use(requestId({ limitLength: 100 }));
  app.use(async (c, next) => {
    c.set('log', log);
    const began = performance.now();
    await next();
    log.info(
      {
        requestId: c.get('requestId'),
        method: c.req.method,
        path: c.req.path,
        status: c.res.status,
        ms: Math.round(performance.now() - began),
        provider: c.get('actor')?.providerCode,
        actor: c.get('actor')?.actorId,
      },
      'request',
    );
  });
  app.use(secureHeaders());
  app.use('/v1/*', authenticate(services));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        c.header('allow', methods.join(', '));
        return problem(
          c,
          405,
          'method_not_allowed',
          `${c.req.method} is not possible here; possible: ${methods.join(', ')}.`,
        );
      },
    }),
  );

  for (const router of routers(services)) app.route('/', router);
  for (const { path, app: mounted } of parts.mounts ?? []) app.route(path, mounted);
  return app;
}
