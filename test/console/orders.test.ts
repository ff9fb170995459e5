import { describe, expect, it } from 'vitest';
import { aWish } from '../app/orders/ordering.ts';
import { aConsole, type TestConsole, value } from './support/a-console.ts';

const placed = async (it: TestConsole, plan = 'NBN-50') =>
  value(await it.services.orders.placeOrder(it.actor(), aWish(plan)));

describe('orders', () => {
  it('are listed with account, plan, state and who works on them, and filtered', async () => {
    const it = await aConsole();
    const { order } = await placed(it);
    const sam = await it.signedIn('sales');
    const seen = await sam.open('/orders');
    for (const text of [order.number, 'Ann Example', 'NBN-50', 'Pending', 'Wavelink Wholesale'])
      expect(seen.text).toContain(text);
    expect((await sam.send('Show', { status: 'active' })).text).toContain('No order fits');
    expect((await sam.send('Show', { status: '', account: 'BG-10001' })).text).toContain(order.number);
    expect((await sam.open(`/orders?number=${order.number}`)).heading).toBe(order.number);
  });

  it('are corrected, with all faults shown beside their fields', async () => {
    const it = await aConsole();
    const { order } = await placed(it, 'BUNDLE');
    const sam = await it.signedIn('sales');
    await sam.open(`/orders/${order.number}`);
    await sam.follow('Edit');
    // A day that cannot be read hides nothing else.
    const refused = await sam.send('edit', {
      requestedOn: '2026-13-01',
      'services[0].details.address': '',
    });
    expect(refused.status).toBe(422);
    expect(sam.faults()).toHaveLength(2);
    const both = await sam.send('edit', {
      requestedOn: '',
      'services[0].details.address': '',
      'services[1].details.number': 'none',
    });
    expect(both.status).toBe(422);
    expect(sam.faults()).toHaveLength(2);
    expect(sam.valuesOf(sam.form('edit'))).toMatchObject({ 'services[1].details.number': 'none' });
    const saved = await sam.send('edit', {
      requestedOn: '2026-03-09',
      'services[0].details.address': '5 Low Street',
      'services[1].details.number': '+61 3 5550 2001',
    });
    expect(saved.text).toContain('The order was saved.');
    expect(saved.text).toContain('5 Low Street');
    expect(saved.text).toContain('9 Mar 2026');
  });

  it('PROV-5: a correction on top of another’s is refused and shows the new state', async () => {
    const it = await aConsole();
    const { order } = await placed(it);
    const [sam, pat] = [await it.signedIn('sales'), await it.signedIn('sales', 'viewer')];
    await sam.open(`/orders/${order.number}/edit`);
    await pat.open(`/orders/${order.number}/edit`);
    await sam.send('edit', { requestedOn: '2026-03-09' });
    const late = await pat.send('edit', { requestedOn: '2026-03-10' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Robin sales');
  });

  it('PROV-5: an order that was corrected meanwhile is not cancelled unseen', async () => {
    const it = await aConsole();
    const { order } = await placed(it);
    const [sam, pat] = [await it.signedIn('sales'), await it.signedIn('sales', 'viewer')];
    await pat.open(`/orders/${order.number}`);
    await sam.open(`/orders/${order.number}/edit`);
    await sam.send('edit', { requestedOn: '2026-03-09' });
    const late = await pat.send('cancel', { reason: 'Too slow.' });
    expect([late.status, late.text.includes('Robin sales')]).toEqual([409, true]);
    expect(pat.valuesOf(pat.form('cancel')).reason).toBe('Too slow.');
    expect((await pat.send('cancel')).text).toContain('was cancelled.');
  });

  it('are cancelled once, however often the form is sent', async () => {
    const it = await aConsole();
    const { order } = await placed(it);
    const sam = await it.signedIn('sales');
    await sam.open(`/orders/${order.number}`);
    const cancelled = await sam.send('cancel', { reason: 'Changed their mind.' });
    expect(cancelled.text).toContain(`${order.number} was cancelled.`);
    expect(() => sam.form('cancel')).toThrow('no form');
  });

  it('give the customer a link of its own, and a new one makes the old one worthless', async () => {
    const it = await aConsole();
    const { order, trackingToken } = await placed(it);
    const sam = await it.signedIn('sales');
    await sam.open(`/orders/${order.number}`);
    const made = await sam.send('Make a new link');
    const link = /http:\/\/cardline\.test(\/track\/[\w-]+)/.exec(made.html)?.[1] ?? '';
    expect((await it.visitor().open(link)).text).toContain(order.number);
    expect((await it.visitor().open(`/track/${trackingToken}`)).status).toBe(404);
  });

  it('of another provider are not found', async () => {
    const it = await aConsole();
    const { order } = await placed(it);
    const dana = await it.signedInAt('wavelink', 'admin');
    for (const end of ['', '/edit', '/resubmit', '/contract'])
      expect((await dana.open(`/orders/${order.number}${end}`)).status).toBe(404);
  });
});

describe('a form that is sent twice', () => {
  it('does its deed once and leads both to where the first one led', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    await admin.open('/people');
    const body = new URLSearchParams({
      ...(admin.valuesOf(admin.form('add')) as Record<string, string>),
      name: 'Kim',
      email: 'kim@bluegum.example',
      roles: 'viewer',
    });
    const init = { method: 'POST', body: String(body), headers: { origin: 'http://cardline.test' } };
    const headers = { ...init.headers, 'content-type': 'application/x-www-form-urlencoded' };
    const answers = await Promise.all([1, 2, 3].map(() => admin.request('/people', { ...init, headers })));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(new Set(answers.map((answer) => answer.headers.get('location'))).size).toBe(1);
    const listed = value(await it.services.people.listPeople(it.actor(), { limit: 50, cursor: null }));
    expect(listed.items.filter(({ name }) => name === 'Kim')).toHaveLength(1);
  });
});
