import { z } from '@hono/zod-openapi';
import { standing } from '#app/billing/day-rules.ts';
import { type BillingDayView, MOST_ACCOUNTS } from '#app/billing/decide-day.ts';
import { BILLING_DAY_STATUSES } from '#app/ports/billing-days.ts';
import type { Services } from '#app/services.ts';
import { formatId } from '#core/ids.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { dateText, id, idText } from '../schemas.ts';

const tag = 'Billing';
const params = z.object({ id: id('run') });

const daySchema = z
  .object({
    asOf: dateText,
    status: z.enum(BILLING_DAY_STATUSES).openapi({
      description:
        'announced: billed by itself when its time comes. waiting: billed once its preview is approved. approved. held: not billed until it is approved. billed.',
    }),
    run: idText('run').openapi({
      description: 'The preview that it stands on; once billed, the run that billed it.',
    }),
    hash: z.string().nullable(),
    decidedBy: z.string().nullable(),
    changedBy: z.array(z.string()).openapi({
      description: 'Who held it or left accounts out: with four eyes, they do not approve it.',
    }),
    reason: z.string().nullable(),
    standing: z.string().openapi({ example: 'waits for approval.' }),
  })
  .openapi('BillingDay');

const dayJson = ({ day, run }: BillingDayView) => ({
  asOf: day.asOf,
  status: day.status,
  run: formatId('run', run.id),
  hash: run.hash,
  decidedBy: day.decidedBy?.name ?? null,
  changedBy: day.changedBy.map(({ name }) => name),
  reason: day.reason,
  standing: standing(day),
});

const reason = z.string().openapi({ example: 'The new tariffs are wrong.' });
const late = { 409: { description: 'Somebody decided before, or the figures have moved.' } };

export function billingDayRoutes({ billing }: Pick<Services, 'billing'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/billing/days',
      tag,
      summary: 'List the days of billing that are announced and not billed',
      description:
        'The oldest first: days are billed in order, and one that waits holds back those after it.',
      power: 'view',
      answers: { 200: { description: 'The days.', schema: z.object({ items: z.array(daySchema) }) } },
    }),
    async (c) =>
      answer(c, await billing.listBillingDays(c.get('actor')), (days) => ({ items: days.map(dayJson) })),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/billing/runs/{id}/approve',
      tag,
      summary: 'Approve the preview of a scheduled run',
      description:
        'Its run bills exactly these figures, or nothing where they have moved since (BILL-11). With `billingFourEyes`, whoever held the day or left accounts out does not approve it.',
      power: 'billing',
      params,
      body: z.strictObject({
        hash: z
          .string()
          .max(100)
          .optional()
          .openapi({ description: 'Of the figures that were looked at; refused where they are others.' }),
      }),
      answers: { 200: { description: 'The day as it stands.', schema: daySchema }, ...late },
    }),
    async (c) =>
      answer(
        c,
        await billing.approveBilling(c.get('actor'), c.req.valid('param').id, c.req.valid('json')),
        dayJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/billing/runs/{id}/hold',
      tag,
      summary: 'Hold the day of a scheduled run',
      description: 'Nothing of it is billed until somebody approves it.',
      power: 'billing',
      params,
      body: z.strictObject({ reason }),
      answers: { 200: { description: 'The day as it stands.', schema: daySchema }, ...late },
    }),
    async (c) =>
      answer(
        c,
        await billing.holdBilling(c.get('actor'), c.req.valid('param').id, c.req.valid('json').reason),
        dayJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/billing/runs/{id}/exclude',
      tag,
      summary: 'Leave accounts out of a scheduled run',
      description:
        'Each is parked as held back, with who did it and why, until it is released. The day then stands on a new preview without them, which has to be approved.',
      power: 'billing',
      params,
      body: z.strictObject({
        accounts: z.array(z.string().max(100)).min(1).max(MOST_ACCOUNTS),
        reason,
      }),
      answers: { 200: { description: 'The day as it stands.', schema: daySchema }, ...late },
    }),
    async (c) =>
      answer(
        c,
        await billing.excludeAccounts(c.get('actor'), c.req.valid('param').id, c.req.valid('json')),
        dayJson,
      ),
  );

  return router;
}
