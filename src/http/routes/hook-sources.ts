/** Systems that send orders to POST /hooks/orders or usage to POST /hooks/usage, each with a secret of its own. */
import { z } from '@hono/zod-openapi';
import { HOOK_SENDS, type HookSource } from '#app/ports/hooks.ts';
import type { Services } from '#app/services.ts';
import { formatId } from '#core/ids.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { id, idText, instantText, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';

const tag = 'Webhooks in';

const sourceSchema = z
  .object({
    id: idText('hook'),
    name: z.string().openapi({ description: 'What sends them.', example: 'Web shop' }),
    sends: z.enum(HOOK_SENDS).openapi({ description: 'It may send that, and nothing else.' }),
    path: z.string().openapi({ description: 'Where it sends them.', example: '/hooks/orders?source=hks_12' }),
    createdAt: instantText,
    revokedAt: instantText.nullable(),
  })
  .openapi('HookSource');

const addedSchema = sourceSchema
  .extend({
    secret: z.string().nullable().openapi({
      description: 'What it signs with: shown now and never again; null where this answer is a replay.',
      example: 'whsec_k3W0…',
    }),
  })
  .openapi('AddedHookSource');

const toJson = ({ id: key, name, sends, createdAt, revokedAt }: HookSource) => ({
  id: formatId('hook', key),
  name,
  sends,
  path: `/hooks/${sends}?source=${formatId('hook', key)}`,
  createdAt,
  revokedAt,
});

export function hookSourceRoutes({ hooks }: Pick<Services, 'hooks'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/hook-sources',
      tag,
      summary: 'List sources of webhooks',
      description: 'Newest first, revoked ones included.',
      power: 'admin',
      query: pageQuery,
      answers: { 200: { description: 'A page of sources.', schema: pageOf(sourceSchema) } },
    }),
    async (c) =>
      answer(c, await hooks.listSources(c.get('actor'), pageRequest(c.req.valid('query'))), pageJson(toJson)),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/hook-sources',
      tag,
      summary: 'Add a source of webhooks',
      description: 'It signs with a secret of its own, which is shown this once.',
      power: 'admin',
      body: z.strictObject({
        name: z.string().openapi({ example: 'Web shop' }),
        sends: z.enum(HOOK_SENDS).optional().openapi({ description: 'What it sends; left out: orders.' }),
      }),
      answers: { 201: { description: 'The source, with its secret.', schema: addedSchema } },
    }),
    async (c) => {
      const added = await hooks.addSource(c.get('actor'), c.req.valid('json'));
      if (added.ok) c.set('keptBody', JSON.stringify({ ...toJson(added.value), secret: null }));
      return answer(c, added, (source) => ({ ...toJson(source), secret: source.secret }), 201);
    },
  );

  router.openapi(
    operation({
      method: 'delete',
      path: '/v1/hook-sources/{id}',
      tag,
      summary: 'Revoke a source of webhooks',
      description: 'From its next call on it is refused. Revoking again changes nothing.',
      power: 'admin',
      params: z.object({ id: id('hook') }),
      answers: { 200: { description: 'The source as it is now.', schema: sourceSchema } },
    }),
    async (c) => answer(c, await hooks.revokeSource(c.get('actor'), c.req.valid('param').id), toJson),
  );

  return router;
}
