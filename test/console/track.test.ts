/** The end customer's page of an order, in every state that it can be in (PROV-2, PROV-3). */
import { expect, it } from 'vitest';
import { aWish } from '../app/orders/ordering.ts';
import { aConsole, type TestConsole, value } from './support/a-console.ts';

const WHOSE_AFFAIR = /wavelink|opti-carrier|Robin|Dana|internal|SP-ROUTER|BG-10001/i;

async function ordered(it: TestConsole, plan: string) {
  const { order, trackingToken } = value(
    await it.services.orders.placeOrder({ ...it.actor(), actorName: 'Robin' }, aWish(plan)),
  );
  const look = async () => {
    const seen = await it.visitor().open(`/track/${trackingToken}`);
    expect(seen.text).not.toMatch(WHOSE_AFFAIR);
    expect(seen.html).not.toMatch(/undefined|null|\[object/);
    return seen.text;
  };
  return { number: order.number, look };
}

it('says that an order is being worked on, and that there is nothing to do', async () => {
  const it = await aConsole();
  const { number, look } = await ordered(it, 'NBN-50');
  const text = await look();
  for (const part of [number, 'Pending', 'is being worked on', 'As soon as possible', 'Order placed'])
    expect(text).toContain(part);
});

it('PROV-3: halted by the wholesaler: only that it is held up, never why', async () => {
  const it = await aConsole();
  const { look } = await ordered(it, 'NBN-50');
  const rejectionDetails = 'Wavelink: the pair is bad, ask opti-carrier.';
  value(await it.services.orders.haltRequest(it.actor('wavelink'), { requestId: 1, rejectionDetails }));
  const text = await look();
  expect(text).toContain('Provisioning Halted');
  expect(text).toContain('Your order is held up, and Bluegum Telecom is looking into it.');
  expect(text).not.toContain('pair');
});

it('PROV-3: halted by the seller itself: what the seller wrote for its customer', async () => {
  const it = await aConsole();
  const { number, look } = await ordered(it, 'ROUTER');
  const rejectionDetails = 'Nobody was at home.\nPlease name another day.';
  value(await it.services.orders.haltOrder(it.actor(), { order: number, rejectionDetails }));
  const text = await look();
  expect(text).toContain('could not go ahead');
  expect(text).toContain('Please name another day.');
  expect(text).toContain('Please get in touch with Bluegum Telecom');
  value(await it.services.orders.resubmitOrder(it.actor(), { order: number }));
  expect(await look()).toContain('is being worked on');
});

it('PROV-2: active, in part and whole', async () => {
  const it = await aConsole();
  const { look } = await ordered(it, 'BUNDLE');
  const activate = (requestId: number) =>
    it.services.orders.activateRequest(it.actor('wavelink'), { requestId });
  value(await activate(1));
  expect(await look()).toContain('is being worked on');
  value(await activate(2));
  const text = await look();
  expect(text).toContain('Everything that you ordered is active.');
  expect(text).toContain('Service 2: Active from 2 Mar 2026');
});

it('cancelled', async () => {
  const it = await aConsole();
  const { number, look } = await ordered(it, 'NBN-50');
  value(await it.services.orders.cancelOrder(it.actor(), { order: number, reason: 'Robin: unpaid bills.' }));
  const text = await look();
  expect(text).toContain('This order was cancelled.');
  expect(text).not.toContain('unpaid');
});
