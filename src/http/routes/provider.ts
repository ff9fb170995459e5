import { z } from '@hono/zod-openapi';
import type { AuditRecord, ProviderProfile } from '#app/ports/providers.ts';
import type { Services } from '#app/services.ts';
import { BILLING_ROUNDINGS } from '#core/billing/terms.ts';
import { formatCents, formatTaxRate } from '#core/money.ts';
import { LOGO_MAX_BYTES } from '#core/people/logo.ts';
import { BILLING_APPROVALS, FEATURES } from '#core/people/settings.ts';
import { grouped } from '#core/words.ts';
import { answer, refuse } from '../problem.ts';
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
  invoiceApproval: z.enum(['automatic', 'manual']).openapi({
    description: 'Whether the schedule makes invoices, or tells of drafts to be approved (INV-1).',
  }),
  creditNotePrefix: z
    .string()
    .openapi({ description: 'Before the number of a credit note.', example: 'CN-' }),
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
  reportLineAbove: money.openapi({
    description: 'A line of at least this much, either way, is named in the report of its run.',
    example: '1000.00',
  }),
  billingApproval: z.enum(BILLING_APPROVALS).openapi({
    description:
      'Whether scheduled days are billed by themselves, or once somebody approves their preview (BILL-11).',
  }),
  billingFourEyes: z.boolean().openapi({
    description: 'Whoever held a day of billing or had accounts left out does not approve it.',
  }),
  billingPreviewMinutes: z.number().int().openapi({
    description:
      'How long before its time a scheduled day is previewed and told, in minutes. 0: only where it is approved by hand, at its time.',
    example: 720,
  }),
  features: z.array(z.enum(FEATURES)).openapi({ description: 'What the provider subscribes to.' }),
  holidays: z.array(dateText).openapi({ description: 'Days that are not working days (WF-3).' }),
  provisioningSlaDays: z.number().int().openapi({
    description: 'Working days within which a provisioning request is to be done.',
    example: 5,
  }),
  ledgerCodes: z.record(z.string(), z.string()).openapi({
    description: 'Under which code each kind of charge is booked in the export of the ledger.',
    example: { access_fee: '4-1000', usage: '4-2000' },
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
    nextCreditNoteNumber: z.number().int().openapi({ example: 7 }),
    createdAt: instantText,
  })
  .openapi('Provider');

const toJson = ({ defaultTaxRate, maxLineAmount, reportLineAbove, ...profile }: ProviderProfile) => ({
  ...profile,
  defaultTaxRate: formatTaxRate(defaultTaxRate),
  maxLineAmount: formatCents(maxLineAmount),
  reportLineAbove: formatCents(reportLineAbove),
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
      path: '/v1/provider/logo',
      tag: 'Provider',
      summary: 'Get the logo on invoices',
      power: 'view',
      answers: { 200: { description: 'The picture.', media: ['image/png'] } },
      problems: [404],
    }),
    async (c) => {
      const logo = await people.readLogo(c.get('actor'));
      if (!logo.ok) return refuse(c, logo.faults);
      return c.body(new Uint8Array(logo.value), 200, { 'content-type': 'image/png' });
    },
  );

  router.openapi(
    operation({
      method: 'put',
      path: '/v1/provider/logo',
      tag: 'Provider',
      summary: 'Set the logo on invoices',
      description: 'It is on every invoice that is opened from then on, those of before too.',
      power: 'admin',
      uploads: { 'image/png': `A PNG of at most ${grouped(LOGO_MAX_BYTES)} bytes.` },
      answers: { 204: { description: 'It is set.' } },
    }),
    async (c) => {
      const set = await people.setLogo(c.get('actor'), new Uint8Array(await c.req.arrayBuffer()));
      return set.ok ? c.body(null, 204) : refuse(c, set.faults);
    },
  );

  router.openapi(
    operation({
      method: 'delete',
      path: '/v1/provider/logo',
      tag: 'Provider',
      summary: 'Take the logo off invoices',
      power: 'admin',
      answers: { 204: { description: 'There is none now.' } },
    }),
    async (c) => {
      const removed = await people.setLogo(c.get('actor'), null);
      return removed.ok ? c.body(null, 204) : refuse(c, removed.faults);
    },
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
