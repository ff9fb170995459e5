import { z } from '@hono/zod-openapi';
import type { Cardline } from '#app/ports/ledger.ts';
import { CARDLINE_KINDS } from '#core/billing/terms.ts';
import { formatId } from '#core/ids.ts';
import { formatCents, formatTaxRate } from '#core/money.ts';
import { dateText, idText, money, taxRate } from './schemas.ts';

/** The kinds that a credit can take back. */
const CHARGE_KINDS = CARDLINE_KINDS.filter((kind) => kind !== 'credit');

export const cardlineSchema = z
  .object({
    id: idText('cardline').nullable().openapi({ description: 'null: a preview wrote no lines.' }),
    account: z.string().openapi({ description: "The account's reference.", example: 'BG-10001' }),
    subscription: idText('subscription').nullable(),
    packagePlan: z.string().nullable().openapi({ example: 'NBN-50' }),
    service: z.string().nullable().openapi({
      description: 'Code of the service plan; null: a package-level line.',
      example: 'SP-NBN-50',
    }),
    serviceId: idText('service').nullable(),
    identifier: z
      .string()
      .nullable()
      .openapi({ description: 'Number, domain or circuit of the service.', example: '+61355502000' }),
    item: z.string().nullable().openapi({
      description: 'Code of the product or bolt-on that it is for; null: it is for none.',
      example: 'STATIC-IP',
    }),
    side: z.enum(['sell', 'buy']).openapi({
      description: 'sell: what the account pays. buy: what the provider itself pays; never on an invoice.',
    }),
    kind: z.enum(CARDLINE_KINDS),
    credits: z.enum(CHARGE_KINDS).nullable().openapi({ description: 'What a credit takes back.' }),
    from: dateText,
    to: dateText,
    generatedOn: dateText.openapi({ description: 'The as-of date of its run.' }),
    amount: money.openapi({ description: 'Ex tax; negative for a credit.' }),
    tax: money,
    taxRate,
    status: z.enum(['pending', 'invoiced']),
    invoice: z.string().nullable().openapi({ description: "The invoice's number.", example: 'BG-1042' }),
    run: idText('run').nullable(),
    catalogueVersion: z.number().int(),
  })
  .openapi('Cardline');

export const cardlineJson = (line: Cardline) => ({
  id: line.id === null ? null : formatId('cardline', line.id),
  account: line.account,
  subscription: line.subscriptionId === null ? null : formatId('subscription', line.subscriptionId),
  packagePlan: line.packagePlan,
  service: line.service?.plan ?? null,
  serviceId: line.service === null ? null : formatId('service', line.service.id),
  identifier: line.service?.identifier ?? null,
  item: line.item,
  side: line.side,
  kind: line.kind,
  credits: line.credits,
  from: line.from,
  to: line.to,
  generatedOn: line.generatedOn,
  amount: formatCents(line.amount),
  tax: formatCents(line.tax),
  taxRate: formatTaxRate(line.taxRate),
  status: line.invoice === null ? 'pending' : 'invoiced',
  invoice: line.invoice,
  run: line.runId === null ? null : formatId('run', line.runId),
  catalogueVersion: line.catalogueVersion,
});
