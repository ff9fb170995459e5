/** Carriers and what passes between them and the token's provider in files (WF-1 to WF-4). */

import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Services } from '#app/services.ts';
import { ALERT_KINDS } from '#core/workflow/alerts.ts';
import { LAST_SEQUENCE } from '#core/workflow/carrier.ts';
import type { AppEnv } from '../app-env.ts';
import { answer, refuse } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { code, id, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';
import { filesInForm } from './sent-files.ts';
import {
  activityFileHeadJson,
  activityFileHeadSchema,
  activityFileJson,
  activityFileSchema,
  alertJson,
  alertSchema,
  batchFileHeadJson,
  batchFileHeadSchema,
  batchReportJson,
  batchReportSchema,
  carrierChangesSchema,
  carrierJson,
  carrierSchema,
  missing,
  newCarrierSchema,
  secretsSchema,
} from './workflow-schemas.ts';

const tag = 'Carriers';
const params = z.object({ code: code.openapi({ example: 'opti-carrier' }) });
const sequence = z.coerce.number().int().min(1).max(LAST_SEQUENCE).openapi({ example: 12 });
const ofSequence = params.extend({ sequence });
const aCarrier = { description: 'The carrier as it is now.', schema: carrierSchema };

/** A line for each record: ten thousand of them, with reasons, stay below. */
export const MOST_BATCH_BYTES = 10_000_000;
export const takenSchema = batchReportSchema.extend({
  wasTakenBefore: z.boolean().openapi({ description: 'The same file came before: nothing was done twice.' }),
});

export function carrierRoutes({ workflow }: Pick<Services, 'workflow'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/carriers',
      tag,
      summary: 'List carriers',
      description: 'Those that you exchange files with, in the order in which they were added.',
      power: 'view',
      query: pageQuery,
      answers: { 200: { description: 'A page of carriers.', schema: pageOf(carrierSchema) } },
    }),
    async (c) =>
      answer(
        c,
        await workflow.listCarriers(c.get('actor'), pageRequest(c.req.valid('query'))),
        pageJson(carrierJson),
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/carriers',
      tag,
      summary: 'Add a carrier',
      description:
        'Services of Carrier workflow plans whose Supplier is this code go into its files from the next working morning on.',
      power: 'admin',
      body: newCarrierSchema,
      answers: { 201: aCarrier },
    }),
    async (c) => answer(c, await workflow.addCarrier(c.get('actor'), c.req.valid('json')), carrierJson, 201),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/carriers/{code}',
      tag,
      summary: 'Get a carrier',
      power: 'view',
      params,
      answers: { 200: aCarrier },
    }),
    async (c) =>
      answer(c, await workflow.findCarrier(c.get('actor'), c.req.valid('param').code), carrierJson),
  );

  router.openapi(
    operation({
      method: 'patch',
      path: '/v1/carriers/{code}',
      tag,
      summary: 'Change a carrier',
      description: 'What is left out stays.',
      power: 'admin',
      params,
      body: carrierChangesSchema,
      answers: { 200: aCarrier },
    }),
    async (c) =>
      answer(
        c,
        await workflow.changeCarrier(c.get('actor'), {
          ...c.req.valid('json'),
          code: c.req.valid('param').code,
        }),
        carrierJson,
      ),
  );

  router.openapi(
    operation({
      method: 'delete',
      path: '/v1/carriers/{code}',
      tag,
      summary: 'Remove a carrier',
      description: 'Only before the first file: numbers of files never begin anew.',
      power: 'admin',
      params,
      answers: { 204: { description: 'It is gone.' } },
    }),
    async (c) => {
      const removed = await workflow.removeCarrier(c.get('actor'), c.req.valid('param').code);
      return removed.ok ? c.body(null, 204) : refuse(c, removed.faults);
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/carriers/{code}/secrets',
      tag,
      summary: 'Make new secrets for a carrier',
      description: 'One for what it sends, one for what it is sent. Those before open nothing from then on.',
      power: 'admin',
      params,
      answers: { 201: { description: 'The secrets, shown this once.', schema: secretsSchema } },
    }),
    async (c) => {
      const renewed = await workflow.renewCarrierSecrets(c.get('actor'), c.req.valid('param').code);
      if (renewed.ok) c.set('keptBody', JSON.stringify({ hookSecret: null, deliverySecret: null }));
      return answer(c, renewed, (secrets) => secrets, 201);
    },
  );

  // ---- to the carrier

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/carriers/{code}/activity-files',
      tag,
      summary: 'List activity files',
      description: 'What the carrier was told to provision, the newest first.',
      power: 'view',
      params,
      query: pageQuery,
      answers: { 200: { description: 'A page of files.', schema: pageOf(activityFileHeadSchema) } },
    }),
    async (c) =>
      answer(
        c,
        await workflow.listActivityFiles(
          c.get('actor'),
          c.req.valid('param').code,
          pageRequest(c.req.valid('query')),
        ),
        pageJson(activityFileHeadJson),
      ),
  );

  // Declared for the description and routed by hand: to the router, "{sequence}.csv" is one name.
  router.openAPIRegistry.registerPath(
    operation({
      method: 'get',
      path: '/v1/carriers/{code}/activity-files/{sequence}.csv',
      tag,
      summary: 'Download an activity file',
      description: 'Byte for byte as the carrier has it; its form is described in docs/activity-files.md.',
      power: 'view',
      params: ofSequence,
      answers: { 200: { description: 'The file.', media: ['text/csv'] } },
    }),
  );
  router.get('/v1/carriers/:code/activity-files/:sequence{[^/]+\\.csv}', async (c) => {
    const text = c.req.param('sequence').slice(0, -'.csv'.length);
    const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    const found = await workflow.getActivityFile(c.get('actor'), c.req.param('code'), number);
    if (!found.ok) return refuse(c, found.faults);
    const { content, fileName } = found.value;
    return c.body(content, 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName}"`,
    });
  });

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/carriers/{code}/activity-files/{sequence}',
      tag,
      summary: 'Get an activity file',
      power: 'view',
      params: ofSequence,
      answers: { 200: { description: 'The file, and what it says.', schema: activityFileSchema } },
    }),
    async (c) => {
      const { code: carrier, sequence: number } = c.req.valid('param');
      return answer(c, await workflow.getActivityFile(c.get('actor'), carrier, number), activityFileJson);
    },
  );

  // ---- from the carrier

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/carriers/{code}/batch-files',
      tag,
      summary: 'Take a batch file',
      description:
        "The carrier's answers. A file is taken once, by name, number and content; one that does not hold together is refused whole (422). Records that cannot be read or applied are told in the report, and the rest is applied. Taken again, what was left undone is finished.",
      power: 'provision',
      params,
      query: z.object({
        name: z.string().max(300).optional().openapi({
          description: 'The name of a file that comes as the body itself.',
          example: 'opti-7.csv',
        }),
      }),
      uploads: {
        'text/csv': 'The file; `?name=` says what it is called.',
        'multipart/form-data': 'The file, with its name. Field names do not matter.',
      },
      maxBodyBytes: MOST_BATCH_BYTES,
      answers: { 200: { description: 'What became of each record.', schema: takenSchema } },
    }),
    async (c) => {
      const file = await sentFile(c, c.req.valid('query').name ?? '');
      const taken = await workflow.takeBatchFile(c.get('actor'), {
        ...file,
        carrier: c.req.valid('param').code,
      });
      return answer(c, taken, ({ wasTakenBefore, ...report }) => ({
        ...batchReportJson(report),
        wasTakenBefore,
      }));
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/carriers/{code}/batch-files',
      tag,
      summary: 'List batch files',
      description: 'The newest number first, and which numbers are missing.',
      power: 'view',
      params,
      query: pageQuery.extend({
        name: z.string().max(300).optional().openapi({ description: 'Only the file of this name.' }),
      }),
      answers: {
        200: { description: 'A page of files.', schema: pageOf(batchFileHeadSchema).extend({ missing }) },
      },
    }),
    async (c) => {
      const { name, ...page } = c.req.valid('query');
      const listed = await workflow.listBatchFiles(
        c.get('actor'),
        { carrier: c.req.valid('param').code, name },
        pageRequest(page),
      );
      return answer(c, listed, (files) => ({
        ...pageJson(batchFileHeadJson)(files),
        missing: files.missing,
      }));
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/carriers/{code}/batch-files/{sequence}',
      tag,
      summary: 'Get the report of a batch file',
      power: 'view',
      params: ofSequence,
      answers: { 200: { description: 'What became of each record.', schema: batchReportSchema } },
    }),
    async (c) => {
      const { code: carrier, sequence: number } = c.req.valid('param');
      return answer(c, await workflow.getBatchFile(c.get('actor'), carrier, number), batchReportJson);
    },
  );

  // ---- what is stuck

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/workflow/alerts',
      tag,
      summary: 'List alerts',
      description:
        'What is stuck (WF-3), the newest first: not collected by the next morning, sent and unanswered, batch files that are missing.',
      power: 'view',
      query: pageQuery.extend({
        status: z.enum(['open', 'resolved', 'all']).default('open'),
        carrier: code.optional().openapi({ example: 'opti-carrier' }),
        kind: z.enum(ALERT_KINDS).optional(),
      }),
      answers: { 200: { description: 'A page of alerts.', schema: pageOf(alertSchema) } },
    }),
    async (c) => {
      const { status, carrier, kind, ...page } = c.req.valid('query');
      const listed = await workflow.listAlerts(c.get('actor'), { status, carrier, kind }, pageRequest(page));
      return answer(c, listed, pageJson(alertJson));
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/workflow/alerts/{id}/close',
      tag,
      summary: 'Close an alert by hand',
      description:
        'For what nothing else ends, such as a file that the carrier will never send. The same is told again only where it becomes worse.',
      power: 'provision',
      params: z.object({ id: id('alert') }),
      body: z.strictObject({ reason: z.string().openapi({ example: 'The carrier confirmed by phone.' }) }),
      answers: { 200: { description: 'The alert, which is over.', schema: alertSchema } },
      problems: [409],
    }),
    async (c) => {
      const { reason } = c.req.valid('json');
      return answer(c, await workflow.closeAlert(c.get('actor'), c.req.valid('param').id, reason), alertJson);
    },
  );

  return router;
}

/** A file as the part of a form, or as the body itself. */
async function sentFile(
  c: Context<AppEnv>,
  name: string,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const isForm = (c.req.header('content-type') ?? '').toLowerCase().startsWith('multipart/form-data');
  if (!isForm) return { name, bytes: new Uint8Array(await c.req.arrayBuffer()) };
  const [file] = await filesInForm(c);
  return file === undefined ? { name, bytes: new Uint8Array() } : { ...file, name: name || file.name };
}
