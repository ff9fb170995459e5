/** WF-4: a batch file is taken once; what cannot be read or applied is reported, and the rest is applied. */
import { describe, expect, it } from 'vitest';
import { formatId } from '#core/ids.ts';
import { done, kindsOf, refusals, rowsOf } from '#test/app/orders/ordering.ts';
import {
  aBatch,
  aCarrying,
  CARRIER,
  type Carrying,
  collect,
  ordered,
  outcomes,
  PAGE,
  take,
  told,
} from './carrying.ts';

/** Requests that were sent to the carrier this morning. */
async function sent(world: Carrying, count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let n = 0; n < count; n += 1) ids.push((await ordered(world)).requestId);
  await collect(world, '2026-03-03');
  return ids;
}

const activations = (ids: readonly number[]) =>
  ids.map((id) => `${formatId('request', id)},activation,2026-03-12`);

describe('WF-4: a file', () => {
  it('taken twice is taken once, and answers the same report', async () => {
    const world = await aCarrying();
    const ids = await sent(world, 3);
    const text = aBatch([...activations(ids), 'req_999,advice']);
    const first = done(await take(world, text));
    const second = done(await take(world, text));
    expect([first.wasTakenBefore, second.wasTakenBefore]).toEqual([false, true]);
    expect(second.rows).toEqual(first.rows);
    expect(await rowsOf(world.db, 'subscription', ['id'])).toHaveLength(3);
    expect(await rowsOf(world.db, 'batch_file', ['id'])).toHaveLength(1);
    expect(await told(world, 'workflow.records_reported')).toHaveLength(1);
  });

  it('of a known name with other content is a conflict that names both', async () => {
    const world = await aCarrying();
    const ids = await sent(world, 1);
    done(await take(world, aBatch([`req_${ids[0]},advice`]), { name: 'day 1.csv' }));
    const result = await take(world, aBatch(activations(ids), { sequence: 2 }), { name: 'in/day 1.csv' });
    expect([refusals(result), kindsOf(result)]).toEqual([['file_name_taken'], ['conflict']]);
    expect(result.ok === false && result.faults[0]?.message).toMatch(
      /^day 1\.csv \(sequence 1, SHA-256 [0-9a-f]{12}…\) was taken already, and this day 1\.csv \(sequence 2, SHA-256 [0-9a-f]{12}…\)/,
    );
    expect(await rowsOf(world.db, 'batch_file', ['name'])).toEqual([{ name: 'day 1.csv' }]);
  });

  it('of a known number under another name is a conflict that names both', async () => {
    const world = await aCarrying();
    const ids = await sent(world, 1);
    const text = aBatch([`req_${ids[0]},advice`]);
    done(await take(world, text, { name: 'a.csv' }));
    for (const [content, message] of [
      [text, 'b.csv is a.csv, which was taken already as sequence 1.'],
      [aBatch(activations(ids)), 'Sequence 1 was taken already as a.csv'],
    ] as const) {
      const result = await take(world, content, { name: 'b.csv' });
      expect(refusals(result)).toEqual(['sequence_taken']);
      expect(result.ok === false && result.faults[0]?.message).toContain(message);
    }
  });

  it('that does not hold together is refused whole: nothing is done, and it may be sent again put right', async () => {
    const world = await aCarrying();
    const ids = await sent(world, 2);
    const whole = aBatch(activations(ids));
    const cut = whole.split('\n').slice(0, -2).join('\n');
    const broken: [string, string][] = [
      [cut, 'trailer_missing'],
      [aBatch(activations(ids), { trailer: 'T,1,3,0,3,0' }), 'count_mismatch'],
      [aBatch(activations(ids), { trailer: 'T,1,2,1,1,0' }), 'count_mismatch'],
      [aBatch(activations(ids), { trailer: 'T,2,2,0,2,0' }), 'sequence_mismatch'],
      [aBatch(activations(ids), { carrier: 'quokka-mobile' }), 'of_another_carrier'],
      [aBatch(activations(ids), { provider: 'wavelink' }), 'of_another_provider'],
      ['', 'header_missing'],
    ];
    for (const [text, code] of broken) expect(refusals(await take(world, text)), text).toContain(code);
    expect(await rowsOf(world.db, 'batch_file', ['id'])).toEqual([]);
    expect(await rowsOf(world.db, 'subscription', ['id'])).toEqual([]);
    expect(outcomes(done(await take(world, whole)))).toEqual(['2 applied', '3 applied']);
  });

  it('needs a name, and text', async () => {
    const world = await aCarrying();
    expect(refusals(await take(world, aBatch([]), { name: ' ' }))).toEqual(['invalid_file_name name']);
    const bytes = new Uint8Array([0xff, 0xfe, 0x00]);
    expect(
      refusals(await world.workflow.takeBatchFile(world.pat, { carrier: CARRIER, name: 'x', bytes })),
    ).toEqual(['unreadable_file file']);
  });
});

describe('WF-4: a record', () => {
  it('that cannot be read or applied is reported with its line and reason, and the rest is applied', async () => {
    const world = await aCarrying();
    const router = await ordered(world, 'ROUTER');
    const lines = await ordered(world, 'LINES');
    const [good, active, waitsForReason] = await sent(world, 3);
    const waiting = await ordered(world);
    done(await take(world, aBatch([`req_${active},activation`]), { name: 'before.csv' }));
    const records = [
      `req_${good},advice`,
      `req_${active},activation`,
      'req_4711,advice',
      'BG-O-4711,advice',
      `req_${router.requestId},activation`,
      `req_${waiting.requestId},activation`,
      `${lines.number},advice`,
      `req_${good},advice`,
      `req_${waitsForReason},rejection,,`,
      `req_${waitsForReason},activation,2026-02-30`,
      `req_${waitsForReason},maybe`,
      ',advice',
      `"req_${waitsForReason},advice`,
      `req_${good},activation,2031-01-01`,
      `req_${good},activation,2026-03-12`,
    ];
    const trailer = `T,2,${records.length},6,7,2`;
    const taken = done(await take(world, aBatch(records, { sequence: 2, trailer }), { name: 'mixed.csv' }));
    expect(outcomes(taken)).toEqual([
      '2 applied',
      '3 already_active',
      '4 unknown_request',
      '5 unknown_request',
      '6 worked_by_hand',
      '7 not_sent',
      '8 ambiguous_order',
      '9 already_advised',
      '10 reason_missing',
      '11 invalid_date',
      '12 unknown_answer',
      '13 reference_missing',
      '14 unreadable_line',
      '15 activation_date_out_of_range',
      '16 applied',
    ]);
    expect(taken.file).toMatchObject({ records: 15, applied: 2, refused: 8, unreadable: 5, status: 'done' });
    expect(await told(world, 'workflow.records_reported')).toMatchObject([
      {
        body: {
          carrier: CARRIER,
          file: 'mixed.csv',
          text: '13 of 15 records of mixed.csv (Opti Carrier) were not applied: look at its report.',
        },
      },
    ]);
  });

  it('of another carrier’s request, and of another provider’s, is reported; which is there at all the second does not tell', async () => {
    const world = await aCarrying();
    const { requestId } = await ordered(world);
    await ordered(world, 'LINE');
    const [theirs] = done(await world.deeds.listQueue(world.dana, {}, PAGE)).items;
    await collect(world, '2026-03-03');
    done(await world.workflow.addCarrier(world.sam, { code: 'quokka', name: 'Quokka' }));
    const batch = aBatch([`req_${requestId},advice`, `req_${theirs?.id},advice`], { carrier: 'quokka' });
    expect(outcomes(done(await take(world, batch, { carrier: 'quokka' })))).toEqual([
      '2 of_another_carrier',
      '3 unknown_request',
    ]);
  });

  it('names a service of an order by its request where the order has several', async () => {
    const world = await aCarrying();
    const { number, requests } = await ordered(world, 'LINES');
    await collect(world, '2026-03-03');
    const batch = aBatch([...activations(requests), `${number},advice`]);
    expect(outcomes(done(await take(world, batch)))).toEqual(['2 applied', '3 applied', '4 ambiguous_order']);
    expect(done(await world.deeds.getOrder(world.sam, number)).status).toBe('active');
    expect(await rowsOf(world.db, 'subscription', ['id'])).toHaveLength(1);
  });

  it('is applied in the order of the file: advised, then active', async () => {
    const world = await aCarrying();
    const [id] = await sent(world, 1);
    const batch = aBatch([`req_${id},advice`, `req_${id},activation`, `req_${id},rejection,,Too late`]);
    expect(outcomes(done(await take(world, batch)))).toEqual(['2 applied', '3 applied', '4 already_active']);
  });
});

describe('WF-4: a file that breaks off', () => {
  it('is finished when it is taken again, and doubles nothing', async () => {
    const world = await aCarrying();
    // The first subscription of an account fixes its invoice periods (PER-3); these are further ones.
    const { number } = await ordered(world, 'ROUTER');
    done(await world.deeds.activateOrder(world.sam, { order: number }));
    const ids = await sent(world, 45);
    const text = aBatch(activations(ids));
    const write = world.db.write;
    let batches = 0;
    Object.assign(world.db, {
      write: (statements: Parameters<typeof write>[0]) => {
        batches += 1;
        // The file and its first lot are written; then the machine dies.
        if (batches === 3) throw new Error('the machine died');
        return write(statements);
      },
    });
    await expect(take(world, text)).rejects.toThrow('the machine died');
    Object.assign(world.db, { write });
    expect(await rowsOf(world.db, 'subscription', ['id'])).toHaveLength(1 + 20);
    const halfDone = done(await world.workflow.getBatchFile(world.pat, CARRIER, 1));
    expect([halfDone.file.status, halfDone.rows.length]).toEqual(['applying', 20]);

    const again = done(await take(world, text));
    expect([again.wasTakenBefore, again.file.status, again.file.applied]).toEqual([true, 'done', 45]);
    expect(await rowsOf(world.db, 'subscription', ['id'])).toHaveLength(1 + 45);
    expect(await rowsOf(world.db, 'provisioning_log', ['id'], `event = 'activated'`)).toHaveLength(1 + 45);
  });

  it('is finished by the watch where nobody sends it again, in the name of who sent it', async () => {
    const world = await aCarrying();
    const ids = await sent(world, 2);
    const write = world.db.write;
    let batches = 0;
    Object.assign(world.db, {
      write: (statements: Parameters<typeof write>[0]) => {
        batches += 1;
        if (batches === 2) throw new Error('the machine died');
        return write(statements);
      },
    });
    await expect(take(world, aBatch(activations(ids)))).rejects.toThrow();
    Object.assign(world.db, { write });
    const { watchWorkflows } = world.workflow;
    const day = '2026-03-04' as never;
    expect(done(await watchWorkflows(world.schedule, day)).finished).toBe(0);
    world.clock.pass(31);
    expect(done(await watchWorkflows(world.schedule, day)).finished).toBe(1);
    expect(await rowsOf(world.db, 'provisioning_log', ['actor', 'via'], `event = 'activated'`)).toEqual(
      ids.map(() => ({ actor: 'Pat Provisioner', via: 'console' })),
    );
  });

  it('and cannot be read any more keeps the watch from nothing else', async () => {
    const world = await aCarrying();
    const [id = 0] = await sent(world, 1);
    const write = world.db.write;
    let batches = 0;
    Object.assign(world.db, {
      write: (statements: Parameters<typeof write>[0]) => {
        batches += 1;
        if (batches === 2) throw new Error('the machine died');
        return write(statements);
      },
    });
    await expect(take(world, aBatch(activations([id])))).rejects.toThrow();
    Object.assign(world.db, { write });
    await world.db.write([{ sql: "update batch_file set content = 'torn'", args: [] }]);
    world.clock.pass(31);
    const { watchWorkflows } = world.workflow;
    expect(await watchWorkflows(world.schedule, '2026-03-04' as never)).toMatchObject({
      value: { finished: 0 },
    });
    const kept = done(await world.workflow.getBatchFile(world.pat, CARRIER, 1));
    expect(kept.file.status).toBe('applying');
  });

  it('is finished by two at once, each record by one of them', async () => {
    const world = await aCarrying();
    const ids = await sent(world, 25);
    const text = aBatch(activations(ids));
    const both = await Promise.all([take(world, text), take(world, text)]);
    for (const result of both) expect(done(result).file).toMatchObject({ applied: 25, status: 'done' });
    expect(await rowsOf(world.db, 'subscription', ['id'])).toHaveLength(25);
  });
});
