import { z } from '@hono/zod-openapi';
import type { Readiness } from '#app/ports/platform.ts';
import { problem, RETRY_AFTER_SECONDS } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';

const health = z.object({ status: z.literal('ok') }).openapi('Health');

/** Whether the process answers, and whether it could also do something: its database is there and migrated. */
export function healthRoutes(ready: () => Promise<Readiness>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/healthz',
      tag: 'Health',
      summary: 'Is the process alive',
      power: 'open',
      answers: { 200: { description: 'It answers.', schema: health } },
    }),
    (c) => c.json({ status: 'ok' }),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/readyz',
      tag: 'Health',
      summary: 'Is the database reachable and migrated',
      power: 'open',
      answers: { 200: { description: 'It is.', schema: health } },
      problems: [503],
    }),
    async (c) => {
      const readiness = await ready();
      if (readiness.isReady) return c.json({ status: 'ok' });
      c.header('retry-after', RETRY_AFTER_SECONDS);
      return problem(c, 503, 'not_ready', readiness.reason);
    },
  );

  return router;
}
