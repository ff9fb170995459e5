/** What a publish would mean, as JSON: amounts as decimal strings, ex tax. */
import { z } from '@hono/zod-openapi';
import type { Impact } from '#app/ports/catalogue.ts';
import type { FeeImpact, SideFees } from '#core/catalogue/fee-impact.ts';
import type { Margin, MarginImpact } from '#core/catalogue/margins.ts';
import type { MoneyMove } from '#core/catalogue/money-move.ts';
import type { UsageImpact, UsageSum } from '#core/catalogue/usage-impact.ts';
import { formatCents } from '#core/money.ts';
import { dateText, money } from '../schemas.ts';

export const perCentSchema = z
  .number()
  .nullable()
  .openapi({ description: 'Of what was, to one decimal; null where that was 0.', example: 12.5 });

const priceMoves = z.array(
  z.object({
    tab: z.string(),
    key: z.string(),
    column: z.string(),
    from: z.string(),
    to: z.string(),
    difference: z.string().openapi({ description: 'With its sign.', example: '+0.005' }),
    perCent: perCentSchema,
  }),
);

const move = { before: money, after: money, difference: money, perCent: perCentSchema };
const moveJson = ({ before, after, difference, perCent }: MoneyMove) => ({
  before: formatCents(before),
  after: formatCents(after),
  difference: formatCents(difference),
  perCent,
});

const sideFees = z.object({
  subscriptions: z.number().int(),
  ...move,
  plans: z
    .array(
      z.object({
        code: z.string().openapi({ example: 'NBN-50' }),
        subscriptions: z.number().int(),
        ...move,
        newFrom: z.object({ earliest: dateText, latest: dateText }).openapi({
          description:
            'What is billed already keeps the old fee. The new one applies from the first period that is not: its start, of the first and the last subscription.',
        }),
      }),
    )
    .openapi({ description: 'Largest difference first.' }),
});
const sideJson = ({ subscriptions, plans, ...sums }: SideFees) => ({
  subscriptions,
  ...moveJson(sums),
  plans: plans.map(({ code, newFrom, ...plan }) => ({
    code,
    subscriptions: plan.subscriptions,
    ...moveJson(plan),
    newFrom,
  })),
});

const feesSchema = z
  .object({
    sell: sideFees.openapi({ description: 'What customers pay.' }),
    buy: sideFees.openapi({ description: 'What the provider itself pays.' }),
    notes: z
      .array(z.string())
      .openapi({ description: 'What the sums do not hold, and from when new fees apply.' }),
  })
  .nullable()
  .openapi({
    description:
      'Access fees of one whole next period of all who subscribe to the plans touched, under the published version and under the draft (FEE-3, FEE-4). null in change sets of releases that did not compute it.',
  });
const feesJson = ({ sell, buy, notes }: FeeImpact) => ({ sell: sideJson(sell), buy: sideJson(buy), notes });

const margin = z.object({
  sellFee: money,
  buyFee: money.openapi({ description: 'Of as many months as the sell plan’s period has.' }),
  margin: money,
  perCent: z
    .number()
    .nullable()
    .openapi({ description: 'Of the sell fee, to one decimal; null where that is 0.', example: 30 }),
});
const marginJson = ({ sellFee, buyFee, margin: earned, perCent }: Margin) => ({
  sellFee: formatCents(sellFee),
  buyFee: formatCents(buyFee),
  margin: formatCents(earned),
  perCent,
});

const marginsSchema = z
  .object({
    plans: z
      .array(z.object({ code: z.string(), buyPlan: z.string(), before: margin.nullable(), after: margin }))
      .openapi({
        description:
          'Sell plans whose margin of one period moves or would be below 0, the worst first, at most 100. `before` is null where the plan or its link is new.',
      }),
    plansBelowCost: z.number().int(),
    rates: z
      .array(
        z.object({
          rateCard: z.string(),
          tariffKey: z.string(),
          band: z.string(),
          fromQuantity: z.number().int(),
          effectiveFrom: dateText,
          buyCard: z.string(),
          on: dateText.openapi({ description: 'The first day, today or later, on which it shows.' }),
          by: z.enum(['price', 'flagfall', 'discount']),
          sell: z.string().openapi({ example: '0.02 per 60' }),
          buy: z.string().openapi({ example: '0.025 per 60' }),
        }),
      )
      .openapi({
        description: 'Rates touched that would be sold for less than the buy card charges, at most 100.',
      }),
    ratesBelowCost: z.number().int(),
  })
  .nullable()
  .openapi({ description: 'null in change sets of releases that did not compute it.' });
const marginsJson = ({ plans, plansBelowCost, rates, ratesBelowCost }: MarginImpact) => ({
  plans: plans.map(({ code, buyPlan, before, after }) => ({
    code,
    buyPlan,
    before: before && marginJson(before),
    after: marginJson(after),
  })),
  plansBelowCost,
  rates,
  ratesBelowCost,
});

const usageSum = z.object({ records: z.number().int(), ...move });
const usageSumJson = ({ records, ...sum }: UsageSum) => ({ records, ...moveJson(sum) });

const usageSchema = z
  .object({
    from: dateText,
    to: dateText,
    sell: usageSum,
    buy: usageSum,
    notEstimated: z.number().int().openapi({
      description:
        'Records of tariffs with several bands or steps, another kind of profile, or no rate on one of the two sides: not in the sums.',
    }),
    rates: z
      .array(
        z.object({
          side: z.enum(['buy', 'sell']),
          rateCard: z.string(),
          tariffKey: z.string(),
          records: z.number().int(),
          quantity: z.number(),
          ...move,
        }),
      )
      .openapi({ description: 'Largest difference first, at most 100.' }),
    waiting: z
      .array(z.object({ tariffKey: z.string(), reason: z.string(), records: z.number().int() }))
      .openapi({
        description: 'Records in quarantine for tariffs that the publish touches, at most 100 lines.',
      }),
    waitingRecords: z.number().int(),
  })
  .nullable()
  .openapi({
    description:
      'The usage of periods that began from `from` to `to` (of services with monthly periods the last that has ended), by rates that change: as it was charged, and as the new rates would have charged the same records and quantity. An estimate from sums: minimums, increments and steps of single records are not in it. null where no rate and no tariff changes.',
  });
const usageJson = ({ sell, buy, rates, ...usage }: UsageImpact) => ({
  ...usage,
  sell: usageSumJson(sell),
  buy: usageSumJson(buy),
  rates: rates.map(({ side, rateCard, tariffKey, records, quantity, ...sum }) => ({
    side,
    rateCard,
    tariffKey,
    records,
    quantity,
    ...moveJson(sum),
  })),
});

export const impactSchema = z
  .object({
    plans: z.array(
      z.object({
        code: z.string().openapi({ example: 'NBN-50' }),
        activeSubscriptions: z.number().int(),
        openOrders: z.number().int(),
      }),
    ),
    activeSubscriptions: z.number().int(),
    prices: z.object({
      rises: priceMoves.openapi({ description: 'The ten largest.' }),
      falls: priceMoves.openapi({ description: 'The ten largest.' }),
      spread: z
        .array(
          z.object({
            fromPerCent: z.number().nullable().openapi({ example: 5 }),
            toPerCent: z.number().nullable().openapi({ example: 10 }),
            count: z.number().int(),
          }),
        )
        .openapi({
          description:
            'How many prices and fees move by how much, from the deepest fall to the highest rise; null: no bound. What was 0 rises without bound.',
        }),
    }),
    tabs: z
      .array(
        z.object({
          tab: z.string().openapi({ example: 'Rates' }),
          added: z.number().int(),
          changed: z.number().int(),
          removed: z.number().int(),
          unchanged: z.number().int(),
        }),
      )
      .openapi({ description: 'Rows by tab.' }),
    fees: feesSchema,
    margins: marginsSchema,
    usage: usageSchema,
  })
  .openapi('Impact');

export const impactJson = ({ plans, activeSubscriptions, prices, tabs, fees, margins, usage }: Impact) => ({
  plans,
  activeSubscriptions,
  prices,
  tabs,
  fees: fees && feesJson(fees),
  margins: margins && marginsJson(margins),
  usage: usage && usageJson(usage),
});
