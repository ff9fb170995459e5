/** Versions of the catalogue: what was published when, by whom, and what it changed (CAT-5). */
import { z } from '@hono/zod-openapi';
import type { Services } from '#app/services.ts';
import { ok } from '#core/result.ts';
import { answer, refuse } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';
import {
  changeSetJson,
  changeSetSchema,
  countsJson,
  countsSchema,
  rowChangeSchema,
  versionJson,
  versionSchema,
} from './change-schemas.ts';
import { numberInPath } from './tab-schemas.ts';

const tag = 'Catalogue versions';
const params = z.object({ number: numberInPath(3) });
const aVersion = { description: 'The version.', schema: versionSchema };

export function versionRoutes({ catalogue }: Pick<Services, 'catalogue'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/catalogue/versions',
      tag,
      summary: 'List versions',
      description: 'Newest first.',
      power: 'view',
      query: pageQuery,
      answers: { 200: { description: 'A page of versions.', schema: pageOf(versionSchema) } },
    }),
    async (c) =>
      answer(
        c,
        await catalogue.listVersions(c.get('actor'), pageRequest(c.req.valid('query'))),
        pageJson(versionJson),
      ),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/catalogue/versions/{number}',
      tag,
      summary: 'Show a version',
      description: 'Its plans and prices are shown by `?version=` of their own lists.',
      power: 'view',
      params,
      answers: { 200: aVersion },
    }),
    async (c) =>
      answer(c, await catalogue.showVersion(c.get('actor'), c.req.valid('param').number), versionJson),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/catalogue/versions/{number}/diff',
      tag,
      summary: 'Compare two versions',
      description:
        'What leads from this version to the other, either way round; where no other is named, to the newest, and of the newest what led to it from the one before. Version 0 is the empty catalogue before the first.',
      power: 'view',
      params,
      query: pageQuery.extend({
        to: z.coerce.number().int().min(0).optional().openapi({
          description:
            'The other version; left out: the newest, which itself is compared with the one before it.',
          example: 4,
        }),
      }),
      answers: {
        200: {
          description: 'The counts, and a page of rows.',
          schema: pageOf(rowChangeSchema).extend({
            from: z.number().int(),
            to: z.number().int(),
            diff: countsSchema,
          }),
        },
      },
    }),
    async (c) => {
      const { to, ...page } = c.req.valid('query');
      const versions = { from: c.req.valid('param').number, to };
      return answer(
        c,
        await catalogue.compareVersions(c.get('actor'), versions, pageRequest(page)),
        (found) => ({ from: found.from, to: found.to, diff: countsJson(found), ...found.rows }),
      );
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/catalogue/versions/{number}/restore',
      tag,
      summary: 'Restore a version, as a new one',
      description:
        'Publishes what the version said, at once; where the rules of approval ask for a second person, it becomes a change set ' +
        'that waits for one. Accounts and the workbook stay as they are; refill the workbook to go on from there.',
      power: 'catalogue.approve',
      params,
      body: z.strictObject({
        confirmRemovals: z
          .boolean()
          .optional()
          .openapi({ description: 'That the loss of many rows of a tab is meant.' }),
      }),
      uploads: {},
      answers: {
        201: { description: 'The version that it made.', schema: versionSchema },
        202: {
          description: 'The change set that waits for somebody to approve it.',
          schema: changeSetSchema,
        },
      },
    }),
    async (c) => {
      const done = await catalogue.restoreVersion(
        c.get('actor'),
        c.req.valid('param').number,
        c.req.valid('json') ?? {},
      );
      if (!done.ok) return refuse(c, done.faults);
      const { version, changeSet } = done.value;
      return version === null
        ? answer(c, ok(changeSet), changeSetJson, 202)
        : answer(c, ok(version), versionJson, 201);
    },
  );

  return router;
}
