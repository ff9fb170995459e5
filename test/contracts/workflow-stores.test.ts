/** What the stores of the carrier workflow promise, on a file and on a server. */
import { expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { makeOrderStore } from '#db/stores/order-store.ts';
import { makeBatchFileStore } from '#db/stores/workflow-batch-store.ts';
import { makeCarrierStore } from '#db/stores/workflow-carrier-store.ts';
import { makeActivityFileStore } from '#db/stores/workflow-collect-store.ts';
import { done, rowsOf } from '#test/app/orders/ordering.ts';
import {
  aBatch,
  aCarrying,
  CARRIER,
  collect,
  morning,
  ordered,
  outcomes,
  PAGE,
  take,
  told,
  watch,
  workflowServicesOn,
} from '#test/app/workflow/carrying.ts';
import { eachDatabase } from '#test/support/databases.ts';

const AUDIT = { action: 'x', subject: 'x', details: {}, actor: 'x', via: 'api', requestId: null } as const;

eachDatabase('the stores of the carrier workflow', (open) => {
  it('keep carriers, each for its own provider, and find those of a code everywhere', async () => {
    const world = await aCarrying(open);
    const store = makeCarrierStore(world.db);
    done(await world.workflow.addCarrier(world.dana, { code: CARRIER, name: 'Opti for wholesalers' }));
    const own = await store.find(world.bluegum.providerId, CARRIER);
    expect(own).toMatchObject({ name: 'Opti Carrier', version: 1, secretGeneration: 1, nextFileSequence: 1 });
    expect((await store.everywhere(CARRIER)).map(({ tenant }) => tenant.providerCode).sort()).toEqual([
      'bluegum',
      'wavelink',
    ]);
    expect(await store.find(world.bluegum.providerId, 'nobody')).toBeNull();
    expect(await store.byIds([])).toEqual([]);
    expect((await store.byIds([own?.id ?? 0])).map(({ code }) => code)).toEqual([CARRIER]);
    expect(done(await store.page(world.bluegum.providerId, PAGE)).items).toEqual([own]);
  });

  it('change a carrier only as it was read, and leave no trace of what was not written', async () => {
    const world = await aCarrying(open);
    const store = makeCarrierStore(world.db);
    const read = await store.find(world.bluegum.providerId, CARRIER);
    if (!read) throw new Error('the carrier is there');
    const { name: _, code: __, ...rest } = read;
    const audit = { ...AUDIT, providerId: read.providerId, at: world.clock.now() };
    const change = (name: string) =>
      store.change(
        read,
        {
          name,
          deliveryUrl: rest.deliveryUrl,
          warnAfterDays: 3,
          alertAfterDays: 6,
          batchesFrom: null,
        },
        { kind: 'none' },
        { audit: [audit], outbox: [] },
        world.clock.now(),
      );
    expect([await change('First'), await change('Second')]).toEqual([true, false]);
    expect(await store.find(read.providerId, CARRIER)).toMatchObject({ name: 'First', version: 2 });
    expect(await rowsOf(world.db, 'audit', ['id'], `action = 'x'`)).toHaveLength(1);
    expect(await store.renewSecrets(read, audit)).toBe(true);
    expect(await store.renewSecrets(read, audit)).toBe(false);
    expect(await rowsOf(world.db, 'audit', ['id'], `action = 'x'`)).toHaveLength(2);
  });

  it('load the orders of many requests in one read, and none that lies in another queue', async () => {
    const world = await aCarrying(open);
    const pair = await ordered(world, 'LINES');
    const one = await ordered(world);
    await ordered(world, 'LINE');
    const store = makeOrderStore(world.db);
    const all = [...pair.requests, one.requestId, 4711, 4];
    const loaded = await store.findByRequests(world.bluegum.providerId, all);
    expect(loaded.map(({ order }) => order.number)).toEqual([pair.number, one.number]);
    expect(loaded[0]).toEqual(
      await store.find({ providerId: world.bluegum.providerId, number: pair.number }),
    );
    expect(await store.findByRequests(world.wavelink.providerId, pair.requests)).toEqual([]);
    expect(await store.findByRequests(world.bluegum.providerId, [])).toEqual([]);
  });

  it('WF-1: write a file and all that it makes of its orders, or nothing', async () => {
    const world = await aCarrying(open);
    for (const plan of ['PSTN', 'LINES', 'PSTN']) await ordered(world, plan);
    world.clock.set(morning('2026-03-03'));
    const machines = [1, 2, 3].map(() => workflowServicesOn(world.db, world.clock));
    const made = await Promise.all(
      machines.map((one) => one.collectServices(world.schedule, plainDate('2026-03-03'))),
    );
    expect(made.map((one) => done(one).services).sort()).toEqual([0, 0, 4]);
    expect(await rowsOf(world.db, 'activity_file', ['sequence', 'services'])).toEqual([
      { sequence: 1, services: 4 },
    ]);
    expect(await rowsOf(world.db, 'carrier', ['next_file_sequence'])).toEqual([{ next_file_sequence: 2 }]);
    expect(await rowsOf(world.db, 'activity_file_entry', ['request_id', 'round'])).toHaveLength(4);
    expect(await rowsOf(world.db, 'provisioning_log', ['request_version'], `event = 'collected'`)).toEqual(
      Array.from({ length: 4 }, () => ({ request_version: 2 })),
    );
    expect(await told(world, 'request.collected')).toHaveLength(4);
    expect(await told(world, 'order.collected')).toHaveLength(3);
    expect(await told(world, 'carrier.activity_file')).toHaveLength(1);
    // What was written is what the rules read.
    const store = makeOrderStore(world.db);
    const [loaded] = await store.findByRequests(world.bluegum.providerId, [1]);
    expect(loaded?.order.services[0]?.request?.workflow).toEqual({
      stage: 'sent',
      since: '2026-03-03T00:00:00.000Z',
      round: 1,
      fileSequence: 1,
      adviceSequence: null,
      told: ['number'],
      isStuck: false,
    });
  });

  it('keep an activity file, and when it was delivered', async () => {
    const world = await aCarrying(open);
    await ordered(world);
    await collect(world, '2026-03-03');
    const carrier = await makeCarrierStore(world.db).find(world.bluegum.providerId, CARRIER);
    if (!carrier) throw new Error('the carrier is there');
    const store = makeActivityFileStore(world.db);
    const before = await store.find(carrier, 1);
    await store.recordDelivered(carrier.id, 1, world.clock.now());
    expect(await store.find(carrier, 1)).toEqual({ ...before, deliveredAt: world.clock.now() });
    expect(await store.find(carrier, 2)).toBeNull();
  });

  it('WF-4: take a file once, and apply each record once, whoever takes it and however often', async () => {
    const world = await aCarrying(open);
    const ids: number[] = [];
    for (let n = 0; n < 6; n += 1) ids.push((await ordered(world)).requestId);
    await collect(world, '2026-03-03');
    const [first, second, third, ...rest] = ids;
    const text = aBatch([
      `req_${first},advice`,
      `req_${first},activation,2026-03-05`,
      `req_${second},rejection,,No such line`,
      `req_${third},advice`,
      ...rest.map((id) => `req_${id},activation,2026-03-05`),
      'req_4711,advice',
    ]);
    const taken = await Promise.all([take(world, text), take(world, text), take(world, text)]);
    for (const one of taken) {
      expect(outcomes(done(one)).filter((outcome) => outcome.endsWith('applied'))).toHaveLength(7);
      expect(done(one).file).toMatchObject({ status: 'done', applied: 7, refused: 1 });
    }
    expect(taken.filter((one) => done(one).wasTakenBefore)).toHaveLength(2);
    expect(await rowsOf(world.db, 'subscription', ['id'])).toHaveLength(4);
    expect(await rowsOf(world.db, 'batch_row', ['line', 'outcome'])).toHaveLength(8);
    expect(await told(world, 'workflow.records_reported')).toHaveLength(1);
  });

  it('find what an answer may mean: by id in the own queue, by number of own orders and retailers’', async () => {
    const world = await aCarrying(open);
    const own = await ordered(world, 'LINES');
    const bought = await ordered(world, 'LINE');
    const store = makeBatchFileStore(world.db);
    const references = {
      requestIds: [own.requests[0] ?? 0, 3, 4711],
      orderNumbers: [own.number, bought.number],
    };
    const found = async (provider: number) =>
      (await store.candidates(provider, references))
        .map(({ requestId, orderNumber }) => `${requestId} ${orderNumber}`)
        .sort();
    expect(await found(world.bluegum.providerId)).toEqual([`1 ${own.number}`, `2 ${own.number}`]);
    expect(await found(world.wavelink.providerId)).toEqual([`3 ${bought.number}`]);
  });

  it('WF-3: keep one alert a cause, raise it, and end it with the change that answers it', async () => {
    const world = await aCarrying(open);
    const { requestId } = await ordered(world);
    await collect(world, '2026-03-03');
    for (const day of ['2026-03-10', '2026-03-11', '2026-03-17', '2026-03-18']) await watch(world, day);
    expect(await rowsOf(world.db, 'workflow_alert', ['level', 'days', 'resolved_at'])).toEqual([
      { level: 'alert', days: 10, resolved_at: null },
    ]);
    expect((await told(world, 'workflow.unanswered')).map(({ key }) => key)).toEqual([
      'alr_1:warn',
      'alr_1:alert',
    ]);
    done(await take(world, aBatch([`req_${requestId},advice`], { sequence: 4 })));
    expect(await told(world, 'workflow.resolved')).toMatchObject([
      { key: 'alr_1', body: { alert: 'alr_1', resolution: 'Churn advice in file sequence 4' } },
    ]);
    done(await take(world, aBatch([], { sequence: 7 }), { name: 'seven.csv' }));
    const { items } = done(await world.workflow.listAlerts(world.sam, { status: 'all' }, PAGE));
    expect(items.map(({ kind, resolvedAt }) => `${kind} ${resolvedAt === null ? 'open' : 'over'}`)).toEqual([
      'gap open',
      'unanswered over',
    ]);
    const page = done(
      await world.workflow.listAlerts(world.sam, { status: 'all' }, { limit: 1, cursor: null }),
    );
    const next = { limit: 1, cursor: page.nextCursor };
    expect(done(await world.workflow.listAlerts(world.sam, { status: 'all' }, next)).items).toMatchObject([
      { kind: 'unanswered' },
    ]);
  });
});
