/** Orders from other systems: signed, taken once a message, all faults at once (ORD-1). */
import { z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { HookSends } from '#app/ports/hooks.ts';
import type { Services } from '#app/services.ts';
import { parseId } from '#core/ids.ts';
import type { AppEnv } from '../app-env.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { hookOff, isSignedWith, signatureInvalid } from '../webhook-signature.ts';
import { newAccountOfOrder } from './accounts.ts';
import { ORDER_BODY_BYTES, orderFields, orderSchema, placedJson, tracking, wishOf } from './order-schemas.ts';

export function orderHookRoutes({ hooks }: Pick<Services, 'hooks'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/hooks/orders',
      tag: 'Webhooks in',
      summary: 'Send an order',
      description:
        'Signed as Standard Webhooks has it, with the secret of the source that `source` names (POST /v1/hook-sources). A message (`webhook-id`) is one order, however often and however late it is sent: each time the answer is that order as it is, with the same link. One that was refused may be sent again. The body is that of POST /v1/orders; in place of `account` it may hold `newAccount`, which is opened with the order. Every fault is reported at once.',
      power: 'signature',
      maxBodyBytes: ORDER_BODY_BYTES,
      query: z.object({
        source: z.string().max(40).openapi({ description: 'The id of the source.', example: 'hks_12' }),
      }),
      body: z.strictObject({
        ...orderFields,
        account: orderFields.account.optional(),
        newAccount: newAccountOfOrder.optional(),
      }),
      answers: {
        201: {
          description: 'The order, with the link for the customer.',
          schema: orderSchema.extend(tracking),
        },
      },
      problems: [404, 409, 503],
      guard: fromSource(hooks, 'orders'),
    }),
    async (c) => {
      const taken = await hooks.takeOrder(
        c.get('actor'),
        { id: c.req.header('webhook-id') ?? '', secret: c.get('hookSecret') },
        wishOf(c.req.valid('json')),
      );
      if (taken.ok && taken.value.isRepeat) c.header('idempotent-replayed', 'true');
      return answer(c, taken, placedJson, 201);
    },
  );

  return router;
}

/** Lets through only what a live source has signed; who it is, everything after may know. */
export const fromSource =
  ({ recogniseSource }: Services['hooks'], sends: HookSends): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const id = parseId('hook', c.req.query('source') ?? '');
    const source = id.ok ? await recogniseSource(id.value, sends, c.get('requestId')) : null;
    if (source === 'off') return hookOff(c);
    // A source that is not there and a signature that does not fit are told the same.
    if (source === null || !(await isSignedWith(c, source.secret))) return signatureInvalid(c);
    c.set('actor', source.actor);
    c.set('hookSecret', source.secret);
    return next();
  };
