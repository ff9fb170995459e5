/** What a subscription is charged beside its plan: an access fee of its own, bolt-ons of its services. */
import { z } from '@hono/zod-openapi';
import type { Services } from '#app/services.ts';
import { cents, parseFee } from '#core/money.ts';
import { ok } from '#core/result.ts';
import { answer, refuse } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { accessFee, endedBoltOn, newBoltOn } from './subscription-bodies.ts';
import { deedOf, ofSubscription, outcomeOf } from './subscription-parts.ts';
import {
  boltOnChangedJson,
  boltOnChangedSchema,
  feeOverriddenJson,
  feeOverriddenSchema,
} from './subscription-schemas.ts';

const { tag, params, query, shared } = ofSubscription;

export function subscriptionFeeRoutes({ subscriptions }: Pick<Services, 'subscriptions'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/subscriptions/{id}/bolt-ons',
      tag,
      summary: 'Add a bolt-on to a service',
      description:
        'From a day on, past or ahead, by the settings of the package: advance or arrears, periods, pro rata. Charged each period, or once on its first day. Its price is that of its product on the product rate card of the service plan.',
      power: 'subscriptions',
      params,
      query,
      body: z.strictObject({
        ...newBoltOn,
        ...shared,
      }),
      answers: outcomeOf(boltOnChangedSchema),
    }),
    async (c) => {
      const { service, ...deed } = c.req.valid('json');
      return answer(
        c,
        await subscriptions.addBoltOn(
          c.get('actor'),
          deedOf(c.req.valid('param'), c.req.valid('query'), { ...deed, serviceId: service }),
        ),
        boltOnChangedJson,
      );
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/subscriptions/{id}/bolt-ons/end',
      tag,
      summary: 'End a bolt-on of a service',
      description:
        'From a day on, past or ahead, also to move an end that was named before; what was charged too much or too little is put right by the next run. Its first day takes it back whole.',
      power: 'subscriptions',
      params,
      query,
      body: z.strictObject({
        ...endedBoltOn,
        ...shared,
      }),
      answers: outcomeOf(boltOnChangedSchema),
    }),
    async (c) => {
      const { service, ...deed } = c.req.valid('json');
      return answer(
        c,
        await subscriptions.endBoltOn(
          c.get('actor'),
          deedOf(c.req.valid('param'), c.req.valid('query'), { ...deed, serviceId: service }),
        ),
        boltOnChangedJson,
      );
    },
  );

  router.openapi(
    operation({
      method: 'put',
      path: '/v1/subscriptions/{id}/access-fee-override',
      tag,
      summary: 'Set the access fee of a subscription',
      description:
        'Where its plan enables overrides and has a package access fee. It applies from the next period billed, in place of all that was set before; with dates, to the periods that begin on these days and are not billed yet.',
      power: 'subscriptions',
      params,
      query,
      body: z.strictObject({
        ...accessFee,
        ...shared,
      }),
      answers: {
        200: {
          description: 'The subscription, from when the fee applies, and the next run.',
          schema: feeOverriddenSchema,
        },
      },
    }),
    async (c) => {
      const { fee: text, ...deed } = c.req.valid('json');
      const fee = text === null ? ok(null) : parseFee(text, 'fee');
      const wish = {
        ...deed,
        id: c.req.valid('param').id,
        buySide: c.req.valid('query').side === 'both',
      };
      if (!fee.ok) {
        // What else is wrong is told too: a preview, which writes nothing, finds it of any fee.
        const any = { ...wish, fee: cents(0), mode: 'preview' } as const;
        const rest = await subscriptions.overrideAccessFee(c.get('actor'), any);
        return refuse(c, [...fee.faults, ...(rest.ok ? [] : rest.faults)]);
      }
      const changed = await subscriptions.overrideAccessFee(c.get('actor'), { ...wish, fee: fee.value });
      return answer(c, changed, feeOverriddenJson);
    },
  );

  return router;
}
