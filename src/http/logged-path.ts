import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { AppEnv } from './app-env.ts';

/**
 * A request's path as a log may have it: of the API as it is, elsewhere the route's pattern. Addresses of pages can be
 * secrets (`/sign-in/:token`, `/track/:token`), and whoever reads the log must not be able to use them.
 */
export const loggedPath = (c: Context<AppEnv>): string =>
  c.req.path.startsWith('/v1/')
    ? c.req.path
    : (matchedRoutes(c).find(({ method }) => method !== 'ALL')?.path ?? '(no route)');
