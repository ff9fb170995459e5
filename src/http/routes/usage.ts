/** Usage: taken from carriers, looked at, and what waits in quarantine (USE-1 to USE-4). */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { USAGE_STATUSES } from '#app/ports/usage.ts';
import { MOST_FILE_BYTES } from '#app/ports/workbook.ts';
import type { Services } from '#app/services.ts';
import { accountKey } from '#core/accounts/account-key.ts';
import { linesOf, type UsageFormat } from '#core/usage/usage-lines.ts';
import type { AppEnv } from '../app-env.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { code, id, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';
import {
  filterFields,
  intakeJson,
  intakeSchema,
  recordJson,
  recordSchema,
  takenJson,
  takenSchema,
} from './usage-schemas.ts';

const tag = 'Usage';

export const USAGE_UPLOADS = {
  'application/x-ndjson':
    'One record a line: `{"supplier", "recordId", "service", "tariffKey", "start", "quantity", "cost"}`; further fields are kept as details.',
  'text/csv':
    'Headings Supplier, Record Id, Service, Tariff Key, Start, Quantity, Carrier Cost, in any order; further columns are kept as details.',
} as const;

/** What a body of usage holds. */
export function formatOf(c: Context<AppEnv>): UsageFormat {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  return type === 'text/csv' ? 'csv' : 'ndjson';
}

export const supplierQuery = {
  supplier: code.optional().openapi({ description: 'Of all records that do not say which.' }),
};

export function usageRoutes({ usage }: Pick<Services, 'usage'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/usage',
      tag,
      summary: 'Send usage',
      description:
        'Each record is taken once (supplier and record id), however often it is sent (USE-4). What can be rated is rated; the rest waits in quarantine with its reason (USE-1). `start` is an instant with its offset, `quantity` in the unit of the tariff.',
      power: 'usage',
      query: z.object({
        ...supplierQuery,
        source: z
          .string()
          .max(200)
          .optional()
          .openapi({ description: 'What it is called in the list of intakes: a file name.' }),
      }),
      uploads: USAGE_UPLOADS,
      maxBodyBytes: MOST_FILE_BYTES,
      answers: { 200: { description: 'What became of the records.', schema: takenSchema } },
    }),
    async (c) => {
      const { supplier, source } = c.req.valid('query');
      const taken = await usage.takeUsage(c.get('actor'), {
        source: source ?? 'API',
        format: formatOf(c),
        supplier: supplier ?? null,
        lines: linesOf(await c.req.text()),
      });
      return answer(c, taken, takenJson);
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/usage',
      tag,
      summary: 'List usage, newest first',
      power: 'view',
      query: pageQuery.extend({
        ...filterFields,
        status: z.enum(USAGE_STATUSES).optional(),
        account: code.optional().openapi({ description: 'Id or reference of the account that pays for it.' }),
        service: id('service').optional(),
      }),
      answers: { 200: { description: 'A page of records.', schema: pageOf(recordSchema) } },
    }),
    async (c) => {
      const { limit, cursor, account, service, ...filter } = c.req.valid('query');
      const listed = await usage.listUsage(
        c.get('actor'),
        {
          ...filter,
          account: account === undefined ? undefined : accountKey(account),
          serviceId: service,
        },
        pageRequest({ limit, cursor }),
      );
      return answer(c, listed, pageJson(recordJson));
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/usage/intakes',
      tag,
      summary: 'List what was sent, newest first',
      power: 'view',
      query: pageQuery,
      answers: { 200: { description: 'A page of intakes.', schema: pageOf(intakeSchema) } },
    }),
    async (c) =>
      answer(
        c,
        await usage.listIntakes(c.get('actor'), pageRequest(c.req.valid('query'))),
        pageJson(intakeJson),
      ),
  );

  return router;
}
