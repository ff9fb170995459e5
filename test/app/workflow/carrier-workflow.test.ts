/** WF-1: from the order to the carrier and back, by its files. */
import { describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { done, refusals, rowsOf } from '#test/app/orders/ordering.ts';
import { anActor } from '#test/support/builders.ts';
import {
  aBatch,
  aCarrying,
  CARRIER,
  type Carrying,
  collect,
  logTexts,
  ordered,
  outcomes,
  PAGE,
  take,
  told,
} from './carrying.ts';

const stageOf = async ({ deeds, sam }: Carrying, requestId: number) =>
  done(await deeds.findRequest(sam, requestId)).workflow;

describe('WF-1: a service of a carrier workflow', () => {
  it('waits for collection, is sent, advised and activated, in the words of the documents', async () => {
    const world = await aCarrying();
    const { number, requestId } = await ordered(world);
    expect(await stageOf(world, requestId)).toMatchObject({
      stage: 'pending_collection',
      stageText: 'Pending Activity Collection',
      fileSequence: null,
      isUnderWay: false,
    });

    expect(await collect(world, '2026-03-03')).toEqual({ files: 1, services: 1 });
    expect(await stageOf(world, requestId)).toMatchObject({
      stage: 'sent',
      fileSequence: 1,
      isUnderWay: true,
    });

    const advice = done(await take(world, aBatch([`req_${requestId},advice`], { sequence: 7 })));
    expect([outcomes(advice), advice.file.status]).toEqual([['2 applied'], 'done']);
    expect(await stageOf(world, requestId)).toMatchObject({ stage: 'advised', adviceSequence: 7 });

    const activation = aBatch([`${number},activation,2026-03-12`], { sequence: 8 });
    done(await take(world, activation, { name: 'opti-8.csv' }));
    expect(await logTexts(world, number)).toEqual([
      'Order placed',
      'Pending Activity Collection',
      'FSR Request sent in file sequence 1',
      'Churn advice in file sequence 7',
      'Service activation Complete',
    ]);
    expect(done(await world.deeds.getOrder(world.sam, number))).toMatchObject({
      status: 'active',
      subscription: { start: '2026-03-12' },
      services: [{ status: 'active', activatedOn: '2026-03-12', workflow: null }],
    });
  });

  it('PROV-2: an activation by the carrier begins the billing, on the sell and the buy side', async () => {
    const world = await aCarrying();
    const { requestId } = await ordered(world);
    await collect(world, '2026-03-03');
    done(await take(world, aBatch([`req_${requestId},activation,2026-03-12`])));
    expect(await rowsOf(world.db, 'subscription_term', ['side', 'start'])).toEqual([
      { side: 'sell', start: '2026-03-12' },
      { side: 'buy', start: '2026-03-12' },
    ]);
    expect(await rowsOf(world.db, 'service', ['side', 'active_from'])).toEqual([
      { side: 'sell', active_from: '2026-03-12' },
      { side: 'buy', active_from: '2026-03-12' },
    ]);
  });

  it('an activation that names no day counts from the day of its file', async () => {
    const world = await aCarrying();
    const { requestId, number } = await ordered(world);
    await collect(world, '2026-03-03');
    // 16:30 in UTC is the next day in Perth.
    done(await take(world, aBatch([`req_${requestId},activation`], { created: '2026-03-10T16:30:00Z' })));
    expect(done(await world.deeds.getOrder(world.sam, number)).subscription?.start).toBe('2026-03-11');
  });

  it('PROV-3: a rejection halts it with the carrier’s reason; resubmitted, it waits for the next file', async () => {
    const world = await aCarrying();
    const { number, requestId } = await ordered(world);
    await collect(world, '2026-03-03');
    done(
      await take(
        world,
        aBatch([`req_${requestId},rejection,,"Number is not with the losing carrier, sorry"`]),
      ),
    );
    expect(done(await world.deeds.findRequest(world.sam, requestId))).toMatchObject({
      status: 'halted',
      rejectionDetails: 'Number is not with the losing carrier, sorry',
      workflow: null,
    });

    done(await world.deeds.resubmitOrder(world.sam, { order: number }));
    expect(await stageOf(world, requestId)).toMatchObject({ stage: 'pending_collection', round: 2 });
    expect((await logTexts(world, number)).slice(-2)).toEqual(['Resubmitted', 'Pending Activity Collection']);

    expect(await collect(world, '2026-03-04')).toEqual({ files: 1, services: 1 });
    const file = done(await world.workflow.getActivityFile(world.sam, CARRIER, 2));
    expect(file.rows).toMatchObject([{ requestId, round: 2 }]);
    expect(await stageOf(world, requestId)).toMatchObject({ stage: 'sent', fileSequence: 2 });
  });

  it('is told to the companies it concerns: the queue’s and the seller’s', async () => {
    const world = await aCarrying();
    const { requestId, number } = await ordered(world);
    await collect(world, '2026-03-03');
    done(await take(world, aBatch([`req_${requestId},advice`], { sequence: 7 })));
    const { providerId } = world.bluegum;
    for (const [topic, stageText] of [
      ['collected', 'FSR Request sent in file sequence 1'],
      ['advised', 'Churn advice in file sequence 7'],
    ]) {
      expect(await told(world, `request.${topic}`)).toMatchObject([
        { providerId, body: { request: `req_${requestId}`, workflow: { stageText } } },
      ]);
      expect(await told(world, `order.${topic}`)).toMatchObject([
        { providerId, body: { order: number, services: [{ workflow: { stageText } }] } },
      ]);
    }
  });

  it('in a wholesaler’s queue is the wholesaler’s workflow; the retailer follows it, and learns of no carrier', async () => {
    const world = await aCarrying();
    const { workflow, dana, wavelink, deeds, sam, clock } = world;
    done(await workflow.addCarrier(dana, { code: CARRIER, name: 'Opti for wholesalers' }));
    const { number } = await ordered(world, 'LINE');
    const [request] = done(await deeds.listQueue(dana, {}, PAGE)).items;
    clock.set('2026-03-02T21:00:00.000Z');
    expect(done(await workflow.collectServices(dana, plainDate('2026-03-03')))).toEqual({
      files: 1,
      services: 1,
    });
    // The retailer has a carrier of the same code, and nothing of this goes to it.
    expect(await collect(world, '2026-03-03')).toEqual({ files: 0, services: 0 });
    const seen = done(await deeds.getOrder(sam, number));
    expect(seen.services[0]?.workflow).toMatchObject({ stageText: 'FSR Request sent in file sequence 1' });
    expect(JSON.stringify([seen, await told(world, 'order.collected')])).not.toMatch(/opti/i);
    expect(
      JSON.stringify(
        await rowsOf(
          world.db,
          'audit',
          ['details'],
          `provider_id = ${sam.providerId} and action = 'order.collected'`,
        ),
      ),
    ).not.toMatch(/opti/i);

    const batch = aBatch([`${number},activation`], { provider: 'wavelink' });
    expect(outcomes(done(await take(world, batch, { actor: dana })))).toEqual(['2 applied']);
    expect(await rowsOf(world.db, 'subscription', ['provider_id'])).toEqual([
      { provider_id: world.bluegum.providerId },
      { provider_id: wavelink.providerId },
    ]);
    expect(refusals(await workflow.getActivityFile(sam, CARRIER, 1))).toEqual(['activity_file_not_found']);
    expect(request?.servicePlan.code).toBe('WL-SP-LINE');
  });

  it('takes the power to provision, and the power of an admin for carriers', async () => {
    const world = await aCarrying();
    const viewer = anActor(world.bluegum, { powers: ['view'] });
    const provisioner = anActor(world.bluegum, { powers: ['view', 'provision'] });
    expect(refusals(await take(world, aBatch([]), { actor: viewer }))).toEqual(['power_missing']);
    expect(refusals(await world.workflow.addCarrier(provisioner, { code: 'x', name: 'X' }))).toEqual([
      'power_missing',
    ]);
    expect(refusals(await take(world, aBatch([]), { carrier: 'nobody' }))).toEqual(['carrier_not_found']);
  });
});
