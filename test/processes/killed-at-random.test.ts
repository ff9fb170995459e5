/**
 * Servers that catch missed days up, two at a time, killed at any moment. `ROUNDS=30 SEED=7 npx vitest run
 * test/processes/killed-at-random.test.ts` does it thirty times, each time otherwise: where a kill falls hangs on the machine
 * too, the choices do not.
 */
import { expect, it } from 'vitest';
import { instantAfter } from '#core/calendar.ts';
import { bundled } from '#test/support/bundled-process.ts';
import { booksToCatchUp, brokenOff, caughtUp, letTheDeadGo, NOW, tolds } from '#test/support/catching-up.ts';
import { eachDatabaseAt } from '#test/support/databases.ts';
import { type RunningProcess, startProcess } from '#test/support/processes.ts';

const KILLS = 10;
const FIRST_SEED = Number(process.env.SEED ?? 20260406);
const SEEDS = Array.from({ length: Number(process.env.ROUNDS ?? 1) }, (_, n) => FIRST_SEED + n);
const SUBSCRIPTIONS = 2_000;
const CHUNK = '50';
const HOUR_MS = 3_600_000;
/** How far the clock of a machine may be behind that of the one before it. */
const CLOCKS_BEHIND = [0, 0, 1, 26];

/** Numbers from 0 up to 1, the same for the same seed. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Milliseconds that it worked. */
async function untilAllDone(server: RunningProcess): Promise<number> {
  const { code, stdout } = await server.ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('all done in') });
  return Number(/all done in (\d+) ms/.exec(stdout)?.[1]);
}

eachDatabaseAt('servers killed at random', (open) => {
  const program = () => bundled('test/support/ticking-process.ts');

  async function undisturbed() {
    const { url, db } = await open();
    const tenant = await booksToCatchUp(db, SUBSCRIPTIONS);
    const ms = await untilAllDone(startProcess(await program(), [url, NOW, CHUNK]));
    return { ms, books: await caughtUp(db, tenant) };
  }
  let known: ReturnType<typeof undisturbed> | undefined;

  it.each(SEEDS)(
    'BILL-10, BILL-14, INV-1: after ten kills of two at once, clocks that jump back and a night with an hour twice, the missed days are as if nothing had happened (seed %i)',
    { timeout: 300_000 },
    async (seed) => {
      known ??= undisturbed();
      const expected = await known;
      expect(expected.books.ledger.length).toBeGreaterThan(SUBSCRIPTIONS);
      expect(expected.books.parked).toHaveLength(1);

      const { url, db } = await open();
      const tenant = await booksToCatchUp(db, SUBSCRIPTIONS);
      const file = await program();
      const roll = dice(seed);
      const start = (place: number) => {
        const behind = CLOCKS_BEHIND[Math.floor(roll() * CLOCKS_BEHIND.length)] ?? 0;
        const life = Math.ceil((roll() * 2 * expected.ms) / KILLS);
        const now = instantAfter(NOW, -behind * HOUR_MS);
        const { ended } = startProcess(file, [url, now, CHUNK, String(life)]);
        return ended.then(({ code }) => ({ place, code }));
      };
      const servers = [start(0), start(1)];
      for (let kills = 0; kills < KILLS; ) {
        const { place, code } = await Promise.race(servers);
        // One whose clock is behind may live to see its days done.
        if (code === null) kills += 1;
        await letTheDeadGo(db, roll() < 0.5 ? 'go on' : 'are given up');
        servers[place] = start(place);
      }
      await Promise.all(servers);
      await letTheDeadGo(db, 'are given up');
      await untilAllDone(startProcess(file, [url, NOW, CHUNK]));

      expect(await caughtUp(db, tenant)).toEqual(expected.books);
      const { told, kept } = await tolds(db);
      expect(told).toEqual(kept);
      expect(await brokenOff(db)).toBeGreaterThan(0);
    },
  );
});
