/** Ending, suspending and migrating subscriptions, and taking that back: each with what the next run makes of it. */
import { z } from '@hono/zod-openapi';
import type { Services } from '#app/services.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { cancellation, migrationDay, newPlan, resumption, suspension } from './subscription-bodies.ts';
import { deedOf, ofSubscription, outcomeOf } from './subscription-parts.ts';
import {
  cancellationWithdrawnSchema,
  cancelledSchema,
  dayAndTextJson,
  migratedJson,
  migratedSchema,
  migrationWithdrawnSchema,
  resumedSchema,
  suspendedJson,
  suspendedSchema,
} from './subscription-schemas.ts';

const { tag, params, query, shared } = ofSubscription;

export function subscriptionDeedRoutes({ subscriptions }: Pick<Services, 'subscriptions'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/subscriptions/{id}/cancel',
      tag,
      summary: 'Cancel a subscription',
      description:
        'From a day on, past or ahead. A second cancellation can only name an earlier day; for a later one withdraw the first. What a wholesaler in Cardline supplies for it ends with it. The next run makes the credits; the answer says which.',
      power: 'subscriptions',
      params,
      query,
      body: z.strictObject({
        ...cancellation,
        ...shared,
      }),
      answers: outcomeOf(cancelledSchema),
    }),
    async (c) =>
      answer(
        c,
        await subscriptions.cancelSubscription(
          c.get('actor'),
          deedOf(c.req.valid('param'), c.req.valid('query'), c.req.valid('json')),
        ),
        dayAndTextJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/subscriptions/{id}/withdraw-cancellation',
      tag,
      summary: 'Withdraw a cancellation',
      description:
        'As if it had not been entered, also after its day: the next run charges again what was credited, as lines of its own. A migration that the cancellation forestalled takes effect after all, and what a wholesaler in Cardline supplies for it comes back.',
      power: 'subscriptions',
      params,
      query,
      body: z.strictObject({ ...shared }),
      answers: outcomeOf(cancellationWithdrawnSchema),
    }),
    async (c) =>
      answer(
        c,
        await subscriptions.withdrawCancellation(
          c.get('actor'),
          deedOf(c.req.valid('param'), c.req.valid('query'), c.req.valid('json')),
        ),
        dayAndTextJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/subscriptions/{id}/withdraw-migration',
      tag,
      summary: 'Withdraw a migration',
      description:
        'Before it has taken effect: the plan until then goes on. What has been billed of the new plan ahead is credited.',
      power: 'subscriptions',
      params,
      query,
      body: z.strictObject({ ...shared }),
      answers: outcomeOf(migrationWithdrawnSchema),
    }),
    async (c) =>
      answer(
        c,
        await subscriptions.withdrawMigration(
          c.get('actor'),
          deedOf(c.req.valid('param'), c.req.valid('query'), c.req.valid('json')),
        ),
        dayAndTextJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/subscriptions/{id}/suspend',
      tag,
      summary: 'Suspend a subscription',
      description:
        'Without service from a day on, past or ahead. Days that are not billed are credited or left out, by the Pro Rata of its plan: on, by day; off, only periods without a day of service. What you pay for it yourself goes on until your supplier suspends it.',
      power: 'subscriptions',
      params,
      query,
      body: z.strictObject({
        ...suspension,
        reason: z
          .string()
          .max(500)
          .nullable()
          .default(null)
          .openapi({ description: 'For your own staff.', example: 'Unpaid since February' }),
        ...shared,
      }),
      answers: outcomeOf(suspendedSchema),
    }),
    async (c) =>
      answer(
        c,
        await subscriptions.suspendSubscription(
          c.get('actor'),
          deedOf(c.req.valid('param'), c.req.valid('query'), c.req.valid('json')),
        ),
        suspendedJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/subscriptions/{id}/resume',
      tag,
      summary: 'Resume a suspended subscription',
      description:
        'From a day on: ends the suspension that holds that day, or that has no end yet. Its first day takes it back whole. Days that were credited and have service after all are charged again by the next run.',
      power: 'subscriptions',
      params,
      query,
      body: z.strictObject({
        ...resumption,
        ...shared,
      }),
      answers: outcomeOf(resumedSchema),
    }),
    async (c) =>
      answer(
        c,
        await subscriptions.resumeSubscription(
          c.get('actor'),
          deedOf(c.req.valid('param'), c.req.valid('query'), c.req.valid('json')),
        ),
        dayAndTextJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/subscriptions/{id}/migrate',
      tag,
      summary: 'Migrate a subscription to another plan',
      description:
        'Without a setup fee. Services go on where the new plan has one of the same type from the same source; anything that has to be provisioned takes a new order. A plan that has Disable Migrations during Period is left at its next boundary.',
      power: 'subscriptions',
      params,
      query,
      body: z.strictObject({
        on: migrationDay,
        plan: newPlan,
        ...shared,
      }),
      answers: {
        200: {
          description: 'The subscription, when it takes effect, and what the next run makes of it.',
          schema: migratedSchema,
        },
      },
    }),
    async (c) =>
      answer(
        c,
        await subscriptions.migrateSubscription(
          c.get('actor'),
          deedOf(c.req.valid('param'), c.req.valid('query'), c.req.valid('json')),
        ),
        migratedJson,
      ),
  );

  return router;
}
