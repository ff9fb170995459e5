import { z } from '@hono/zod-openapi';
import { makeRouter, operation } from '../router.ts';
import { signedWith } from '../webhook-signature.ts';

/**
 * What became of one day of one job; `busy`: another machine is at it. `waiting`: it is somebody's turn to decide. `later`: it
 * failed, and the time of its next try has not come.
 */
type Outcome = 'done' | 'failed' | 'busy' | 'waiting' | 'later';

/** An outside scheduler's way to make the clock tick. */
export interface ScheduleHook {
  /** `whsec_…`; null where none is configured, and the hook is off. */
  readonly secret: string | null;
  /** Does what is due now; asked twice, it does it once. */
  readonly tick: () => Promise<readonly { readonly outcome: Outcome }[]>;
}

const count = (what: string, example: number) => z.number().int().openapi({ description: what, example });

const reportSchema = z
  .object({
    done: count('Days of jobs that were due and are done.', 2),
    failed: count('Days that failed; the log says why, and when it is tried again is in the schedules.', 0),
    busy: count('Days that another machine is at.', 0),
    waiting: count('Days that wait for somebody to approve them.', 0),
    later: count('Days that failed before and whose next try is to come.', 0),
  })
  .openapi('TickReport');

export function scheduleHookRoutes(hook: ScheduleHook) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/hooks/schedule',
      tag: 'Webhooks in',
      summary: 'Do what is due',
      description:
        'For an outside scheduler, where nothing else makes the clock tick. Signed as Standard Webhooks has it, with the secret of this hook. The body is not read; calling it twice does nothing twice.',
      power: 'signature',
      uploads: { 'application/json': 'Anything, or nothing.' },
      answers: {
        200: {
          description: 'What was due is done.',
          schema: reportSchema,
        },
      },
      problems: [503],
      guard: signedWith(hook.secret),
    }),
    async (c) => {
      const events = await hook.tick();
      const countOf = (outcome: Outcome) => events.filter((event) => event.outcome === outcome).length;
      return c.json({
        done: countOf('done'),
        failed: countOf('failed'),
        busy: countOf('busy'),
        waiting: countOf('waiting'),
        later: countOf('later'),
      });
    },
  );

  return router;
}
