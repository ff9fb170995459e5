import type { Background } from '#app/ports/background.ts';

/**
 * Work beside requests, with this platform's timers.
 *
 * @param keep how the platform keeps work going after the answer: `waitUntil` on Workers; Node remembers it for its end
 */
export const makeBackground = (keep: (work: Promise<unknown>) => void): Background => ({
  keep,
  async waitFor(work, milliseconds) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeIsOver = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([work.catch(() => undefined), timeIsOver]);
    clearTimeout(timer);
  },
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
});

/**
 * The same, with a nudge behind all work that goes on after its answer: what it writes is to leave as soon as what a request
 * writes is.
 */
export const nudgingBehind = (background: Background, nudge: () => void): Background => ({
  ...background,
  keep: (work) => background.keep(work.finally(nudge)),
});
