/** The audit trail of a row of the catalogue, field by field (CAT-5). */
import { z } from '@hono/zod-openapi';
import type { RowEvent } from '#app/catalogue/row-history.ts';
import type { Services } from '#app/services.ts';
import { formatId } from '#core/ids.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { idText, instantText, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';
import { rowChangeSchema } from './change-schemas.ts';

const eventSchema = z
  .object({
    version: z.number().int(),
    publishedAt: instantText,
    change: rowChangeSchema.shape.change,
    fields: rowChangeSchema.shape.fields,
    source: z
      .string()
      .openapi({ description: '`workbook`, names of files, or `version 3`.', example: 'workbook' }),
    editedBy: z.array(z.string()).openapi({ description: 'Who changed the sheet, where that is known.' }),
    submittedBy: z.string(),
    approvedBy: z.string(),
    restoredFrom: z.number().int().nullable(),
    changeSet: idText('change').nullable(),
  })
  .openapi('RowEvent');

const eventJson = ({ changeSetId, ...event }: RowEvent) => ({
  ...event,
  changeSet: changeSetId === null ? null : formatId('change', changeSetId),
});

export function rowHistoryRoutes({ catalogue }: Pick<Services, 'catalogue'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/catalogue/history',
      tag: 'Catalogue versions',
      summary: 'Show what became of a row',
      description:
        'Newest first: each version that added, changed or removed it, with old and new values and who edited, submitted and ' +
        'approved, whether it came by sheet, upload, API or restore.',
      power: 'view',
      query: pageQuery.extend({
        tab: z.string().max(100).openapi({ example: 'Package Plans' }),
        key: z.string().min(1).max(1000).openapi({
          description: 'What tells the row apart, as change sets and versions list it.',
          example: 'NBN-50',
        }),
        field: z.string().max(100).optional().openapi({
          description: 'Only what became of this column.',
          example: 'Access Fee',
        }),
      }),
      answers: { 200: { description: 'A page of events.', schema: pageOf(eventSchema) } },
      problems: [404],
    }),
    async (c) => {
      const { tab, key, field, ...page } = c.req.valid('query');
      const found = await catalogue.showRowHistory(c.get('actor'), { tab, key, field }, pageRequest(page));
      return answer(c, found, pageJson(eventJson));
    },
  );

  return router;
}
