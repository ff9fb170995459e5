import { expect, it, vi } from 'vitest';
import { makeBackground, nudgingBehind } from '#src/runtime/background.ts';

it('nudges behind work that goes on after its answer, done or failed, and keeps it as before', async () => {
  const kept: Promise<unknown>[] = [];
  const nudge = vi.fn();
  const background = nudgingBehind(
    makeBackground((work) => void kept.push(work)),
    nudge,
  );
  const done = Promise.withResolvers<void>();
  background.keep(done.promise);
  background.keep(Promise.reject(new Error('broken off')));
  await expect(kept[1]).rejects.toThrow('broken off');
  expect(nudge).toHaveBeenCalledTimes(1);
  done.resolve();
  await kept[0];
  expect(nudge).toHaveBeenCalledTimes(2);
});
