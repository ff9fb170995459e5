/** Products, bolt-ons, tariffs, rate cards and rates as published. */
import { z } from '@hono/zod-openapi';
import type { Services } from '#app/services.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { code, date, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';
import { searchQuery } from './plans.ts';
import { rowJson, rowSchema, versionQuery, wordOf } from './tab-schemas.ts';

const tag = 'Catalogue';
const named = (example: string) => z.object({ code: code.openapi({ example }) });

const productSchema = rowSchema('products').openapi('Product');
const boltOnSchema = rowSchema('boltOns').openapi('BoltOn');
const tariffSchema = rowSchema('tariffs').openapi('Tariff');
const rateCardSchema = rowSchema('rateCards')
  .extend({ rateCount: z.number().int().openapi({ description: 'How many rates it has.' }) })
  .openapi('RateCard');
const rateSchema = rowSchema('rates').openapi('Rate');

export function priceRoutes({ catalogue }: Pick<Services, 'catalogue'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/products',
      tag,
      summary: 'Search products',
      power: 'view',
      query: searchQuery,
      answers: { 200: { description: 'A page of products, by code.', schema: pageOf(productSchema) } },
    }),
    async (c) => {
      const { search: text, status, version, ...page } = c.req.valid('query');
      return answer(
        c,
        await catalogue.findProducts(c.get('actor'), { text, status, version }, pageRequest(page)),
        pageJson((product) => rowJson('products', product)),
      );
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/products/{code}',
      tag,
      summary: 'Show a product with its prices',
      power: 'view',
      params: named('STATIC-IP'),
      query: versionQuery,
      answers: {
        200: {
          description: 'The product.',
          schema: productSchema.extend({
            rates: z.array(rowSchema('productRates')),
            version: z.number().int(),
          }),
        },
      },
    }),
    async (c) => {
      const { version } = c.req.valid('query');
      return answer(
        c,
        await catalogue.showProduct(c.get('actor'), c.req.valid('param').code, version),
        (found) => ({
          ...rowJson('products', found.product),
          rates: found.rates.map((rate) => rowJson('productRates', rate)),
          version: found.version,
        }),
      );
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/bolt-ons',
      tag,
      summary: 'List bolt-ons',
      power: 'view',
      query: pageQuery,
      answers: { 200: { description: 'A page of bolt-ons, by code.', schema: pageOf(boltOnSchema) } },
    }),
    async (c) =>
      answer(
        c,
        await catalogue.findBoltOns(c.get('actor'), pageRequest(c.req.valid('query'))),
        pageJson((boltOn) => rowJson('boltOns', boltOn)),
      ),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/tariffs',
      tag,
      summary: 'Search tariffs',
      power: 'view',
      query: pageQuery.extend({
        search: z.string().max(200).optional().openapi({ description: 'A part of key or description.' }),
      }),
      answers: { 200: { description: 'A page of tariffs, by key.', schema: pageOf(tariffSchema) } },
    }),
    async (c) => {
      const { search: text, ...page } = c.req.valid('query');
      return answer(
        c,
        await catalogue.findTariffs(c.get('actor'), { text }, pageRequest(page)),
        pageJson((tariff) => rowJson('tariffs', tariff)),
      );
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/tariffs/{tariffKey}',
      tag,
      summary: 'Show a tariff',
      power: 'view',
      params: z.object({ tariffKey: code.openapi({ example: '001161' }) }),
      answers: { 200: { description: 'The tariff.', schema: tariffSchema } },
    }),
    async (c) =>
      answer(c, await catalogue.showTariff(c.get('actor'), c.req.valid('param').tariffKey), (tariff) =>
        rowJson('tariffs', tariff),
      ),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/rate-cards',
      tag,
      summary: 'Search rate cards',
      power: 'view',
      query: searchQuery.extend({ side: wordOf(['buy', 'sell']).optional() }),
      answers: { 200: { description: 'A page of rate cards, by code.', schema: pageOf(rateCardSchema) } },
    }),
    async (c) => {
      const { search: text, status, side, version, ...page } = c.req.valid('query');
      return answer(
        c,
        await catalogue.findRateCards(c.get('actor'), { text, status, side, version }, pageRequest(page)),
        pageJson((card) => ({ ...rowJson('rateCards', card), rateCount: card.rateCount })),
      );
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/rate-cards/{code}/rates',
      tag,
      summary: 'List the rates of a card',
      description:
        'By tariff, band, step and day. With `on` those that apply on that day: of each band and step the latest in force (USE-5).',
      power: 'view',
      params: named('RETAIL-VOICE'),
      query: pageQuery.extend({
        on: date.optional().openapi({ description: 'A day; left out: every rate.' }),
        tariffKey: code.optional(),
      }),
      answers: { 200: { description: 'A page of rates.', schema: pageOf(rateSchema) } },
    }),
    async (c) => {
      const { on, tariffKey, ...page } = c.req.valid('query');
      const query = { rateCard: c.req.valid('param').code, on, tariffKey };
      return answer(
        c,
        await catalogue.findRates(c.get('actor'), query, pageRequest(page)),
        pageJson((rate) => rowJson('rates', rate)),
      );
    },
  );

  return router;
}
