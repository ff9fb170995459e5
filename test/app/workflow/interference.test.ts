/** WF-2: while a workflow is under way, manual activation or abort is refused, since it would interfere. */
import { describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import type { Result } from '#core/result.ts';
import { done, kindsOf, refusals, rowsOf } from '#test/app/orders/ordering.ts';
import { anActor } from '#test/support/builders.ts';
import {
  aBatch,
  aCarrying,
  CARRIER,
  type Carrying,
  collect,
  logTexts,
  ordered,
  PAGE,
  take,
} from './carrying.ts';

const ON = plainDate('2026-03-12');
const WHY = 'The carrier has said so on the phone';

interface Way {
  readonly requestId: number;
  readonly order: string;
  readonly overrideReason?: string;
}

/** Every way of interfering with a request, by somebody of the retailer. */
const WAYS: Readonly<
  Record<string, (world: Carrying, actor: Carrying['sam'], way: Way) => Promise<Result<unknown>>>
> = {
  'activating the request': ({ deeds }, actor, way) =>
    deeds.activateRequest(actor, { ...way, activationDate: ON }),
  'previewing that': ({ deeds }, actor, way) =>
    deeds.previewActivation(actor, { ...way, activationDate: ON }),
  'activating the order': ({ deeds }, actor, way) =>
    deeds.activateOrder(actor, { ...way, activationDate: ON }),
  'halting the request': ({ deeds }, actor, way) =>
    deeds.haltRequest(actor, { ...way, rejectionDetails: 'No.' }),
  'halting the order': ({ deeds }, actor, way) => deeds.haltOrder(actor, { ...way, rejectionDetails: 'No.' }),
  'cancelling the order': ({ deeds }, actor, way) => deeds.cancelOrder(actor, way),
  'correcting the request': ({ deeds }, actor, way) =>
    deeds.editRequest(actor, { ...way, details: { number: '+61355509999' } }),
  'correcting the order': ({ deeds }, actor, way) =>
    deeds.editOrder(actor, { ...way, services: [{ position: 1, details: { number: '+61355509999' } }] }),
  'asking for another day': ({ deeds }, actor, way) => deeds.editOrder(actor, { ...way, requestedOn: ON }),
};

async function anUnderWay(stage: 'sent' | 'advised' = 'sent') {
  const world = await aCarrying();
  const { number, requestId } = await ordered(world);
  await collect(world, '2026-03-03');
  if (stage === 'advised') done(await take(world, aBatch([`req_${requestId},advice`], { sequence: 7 })));
  return { world, way: { requestId, order: number } };
}

describe.each(Object.entries(WAYS))('WF-2: %s', (_, interfere) => {
  it('is refused once the carrier was told, naming the stage and why', async () => {
    for (const stage of ['sent', 'advised'] as const) {
      const { world, way } = await anUnderWay(stage);
      const result = await interfere(world, world.pat, way);
      expect([refusals(result), kindsOf(result)]).toEqual([['workflow_under_way'], ['conflict']]);
      expect(result.ok === false && result.faults[0]?.message).toContain(
        stage === 'sent'
          ? 'The carrier is working on SP-PSTN: FSR Request sent in file sequence 1 (3 Mar 2026).'
          : 'The carrier is working on SP-PSTN: Churn advice in file sequence 7 (3 Mar 2026).',
      );
      expect(result.ok === false && result.faults[0]?.message).toContain(
        "interfere with the carrier's answer",
      );
    }
  });

  it('is allowed while nothing was told yet', async () => {
    const world = await aCarrying();
    const { number, requestId } = await ordered(world);
    done(await interfere(world, world.pat, { requestId, order: number }));
  });

  it('is allowed to who may override and says why; the reason is in the log, for the own company', async () => {
    const { world, way } = await anUnderWay();
    expect(refusals(await interfere(world, world.pat, { ...way, overrideReason: WHY }))).toEqual([
      'power_missing',
    ]);
    expect(refusals(await interfere(world, world.sam, { ...way, overrideReason: ' ' }))).toEqual([
      'workflow_under_way',
    ]);
    done(await interfere(world, world.sam, { ...way, overrideReason: WHY }));
    if (_ === 'previewing that') return;
    expect(
      await rowsOf(world.db, 'provisioning_log', ['text', 'visibility'], `text like 'Carrier%'`),
    ).toEqual([
      {
        text: `Carrier workflow overridden (FSR Request sent in file sequence 1): ${WHY}`,
        visibility: 'internal',
      },
    ]);
  });
});

describe('WF-2: what goes on all the same', () => {
  it('an override ends the workflow where it settles the request; a late answer is only reported', async () => {
    const { world, way } = await anUnderWay();
    done(await world.deeds.haltRequest(world.sam, { ...way, rejectionDetails: 'No.', overrideReason: WHY }));
    const taken = done(await take(world, aBatch([`req_${way.requestId},activation`])));
    expect(taken.rows).toMatchObject([{ outcome: 'refused', code: 'already_halted' }]);
    expect(taken.rows[0]?.message).toContain('Sam Seller halted it on 3 Mar 2026');
  });

  it('taking it on, writing about it, and adding what the carrier was not told of', async () => {
    const { world, way } = await anUnderWay();
    const { deeds, pat } = world;
    done(await deeds.claimRequest(pat, way));
    done(
      await deeds.addNote(pat, { requestId: way.requestId, text: 'Called them.', visibility: 'internal' }),
    );
    done(await deeds.editRequest(pat, { requestId: way.requestId, details: { serviceId: 'LINE-1' } }));
    // Added since, so the carrier was not told: it may be put right.
    done(await deeds.editRequest(pat, { requestId: way.requestId, details: { serviceId: 'LINE-2' } }));
    expect(done(await deeds.findRequest(pat, way.requestId))).toMatchObject({
      workflow: { stage: 'sent' },
      details: { serviceId: 'LINE-2' },
    });
  });

  it('offers no deed that would be refused', async () => {
    const { world, way } = await anUnderWay();
    expect(done(await world.deeds.findRequest(world.pat, way.requestId)).deeds).toEqual(['edit', 'claim']);
    expect(done(await world.deeds.getOrder(world.pat, way.order)).deeds).toEqual(['edit']);
  });

  it('a retailer cannot override what its wholesaler’s carrier works on: it is told whom to ask', async () => {
    const world = await aCarrying();
    const { workflow, dana, deeds, sam } = world;
    done(await workflow.addCarrier(dana, { code: CARRIER, name: 'Opti' }));
    const { number } = await ordered(world, 'LINE');
    world.clock.set('2026-03-02T21:00:00.000Z');
    done(await workflow.collectServices(dana, plainDate('2026-03-03')));
    const result = await deeds.cancelOrder(sam, { order: number, overrideReason: WHY });
    expect(refusals(result)).toEqual(['workflow_under_way']);
    expect(result.ok === false && result.faults[0]?.message).toContain(
      'Ask Wavelink Wholesale: only there can it be stopped.',
    );
    const [request] = done(await deeds.listQueue(dana, {}, PAGE)).items;
    done(
      await deeds.haltRequest(dana, {
        requestId: request?.id ?? 0,
        rejectionDetails: 'Stopped for you.',
        overrideReason: WHY,
      }),
    );
    done(await deeds.cancelOrder(sam, { order: number }));
    expect((await logTexts(world, number)).join()).not.toContain(WHY);
  });

  it('of two services of one order, one can be worked on while the carrier works on the other', async () => {
    const world = await aCarrying();
    const { number, requests } = await ordered(world, 'LINES');
    await collect(world, '2026-03-03');
    done(await take(world, aBatch([`req_${requests[0]},rejection,,No such line`])));
    done(await world.deeds.resubmitOrder(world.pat, { order: number }));
    done(await world.deeds.activateRequest(world.pat, { requestId: requests[0] ?? 0, activationDate: ON }));
    const second = { requestId: requests[1] ?? 0, activationDate: ON };
    expect(refusals(await world.deeds.activateRequest(world.pat, second))).toEqual(['workflow_under_way']);
    const anybody = anActor(world.bluegum, { powers: ['provision', 'provision.override'] });
    done(await world.deeds.activateRequest(anybody, { ...second, overrideReason: WHY }));
    expect(done(await world.deeds.getOrder(world.sam, number)).status).toBe('active');
  });
});
