import { z } from '@hono/zod-openapi';
import { stream } from 'hono/streaming';
import { marginIn, moveOf, type RunReport } from '#app/billing/run-report.ts';
import { linesOf, totalOf } from '#app/billing/run-tally.ts';
import { RUN_MODES, RUN_STATUSES } from '#app/ports/billing.ts';
import type { Movement } from '#app/ports/billing-report.ts';
import type { Services } from '#app/services.ts';
import { CARDLINE_KINDS } from '#core/billing/terms.ts';
import type { Side } from '#core/catalogue/rows.ts';
import { formatId } from '#core/ids.ts';
import { cents, formatCents } from '#core/money.ts';
import { runCsv, runCsvName } from '#documents/run-csv.ts';
import { answer, refuse } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { dateText, id, idText, instantText, money } from '../schemas.ts';

const tag = 'Billing';
const params = z.object({ id: id('run') });

const movementSchema = z.object({
  name: z.string().nullable().openapi({ description: 'null: lines of no plan.', example: 'BG-10001' }),
  before: money,
  now: money,
  difference: money,
});
const parkedSchema = z.object({ account: z.string(), reason: z.string() });

const reportSchema = z
  .object({
    run: idText('run'),
    asOf: dateText,
    mode: z.enum(RUN_MODES),
    status: z.enum(RUN_STATUSES),
    hash: z.string().nullable(),
    madeAt: instantText,
    lines: z.array(
      z.object({
        side: z.enum(['sell', 'buy']),
        kind: z.enum(CARDLINE_KINDS),
        lines: z.number().int(),
        amount: money,
        tax: money,
      }),
    ),
    totals: z.object({
      lines: z.number().int(),
      sell: z.object({ amount: money, tax: money }),
      buy: z.object({ amount: money, tax: money }),
      margin: money,
    }),
    movements: z
      .object({ comparedWith: dateText, accounts: z.array(movementSchema), plans: z.array(movementSchema) })
      .nullable()
      .openapi({
        description:
          'What customers pay, held against the last day alike (the same day of an earlier month): largest difference first, 20 at most. null: no such day was billed.',
      }),
    margin: z
      .array(
        z.object({
          plan: z.string().nullable(),
          service: z.string().nullable().openapi({ description: 'null: the package as a whole.' }),
          sell: money,
          buy: money,
          margin: money,
        }),
      )
      .openapi({ description: 'Sell against buy side by the plan and service that are sold.' }),
    exceptions: z.object({
      parked: z.array(parkedSchema).openapi({ description: 'Parked by this run (BILL-14).' }),
      linesAbove: money.openapi({ description: '`reportLineAbove` of the provider.' }),
      linesOver: z.number().int(),
      lines: z.array(
        z.object({
          account: z.string(),
          packagePlan: z.string().nullable(),
          kind: z.enum(CARDLINE_KINDS),
          side: z.enum(['sell', 'buy']),
          from: dateText,
          to: dateText,
          amount: money,
        }),
      ),
    }),
    skipped: z.object({
      accounts: z
        .array(parkedSchema)
        .openapi({ description: 'Parked or held back before the run, with the reason of each.' }),
      periodsAwaitingApproval: z.number().int(),
      suspendedSubscriptions: z.number().int(),
    }),
  })
  .openapi('BillingReport');

const amount = (value: number): string => formatCents(cents(value));

const movementJson = (movement: Movement) => ({
  name: movement.name,
  before: amount(movement.before),
  now: amount(movement.now),
  difference: formatCents(moveOf(movement)),
});

function reportJson({ run, figures }: RunReport) {
  const { comparedWith, accounts, plans, margin, large, waitingPeriods, suspended } = figures;
  const total = (side: Side) => totalOf(run.tally, side);
  const sums = (side: Side) => ({ amount: amount(total(side).amount), tax: amount(total(side).tax) });
  const parkedJson = (here: boolean) =>
    run.parked.filter(({ chunk }) => chunk >= 0 === here).map(({ account, reason }) => ({ account, reason }));
  return {
    run: formatId('run', run.id),
    asOf: run.asOf,
    mode: run.mode,
    status: run.status,
    hash: run.hash,
    madeAt: figures.madeAt,
    lines: (['sell', 'buy'] as const).flatMap((side) =>
      CARDLINE_KINDS.flatMap((kind) => {
        const sum = run.tally[side][kind];
        return sum
          ? [{ side, kind, lines: sum.lines, amount: amount(sum.amount), tax: amount(sum.tax) }]
          : [];
      }),
    ),
    totals: {
      lines: linesOf(run.tally),
      sell: sums('sell'),
      buy: sums('buy'),
      margin: amount(total('sell').amount - total('buy').amount),
    },
    movements:
      comparedWith === null
        ? null
        : { comparedWith, accounts: accounts.map(movementJson), plans: plans.map(movementJson) },
    margin: margin.map((share) => ({
      plan: share.plan,
      service: share.service,
      sell: amount(share.sell),
      buy: amount(share.buy),
      margin: formatCents(marginIn(share)),
    })),
    exceptions: {
      parked: parkedJson(true),
      linesAbove: amount(large.above),
      linesOver: large.count,
      lines: large.lines.map((line) => ({ ...line, amount: amount(line.amount) })),
    },
    skipped: {
      accounts: parkedJson(false),
      periodsAwaitingApproval: waitingPeriods,
      suspendedSubscriptions: suspended,
    },
  };
}

export function billingReportRoutes({ billing }: Pick<Services, 'billing'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/billing/runs/{id}/report',
      tag,
      summary: 'Read the report of a billing run',
      description:
        'Made once, when it is first asked for after the run has ended. Of a preview whose figures have moved since, it is refused (409 `preview_moved`) unless it was made before.',
      power: 'view',
      params,
      answers: {
        200: { description: 'The report.', schema: reportSchema },
        409: { description: 'The run is under way, or the figures of the preview have moved.' },
      },
    }),
    async (c) => answer(c, await billing.readRunReport(c.get('actor'), c.req.valid('param').id), reportJson),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/billing/runs/{id}/report.csv',
      tag,
      summary: 'Export all lines of a billing run',
      description:
        "A row a cardline, customers' lines first, then the provider's own costs. Of a preview too.",
      power: 'view',
      params,
      answers: {
        200: { description: 'The file.', media: ['text/csv'] },
        409: { description: 'The preview is not done, or its figures have moved.' },
      },
    }),
    async (c) => {
      const { id: runId } = c.req.valid('param');
      const lots = await billing.exportRunCardlines(c.get('actor'), runId);
      if (!lots.ok) return refuse(c, lots.faults);
      c.header('content-type', 'text/csv; charset=utf-8');
      c.header('content-disposition', `attachment; filename="${runCsvName(runId)}"`);
      return stream(c, async (out) => {
        for await (const piece of runCsv(lots.value)) await out.write(piece);
      });
    },
  );

  return router;
}
