/** A published package plan, billed for a made-up subscription. */
import { z } from '@hono/zod-openapi';
import type { PlanSimulation } from '#app/catalogue/simulate-plan.ts';
import type { Services } from '#app/services.ts';
import { CALENDAR_BOUNDS } from '#core/billing/plan-calendar.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { code, dateText } from '../schemas.ts';
import { simulationShape } from './simulate-billing.ts';

const typed = (description: string, example: string) =>
  z.string().optional().openapi({ description, example });

const query = z.object({
  start: typed('The activation date; left out: today.', '2026-05-01'),
  months: typed(`From the start on, 1 to ${CALENDAR_BOUNDS.months}; left out: 24.`, '12'),
  created: typed('When it was entered; left out: the start.', '2026-04-01'),
  firstPeriodEnd: typed('Last day of the first period, where the plan honours it.', '2026-05-31'),
  invoiceDay: typed("The account's invoice day; left out: 1.", '1'),
  invoicePeriodMonths: typed('Months of an invoice period; left out: 1.', '1'),
  cancelOn: typed('First day without service, entered on that day.', '2027-03-10'),
  suspendFrom: typed('First day of a suspension that is not charged, entered on that day.', '2026-09-10'),
  suspendUntil: typed('First day with service again; left out: on and on.', '2026-09-25'),
  migrateOn: typed('First day on another plan, entered on that day.', '2027-01-01'),
  migrateTo: typed('Code of that plan.', 'NBN-100'),
  approval: typed('automatic or manual; left out: as the provider bills.', 'automatic'),
  approveAfterDays: typed('With manual approval: days after a period’s end; left out: nobody approves.', '7'),
  version: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .openapi({ description: 'Of the catalogue; left out: the newest.', example: 1 }),
});

const schema = z
  .object({
    packagePlan: z.string(),
    version: z.number().int().openapi({ description: 'Version of the catalogue that was used.' }),
    start: dateText,
    ...simulationShape,
  })
  .openapi('PlanSimulation');

export function simulatePlanRoutes({ catalogue }: Pick<Services, 'catalogue'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/package-plans/{code}/simulate',
      tag: 'Simulate',
      summary: 'Bill a made-up subscription of a published plan',
      description: `The settings and services of the plan as published, a run each day from entry on; nothing is written. Faults come all at once. At most ${CALENDAR_BOUNDS.cardlines} cardlines.`,
      power: 'view',
      params: z.object({ code }),
      query,
      answers: { 200: { description: 'Periods and cardlines.', schema } },
    }),
    async (c) => {
      const { version, ...calendar } = c.req.valid('query');
      const given = Object.fromEntries(Object.entries(calendar).filter(([, value]) => value !== undefined));
      return answer(
        c,
        await catalogue.simulatePlan(c.get('actor'), {
          code: c.req.valid('param').code,
          version,
          calendar: given,
        }),
        planSimulationJson,
      );
    },
  );

  return router;
}

const planSimulationJson = ({ packagePlan, version, asked, periods, cardlines }: PlanSimulation) => ({
  packagePlan,
  version,
  start: asked.start,
  periods,
  cardlines,
});
