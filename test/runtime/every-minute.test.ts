import { beforeEach, expect, it, vi } from 'vitest';
import type { Log } from '#app/ports/log.ts';
import { everyMinute } from '#src/runtime/every-minute.ts';

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-01T00:00:20Z') });
});

it('ticks at once, then as each minute of the clock begins', async () => {
  const at: string[] = [];
  const timer = everyMinute(async () => void at.push(new Date().toISOString().slice(11, 19)), silent);
  await vi.advanceTimersByTimeAsync(130_000);
  await timer.stop();
  expect(at).toEqual(['00:00:20', '00:01:00', '00:02:00']);
});

it('never ticks twice at a time, however long one takes', async () => {
  let running = 0;
  let most = 0;
  const timer = everyMinute(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resume) => setTimeout(resume, 150_000));
    running -= 1;
  }, silent);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(most).toBe(1);
  const stopped = timer.stop();
  await vi.advanceTimersByTimeAsync(150_000);
  await stopped;
});

it('goes on after a tick that failed, and says so in the log', async () => {
  const error = vi.fn();
  const tick = vi.fn().mockRejectedValueOnce(new Error('database away')).mockResolvedValue([]);
  const timer = everyMinute(tick, { ...silent, error });
  await vi.advanceTimersByTimeAsync(45_000);
  await timer.stop();
  expect(tick).toHaveBeenCalledTimes(2);
  expect(error).toHaveBeenCalledOnce();
});

it('tells the tick under way to stop, waits for it, and ticks no more', async () => {
  const tick = vi.fn(
    (signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve());
      }),
  );
  const timer = everyMinute(tick, silent);
  await timer.stop();
  await vi.advanceTimersByTimeAsync(300_000);
  expect(tick).toHaveBeenCalledOnce();
});
