import { z } from '@hono/zod-openapi';
import type { AuditRecord, ProviderProfile } from '#app/ports/providers.ts';
import type { Services } from '#app/services.ts';
import { BILLING_ROUNDINGS } from '#core/billing/terms.ts';
import { formatCents, formatTaxRate } from '#core/money.ts';
import { FEATURES } from '#core/people/settings.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import {
  dateText,
  instantText,
  money,
  pageJson,
  pageOf,
  pageQuery,
  pageRequest,
  taxRate,
} from '../schemas.ts';

const settings = {
  name: z.string().openapi({ example: 'Bluegum Telecom' }),
  timeZone: z
    .string()
    .openapi({ description: 'IANA name; what "today" means.', example: 'Australia/Melbourne' }),
  businessNumber: z.string().nullable().openapi({ description: 'On invoices.', example: '51 824 753 556' }),
  periodApproval: z
    .enum(['automatic', 'manual'])
    .openapi({ description: 'How periods are approved (BILL-5).' }),
  rounding: z.enum(BILLING_ROUNDINGS).openapi({ description: 'How a line is rounded to the cent (BILL-7).' }),
  defaultTaxRate: taxRate.openapi({ description: 'What an empty Tax cell means (BILL-13).' }),
  invoicePrefix: z.string().openapi({ description: 'Before the invoice number.', example: 'BG-' }),
  invoiceDelayDays: z
    .number()
    .int()
    .openapi({ description: 'Days after the invoice day at which invoices are made (INV-1).', example: 2 }),
  maxLinesPerAccount: z.number().int().openapi({
    description: 'More lines in one run park the account (BILL-14).',
    example: 1000,
  }),
  maxLineAmount: money.openapi({
    description: 'A line of more parks the account (BILL-14).',
    example: '1000000.00',
  }),
  features: z.array(z.enum(FEATURES)).openapi({ description: 'What the provider subscribes to.' }),
  holidays: z.array(dateText).openapi({ description: 'Days that are not working days (WF-3).' }),
  provisioningSlaDays: z.number().int().openapi({
    description: 'Working days within which a provisioning request is to be done.',
    example: 5,
  }),
  approvalFourEyes: z.boolean().openapi({
    description: 'Whoever submitted a change of the catalogue never approves it.',
  }),
  approvalRiseAbove: z.number().int().nullable().openapi({
    description: 'A price or fee that rises by more per cent asks for a second person; null: none does.',
    example: 10,
  }),
  approvalZeroPrice: z
    .boolean()
    .openapi({ description: 'A price or fee that becomes zero asks for a second person.' }),
  approvalRemovals: z.boolean().openapi({ description: 'A removed row asks for a second person.' }),
  approvalRowsAbove: z.number().int().nullable().openapi({
    description: 'More rows than these ask for a second person; null: any number will do.',
    example: 500,
  }),
};

const profileSchema = z
  .object({
    code: z.string().openapi({ example: 'bluegum' }),
    ...settings,
    nextInvoiceNumber: z.number().int().openapi({ example: 1042 }),
    createdAt: instantText,
  })
  .openapi('Provider');

const toJson = ({ defaultTaxRate, maxLineAmount, ...profile }: ProviderProfile) => ({
  ...profile,
  defaultTaxRate: formatTaxRate(defaultTaxRate),
  maxLineAmount: formatCents(maxLineAmount),
});

const auditSchema = z
  .object({
    at: instantText,
    actor: z.string().openapi({ description: 'Who did it.', example: 'token billing-sync' }),
    via: z.string().openapi({ description: 'From where.', example: 'api' }),
    action: z.string().openapi({ example: 'order.halted' }),
    subject: z.string().openapi({ description: 'To what.', example: 'ord_12' }),
    details: z.record(z.string(), z.unknown()),
    requestId: z.string().nullable(),
  })
  .openapi('AuditEntry');

const auditJson = ({ at, actor, via, action, subject, details, requestId }: AuditRecord) => ({
  at,
  actor,
  via,
  action,
  subject,
  details,
  requestId,
});

export function providerRoutes({ people }: Pick<Services, 'people'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/provider',
      tag: 'Provider',
      summary: "Get the token's provider and its settings",
      power: 'view',
      answers: { 200: { description: 'The provider.', schema: profileSchema } },
    }),
    async (c) => answer(c, await people.readProfile(c.get('actor')), toJson),
  );

  router.openapi(
    operation({
      method: 'patch',
      path: '/v1/provider',
      tag: 'Provider',
      summary: 'Change settings',
      description: 'What is left out stays. Bills that were made stay as they are.',
      power: 'admin',
      body: z.strictObject(settings).partial(),
      answers: { 200: { description: 'The provider as it is now.', schema: profileSchema } },
    }),
    async (c) => answer(c, await people.changeSettings(c.get('actor'), c.req.valid('json')), toJson),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/audit',
      tag: 'Provider',
      summary: 'Who changed what',
      description: 'Newest first.',
      power: 'admin',
      query: pageQuery.extend({
        subject: z.string().max(200).optional().openapi({
          description: 'Only what was done to this.',
          example: 'ord_12',
        }),
      }),
      answers: { 200: { description: 'A page of the audit.', schema: pageOf(auditSchema) } },
    }),
    async (c) => {
      const query = c.req.valid('query');
      const page = await people.listAudit(c.get('actor'), {
        ...pageRequest(query),
        subject: query.subject ?? null,
      });
      return answer(c, page, pageJson(auditJson));
    },
  );

  return router;
}
