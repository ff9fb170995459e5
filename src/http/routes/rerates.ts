/** Re-rating what was rated by a price that was changed in the past (USE-8): looked at, previewed, accepted or rejected. */
import { z } from '@hono/zod-openapi';
import { RERATE_STATUSES, type Rerate, type RerateLine, type SideFigures } from '#app/ports/rerates.ts';
import type { Services } from '#app/services.ts';
import type { RerateView } from '#app/usage/list-rerates.ts';
import { formatId } from '#core/ids.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { id, idText, instantText, pageJson, pageOf, pageQuery, pageRequest, price } from '../schemas.ts';
import { sumText } from './usage-schemas.ts';

const tag = 'Usage';
const count = z.number().int();
const params = z.object({ id: id('rerate') });

const sums = {
  records: count.openapi({ description: 'That would cost something else.' }),
  charged: price.openapi({ description: 'What they were charged so far, ex tax.' }),
  wouldBe: price,
  difference: price.openapi({ description: 'Negative: credits.' }),
  ofBilled: price.openapi({
    description:
      'Of the difference, what lies in periods of which something is billed: the next run makes a further line of it.',
  }),
};
const sideSchema = z.object(sums).openapi('RerateSide');

const rerateSchema = z
  .object({
    id: idText('rerate'),
    version: count.openapi({ description: 'Whose prices what was rated would be charged by.' }),
    baseVersion: count.openapi({
      description:
        'The version that these are compared with: the last before it of which no re-rating is open.',
    }),
    status: z.enum(RERATE_STATUSES).openapi({
      description:
        '`measuring`: not worked out yet. `open`: waits for somebody. `accepting`: being written. `superseded`: a later version changed prices of the past again, and its re-rating holds this one. `nothing`: no charge would be another.',
    }),
    createdAt: instantText,
    measuredAt: instantText.nullable(),
    figures: z
      .object({
        sell: sideSchema,
        buy: sideSchema.openapi({ description: 'What the provider itself pays.' }),
        accounts: count,
        services: count,
        unpriced: count.openapi({
          description: 'Charges for which the new prices have none: they stay as they are.',
        }),
      })
      .nullable()
      .openapi({ description: 'As they were worked out last; of what was accepted, what was accepted.' }),
    hash: z.string().nullable().openapi({ description: 'Of the figures: accepting names it.' }),
    decidedBy: z.string().nullable(),
    decidedAt: instantText.nullable(),
    reason: z.string().nullable(),
  })
  .openapi('Rerate');

const lineSchema = z
  .object({
    account: z.string(),
    accountName: z.string(),
    serviceId: idText('service'),
    service: z.string().nullable(),
    side: z.enum(['sell', 'buy']),
    ...sums,
  })
  .openapi('RerateLine');

const sumsJson = (records: number, charged: bigint, wouldBe: bigint, ofBilled: bigint) => ({
  records,
  charged: sumText(charged),
  wouldBe: sumText(wouldBe),
  difference: sumText(wouldBe - charged),
  ofBilled: sumText(ofBilled),
});

const sideJson = ({ records, charged, wouldBe, ofBilled }: SideFigures) =>
  sumsJson(records, BigInt(charged), BigInt(wouldBe), BigInt(ofBilled));

const rerateJson = ({ id: key, figures, progress: _progress, ...rerate }: Rerate) => ({
  ...rerate,
  id: formatId('rerate', key),
  figures: figures === null ? null : { ...figures, sell: sideJson(figures.sell), buy: sideJson(figures.buy) },
});

const lineJson = ({ serviceId, records, charged, wouldBe, ofBilled, ...line }: RerateLine) => ({
  ...line,
  serviceId: formatId('service', serviceId),
  ...sumsJson(records, charged, wouldBe, ofBilled),
});

const viewJson = ({ rerate, lines }: RerateView) => ({
  ...rerateJson(rerate),
  lines: pageJson(lineJson)(lines),
});

export function rerateRoutes({ usage }: Pick<Services, 'usage'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/usage/rerates',
      tag,
      summary: 'List re-ratings, newest first',
      description:
        'A publish that changes rates of days in the past proposes one. Nothing that was rated changes until it is accepted (USE-8).',
      power: 'view',
      query: pageQuery.extend({
        status: z.enum(RERATE_STATUSES).optional(),
        version: z.coerce.number().int().min(1).optional(),
      }),
      answers: { 200: { description: 'A page of re-ratings.', schema: pageOf(rerateSchema) } },
    }),
    async (c) => {
      const { limit, cursor, ...filter } = c.req.valid('query');
      const listed = await usage.listRerates(c.get('actor'), filter, pageRequest({ limit, cursor }));
      return answer(c, listed, pageJson(rerateJson));
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/usage/rerates/{id}',
      tag,
      summary: 'Read a re-rating',
      description: 'With a page of what it would change, by account and service.',
      power: 'view',
      params,
      query: pageQuery,
      answers: {
        200: {
          description: 'As it was worked out last.',
          schema: rerateSchema.extend({ lines: pageOf(lineSchema) }).openapi('RerateView'),
        },
      },
    }),
    async (c) =>
      answer(
        c,
        await usage.readRerate(c.get('actor'), c.req.valid('param').id, pageRequest(c.req.valid('query'))),
        viewJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/usage/rerates/{id}/preview',
      tag,
      summary: 'Work out what a re-rating would change',
      description:
        'As things stand now. Nothing of what was rated is changed; one that was decided stays as it is.',
      power: 'usage',
      params,
      answers: {
        200: { description: 'The figures, with the hash to accept them by.', schema: rerateSchema },
      },
    }),
    async (c) => answer(c, await usage.previewRerate(c.get('actor'), c.req.valid('param').id), rerateJson),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/usage/rerates/{id}/accept',
      tag,
      summary: 'Accept a re-rating',
      description:
        'What is not billed yet takes the new charge; what is gets a further line by the next run, a charge or a credit. Refused with `preview_moved` where the figures are not those of the hash any more. Accepting the same again changes nothing.',
      power: 'usage',
      params,
      body: z.strictObject({
        hash: z.string().min(1).max(100).openapi({ description: 'Of the preview that was looked at.' }),
      }),
      answers: { 200: { description: 'The re-rating, written.', schema: rerateSchema } },
    }),
    async (c) =>
      answer(
        c,
        await usage.acceptRerate(c.get('actor'), c.req.valid('param').id, c.req.valid('json').hash),
        rerateJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/usage/rerates/{id}/reject',
      tag,
      summary: 'Reject a re-rating',
      description: 'What was rated stays as it is.',
      power: 'usage',
      params,
      body: z.strictObject({ reason: z.string().openapi({ description: 'Why; kept with it.' }) }),
      answers: { 200: { description: 'The re-rating, rejected.', schema: rerateSchema } },
    }),
    async (c) =>
      answer(
        c,
        await usage.rejectRerate(c.get('actor'), c.req.valid('param').id, c.req.valid('json').reason),
        rerateJson,
      ),
  );

  return router;
}
