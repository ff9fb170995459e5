/** WF-1: activity files. Numbered without gaps, each service in one of them, once, whatever happens to the machines. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { done, kindsOf, refusals, rowsOf } from '#test/app/orders/ordering.ts';
import { anActor } from '#test/support/builders.ts';
import {
  aCarrying,
  CARRIER,
  type Carrying,
  collect,
  morning,
  ordered,
  PAGE,
  told,
  workflowServicesOn,
} from './carrying.ts';

interface Entry {
  readonly request_id: number;
  readonly round: number;
}

const filesOf = ({ db }: Carrying) =>
  rowsOf<{ sequence: number; services: number; content: string }>(db, 'activity_file', [
    'sequence',
    'services',
    'content',
  ]);
const entriesOf = ({ db }: Carrying) => rowsOf<Entry>(db, 'activity_file_entry', ['request_id', 'round']);

describe('WF-1: a morning', () => {
  it('puts everything that waits for a carrier into one file, with header, records and trailer', async () => {
    const world = await aCarrying();
    const first = await ordered(world);
    const pair = await ordered(world, 'LINES');
    expect(await collect(world, '2026-03-03')).toEqual({ files: 1, services: 3 });
    const [file] = await filesOf(world);
    expect(file?.content).toBe(
      [
        'H,1,activity,opti-carrier,bluegum,1,2026-03-03T00:00:00.000Z',
        `R,req_${first.requestId},BG-O-1,1,SP-PSTN,Telephony,,number=+61355503000`,
        `R,req_${pair.requests[0]},BG-O-2,1,SP-PSTN,Telephony,,number=+61355503002`,
        `R,req_${pair.requests[1]},BG-O-2,1,SP-PSTN,Telephony,,number=+61355503003`,
        'T,1,3',
        '',
      ].join('\r\n'),
    );
    expect(await told(world, 'carrier.activity_file')).toMatchObject([
      {
        key: 'bluegum:opti-carrier:1',
        body: { carrier: CARRIER, sequence: 1, services: 3, fileName: 'bluegum-opti-carrier-1.csv' },
      },
    ]);
  });

  it('on which nothing waits makes no file, and uses up no number', async () => {
    const world = await aCarrying();
    expect(await collect(world, '2026-03-03')).toEqual({ files: 0, services: 0 });
    await ordered(world);
    await collect(world, '2026-03-04');
    expect((await filesOf(world)).map(({ sequence }) => sequence)).toEqual([1]);
  });

  it('on a weekend or holiday makes none; the next working morning takes what waited', async () => {
    const world = await aCarrying();
    await world.db.write([{ sql: `update provider set holidays = '["2026-03-09"]'`, args: [] }]);
    await ordered(world);
    for (const day of ['2026-03-07', '2026-03-08', '2026-03-09'])
      expect(await collect(world, day)).toEqual({ files: 0, services: 0 });
    expect(await collect(world, '2026-03-10')).toEqual({ files: 1, services: 1 });
  });

  it('done again makes nothing; mornings that were missed are made up for by one file', async () => {
    const world = await aCarrying();
    await ordered(world);
    await collect(world, '2026-03-03');
    expect(await collect(world, '2026-03-03')).toEqual({ files: 0, services: 0 });
    await ordered(world);
    await ordered(world);
    world.clock.set(morning('2026-03-09'));
    const days = ['2026-03-04', '2026-03-05', '2026-03-06', '2026-03-07', '2026-03-08', '2026-03-09'];
    const made = [];
    for (const day of days)
      made.push(done(await world.workflow.collectServices(world.schedule, plainDate(day))).files);
    expect(made).toEqual([1, 0, 0, 0, 0, 0]);
    expect((await filesOf(world)).map(({ services }) => services)).toEqual([1, 2]);
  });

  it('leaves alone what is halted, cancelled, active, worked by hand or with another carrier', async () => {
    const world = await aCarrying();
    const { deeds, sam } = world;
    const halted = await ordered(world);
    const cancelled = await ordered(world);
    const active = await ordered(world);
    await ordered(world, 'ROUTER');
    await ordered(world, 'NBN-50');
    done(await deeds.haltRequest(sam, { requestId: halted.requestId, rejectionDetails: 'No.' }));
    done(await deeds.cancelOrder(sam, { order: cancelled.number }));
    done(await deeds.activateRequest(sam, { requestId: active.requestId }));
    expect(await collect(world, '2026-03-03')).toEqual({ files: 0, services: 0 });
  });

  it('numbers the files of each carrier and provider for itself', async () => {
    const world = await aCarrying();
    const { workflow, dana } = world;
    done(await workflow.addCarrier(dana, { code: CARRIER, name: 'Opti' }));
    for (const day of ['2026-03-03', '2026-03-04']) {
      await ordered(world);
      await ordered(world, 'LINE');
      await collect(world, day);
      done(await workflow.collectServices(dana, plainDate(day)));
    }
    for (const actor of [world.sam, dana])
      expect(
        done(await workflow.listActivityFiles(actor, CARRIER, PAGE)).items.map(({ sequence }) => sequence),
      ).toEqual([2, 1]);
  });

  it('goes on with the other carriers where one could not be done, and says so', async () => {
    const world = await aCarrying();
    done(await world.workflow.addCarrier(world.sam, { code: 'quokka', name: 'Quokka' }));
    await ordered(world);
    const other = await ordered(world);
    await world.db.write([
      {
        sql: 'update request_workflow set carrier = ? where request_id = ?',
        args: ['quokka', other.requestId],
      },
      {
        sql: 'update provisioning_request set supplier = ? where id = ?',
        args: ['quokka', other.requestId],
      },
      // Somebody else has always just made the next file of the first carrier.
      {
        sql: `insert into activity_file (carrier_id, sequence, created_at, services, content_hash, content)
              select id, 1, 'then', 0, '', '' from carrier where code = ?`,
        args: [CARRIER],
      },
    ]);
    world.clock.set(morning('2026-03-03'));
    const result = await world.workflow.collectServices(world.schedule, plainDate('2026-03-03'));
    expect(refusals(result)).toEqual(['order_changed_meanwhile']);
    expect(done(await world.workflow.listActivityFiles(world.sam, 'quokka', PAGE)).items).toHaveLength(1);
  });

  it('a file is kept as it was sent, whatever becomes of its services', async () => {
    const world = await aCarrying();
    const { requestId } = await ordered(world);
    await collect(world, '2026-03-03');
    const before = await filesOf(world);
    done(
      await world.deeds.editRequest(world.sam, {
        requestId,
        details: { number: '+61355509999' },
        overrideReason: 'Told them on the phone',
      }),
    );
    expect(await filesOf(world)).toEqual(before);
    const { rows, contentHash, content } = done(await world.workflow.getActivityFile(world.sam, CARRIER, 1));
    expect(rows[0]?.details).toEqual({ number: '+61355503000' });
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(content));
    expect(Buffer.from(digest).toString('hex')).toBe(contentHash);
  });

  it('writes a constant number of statements, however many services it collects', async () => {
    const world = await aCarrying();
    const counts: number[] = [];
    const write = world.db.write;
    for (const services of [1, 12]) {
      for (let n = 0; n < services; n += 1) await ordered(world);
      Object.assign(world.db, {
        write: (statements: Parameters<typeof write>[0]) => {
          counts.push(statements.length);
          return write(statements);
        },
      });
      await collect(world, services === 1 ? '2026-03-03' : '2026-03-04');
      Object.assign(world.db, { write });
    }
    expect(counts).toHaveLength(2);
    expect(counts[0]).toBe(counts[1]);
  });
});

describe('WF-1: two machines, and machines that die', () => {
  it('at once: each service is in one file, and the numbers have no gap', async () => {
    const world = await aCarrying();
    for (let n = 0; n < 5; n += 1) await ordered(world);
    world.clock.set(morning('2026-03-03'));
    const machines = Array.from({ length: 4 }, () => workflowServicesOn(world.db, world.clock));
    const made = await Promise.all(
      machines.map((one) => one.collectServices(world.schedule, plainDate('2026-03-03'))),
    );
    expect(made.map((one) => done(one).services).sort()).toEqual([0, 0, 0, 5]);
    expect(await filesOf(world)).toMatchObject([{ sequence: 1, services: 5 }]);
  });

  it('while somebody works on one of its services: that one is decided on what the winner left', async () => {
    const world = await aCarrying();
    const { requestId } = await ordered(world);
    const other = await ordered(world);
    world.clock.set(morning('2026-03-03'));
    const halted = world.deeds.haltRequest(world.sam, { requestId, rejectionDetails: 'No.' });
    const collected = world.workflow.collectServices(world.schedule, plainDate('2026-03-03'));
    const [halt, made] = [await halted, done(await collected)];
    expect(made.services).toBe(halt.ok ? 1 : 2);
    if (!halt.ok) expect([refusals(halt), kindsOf(halt)]).toEqual([['workflow_under_way'], ['conflict']]);
    expect((await entriesOf(world)).map(({ request_id }) => request_id)).toContain(other.requestId);
  });

  type Step = 'order' | 'collect' | 'race' | 'die' | 'halt and resubmit';
  const step = fc.constantFrom<Step>('order', 'collect', 'race', 'die', 'halt and resubmit');

  it('in any order of orders, crashes and races: no gap, no service twice, none forgotten', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
        const world = await aCarrying();
        const { db, workflow, schedule, clock } = world;
        const day = plainDate('2026-03-03');
        clock.set(morning('2026-03-03'));
        const write = db.write;
        const dying = anActor(world.bluegum, { name: 'a dying machine' });
        const acts: Readonly<Record<Step, () => Promise<unknown>>> = {
          order: () => ordered(world),
          collect: () => workflow.collectServices(schedule, day),
          race: () => Promise.all([1, 2, 3].map(() => workflow.collectServices(schedule, day))),
          async die() {
            Object.assign(db, { write: () => Promise.reject(new Error('dead')) });
            await workflow.collectServices(dying, day).catch(() => undefined);
            Object.assign(db, { write });
          },
          async 'halt and resubmit'() {
            const { requestId, number } = await ordered(world);
            await workflow.collectServices(schedule, day);
            const input = { requestId, rejectionDetails: 'No.', overrideReason: 'It was wrong' };
            done(await world.deeds.haltRequest(world.sam, input));
            done(await world.deeds.resubmitOrder(world.sam, { order: number }));
          },
        };
        for (const one of steps) await acts[one]();
        done(await workflow.collectServices(schedule, day));

        const files = await filesOf(world);
        expect(files.map(({ sequence }) => sequence)).toEqual(files.map((_, index) => index + 1));
        expect(files.every(({ services }) => services > 0)).toBe(true);
        const sent = (await entriesOf(world)).map(({ request_id, round }) => `${request_id} ${round}`).sort();
        const wanted = await rowsOf<Entry & { stage: string }>(db, 'request_workflow', [
          'request_id',
          'round',
          'stage',
        ]);
        const rounds = wanted.flatMap(({ request_id, round }) =>
          Array.from({ length: round }, (_, index) => `${request_id} ${index + 1}`),
        );
        expect(sent).toEqual(rounds.sort());
        expect(wanted.every(({ stage }) => stage === 'sent')).toBe(true);
        expect(files.reduce((sum, { services }) => sum + services, 0)).toBe(sent.length);
      }),
      { numRuns: 12 },
    );
  });
});
