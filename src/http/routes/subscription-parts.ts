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

/** A deed as it was sent, with the subscription that it is for and whether what the provider pays itself is to be told. */
export const deedOf = <Sent extends object>(
  { id }: { readonly id: number },
  { side }: { readonly side: 'sell' | 'both' },
  sent: Sent,
) => ({ ...sent, id, buySide: side === 'both' });

/** What a deed is answered with. */
export const outcomeOf = (schema: z.ZodType) => ({
  200: { description: 'The subscription, and what the next run makes of it.', schema },
});
