import { z } from '@hono/zod-openapi';
import { EVENT_TYPES } from '#core/billing/check-simulated-events.ts';
import { checkSimulation } from '#core/billing/check-simulation.ts';
import { simulateBilling } from '#core/billing/simulate.ts';
import { SIMULATION_BOUNDS } from '#core/billing/simulation-rules.ts';
import { BILLING_ROUNDINGS, CARDLINE_KINDS } from '#core/billing/terms.ts';
import { nullable, strict } from '../described.ts';
import { explanationSchema } from '../explanation-schema.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { dateText, money } from '../schemas.ts';

/** Printed in the API document; the answer to it is tested. */
const EXAMPLE = {
  plan: {
    periodLengthMonths: 1,
    periodsInAdvance: 1,
    billMonthsInAdvance: 0,
    billAccessFeesIn: 'advance',
    proRata: true,
    alignToInvoicePeriod: false,
    honourFirstPeriodEnd: false,
    disableMigrationsDuringPeriod: false,
    subscriptionOverridesEnabled: false,
    setupFee: '10.00',
    setupFeeOverride: false,
    accessFee: '30.00',
    accessFeeOverride: false,
    services: [{ code: 'nbn', setupFee: null, accessFee: '20.00' }],
    taxRate: '0.10',
  },
  account: { invoiceDay: 1, invoicePeriodMonths: 1, invoiceAnchor: null },
  subscription: { created: '2026-04-10', start: '2026-04-16', firstPeriodEnd: null, accessFeeOverride: null },
  periodApproval: 'automatic',
  rounding: 'half_up',
  events: [{ type: 'cancel', entered: '2026-06-01', on: '2026-06-10' }],
  runs: { from: '2026-04-10', to: '2026-07-31' },
};

const whole = (minimum: number, maximum: number, description: string) =>
  ({ type: 'integer', minimum, maximum, description }) as const;
const flag = (description: string) => ({ type: 'boolean', default: false, description }) as const;
const fee = (description: string) => nullable({ type: 'string', example: '49.95', description } as const);
const amount = { type: 'string', example: '4.95' } as const;
const day = (description: string) => ({ type: 'string', format: 'date', description }) as const;

const serviceShape = strict(['code'], {
  code: { type: 'string' as const },
  setupFee: fee('Of the service plan.'),
  accessFee: fee('Of the service plan.'),
  features: {
    type: 'array' as const,
    maxItems: SIMULATION_BOUNDS.extras,
    description: 'Charged each period with the service, whatever level its access fee has.',
    items: strict(['code', 'fee'], {
      code: { type: 'string' as const },
      fee: amount,
      once: flag('Charged once, with the setup, in place of each period.'),
    }),
  },
  boltOns: {
    type: 'array' as const,
    maxItems: SIMULATION_BOUNDS.extras,
    description: 'What bolt-ons cost on it; the events add_bolt_on and end_bolt_on say for which days.',
    items: strict(['code', 'fee'], { code: { type: 'string' as const }, fee: amount }),
  },
});

const planShape = strict(['periodLengthMonths', 'billAccessFeesIn'], {
  code: { type: 'string' as const, description: 'Named in explanations.' },
  name: { type: 'string' as const },
  periodLengthMonths: whole(1, 36, 'L: months that a period lasts.'),
  periodsInAdvance: { ...whole(1, 36, 'P: how many periods are billed at once.'), default: 1 },
  billMonthsInAdvance: { ...whole(0, 36, 'M: months before its start that a period falls due.'), default: 0 },
  billAccessFeesIn: { type: 'string' as const, enum: ['advance', 'arrears'] },
  proRata: flag('Parts of a period are charged and credited by day.'),
  alignToInvoicePeriod: flag('Periods follow the invoice periods of the account.'),
  honourFirstPeriodEnd: flag('A first period end may be given.'),
  disableMigrationsDuringPeriod: flag('A migration waits for the next boundary.'),
  subscriptionOverridesEnabled: flag('A subscription may carry its own access fee.'),
  setupFee: fee('Charged once; empty and not ticked: the service plans charge theirs.'),
  setupFeeOverride: flag('Ticked and empty: no setup fee at all.'),
  accessFee: fee('Charged each period; empty and not ticked: the service plans charge theirs.'),
  accessFeeOverride: flag('Ticked and empty: no access fee at all.'),
  services: { type: 'array' as const, maxItems: SIMULATION_BOUNDS.services, items: serviceShape },
  taxRate: { type: 'string' as const, default: '0.10', description: '0.10 is 10 %.' },
});

const entered = day(
  'Known to runs from this day on; left out: from the day it is for. A withdrawal, and a fee without dates, says it.',
);
const eventShape = {
  type: 'object' as const,
  required: ['type'],
  description:
    'cancel: `on` is the first day without service. withdraw_cancellation: as if no cancellation had been entered until then. ' +
    'suspend: without service `from` a day, `until` the first with service again, `billed` all the same or not. resume: `on` is ' +
    'the first day with service again; the first day of the suspension takes it back whole. migrate: `on` and a whole `plan`. ' +
    'override_access_fee: `fee` for the periods that begin `from` a day, and not after `to`. add_bolt_on: ' +
    '`boltOn` on a `service` `from` a day, `until` the first without it. end_bolt_on: `on` is the first day without it. ' +
    'approve_period: `periodFrom`.',
  properties: {
    type: { type: 'string' as const, enum: [...EVENT_TYPES] },
    entered,
    on: day('The day it is for.'),
    plan: planShape,
    periodFrom: day('First day of the approved period.'),
    from: day(
      'Of a suspension or a bolt-on its first day; of a fee the first day on which the periods that it is for may begin; left out there: from the next period billed, in place of all that was set before.',
    ),
    until: nullable(
      day('The first day with service again, or without the bolt-on; left out: until another event says.'),
    ),
    billed: flag('The days of the suspension are charged all the same.'),
    to: nullable(
      day('The last day on which the periods that the fee is for may begin; left out: on and on.'),
    ),
    service: {
      type: 'string' as const,
      description: 'Code of a service of the plan in force; the first of that code.',
    },
    boltOn: { type: 'string' as const, description: 'Code of one of its bolt-ons.' },
    once: flag('Charged once, on its first day, in place of each period.'),
    fee: fee("In place of the plan's access fee; null: the plan's own again."),
  },
};

/** Only described here: the core reads it, and tells every fault with its path. */
const requestSchema = z.unknown().openapi('BillingSimulationRequest', {
  ...strict(['plan', 'subscription', 'runs'], {
    plan: planShape,
    account: nullable(
      strict([], {
        invoiceDay: { ...whole(1, 31, 'The day of the month on which invoice periods start.'), default: 1 },
        invoicePeriodMonths: { ...whole(1, 36, 'Months that an invoice period lasts.'), default: 1 },
        invoiceAnchor: nullable(day('A day on which an invoice period starts; it lies on the invoice day.')),
      }),
    ),
    subscription: strict(['start'], {
      created: day('When it was entered; left out: the start.'),
      start: day('The activation date.'),
      firstPeriodEnd: nullable(day('Last day of the first period, where the plan honours it.')),
      accessFeeOverride: fee('Its own access fee, where the plan enables overrides and has one.'),
    }),
    periodApproval: { type: 'string', enum: ['automatic', 'manual'], default: 'automatic' },
    rounding: { type: 'string', enum: [...BILLING_ROUNDINGS], default: 'half_up' },
    events: { type: 'array', maxItems: SIMULATION_BOUNDS.events, items: eventShape },
    runs: {
      oneOf: [
        strict(['from', 'to'], { from: day('First run.'), to: day('Last run; one a day.') }),
        { type: 'array', maxItems: SIMULATION_BOUNDS.runs, items: day('A run.') },
      ],
    },
  }),
  example: EXAMPLE,
});

/** What every simulation of billing answers. */
export const simulationShape = {
  periods: z.array(z.object({ from: dateText, to: dateText })),
  cardlines: z.array(
    z.object({
      generatedOn: dateText,
      kind: z.enum(CARDLINE_KINDS),
      service: z.string().nullable().openapi({ description: 'null: a fee of the package.' }),
      item: z
        .string()
        .nullable()
        .openapi({ description: 'Code of the feature or bolt-on; null: the line is for none.' }),
      from: dateText,
      to: dateText,
      amount: money,
      tax: money,
      explanation: explanationSchema,
    }),
  ),
};

const answerSchema = z.object(simulationShape).openapi('BillingSimulation');

export function simulateBillingRoutes() {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/simulate/billing',
      tag: 'Simulate',
      summary: 'Bill a made-up subscription',
      description:
        'The same code as a real billing run, on plan settings given in the call; nothing is kept. Answers the periods begun ' +
        'or billed up to the last run and the cardlines in the order generated, each explained. Faults answer 422, all at ' +
        `once. At most ${SIMULATION_BOUNDS.runs} runs and ${SIMULATION_BOUNDS.cardlines} cardlines.`,
      power: null,
      body: requestSchema,
      answers: { 200: { description: 'Periods and cardlines.', schema: answerSchema } },
    }),
    (c) => answer(c, checkSimulation(c.req.valid('json')), simulateBilling),
  );

  return router;
}
