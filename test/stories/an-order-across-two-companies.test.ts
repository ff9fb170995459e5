/**
 * An order that two companies work on: the retailer sells, the wholesaler halts, the retailer corrects and resubmits, the
 * wholesaler activates, and both begin to bill. Told through the API alone, as each company lives it.
 */
import { expect, it } from 'vitest';
import { anApi } from '#test/support/api.ts';
import { CUSTOMER, stockTradingPair } from '#test/support/builders.ts';

interface Order {
  readonly number: string;
  readonly version: number;
  readonly status: string;
  readonly trackingPath: string;
  readonly subscription: { readonly start: string } | null;
  readonly services: readonly { readonly statusText: string; readonly rejectionDetails: string | null }[];
}
interface Request {
  readonly id: string;
  readonly version: number;
  readonly order: string;
  readonly details: Readonly<Record<string, string>>;
}
interface List<T> {
  readonly items: readonly T[];
}

it('is halted, put right, resubmitted and activated; each company sees its own side of it (PROV-1 to PROV-6)', async () => {
  const api = await anApi();
  await stockTradingPair(api.db, api.providers);
  const [bluegum, wavelink] = [api.as('bluegum'), api.as('wavelink')];

  // Monday: a customer of Bluegum wants internet and a phone.
  const placed = await bluegum.post<Order>('/v1/orders', {
    account: CUSTOMER,
    packagePlan: 'BUNDLE',
    requestedOn: '2026-03-09',
    services: [
      { servicePlan: 'SP-NBN-50', details: { address: '17 Station Street, Mildura VIC 3500' } },
      { servicePlan: 'SP-VOIP', details: { number: 'new number' } },
    ],
  });
  expect(placed.status).toBe(201);
  const { number, trackingPath } = placed.body;

  // Wavelink finds both pieces of work in its queue, and its provisioner takes them on.
  const queue = await wavelink.get<List<Request>>('/v1/provisioning/queue');
  const [internet, phone] = queue.body.items.map(({ id }) => `/v1/provisioning/requests/${id}`);
  expect(queue.body.items).toHaveLength(2);
  await wavelink.post(`${internet}/claim`, {});
  await wavelink.post(`${phone}/claim`, {});

  // Tuesday: there is no number 17. Wavelink halts the internet; the customer need not know why, Bluegum must.
  api.clock.set('2026-03-03T03:00:00.000Z');
  await wavelink.post(`${internet}/notes`, { text: 'Carrier portal knows 15 and 19 only.' });
  const rejectionDetails = 'The network has no number 17 in Station Street; please send the location ID.';
  expect((await wavelink.post(`${internet}/halt`, { rejectionDetails })).status).toBe(200);
  const halted = await bluegum.get<Order>(`/v1/orders/${number}`);
  expect(halted.body.status).toBe('halted');
  expect(halted.body.services).toMatchObject([
    { statusText: 'Provisioning Halted', rejectionDetails },
    { statusText: 'Pending', rejectionDetails: null },
  ]);
  const token = trackingPath.replace('/track/', '');
  const tracked = await api.services.orders.trackOrder(token);
  expect(tracked.ok && tracked.value.statusText).toBe('Provisioning Halted');
  expect(JSON.stringify(tracked)).not.toContain('Station Street');

  // The phone goes on meanwhile: it is active from Wednesday, and with it the package begins.
  const activated = await wavelink.post(`${phone}/activate`, { activationDate: '2026-03-04' });
  expect(activated.body).toMatchObject({ billing: { packagePlan: 'WL-BUNDLE', start: '2026-03-04' } });
  expect((await bluegum.get<Order>(`/v1/orders/${number}`)).body).toMatchObject({
    status: 'halted',
    subscription: { start: '2026-03-04' },
  });

  // Bluegum asks the customer, corrects the address and resubmits. The request is back with the person who had it.
  api.clock.set('2026-03-04T23:00:00.000Z');
  const resubmitted = await bluegum.post<Order>(`/v1/orders/${number}/resubmit`, {
    version: (await bluegum.get<Order>(`/v1/orders/${number}`)).body.version,
    services: [
      {
        position: 1,
        details: { address: '19 Station Street, Mildura VIC 3500', locationId: 'LOC000000900019' },
      },
    ],
  });
  expect(resubmitted.body.status).toBe('pending');
  const waiting = await wavelink.get<List<Request>>('/v1/provisioning/queue?assigned=mine');
  expect(waiting.body.items).toMatchObject([
    { order: number, details: { locationId: 'LOC000000900019' }, rejectionDetails: null },
  ]);

  // Two at Wavelink press the button at once: one wins, the other reads who it was.
  const once = { activationDate: '2026-03-09' };
  const racers = await Promise.all([
    api.as('wavelink', 'provision', 'orders').post(`${internet}/activate`, once),
    api.as('wavelink', 'provision').post(`${internet}/activate`, once),
  ]);
  expect(racers.map(({ status }) => status).sort()).toEqual([200, 409]);

  // The order is active; both companies bill one subscription each, from the first activation on.
  expect((await bluegum.get<Order>(`/v1/orders/${number}`)).body).toMatchObject({
    status: 'active',
    subscription: { start: '2026-03-04' },
    services: [{ statusText: 'Active' }, { statusText: 'Active' }],
  });
  const subscriptions = await api.db.readJson<string[]>(
    `select json_group_array(p.code || ' ' || t.side || ' ' || i.code || ' ' || t.start)
     from subscription_term t join provider p on p.id = t.provider_id join catalogue_item i on i.id = t.package_plan_id`,
    [],
  );
  expect(subscriptions).toEqual([
    'bluegum sell BUNDLE 2026-03-04',
    'bluegum buy BUY-BUNDLE 2026-03-04',
    'wavelink sell WL-BUNDLE 2026-03-04',
    'wavelink buy WL-BUY-BUNDLE 2026-03-04',
  ]);

  // What each of them can read back afterwards.
  const story = async (path: string, who = bluegum) =>
    (await who.get<List<{ text: string }>>(path)).body.items.map(({ text }) => text);
  expect(await story(`/v1/orders/${number}/log`)).toEqual([
    'Order placed',
    'Service 1: In the provisioning queue of Wavelink',
    'Service 2: In the provisioning queue of Wavelink',
    `Service 1: Provisioning Halted: ${rejectionDetails}`,
    'Service 2: Active from 4 Mar 2026',
    'Service 1: Resubmitted',
    'Service 1: Active from 9 Mar 2026',
  ]);
  expect(await story(`${internet}/log`, wavelink)).toContain('Carrier portal knows 15 and 19 only.');
});
