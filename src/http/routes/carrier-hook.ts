/** Where carriers send their batch files to: signed, since nobody there has a token (WF-1). */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Actor } from '#app/ports/platform.ts';
import type { Services } from '#app/services.ts';
import type { AppEnv } from '../app-env.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { code } from '../schemas.ts';
import { hookOff, isSignedWith, signatureInvalid } from '../webhook-signature.ts';
import { MOST_BATCH_BYTES, takenSchema } from './carriers.ts';
import { batchReportJson } from './workflow-schemas.ts';

export function carrierHookRoutes({ workflow }: Pick<Services, 'workflow'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/hooks/carriers/{code}',
      tag: 'Webhooks in',
      summary: "Take a carrier's batch file",
      description:
        "The file is the body, signed as Standard Webhooks has it with the secret that the provider's admin was shown. The signature says which provider it is for. Sent again under the same `name` (left out: the same `webhook-id`), nothing is done twice, and what was left undone is finished.",
      power: 'signature',
      params: z.object({ code: code.openapi({ example: 'opti-carrier' }) }),
      query: z.object({
        name: z.string().max(300).optional().openapi({
          description: 'What the carrier calls the file; left out: the `webhook-id`.',
          example: 'opti-7.csv',
        }),
      }),
      uploads: { 'text/csv': 'The batch file.' },
      maxBodyBytes: MOST_BATCH_BYTES,
      answers: { 200: { description: 'What became of each record.', schema: takenSchema } },
      problems: [503],
    }),
    async (c) => {
      const { code: carrier } = c.req.valid('param');
      const sender = await senderOf(c, workflow, carrier);
      if (sender instanceof Response) return sender;
      const taken = await workflow.takeBatchFile(sender, {
        carrier,
        name: c.req.valid('query').name ?? c.req.header('webhook-id') ?? '',
        bytes: new Uint8Array(await c.req.arrayBuffer()),
      });
      return answer(c, taken, ({ wasTakenBefore, ...report }) => ({
        ...batchReportJson(report),
        wasTakenBefore,
      }));
    },
  );

  return router;
}

/** The carrier whose secret fits, at whichever provider; or the refusal, which does not tell whether there is one of that code. */
async function senderOf(
  c: Context<AppEnv>,
  workflow: Services['workflow'],
  code: string,
): Promise<Actor | Response> {
  const known = await workflow.hookCarriers(code, c.get('requestId'));
  if (known === null) return hookOff(c);
  for (const { actor, hookSecret } of known)
    if (await isSignedWith(c, hookSecret)) {
      c.set('actor', actor);
      return actor;
    }
  return signatureInvalid(c);
}
