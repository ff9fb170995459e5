import { expect, it } from 'vitest';
import { type Instant, millisecondsBetween } from '#core/calendar.ts';
import { clockAt, SOME_MORNING } from '#test/support/clock.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { aDispatcher, aPost, deliveriesOf, SENT, tell } from '#test/support/dispatching.ts';
import { aTenant } from '#test/support/tenants.ts';

eachDatabase('several instances that dispatch at once', (open) => {
  it('hand each delivery over once, those of a target in order', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const clock = clockAt(SOME_MORNING);
    const wishes = Array.from({ length: 60 }, (_, n) => ({ text: `${n}`, target: `C${n % 3}` }));
    await tell(db, providerId, wishes);
    const handed: { readonly id: number; readonly target: string }[] = [];
    const instances = [1, 2, 3].map(() =>
      aDispatcher(
        db,
        [
          aPost({
            answer(delivery) {
              handed.push(delivery);
              return SENT;
            },
          }),
        ],
        { clock },
      ),
    );
    await Promise.all(instances.map(({ dispatch }) => dispatch()));
    await instances[0]?.untilDone();
    expect(handed.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(wishes.map((_, n) => n + 1));
    for (const target of ['C0', 'C1', 'C2']) {
      const ids = handed.filter((one) => one.target === target).map(({ id }) => id);
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    }
    expect(
      (await deliveriesOf(db)).every(({ status, attempts }) => status === 'sent' && attempts === 1),
    ).toBe(true);
  });

  it('respect a rate limit together', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const clock = clockAt(SOME_MORNING);
    const at: Instant[] = [];
    const answer = () => {
      at.push(clock.now());
      return SENT;
    };
    const instances = [1, 2, 3].map(() =>
      aDispatcher(db, [aPost({ gates: () => [{ key: 'api', spacingMs: 1_000 }], answer })], { clock }),
    );
    await tell(
      db,
      providerId,
      Array.from({ length: 9 }, (_, n) => ({ text: `${n}`, target: `C${n % 3}` })),
    );
    for (let step = 0; step < 100 && at.length < 9; step += 1) {
      await Promise.all(instances.map(({ dispatch }) => dispatch()));
      clock.pass(0.5 / 60);
    }
    expect(at).toHaveLength(9);
    const apart = at.slice(1).map((moment, n) => millisecondsBetween(at[n] ?? moment, moment));
    expect(Math.min(...apart)).toBeGreaterThanOrEqual(1_000);
  });
});
