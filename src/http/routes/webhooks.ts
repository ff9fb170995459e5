/** Webhooks out: a provider's own programs that are told of what happens, each with a secret of its own. */
import { z } from '@hono/zod-openapi';
import { WEBHOOK_STATUSES, type Webhook } from '#app/ports/webhooks.ts';
import type { Services } from '#app/services.ts';
import type { AddedWebhook } from '#app/webhooks/add-webhook.ts';
import { formatId } from '#core/ids.ts';
import { WEBHOOK_TOPICS } from '#core/webhooks/topics.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { id, idText, instantText, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';
import { deliveryJson, deliverySchema, deliveryStatus } from './outbox.ts';

const tag = 'Webhooks out';

const url = z.string().openapi({
  description: 'Where messages are posted to: a public https address without a password.',
  example: 'https://erp.example.net/cardline',
});
const description = z.string().openapi({ description: 'What it is for.', example: 'Ledger of the ERP' });
const topics = z
  .array(z.string().openapi({ example: 'invoice.issued' }))
  .nullable()
  .openapi({ description: 'What it is told; null: everything, topics that are added later among it.' });
const status = z.enum(WEBHOOK_STATUSES).openapi({
  description: 'disabled: it is told of nothing, and what happens meanwhile is not told later.',
});

const webhookSchema = z
  .object({
    id: idText('webhook'),
    url,
    description,
    topics,
    status,
    disabledReason: z.string().nullable().openapi({
      description: 'Why it was switched off, where nobody did so by hand.',
      example: 'erp.example.net answered 410.',
    }),
    formerSecretUntil: instantText.nullable().openapi({
      description: 'Until when messages are signed with the secret before the last rotation too.',
    }),
    createdAt: instantText,
    createdBy: z.string(),
  })
  .openapi('Webhook');

const withSecretSchema = webhookSchema
  .extend({
    secret: z.string().nullable().openapi({
      description:
        'What its messages are signed with: shown now and never again; null where this answer is a replay.',
      example: 'whsec_k3W0…',
    }),
  })
  .openapi('WebhookWithSecret');

const topicSchema = z
  .object({
    topic: z.string().openapi({ example: 'invoice.issued' }),
    summary: z.string().openapi({ description: 'When it is told.' }),
    example: z
      .object({
        type: z.string(),
        timestamp: instantText,
        data: z.record(z.string(), z.unknown()),
      })
      .openapi({ description: 'The body of such a message.' }),
  })
  .openapi('WebhookTopic');

const params = z.object({ id: id('webhook') });

const webhookJson = ({ id: key, ...webhook }: Webhook) => ({
  id: formatId('webhook', key),
  url: webhook.url,
  description: webhook.description,
  topics: webhook.topics,
  status: webhook.status,
  disabledReason: webhook.disabledReason,
  formerSecretUntil: webhook.formerSecretUntil,
  createdAt: webhook.createdAt,
  createdBy: webhook.createdBy,
});
const withSecretJson = (webhook: AddedWebhook) => ({ ...webhookJson(webhook), secret: webhook.secret });
/** What is kept of such an answer for a repeat of the request. */
const withoutSecret = (webhook: AddedWebhook): string =>
  JSON.stringify({ ...webhookJson(webhook), secret: null });

export function webhookRoutes({ webhooks }: Pick<Services, 'webhooks'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/webhooks',
      tag,
      summary: 'List webhooks',
      description: 'Newest first, disabled ones included.',
      power: 'admin',
      query: pageQuery,
      answers: { 200: { description: 'A page of webhooks.', schema: pageOf(webhookSchema) } },
    }),
    async (c) =>
      answer(
        c,
        await webhooks.listWebhooks(c.get('actor'), pageRequest(c.req.valid('query'))),
        pageJson(webhookJson),
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/webhooks',
      tag,
      summary: 'Add a webhook',
      description:
        'It is told of what happens from now on, signed as Standard Webhooks has it with a secret of its own, which is shown this once.',
      power: 'admin',
      body: z.strictObject({ url, description: description.default(''), topics: topics.default(null) }),
      answers: { 201: { description: 'The webhook, with its secret.', schema: withSecretSchema } },
    }),
    async (c) => {
      const added = await webhooks.addWebhook(c.get('actor'), c.req.valid('json'));
      if (added.ok) c.set('keptBody', withoutSecret(added.value));
      return answer(c, added, withSecretJson, 201);
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/webhooks/topics',
      tag,
      summary: 'List topics',
      description: 'All that a webhook can be told, each with an example of its message.',
      power: 'admin',
      answers: {
        200: { description: 'Every topic.', schema: z.object({ items: z.array(topicSchema) }) },
      },
    }),
    (c) =>
      c.json({
        items: WEBHOOK_TOPICS.map(({ topic, summary, example }) => ({
          topic,
          summary,
          example: { type: topic, timestamp: '2026-03-02T00:00:00.000Z', data: example },
        })),
      }),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/webhooks/{id}',
      tag,
      summary: 'Get a webhook',
      power: 'admin',
      params,
      answers: { 200: { description: 'The webhook.', schema: webhookSchema } },
    }),
    async (c) => answer(c, await webhooks.getWebhook(c.get('actor'), c.req.valid('param').id), webhookJson),
  );

  router.openapi(
    operation({
      method: 'patch',
      path: '/v1/webhooks/{id}',
      tag,
      summary: 'Change a webhook',
      description: 'What is left out stays. Its status switches it off and on.',
      power: 'admin',
      params,
      body: z.strictObject({
        url: url.optional(),
        description: description.optional(),
        topics: topics.optional(),
        status: status.optional(),
      }),
      answers: { 200: { description: 'The webhook as it is now.', schema: webhookSchema } },
    }),
    async (c) =>
      answer(
        c,
        await webhooks.changeWebhook(c.get('actor'), c.req.valid('param').id, c.req.valid('json')),
        webhookJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/webhooks/{id}/rotate-secret',
      tag,
      summary: 'Give a webhook a new secret',
      description: 'For a day messages carry a signature of the former secret too.',
      power: 'admin',
      params,
      answers: { 200: { description: 'The webhook, with its new secret.', schema: withSecretSchema } },
    }),
    async (c) => {
      const rotated = await webhooks.rotateSecret(c.get('actor'), c.req.valid('param').id);
      if (rotated.ok) c.set('keptBody', withoutSecret(rotated.value));
      return answer(c, rotated, withSecretJson);
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/webhooks/{id}/ping',
      tag,
      summary: 'Send a test to a webhook',
      description: 'A message of the topic webhook.ping; what became of it is among the deliveries.',
      power: 'admin',
      params,
      answers: { 202: { description: 'The webhook that it goes to.', schema: webhookSchema } },
    }),
    async (c) =>
      answer(c, await webhooks.pingWebhook(c.get('actor'), c.req.valid('param').id), webhookJson, 202),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/webhooks/{id}/deliveries',
      tag,
      summary: 'List deliveries to a webhook',
      description: 'Newest first, with their attempts and last error.',
      power: 'admin',
      params,
      query: pageQuery.extend({ status: deliveryStatus.optional() }),
      answers: { 200: { description: 'A page of deliveries.', schema: pageOf(deliverySchema) } },
    }),
    async (c) => {
      const { status, ...page } = c.req.valid('query');
      const key = c.req.valid('param').id;
      return answer(
        c,
        await webhooks.listDeliveries(c.get('actor'), key, status, pageRequest(page)),
        pageJson(deliveryJson),
      );
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/webhooks/{id}/redeliver',
      tag,
      summary: 'Send again to a webhook all that failed',
      description: 'What was given up and what waits for its next try.',
      power: 'admin',
      params,
      answers: {
        200: { description: 'How many are sent again.', schema: z.object({ resent: z.number().int() }) },
      },
    }),
    async (c) =>
      answer(c, await webhooks.redeliverFailed(c.get('actor'), c.req.valid('param').id), (resent) => ({
        resent,
      })),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/webhooks/{id}/deliveries/{delivery}/redeliver',
      tag,
      summary: 'Send a delivery again that failed',
      description: 'At once, under the same webhook-id, and with all its attempts before it again.',
      power: 'admin',
      params: params.extend({ delivery: id('delivery') }),
      answers: { 200: { description: 'The delivery as it is now.', schema: deliverySchema } },
    }),
    async (c) => {
      const { id: key, delivery } = c.req.valid('param');
      return answer(c, await webhooks.redeliver(c.get('actor'), key, delivery), deliveryJson);
    },
  );

  return router;
}
