/** Billing runs over Cloudflare Queues: a stretch of a run is one message, worked on by whichever instance the platform gives it to. */
import type { RunKey, RunQueue } from '#app/ports/billing.ts';
import type { Log } from '#app/ports/log.ts';

/** Most messages of one call, by the platform's rule. */
const MOST_AT_ONCE = 100;

export const makeRunQueue = (queue: Queue<RunKey>): RunQueue => ({
  async put(runs) {
    for (let from = 0; from < runs.length; from += MOST_AT_ONCE)
      await queue.sendBatch(runs.slice(from, from + MOST_AT_ONCE).map((body) => ({ body })));
  },
});

/** A message that cannot be worked on now comes again; one that makes no sense never will. */
export async function takeStretches(
  { messages }: MessageBatch<unknown>,
  { goOn, log }: { readonly goOn: (run: RunKey) => Promise<void>; readonly log: Log },
): Promise<void> {
  for (const message of messages)
    if (!isRunKey(message.body)) {
      log.error({ body: message.body }, 'a message of the queue names no billing run');
      message.ack();
    } else
      await goOn(message.body).then(
        () => message.ack(),
        (error: unknown) => {
          log.error({ err: error, run: message.body }, 'a billing run was not gone on with');
          message.retry();
        },
      );
}

const isRunKey = (body: unknown): body is RunKey =>
  typeof body === 'object' &&
  body !== null &&
  'providerId' in body &&
  'id' in body &&
  Number.isSafeInteger(body.providerId) &&
  Number.isSafeInteger(body.id);
