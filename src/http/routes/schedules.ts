import { z } from '@hono/zod-openapi';
import type { ScheduleView } from '#app/jobs/list-schedules.ts';
import { JOB_NAMES } from '#app/ports/jobs.ts';
import type { Services } from '#app/services.ts';
import { formatTimeOfDay } from '#core/jobs/due-days.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { dateText, instantText } from '../schemas.ts';

const at = z.string().openapi({ description: "On the provider's wall clock.", example: '02:30' });
const enabled = z.boolean();

const scheduleSchema = z
  .object({
    job: z.enum(JOB_NAMES),
    at,
    enabled,
    lastDoneOn: dateText.openapi({ description: 'Days after it are caught up, in order.' }),
    nextRunAt: instantText.nullable().openapi({
      description: 'In the past while a day waits to be caught up; null while it is switched off.',
    }),
    lastError: z
      .string()
      .nullable()
      .openapi({ description: 'Why the next day could not be done, or what it waits for.' }),
    lastFinishedAt: instantText.nullable(),
    failures: z
      .number()
      .int()
      .openapi({ description: 'How often that day failed in a row; 0 where it only waits for somebody.' }),
    nextTryAt: instantText.nullable().openapi({
      description:
        'When a day that failed is tried again: after 1, 2, 4 … and at most 60 minutes. null: with the next tick, within a minute.',
    }),
  })
  .openapi('Schedule');

const toJson = ({ atMinutes, retryAt, ...schedule }: ScheduleView) => ({
  ...schedule,
  at: formatTimeOfDay(atMinutes),
  nextTryAt: retryAt,
});

export function scheduleRoutes({ jobs }: Pick<Services, 'jobs'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/schedules',
      tag: 'Schedules',
      summary: 'What runs by itself, and when',
      power: 'view',
      answers: {
        200: { description: 'Every job once.', schema: z.object({ items: z.array(scheduleSchema) }) },
      },
    }),
    async (c) =>
      answer(c, await jobs.listSchedules(c.get('actor')), (items) => ({ items: items.map(toJson) })),
  );

  router.openapi(
    operation({
      method: 'put',
      path: '/v1/schedules/{job}',
      tag: 'Schedules',
      summary: 'Set when a job runs, or switch it off',
      description:
        'What is left out stays. Switched on again, a job begins with today: a billing run of today bills what the days in between would have.',
      power: 'admin',
      params: z.object({ job: z.string().openapi({ example: 'billing' }) }),
      body: z.strictObject({ at: at.optional(), enabled: enabled.optional() }),
      answers: { 200: { description: 'The schedule as it is now.', schema: scheduleSchema } },
    }),
    async (c) =>
      answer(
        c,
        await jobs.setSchedule(c.get('actor'), { ...c.req.valid('json'), job: c.req.valid('param').job }),
        toJson,
      ),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/schedules/{job}/try',
      tag: 'Schedules',
      summary: 'Try a day that failed now',
      description:
        'With the next tick, within a minute, rather than at `nextTryAt`. Answers 409 where no day waits for its next try.',
      power: 'admin',
      params: z.object({ job: z.string().openapi({ example: 'billing' }) }),
      answers: { 200: { description: 'The schedule as it is now.', schema: scheduleSchema } },
      problems: [409],
    }),
    async (c) => answer(c, await jobs.tryNow(c.get('actor'), c.req.valid('param').job), toJson),
  );

  return router;
}
