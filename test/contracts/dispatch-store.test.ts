import { describe, expect, it } from 'vitest';
import type { Ending, GateShut, Plan, PlannedDelivery, Turn } from '#app/ports/dispatch.ts';
import { type Instant, instantAfter } from '#core/calendar.ts';
import { invariant } from '#core/result.ts';
import type { Database } from '#db/database.ts';
import { gate, outbox } from '#db/schema/index.ts';
import { makeDispatchStore } from '#db/stores/dispatch-store.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { deliveriesOf, letLeasesRunOut, tell } from '#test/support/dispatching.ts';
import { aTenant } from '#test/support/tenants.ts';

const NOW = '2026-03-02T00:00:00.000Z' as Instant;
const later = (minutes: number): Instant => instantAfter(NOW, minutes * 60_000);
const WAITING = {
  as: 'waiting',
  error: 'busy',
  dueAt: later(60),
  isAnswered: true,
  isCounted: true,
} as const;
const QUERY = { channels: ['post'], now: NOW, mostNotices: 200, mostTargets: 50 };
const C1 = { channel: 'post', target: 'C1', lease: 'delivery:post:C1' };
const C2 = { ...C1, target: 'C2', lease: 'delivery:post:C2' };

eachDatabase('the store of the dispatcher', (open) => {
  async function aHouse() {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makeDispatchStore(db);
    let planned = 0;
    const aDelivery = (wish: Partial<PlannedDelivery> = {}): PlannedDelivery => {
      planned += 1;
      return {
        providerId,
        channel: 'post',
        target: 'C1',
        kind: 'line',
        topic: 'order.halted',
        subject: 'req_1',
        dedupeKey: `${planned}`,
        body: { text: `text ${planned}` },
        coalesceKey: null,
        gates: [],
        dueAt: NOW,
        ...wish,
      };
    };
    const planOf = (deliveries: readonly PlannedDelivery[], more: Partial<Plan> = {}): Plan => ({
      deliveries,
      planned: [],
      uncarried: [],
      failed: [],
      at: NOW,
      createdAt: NOW,
      ...more,
    });
    const plan = (...wishes: Partial<PlannedDelivery>[]) => store.savePlan(planOf(wishes.map(aDelivery)));
    /** A turn as it is read by whoever holds the target's lease. */
    const takeTurn = async (target = C1, now = NOW): Promise<Turn> => {
      await makeLeaseStore(db).take({ name: target.lease, holder: 'me' });
      const turn = await store.turn(target, now);
      invariant(turn !== null, 'it is somebody’s turn');
      return turn;
    };
    const claim = (turn: Turn, at = NOW, holder = 'me') =>
      store.claim(turn, { name: `delivery:post:${turn.target}`, holder }, at, later(1));
    const record = (turn: Turn, ending: Ending, gates: readonly GateShut[] = []) =>
      store.record(turn, ending, gates, NOW);
    return { db, providerId, store, aDelivery, planOf, plan, takeTurn, claim, record };
  }
  const deadOf = (providerId: number, dedupeKey = 'post C1 2026-03-02'): Ending => ({
    as: 'dead',
    error: 'no such channel',
    notice: { providerId, topic: 'outbox.dead', dedupeKey, body: { why: 'no such channel' }, createdAt: NOW },
  });
  const statuses = async (db: Database) => (await deliveriesOf(db)).map(({ status }) => status);

  describe('planning', () => {
    it('reads what waits in the order in which it was written, so many at once', async () => {
      const { db, providerId, store } = await aHouse();
      await tell(db, providerId, ['one', 'two', 'three']);
      const { notices, targets, nextDueAt } = await store.outlook({ ...QUERY, mostNotices: 2 });
      expect(notices).toMatchObject([
        { id: 1, providerId, topic: 'order.halted', body: { text: 'one' }, attempts: 0 },
        { id: 2, body: { text: 'two' } },
      ]);
      expect({ targets, nextDueAt }).toEqual({ targets: [], nextDueAt: null });
    });

    it('writes deliveries and marks their notices, all or nothing', async () => {
      const { db, providerId, store, aDelivery, planOf } = await aHouse();
      await tell(db, providerId, ['one', 'two', 'three']);
      const broken = { ...aDelivery(), providerId: 99 };
      await expect(store.savePlan(planOf([aDelivery(), broken], { planned: [1] }))).rejects.toThrow(
        /FOREIGN KEY/i,
      );
      expect((await store.outlook(QUERY)).notices).toHaveLength(3);
      const retryAt = later(1);
      await store.savePlan(
        planOf([aDelivery({ body: { 'it’s': ['"quoted"', 1.5, null] } })], {
          planned: [1],
          uncarried: [2],
          failed: [{ id: 3, error: 'no idea', dueAt: retryAt }],
        }),
      );
      expect(await db.orm.select().from(outbox)).toMatchObject([
        { status: 'planned', doneAt: NOW },
        { status: 'uncarried', doneAt: NOW },
        { status: 'waiting', attempts: 1, lastError: 'no idea', failedAt: NOW, dueAt: retryAt, doneAt: null },
      ]);
      expect(await deliveriesOf(db)).toMatchObject([
        { id: 1, place: 1, status: 'waiting', attempts: 0, body: { 'it’s': ['"quoted"', 1.5, null] } },
      ]);
      expect(await store.outlook(QUERY)).toMatchObject({ notices: [], nextDueAt: retryAt });
      expect((await store.outlook({ ...QUERY, now: retryAt })).notices).toMatchObject([
        { id: 3, attempts: 1 },
      ]);
    });

    it('twice at once, or again later, makes each delivery once, and places stay those of the ids', async () => {
      const { db, providerId, store, aDelivery, planOf } = await aHouse();
      await tell(db, providerId, ['one']);
      const both = [aDelivery(), aDelivery()];
      const same = planOf(both, { planned: [1] });
      await Promise.all([store.savePlan(same), store.savePlan(same)]);
      await store.savePlan(planOf([...both, aDelivery()]));
      expect(await deliveriesOf(db)).toMatchObject([1, 2, 3].map((id) => ({ id, place: id })));
    });

    it('knows a key within its channel alone', async () => {
      const { db, plan } = await aHouse();
      await plan({ dedupeKey: 'a' }, { dedupeKey: 'a', channel: 'fax' });
      expect(await deliveriesOf(db)).toHaveLength(2);
    });
  });

  describe('what is due', () => {
    it('names each target once, the longest waiting first, of the channels that there are', async () => {
      const { store, plan } = await aHouse();
      await plan(
        { target: 'C1', dueAt: later(-1) },
        { target: 'C1', dueAt: later(-9) },
        { target: 'C2', dueAt: later(-5) },
        { target: 'C3', channel: 'fax', dueAt: later(-9) },
        { target: 'C4', dueAt: later(5) },
        { target: 'C5', dueAt: later(-7) },
      );
      const due = async (query = QUERY) => (await store.outlook(query)).targets.map(({ target }) => target);
      expect(await due()).toEqual(['C5', 'C2', 'C1']);
      expect(await due({ ...QUERY, mostTargets: 1 })).toEqual(['C5']);
      expect(await due({ ...QUERY, channels: ['fax', 'post'] })).toEqual(['C3', 'C5', 'C2', 'C1']);
      expect(await due({ ...QUERY, channels: [] })).toEqual([]);
      expect((await store.outlook(QUERY)).nextDueAt).toBe(later(5));
    });

    it('leaves out a target whose gates are shut, and says when they open', async () => {
      const { db, store, plan } = await aHouse();
      await plan(
        {
          target: 'C1',
          gates: [
            { key: 'free', spacingMs: 1 },
            { key: 'api', spacingMs: 1 },
          ],
        },
        { target: 'C2' },
      );
      await db.write([db.orm.insert(gate).values({ key: 'api', opensAt: later(2) })]);
      expect(await store.outlook(QUERY)).toMatchObject({ targets: [{ target: 'C2' }], nextDueAt: later(2) });
      const { targets } = await store.outlook({ ...QUERY, now: later(2) });
      expect(targets.map(({ target }) => target)).toEqual(['C1', 'C2']);
    });

    it('leaves out a target that somebody is at, until that one shows no more sign of life', async () => {
      const { db, store, plan } = await aHouse();
      await plan({});
      await makeLeaseStore(db).take({ name: C1.lease, holder: 'somebody' });
      expect((await store.outlook(QUERY)).targets).toEqual([]);
      await letLeasesRunOut(db);
      expect((await store.outlook(QUERY)).targets).toEqual([C1]);
    });
  });

  describe('whose turn it is', () => {
    it('is the first one’s of the target that is due', async () => {
      const { store, plan } = await aHouse();
      await plan({ target: 'C2' }, { dueAt: later(1), subject: 'req_9' }, {}, {});
      expect(await store.turn(C1, NOW)).toMatchObject({
        id: 3,
        providerCode: 'bluegum',
        timeZone: 'Australia/Melbourne',
        body: { text: 'text 3' },
        attempts: 0,
        unanswered: 0,
        supersedes: [],
        gates: [],
      });
      expect(await store.turn({ ...C1, target: 'C9' }, NOW)).toBeNull();
    });

    it('is nobody’s of a subject whose first one is not due yet; other subjects go on', async () => {
      const { store, plan } = await aHouse();
      await plan({ dueAt: later(1) }, { subject: 'req_1' }, { subject: 'req_2' });
      expect(await store.turn(C1, NOW)).toMatchObject({ id: 3 });
      expect(await store.turn(C1, later(1))).toMatchObject({ id: 1 });
    });

    it('is the last one’s that shares a coalesce key and is due, in the place of the first', async () => {
      const { store, plan } = await aHouse();
      await plan(
        { coalesceKey: 'card' },
        {},
        { coalesceKey: 'card' },
        { coalesceKey: 'card', dueAt: later(1) },
        { coalesceKey: 'card', subject: 'req_2' },
        { coalesceKey: 'card', target: 'C2' },
      );
      expect(await store.turn(C1, NOW)).toMatchObject({ id: 3, place: 1, supersedes: [1] });
      expect(await store.turn(C1, later(1))).toMatchObject({ id: 4, place: 1, supersedes: [1, 3] });
    });
  });

  describe('a claim', () => {
    it('is on record before the attempt: who comes next knows that it was never answered', async () => {
      const { db, store, plan, takeTurn, claim } = await aHouse();
      await plan({});
      expect(await claim(await takeTurn())).toBe(true);
      expect(await deliveriesOf(db)).toMatchObject([
        { status: 'waiting', attempts: 1, unanswered: 1, attemptedAt: NOW, dueAt: later(1) },
      ]);
      expect(await store.turn(C1, NOW)).toBeNull();
      expect(await store.turn(C1, later(1))).toMatchObject({ attempts: 1, unanswered: 1 });
    });

    it('takes the target’s lease', async () => {
      const { db, plan, takeTurn, claim } = await aHouse();
      await plan({});
      const turn = await takeTurn();
      expect(await claim(turn, NOW, 'somebody else')).toBe(false);
      await letLeasesRunOut(db);
      expect(await claim(turn)).toBe(false);
      expect(await deliveriesOf(db)).toMatchObject([{ attempts: 0, attemptedAt: null }]);
    });

    it('is one’s alone, of two who read the same turn', async () => {
      const { db, plan, takeTurn, claim } = await aHouse();
      await plan({});
      const turn = await takeTurn();
      const claims = await Promise.all([claim(turn), claim(turn)]);
      expect(claims.filter((got) => got)).toHaveLength(1);
      expect(await deliveriesOf(db)).toMatchObject([{ attempts: 1, unanswered: 1 }]);
    });

    it('of two targets behind one gate is one’s alone, and shuts it', async () => {
      const { db, plan, takeTurn, claim } = await aHouse();
      const gates = [
        { key: 'api', spacingMs: 60_000 },
        { key: 'rest', spacingMs: 0 },
      ];
      await plan({ gates }, { gates, target: 'C2' });
      const turns = [await takeTurn(C1), await takeTurn(C2)];
      const claims = await Promise.all(turns.map((turn) => claim(turn)));
      expect(claims.filter((got) => got)).toHaveLength(1);
      expect(await db.orm.select().from(gate)).toEqual([{ key: 'api', opensAt: later(1) }]);
    });

    it('supersedes those before it, takes their place, and knows of their unanswered attempts', async () => {
      const { db, store, plan, takeTurn, claim } = await aHouse();
      await plan({ coalesceKey: 'card' }, {}, { coalesceKey: 'card', dueAt: later(1) });
      await claim(await takeTurn());
      const turn = await takeTurn(C1, later(1));
      expect(turn).toMatchObject({ id: 3, unanswered: 1 });
      expect(await claim(turn, later(1))).toBe(true);
      expect(await deliveriesOf(db)).toMatchObject([
        { status: 'superseded', doneAt: later(1) },
        { status: 'waiting' },
        { status: 'waiting', place: 1, attempts: 1, unanswered: 2 },
      ]);
      expect(await store.turn(C1, later(60))).toMatchObject({ id: 3 });
    });

    it('supersedes nothing and shuts nothing where it is not got', async () => {
      const { db, plan, takeTurn, claim } = await aHouse();
      const gates = [{ key: 'api', spacingMs: 60_000 }];
      await plan({ coalesceKey: 'card', gates }, { coalesceKey: 'card', gates });
      expect(await claim(await takeTurn(), NOW, 'somebody else')).toBe(false);
      expect(await statuses(db)).toEqual(['waiting', 'waiting']);
      expect(await db.orm.select().from(gate)).toEqual([]);
    });
  });

  describe('what became of it', () => {
    it('sent: it is done', async () => {
      const { db, plan, takeTurn, claim, record } = await aHouse();
      await plan({});
      const turn = await takeTurn();
      await claim(turn);
      await record(turn, { as: 'sent' });
      expect(await deliveriesOf(db)).toMatchObject([{ status: 'sent', doneAt: NOW, lastError: null }]);
    });

    it('to be tried again: why and when, and whether it was answered', async () => {
      const { db, store, plan, takeTurn, claim, record } = await aHouse();
      await plan({}, { subject: 'req_2' });
      const first = await takeTurn();
      await claim(first);
      await record(first, { ...WAITING, error: 'busy', dueAt: later(9) });
      const second = await takeTurn();
      await claim(second);
      await record(second, { ...WAITING, error: 'timeout', dueAt: later(9), isAnswered: false });
      expect(await deliveriesOf(db)).toMatchObject([
        { status: 'waiting', lastError: 'busy', dueAt: later(9), unanswered: 0, attempts: 1 },
        { status: 'waiting', lastError: 'timeout', dueAt: later(9), unanswered: 1, attempts: 1 },
      ]);
      expect(await store.outlook(QUERY)).toMatchObject({ targets: [], nextDueAt: later(9) });
    });

    it('to be tried again after a pause that was asked for: the attempt does not count', async () => {
      const { db, plan, takeTurn, claim, record } = await aHouse();
      await plan({});
      const turn = await takeTurn();
      await claim(turn);
      await record(turn, { ...WAITING, isCounted: false });
      expect(await deliveriesOf(db)).toMatchObject([
        { status: 'waiting', attempts: 0, unanswered: 0, attemptedAt: NOW, dueAt: later(60) },
      ]);
    });

    it('gates stay shut as long as the longest says', async () => {
      const { db, plan, takeTurn, claim, record } = await aHouse();
      await plan({});
      const turn = await takeTurn();
      await claim(turn);
      await record(turn, { as: 'sent' }, [{ key: 'api', opensAt: later(9) }]);
      await record(turn, { as: 'sent' }, [
        { key: 'api', opensAt: later(1) },
        { key: 'other', opensAt: later(1) },
      ]);
      expect(await db.orm.select().from(gate)).toEqual([
        { key: 'api', opensAt: later(9) },
        { key: 'other', opensAt: later(1) },
      ]);
    });

    it('dead: done, with one notice for all that die of one cause', async () => {
      const { db, providerId, store, plan, takeTurn, claim, record } = await aHouse();
      await plan({}, {}, {});
      for (const notice of ['cause', 'cause', null]) {
        const turn = await takeTurn();
        await claim(turn);
        await record(turn, notice === null ? { as: 'dead', error: 'x', notice } : deadOf(providerId, notice));
      }
      expect(await statuses(db)).toEqual(['dead', 'dead', 'dead']);
      expect((await store.outlook(QUERY)).notices).toMatchObject([
        { topic: 'outbox.dead', dedupeKey: 'cause', body: { why: 'no such channel' }, createdAt: NOW },
      ]);
    });

    it('a late word of one who lost the lease: that it arrived counts, that it failed does not', async () => {
      const { db, providerId, store, plan, takeTurn, claim, record } = await aHouse();
      await plan({});
      const slow = await takeTurn();
      await claim(slow);
      const next = await takeTurn(C1, later(1));
      await claim(next, later(1));
      await record(slow, { ...WAITING, error: 'cut off' });
      expect(await deliveriesOf(db)).toMatchObject([{ lastError: null, unanswered: 2 }]);
      await record(next, deadOf(providerId));
      await record(next, { ...WAITING, error: 'again' });
      expect(await statuses(db)).toEqual(['dead']);
      await record(slow, { as: 'sent' });
      expect(await statuses(db)).toEqual(['sent']);
      expect((await store.outlook(QUERY)).notices).toHaveLength(1);
    });
  });

  it('forgets what was done long ago, so many at once, the dead later, and never what waits', async () => {
    const { db, providerId, store, plan } = await aHouse();
    await plan({}, {}, {}, {}, {});
    await tell(db, providerId, ['one', 'two']);
    const [old, older] = [later(-10), later(-90)];
    await db.write([
      { sql: `update delivery set status = 'sent', done_at = :old where id in (1, 2)`, args: { old } },
      { sql: `update delivery set status = 'dead', done_at = :old where id = 3`, args: { old } },
      { sql: `update delivery set status = 'dead', done_at = :older where id = 4`, args: { older } },
      { sql: `update outbox set status = 'planned', done_at = :old where id = 1`, args: { old } },
      { sql: `insert into gate values ('long open', :old), ('shut', :now)`, args: { old, now: NOW } },
    ]);
    const query = { doneBefore: later(-5), deadBefore: later(-50), limit: 2 };
    expect(await store.prune(query)).toBe(4);
    expect(await store.prune(query)).toBe(1);
    expect(await store.prune(query)).toBe(0);
    expect((await deliveriesOf(db)).map(({ id }) => id)).toEqual([3, 5]);
    expect((await db.orm.select().from(outbox)).map(({ id }) => id)).toEqual([2]);
    expect(await db.orm.select().from(gate)).toMatchObject([{ key: 'shut' }]);
  });
});
