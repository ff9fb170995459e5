/** How subscriptions look in JSON. */
import { z } from '@hono/zod-openapi';
import type { BoltOnTold } from '#app/subscriptions/change-bolt-ons.ts';
import type { Changed } from '#app/subscriptions/change-subscription.ts';
import { DEED_MODES } from '#app/subscriptions/change-subscription.ts';
import type { MigrationTold } from '#app/subscriptions/migrate-subscription.ts';
import type { ExpectedLine, ExpectedTotals, NextRun } from '#app/subscriptions/next-run.ts';
import type { FeeOverrideTold } from '#app/subscriptions/override-access-fee.ts';
import type { SuspensionTold } from '#app/subscriptions/suspend-subscription.ts';
import type { SubscriptionListItem, SubscriptionView } from '#app/subscriptions/views.ts';
import { CARDLINE_KINDS } from '#core/billing/terms.ts';
import { formatId } from '#core/ids.ts';
import { type Cents, formatCents } from '#core/money.ts';
import { CONTRACT_STANDINGS } from '#core/subscriptions/break-contract.ts';
import { STANDINGS } from '#core/subscriptions/subscription.ts';
import { explanationSchema } from '../explanation-schema.ts';
import { dateText, idText, instantText, money } from '../schemas.ts';

export const standing = z.enum(['active', 'ending', 'suspended', 'cancelled']).openapi({
  description: 'ending: cancelled for a day that lies ahead. suspended: without service today, by you.',
  example: 'active',
});
export const side = z
  .enum(['sell', 'buy'])
  .openapi({ description: 'sell: what the account pays. buy: your own costs.' });
const plan = z.object({
  code: z.string().openapi({ example: 'NBN-50' }),
  name: z.string().openapi({ example: 'nbn Home 50' }),
});
const period = z
  .object({ from: dateText, to: dateText })
  .nullable()
  .openapi({ description: 'Both days included; null: no service today.' });
const end = dateText.nullable().openapi({ description: 'First day without service; null: none is known.' });
const billedThrough = dateText
  .nullable()
  .openapi({ description: 'The last day that access fees are billed for; null: none.' });
const nextDueOn = dateText.nullable().openapi({
  description:
    'The first day on which a run looks at it; null: never again. After a change of what is billed that is the day of the change, until a run has looked, even where it then finds nothing to do.',
});
const feeText = money
  .nullable()
  .openapi({ description: 'Its own access fee (FEE-4); null: that of the plan.' });

const head = {
  id: idText('subscription'),
  version: z.number().int(),
  status: standing,
  account: z.object({
    id: idText('account'),
    reference: z.string().openapi({ example: 'BG-10001' }),
    name: z.string().openapi({ example: 'Ann Example' }),
  }),
  order: z.string().nullable().openapi({ description: 'The order it came of.', example: 'BG-O-1042' }),
  packagePlan: plan,
  createdAt: instantText,
  start: dateText,
  end,
};

export const subscriptionListItemSchema = z.object(head).openapi('SubscriptionListItem');

export const subscriptionSchema = z
  .object({
    ...head,
    currentPeriod: period,
    billedThrough,
    nextDueOn,
    accessFeeOverride: feeText,
    suspensions: z.array(
      z.object({
        from: dateText,
        until: dateText
          .nullable()
          .openapi({ description: 'The first day with service again; null: until it is resumed.' }),
        billed: z.boolean().openapi({ description: 'Whether fees are charged all the same.' }),
        reason: z.string().nullable(),
      }),
    ),
    migrationAhead: z
      .object({ packagePlan: plan, on: dateText })
      .nullable()
      .openapi({ description: 'The migration that has not taken effect yet.' }),
    contract: z
      .object({
        contractType: z.string(),
        pool: z.string().nullable().openapi({ description: 'null: the catalogue has the type no longer.' }),
        from: dateText,
        until: dateText.nullable().openapi({ description: 'The first day after its term.' }),
        status: z.enum(CONTRACT_STANDINGS),
        brokenOn: dateText.nullable().openapi({
          description:
            'First day of a plan outside its pool, which may lie ahead; null: no migration leaves it.',
        }),
      })
      .nullable()
      .openapi({ description: 'The contract that its order was made under (CON-1); null: it has none.' }),
    terms: z.array(
      z.object({
        side,
        position: z.number().int().openapi({ description: 'From 1 on each side; a migration adds one.' }),
        packagePlan: plan,
        start: dateText,
        end,
        endKnownFrom: dateText.nullable(),
        withdrawn: z.boolean().openapi({
          description: 'It was to take over by a migration that was withdrawn: it bills nothing.',
        }),
        periodLengthMonths: z.number().int(),
        accessFeeOverride: feeText,
        datedFees: z
          .array(
            z.object({
              from: dateText,
              to: dateText.nullable().openapi({ description: 'The last day; null: on and on.' }),
              fee: money.nullable().openapi({ description: "null: the plan's own fee." }),
            }),
          )
          .openapi({
            description:
              'Access fees for periods that begin on these days, in place of the other; the last that fits counts.',
          }),
        currentPeriod: period,
        billedThrough,
        nextDueOn,
      }),
    ),
    services: z.array(
      z.object({
        id: idText('service'),
        side,
        servicePlan: plan,
        identifier: z.string().nullable().openapi({ example: '+61355502001' }),
        details: z.record(z.string(), z.string()),
        status: z.enum(STANDINGS),
        activeFrom: dateText.nullable(),
        activeUntil: dateText.nullable().openapi({ description: 'First day without service.' }),
        features: z.array(
          z.object({
            product: plan,
            recurring: z.boolean().openapi({ description: 'Charged each period; otherwise once.' }),
            fee: money,
          }),
        ),
        boltOns: z.array(
          z.object({
            boltOn: plan,
            recurring: z.boolean().openapi({ description: 'Charged each period; otherwise once.' }),
            fee: money,
            from: dateText,
            until: dateText
              .nullable()
              .openapi({ description: 'The first day without; null: until it is ended.' }),
          }),
        ),
      }),
    ),
  })
  .openapi('Subscription');

export const mode = z.enum(DEED_MODES).default('commit').openapi({
  description: 'preview: answers what it would do and writes nothing.',
});

export const totalsSchema = z
  .object({ credited: money, charged: money, tax: money })
  .openapi({ description: 'Of the sell side, ex tax; credits are negative.' });

/** A line that a run would write. */
export const expectedLineSchema = z.object({
  side,
  packagePlan: z.string(),
  servicePlan: z.string().nullable().openapi({ description: 'null: a fee of the package.' }),
  item: z
    .string()
    .nullable()
    .openapi({ description: 'Code of the product or bolt-on; null: it is for none.' }),
  kind: z.enum(CARDLINE_KINDS),
  from: dateText,
  to: dateText,
  amount: money,
  tax: money,
  explanation: explanationSchema,
});

const nextRunSchema = z
  .object({
    asOf: dateText.openapi({ description: 'The first day on which a run finds something to do here.' }),
    parkedReason: z
      .string()
      .nullable()
      .openapi({ description: 'Why billing leaves the account alone all the same; null: it does not.' }),
    totals: totalsSchema,
    lines: z.array(expectedLineSchema),
  })
  .openapi('ExpectedRun');

const changed = {
  mode: z.enum(DEED_MODES),
  subscription: subscriptionSchema,
  nextRun: nextRunSchema,
  breakOut: z.array(expectedLineSchema).openapi({
    description: 'Lines that it writes itself: the break-out fee of a contract, or its credit (CON-1).',
  }),
};
export const migratedSchema = z
  .object({
    ...changed,
    plan: z.string().openapi({ example: 'NBN-100' }),
    effectiveOn: dateText.openapi({ description: 'The day asked for, or the next boundary (BILL-9).' }),
    services: z
      .array(z.object({ from: z.string(), to: z.string().nullable() }))
      .openapi({ description: 'Service plans before and after; to null: the service ends.' }),
    contract: z
      .object({ contractType: z.string(), pool: z.string(), until: dateText, breakOutFee: money })
      .nullable()
      .openapi({ description: 'The contract that it breaks (CON-1), with its break-out fee.' }),
    text: z.string(),
  })
  .openapi('SubscriptionMigrated');
/** Of a deed that says a day and a sentence. */
const dayAndText = (title: string, description: string) =>
  z.object({ ...changed, on: dateText.openapi({ description }), text: z.string() }).openapi(title);
export const cancelledSchema = dayAndText('SubscriptionCancelled', 'First day without service.');
export const cancellationWithdrawnSchema = dayAndText(
  'CancellationWithdrawn',
  'What was to be the first day without service.',
);
export const migrationWithdrawnSchema = dayAndText('MigrationWithdrawn', 'When it was to take effect.');
export const resumedSchema = dayAndText('SubscriptionResumed', 'The first day with service again.');
export const suspendedSchema = z
  .object({
    ...changed,
    from: dateText.openapi({ description: 'The first day without service.' }),
    until: dateText.nullable(),
    billed: z.boolean(),
    text: z.string(),
  })
  .openapi('SubscriptionSuspended');
export const boltOnChangedSchema = z
  .object({ ...changed, service: idText('service'), boltOn: z.string(), text: z.string() })
  .openapi('BoltOnChanged');
export const feeOverriddenSchema = z
  .object({
    ...changed,
    fee: feeText,
    from: dateText.nullable().openapi({
      description: 'The first day it is charged for; null: every period that it is for is billed.',
    }),
    text: z.string(),
  })
  .openapi('AccessFeeOverridden');

const feeJson = (fee: Cents | null) => (fee === null ? null : formatCents(fee));

const headJson = <T extends Pick<SubscriptionListItem, 'id' | 'account'>>({ id, account, ...rest }: T) => ({
  id: formatId('subscription', id),
  account: { ...account, id: formatId('account', account.id) },
  ...rest,
});

export const subscriptionListItemJson = (item: SubscriptionListItem) => headJson(item);

export const subscriptionJson = ({ accessFeeOverride, terms, services, ...view }: SubscriptionView) => ({
  ...headJson(view),
  accessFeeOverride: feeJson(accessFeeOverride),
  terms: terms.map((term) => ({
    ...term,
    accessFeeOverride: feeJson(term.accessFeeOverride),
    datedFees: term.datedFees.map((dated) => ({ ...dated, fee: feeJson(dated.fee) })),
  })),
  services: services.map((service) => ({
    ...service,
    id: formatId('service', service.id),
    features: service.features.map((one) => ({ ...one, fee: formatCents(one.fee) })),
    boltOns: service.boltOns.map((one) => ({ ...one, fee: formatCents(one.fee) })),
  })),
});

export const totalsJson = ({ credited, charged, tax }: ExpectedTotals) => ({
  credited: formatCents(credited),
  charged: formatCents(charged),
  tax: formatCents(tax),
});

const expectedLineJson = ({ credits: _, amount, tax, ...line }: ExpectedLine) => ({
  ...line,
  amount: formatCents(amount),
  tax: formatCents(tax),
});

const nextRunJson = ({ totals, lines, ...run }: NextRun) => ({
  ...run,
  totals: totalsJson(totals),
  lines: lines.map(expectedLineJson),
});

const changedJson = ({ mode: done, subscription, nextRun, breakOut }: Omit<Changed<unknown>, 'told'>) => ({
  mode: done,
  subscription: subscriptionJson(subscription),
  nextRun: nextRunJson(nextRun),
  breakOut: breakOut.map(expectedLineJson),
});

export const dayAndTextJson = ({
  told,
  ...rest
}: Changed<{ readonly on: string; readonly text: string }>) => ({
  ...changedJson(rest),
  on: told.on,
  text: told.text,
});
export const suspendedJson = ({ told, ...rest }: Changed<SuspensionTold>) => ({
  ...changedJson(rest),
  from: told.suspension.from,
  until: told.suspension.until,
  billed: told.suspension.billed,
  text: told.text,
});
export const boltOnChangedJson = ({ told, ...rest }: Changed<BoltOnTold>) => ({
  ...changedJson(rest),
  ...told,
});
export const migratedJson = ({ told: { contract, ...told }, ...rest }: Changed<MigrationTold>) => ({
  ...changedJson(rest),
  ...told,
  contract: contract && { ...contract, breakOutFee: formatCents(contract.breakOutFee) },
});
export const feeOverriddenJson = ({ told: { fee, ...told }, ...rest }: Changed<FeeOverrideTold>) => ({
  ...changedJson(rest),
  ...told,
  fee: feeJson(fee),
});
