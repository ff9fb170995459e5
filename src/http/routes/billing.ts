import { z } from '@hono/zod-openapi';
import { RUN_STAGES } from '#app/billing/run-progress.ts';
import { linesOf, totalOf } from '#app/billing/run-tally.ts';
import { MONTHS_AHEAD } from '#app/billing/start-billing-run.ts';
import { type BillingRun, isUnderWay, type KindTally, RUN_MODES, RUN_STATUSES } from '#app/ports/billing.ts';
import type { Services } from '#app/services.ts';
import { CARDLINE_KINDS } from '#core/billing/terms.ts';
import type { Side } from '#core/catalogue/rows.ts';
import { formatId } from '#core/ids.ts';
import { cents, formatCents } from '#core/money.ts';
import { cardlineJson, cardlineSchema } from '../cardline-schema.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import {
  code,
  date,
  dateText,
  id,
  idText,
  instantText,
  money,
  pageJson,
  pageOf,
  pageQuery,
  pageRequest,
} from '../schemas.ts';

/** Seconds that a caller may wait for the end of a run, and waits where nothing is said. */
const LONGEST_WAIT = 60;
const USUAL_WAIT = 5;

const kindCounts = z
  .partialRecord(z.enum(CARDLINE_KINDS), z.number().int())
  .openapi({ example: { access_fee: 1204, credit: 3 } });
const sums = z.object({ amount: money, tax: money });
const sideTotals = sums.extend({ byKind: z.partialRecord(z.enum(CARDLINE_KINDS), sums) });

const runSchema = z
  .object({
    id: idText('run'),
    asOf: dateText,
    mode: z.enum(RUN_MODES),
    status: z.enum(RUN_STATUSES).openapi({
      description:
        'stale: the figures had moved since the preview that the commit named; nothing was written, and this run is the new preview. failed: `failure` says why; what was billed stands, and a run of the same day bills the rest.',
    }),
    hash: z.string().nullable().openapi({
      description: 'Of all lines: a commit names it as `previewHash` to bill exactly what was previewed.',
    }),
    previewHash: z.string().nullable(),
    catalogueVersion: z.number().int(),
    counts: z.object({ cardlines: z.number().int(), sell: kindCounts, buy: kindCounts }),
    totals: z.object({ sell: sideTotals, buy: sideTotals }),
    parked: z
      .array(z.object({ account: z.string(), reason: z.string() }))
      .openapi({ description: 'Accounts that the run left alone, and why.' }),
    failure: z.string().nullable(),
    startedBy: z.string(),
    createdAt: instantText,
    finishedAt: instantText.nullable(),
  })
  .openapi('BillingRun');

const runUnderWaySchema = runSchema
  .extend({
    progress: z
      .object({
        stage: z.enum(RUN_STAGES).openapi({
          description:
            'waits: another run comes first. checks: the figures are held against those that were approved. works: a preview. bills: lines are written.',
        }),
        share: z.number().min(0).max(1).nullable().openapi({
          description: 'How much of the subscriptions it has walked over; null where that is not known.',
          example: 0.4,
        }),
      })
      .openapi({ description: 'How far it is.' }),
  })
  .openapi('BillingRunWithProgress');

const amounts = ({ amount, tax }: KindTally) => ({
  amount: formatCents(cents(amount)),
  tax: formatCents(cents(tax)),
});

const byKind = <T>({ tally }: BillingRun, side: Side, toJson: (kind: KindTally) => T) =>
  Object.fromEntries(Object.entries(tally[side]).map(([kind, sum]) => [kind, toJson(sum)]));

const totalsJson = (run: BillingRun, side: Side) => ({
  ...amounts(totalOf(run.tally, side)),
  byKind: byKind(run, side, amounts),
});

const runJson = (run: BillingRun) => ({
  id: formatId('run', run.id),
  asOf: run.asOf,
  mode: run.mode,
  status: run.status,
  hash: run.hash,
  previewHash: run.previewHash,
  catalogueVersion: run.catalogueVersion,
  counts: {
    cardlines: linesOf(run.tally),
    sell: byKind(run, 'sell', ({ lines }) => lines),
    buy: byKind(run, 'buy', ({ lines }) => lines),
  },
  totals: { sell: totalsJson(run, 'sell'), buy: totalsJson(run, 'buy') },
  parked: run.parked.map(({ account, reason }) => ({ account, reason })),
  failure: run.failure,
  startedBy: run.startedBy,
  createdAt: run.createdAt,
  finishedAt: run.finishedAt,
});

const runParams = z.object({ id: id('run') });

export function billingRoutes({ billing }: Pick<Services, 'billing'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/billing/runs',
      tag: 'Billing',
      summary: 'Preview or run the billing of a day',
      description: `A preview writes no lines. A commit bills what is due on or before \`asOf\`, each line once, whatever was billed before and however often it is asked. With \`previewHash\` it bills only what that preview showed, or answers a run with status \`stale\` and the new figures. The run goes on when the wait is over (202): ask for it again. A commit joins the one under way of the same day and the same \`previewHash\`. \`asOf\` lies at most ${MONTHS_AHEAD} months ahead.`,
      power: 'billing',
      query: z.object({
        wait: z.coerce
          .number()
          .min(0)
          .max(LONGEST_WAIT)
          .default(USUAL_WAIT)
          .openapi({ description: 'Seconds to wait for the end of the run.' }),
      }),
      body: z.strictObject({
        asOf: date,
        mode: z.enum(RUN_MODES),
        previewHash: z.string().min(1).max(100).nullish(),
      }),
      answers: {
        200: { description: 'The run has ended.', schema: runSchema },
        202: { description: 'The run is under way.', schema: runSchema },
      },
    }),
    async (c) => {
      const { asOf, mode, previewHash } = c.req.valid('json');
      const run = await billing.startBillingRun(c.get('actor'), {
        asOf,
        mode,
        previewHash: previewHash ?? null,
        requestKey: c.get('requestKey'),
        waitSeconds: c.req.valid('query').wait,
      });
      return answer(c, run, runJson, run.ok && isUnderWay(run.value) ? 202 : 200);
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/billing/runs',
      tag: 'Billing',
      summary: 'List billing runs',
      description: 'Newest first, previews too.',
      power: 'view',
      query: pageQuery,
      answers: { 200: { description: 'A page of runs.', schema: pageOf(runSchema) } },
    }),
    async (c) =>
      answer(
        c,
        await billing.listBillingRuns(c.get('actor'), pageRequest(c.req.valid('query'))),
        pageJson(runJson),
      ),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/billing/runs/{id}',
      tag: 'Billing',
      summary: 'Look at a billing run',
      power: 'view',
      params: runParams,
      answers: { 200: { description: 'The run as it stands.', schema: runUnderWaySchema } },
    }),
    async (c) =>
      answer(
        c,
        await billing.readRunProgress(c.get('actor'), c.req.valid('param').id),
        ({ run, stage, share }) => ({ ...runJson(run), progress: { stage, share } }),
      ),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/billing/runs/{id}/cardlines',
      tag: 'Billing',
      summary: "List a run's cardlines",
      description:
        'Of a preview too: its lines are worked out again, and refused (409 `preview_moved`) once they would differ from what was previewed. A page may be short, or empty, and still have a next one.',
      power: 'view',
      params: runParams,
      query: pageQuery.extend({
        side: z
          .enum(['sell', 'buy'])
          .default('sell')
          .openapi({ description: 'buy: what the provider itself pays.' }),
      }),
      answers: {
        200: { description: 'A page of cardlines.', schema: pageOf(cardlineSchema) },
        409: { description: 'The figures have moved since the preview, or it is not done yet.' },
      },
    }),
    async (c) => {
      const { side, ...page } = c.req.valid('query');
      const lines = await billing.listRunCardlines(
        c.get('actor'),
        { runId: c.req.valid('param').id, side },
        pageRequest(page),
      );
      return answer(c, lines, pageJson(cardlineJson));
    },
  );

  const parkedSchema = z
    .object({
      account: z.string().openapi({ example: 'BG-10001' }),
      reason: z.string(),
      since: instantText.nullable(),
    })
    .openapi('ParkedAccount');

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/billing/parked-accounts',
      tag: 'Billing',
      summary: 'List the accounts that billing leaves alone',
      power: 'view',
      answers: {
        200: { description: 'Each with its reason.', schema: z.object({ items: z.array(parkedSchema) }) },
      },
    }),
    async (c) =>
      answer(c, await billing.listParkedAccounts(c.get('actor')), (accounts) => ({
        items: accounts.map(({ account, reason, since }) => ({ account, reason, since })),
      })),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/billing/parked-accounts/{account}/release',
      tag: 'Billing',
      summary: 'Let billing have a parked account again',
      description: 'The next run catches up what it missed.',
      power: 'billing',
      params: z.object({ account: code.openapi({ example: 'BG-10001' }) }),
      answers: {
        200: {
          description: 'Released, with what it was parked for.',
          schema: z.object({ account: z.string(), reason: z.string() }),
        },
      },
    }),
    async (c) =>
      answer(c, await billing.releaseAccount(c.get('actor'), c.req.valid('param').account), (it) => it),
  );

  return router;
}
