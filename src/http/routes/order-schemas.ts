/** How orders and requests look in JSON, both ways; shared by the routes of sellers and of queues. */
import { z } from '@hono/zod-openapi';
import type { BillingStart } from '#app/orders/billing-start.ts';
import type { OrderPlaced } from '#app/orders/place-order.ts';
import type { OrderListItem, OrderView, RequestView } from '#app/orders/views.ts';
import type { LogRow } from '#app/ports/orders.ts';
import type { PlainDate } from '#core/calendar.ts';
import { SERVICE_TYPES } from '#core/catalogue/rows.ts';
import { formatId } from '#core/ids.ts';
import { formatCents } from '#core/money.ts';
import { CONTRACT_DOCUMENT_MAX_BYTES } from '#core/orders/contract-document.ts';
import { STATUSES } from '#core/orders/states.ts';
import { code, date, dateText, idText, instantText } from '../schemas.ts';

export const status = z.enum(STATUSES).openapi({ example: 'pending' });
const statusText = z.string().openapi({ description: 'As people read it.', example: 'Provisioning Halted' });
export const serviceType = z.enum(SERVICE_TYPES).openapi({ example: 'Data' });
export const version = z.number().int().min(1).optional().openapi({
  description: 'The version that you saw: refused (409) when it has changed since. Left out: whatever it is.',
  example: 1,
});
export const details = z
  .record(z.string(), z.string())
  .openapi({ description: 'What the service needs, by its type.', example: { address: '1 High Street' } });
/** Details to change; null takes a field away. */
export const detailChanges = z.record(z.string(), z.string().nullable()).openapi({
  description: 'What is left out stays; null takes a field away.',
  example: { ntd: 'NTD01000007' },
});
const rejectionDetailsText = z.string().nullable().openapi({ description: 'Set while halted.' });
/** Where somebody has to act although a carrier works on it. */
export const overrideReason = z.string().nullish().openapi({
  description:
    'Why you act while a carrier works on it (WF-2): takes the power `provision.override`, and goes into the log.',
});
const workflow = z
  .object({
    stage: z.enum(['pending_collection', 'sent', 'advised']),
    stageText: z.string().openapi({ example: 'FSR Request sent in file sequence 12' }),
    since: instantText,
    fileSequence: z
      .number()
      .int()
      .nullable()
      .openapi({ description: 'The activity file that it was last sent in.' }),
    adviceSequence: z
      .number()
      .int()
      .nullable()
      .openapi({ description: 'The batch file that said yes to it.' }),
    round: z.number().int().openapi({ description: 'From 1; each resubmission is one more.' }),
    isStuck: z.boolean().openapi({ description: 'An alert about it is open (WF-3).' }),
    isUnderWay: z
      .boolean()
      .openapi({ description: 'Acting on it by hand is refused, but for an override (WF-2).' }),
  })
  .nullable()
  .openapi({ description: 'How far the carrier is, where one works on it by files (WF-1).' });
const namedPlan = z.object({
  code: z.string().openapi({ example: 'NBN-50' }),
  name: z.string().openapi({ example: 'nbn Home 50' }),
});
const company = z.object({
  code: z.string().openapi({ example: 'wavelink' }),
  name: z.string().openapi({ example: 'Wavelink Wholesale' }),
});
const account = z.object({
  reference: z.string().openapi({ example: 'BG-10001' }),
  name: z.string().openapi({ example: 'Ann Example' }),
});
const assignee = z
  .object({ id: z.string().openapi({ example: 'usr_3' }), name: z.string() })
  .nullable()
  .openapi({ description: 'Who has taken it on.' });

// ---- what an order is placed with

/** Base64 is a third longer than the file. */
export const ORDER_BODY_BYTES = Math.ceil((CONTRACT_DOCUMENT_MAX_BYTES * 4) / 3) + 100_000;

export const orderFields = {
  account: code.openapi({ description: 'Reference or id.', example: 'BG-10001' }),
  packagePlan: code.openapi({ example: 'NBN-50' }),
  requestedOn: date.nullish().openapi({ description: 'From today on; left out: as soon as possible.' }),
  services: z
    .array(z.strictObject({ servicePlan: code.optional(), details: details.default({}) }))
    .default([]),
  contractType: z.string().nullish().openapi({ description: "Left out: the plan's default; null: none." }),
  contractDocument: z
    .strictObject({
      name: z.string().openapi({ example: 'contract.pdf' }),
      mediaType: z.string().openapi({ example: 'application/pdf' }),
      content: z.base64().openapi({ description: 'PDF, PNG or JPEG, base64.' }),
    })
    .nullish(),
};

interface SentOrder {
  readonly requestedOn?: PlainDate | null | undefined;
  readonly contractDocument?:
    | { readonly name: string; readonly mediaType: string; readonly content: string }
    | null
    | undefined;
}

/** The wish that an order's JSON stands for. */
export const wishOf = <Sent extends SentOrder>({
  requestedOn = null,
  contractDocument: file,
  ...wish
}: Sent) => ({
  ...wish,
  requestedOn,
  contractDocument: file ? { ...file, content: bytesOf(file.content) } : null,
});

const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

export const tracking = {
  trackingPath: z.string().nullable().openapi({
    description: "The customer's link to the order: shown now and never again; null where this is a replay.",
    example: '/track/k3W0…',
  }),
};

export const placedJson = ({ order, trackingToken }: OrderPlaced) => ({
  ...orderJson(order),
  trackingPath: `/track/${trackingToken}`,
});

// ---- what orders and requests look like

const serviceHead = {
  position: z.number().int().openapi({ description: 'Within the order, from 1.' }),
  servicePlan: namedPlan,
  serviceType,
  status,
  statusText,
  activatedOn: dateText.nullable(),
  provisionedBy: company.nullable().openapi({ description: 'Who does the work; null: nobody needs to.' }),
  rejectionDetails: rejectionDetailsText,
};
const orderHead = {
  id: idText('order'),
  number: z.string().openapi({ example: 'BG-O-1042' }),
  version: z.number().int(),
  status,
  statusText,
  packagePlan: namedPlan,
  requestedOn: dateText.nullable(),
  source: z.string().openapi({ example: 'staff' }),
  createdAt: instantText,
  updatedAt: instantText,
};

export const orderListItemSchema = z
  .object({ ...orderHead, account, services: z.array(z.object(serviceHead)) })
  .openapi('OrderListItem');

export const orderSchema = z
  .object({
    ...orderHead,
    account: account.extend({ id: idText('account') }),
    contractType: z.string().nullable(),
    contractDocument: z
      .object({
        name: z.string(),
        mediaType: z.string(),
        size: z.number().int(),
        hash: z.string().nullable().openapi({ description: 'SHA-256 of the content, hex.' }),
      })
      .nullable(),
    subscription: z
      .object({ id: idText('subscription'), start: dateText })
      .nullable()
      .openapi({ description: 'From the first activation on.' }),
    services: z.array(
      z.object({
        ...serviceHead,
        details,
        workflow,
        request: z
          .object({ id: idText('request'), version: z.number().int(), assignee })
          .nullable()
          .openapi({ description: 'Where it lies in your own queue.' }),
      }),
    ),
    deeds: z
      .array(z.enum(['edit', 'activate', 'halt', 'resubmit', 'cancel']))
      .openapi({ description: 'What its present state allows.' }),
  })
  .openapi('Order');

export const requestSchema = z
  .object({
    id: idText('request'),
    version: z.number().int(),
    status,
    statusText,
    order: z.string().openapi({ description: "The seller's order number.", example: 'BG-O-1042' }),
    retailer: company.openapi({ description: 'The provider that sells.' }),
    account: account.nullable().openapi({ description: 'Where the order is your own.' }),
    position: z.number().int(),
    servicePlan: namedPlan,
    serviceType,
    supplier: z.string().openapi({ example: 'opti-carrier' }),
    details,
    requestedOn: dateText.nullable(),
    activatedOn: dateText.nullable(),
    assignee,
    isMine: z.boolean(),
    rejectionDetails: rejectionDetailsText,
    workflow,
    createdAt: instantText,
    updatedAt: instantText,
    resubmittedAt: instantText
      .nullable()
      .openapi({ description: 'When it last came back into the queue after a halt.' }),
    ageDays: z.number().int().openapi({ description: 'Days since it came in.' }),
    ageText: z.string().openapi({ description: 'The same in words.', example: '3 days' }),
    sla: z
      .object({
        dueOn: dateText,
        state: z.enum(['in_time', 'due', 'late']),
        text: z.string().openapi({ example: 'due on 9 Mar 2026, in 3 working days' }),
      })
      .nullable()
      .openapi({
        description:
          'Until when it should be done, by your setting provisioningSlaDays; null where nothing waits for you.',
      }),
    deeds: z.array(z.enum(['edit', 'activate', 'halt', 'claim', 'release'])),
  })
  .openapi('ProvisioningRequest');

export const logEntrySchema = z
  .object({
    at: instantText,
    company,
    actor: z.string(),
    via: z.string().openapi({ example: 'slack' }),
    event: z.string().openapi({ example: 'halted' }),
    text: z.string(),
    changes: z
      .record(z.string(), z.object({ from: z.string().nullable(), to: z.string().nullable() }))
      .nullable(),
    visibility: z.enum(['internal', 'shared', 'customer']).openapi({
      description: 'internal: your company; shared: both companies; customer: the end customer too.',
    }),
    service: z.number().int().nullable().openapi({ description: 'Position of the service it is about.' }),
  })
  .openapi('LogEntry');

export const billingStartSchema = z
  .object({
    packagePlan: z.string(),
    start: dateText,
    firstPeriod: z.object({ from: dateText, to: dateText }),
    periodLengthMonths: z.number().int(),
    setupFee: z.string().openapi({ example: '49.00' }),
    accessFee: z.string().openapi({ example: '69.95' }),
    text: z.string().openapi({
      example: 'Billing of NBN-50 starts on 5 Mar 2026: setup 49.00 once, access 69.95 a month; …',
    }),
  })
  .openapi('BillingStart');

export const orderJson = ({ id, account, subscription, services, ...order }: OrderView) => ({
  id: formatId('order', id),
  ...order,
  account: { ...account, id: formatId('account', account.id) },
  subscription: subscription && { ...subscription, id: formatId('subscription', subscription.id) },
  services: services.map(({ request, provisionedBy, ...service }) => ({
    ...service,
    provisionedBy: provisionedBy && companyJson(provisionedBy),
    request: request && { ...request, id: formatId('request', request.id) },
  })),
});

export const orderListItemJson = ({ id, services, ...order }: OrderListItem) => ({
  id: formatId('order', id),
  ...order,
  services: services.map(({ provisionedBy, ...service }) => ({
    ...service,
    provisionedBy: provisionedBy && companyJson(provisionedBy),
  })),
});

export const requestJson = ({ id, orderNumber, orderVersion: _, seller, ...request }: RequestView) => ({
  id: formatId('request', id),
  ...request,
  order: orderNumber,
  retailer: companyJson(seller),
});

export const logEntryJson = ({ id: _, company, position, ...entry }: LogRow) => ({
  ...entry,
  company: companyJson(company),
  service: position,
});

export const billingStartJson = (start: BillingStart) => ({
  ...start,
  setupFee: formatCents(start.setupFee),
  accessFee: formatCents(start.accessFee),
});

const companyJson = ({ code, name }: { readonly code: string; readonly name: string }) => ({ code, name });
