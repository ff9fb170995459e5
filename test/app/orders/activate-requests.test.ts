/** PROV-2 for several requests at once: each a deed of its own. */
import { describe, expect, it } from 'vitest';
import type { RequestOutcome, RequestPreview } from '#app/orders/activate-requests.ts';
import { plainDate } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { anActor } from '#test/support/builders.ts';
import { orderServicesOn } from '#test/support/order-services.ts';
import { anOrdering, done, placed, refusals, rowsOf } from './ordering.ts';

const START = plainDate('2026-03-05');
const BILLED =
  'Billing of WL-NBN-50 starts on 5 Mar 2026: setup 0.00 once, access 51.00 a month; first period 5 Mar 2026 – 14 Mar 2026.';

/** What became of each, in a few words. */
const told = (outcomes: readonly (RequestOutcome | RequestPreview)[]) =>
  outcomes.map((one) =>
    one.outcome === 'refused'
      ? `${one.request?.orderNumber ?? 'none'}: ${one.faults.map(({ code }) => code).join(' ')}`
      : `${one.request.orderNumber}: ${one.text}`,
  );

describe('several activations at once (PROV-2)', () => {
  it('activates each request of its own accord: one that is refused holds up no other', async () => {
    const world = await anOrdering();
    const { deeds, dana } = world;
    const orders = [await placed(world), await placed(world), await placed(world)];
    const [first, halted, third] = orders.map(({ requestId }) => requestId) as [number, number, number];
    done(await deeds.haltRequest(dana, { requestId: halted, rejectionDetails: 'No such address.' }));
    const requests = [third, halted, 4711, first].map((requestId) => ({ requestId }));
    const outcomes = done(await deeds.activateRequests(dana, { requests, activationDate: START }));
    expect(told(outcomes)).toEqual([
      `BG-O-3: ${BILLED}`,
      'BG-O-2: order_not_pending',
      'none: request_not_found',
      `BG-O-1: ${BILLED}`,
    ]);
    expect(outcomes.map(({ request }) => request?.status)).toEqual(['active', 'halted', undefined, 'active']);
    expect(await rowsOf(world.db, 'subscription', ['id'])).toHaveLength(4);
  });

  it('PROV-5: refuses the request that has moved on since it was ticked, and says who moved it', async () => {
    const world = await anOrdering();
    const { deeds, dana, eli } = world;
    const [one, other] = [await placed(world), await placed(world)];
    done(await deeds.claimRequest(eli, { requestId: one.requestId }));
    const outcomes = done(
      await deeds.activateRequests(dana, {
        requests: [
          { requestId: one.requestId, version: 1 },
          { requestId: other.requestId, version: 1 },
        ],
        activationDate: START,
      }),
    );
    expect(told(outcomes)).toEqual(['BG-O-1: order_changed_meanwhile', `BG-O-2: ${BILLED}`]);
    expect(outcomes[0]).toMatchObject({
      faults: [{ message: expect.stringContaining('Eli Engineer claimed it') }],
    });
  });

  it('PROV-6: begins the billing of an order once, with the first of its requests', async () => {
    const world = await anOrdering();
    const { requests } = await placed(world, 'BUNDLE');
    const input = {
      requests: requests.map(({ id, version }) => ({ requestId: id, version })),
      activationDate: START,
    };
    const words = [
      'BG-O-1: Billing of WL-BUNDLE starts on 5 Mar 2026: setup 0.00 once, access 53.00 a month; first period 5 Mar 2026 – 4 Apr 2026.',
      'BG-O-1: The package has been billed since 5 Mar 2026; nothing new begins.',
    ];
    expect(told(done(await world.deeds.previewActivations(world.dana, input)))).toEqual(words);
    expect(await rowsOf(world.db, 'subscription', ['id'])).toEqual([]);
    expect(told(done(await world.deeds.activateRequests(world.dana, input)))).toEqual(words);
    expect(done(await world.deeds.getOrder(world.sam, 'BG-O-1')).status).toBe('active');
  });

  it('says beforehand what it will say afterwards, refusals too, and writes nothing', async () => {
    const world = await anOrdering();
    const ids = [(await placed(world)).requestId, (await placed(world)).requestId, 99];
    done(await world.deeds.haltRequest(world.dana, { requestId: ids[1] ?? 0, rejectionDetails: 'No.' }));
    const input = { requests: ids.map((requestId) => ({ requestId })), activationDate: START };
    const before = await rowsOf(world.db, 'provisioning_log', ['id']);
    const previews = done(await world.deeds.previewActivations(world.dana, input));
    expect(await rowsOf(world.db, 'provisioning_log', ['id'])).toEqual(before);
    expect(told(previews)).toEqual(told(done(await world.deeds.activateRequests(world.dana, input))));
  });

  it('refuses none, more than fifty and the same twice, and who may not provision', async () => {
    const { deeds, dana, wavelink } = await anOrdering();
    const activate = (ids: readonly number[], actor = dana) =>
      deeds.activateRequests(actor, {
        requests: ids.map((requestId) => ({ requestId })),
        activationDate: START,
      });
    expect(refusals(await activate([]))).toEqual(['requests_missing requests']);
    expect(refusals(await activate(Array.from({ length: 51 }, (_, n) => n + 1)))).toEqual([
      'too_many_requests requests',
    ]);
    expect(refusals(await activate([1, 2, 1]))).toEqual(['request_twice requests']);
    const onlooker = anActor(wavelink, { powers: ['view', 'provision.halt'] });
    expect(refusals(await activate([1], onlooker))).toEqual(['power_missing']);
  });

  it('activates nothing of another company’s queue', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    const input = { requests: [{ requestId }], activationDate: START };
    const none = ['none: request_not_found'];
    expect(told(done(await world.deeds.previewActivations(world.sam, input)))).toEqual(none);
    expect(told(done(await world.deeds.activateRequests(world.sam, input)))).toEqual(none);
    expect(done(await world.deeds.findRequest(world.dana, requestId)).status).toBe('pending');
  });

  it('looks at fifty as often as at one', async () => {
    const world = await anOrdering();
    for (let n = 0; n < 50; n += 1) await placed(world, n % 2 === 0 ? 'NBN-50' : 'NBN-FLEX');
    const ids = (await rowsOf<{ id: number }>(world.db, 'provisioning_request', ['id'])).map(({ id }) => id);
    const counted = countingReads(world.db);
    const deeds = orderServicesOn(counted.db, world.clock);
    const reads = async (chosen: readonly number[]) => {
      const before = counted.reads();
      const requests = chosen.map((requestId) => ({ requestId }));
      const previews = done(await deeds.previewActivations(world.dana, { requests, activationDate: START }));
      expect(previews.every(({ outcome }) => outcome === 'ready')).toBe(true);
      return counted.reads() - before;
    };
    await reads(ids.slice(0, 1));
    expect(await reads(ids)).toBe(await reads(ids.slice(0, 1)));
  });
});

/** The same database, counting how often it is asked. */
function countingReads(db: Database): { readonly db: Database; readonly reads: () => number } {
  let reads = 0;
  const counted = <T extends (...args: never[]) => unknown>(method: T): T =>
    ((...args: never[]) => {
      reads += 1;
      return method(...args);
    }) as T;
  return {
    db: { ...db, readJson: counted(db.readJson) as Database['readJson'], readAll: counted(db.readAll) },
    reads: () => reads,
  };
}
