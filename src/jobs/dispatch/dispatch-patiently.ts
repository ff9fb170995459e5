/** Dispatching where nothing lives on between requests (Workers): it also waits for what comes due soon. */
import type { Background } from '#app/ports/background.ts';
import type { Clock } from '#app/ports/platform.ts';
import { instantAfter, millisecondsBetween } from '#core/calendar.ts';
import type { Dispatcher } from './dispatcher.ts';

/** @param patienceMs how long, from now, it is worth waiting: a rate limit is over in a second, a back-off is not */
export async function dispatchPatiently(
  { dispatch }: Pick<Dispatcher, 'dispatch'>,
  { wallClock, background }: { readonly wallClock: Clock; readonly background: Pick<Background, 'pause'> },
  patienceMs: number,
): Promise<void> {
  const until = instantAfter(wallClock.now(), patienceMs);
  for (;;) {
    const { nextDueAt } = await dispatch();
    const now = wallClock.now();
    if (nextDueAt === null || nextDueAt > until || now >= until) return;
    await background.pause(Math.max(0, millisecondsBetween(now, nextDueAt)));
  }
}
