/** What if: the credits and charges of a subscription after events that nobody has entered. */
import { z } from '@hono/zod-openapi';
import type { Services } from '#app/services.ts';
import { WHAT_IF_BOUNDS, type WhatIf, type WhatIfRuns } from '#app/subscriptions/simulate-subscription.ts';
import type { WhatIfEvent } from '#app/subscriptions/what-if-events.ts';
import { formatId } from '#core/ids.ts';
import { formatCents, parseFee } from '#core/money.ts';
import { ok, type Result } from '#core/result.ts';
import { answer, refuse } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { date, dateText, id, idText, money } from '../schemas.ts';
import {
  accessFee,
  cancellation,
  endedBoltOn,
  migrationDay,
  newBoltOn,
  newPlan,
  resumption,
  suspension,
} from './subscription-bodies.ts';
import { expectedLineSchema, totalsJson, totalsSchema } from './subscription-schemas.ts';

const eventSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('cancel'), ...cancellation }),
    z.strictObject({ type: z.literal('withdraw_cancellation') }),
    z.strictObject({ type: z.literal('suspend'), ...suspension }),
    z.strictObject({ type: z.literal('resume'), ...resumption }),
    z.strictObject({ type: z.literal('migrate'), on: migrationDay, packagePlan: newPlan }),
    z.strictObject({ type: z.literal('withdraw_migration') }),
    z.strictObject({ type: z.literal('access_fee'), ...accessFee }),
    z.strictObject({ type: z.literal('add_bolt_on'), ...newBoltOn }),
    z.strictObject({ type: z.literal('end_bolt_on'), ...endedBoltOn }),
  ])
  .openapi({ description: 'As if it were entered today, after those before it.' });

/** An event as it was sent, to be decided on. */
function readEvent(sent: z.output<typeof eventSchema>, index: number): Result<WhatIfEvent> {
  switch (sent.type) {
    case 'access_fee': {
      const fee = sent.fee === null ? ok(null) : parseFee(sent.fee, `events[${index}].fee`);
      return fee.ok ? ok({ ...sent, fee: fee.value }) : fee;
    }
    case 'add_bolt_on':
    case 'end_bolt_on': {
      const { service: serviceId, ...event } = sent;
      return ok({ ...event, serviceId });
    }
    default:
      return ok(sent);
  }
}

const lineSchema = z.object({ generatedOn: dateText, ...expectedLineSchema.shape });
const runsShape = { totals: totalsSchema, lines: z.array(lineSchema) };

const whatIfSchema = z
  .object({
    subscription: idText('subscription'),
    from: dateText.openapi({ description: 'Day of the first run: today.' }),
    until: dateText.openapi({ description: 'Day of the last run.' }),
    events: z.array(z.object({ type: z.string(), text: z.string() })),
    ...runsShape,
    otherwise: z.object(runsShape).openapi({ description: 'What the same runs do if nothing is entered.' }),
    difference: z
      .object({ amount: money, tax: money })
      .openapi({ description: 'What the customer pays more than otherwise; negative: less.' }),
    parkedReason: z
      .string()
      .nullable()
      .openapi({ description: 'Why billing leaves the account alone all the same; null: it does not.' }),
    note: z.string().nullable().openapi({ description: 'What the figures leave out; null: nothing.' }),
  })
  .openapi('WhatIf');

export function simulateSubscriptionRoutes({ subscriptions }: Pick<Services, 'subscriptions'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/subscriptions/{id}/simulate',
      tag: 'Subscriptions',
      summary: 'What would be credited and charged',
      description:
        'If events were entered today, by the decisions and the runs of the real ones, a run each day; nothing is written. The lines are those of all runs up to the last day, beside what they would be otherwise. All faults come at once.',
      power: 'view',
      params: z.object({ id: id('subscription') }),
      query: z.object({
        side: z.enum(['sell', 'both']).default('sell').openapi({
          description: 'both: also what you pay for it yourself.',
          example: 'sell',
        }),
      }),
      body: z.strictObject({
        events: z.array(eventSchema).max(WHAT_IF_BOUNDS.events),
        until: date.optional().openapi({
          description: `Left out: three months after the last event. At most ${WHAT_IF_BOUNDS.months} months ahead.`,
        }),
      }),
      answers: { 200: { description: 'Lines with their explanations.', schema: whatIfSchema } },
    }),
    async (c) => {
      const { events: sent, until } = c.req.valid('json');
      const read = sent.map(readEvent);
      const faults = read.flatMap((event) => (event.ok ? [] : event.faults));
      if (faults.length > 0) return refuse(c, faults);
      return answer(
        c,
        await subscriptions.simulateSubscription(c.get('actor'), {
          id: c.req.valid('param').id,
          events: read.flatMap((event) => (event.ok ? [event.value] : [])),
          until,
          buySide: c.req.valid('query').side === 'both',
        }),
        whatIfJson,
      );
    },
  );

  return router;
}

const runsJson = ({ lines, totals }: WhatIfRuns) => ({
  totals: totalsJson(totals),
  lines: lines.map(({ credits: _, amount, tax, ...line }) => ({
    ...line,
    amount: formatCents(amount),
    tax: formatCents(tax),
  })),
});

const whatIfJson = ({
  subscription,
  from,
  until,
  events,
  difference,
  parkedReason,
  note,
  ...runs
}: WhatIf) => ({
  subscription: formatId('subscription', subscription.id),
  from,
  until,
  events: events.map(({ event, text }) => ({ type: event.type, text })),
  ...runsJson(runs),
  otherwise: runsJson(runs.otherwise),
  difference: { amount: formatCents(difference.amount), tax: formatCents(difference.tax) },
  parkedReason,
  note,
});
