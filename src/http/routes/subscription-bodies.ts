/** What the deeds on a subscription are told, whether they are done or only tried out. */
import { z } from '@hono/zod-openapi';
import { code, date, id, money } from '../schemas.ts';

const service = id('service').openapi({ description: 'Of the subscription, as it lists them.' });
const boltOn = code.openapi({
  description: 'Code of the bolt-on in the catalogue.',
  example: 'STATIC-IP',
});

export const cancellation = { on: date.openapi({ description: 'The first day without service.' }) };

export const suspension = {
  from: date.openapi({ description: 'The first day without service.' }),
  until: date
    .nullable()
    .default(null)
    .openapi({ description: 'The first day with service again; null: until it is resumed.' }),
  billed: z
    .boolean()
    .default(false)
    .openapi({ description: 'Whether fees are charged all the same.', example: false }),
};

export const resumption = { on: date.openapi({ description: 'The first day with service again.' }) };

export const migrationDay = date.openapi({ description: 'The first day on the new plan.' });

export const newPlan = code.openapi({
  description: 'Code of a sell package plan that is on offer.',
  example: 'NBN-100',
});

export const accessFee = {
  fee: money.nullable().openapi({ description: "null: the plan's own fee again.", example: '59.95' }),
  from: date.optional().openapi({ description: 'For periods that begin from this day on …' }),
  to: date.optional().openapi({ description: '… and not after this one; left out: on and on.' }),
};

export const newBoltOn = {
  service,
  boltOn,
  from: date.openapi({ description: 'Its first day.' }),
  until: date
    .nullable()
    .default(null)
    .openapi({ description: 'The first day without; null: until it is ended.' }),
  once: z.boolean().default(false).openapi({
    description: 'Charged once, on its first day, in place of each period.',
    example: false,
  }),
};

export const endedBoltOn = {
  service,
  boltOn,
  on: date.openapi({ description: 'The first day without it.' }),
};
