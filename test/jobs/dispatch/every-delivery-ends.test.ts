/**
 * Whatever happens on the way (refusals, errors, silence, rate limits, instances that die anywhere, two at once, later
 * deliveries in between), every delivery ends sent, superseded or dead, and those of a subject go out in their order.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DispatchStore } from '#app/ports/dispatch.ts';
import type { Delivery, Outcome } from '#app/ports/outbox.ts';
import { makeDispatchStore } from '#db/stores/dispatch-store.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { clockAt, SOME_MORNING } from '#test/support/clock.ts';
import { aDatabase } from '#test/support/database.ts';
import {
  aDispatcher,
  aPost,
  deliveriesOf,
  letLeasesRunOut,
  tell,
  type Wish,
} from '#test/support/dispatching.ts';
import { aTenant } from '#test/support/tenants.ts';

const KILLED = new Error('killed');

/** How one attempt goes; what is killed dies at that step of it. */
const ATTEMPTS = [
  'sent',
  'sent',
  'refused',
  'limited',
  'unanswered',
  'dead',
  'killed before the claim',
  'killed before the call',
  'killed after the call',
] as const;
type Attempt = (typeof ATTEMPTS)[number];

const wish = fc.record({
  target: fc.constantFrom('C1', 'C2'),
  subject: fc.constantFrom('req_1', 'req_2'),
  isCard: fc.boolean(),
});
/** What is written before each round, how its attempts go, and whether two instances do it. */
const round = fc.record({
  wishes: fc.array(wish, { maxLength: 4 }),
  attempts: fc.array(fc.constantFrom(...ATTEMPTS), { maxLength: 6 }),
  isDouble: fc.boolean(),
  minutes: fc.constantFrom(0, 1, 30),
});

const OUTCOMES: Readonly<Partial<Record<Attempt, Outcome>>> = {
  refused: { outcome: 'retry', error: 'refused' },
  limited: {
    outcome: 'retry',
    error: 'ratelimited',
    waitMs: 20_000,
    gates: [{ key: 'api', closedMs: 20_000 }],
  },
  unanswered: { outcome: 'retry', error: 'timeout', isUnanswered: true },
  dead: { outcome: 'dead', error: 'no such channel' },
};

it('every delivery ends, in the order of its subject', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 5 }), async (rounds) => {
      const db = await aDatabase();
      const { providerId } = await aTenant(db);
      const clock = clockAt(SOME_MORNING);
      const [store, leases] = [makeDispatchStore(db), makeLeaseStore(db)];
      /** Every call that reached the channel: what was handed over, and whether it got there. */
      const calls: { readonly delivery: Delivery; readonly arrived: boolean }[] = [];
      let script: Attempt[] = [];

      const anInstance = () => {
        // An instance that was killed does nothing more, not even give its leases back.
        let isDead = false;
        let attempt: Attempt = 'sent';
        const die = () => {
          isDead = true;
          return Promise.reject(KILLED);
        };
        const alive = <T>(work: () => Promise<T>): Promise<T> => (isDead ? Promise.reject(KILLED) : work());
        const dyingStore: DispatchStore = {
          ...store,
          turn: (target, now) => alive(() => store.turn(target, now)),
          claim: (...claim) =>
            alive(() => {
              attempt = script.shift() ?? 'sent';
              return attempt === 'killed before the claim' ? die() : store.claim(...claim);
            }),
          record: (...record) => alive(() => store.record(...record)),
        };
        const post = aPost({
          gates: () => [{ key: 'api', spacingMs: 1_000 }],
          answer(delivery) {
            if (attempt === 'killed before the call') return die();
            const outcome = OUTCOMES[attempt] ?? { outcome: 'sent' };
            calls.push({ delivery, arrived: outcome.outcome === 'sent' || attempt === 'unanswered' });
            return attempt === 'killed after the call' ? die() : outcome;
          },
        });
        return aDispatcher(db, [post], {
          clock,
          limits: { targetsAtOnce: 1 },
          parts: {
            store: dyingStore,
            leases: { ...leases, drop: (lease) => alive(() => leases.drop(lease)) },
          },
        });
      };
      const killable = (work: Promise<unknown>) =>
        work.catch((error: unknown) => {
          if (error !== KILLED) throw error;
        });

      let written = 0;
      for (const { wishes, attempts, isDouble, minutes } of rounds) {
        if (wishes.length > 0)
          await tell(
            db,
            providerId,
            wishes.map(({ target, subject, isCard }): Wish => {
              written += 1;
              return { text: `${written}`, target, subject, ...(isCard ? { coalesceKey: 'card' } : {}) };
            }),
          );
        script = [...attempts];
        await Promise.all(
          (isDouble ? [anInstance(), anInstance()] : [anInstance()]).map(({ dispatch }) =>
            killable(dispatch()),
          ),
        );
        await letLeasesRunOut(db);
        clock.pass(minutes);
      }
      script = [];
      await anInstance().untilDone();

      const ended = await deliveriesOf(db);
      expect(ended).toHaveLength(written);
      expect(ended.filter(({ status }) => status === 'waiting')).toEqual([]);
      for (const { id, status } of ended) {
        const own = calls.filter(({ delivery }) => delivery.id === id);
        if (status === 'sent') expect(own.some(({ arrived }) => arrived)).toBe(true);
        // Twice it arrives only where the first time was not answered, and then the channel is told so.
        const second = own[own.findIndex(({ arrived }) => arrived) + 1];
        if (own.filter(({ arrived }) => arrived).length > 1) expect(second?.delivery.isRepeat).toBe(true);
        if (status === 'superseded')
          expect(
            ended.some((other) => other.id > id && other.place <= id && other.status !== 'superseded'),
          ).toBe(true);
      }
      for (const [target, subject] of [
        ['C1', 'req_1'],
        ['C1', 'req_2'],
        ['C2', 'req_1'],
        ['C2', 'req_2'],
      ]) {
        const lines = calls
          .map(({ delivery }) => delivery)
          .filter((one) => one.target === target && one.subject === subject && one.coalesceKey === null)
          .map(({ id }) => id);
        expect(lines).toEqual(lines.toSorted((a, b) => a - b));
      }
    }),
    { numRuns: 50 },
  );
});
