/** The provisioning queue of the token's provider (PROV-1 to PROV-5). */
import { z } from '@hono/zod-openapi';
import { MOST_AT_ONCE, type RequestOutcome, type RequestPreview } from '#app/orders/activate-requests.ts';
import type { QueueQuery } from '#app/orders/list-queue.ts';
import type { Services } from '#app/services.ts';
import { formatId } from '#core/ids.ts';
import { MOST_COUNTED, MOST_COUNTED_OF_ONE } from '#core/orders/queue-counts.ts';
import { STATUSES } from '#core/orders/states.ts';
import { TEXT_MAX } from '#core/orders/texts.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import {
  code,
  date,
  dateText,
  faultSchema,
  id,
  idText,
  pageJson,
  pageOf,
  pageQuery,
  pageRequest,
} from '../schemas.ts';
import {
  billingStartJson,
  billingStartSchema,
  detailChanges,
  logEntryJson,
  logEntrySchema,
  overrideReason,
  requestJson,
  requestSchema,
  serviceType,
  version,
} from './order-schemas.ts';

const tag = 'Provisioning';
const params = z.object({ id: id('request') });
const aRequest = { description: 'The request as it is now.', schema: requestSchema };
const activation = {
  activationDate: date.optional().openapi({ description: 'The first day with service; left out: today.' }),
  firstPeriodEnd: date.nullish().openapi({ description: 'The last day of the first period (PER-2).' }),
  overrideReason,
  version,
};

const severalActivations = z.strictObject({
  requests: z
    .array(z.strictObject({ id: id('request'), version }))
    .openapi({ description: `1 to ${MOST_AT_ONCE} requests of your queue, each once.` }),
  activationDate: date.openapi({ description: 'The first day with service, the same for all.' }),
});
const counted = (most: number) => z.number().int().openapi({ maximum: most });
const countsSchema = z
  .object({
    pending: counted(MOST_COUNTED),
    halted: counted(MOST_COUNTED),
    mine: counted(MOST_COUNTED).openapi({ description: 'Pending or halted, and assigned to you.' }),
    unassigned: counted(MOST_COUNTED).openapi({ description: 'Pending or halted, and assigned to nobody.' }),
    late: counted(MOST_COUNTED).openapi({ description: 'Pending, and past the day on which it was due.' }),
    suppliers: z.array(z.object({ supplier: z.string(), count: counted(MOST_COUNTED_OF_ONE) })),
    serviceTypes: z.array(z.object({ serviceType, count: counted(MOST_COUNTED_OF_ONE) })),
  })
  .openapi({
    description: `Of the whole queue, whatever the filter; counted to ${MOST_COUNTED}, and to ${MOST_COUNTED_OF_ONE} for each supplier and service type, which then means as many or more.`,
  });

const outcomeHead = {
  id: idText('request'),
  request: requestSchema.nullable().openapi({ description: 'As it is now; null: not in your queue.' }),
  text: z.string().optional().openapi({
    description: 'What begins to be billed, in words.',
    example: 'Billing of WL-NBN-50 starts on 5 Mar 2026: …',
  }),
  billing: billingStartSchema.nullable().optional(),
  faults: z.array(faultSchema).optional().openapi({ description: 'Why it was refused.' }),
};

const oneForEach = (schema: z.ZodType) => ({
  description: 'One answer for each, in the order asked.',
  schema: z.object({ results: z.array(schema) }),
});

const activationsOf = ({ requests, activationDate }: z.output<typeof severalActivations>) => ({
  requests: requests.map(({ id: requestId, version: seen }) => ({ requestId, version: seen })),
  activationDate,
});

function outcomeJson({ requestId, request, ...of }: RequestOutcome | RequestPreview) {
  const head = { id: formatId('request', requestId), request: request && requestJson(request) };
  return of.outcome === 'refused'
    ? {
        ...head,
        outcome: of.outcome,
        faults: of.faults.map(({ code, message, path = '' }) => ({ path, code, message })),
      }
    : { ...head, ...of, billing: of.billing && billingStartJson(of.billing) };
}

export function provisioningRoutes({ orders }: Pick<Services, 'orders'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/provisioning/queue',
      tag,
      summary: 'List the queue',
      description: 'What waits for you, the longest waiting first; with how much that is in all.',
      power: 'view',
      query: pageQuery.extend({
        status: z
          .enum([...STATUSES, 'open'])
          .default('pending')
          .openapi({ description: 'open: pending and halted.' }),
        assigned: z.enum(['mine', 'nobody']).optional(),
        supplier: code.optional().openapi({ example: 'opti-carrier' }),
        serviceType: serviceType.optional(),
        olderThanDays: z.coerce
          .number()
          .optional()
          .openapi({ description: 'Came in more days ago than this.', example: 5 }),
        late: z
          .enum(['true', 'false'])
          .optional()
          .openapi({ description: 'true: only what is past the day on which it was due.' }),
      }),
      answers: {
        200: {
          description: 'A page of requests.',
          schema: pageOf(requestSchema).extend({
            counts: countsSchema,
          }),
        },
      },
    }),
    async (c) => {
      const { late, ...asked } = c.req.valid('query');
      const query: QueueQuery = { ...asked, late: late === 'true' };
      return answer(c, await orders.listQueue(c.get('actor'), query, pageRequest(asked)), (page) => ({
        ...pageJson(requestJson)(page),
        counts: page.counts,
      }));
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/provisioning/requests/{id}',
      tag,
      summary: 'Get a request',
      power: 'view',
      params,
      answers: { 200: aRequest },
    }),
    async (c) => answer(c, await orders.findRequest(c.get('actor'), c.req.valid('param').id), requestJson),
  );

  router.openapi(
    operation({
      method: 'patch',
      path: '/v1/provisioning/requests/{id}',
      tag,
      summary: 'Correct the details of a request',
      description: 'The retailer sees the change.',
      power: 'provision',
      params,
      body: z.strictObject({ details: detailChanges, overrideReason, version }),
      answers: { 200: aRequest },
    }),
    async (c) =>
      answer(
        c,
        await orders.editRequest(c.get('actor'), {
          ...c.req.valid('json'),
          requestId: c.req.valid('param').id,
        }),
        requestJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/provisioning/requests/{id}/claim',
      tag,
      summary: 'Take a request on',
      power: 'provision',
      params,
      body: z.strictObject({
        takeOver: z.boolean().optional().openapi({ description: 'Also from somebody who has it.' }),
        version,
      }),
      answers: { 200: aRequest },
    }),
    async (c) =>
      answer(
        c,
        await orders.claimRequest(c.get('actor'), {
          ...c.req.valid('json'),
          requestId: c.req.valid('param').id,
        }),
        requestJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/provisioning/requests/{id}/release',
      tag,
      summary: 'Put a request back',
      power: 'provision',
      params,
      body: z.strictObject({ version }),
      answers: { 200: aRequest },
    }),
    async (c) =>
      answer(
        c,
        await orders.releaseRequest(c.get('actor'), {
          ...c.req.valid('json'),
          requestId: c.req.valid('param').id,
        }),
        requestJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/provisioning/requests/{id}/preview-activation',
      tag,
      summary: 'See what an activation would bill',
      description: 'In your own books. Nothing is written.',
      power: 'provision',
      params,
      body: z.strictObject(activation),
      answers: {
        200: {
          description:
            'What would begin; null where an earlier service has begun it and this one adds no fee.',
          schema: z.object({
            billing: billingStartSchema.nullable(),
            billedSince: dateText.nullable(),
            text: z.string().openapi({ description: 'In words, where nothing begins too.' }),
            takesFirstPeriodEnd: z
              .boolean()
              .openapi({ description: 'Whether a first period end may be given (PER-2).' }),
          }),
        },
      },
    }),
    async (c) =>
      answer(
        c,
        await orders.previewActivation(c.get('actor'), {
          ...c.req.valid('json'),
          requestId: c.req.valid('param').id,
        }),
        ({ billing, ...preview }) => ({ ...preview, billing: billing && billingStartJson(billing) }),
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/provisioning/requests/{id}/activate',
      tag,
      summary: 'Activate a request',
      description:
        'The service becomes active. With the first service of an order billing begins, on the sell and the buy side; fees of a service are charged from its own activation date on.',
      power: 'provision',
      params,
      body: z.strictObject(activation),
      answers: {
        200: {
          description: 'The request, and what began to be billed in your own books.',
          schema: requestSchema.extend({ billing: billingStartSchema.nullable() }),
        },
      },
    }),
    async (c) =>
      answer(
        c,
        await orders.activateRequest(c.get('actor'), {
          ...c.req.valid('json'),
          requestId: c.req.valid('param').id,
        }),
        ({ request, billing }) => ({
          ...requestJson(request),
          billing: billing && billingStartJson(billing),
        }),
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/provisioning/requests/preview-activation',
      tag,
      summary: 'See what activating several requests would bill',
      description: 'In your own books, request by request. Nothing is written.',
      power: 'provision',
      body: severalActivations,
      answers: {
        200: oneForEach(
          z.object({
            ...outcomeHead,
            outcome: z.enum(['ready', 'refused']),
            billedSince: dateText.nullable().optional(),
            takesFirstPeriodEnd: z.boolean().optional(),
          }),
        ),
      },
    }),
    async (c) =>
      answer(
        c,
        await orders.previewActivations(c.get('actor'), activationsOf(c.req.valid('json'))),
        (previews) => ({ results: previews.map(outcomeJson) }),
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/provisioning/requests/activate',
      tag,
      summary: 'Activate several requests',
      description:
        'Each is a deed of its own: one that is refused holds up no other, and the answer says what became of each.',
      power: 'provision',
      body: severalActivations,
      answers: {
        200: oneForEach(z.object({ ...outcomeHead, outcome: z.enum(['activated', 'refused']) })),
      },
    }),
    async (c) =>
      answer(
        c,
        await orders.activateRequests(c.get('actor'), activationsOf(c.req.valid('json'))),
        (outcomes) => ({ results: outcomes.map(outcomeJson) }),
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/provisioning/requests/{id}/halt',
      tag,
      summary: 'Halt a request',
      description:
        'The downstream customer sees Provisioning Halted with the Rejection Details, and may resubmit.',
      power: 'provision.halt',
      params,
      body: z.strictObject({
        rejectionDetails: z
          .string()
          .default('')
          .openapi({ description: `1 to ${TEXT_MAX} characters.` }),
        overrideReason,
        version,
      }),
      answers: { 200: aRequest },
    }),
    async (c) =>
      answer(
        c,
        await orders.haltRequest(c.get('actor'), {
          ...c.req.valid('json'),
          requestId: c.req.valid('param').id,
        }),
        requestJson,
      ),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/provisioning/requests/{id}/log',
      tag,
      summary: 'Read the log of a request',
      description: 'Oldest first: what concerns your requests of the order.',
      power: 'view',
      params,
      query: pageQuery,
      answers: { 200: { description: 'A page of entries.', schema: pageOf(logEntrySchema) } },
    }),
    async (c) =>
      answer(
        c,
        await orders.requestLog(c.get('actor'), c.req.valid('param').id, pageRequest(c.req.valid('query'))),
        pageJson(logEntryJson),
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/provisioning/requests/{id}/notes',
      tag,
      summary: 'Write into the log of a request',
      power: 'provision',
      params,
      body: z.strictObject({
        text: z.string().openapi({ description: `1 to ${TEXT_MAX} characters.` }),
        visibility: z.enum(['internal', 'shared']).default('internal'),
      }),
      answers: { 201: { description: 'It is written.', schema: z.object({ request: z.string() }) } },
    }),
    async (c) => {
      const requestId = c.req.valid('param').id;
      const written = await orders.addNote(c.get('actor'), { ...c.req.valid('json'), requestId });
      return answer(c, written, () => ({ request: formatId('request', requestId) }), 201);
    },
  );

  return router;
}
