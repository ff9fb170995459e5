import { z } from '@hono/zod-openapi';
import { HOLD_UPS, type ListedPeriod } from '#app/billing/hold-ups.ts';
import { formatPeriodId, periodOfKeyNumber } from '#app/billing/period-id.ts';
import { PERIOD_STATUSES } from '#app/billing/periods-of-term.ts';
import type { Services } from '#app/services.ts';
import { formatId } from '#core/ids.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { code, date, dateText, id, idText, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';

/** Periods that one request may name. */
const MOST_PERIODS = 1_000;

const statusSchema = z.enum(PERIOD_STATUSES).openapi({
  description:
    'open: not ended yet. awaiting_approval: ended, and billed in arrears once it is approved. approved. closed: ended, and needs no approval.',
});

const periodSchema = z
  .object({
    id: idText('period'),
    subscription: idText('subscription'),
    account: z.string().openapi({ example: 'BG-10001' }),
    packagePlan: z.string().openapi({ example: 'NBN-50' }),
    side: z.enum(['sell', 'buy']),
    from: dateText,
    to: dateText.openapi({ description: 'The last day, or the last day of service.' }),
    status: statusSchema,
    approvedBy: z.string().nullable(),
    approvedOn: dateText.nullable(),
    heldUpBy: z.array(z.object({ code: z.enum(HOLD_UPS), text: z.string() })).openapi({
      description: 'Why it is not billed yet, or may be billed short. Empty: nothing holds it up.',
    }),
  })
  .openapi('Period');

const periodJson = (period: ListedPeriod) => ({
  id: formatPeriodId(period),
  subscription: formatId('subscription', period.subscriptionId),
  account: period.account,
  packagePlan: period.packagePlan,
  side: period.side,
  from: period.from,
  to: period.to,
  status: period.status,
  approvedBy: period.approval?.approvedBy ?? null,
  approvedOn: period.approval?.approvedOn ?? null,
  heldUpBy: period.heldUpBy,
});

export function periodRoutes({ billing }: Pick<Services, 'billing'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/periods',
      tag: 'Billing',
      summary: 'List subscription periods',
      description:
        'Those begun by today, subscription by subscription. A page may be short and still have a next one.',
      power: 'view',
      query: pageQuery.extend({
        status: statusSchema.optional(),
        heldUpBy: z.enum(HOLD_UPS).optional().openapi({ description: 'Only periods that this holds up.' }),
        account: code.optional().openapi({ description: 'Reference of an account.', example: 'BG-10001' }),
      }),
      answers: { 200: { description: 'A page of periods.', schema: pageOf(periodSchema) } },
    }),
    async (c) => {
      const { status, heldUpBy, account, ...page } = c.req.valid('query');
      const filter = { status: status ?? null, heldUpBy, account };
      const periods = await billing.listPeriods(c.get('actor'), filter, pageRequest(page));
      return answer(c, periods, pageJson(periodJson));
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/periods/approve',
      tag: 'Billing',
      summary: 'Approve periods',
      description:
        'Some, or all that ended by a day. What is billed for them in arrears is billed by the next run. Approving again changes nothing; where one of the periods named cannot be approved, none is.',
      power: 'billing',
      body: z
        .strictObject({
          periods: z.array(id('period')).min(1).max(MOST_PERIODS).optional(),
          upTo: date.optional(),
        })
        .refine(({ periods, upTo }) => (periods === undefined) !== (upTo === undefined), {
          message: 'Name either the periods, or the day up to which all are approved.',
          params: { code: 'periods_or_day' },
        })
        .openapi({ example: { upTo: '2026-03-31' } }),
      answers: {
        200: {
          description: 'How many were approved.',
          schema: z.object({ approved: z.number().int(), alreadyApproved: z.number().int() }),
        },
      },
    }),
    async (c) => {
      const { periods, upTo } = c.req.valid('json');
      const request = upTo === undefined ? { periods: (periods ?? []).map(periodOfKeyNumber) } : { upTo };
      return answer(c, await billing.approvePeriods(c.get('actor'), request), (done) => done);
    },
  );

  return router;
}
