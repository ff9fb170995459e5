import { describe, expect, it } from 'vitest';
import type { Delivery, Outcome } from '#app/ports/outbox.ts';
import { type Instant, millisecondsBetween } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { lease, outbox } from '#db/schema/index.ts';
import { makeDispatchStore } from '#db/stores/dispatch-store.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { clockAt, SOME_MORNING } from '#test/support/clock.ts';
import { aDatabase } from '#test/support/database.ts';
import {
  aDispatcher,
  aPost,
  deliveriesOf,
  failed,
  letLeasesRunOut,
  type PostOptions,
  SENT,
  TOPIC,
  tell,
  type Wish,
} from '#test/support/dispatching.ts';
import { aTenant } from '#test/support/tenants.ts';

async function aHouse(options: PostOptions = {}) {
  const db = await aDatabase();
  const { providerId } = await aTenant(db);
  const post = aPost(options);
  return {
    db,
    providerId,
    post,
    ...aDispatcher(db, [post]),
    say: (...wishes: (Wish | string)[]) => tell(db, providerId, wishes),
  };
}

/** Fails so often for each text, then goes through. */
function failing(times: Readonly<Record<string, number>>): (delivery: Delivery) => Outcome {
  const left = new Map(Object.entries(times));
  return ({ body }) => {
    const text = String(body.text);
    const more = left.get(text) ?? 0;
    left.set(text, more - 1);
    return more > 0 ? failed() : SENT;
  };
}

const texts = (deliveries: readonly Delivery[]) => deliveries.map(({ body }) => body.text);
const noticesOf = (db: Database) => db.orm.select().from(outbox).orderBy(outbox.id);

describe('what has more to come', () => {
  it('has its turn again and again, is no failure, and keeps nothing of another subject waiting', async () => {
    let turns = 0;
    const { db, post, clock, dispatch, logged, say } = await aHouse({
      answer: ({ body, attempts, isRepeat }) => {
        if (body.text !== 'progress') return SENT;
        turns += 1;
        expect({ attempts, isRepeat }).toEqual({ attempts: 1, isRepeat: false });
        return turns < 20 ? { outcome: 'again', waitMs: 5_000 } : SENT;
      },
    });
    await say({ text: 'progress', subject: 'run_7' });
    const { nextDueAt } = await dispatch();
    expect(millisecondsBetween(clock.now(), nextDueAt ?? clock.now())).toBe(5_000);
    expect(await deliveriesOf(db)).toMatchObject([{ status: 'waiting', attempts: 0, lastError: null }]);
    await say({ text: 'another thing', subject: 'req_1' });
    await dispatch();
    expect(post.arrived).toEqual(['another thing']);
    // More turns than a delivery has attempts.
    while (turns < 20) {
      clock.pass(1 / 12);
      await dispatch();
    }
    expect(post.arrived).toEqual(['another thing', 'progress']);
    expect(await deliveriesOf(db)).toMatchObject([{ status: 'sent' }, { status: 'sent' }]);
    expect(logged.filter(({ level }) => level !== 'info')).toEqual([]);
  });
});

describe('dispatching', () => {
  it('hands every notice to its channel once, in order, and has it on record', async () => {
    const { db, post, dispatch, logged, say } = await aHouse();
    await say('one', 'two', 'three');
    expect(await dispatch()).toEqual({ tried: 3, nextDueAt: null });
    expect(await dispatch()).toEqual({ tried: 0, nextDueAt: null });
    expect(post.arrived).toEqual(['one', 'two', 'three']);
    expect(await deliveriesOf(db)).toMatchObject(
      ['one', 'two', 'three'].map((text) => ({
        status: 'sent',
        attempts: 1,
        lastError: null,
        body: { text },
      })),
    );
    expect(await noticesOf(db)).toMatchObject([1, 2, 3].map(() => ({ status: 'planned' })));
    expect(logged).toMatchObject([
      { level: 'info', fields: { delivery: 'dlv_1', provider: 'bluegum', outcome: 'sent', attempt: 1 } },
      { fields: { delivery: 'dlv_2', channel: 'post', target: 'C1', subject: 'req_1', topic: TOPIC } },
      { fields: { delivery: 'dlv_3', isRepeat: false } },
    ]);
  });

  it('tells a channel all that it was planned with', async () => {
    const { post, dispatch, say, providerId } = await aHouse();
    await say({ text: 'one', coalesceKey: 'card', target: 'C7', subject: 'ord_7' });
    await dispatch();
    expect(post.handed).toEqual([
      {
        id: 1,
        providerId,
        channel: 'post',
        target: 'C7',
        kind: 'line',
        topic: TOPIC,
        subject: 'ord_7',
        dedupeKey: expect.any(String),
        body: { text: 'one' },
        coalesceKey: 'card',
        createdAt: SOME_MORNING,
        attempts: 1,
        isRepeat: false,
      },
    ]);
  });

  it('lets two channels that carry a topic each have it, and plans many notices in few steps', async () => {
    const { db, post, providerId } = await aHouse();
    const fax = aPost({ name: 'fax' });
    await tell(
      db,
      providerId,
      Array.from({ length: 450 }, (_, n) => ({ text: `${n}`, target: `C${n % 5}` })),
    );
    await aDispatcher(db, [post, fax]).untilDone();
    expect(post.arrived).toHaveLength(450);
    expect(fax.arrived).toHaveLength(450);
  });

  it('keeps a notice that no channel carries as a record, and does not deliver it later', async () => {
    const { db, providerId } = await aHouse();
    await tell(db, providerId, ['quiet'], 'billing.run_done');
    await aDispatcher(db, []).dispatch();
    expect(await noticesOf(db)).toMatchObject([{ status: 'uncarried' }]);
    const late = aPost({ topics: ['billing.run_done'] });
    await aDispatcher(db, [late]).dispatch();
    expect(late.handed).toEqual([]);
  });

  it('leaves what is for a channel that is not here waiting, and does the rest', async () => {
    const { db, post, dispatch, say } = await aHouse();
    await say('for the post');
    await aDispatcher(db, [
      aPost({ answer: () => failed() }),
      aPost({ name: 'fax', answer: () => failed() }),
    ]).dispatch();
    const { untilDone } = aDispatcher(db, [post], { clock: clockAt('2026-03-02T00:00:10.000Z') });
    await untilDone();
    expect(await deliveriesOf(db)).toMatchObject([
      { channel: 'post', status: 'sent' },
      { channel: 'fax', status: 'waiting', attempts: 1 },
    ]);
    expect((await dispatch()).tried).toBe(0);
  });

  it('waits as long as was planned before the first try', async () => {
    const { post, dispatch, clock, say } = await aHouse();
    await say({ text: 'later', delayMs: 30_000 }, { text: 'now', subject: 'req_2' });
    const { nextDueAt } = await dispatch();
    expect(post.arrived).toEqual(['now']);
    expect(nextDueAt).toBe('2026-03-02T00:00:30.000Z');
    clock.set('2026-03-02T00:00:30.000Z');
    await dispatch();
    expect(post.arrived).toEqual(['now', 'later']);
  });

  it('goes by real time, also where the product’s clock stands still', async () => {
    const { db, providerId } = await aHouse();
    const post = aPost({ answer: failing({ one: 1 }) });
    const [clock, wallClock] = [clockAt('2031-01-01T00:00:00.000Z'), clockAt(SOME_MORNING)];
    const { dispatch } = aDispatcher(db, [post], { clock: wallClock, parts: { clock } });
    await tell(db, providerId, ['one']);
    await dispatch();
    wallClock.set('2026-03-02T00:00:10.000Z');
    await dispatch();
    expect(post.arrived).toEqual(['one']);
    expect(await deliveriesOf(db)).toMatchObject([
      { createdAt: '2031-01-01T00:00:00.000Z', doneAt: '2026-03-02T00:00:10.000Z' },
    ]);
  });
});

describe('order within a target', () => {
  it('is kept, one at a time, while targets do not wait for each other', async () => {
    let most = 0;
    const atWork = new Map<string, number>();
    const { post, untilDone, say } = await aHouse({
      async answer({ target }) {
        atWork.set(target, (atWork.get(target) ?? 0) + 1);
        most = Math.max(most, ...atWork.values());
        await new Promise((resume) => setImmediate(resume));
        atWork.set(target, (atWork.get(target) ?? 0) - 1);
        return SENT;
      },
    });
    const wishes = Array.from({ length: 60 }, (_, n) => ({ text: `${n}`, target: `C${n % 3}` }));
    await say(...wishes);
    await untilDone();
    for (const target of ['C0', 'C1', 'C2'])
      expect(texts(post.handed.filter((one) => one.target === target))).toEqual(
        wishes.filter((wish) => wish.target === target).map(({ text }) => text),
      );
    expect(most).toBe(1);
  });

  it('a slow target keeps others waiting for nothing', async () => {
    const opened = Promise.withResolvers<void>();
    const { post, dispatch, say } = await aHouse({
      async answer({ target }) {
        if (target === 'slow') await opened.promise;
        else if (post.arrived.length === 2) opened.resolve();
        return SENT;
      },
    });
    await say({ text: 'slow', target: 'slow' }, ...['a', 'b', 'c'].map((text) => ({ text, target: 'fast' })));
    await dispatch();
    expect(post.arrived).toEqual(['a', 'b', 'c', 'slow']);
  });

  it('what failed is tried again before later ones of its subject; other subjects go on meanwhile', async () => {
    const { post, untilDone, say } = await aHouse({ answer: failing({ 'first of 1': 2 }) });
    await say(
      { text: 'first of 1', subject: 'req_1' },
      { text: 'first of 2', subject: 'req_2' },
      { text: 'second of 1', subject: 'req_1' },
      { text: 'second of 2', subject: 'req_2' },
    );
    await untilDone();
    expect(post.arrived).toEqual(['first of 2', 'second of 2', 'first of 1', 'second of 1']);
  });

  it('what is dead holds its subject up no more', async () => {
    const { post, untilDone, say } = await aHouse({
      answer: ({ body }) => (body.text === 'one' ? { outcome: 'dead', error: 'no such channel' } : SENT),
    });
    await say('one', 'two');
    await untilDone();
    expect(post.arrived).toEqual(['two']);
  });

  it('gives other targets their turn before a long queue is through', async () => {
    const { post, untilDone, say } = await aHouse();
    await say(
      ...Array.from({ length: 100 }, (_, n) => ({ text: `${n}`, target: 'long', subject: `req_${n}` })),
    );
    await say({ text: 'short', target: 'short' });
    await untilDone();
    expect(post.arrived.indexOf('short')).toBeLessThan(99);
    expect(post.arrived).toHaveLength(101);
  });
});

describe('superseding', () => {
  const card = (text: string): Wish => ({ text, coalesceKey: 'card' });

  it('of what waits under one key the last is delivered, in the place of the first; what counts each is', async () => {
    const { db, post, dispatch, say } = await aHouse();
    await say(card('card 1'), 'line 1', card('card 2'), 'line 2', card('card 3'));
    await dispatch();
    expect(post.arrived).toEqual(['card 3', 'line 1', 'line 2']);
    expect((await deliveriesOf(db)).map(({ status }) => status)).toEqual([
      'superseded',
      'sent',
      'superseded',
      'sent',
      'sent',
    ]);
  });

  it('keys are those of a subject in a target', async () => {
    const { post, dispatch, say } = await aHouse();
    await say(card('one'), { ...card('two'), subject: 'req_2' }, { ...card('three'), target: 'C2' });
    await dispatch();
    expect(post.arrived.toSorted()).toEqual(['one', 'three', 'two']);
  });

  it('a later one takes over at once from one that fails, with its place before the lines behind it', async () => {
    const { post, dispatch, say } = await aHouse({ answer: failing({ 'card 1': 99 }) });
    await say(card('card 1'), 'line 1');
    await dispatch();
    await say(card('card 2'));
    await dispatch();
    expect(post.arrived).toEqual(['card 2', 'line 1']);
  });

  it('knows that the one whose place it takes may have arrived', async () => {
    const { db, post, dispatch, clock, say } = await aHouse();
    await say(card('card 1'));
    const dying = aPost({
      answer: () => {
        throw new Error('connection reset');
      },
    });
    await aDispatcher(db, [dying], { clock }).dispatch();
    await say(card('card 2'));
    await dispatch();
    expect(post.handed).toMatchObject([{ body: { text: 'card 2' }, isRepeat: true, attempts: 1 }]);
  });
});

describe('gates', () => {
  const gates = () => [{ key: 'api', spacingMs: 1_000 }];

  it('shut behind a delivery for as long as the limit asks', async () => {
    const { post, dispatch, clock, say } = await aHouse({ gates });
    await say('one', 'two');
    expect(await dispatch()).toEqual({ tried: 1, nextDueAt: '2026-03-02T00:00:01.000Z' });
    clock.set('2026-03-02T00:00:00.999Z');
    expect((await dispatch()).tried).toBe(0);
    clock.set('2026-03-02T00:00:01.000Z');
    expect((await dispatch()).tried).toBe(1);
    expect(post.arrived).toEqual(['one', 'two']);
  });

  it('stay shut from the end of a call that takes long', async () => {
    const clock = clockAt(SOME_MORNING);
    const { db, say } = await aHouse();
    const slow = aPost({
      gates,
      answer: () => {
        clock.set('2026-03-02T00:00:05.000Z');
        return SENT;
      },
    });
    await say('one', 'two');
    const { nextDueAt } = await aDispatcher(db, [slow], { clock }).dispatch();
    expect(nextDueAt).toBe('2026-03-02T00:00:06.000Z');
  });

  it('a 429 shuts them for everybody until it says, and the delivery waits no longer', async () => {
    let calls = 0;
    const limited: Outcome = {
      outcome: 'retry',
      error: 'ratelimited',
      waitMs: 30_000,
      gates: [{ key: 'api', closedMs: 30_000 }],
    };
    const { post, dispatch, clock, say } = await aHouse({
      gates,
      answer: () => {
        calls += 1;
        return calls === 1 ? limited : SENT;
      },
    });
    await say('one', { text: 'two', target: 'C2' });
    expect(await dispatch()).toEqual({ tried: 1, nextDueAt: '2026-03-02T00:00:30.000Z' });
    clock.set('2026-03-02T00:00:29.999Z');
    expect((await dispatch()).tried).toBe(0);
    clock.set('2026-03-02T00:00:30.000Z');
    await dispatch();
    clock.set('2026-03-02T00:00:31.000Z');
    await dispatch();
    expect(post.arrived.toSorted()).toEqual(['one', 'two']);
    expect(calls).toBe(3);
  });

  it('a pause that is asked for again and again is no failure: the delivery is not given up, its target not let rest', async () => {
    let calls = 0;
    const { post, untilDone, clock, say } = await aHouse({
      answer: () => {
        calls += 1;
        return calls <= 20
          ? { outcome: 'retry', error: 'ratelimited', waitMs: calls === 1 ? 0 : 2_000 }
          : SENT;
      },
    });
    await say('one');
    await untilDone();
    expect(post.arrived).toEqual(['one']);
    expect(post.handed.every(({ attempts }) => attempts === 1)).toBe(true);
    expect(millisecondsBetween(SOME_MORNING as Instant, clock.now())).toBe(1_000 + 19 * 2_000);
  });

  it('a target that fails three times in a row rests a minute, and is not asked about all that waits', async () => {
    const { post, dispatch, clock, say } = await aHouse({ answer: () => failed('away') });
    await say(...Array.from({ length: 50 }, (_, n) => ({ text: `${n}`, subject: `req_${n}` })));
    await dispatch();
    expect(post.handed).toHaveLength(3);
    clock.set('2026-03-02T00:00:59.999Z');
    await dispatch();
    expect(post.handed).toHaveLength(3);
    clock.set('2026-03-02T00:01:00.000Z');
    await dispatch();
    expect(post.handed).toHaveLength(6);
  });
});

describe('back-off', () => {
  const inMinutes = (from: string, to: string) =>
    millisecondsBetween(from as Instant, to as Instant) / 60_000;

  it('tries at 10 s, 1 min, 5 min … for about a day, then gives up and tells the provider once', async () => {
    const { db, post, dispatch, clock, say, logged, providerId } = await aHouse({
      answer: () => failed('It is away.'),
    });
    await say('one');
    const tries: number[] = [];
    for (let next: Instant | null = clock.now(); next !== null; ) {
      clock.set(next);
      const before = post.handed.length;
      next = (await dispatch()).nextDueAt;
      if (post.handed.length > before) tries.push(Math.round(inMinutes(SOME_MORNING, clock.now()) * 60));
    }
    const minutes = [1 / 6, 1, 5, 15, 60, 120, 180, 240, 240, 240, 240];
    const after = (waits: readonly number[]) => Math.round(waits.reduce((sum, wait) => sum + wait, 0) * 60);
    expect(tries).toEqual([0, ...minutes.map((_, n) => after(minutes.slice(0, n + 1)))]);
    expect(post.handed.map(({ attempts }) => attempts)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
    expect(post.handed.every(({ isRepeat }) => !isRepeat)).toBe(true);
    expect(await deliveriesOf(db)).toMatchObject([
      { status: 'dead', lastError: 'It is away.', attempts: 12 },
    ]);
    expect((await noticesOf(db)).slice(1)).toMatchObject([
      {
        topic: 'outbox.dead',
        providerId,
        status: 'uncarried',
        body: { delivery: 'dlv_1', channel: 'post', target: 'C1', subject: 'req_1', error: 'It is away.' },
      },
    ]);
    expect(logged.map(({ level }) => level)).toEqual([...Array(11).fill('warn'), 'error']);
  });

  it('a resent one has all its attempts before it again', async () => {
    const { db, post, untilDone, say } = await aHouse({ answer: () => failed() });
    await say('one');
    await untilDone();
    await db.write([
      { sql: `update delivery set status = 'waiting', attempts = 0, due_at = attempted_at`, args: [] },
    ]);
    await untilDone();
    expect(post.handed).toHaveLength(24);
  });

  it('of many that die of one target in a day, one notice is written, and none of itself', async () => {
    const { db, providerId } = await aHouse();
    const post = aPost({
      topics: [TOPIC, 'outbox.dead'],
      answer: () => ({ outcome: 'dead', error: 'no such channel' }),
    });
    await tell(db, providerId, ['one', 'two', { text: 'three', target: 'C2' }]);
    const { untilDone } = aDispatcher(db, [post]);
    await untilDone();
    expect((await noticesOf(db)).map(({ topic }) => topic)).toEqual([
      TOPIC,
      TOPIC,
      TOPIC,
      'outbox.dead',
      'outbox.dead',
    ]);
    expect((await deliveriesOf(db)).every(({ status }) => status === 'dead')).toBe(true);
  });
});

describe('what got no answer', () => {
  it('a thrown error, a timeout and silence are none: the next attempt is a repeat, and so are all after it', async () => {
    const answers: ((delivery: Delivery) => Outcome | Promise<Outcome>)[] = [
      () => failed('refused: certainly not there'),
      () => {
        throw new Error('connection reset');
      },
      () => failed('refused'),
      () => ({ outcome: 'retry', error: 'timeout', isUnanswered: true }),
      () => SENT,
    ];
    const { db, post, untilDone, say } = await aHouse({
      answer: (delivery) => answers.shift()?.(delivery) ?? SENT,
    });
    await say('one');
    await untilDone();
    expect(post.handed.map(({ isRepeat }) => isRepeat)).toEqual([false, false, true, true, true]);
    expect(await deliveriesOf(db)).toMatchObject([{ status: 'sent', attempts: 5 }]);
  });

  it('a channel that does not answer and does not heed the signal is waited for no longer', async () => {
    const { db, say } = await aHouse();
    const deaf = aPost({ answer: () => new Promise<Outcome>(() => {}) });
    await say('one');
    await aDispatcher(db, [deaf], { limits: { answerWithinMs: 20 } }).dispatch();
    expect(await deliveriesOf(db)).toMatchObject([
      { status: 'waiting', unanswered: 1, lastError: 'The channel did not answer in time.' },
    ]);
    expect(await db.orm.select().from(lease)).toEqual([]);
  });

  it('an instance that died in the middle: another goes on once its lease has run out, and knows', async () => {
    const { db, post, dispatch, clock, say } = await aHouse();
    await say('one', 'two');
    const [store, leases] = [makeDispatchStore(db), makeLeaseStore(db)];
    await aDispatcher(db, [post], { clock, limits: { deliveries: 0 } }).dispatch();
    // What it has on record when it dies: planned, the lease taken, the attempt begun.
    const dying = aDispatcher(db, [aPost()], {
      clock,
      parts: {
        store: {
          ...store,
          record: () => Promise.reject(new Error('killed')),
        },
        leases: { ...leases, drop: async () => {} },
      },
    });
    await expect(dying.dispatch()).rejects.toThrow('killed');
    clock.pass(10);
    expect((await dispatch()).tried).toBe(0);
    await letLeasesRunOut(db);
    await dispatch();
    expect(post.handed).toMatchObject([
      { body: { text: 'one' }, isRepeat: true, attempts: 2 },
      { body: { text: 'two' }, isRepeat: false, attempts: 1 },
    ]);
  });

  it('an instance that comes to an emptied queue looks again: others left to it what was planned meanwhile', async () => {
    const { db, post, dispatch: another, clock, say } = await aHouse();
    const [store, leases] = [makeDispatchStore(db), makeLeaseStore(db)];
    await say('one');
    let isFirstTake = true;
    let isFirstEnd = true;
    const late = aDispatcher(db, [post], {
      clock,
      parts: {
        leases: {
          ...leases,
          async take(wanted) {
            if (isFirstTake) {
              isFirstTake = false;
              await another();
            }
            return leases.take(wanted);
          },
        },
        store: {
          ...store,
          async turn(target, now) {
            const turn = await store.turn(target, now);
            if (turn === null && isFirstEnd) {
              isFirstEnd = false;
              await say('two');
              expect(await another()).toMatchObject({ tried: 0 });
            }
            return turn;
          },
        },
      },
    });
    expect(await late.dispatch()).toEqual({ tried: 1, nextDueAt: null });
    expect(post.arrived).toEqual(['one', 'two']);
  });

  it('one that ends its process each time is given up after as many attempts as any other', async () => {
    const { db, post, untilDone, say } = await aHouse();
    await say('one', 'two');
    await aDispatcher(db, [post], { limits: { deliveries: 0 } }).dispatch();
    await aDispatcher(db, [aPost({ answer: () => failed() })]).dispatch();
    await db.write([{ sql: 'update delivery set attempts = 12, unanswered = 12 where id = 1', args: [] }]);
    await untilDone();
    expect(post.arrived).toEqual(['two']);
    expect(await deliveriesOf(db)).toMatchObject([
      { status: 'dead', lastError: 'No attempt at it was ever answered.' },
      { status: 'sent' },
    ]);
    expect((await noticesOf(db)).at(-1)).toMatchObject({ topic: 'outbox.dead' });
  });
});

describe('an end', () => {
  it('asked for lets the delivery at hand end, records it, and begins no other', async () => {
    const stopping = new AbortController();
    const { db, post, dispatch, say } = await aHouse({
      answer: () => {
        stopping.abort();
        return SENT;
      },
    });
    await say('one', 'two');
    await dispatch(stopping.signal);
    expect(post.arrived).toEqual(['one']);
    expect((await deliveriesOf(db)).map(({ status }) => status)).toEqual(['sent', 'waiting']);
    expect(await db.orm.select().from(lease)).toEqual([]);
    expect((await dispatch(stopping.signal)).tried).toBe(0);
  });

  it('asked for cuts a call off that heeds the signal: it may have arrived', async () => {
    const stopping = new AbortController();
    const { db, say } = await aHouse();
    const heeding = aPost({
      answer: (_, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('cut off')));
          stopping.abort();
        }),
    });
    await say('one');
    await aDispatcher(db, [heeding]).dispatch(stopping.signal);
    expect(await deliveriesOf(db)).toMatchObject([
      { status: 'waiting', attempts: 1, unanswered: 1, lastError: 'cut off' },
    ]);
  });

  it('comes by itself where enough was done for one call, and says that there is more', async () => {
    const { db, post, clock, say } = await aHouse();
    await say(...Array.from({ length: 10 }, (_, n) => `${n}`));
    const { dispatch } = aDispatcher(db, [post], { clock, limits: { deliveries: 4 } });
    expect(await dispatch()).toEqual({ tried: 4, nextDueAt: clock.now() });
    const slow = aPost({
      answer: () => {
        clock.pass(1);
        return SENT;
      },
    });
    expect(await aDispatcher(db, [slow], { clock }).dispatch()).toMatchObject({ tried: 1 });
    expect(slow.arrived).toEqual(['4']);
  });

  it('a database that goes away ends the call, and nothing of it goes on', async () => {
    const { db, say } = await aHouse();
    const store = makeDispatchStore(db);
    await say({ text: 'one', target: 'C1' }, { text: 'two', target: 'C2' });
    const post = aPost();
    const { dispatch } = aDispatcher(db, [post], {
      parts: {
        store: {
          ...store,
          turn: (target, now) =>
            target.target === 'C1' ? Promise.reject(new Error('database away')) : store.turn(target, now),
        },
      },
    });
    await expect(dispatch()).rejects.toThrow('database away');
    expect(post.arrived).toEqual(['two']);
    expect(await db.orm.select().from(lease)).toEqual([]);
  });
});

describe('a notice that a channel stumbles over', () => {
  it('stands in nobody’s way, is shown with its reason, and is planned once it can be', async () => {
    const { db, say } = await aHouse();
    let isBroken = true;
    const sound = aPost();
    const post = aPost();
    const stumbling = {
      ...post,
      plan: async (notices: Parameters<typeof post.plan>[0]) => {
        if (isBroken && notices.some(({ body }) => body.text === 'strange'))
          throw new Error('I do not know what to make of it.');
        return post.plan(notices);
      },
    };
    const other = {
      ...sound,
      name: 'fax',
      plan: async (notices: Parameters<typeof post.plan>[0]) =>
        (await sound.plan(notices)).map((delivery) => ({ ...delivery, channel: 'fax' })),
    };
    const { dispatch, clock, untilDone, logged } = aDispatcher(db, [stumbling, other]);
    await say('one', 'strange', 'two');
    const { nextDueAt } = await dispatch();
    expect(post.arrived).toEqual(['one', 'two']);
    expect(sound.arrived).toEqual(['one', 'strange', 'two']);
    expect(nextDueAt).toBe('2026-03-02T00:00:10.000Z');
    expect((await noticesOf(db))[1]).toMatchObject({
      status: 'waiting',
      attempts: 1,
      lastError: 'I do not know what to make of it.',
    });
    expect(logged.filter(({ level }) => level === 'error')).toMatchObject([{ fields: { notice: 2 } }]);
    clock.pass(60 * 24 * 30);
    await dispatch();
    isBroken = false;
    await untilDone();
    expect(post.arrived).toEqual(['one', 'two', 'strange']);
    expect(sound.arrived).toEqual(['one', 'strange', 'two']);
  });

  it('a channel that plans for another one is at fault itself', async () => {
    const { db, say } = await aHouse();
    const post = aPost({ name: 'fax' });
    await say('one');
    await aDispatcher(db, [{ ...post, name: 'post' }]).dispatch();
    expect(await deliveriesOf(db)).toEqual([]);
    expect((await noticesOf(db))[0]).toMatchObject({
      status: 'waiting',
      lastError: expect.stringContaining('deliveries of its own'),
    });
  });
});

it('forgets what was told a month ago, and what was given up three months ago', async () => {
  const { db, post, dispatch, prune, clock, say } = await aHouse({
    answer: ({ body }) => (body.text === 'one' ? SENT : { outcome: 'dead', error: 'gone' }),
  });
  await say('one', 'two');
  await dispatch();
  expect(post.handed).toHaveLength(2);
  clock.pass(60 * 24 * 30);
  expect(await prune()).toBe(0);
  clock.pass(1);
  expect(await prune()).toBe(4);
  expect(await deliveriesOf(db)).toMatchObject([{ status: 'dead' }]);
  clock.pass(60 * 24 * 60);
  expect(await prune()).toBe(1);
});
