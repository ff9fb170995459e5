import { z } from '@hono/zod-openapi';
import { LINE_STATUSES } from '#app/ports/ledger.ts';
import type { Services } from '#app/services.ts';
import { cardlineJson, cardlineSchema } from '../cardline-schema.ts';
import { explanationSchema } from '../explanation-schema.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { code, id, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';

const explainedSchema = cardlineSchema
  .extend({
    explanation: explanationSchema
      .nullable()
      .openapi({ description: 'null for a line that no period gave, such as a purchase.' }),
  })
  .openapi('ExplainedCardline');

export function cardlineRoutes({ billing }: Pick<Services, 'billing'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/cardlines',
      tag: 'Ledger',
      summary: 'List cardlines',
      description:
        'Those that wait for an invoice first, then invoice by invoice, the newest first. Costs (`side=buy`) are listed for one account; a page of them may be short and still have a next one.',
      power: 'view',
      query: pageQuery.extend({
        account: code
          .optional()
          .openapi({ description: "The account's reference or id.", example: 'BG-10001' }),
        status: z.enum(LINE_STATUSES).optional(),
        side: z.enum(['sell', 'buy']).default('sell'),
      }),
      answers: { 200: { description: 'A page of cardlines.', schema: pageOf(cardlineSchema) } },
    }),
    async (c) => {
      const { account, status, side, ...page } = c.req.valid('query');
      const lines = await billing.listCardlines(
        c.get('actor'),
        { account: account ?? null, status: status ?? null, side },
        pageRequest(page),
      );
      return answer(c, lines, pageJson(cardlineJson));
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/cardlines/{id}',
      tag: 'Ledger',
      summary: 'Look at a cardline and why it is what it is',
      power: 'view',
      params: z.object({ id: id('cardline') }),
      answers: { 200: { description: 'The line with its explanation.', schema: explainedSchema } },
    }),
    async (c) =>
      answer(
        c,
        await billing.readCardline(c.get('actor'), c.req.valid('param').id),
        ({ explanation, ...line }) => ({ ...cardlineJson(line), explanation }),
      ),
  );

  return router;
}
