/** WF-3: what is stuck is told to who can do something about it, once, and once more when it is over. */
import { describe, expect, it, vi } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { done, refusals, rowsOf } from '#test/app/orders/ordering.ts';
import { anActor } from '#test/support/builders.ts';
import {
  aBatch,
  aCarrying,
  CARRIER,
  type Carrying,
  collect,
  ordered,
  PAGE,
  take,
  told,
  watch,
  workflowServicesOn,
} from './carrying.ts';

const openAlerts = async ({ workflow, sam }: Carrying) =>
  done(await workflow.listAlerts(sam, { status: 'open' }, PAGE)).items;

describe('WF-3: not collected by the next morning', () => {
  it('alerts the operators once, in the log and by a notice', async () => {
    const world = await aCarrying();
    const error = vi.fn();
    const workflow = workflowServicesOn(world.db, world.clock, {
      log: { info: () => {}, warn: () => {}, error },
    });
    const heard = { ...world, workflow };
    world.clock.set('2026-03-02T03:00:00.000Z');
    const { requestId, number } = await ordered(world);
    // The same day: the next morning is still to come.
    expect(await watch(heard, '2026-03-02')).toMatchObject({ alerts: 0 });
    expect(await watch(heard, '2026-03-03')).toMatchObject({ alerts: 1 });
    expect(await watch(heard, '2026-03-04')).toMatchObject({ alerts: 0 });

    expect(await told(world, 'workflow.not_collected')).toEqual([
      {
        providerId: world.bluegum.providerId,
        key: 'alr_1:alert',
        body: {
          alert: 'alr_1',
          kind: 'not_collected',
          level: 'alert',
          audience: 'operators',
          carrier: CARRIER,
          carrierName: 'Opti Carrier',
          request: `req_${requestId}`,
          order: number,
          retailer: 'Bluegum Telecom',
          servicePlan: 'SP-PSTN',
          stage: 'pending_collection',
          stageText: 'Pending Activity Collection',
          fileSequence: null,
          since: '2026-03-02T03:00:00.000Z',
          days: 1,
          text: `${number} (SP-PSTN for Bluegum Telecom) waits since 2 Mar 2026 and was not collected: no activity file for Opti Carrier took it. See whether the schedule activity_files runs.`,
        },
      },
    ]);
    expect(error).toHaveBeenCalledTimes(1);
    expect(error).toHaveBeenCalledWith(
      { provider: 'bluegum', carriers: [CARRIER], services: 1 },
      'services were not collected into an activity file',
    );
    expect(await world.workflow.openAlertsEverywhere()).toEqual([
      { provider: 'bluegum', kind: 'not_collected', open: 1 },
    ]);
    expect(done(await world.deeds.findRequest(world.sam, requestId)).workflow?.isStuck).toBe(true);
  });

  it('says that there is no such carrier where that is why, and is over once a file takes it', async () => {
    const world = await aCarrying();
    await ordered(world, 'LINE');
    const dana = { ...world, schedule: world.dana };
    await watch(dana, '2026-03-03');
    const [alert] = done(await world.workflow.listAlerts(world.dana, { status: 'open' }, PAGE)).items;
    expect(alert?.text).toContain('there is no carrier "opti-carrier" to collect it for');
    // The retailer's own alerts are none of the wholesaler's.
    expect(await openAlerts(world)).toEqual([]);

    done(await world.workflow.addCarrier(world.dana, { code: CARRIER, name: 'Opti' }));
    done(await world.workflow.collectServices(world.dana, plainDate('2026-03-04')));
    expect(await told(world, 'workflow.resolved')).toMatchObject([
      {
        providerId: world.wavelink.providerId,
        key: 'alr_1',
        body: { alert: 'alr_1', kind: 'not_collected', resolution: 'FSR Request sent in file sequence 1' },
      },
    ]);
    expect(
      done(await world.workflow.listAlerts(world.dana, { status: 'resolved', carrier: CARRIER }, PAGE)).items,
    ).toMatchObject([{ id: 1, resolution: 'FSR Request sent in file sequence 1' }]);
  });

  it('counts from the collection that is due, not on weekends and holidays, and by the schedule’s time', async () => {
    const world = await aCarrying();
    await world.db.write([{ sql: `update provider set holidays = '["2026-03-09"]'`, args: [] }]);
    world.clock.set('2026-03-06T06:00:00.000Z');
    await ordered(world);
    for (const day of ['2026-03-07', '2026-03-08', '2026-03-09'])
      expect(await watch(world, day)).toMatchObject({ alerts: 0 });
    // Collected at 10:00 from now on: at 9:00 it is not late yet.
    await world.db.write([
      {
        sql: `insert into schedule (provider_id, job, at_minutes, last_done_on) values (?, 'activity_files', 600, '2026-03-06')`,
        args: [world.bluegum.providerId],
      },
    ]);
    expect(await watch(world, '2026-03-10')).toMatchObject({ alerts: 0 });
    expect(await watch(world, '2026-03-11')).toMatchObject({ alerts: 1 });
  });
});

describe('WF-3: sent and unanswered', () => {
  const sent = async () => {
    const world = await aCarrying();
    const { requestId, number } = await ordered(world);
    await collect(world, '2026-03-03');
    return { world, requestId, number };
  };

  it('warns after 5 working days and alerts after 10: one alert, told at each level', async () => {
    const { world, number } = await sent();
    const seen: Record<string, number> = {};
    for (let day = 4; day <= 19; day += 1) {
      const date = `2026-03-${String(day).padStart(2, '0')}`;
      const { alerts } = await watch(world, date);
      if (alerts > 0) seen[date] = alerts;
    }
    // Tuesday the 3rd: five working days on is the 10th, ten the 17th.
    expect(seen).toEqual({ '2026-03-10': 1, '2026-03-17': 1 });
    expect(await told(world, 'workflow.unanswered')).toMatchObject([
      { key: 'alr_1:warn', body: { level: 'warn', days: 5, audience: 'provisioning' } },
      {
        key: 'alr_1:alert',
        body: {
          level: 'alert',
          days: 10,
          fileSequence: 1,
          text: `${number} (SP-PSTN for Bluegum Telecom) was sent to Opti Carrier in file sequence 1 on 3 Mar 2026 and is unanswered for 10 working days. Follow up with Opti Carrier.`,
        },
      },
    ]);
    expect(await openAlerts(world)).toMatchObject([
      { level: 'alert', openedAt: '2026-03-10T01:00:00.000Z', raisedAt: '2026-03-17T01:00:00.000Z' },
    ]);
  });

  it('counts holidays out, and by the carrier’s own days', async () => {
    const { world } = await sent();
    await world.db.write([{ sql: `update provider set holidays = '["2026-03-09"]'`, args: [] }]);
    expect(await watch(world, '2026-03-10')).toMatchObject({ alerts: 0 });
    expect(await watch(world, '2026-03-11')).toMatchObject({ alerts: 1 });
    done(
      await world.workflow.changeCarrier(world.sam, { code: CARRIER, warnAfterDays: 1, alertAfterDays: 6 }),
    );
    expect(await watch(world, '2026-03-12')).toMatchObject({ alerts: 1 });
  });

  it('is over with the answer, whichever it is: advice, activation, rejection, or a person’s override', async () => {
    for (const answer of ['advice', 'activation', 'rejection,,No', 'override']) {
      const { world, requestId } = await sent();
      await watch(world, '2026-03-10');
      if (answer === 'override')
        done(
          await world.deeds.haltRequest(world.sam, {
            requestId,
            rejectionDetails: 'No.',
            overrideReason: 'They do not answer',
          }),
        );
      else done(await take(world, aBatch([`req_${requestId},${answer}`])));
      expect(await openAlerts(world), answer).toEqual([]);
      expect(await told(world, 'workflow.resolved'), answer).toHaveLength(1);
      // And it stays over: an advised request is answered.
      expect(await watch(world, '2026-03-31'), answer).toMatchObject({ alerts: 0 });
    }
  });

  it('of a resubmitted request counts from its own file', async () => {
    const { world, requestId, number } = await sent();
    await watch(world, '2026-03-10');
    done(await take(world, aBatch([`req_${requestId},rejection,,No`])));
    done(await world.deeds.resubmitOrder(world.sam, { order: number }));
    await collect(world, '2026-03-11');
    expect(await watch(world, '2026-03-17')).toMatchObject({ alerts: 0 });
    expect(await watch(world, '2026-03-18')).toMatchObject({ alerts: 1 });
    expect((await openAlerts(world)).map(({ id }) => id)).toEqual([2]);
  });

  it('an answer that comes while the watch looks leaves no alert behind', async () => {
    const { world, requestId } = await sent();
    world.clock.set('2026-03-17T01:00:00.000Z');
    const results = await Promise.all([
      world.workflow.watchWorkflows(world.schedule, plainDate('2026-03-17')),
      take(world, aBatch([`req_${requestId},advice`])),
    ]);
    for (const result of results) done(result as never);
    expect(await openAlerts(world)).toEqual([]);
  });

  it('two machines that watch tell it once', async () => {
    const { world } = await sent();
    world.clock.set('2026-03-17T01:00:00.000Z');
    await Promise.all(
      [1, 2, 3].map(() => world.workflow.watchWorkflows(world.schedule, plainDate('2026-03-17'))),
    );
    expect(await told(world, 'workflow.unanswered')).toHaveLength(1);
  });
});

describe('WF-3: gaps in the carrier’s sequence', () => {
  const gaps = async (world: Carrying) => (await openAlerts(world)).filter(({ kind }) => kind === 'gap');
  const come = async (world: Carrying, ...sequences: readonly number[]) => {
    for (const sequence of sequences)
      done(await take(world, aBatch([], { sequence }), { name: `opti-${sequence}.csv` }));
  };

  it('are told by number, remembered until they are filled, and over then', async () => {
    const world = await aCarrying();
    await come(world, 7, 10);
    expect(await told(world, 'workflow.gap')).toMatchObject([
      {
        body: {
          kind: 'gap',
          audience: 'provisioning',
          carrier: CARRIER,
          missing: [{ from: 8, to: 9 }],
          missingText: '8 to 9',
          text: 'Batch files 8 to 9 of Opti Carrier are missing: later ones came. Ask the carrier for them.',
        },
      },
    ]);
    // A late file fills a part of it: known, and not told as news.
    await come(world, 8);
    expect((await gaps(world)).map(({ text }) => text)).toEqual([
      'Batch file 9 of Opti Carrier is missing: later ones came. Ask the carrier for it.',
    ]);
    expect(await told(world, 'workflow.gap')).toHaveLength(1);
    // Another gap: the same alert says both, and is told again.
    await come(world, 12);
    expect((await told(world, 'workflow.gap')).at(-1)?.body.missingText).toBe('9 and 11');
    const report = done(await world.workflow.getBatchFile(world.pat, CARRIER, 12));
    expect(report.missing).toEqual([
      { from: 9, to: 9 },
      { from: 11, to: 11 },
    ]);
    const lookedFor = await world.workflow.getBatchFile(world.pat, CARRIER, 9);
    expect(lookedFor.ok === false && lookedFor.faults[0]?.message).toContain('is missing: later ones came');

    await come(world, 11, 9);
    expect(await gaps(world)).toEqual([]);
    expect(await told(world, 'workflow.resolved')).toMatchObject([
      { body: { kind: 'gap', resolution: 'Batch file 9 came: none is missing' } },
    ]);
  });

  it('below the first file are none, unless the carrier is counted from a number', async () => {
    const world = await aCarrying();
    await come(world, 7);
    expect(await gaps(world)).toEqual([]);
    done(await world.workflow.changeCarrier(world.sam, { code: CARRIER, batchesFrom: 5 }));
    expect((await gaps(world)).map(({ text }) => text)).toEqual([
      'Batch files 5 to 6 of Opti Carrier are missing: later ones came. Ask the carrier for them.',
    ]);
    // What never will come is not counted on any more.
    done(await world.workflow.changeCarrier(world.sam, { code: CARRIER, batchesFrom: 7 }));
    expect(await gaps(world)).toEqual([]);
    expect(await told(world, 'workflow.resolved')).toMatchObject([
      { body: { resolution: 'Not missed any more' } },
    ]);
  });

  it('are right whatever the order in which files come at once', async () => {
    const world = await aCarrying();
    await come(world, 1);
    const files = [5, 3, 8, 4].map((sequence) =>
      take(world, aBatch([], { sequence }), { name: `opti-${sequence}.csv` }),
    );
    for (const result of await Promise.all(files)) done(result);
    expect((await gaps(world)).map(({ text }) => text)).toEqual([
      'Batch files 2 and 6 to 7 of Opti Carrier are missing: later ones came. Ask the carrier for them.',
    ]);
    expect(await rowsOf(world.db, 'workflow_alert', ['id'])).toHaveLength(1);
  });
});

it('alerts take the power to view, and the watch that to provision', async () => {
  const world = await aCarrying();
  const nobody = anActor(world.bluegum, { powers: [] });
  expect(refusals(await world.workflow.listAlerts(nobody, { status: 'all' }, PAGE))).toEqual([
    'power_missing',
  ]);
  expect(refusals(await world.workflow.watchWorkflows(nobody, plainDate('2026-03-03')))).toEqual([
    'power_missing',
  ]);
});
