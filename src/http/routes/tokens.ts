import { z } from '@hono/zod-openapi';
import type { Token } from '#app/ports/people.ts';
import type { Services } from '#app/services.ts';
import { formatId } from '#core/ids.ts';
import { POWERS } from '#core/people/powers.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { id, idText, instantText, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';

const tokenSchema = z
  .object({
    id: idText('token'),
    name: z.string().openapi({ description: 'What it is for.', example: 'billing-sync' }),
    scopes: z.array(z.string()).openapi({ example: ['view', 'billing'] }),
    createdAt: instantText,
    revokedAt: instantText.nullable(),
  })
  .openapi('Token');

const createdTokenSchema = tokenSchema
  .extend({
    token: z.string().nullable().openapi({
      description: 'The token itself: shown now and never again; null where this answer is a replay.',
      example: 'cardline_k3W0…',
    }),
  })
  .openapi('CreatedToken');

const toJson = ({ id, name, scopes, createdAt, revokedAt }: Token) => ({
  id: formatId('token', id),
  name,
  scopes,
  createdAt,
  revokedAt,
});

export function tokenRoutes({ people }: Pick<Services, 'people'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/tokens',
      tag: 'Tokens',
      summary: 'List tokens',
      description: 'Newest first, revoked ones included.',
      power: 'admin',
      query: pageQuery,
      answers: { 200: { description: 'A page of tokens.', schema: pageOf(tokenSchema) } },
    }),
    async (c) =>
      answer(c, await people.listTokens(c.get('actor'), pageRequest(c.req.valid('query'))), pageJson(toJson)),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/tokens',
      tag: 'Tokens',
      summary: 'Create a token',
      description: `A scope is a power (${POWERS.join(', ')}), or \`all\`. Nobody gives a power that they lack.`,
      power: 'admin',
      body: z.strictObject({
        name: z.string().openapi({ example: 'billing-sync' }),
        scopes: z.array(z.string()).openapi({ example: ['view', 'billing'] }),
      }),
      answers: { 201: { description: 'The token, shown this once.', schema: createdTokenSchema } },
    }),
    async (c) => {
      const created = await people.createToken(c.get('actor'), c.req.valid('json'));
      if (created.ok) c.set('keptBody', JSON.stringify({ ...toJson(created.value), token: null }));
      return answer(c, created, (token) => ({ ...toJson(token), token: token.text }), 201);
    },
  );

  router.openapi(
    operation({
      method: 'delete',
      path: '/v1/tokens/{id}',
      tag: 'Tokens',
      summary: 'Revoke a token',
      description: 'From its next request on it is refused. Revoking again changes nothing.',
      power: 'admin',
      params: z.object({ id: id('token') }),
      answers: { 200: { description: 'The token as it is now.', schema: tokenSchema } },
    }),
    async (c) => answer(c, await people.revokeToken(c.get('actor'), c.req.valid('param').id), toJson),
  );

  return router;
}
