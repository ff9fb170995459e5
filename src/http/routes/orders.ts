/** Orders from their seller's side. */
import { z } from '@hono/zod-openapi';
import type { Services } from '#app/services.ts';
import { ORDER_SOURCES } from '#core/orders/order.ts';
import { TEXT_MAX } from '#core/orders/texts.ts';
import { answer, refuse } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { code, date, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';
import {
  billingStartJson,
  billingStartSchema,
  detailChanges,
  logEntryJson,
  logEntrySchema,
  ORDER_BODY_BYTES,
  orderFields,
  orderJson,
  orderListItemJson,
  orderListItemSchema,
  orderSchema,
  overrideReason,
  placedJson,
  status,
  tracking,
  version,
  wishOf,
} from './order-schemas.ts';

const tag = 'Orders';
const params = z.object({
  number: code.openapi({ description: "The order's number or id.", example: 'BG-O-1042' }),
});
const anOrder = { description: 'The order as it is now.', schema: orderSchema };
const positions = z
  .array(z.number().int().min(1))
  .min(1)
  .optional()
  .openapi({ description: 'Positions of services; left out: all that are pending.', example: [1] });
const edits = {
  requestedOn: date.nullish(),
  contractType: z.string().nullish(),
  services: z.array(z.strictObject({ position: z.number().int().min(1), details: detailChanges })).optional(),
  overrideReason,
  version,
};

export function orderRoutes({ orders }: Pick<Services, 'orders'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/orders',
      tag,
      summary: 'Place an order',
      description:
        'Each service that needs work gives a request, in the queue of whoever does it: of the wholesaler, where it is a provider in Cardline, otherwise your own. Every fault is reported at once, the prerequisites of the plan among them.',
      power: 'orders',
      maxBodyBytes: ORDER_BODY_BYTES,
      body: z.strictObject(orderFields),
      answers: {
        201: {
          description: 'The order, with the link for the customer.',
          schema: orderSchema.extend(tracking),
        },
      },
      problems: [404],
    }),
    async (c) => {
      const placed = await orders.placeOrder(c.get('actor'), wishOf(c.req.valid('json')));
      if (placed.ok)
        c.set('keptBody', JSON.stringify({ ...orderJson(placed.value.order), trackingPath: null }));
      return answer(c, placed, placedJson, 201);
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/orders',
      tag,
      summary: 'List orders',
      description: 'The orders that you sell, newest first.',
      power: 'view',
      query: pageQuery.extend({
        status: status.optional(),
        account: code.optional().openapi({ description: 'Reference of an account.', example: 'BG-10001' }),
        source: z.enum(ORDER_SOURCES).optional().openapi({ description: 'Where it came from.' }),
      }),
      answers: { 200: { description: 'A page of orders.', schema: pageOf(orderListItemSchema) } },
    }),
    async (c) => {
      const query = c.req.valid('query');
      const filter = { status: query.status, accountReference: query.account, source: query.source };
      return answer(
        c,
        await orders.listOrders(c.get('actor'), filter, pageRequest(query)),
        pageJson(orderListItemJson),
      );
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/orders/{number}',
      tag,
      summary: 'Get an order',
      power: 'view',
      params,
      answers: { 200: anOrder },
    }),
    async (c) => answer(c, await orders.getOrder(c.get('actor'), c.req.valid('param').number), orderJson),
  );

  router.openapi(
    operation({
      method: 'patch',
      path: '/v1/orders/{number}',
      tag,
      summary: 'Change an order',
      description: 'While it is pending or halted. What is left out stays.',
      power: 'orders',
      params,
      body: z.strictObject(edits),
      answers: { 200: anOrder },
    }),
    async (c) =>
      answer(
        c,
        await orders.editOrder(c.get('actor'), {
          ...c.req.valid('json'),
          order: c.req.valid('param').number,
        }),
        orderJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/orders/{number}/activate',
      tag,
      summary: 'Activate an order',
      description:
        'Where you do the work yourself: what a wholesaler does, it activates in its own queue. With the first service the billing begins; fees of a service are charged from its own activation date on.',
      power: 'provision',
      params,
      body: z.strictObject({
        activationDate: date
          .optional()
          .openapi({ description: 'The first day with service; left out: today.' }),
        firstPeriodEnd: date.nullish().openapi({ description: 'The last day of the first period (PER-2).' }),
        services: positions,
        overrideReason,
        version,
      }),
      answers: {
        200: {
          description: 'The order, and what began to be billed.',
          schema: orderSchema.extend({ billing: billingStartSchema.nullable() }),
        },
      },
    }),
    async (c) =>
      answer(
        c,
        await orders.activateOrder(c.get('actor'), {
          ...c.req.valid('json'),
          order: c.req.valid('param').number,
        }),
        ({ order, billing }) => ({ ...orderJson(order), billing: billing && billingStartJson(billing) }),
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/orders/{number}/halt',
      tag,
      summary: 'Halt an order',
      description: 'Where you do the work yourself. The customer sees the Rejection Details.',
      power: 'provision.halt',
      params,
      body: z.strictObject({
        rejectionDetails: z
          .string()
          .default('')
          .openapi({ description: `1 to ${TEXT_MAX} characters.` }),
        services: positions,
        overrideReason,
        version,
      }),
      answers: { 200: anOrder },
    }),
    async (c) =>
      answer(
        c,
        await orders.haltOrder(c.get('actor'), {
          ...c.req.valid('json'),
          order: c.req.valid('param').number,
        }),
        orderJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/orders/{number}/resubmit',
      tag,
      summary: 'Resubmit a halted order',
      description:
        'Returns what is halted to its queue, with corrections if you like. Refused once the subscription of the order is cancelled, or the wholesaler’s for it.',
      power: 'orders',
      params,
      body: z.strictObject(edits),
      answers: { 200: anOrder },
    }),
    async (c) =>
      answer(
        c,
        await orders.resubmitOrder(c.get('actor'), {
          ...c.req.valid('json'),
          order: c.req.valid('param').number,
        }),
        orderJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/orders/{number}/cancel',
      tag,
      summary: 'Cancel an order',
      description: 'Cancels all services that are not active yet; what is active ends as a subscription.',
      power: 'orders',
      params,
      body: z.strictObject({
        reason: z.string().nullish().openapi({ description: 'For whoever was working on it.' }),
        overrideReason,
        version,
      }),
      answers: { 200: anOrder },
    }),
    async (c) =>
      answer(
        c,
        await orders.cancelOrder(c.get('actor'), {
          ...c.req.valid('json'),
          order: c.req.valid('param').number,
        }),
        orderJson,
      ),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/orders/{number}/log',
      tag,
      summary: 'Read the log of an order',
      description: 'Oldest first. Entries are never changed; what is internal to a wholesaler is not shown.',
      power: 'view',
      params,
      query: pageQuery,
      answers: { 200: { description: 'A page of entries.', schema: pageOf(logEntrySchema) } },
    }),
    async (c) =>
      answer(
        c,
        await orders.orderLog(c.get('actor'), c.req.valid('param').number, pageRequest(c.req.valid('query'))),
        pageJson(logEntryJson),
      ),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/orders/{number}/contract',
      tag,
      summary: 'Get the signed contract of an order',
      power: 'view',
      params,
      answers: {
        200: { description: 'The file.', media: ['application/pdf', 'image/png', 'image/jpeg'] },
      },
    }),
    async (c) => {
      const found = await orders.getContractDocument(c.get('actor'), c.req.valid('param').number);
      if (!found.ok) return refuse(c, found.faults);
      const { name, mediaType, content } = found.value;
      return c.body(new Uint8Array(content), 200, {
        'content-type': mediaType,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      });
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/orders/{number}/tracking-link',
      tag,
      summary: 'Make a new link for the customer',
      description: 'The one before leads nowhere from then on.',
      power: 'orders',
      params,
      answers: { 201: { description: 'The link.', schema: z.object(tracking) } },
    }),
    async (c) => {
      const renewed = await orders.renewTracking(c.get('actor'), c.req.valid('param').number);
      if (renewed.ok) c.set('keptBody', JSON.stringify({ trackingPath: null }));
      return answer(c, renewed, ({ trackingToken }) => ({ trackingPath: `/track/${trackingToken}` }), 201);
    },
  );

  return router;
}
