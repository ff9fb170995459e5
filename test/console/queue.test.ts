import { describe, expect, it } from 'vitest';
import { CUSTOMER } from '#test/support/builders.ts';
import { ADDRESS, aWish } from '../app/orders/ordering.ts';
import { aConsole, type TestConsole, value } from './support/a-console.ts';

/** An order for NBN-50 at the retailer: its one request lies in the wholesaler's queue. */
const placed = async (it: TestConsole, plan = 'NBN-50') =>
  value(await it.services.orders.placeOrder({ ...it.actor(), actorName: 'Sam Seller' }, aWish(plan)));

describe('the queue', () => {
  it('PROV-1: shows the wholesaler what its retailers ask for, and the retailer only its own work', async () => {
    const it = await aConsole();
    const { order } = await placed(it);
    await placed(it, 'ROUTER');
    const dana = await it.signedInAt('wavelink', 'provisioning');
    const theirs = await dana.open('/queue');
    expect(theirs.text).toContain(order.number);
    expect(theirs.text).toContain('Bluegum Telecom');
    expect(theirs.text).not.toContain('Ann Example');
    const sam = await it.signedIn('provisioning');
    const own = await sam.open('/queue');
    expect(own.text).toContain('Other from opti-carrier');
    expect(own.text).not.toContain(order.number);
  });

  it('filters by status, assignee, service type and supplier, counts and pages', async () => {
    const it = await aConsole();
    for (let number = 0; number < 52; number += 1) await placed(it);
    const dana = await it.signedInAt('wavelink', 'provisioning');
    const first = await dana.open('/queue');
    expect(first.text).toContain('Pending 52');
    const second = await dana.follow('Next page');
    expect(second.text).toContain('This is the last page.');
    await dana.follow('First page');
    expect((await dana.send('Show', { supplier: 'nobody-known' })).text).toContain('Nothing here');
    expect((await dana.send('Show', { supplier: 'opti-carrier', serviceType: 'Data' })).text).toContain(
      'BG-',
    );
    await dana.send('Assign to me');
    expect((await dana.follow('Mine 1')).text).toContain('Me');
    expect((await dana.follow('Nobody’s 51')).status).toBe(200);
    expect((await dana.open('/queue?cursor=nonsense')).status).toBe(400);
  });
});

describe('a request', () => {
  const aRequest = async (plan?: string) => {
    const it = await aConsole();
    const { order, trackingToken } = await placed(it, plan);
    const dana = await it.signedInAt('wavelink', 'provisioning');
    await dana.open('/queue');
    await dana.follow(order.number);
    return { it, dana, number: order.number, trackingToken };
  };

  it('PROV-2: is activated after its billing was shown, and the customer sees Active', async () => {
    const { it, dana, number, trackingToken } = await aRequest();
    const asked = await dana.send('activate', { activationDate: '2026-03-01' });
    expect(asked.heading).toBe('Activate and start billing?');
    expect(asked.text).toContain('Billing of WL-NBN-50 starts on 1 Mar 2026');
    const sam = await it.signedIn('sales');
    expect((await sam.open(`/orders/${number}`)).text).toContain('Pending');
    const done = await dana.send('confirm');
    expect(done.text).toContain(`${number} is active. Billing of WL-NBN-50 starts on 1 Mar 2026`);
    expect((await sam.open(`/orders/${number}`)).text).toContain('Active');
    const customer = await it.visitor().open(`/track/${trackingToken}`);
    expect([customer.heading, customer.text.includes('Active')]).toEqual(['NBN-50 for customers', true]);
    expect(customer.text).not.toContain('Wavelink');
  });

  it('PER-2: takes the first period end date where the provider subscribes to it and the person has the power', async () => {
    const { it, dana } = await aRequest('NBN-FLEX');
    expect(dana.valuesOf(dana.form('activate'))).toHaveProperty('firstPeriodEnd');
    const refused = await dana.send('activate', {
      activationDate: '2026-03-02',
      firstPeriodEnd: '2026-03-01',
    });
    expect(refused.status).toBe(422);
    expect(dana.valuesOf(dana.form('activate'))).toMatchObject({
      activationDate: '2026-03-02',
      firstPeriodEnd: '2026-03-01',
    });
    value(await it.services.people.changeSettings(it.actor('wavelink'), { features: [] }));
    await dana.open('/queue/req_1');
    expect(dana.valuesOf(dana.form('activate'))).not.toHaveProperty('firstPeriodEnd');
  });

  it('tells every date that is none beside its field', async () => {
    const { dana } = await aRequest();
    const refused = await dana.send('activate', { activationDate: '2026-02-30', firstPeriodEnd: 'soon' });
    expect(refused.status).toBe(422);
    expect(dana.faults()).toHaveLength(2);
    expect(refused.text).toContain('2 things need to be put right');
  });

  it('PROV-3: is halted with Rejection Details only, resubmitted by the retailer, and back in the queue', async () => {
    const { it, dana, number } = await aRequest();
    const refused = await dana.send('Halt');
    expect(refused.status).toBe(422);
    expect(dana.faults().join()).toContain('Rejection Details are missing');
    const halted = await dana.send('Halt', { rejectionDetails: 'No lead-in.\n<script>alert(1)</script>' });
    expect(halted.text).toContain('is halted. Bluegum Telecom sees the Rejection Details.');
    expect(halted.html).toContain('&lt;script&gt;');

    const sam = await it.signedIn('sales');
    const order = await sam.open(`/orders/${number}`);
    expect(order.text).toContain('Provisioning Halted');
    expect(order.text).toContain('No lead-in.');
    await sam.follow('Resubmit');
    const wrong = await sam.send('Resubmit', {
      'services[0].details.address': '',
      requestedOn: '2020-01-01',
    });
    expect(wrong.status).toBe(422);
    expect(sam.faults().length).toBeGreaterThanOrEqual(2);
    const back = await sam.send('Resubmit', {
      'services[0].details.address': '2 High Street',
      requestedOn: '',
    });
    expect(back.text).toContain(`${number} is back in the queue.`);
    expect((await dana.open('/queue')).text).toContain(number);
  });

  it('PROV-5: of two people the second is told who did what, and sees the new state', async () => {
    const { it, dana } = await aRequest();
    const eli = await it.signedInAt('wavelink', 'provisioning', 'viewer');
    await eli.open('/queue/req_1');
    await dana.send('Halt', { rejectionDetails: 'No lead-in.' });
    const late = await eli.send('activate', { activationDate: '2026-03-02' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Robin provisioning');
    expect(late.text).toContain('Provisioning Halted');
  });

  it('PROV-5: is not changed from an older state of it, whatever the change', async () => {
    const { it, dana } = await aRequest();
    const forms = [
      ['Assign to me', {}],
      ['edit', { 'details.vlan': '78' }],
      ['halt', { rejectionDetails: 'No lead-in.' }],
    ] as const;
    for (const [form, fill] of forms) {
      const eli = await it.signedInAt('wavelink', 'provisioning', 'viewer');
      await eli.open('/queue/req_1');
      await dana.open('/queue/req_1');
      await dana.send('edit', { 'details.vlan': String(100 + forms.findIndex(([name]) => name === form)) });
      const late = await eli.send(form, fill);
      expect([form, late.status]).toEqual([form, 409]);
      expect(late.text).toContain('Robin provisioning');
    }
  });

  it('is assigned, taken over and put back', async () => {
    const { it, dana } = await aRequest();
    expect((await dana.send('Assign to me')).text).toContain('is yours now.');
    const eli = await it.signedInAt('wavelink', 'provisioning', 'viewer');
    await eli.open('/queue/req_1');
    expect((await eli.send('Take over')).text).toContain('is yours now.');
    const gone = await dana.send('Put back');
    expect(gone.status).toBe(409);
    expect((await eli.send('Put back')).text).toContain('anybody’s to take');
  });

  it('PROV-2: its details are put right, PROV-4: which the log keeps, with notes of two kinds', async () => {
    const { it, dana, number } = await aRequest();
    const refused = await dana.send('edit', { 'details.address': '', 'details.vlan': 'many' });
    expect(refused.status).toBe(422);
    expect(dana.faults()).toHaveLength(2);
    const saved = await dana.send('edit', { 'details.address': ADDRESS, 'details.vlan': '77' });
    expect(saved.text).toContain('vlan: – → 77');
    expect((await dana.send('note', { text: '' })).status).toBe(422);
    await dana.send('note', { text: 'Ours alone.' });
    expect((await dana.send('note', { text: 'For both.', visibility: 'shared' })).text).toContain(
      'For both.',
    );
    const sam = await it.signedIn('sales');
    const order = await sam.open(`/orders/${number}`);
    expect(order.text).toContain('For both.');
    expect(order.text).not.toContain('Ours alone.');
  });

  it('is nobody else’s: another company’s request, and nonsense, are not found', async () => {
    const { it } = await aRequest();
    const sam = await it.signedIn('admin');
    for (const path of ['/queue/req_1', '/queue/req_99', '/queue/ord_1', '/queue/x'])
      expect((await sam.open(path)).status, path).toBe(404);
  });

  it('can be looked at but not worked on without the power', async () => {
    const { it, number } = await aRequest();
    const viewer = await it.signedInAt('wavelink', 'viewer');
    const seen = await viewer.open('/queue/req_1');
    expect(seen.text).toContain('takes the power “provision”');
    expect(() => viewer.form('Halt')).toThrow('no form');
    expect((await viewer.open('/queue')).text).not.toContain('Assign to me');
    expect(number).not.toBe(CUSTOMER);
  });
});
