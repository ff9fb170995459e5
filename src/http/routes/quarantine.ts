/** The quarantine: what waits, cleansing it, giving up what will never be rated (USE-2, USE-3). */
import { z } from '@hono/zod-openapi';
import type { Services } from '#app/services.ts';
import type { CleanseOutcome } from '#app/usage/cleanse-quarantine.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { dateText, pageJson, pageOf, pageQuery, pageRequest, price } from '../schemas.ts';
import {
  filterFields,
  quarantineCountJson,
  quarantineCountSchema,
  reasonSchema,
  recordJson,
  recordSchema,
  sumText,
} from './usage-schemas.ts';

const tag = 'Usage';
const count = z.number().int();

const filter = z
  .strictObject(filterFields)
  .openapi({ description: 'Which of them; left out: all that waits.' });

const outcomeSchema = z
  .object({
    mode: z.enum(['preview', 'commit']),
    version: count.openapi({ description: 'Of the catalogue that it is rated by.' }),
    records: count.openapi({ description: 'How many were looked at.' }),
    isPart: z
      .boolean()
      .openapi({ description: 'More wait than one cleanse takes: cleanse again for the rest.' }),
    rated: count,
    charge: price.openapi({ description: 'What accounts are charged for them, ex tax.' }),
    cost: price.openapi({ description: 'What the provider itself pays for them.' }),
    tariffs: z.array(
      z.object({ tariffKey: z.string(), records: count, quantity: z.number(), charge: price, cost: price }),
    ),
    waiting: z
      .array(z.object({ reason: reasonSchema, records: count }))
      .openapi({ description: 'What still waits, by the reason that it has now.' }),
    late: z
      .object({
        records: count,
        charge: price,
        services: count,
        recordsOnAllowance: count,
        from: dateText.nullable(),
        to: dateText.nullable(),
      })
      .openapi({
        description:
          'What goes to another period than its own, which is closed (USE-3): it raises the usage of that period and may use up what it includes.',
      }),
    changed: z
      .object({ records: count, charge: price })
      .openapi({ description: 'Records rated before that cost otherwise behind these (USE-7).' }),
    hash: z
      .string()
      .openapi({ description: 'A commit may name it: it is refused where anything has moved.' }),
  })
  .openapi('CleanseOutcome');

const outcomeJson = ({ charge, cost, tariffs, late, changed, ...outcome }: CleanseOutcome) => ({
  ...outcome,
  charge: sumText(charge),
  cost: sumText(cost),
  tariffs: tariffs.map((tariff) => ({
    ...tariff,
    charge: sumText(tariff.charge),
    cost: sumText(tariff.cost),
  })),
  late: { ...late, charge: sumText(late.charge) },
  changed: { ...changed, charge: sumText(changed.charge) },
});

export function quarantineRoutes({ usage }: Pick<Services, 'usage'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/quarantine',
      tag,
      summary: 'List what waits in quarantine',
      description: 'How much waits, by reason, tariff and supplier, and a page of the records.',
      power: 'view',
      query: pageQuery.extend(filterFields),
      answers: {
        200: {
          description: 'Counts and records.',
          schema: pageOf(recordSchema).extend({ counts: z.array(quarantineCountSchema) }),
        },
      },
    }),
    async (c) => {
      const { limit, cursor, ...picked } = c.req.valid('query');
      const listed = await usage.listQuarantine(c.get('actor'), picked, pageRequest({ limit, cursor }));
      return answer(c, listed, ({ counts, records }) => ({
        counts: counts.map(quarantineCountJson),
        ...pageJson(recordJson)(records),
      }));
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/quarantine/cleanse',
      tag,
      summary: 'Rate again what waits',
      description:
        'What can be rated now is rated, by the newest version; the rest falls back with the reason that it has now (USE-2). `preview` writes nothing and says what a commit would do, the same figures.',
      power: 'usage',
      body: z.strictObject({
        filter: filter.optional(),
        mode: z.enum(['preview', 'commit']),
        hash: z.string().max(100).optional(),
      }),
      answers: { 200: { description: 'What was done, or would be.', schema: outcomeSchema } },
    }),
    async (c) => {
      const { mode, hash, filter: picked } = c.req.valid('json');
      const request = { filter: picked ?? {}, mode, hash };
      return answer(c, await usage.cleanseQuarantine(c.get('actor'), request), outcomeJson);
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/quarantine/write-off',
      tag,
      summary: 'Give up what waits',
      description: 'Nobody is charged for it. It stays in the list of usage, and is not taken again.',
      power: 'usage',
      body: z.strictObject({
        filter,
        note: z.string().openapi({ description: 'Why; kept with each record.' }),
      }),
      answers: {
        200: { description: 'How many were given up.', schema: z.object({ writtenOff: count }) },
      },
    }),
    async (c) =>
      answer(c, await usage.writeOff(c.get('actor'), c.req.valid('json')), (done) => ({ ...done })),
  );

  return router;
}
