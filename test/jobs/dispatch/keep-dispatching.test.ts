import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Log } from '#app/ports/log.ts';
import { type Instant, instant, instantAfter } from '#core/calendar.ts';
import { dispatchPatiently } from '#jobs/dispatch/dispatch-patiently.ts';
import type { DispatchReport } from '#jobs/dispatch/dispatcher.ts';
import { keepDispatching } from '#jobs/dispatch/keep-dispatching.ts';

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const wallClock = { now: (): Instant => instant(new Date()) };
const inMs = (milliseconds: number): Instant => instantAfter(wallClock.now(), milliseconds);
const done: DispatchReport = { tried: 0, nextDueAt: null };

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-02T00:00:00Z') });
});

describe('dispatching in a process that lives on', () => {
  it('is done at once when something is written, and once more for all that was written meanwhile', async () => {
    const ends: (() => void)[] = [];
    const dispatch = vi.fn(() => new Promise<DispatchReport>((resolve) => ends.push(() => resolve(done))));
    const kept = keepDispatching({ dispatch }, { wallClock, log: silent });
    kept.nudge();
    expect(dispatch).toHaveBeenCalledTimes(1);
    for (let n = 0; n < 5; n += 1) kept.nudge();
    expect(dispatch).toHaveBeenCalledTimes(1);
    ends.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(dispatch).toHaveBeenCalledTimes(2);
    ends.shift()?.();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(dispatch).toHaveBeenCalledTimes(2);
    kept.nudge();
    expect(dispatch).toHaveBeenCalledTimes(3);
    ends.shift()?.();
    await kept.stop();
  });

  it('is done again when more comes due, at the latest after a minute', async () => {
    const dispatch = vi
      .fn<() => Promise<DispatchReport>>()
      .mockImplementationOnce(async () => ({ tried: 1, nextDueAt: inMs(1_000) }))
      .mockImplementationOnce(async () => ({ tried: 1, nextDueAt: inMs(0) }))
      .mockImplementationOnce(async () => ({ tried: 1, nextDueAt: inMs(3_600_000) }))
      .mockImplementation(async () => done);
    const kept = keepDispatching({ dispatch }, { wallClock, log: silent });
    kept.nudge();
    await vi.advanceTimersByTimeAsync(999);
    expect(dispatch).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(10);
    expect(dispatch).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(dispatch).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(dispatch).toHaveBeenCalledTimes(4);
    await kept.stop();
  });

  it('goes on after a call that failed, says so in the log, and never fails whoever nudges', async () => {
    const error = vi.fn();
    const dispatch = vi.fn().mockRejectedValueOnce(new Error('database away')).mockResolvedValue(done);
    const kept = keepDispatching({ dispatch }, { wallClock, log: { ...silent, error } });
    kept.nudge();
    await vi.advanceTimersByTimeAsync(0);
    expect(error).toHaveBeenCalledExactlyOnceWith(
      { err: expect.objectContaining({ message: 'database away' }) },
      'dispatch failed',
    );
    kept.nudge();
    await vi.advanceTimersByTimeAsync(0);
    expect(dispatch).toHaveBeenCalledTimes(2);
    await kept.stop();
  });

  it('stopped, it tells the call under way, waits for it, and makes no more', async () => {
    let hasEnded = false;
    const dispatch = vi.fn(
      (stopping?: AbortSignal) =>
        new Promise<DispatchReport>((resolve) => {
          stopping?.addEventListener('abort', () => {
            hasEnded = true;
            resolve({ tried: 1, nextDueAt: inMs(0) });
          });
        }),
    );
    const kept = keepDispatching({ dispatch }, { wallClock, log: silent });
    kept.nudge();
    kept.nudge();
    await kept.stop();
    expect(hasEnded).toBe(true);
    kept.nudge();
    await vi.advanceTimersByTimeAsync(300_000);
    expect(dispatch).toHaveBeenCalledTimes(1);
    await keepDispatching({ dispatch }, { wallClock, log: silent }).stop();
  });
});

describe('dispatching beside a request', () => {
  const pauses: number[] = [];
  const background = {
    pause: async (milliseconds: number) => {
      pauses.push(milliseconds);
      vi.setSystemTime(Date.now() + milliseconds);
    },
  };
  beforeEach(() => {
    pauses.length = 0;
  });

  it('waits for a gate that opens soon, not for a back-off', async () => {
    const dispatch = vi
      .fn<() => Promise<DispatchReport>>()
      .mockImplementationOnce(async () => ({ tried: 1, nextDueAt: inMs(1_000) }))
      .mockImplementationOnce(async () => ({ tried: 25, nextDueAt: inMs(0) }))
      .mockImplementationOnce(async () => ({ tried: 1, nextDueAt: inMs(60_000) }));
    await dispatchPatiently({ dispatch }, { wallClock, background }, 10_000);
    expect(dispatch).toHaveBeenCalledTimes(3);
    expect(pauses).toEqual([1_000, 0]);
  });

  it('ends when the time is over, whatever is still due', async () => {
    const dispatch = vi.fn(async () => {
      vi.setSystemTime(Date.now() + 4_000);
      return { tried: 50, nextDueAt: inMs(0) };
    });
    await dispatchPatiently({ dispatch }, { wallClock, background }, 10_000);
    expect(dispatch).toHaveBeenCalledTimes(3);
    dispatch.mockClear();
    await dispatchPatiently({ dispatch }, { wallClock, background }, 0);
    expect(dispatch).toHaveBeenCalledTimes(1);
  });
});
