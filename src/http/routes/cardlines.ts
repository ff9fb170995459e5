import { z } from '@hono/zod-openapi';
import type { LineOrigin } from '#app/billing/read-cardline.ts';
import { LINE_STATUSES } from '#app/ports/ledger.ts';
import type { Services } from '#app/services.ts';
import { formatCents } from '#core/money.ts';
import { cardlineJson, cardlineSchema } from '../cardline-schema.ts';
import { explanationSchema } from '../explanation-schema.ts';
import { answer, refuse } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import {
  code,
  dateText,
  id,
  instantText,
  money,
  pageJson,
  pageOf,
  pageQuery,
  pageRequest,
} from '../schemas.ts';

const days = z.object({ from: dateText, to: dateText }).nullable();
const fee = money.nullable();

/** What a line was made from, and who answers for it (BILL-12). */
const originSchema = z
  .object({
    period: days.openapi({ description: 'That the line is for; null: it is for no days.' }),
    wholePeriods: z
      .array(z.object({ from: dateText, to: dateText }))
      .openapi({ description: 'Whole periods of the plan that it belongs to (BILL-7).' }),
    charged: days.openapi({ description: 'Days that the line charges.' }),
    credited: days.openapi({ description: 'Days that it takes back.' }),
    suspended: z.array(z.object({ from: dateText, to: dateText })),
    plan: z
      .object({
        code: z.string(),
        periodLengthMonths: z.number().int(),
        periodsInAdvance: z.number().int(),
        billMonthsInAdvance: z.number().int(),
        billAccessFeesIn: z.enum(['advance', 'arrears']),
        proRata: z.boolean(),
        alignToInvoicePeriod: z.boolean(),
        setupFee: fee,
        setupFeeOverride: z.boolean(),
        accessFee: fee,
        accessFeeOverride: z.boolean(),
      })
      .nullable()
      .openapi({ description: 'Settings of the package plan in the catalogue version that the run used.' }),
    version: z
      .object({
        number: z.number().int(),
        submittedBy: z.string(),
        approvedBy: z.string(),
        publishedAt: instantText,
      })
      .nullable()
      .openapi({ description: 'That version of the catalogue; see GET /v1/versions/{number}.' }),
    approval: z
      .object({ by: z.string(), on: dateText })
      .nullable()
      .openapi({ description: 'Who approved the period by hand (BILL-5); null: nobody had to.' }),
  })
  .openapi('CardlineOrigin');

const explainedSchema = cardlineSchema
  .extend({
    explanation: explanationSchema
      .nullable()
      .openapi({ description: 'null for a line that no period gave, such as a purchase.' }),
    origin: originSchema,
  })
  .openapi('ExplainedCardline');

export function cardlineRoutes({ billing, invoices }: Pick<Services, 'billing' | 'invoices'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/cardlines',
      tag: 'Ledger',
      summary: 'List cardlines',
      description:
        'Those that wait for an invoice first, then invoice by invoice, the newest first. Costs (`side=buy`) are listed for one account; a page of them may be short and still have a next one.',
      power: 'view',
      query: pageQuery.extend({
        account: code
          .optional()
          .openapi({ description: "The account's reference or id.", example: 'BG-10001' }),
        status: z.enum(LINE_STATUSES).optional(),
        side: z.enum(['sell', 'buy']).default('sell'),
      }),
      answers: { 200: { description: 'A page of cardlines.', schema: pageOf(cardlineSchema) } },
    }),
    async (c) => {
      const { account, status, side, ...page } = c.req.valid('query');
      const lines = await billing.listCardlines(
        c.get('actor'),
        { account: account ?? null, status: status ?? null, side },
        pageRequest(page),
      );
      return answer(c, lines, pageJson(cardlineJson));
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/cardlines/{id}',
      tag: 'Ledger',
      summary: 'Look at a cardline and why it is what it is',
      power: 'view',
      params: z.object({ id: id('cardline') }),
      answers: { 200: { description: 'The line with its explanation.', schema: explainedSchema } },
    }),
    async (c) =>
      answer(
        c,
        await billing.readCardline(c.get('actor'), c.req.valid('param').id),
        ({ explanation, origin, ...line }) => ({
          ...cardlineJson(line),
          explanation,
          origin: originJson(origin),
        }),
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/cardlines/{id}/hold',
      tag: 'Ledger',
      summary: 'Hold a pending cardline back',
      description: 'No invoice takes it until it is released.',
      power: 'billing',
      params: z.object({ id: id('cardline') }),
      body: z.strictObject({ reason: z.string().openapi({ example: 'The customer disputes it.' }) }),
      answers: { 204: { description: 'It is held back.' } },
    }),
    async (c) => {
      const held = await invoices.holdLine(
        c.get('actor'),
        c.req.valid('param').id,
        c.req.valid('json').reason,
      );
      return held.ok ? c.body(null, 204) : refuse(c, held.faults);
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/cardlines/{id}/release',
      tag: 'Ledger',
      summary: 'Release a cardline that was held back',
      power: 'billing',
      params: z.object({ id: id('cardline') }),
      answers: { 204: { description: 'The next invoice takes it.' } },
    }),
    async (c) => {
      const released = await invoices.holdLine(c.get('actor'), c.req.valid('param').id, null);
      return released.ok ? c.body(null, 204) : refuse(c, released.faults);
    },
  );

  return router;
}

const originJson = ({ picture, plan, version, approval }: LineOrigin) => ({
  period: picture?.period ?? null,
  wholePeriods: picture?.wholePeriods ?? [],
  charged: picture?.charged ?? null,
  credited: picture?.credited ?? null,
  suspended: picture?.suspended ?? [],
  plan: plan && {
    code: plan.code,
    periodLengthMonths: plan.periodLengthMonths,
    periodsInAdvance: plan.periodsInAdvance,
    billMonthsInAdvance: plan.billMonthsInAdvance,
    billAccessFeesIn: plan.billAccessFeesIn,
    proRata: plan.proRata,
    alignToInvoicePeriod: plan.alignToInvoicePeriod,
    setupFee: plan.setupFee === null ? null : formatCents(plan.setupFee),
    setupFeeOverride: plan.setupFeeOverride,
    accessFee: plan.accessFee === null ? null : formatCents(plan.accessFee),
    accessFeeOverride: plan.accessFeeOverride,
  },
  version,
  approval,
});
