/** Invoices: making them, and reading them as data or as the page that customers get. */
import { z } from '@hono/zod-openapi';
import type { InvoiceDocument, InvoiceLine } from '#app/invoices/invoice-document.ts';
import type { Draft } from '#app/invoices/list-drafts.ts';
import type { InvoiceRun } from '#app/invoices/make-invoices.ts';
import type { InvoiceHead } from '#app/ports/invoices.ts';
import type { Services } from '#app/services.ts';
import { CARDLINE_KINDS } from '#core/billing/terms.ts';
import { formatId } from '#core/ids.ts';
import { cents, formatCents, formatTaxRate } from '#core/money.ts';
import { INVOICE_FORMS, writtenInvoice } from '#documents/invoice-forms.ts';
import { explanationSchema } from '../explanation-schema.ts';
import { answer, refuse } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import {
  code,
  date,
  dateText,
  idText,
  instantText,
  money,
  pageJson,
  pageOf,
  pageQuery,
  pageRequest,
  taxRate,
} from '../schemas.ts';

const tag = 'Invoices';
const params = z.object({
  number: code.openapi({ description: "The invoice's number or id.", example: 'BG-1042' }),
});
const periodSchema = z.object({ from: dateText, to: dateText });
const mode = z.enum(['preview', 'commit']);
const count = z.number().int();

const runSchema = z
  .object({
    asOf: dateText,
    mode,
    invoices: count.openapi({ description: 'How many were made, or would be.', example: 1204 }),
    lines: count.openapi({ description: 'Cardlines on them.' }),
    amount: money.openapi({ description: 'Ex tax.' }),
    tax: money,
    total: money,
    credits: count.openapi({ description: 'Those of them whose total is negative.' }),
    numbers: z
      .object({ first: z.string().openapi({ example: 'BG-1042' }), last: z.string() })
      .nullable()
      .openapi({ description: 'Without gaps in between. Of a preview: as they would be now.' }),
    parked: count.openapi({ description: 'Accounts that were left alone because their billing is parked.' }),
    hash: z.string().nullable().openapi({ description: 'Of a preview: what a commit may name.' }),
  })
  .openapi('InvoiceRun');

const head = {
  id: idText('invoice'),
  kind: z
    .enum(['invoice', 'credit_note'])
    .openapi({ description: 'A credit note takes back the whole of an invoice.' }),
  number: z.string().openapi({ example: 'BG-1042' }),
  account: z.object({
    reference: z.string().openapi({ example: 'BG-10001' }),
    name: z.string().openapi({ description: 'As it was on the day of the invoice.', example: 'Ann Example' }),
  }),
  issuedOn: dateText,
  period: periodSchema.openapi({ description: "The account's invoice period, both days included." }),
  amount: money.openapi({ description: 'Ex tax.' }),
  tax: money,
  total: money.openapi({ description: 'Amount and tax; negative where more goes back than is charged.' }),
  balanceBrought: money.openapi({
    description:
      "What the invoice before left in the account's favour: 0.00 or negative. Payments are not known here.",
  }),
  counterpart: z.string().nullable().openapi({
    description: 'Of an invoice that was taken back, its credit note; of a credit note, the invoice.',
  }),
  reason: z.string().nullable().openapi({ description: 'Why it was taken back.' }),
  createdAt: instantText,
};
const named = z.object({
  code: z.string().openapi({ example: 'NBN-50' }),
  name: z.string().openapi({ description: 'As printed.', example: 'Bluegum nbn Home 50' }),
});
const lineSchema = z
  .object({
    id: idText('cardline'),
    kind: z.enum(CARDLINE_KINDS),
    credits: z.string().nullable().openapi({ description: 'Of a credit: the kind that it takes back.' }),
    subscription: idText('subscription').nullable(),
    packagePlan: named.nullable(),
    service: named
      .extend({ id: idText('service'), identifier: z.string().nullable().openapi({ example: '0399990001' }) })
      .nullable()
      .openapi({ description: 'null: a line of the package as a whole.' }),
    item: named.nullable().openapi({ description: 'A product or bolt-on.' }),
    from: dateText,
    to: dateText,
    amount: money.openapi({ description: 'Ex tax.' }),
    tax: money,
    taxRate,
    explanation: explanationSchema
      .nullable()
      .openapi({ description: 'null for a line that no period gave, such as a purchase.' }),
  })
  .openapi('InvoiceLine');

const headSchema = z.object(head).openapi('InvoiceHead');
const invoiceSchema = z
  .object({
    ...head,
    amountDue: money.openapi({ description: 'The total less what was brought forward, never below zero.' }),
    issuer: z.object({ name: z.string(), businessNumber: z.string().nullable() }),
    customer: z.object({ name: z.string(), address: z.string().nullable() }),
    taxes: z
      .array(z.object({ rate: taxRate, amount: money, tax: money }))
      .openapi({ description: 'By tax rate, the highest first.' }),
    lines: z.array(lineSchema),
  })
  .openapi('Invoice');

const draftSchema = z
  .object({
    account: z.object({ reference: z.string(), name: z.string() }),
    period: periodSchema,
    lines: count,
    amount: money.openapi({ description: 'Ex tax.' }),
    tax: money,
    total: money,
    hash: z.string().openapi({ description: 'What an approval names.' }),
  })
  .openapi('InvoiceDraft');

const draftJson = ({ account, period, lines, amount, tax, hash }: Draft) => ({
  account,
  period,
  lines,
  ...totals({ amount, tax }),
  hash,
});

export function invoiceRoutes({ invoices }: Pick<Services, 'invoices'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/invoices/runs',
      tag,
      summary: 'Make the invoices of a day',
      description:
        "Every account whose invoice period began long enough ago (the provider's invoice delay) and has no invoice yet gets one, with all pending cardlines generated by that day. Done again it makes none. A preview writes nothing.",
      power: 'billing',
      body: z.strictObject({
        asOf: date.openapi({ description: 'The day that they are of: today, or a day that was missed.' }),
        mode,
        previewHash: z.string().optional().openapi({
          description:
            'Of the preview that it was approved from: refused (409) where the figures have moved.',
        }),
        accounts: z
          .array(
            z.strictObject({
              reference: z.string().openapi({ example: 'BG-10001' }),
              hash: z.string().optional().openapi({
                description: 'Of its draft as it was looked at: refused (409) where that has moved.',
              }),
            }),
          )
          .min(1)
          .max(1000)
          .optional()
          .openapi({ description: 'The only accounts that get one; left out: all.' }),
      }),
      answers: { 200: { description: 'What was made, or would be.', schema: runSchema } },
    }),
    async (c) => answer(c, await invoices.makeInvoices(c.get('actor'), c.req.valid('json')), runJson),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/invoices/drafts',
      tag,
      summary: 'List drafts',
      description:
        'What each account’s invoice would be on a day. Approve them with POST /v1/invoices/runs, naming accounts and hashes. A page may have fewer than asked for.',
      power: 'view',
      query: pageQuery.extend({ asOf: date.openapi({ example: '2026-03-03' }) }),
      answers: { 200: { description: 'A page of drafts.', schema: pageOf(draftSchema) } },
    }),
    async (c) => {
      const query = c.req.valid('query');
      const listed = await invoices.listDrafts(c.get('actor'), query.asOf, pageRequest(query));
      return answer(c, listed, pageJson(draftJson));
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/invoices',
      tag,
      summary: 'List invoices',
      description: 'Newest first.',
      power: 'view',
      query: pageQuery.extend({
        account: code.optional().openapi({ description: 'Reference of an account.', example: 'BG-10001' }),
      }),
      answers: { 200: { description: 'A page of invoices.', schema: pageOf(headSchema) } },
    }),
    async (c) => {
      const query = c.req.valid('query');
      const listed = await invoices.listInvoices(
        c.get('actor'),
        { accountReference: query.account },
        pageRequest(query),
      );
      return answer(c, listed, pageJson(headJson));
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/invoices/{number}/void',
      tag,
      summary: 'Take an invoice back',
      description:
        "By a credit note over the whole of it, numbered in a series of its own. Only the account's latest invoice in force can be taken back. With `reissue` its lines wait for the account's next invoice, which the next run of the same period makes; without, they are never charged again.",
      power: 'billing',
      params,
      body: z.strictObject({
        reason: z
          .string({
            error: ({ input }) =>
              input === undefined
                ? 'Say why it is taken back: the reason stands on the credit note that the customer gets.'
                : undefined,
          })
          .openapi({ description: 'Stands on the credit note.', example: 'Wrong address.' }),
        reissue: z.boolean(),
      }),
      answers: { 201: { description: 'The credit note.', schema: headSchema } },
      problems: [409],
    }),
    async (c) =>
      answer(
        c,
        await invoices.voidInvoice(c.get('actor'), {
          invoice: c.req.valid('param').number,
          ...c.req.valid('json'),
        }),
        headJson,
        201,
      ),
  );

  // Declared for the description and routed by hand: to the router, "{number}.html" is one name.
  router.openAPIRegistry.registerPath(
    operation({
      method: 'get',
      path: '/v1/invoices/{number}.html',
      tag,
      summary: 'Get an invoice as a page',
      description: 'As its customer reads it: complete in itself, without scripts, for screen and A4.',
      power: 'view',
      params,
      answers: { 200: { description: 'The page.', media: ['text/html'] } },
    }),
  );
  router.openAPIRegistry.registerPath(
    operation({
      method: 'get',
      path: '/v1/invoices/{number}.pdf',
      tag,
      summary: 'Get an invoice as PDF',
      description: 'A4, from the same data as the page; the same invoice gives the same bytes.',
      power: 'view',
      params,
      answers: { 200: { description: 'The file.', media: ['application/pdf'] } },
    }),
  );
  router.openAPIRegistry.registerPath(
    operation({
      method: 'get',
      path: '/v1/invoices/{number}.csv',
      tag,
      summary: 'Get an invoice as CSV',
      description: 'A row a cardline, amounts as decimals.',
      power: 'view',
      params,
      answers: { 200: { description: 'The file.', media: ['text/csv'] } },
    }),
  );
  for (const form of INVOICE_FORMS)
    router.get(`/v1/invoices/:number{[^/]+\\.${form}}`, async (c) => {
      const number = c.req.param('number').slice(0, -(form.length + 1));
      const found = await invoices.invoiceDocument(c.get('actor'), number);
      if (!found.ok) return refuse(c, found.faults);
      const { body, headers } = await writtenInvoice(found.value, form);
      return c.body(body, 200, headers);
    });

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/invoices/{number}',
      tag,
      summary: 'Get an invoice',
      description: 'With its cardlines and how each amount came about.',
      power: 'view',
      params,
      answers: { 200: { description: 'The invoice.', schema: invoiceSchema } },
    }),
    async (c) =>
      answer(c, await invoices.invoiceDocument(c.get('actor'), c.req.valid('param').number), invoiceJson),
  );

  return router;
}

const totals = ({ amount, tax }: Pick<InvoiceHead, 'amount' | 'tax'>) => ({
  amount: formatCents(amount),
  tax: formatCents(tax),
  total: formatCents(cents(amount + tax)),
});

const runJson = (run: InvoiceRun) => ({ ...run, ...totals(run) });

const headJson = ({ id, kind, number, account, issuedOn, period, createdAt, ...sums }: InvoiceHead) => ({
  id: formatId('invoice', id),
  kind,
  number,
  account,
  issuedOn,
  period,
  ...totals(sums),
  balanceBrought: formatCents(sums.balanceBrought),
  counterpart: sums.counterpart,
  reason: sums.reason,
  createdAt,
});

const invoiceJson = (invoice: InvoiceDocument) => ({
  ...headJson(invoice),
  amountDue: formatCents(invoice.amountDue),
  issuer: { name: invoice.issuer.name, businessNumber: invoice.issuer.businessNumber },
  customer: invoice.customer,
  taxes: invoice.taxes.map(({ rate, amount, tax }) => ({
    rate: formatTaxRate(rate),
    amount: formatCents(amount),
    tax: formatCents(tax),
  })),
  lines: invoice.lines.map(lineJson),
});

const lineJson = ({
  id,
  kind,
  isCredit,
  subscriptionId,
  packagePlan,
  service,
  item,
  from,
  to,
  ...line
}: InvoiceLine) => ({
  id: formatId('cardline', id),
  kind: isCredit ? 'credit' : kind,
  credits: isCredit ? kind : null,
  subscription: subscriptionId === null ? null : formatId('subscription', subscriptionId),
  packagePlan,
  service: service && { ...service, id: formatId('service', service.id) },
  item,
  from,
  to,
  amount: formatCents(line.amount),
  tax: formatCents(line.tax),
  taxRate: formatTaxRate(line.taxRate),
  explanation: line.explanation,
});
