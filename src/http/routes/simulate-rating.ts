import { z } from '@hono/zod-openapi';
import { RATE_PROFILES } from '#core/catalogue/rows.ts';
import { ROUNDINGS } from '#core/money.ts';
import { checkRatingSimulation, RATING_BOUNDS } from '#core/rating/check-simulation.ts';
import { simulateRating } from '#core/rating/simulate.ts';
import { ANY_BAND, QUARANTINE_REASONS } from '#core/rating/terms.ts';
import { nullable, strict } from '../described.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { dateText, faultSchema, price } from '../schemas.ts';

/** As many records and rates as are answered fit in it, so that too many are told as such. */
const MAX_BODY_BYTES = 5_000_000;
const MAX_BODY_VALUES = 200_000;

const EXAMPLE = {
  timeZone: 'Australia/Melbourne',
  rates: [
    {
      effectiveFrom: '2026-01-01',
      effectiveTo: null,
      band: 'any',
      flagfall: '0.40',
      price: '0.20',
      per: 60,
      minimum: 60,
      increment: 60,
      fromQuantity: 0,
      minimumCharge: null,
      maximumCharge: null,
    },
  ],
  bands: [{ name: 'peak', days: [1, 2, 3, 4, 5], from: '08:00', to: '19:00' }],
  decimals: 4,
  rounding: 'half_up',
  usage: [{ id: '1', start: '2026-03-02T10:00:00+11:00', quantity: 70 }],
};

const decimal = (description: string) => ({ type: 'string', description, example: '0.20' }) as const;
const units = (minimum: number, description: string) =>
  ({ type: 'integer', minimum, maximum: RATING_BOUNDS.units, description }) as const;
const day = { type: 'string', format: 'date', example: '2026-01-01' } as const;

const rateShape = strict(['effectiveFrom'], {
  effectiveFrom: {
    ...day,
    description: 'First day, local. The latest one in force supersedes, by band and step.',
  },
  effectiveTo: nullable({ ...day, description: 'Last day, included; null: until superseded.' }),
  band: { type: 'string' as const, default: ANY_BAND, description: 'A band by its name, or any.' },
  profile: {
    type: 'string' as const,
    enum: [...RATE_PROFILES],
    default: 'Rate Per',
    description: 'What the price is for: so many units, a record, or per cent of the carrier’s cost.',
  },
  flagfall: nullable(decimal('Charged once a record, by the first step.')),
  price: nullable(decimal('Left out for Pass-through alone. Mark-up and Discount: per cent.')),
  per: { ...units(1, 'How many units the price is for.'), default: 1 },
  minimum: nullable(units(0, 'The least that the first step bills; left out: one increment.')),
  increment: { ...units(1, 'Quantity is billed in whole ones.'), default: 1 },
  fromQuantity: { ...units(0, 'The step prices the part of a record beyond it.'), default: 0 },
  minimumCharge: nullable(decimal('The least that a record costs; the first step’s counts.')),
  maximumCharge: nullable(decimal('The most that a record costs; the first step’s counts.')),
});

const bandShape = strict(['name', 'days', 'from', 'to'], {
  name: { type: 'string' as const, example: 'peak' },
  days: {
    type: 'array' as const,
    items: { type: 'integer' as const, minimum: 1, maximum: 7 },
    description: '1 Monday … 7 Sunday.',
  },
  from: { type: 'string' as const, description: 'Local time, included.', example: '08:00' },
  to: {
    type: 'string' as const,
    description: 'Local time, excluded; 24:00 is the end of the day.',
    example: '19:00',
  },
});

const recordShape = {
  type: 'object' as const,
  description: 'What cannot be read is quarantined; fields beyond these are left alone.',
  properties: {
    id: { type: 'string' as const, maxLength: 200 },
    start: { type: 'string' as const, format: 'date-time', description: 'With its offset.' },
    quantity: {
      type: 'number' as const,
      description: 'More than zero; a begun unit counts as a whole one.',
    },
    cost: { type: 'string' as const, description: 'What the carrier asks, for the profiles that need it.' },
  },
};

/** Only described here: the core reads it, and tells every fault with its path. */
const requestSchema = z.unknown().openapi('RatingSimulationRequest', {
  ...strict(['timeZone', 'rates', 'decimals', 'usage'], {
    timeZone: { type: 'string', example: 'Australia/Melbourne' },
    rates: { type: 'array', maxItems: RATING_BOUNDS.rates, items: rateShape },
    bands: {
      type: 'array',
      maxItems: RATING_BOUNDS.bands,
      items: bandShape,
      description: 'The first that a start fits is its band.',
    },
    decimals: { type: 'integer', minimum: 0, maximum: 8 },
    rounding: { type: 'string', enum: [...ROUNDINGS], default: 'half_up' },
    usage: { type: 'array', maxItems: RATING_BOUNDS.usage, items: recordShape },
  }),
  example: EXAMPLE,
});

const partSchema = z
  .object({
    fromQuantity: z.number().int().openapi({ description: 'Of the step.' }),
    quantity: z.number().int().openapi({ description: 'What lies in the step, in begun units.' }),
    billedQuantity: z.number().int(),
    profile: z.enum(RATE_PROFILES),
    price,
    per: z.number().int(),
    minimum: z.number().int().nullable(),
    increment: z.number().int(),
    band: z.string().openapi({ description: 'Of the rate; any where no rate in force names the record’s.' }),
    effectiveFrom: dateText,
    effectiveTo: dateText.nullable(),
  })
  .openapi('RatedPart');

const chargeSchema = z
  .object({
    id: z.string(),
    charge: z.string().openapi({ description: 'With the decimals asked for.', example: '0.8000' }),
    billedQuantity: z.number().int().openapi({ example: 120 }),
    date: dateText.openapi({ description: 'On which it began, local.' }),
    time: z.string().openapi({ description: 'At which it began, local.', example: '10:00' }),
    timeBand: z.string().nullable().openapi({ description: 'In which it began; null: in none.' }),
    flagfall: price,
    limitedBy: z.enum(['minimum_charge', 'maximum_charge']).nullable(),
    parts: z.array(partSchema),
    explanation: z.object({ rules: z.array(z.string()), text: z.string() }),
  })
  .openapi('RatedCharge');

const answerSchema = z
  .object({
    charges: z.array(chargeSchema),
    quarantine: z.array(
      z.object({
        id: z.string().nullable(),
        path: z.string().openapi({ example: 'usage[2]' }),
        reason: z.enum(QUARANTINE_REASONS),
        message: z.string(),
      }),
    ),
    warnings: z.array(faultSchema).openapi({ description: 'What publishing such rates would refuse.' }),
  })
  .openapi('RatingSimulation');

export function simulateRatingRoutes() {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/simulate/rating',
      tag: 'Simulate',
      summary: 'Rate usage with given rates',
      description:
        'The same code as real rating, on rates given in the call; nothing is kept. Rates apply by the local date and band of ' +
        'the start, by steps; each charge explains itself. Faults in rates, bands and settings answer 422, all at once. A ' +
        `record that cannot be read or rated is quarantined. At most ${RATING_BOUNDS.usage} records, ` +
        `${RATING_BOUNDS.rates} rates and ${RATING_BOUNDS.parts} parts.`,
      power: null,
      body: requestSchema,
      maxBodyBytes: MAX_BODY_BYTES,
      maxBodyValues: MAX_BODY_VALUES,
      answers: { 200: { description: 'Charges, and what is quarantined.', schema: answerSchema } },
    }),
    (c) => {
      const request = checkRatingSimulation(c.req.valid('json'));
      return answer(c, request, simulateRating);
    },
  );

  return router;
}
