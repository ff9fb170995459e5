/** Usage and quarantine as the API shows them. */
import { z } from '@hono/zod-openapi';
import {
  type Intake,
  type QuarantinedOfTariff,
  type RatedSide,
  USAGE_STATUSES,
  type UsageRecordView,
} from '#app/ports/usage.ts';
import type { UsageTaken } from '#app/usage/take-usage.ts';
import { formatId } from '#core/ids.ts';
import { formatPrice, formatScaled, type PriceE8 } from '#core/money.ts';
import { QUARANTINE_REASONS } from '#core/rating/terms.ts';
import { code, date, dateText, idText, instantText, price } from '../schemas.ts';

const count = z.number().int();
const quantity = z.number().openapi({ description: "In the tariff's unit.", example: 90 });

/** A sum of charges as a decimal string without superfluous zeros. */
export const sumText = (value: bigint): string =>
  formatScaled(value, 8)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');

const priceText = (value: number): string => formatPrice(value as PriceE8);

export const reasonSchema = z.enum(QUARANTINE_REASONS);

/** What records are picked by. */
export const filterFields = {
  reason: reasonSchema.optional(),
  tariffKey: code.optional(),
  supplier: code.optional(),
  from: date.optional().openapi({ description: 'Local date of the start, included.' }),
  to: date.optional().openapi({ description: 'Local date of the start, included.' }),
};

const counts = {
  received: count,
  rated: count,
  quarantined: count,
  duplicates: count.openapi({ description: 'Taken before (USE-4), or twice in what was sent.' }),
};

export const takenSchema = z
  .object({
    id: idText('intake'),
    ...counts,
    rejected: z
      .array(z.object({ line: count, code: z.string(), message: z.string() }))
      .openapi({ description: 'Lines that hold no record: the first thousand.' }),
    rejectedCount: count,
  })
  .openapi('UsageTaken');

export const takenJson = ({ intakeId, rejected, rejectedLines, ...taken }: UsageTaken) => ({
  ...taken,
  id: formatId('intake', intakeId),
  rejected: rejectedLines,
  rejectedCount: rejected,
});

export const intakeSchema = z
  .object({
    id: idText('intake'),
    source: z.string(),
    receivedBy: z.string(),
    receivedAt: instantText,
    finishedAt: instantText
      .nullable()
      .openapi({ description: 'null: under way, or broken off; the same file again takes the rest.' }),
    ...counts,
    rejected: count,
  })
  .openapi('UsageIntake');

export const intakeJson = ({ id, ...intake }: Intake) => ({ ...intake, id: formatId('intake', id) });

const sideSchema = z
  .object({
    charge: price,
    allowance: z.number().nullable().openapi({ description: 'Included quantity used (USE-7).' }),
    ratesVersion: count.nullable().openapi({
      description: 'Whose prices it was charged by anew (USE-8); null: those of the version that rated it.',
    }),
    rateCard: z.string().nullable(),
    pricedAs: z
      .string()
      .nullable()
      .openapi({ description: 'Whose price it is: the tariff, or a parent; null: the excess rate.' }),
    periodStart: dateText,
    subscription: idText('subscription'),
  })
  .openapi('RatedSide');

const sideJson = ({ charge, subscriptionId, ...side }: RatedSide) => ({
  ...side,
  charge: priceText(charge),
  subscription: formatId('subscription', subscriptionId),
});

export const recordSchema = z
  .object({
    id: idText('usage'),
    supplier: z.string(),
    recordId: z.string(),
    status: z.enum(USAGE_STATUSES),
    service: z.string().nullable(),
    serviceId: idText('service').nullable(),
    account: z.string().nullable(),
    tariffKey: z.string().nullable(),
    start: instantText.nullable(),
    localDate: dateText.nullable(),
    quantity: quantity.nullable(),
    cost: price.nullable().openapi({ description: 'What the carrier asks for it.' }),
    details: z.record(z.string(), z.unknown()).nullable(),
    version: count.nullable().openapi({ description: 'Of the catalogue that it was rated by.' }),
    sell: sideSchema.nullable(),
    buy: sideSchema.nullable().openapi({ description: 'What the provider itself pays.' }),
    reason: reasonSchema.nullable(),
    message: z.string().nullable(),
  })
  .openapi('UsageRecord');

export const recordJson = ({ id, serviceId, cost, sell, buy, ...record }: UsageRecordView) => ({
  ...record,
  id: formatId('usage', id),
  serviceId: serviceId === null ? null : formatId('service', serviceId),
  cost: cost === null ? null : priceText(cost),
  sell: sell === null ? null : sideJson(sell),
  buy: buy === null ? null : sideJson(buy),
});

export const quarantineCountSchema = z
  .object({
    reason: reasonSchema,
    tariffKey: z.string().nullable(),
    supplier: z.string(),
    records: count,
    quantity,
    cost: price.openapi({ description: 'What carriers ask for those that say so.' }),
    from: dateText.nullable(),
    to: dateText.nullable(),
  })
  .openapi('QuarantineCount');

export const quarantineCountJson = ({ cost, ...counted }: QuarantinedOfTariff) => ({
  ...counted,
  cost: sumText(cost),
});
