/** What all operations on a subscription have in common. */
import { z } from '@hono/zod-openapi';
import { id } from '../schemas.ts';
import { version } from './order-schemas.ts';
import { mode } from './subscription-schemas.ts';

export const ofSubscription = {
  tag: 'Subscriptions',
  params: z.object({ id: id('subscription') }),
  query: z.object({
    side: z.enum(['sell', 'both']).default('sell').openapi({
      description: 'both: also what you pay for it yourself.',
      example: 'sell',
    }),
  }),
  /** Of what changes it. */
  shared: { mode, version },
};
