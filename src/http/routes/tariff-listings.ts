/** New tariffs: a supplier's listing taken into the workbook, and the prices that they still need (USE-2). */
import { z } from '@hono/zod-openapi';
import { MOST_FILE_BYTES } from '#app/ports/workbook.ts';
import type { Services } from '#app/services.ts';
import type { TariffListingOutcome, UnpricedTariff } from '#app/tariffs/take-listing.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { code, price } from '../schemas.ts';
import { FILE_UPLOADS, sentFiles } from './sent-files.ts';
import { sumText } from './usage-schemas.ts';

const tag = 'Prices';
const count = z.number().int();

const unpricedSchema = z
  .object({
    tariffKey: z.string(),
    cards: z.array(z.string()).openapi({
      description: 'Rate cards without a price for it, neither its own nor that of a parent.',
    }),
    records: count.openapi({ description: 'In quarantine for it.' }),
    quantity: z.number(),
    cost: price.openapi({ description: 'What carriers ask for those that say so.' }),
  })
  .openapi('UnpricedTariff');

const unpricedJson = ({ cost, ...one }: UnpricedTariff) => ({ ...one, cost: sumText(cost) });

const tariffRow = z.object({
  tariffKey: z.string(),
  description: z.string(),
  usageType: z.string(),
  unit: z.string(),
  parent: z.string().nullable(),
  supplier: z.string().nullable(),
});

const outcomeSchema = z
  .object({
    mode: z.enum(['preview', 'commit']),
    added: z.array(tariffRow),
    changed: z
      .array(
        z.object({
          tariffKey: z.string(),
          fields: z.array(
            z.object({ field: z.string(), workbook: z.string().nullable(), listing: z.string().nullable() }),
          ),
        }),
      )
      .openapi({ description: 'Listed otherwise than in the workbook, which stays as it is.' }),
    known: count.openapi({ description: 'Known just as they are listed.' }),
    faults: z.array(
      z.object({
        row: count.nullable(),
        column: z.string().nullable(),
        cell: z.string().nullable(),
        code: z.string(),
        message: z.string(),
      }),
    ),
    unpriced: z.array(unpricedSchema),
    hash: z.string(),
  })
  .openapi('TariffListing');

const outcomeJson = ({ faults, unpriced, ...outcome }: TariffListingOutcome) => ({
  ...outcome,
  faults: faults.map(({ row, column, cell, code: of, message }) => ({
    row,
    column,
    cell,
    code: of,
    message,
  })),
  unpriced: unpriced.map(unpricedJson),
});

export function tariffListingRoutes({ tariffs }: Pick<Services, 'tariffs'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/tariffs/listings',
      tag,
      summary: 'Take a listing of tariffs',
      description:
        'Columns of the tab Tariffs, as CSV or `.xlsx`. What is new is added to the workbook, all of it or none, and is published as every change is; what is known stays. The answer says which rate cards have no price for the new ones, and how much usage waits for each. `mode=preview` writes nothing.',
      power: 'catalogue.edit',
      query: z.object({
        mode: z.enum(['preview', 'commit']).default('commit'),
        hash: z.string().max(100).optional(),
      }),
      uploads: FILE_UPLOADS,
      maxBodyBytes: MOST_FILE_BYTES,
      answers: { 200: { description: 'What was added, or would be.', schema: outcomeSchema } },
    }),
    async (c) => {
      const { mode, hash } = c.req.valid('query');
      const [file] = await sentFiles(c, 'Tariffs');
      const taken = await tariffs.takeListing(c.get('actor'), { mode, hash, file: file ?? null });
      return answer(c, taken, outcomeJson);
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/tariffs/unpriced',
      tag,
      summary: 'List tariffs that lack a price',
      description: 'Those of the workbook for which usage waits in quarantine, the most first.',
      power: 'view',
      answers: {
        200: { description: 'The tariffs.', schema: z.object({ items: z.array(unpricedSchema) }) },
      },
    }),
    async (c) =>
      answer(c, await tariffs.listUnpriced(c.get('actor')), (items) => ({ items: items.map(unpricedJson) })),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/tariffs/prices',
      tag,
      summary: 'Add rows for prices',
      description:
        'Adds rows to the tab Rates of the workbook for each rate card on which a tariff has no price: with an empty Price, which the check asks for, or, on each card that prices a template, copies of its rows.',
      power: 'catalogue.edit',
      body: z.strictObject({
        tariffs: z.array(code).min(1).max(1000),
        template: code.optional().openapi({ description: 'A tariff whose prices are taken over.' }),
      }),
      answers: { 200: { description: 'How many rows were added.', schema: z.object({ added: count }) } },
    }),
    async (c) =>
      answer(c, await tariffs.addPrices(c.get('actor'), c.req.valid('json')), (done) => ({ ...done })),
  );

  return router;
}
