import { expect, it } from 'vitest';
import type { RunKey } from '#app/ports/billing.ts';
import type { Log } from '#app/ports/log.ts';
import { makeRunPool } from '#src/runtime/run-pool.ts';

/** Goes on with runs, and is told when each is done. */
function aPool() {
  const begun: number[] = [];
  const endOf = new Map<number, PromiseWithResolvers<void>>();
  const errors: object[] = [];
  const kept: Promise<unknown>[] = [];
  const log: Pick<Log, 'error'> = { error: (fields) => void errors.push(fields) };
  const pool = makeRunPool({
    background: { keep: (work) => void kept.push(work) },
    log,
    goOn({ id }: RunKey) {
      begun.push(id);
      const end = Promise.withResolvers<void>();
      endOf.set(id, end);
      return end.promise;
    },
  });
  return { pool, begun, errors, end: (id: number) => endOf.get(id), settled: () => Promise.all(kept) };
}

const run = (id: number): RunKey => ({ providerId: 1, id });

it('goes on with two runs at once, and with the others in their order as those are done', async () => {
  const { pool, begun, end, settled } = aPool();
  await pool.put([run(1), run(2), run(3)]);
  await pool.put([run(4)]);
  expect(begun).toEqual([1, 2]);
  end(2)?.resolve();
  await expect.poll(() => begun).toEqual([1, 2, 3]);
  end(1)?.resolve();
  await expect.poll(() => begun).toEqual([1, 2, 3, 4]);
  for (const id of [3, 4]) end(id)?.resolve();
  await settled();
});

it('keeps a run once, however often it is put there, and takes it again once it was begun', async () => {
  const { pool, begun, end, settled } = aPool();
  await pool.put([run(1), run(2), run(3)]);
  await pool.put([run(3), run(3), run(1)]);
  for (const id of [1, 2]) end(id)?.resolve();
  await expect.poll(() => begun).toEqual([1, 2, 3, 1]);
  for (const id of [1, 3]) end(id)?.resolve();
  await settled();
});

it('says what broke, and goes on with the next', async () => {
  const { pool, begun, errors, end, settled } = aPool();
  await pool.put([run(1), run(2), run(3)]);
  end(1)?.reject(new Error('the database is away'));
  await expect.poll(() => begun).toEqual([1, 2, 3]);
  expect(errors).toMatchObject([{ run: { id: 1 }, err: { message: 'the database is away' } }]);
  for (const id of [2, 3]) end(id)?.resolve();
  await settled();
});
