import { z } from '@hono/zod-openapi';
import { DELIVERY_STATUSES, type DeliveryRow } from '#app/ports/deliveries.ts';
import type { Services } from '#app/services.ts';
import { formatId } from '#core/ids.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { id, idText, instantText, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';

export const deliveryStatus = z.enum(DELIVERY_STATUSES).openapi({
  description:
    'waiting: to be sent. failing: tried in vain, to be tried again. dead: given up until somebody sends it again. sent. superseded: a later one of its kind took its place.',
});
const channel = z.string().min(1).max(100).openapi({ example: 'slack' });
const target = z.string().min(1).max(300).openapi({ example: 'slack:1:C024BE91L' });

export const deliverySchema = z
  .object({
    id: idText('delivery'),
    channel,
    target: target.openapi({ description: 'Order is kept within a target.' }),
    kind: z.string().openapi({ description: "The channel's own word for what it is.", example: 'card' }),
    topic: z.string().openapi({ description: 'Of the notice that it tells.', example: 'order.halted' }),
    subject: z.string().openapi({ description: 'What it is about.', example: 'req_12' }),
    status: deliveryStatus,
    attempts: z.number().int(),
    lastError: z.string().nullable(),
    createdAt: instantText,
    attemptedAt: instantText.nullable(),
    nextTryAt: instantText.nullable().openapi({ description: 'null where there will be none.' }),
    doneAt: instantText.nullable(),
  })
  .openapi('Delivery');

export const deliveryJson = (row: DeliveryRow) => ({ ...row, id: formatId('delivery', row.id) });

export function outboxRoutes({ outbox }: Pick<Services, 'outbox'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/outbox',
      tag: 'Outbox',
      summary: 'List what leaves, newest first',
      description:
        'Messages to the outside, one for each receiver. What was sent is kept for thirty days, what was given up for ninety.',
      power: 'admin',
      query: pageQuery.extend({
        status: deliveryStatus.optional(),
        channel: channel.optional(),
        target: target.optional(),
      }),
      answers: { 200: { description: 'A page of deliveries.', schema: pageOf(deliverySchema) } },
    }),
    async (c) => {
      const { status, channel, target, ...page } = c.req.valid('query');
      const filter = { status, channel, target };
      return answer(
        c,
        await outbox.listDeliveries(c.get('actor'), filter, pageRequest(page)),
        pageJson(deliveryJson),
      );
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/outbox/resend',
      tag: 'Outbox',
      summary: 'Send all again that failed in a channel',
      description: 'What was given up and what waits for its next try; of one target where it is named.',
      power: 'admin',
      body: z.strictObject({ channel, target: target.optional() }),
      answers: {
        200: {
          description: 'How many are sent again.',
          schema: z.object({ resent: z.number().int() }),
        },
      },
    }),
    async (c) => {
      const { channel, target } = c.req.valid('json');
      const done = await outbox.resendAll(c.get('actor'), { channel, target: target ?? null });
      return answer(c, done, (resent) => ({ resent }));
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/outbox/{id}/resend',
      tag: 'Outbox',
      summary: 'Send one again that failed',
      description: 'At once, and with all its attempts before it again.',
      power: 'admin',
      params: z.object({ id: id('delivery') }),
      answers: { 200: { description: 'The delivery as it is now.', schema: deliverySchema } },
    }),
    async (c) => answer(c, await outbox.resend(c.get('actor'), c.req.valid('param').id), deliveryJson),
  );

  return router;
}
