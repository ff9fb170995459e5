/** Usage from other systems: signed, and each record taken once (USE-4). */
import { z } from '@hono/zod-openapi';
import { MOST_FILE_BYTES } from '#app/ports/workbook.ts';
import type { Services } from '#app/services.ts';
import { linesOf } from '#core/usage/usage-lines.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { fromSource } from './order-hook.ts';
import { formatOf, supplierQuery, USAGE_UPLOADS } from './usage.ts';
import { takenJson, takenSchema } from './usage-schemas.ts';

export function usageHookRoutes({ hooks, usage }: Pick<Services, 'hooks' | 'usage'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/hooks/usage',
      tag: 'Webhooks in',
      summary: 'Send usage',
      description:
        'Signed as Standard Webhooks has it, with the secret of the source that `source` names: one that sends usage (POST /v1/hook-sources). The body is that of POST /v1/usage. A message that comes again counts its records as duplicates, and takes those that it did not get to.',
      power: 'signature',
      maxBodyBytes: MOST_FILE_BYTES,
      query: z.object({
        source: z.string().max(40).openapi({ description: 'The id of the source.', example: 'hks_12' }),
        ...supplierQuery,
      }),
      uploads: USAGE_UPLOADS,
      answers: { 200: { description: 'What became of the records.', schema: takenSchema } },
      problems: [503],
      guard: fromSource(hooks, 'usage'),
    }),
    async (c) => {
      const actor = c.get('actor');
      const taken = await usage.takeUsage(actor, {
        source: actor.actorName,
        format: formatOf(c),
        supplier: c.req.valid('query').supplier ?? null,
        lines: linesOf(await c.req.text()),
      });
      return answer(c, taken, takenJson);
    },
  );

  return router;
}
