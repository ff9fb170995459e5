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
