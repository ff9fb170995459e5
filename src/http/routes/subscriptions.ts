/** Subscriptions: looking at them. What changes them is in `subscription-deeds.ts` and `subscription-fees.ts`. */
import type { Services } from '#app/services.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { code, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';
import { ofSubscription } from './subscription-parts.ts';
import {
  standing,
  subscriptionJson,
  subscriptionListItemJson,
  subscriptionListItemSchema,
  subscriptionSchema,
} from './subscription-schemas.ts';

const { tag, params, query } = ofSubscription;

export function subscriptionRoutes({ subscriptions }: Pick<Services, 'subscriptions'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/subscriptions',
      tag,
      summary: 'List subscriptions',
      description: 'What you bill, newest first.',
      power: 'view',
      query: pageQuery.extend({
        account: code
          .optional()
          .openapi({ description: 'Reference or id of an account.', example: 'BG-10001' }),
        status: standing.optional(),
      }),
      answers: {
        200: { description: 'A page of subscriptions.', schema: pageOf(subscriptionListItemSchema) },
      },
    }),
    async (c) => {
      const asked = c.req.valid('query');
      const { account, status } = asked;
      return answer(
        c,
        await subscriptions.listSubscriptions(c.get('actor'), { account, status }, pageRequest(asked)),
        pageJson(subscriptionListItemJson),
      );
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/subscriptions/{id}',
      tag,
      summary: 'Get a subscription',
      description: 'With its terms, services, and where its billing stands.',
      power: 'view',
      params,
      query,
      answers: { 200: { description: 'The subscription as it is now.', schema: subscriptionSchema } },
    }),
    async (c) =>
      answer(
        c,
        await subscriptions.getSubscription(c.get('actor'), {
          id: c.req.valid('param').id,
          buySide: c.req.valid('query').side === 'both',
        }),
        subscriptionJson,
      ),
  );

  return router;
}
