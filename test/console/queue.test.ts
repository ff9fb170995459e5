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
    expect((await dana.open('/queue?supplier=nobody-known')).text).toContain('Nothing here');
    expect(dana.valuesOf(dana.form('Show')).supplier).toBe('nobody-known');
    const found = await dana.send('Show', { supplier: 'opti-carrier', serviceType: 'Data' });
    expect(found.text).toContain('BG-');
    expect(found.text).toContain('opti-carrier (52)');
    // Back where one was: the filter stays.
    expect((await dana.send('Assign to me')).path).toBe(
      '/queue?status=pending&serviceType=Data&supplier=opti-carrier',
    );
    expect((await dana.follow('Mine 1')).text).toContain('Me');
    expect((await dana.follow('Unassigned 51')).status).toBe(200);
    expect((await dana.open('/queue?cursor=nonsense')).status).toBe(400);
  });
});

describe('ages', () => {
  it('are shown against the day on which a request is due, and filtered by', async () => {
    const it = await aConsole();
    const { order } = await placed(it);
    it.clock.set('2026-03-09T00:00:00.000Z');
    const { order: young } = await placed(it);
    const dana = await it.signedInAt('wavelink', 'provisioning');
    const due = await dana.open('/queue');
    expect(due.text).toContain('7 days due today');
    expect(due.text).toContain('due on 16 Mar 2026, in 5 working days');
    it.clock.set('2026-03-11T00:00:00.000Z');
    const dana2 = await it.signedInAt('wavelink', 'provisioning', 'viewer');
    await dana2.open('/queue');
    const late = await dana2.follow('Late 1');
    expect(late.text).toContain('2 working days late');
    expect(late.text).toContain(order.number);
    expect(late.text).not.toContain(young.number);
    const old = await dana2.send('Show', { age: '5' });
    expect([old.text.includes(order.number), old.text.includes(young.number)]).toEqual([true, false]);
    expect((await dana2.open('/queue?age=7')).text).toContain('More than 7 days');
    expect((await dana2.open('/queue?age=soon')).status).toBe(200);
    expect((await dana2.open('/queue?age=9999')).status).toBe(400);
  });
});

describe('several at once', () => {
  const START = '2026-03-05';
  const aQueue = async () => {
    const it = await aConsole();
    const orders = [await placed(it), await placed(it), await placed(it)].map(({ order }) => order.number);
    const dana = await it.signedInAt('wavelink', 'provisioning');
    await dana.open('/queue');
    return { it, dana, orders };
  };

  it('PROV-2: says what billing starts for all that are ticked, then activates them, one result for each', async () => {
    const { it, dana, orders } = await aQueue();
    const asked = await dana.send('bulk', { request: ['req_1:1', 'req_2:1'], activationDate: START });
    expect(asked.heading).toBe('Activate and start billing?');
    expect(asked.text.match(/Billing of WL-NBN-50 starts on 5 Mar 2026/g)).toHaveLength(2);
    const eli = await it.signedInAt('wavelink', 'provisioning', 'viewer');
    await eli.open('/queue/req_2');
    await eli.send('Assign to me');
    const done = await dana.send('Activate 2 requests');
    expect(done.heading).toBe('What became of each');
    expect(done.text).toContain('1 request is active.');
    expect(done.text).toContain('1 request was refused and left alone.');
    expect(done.text).toContain('Robin provisioning viewer claimed it');
    const states = value(await it.services.orders.listOrders(it.actor(), {}, { limit: 10, cursor: null }));
    expect(Object.fromEntries(states.items.map(({ number, status }) => [number, status]))).toEqual({
      [orders[0] ?? '']: 'active',
      [orders[1] ?? '']: 'pending',
      [orders[2] ?? '']: 'pending',
    });
  });

  it('shows the same results to a form that is sent twice', async () => {
    const { dana } = await aQueue();
    await dana.send('bulk', { request: ['req_1:1'], activationDate: START });
    const body = String(new URLSearchParams(dana.valuesOf(dana.form('confirm')) as Record<string, string>));
    const headers = {
      origin: 'http://cardline.test',
      'content-type': 'application/x-www-form-urlencoded',
    };
    const answers = await Promise.all(
      [1, 2].map(() => dana.request('/queue/activate', { method: 'POST', body, headers })),
    );
    const pages = await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(pages[0]).toContain('1 request is active.');
    expect(pages[1]).toBe(pages[0]);
  });

  it('says why one of them cannot be, and goes on with the others', async () => {
    const { it, dana } = await aQueue();
    value(
      await it.services.orders.haltRequest(it.actor('wavelink'), { requestId: 1, rejectionDetails: 'No.' }),
    );
    const asked = await dana.send('bulk', { request: ['req_1:1', 'req_3:1'], activationDate: START });
    expect(asked.text).toContain('1 request cannot be activated');
    expect((await dana.send('confirm')).text).toContain('1 request is active.');
    await dana.open('/queue?status=halted');
    expect(() => dana.form('bulk')).toThrow('no form');
  });

  it('wants a tick and a date', async () => {
    const { dana } = await aQueue();
    expect((await dana.send('bulk')).text).toContain('No request was ticked');
    await dana.open('/queue');
    const undated = await dana.send('bulk', { request: ['req_1:1'], activationDate: 'soon' });
    expect([undated.status, undated.text.includes('is not a day')]).toEqual([400, true]);
    await dana.open('/queue');
    const far = await dana.send('bulk', { request: ['req_1:1'], activationDate: '2036-03-05' });
    expect(far.heading).toBe('None of these can be activated');
    expect(far.text).toContain('more than a year away');
  });

  it('is for those who may provision', async () => {
    const { it } = await aQueue();
    const viewer = await it.signedInAt('wavelink', 'viewer');
    await viewer.open('/queue');
    expect(() => viewer.form('bulk')).toThrow('no form');
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
    expect(dana.seen.text).toContain('Activated today: Billing of WL-NBN-50 starts on 2 Mar 2026');
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

  it('PER-2: asks for no first period end where no plan of the order honours one', async () => {
    const { dana } = await aRequest();
    expect(dana.valuesOf(dana.form('activate'))).not.toHaveProperty('firstPeriodEnd');
  });

  it('says beforehand why it cannot be activated', async () => {
    const { it, dana } = await aRequest();
    await it.db.write([
      { sql: `update account set reference = 'GONE' where reference = 'W-BLUEGUM'`, args: [] },
    ]);
    expect((await dana.open('/queue/req_1')).text).toContain(
      'It cannot be activated today: Wavelink Wholesale has no account for the retailer',
    );
  });

  it('tells every date that is none beside its field', async () => {
    const { dana } = await aRequest('NBN-FLEX');
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
    const preview = await dana.send('Halt', { rejectionDetails: 'No lead-in.\n<script>alert(1)</script>' });
    expect(preview.heading).toBe('What Bluegum Telecom will see');
    expect(preview.html).toContain('&lt;script&gt;');
    const halted = await dana.send('Mark Provisioning as Halted');
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
    await dana.send('Mark Provisioning as Halted');
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
    expect(saved.text).toContain('VLAN: – → 77');
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

  it('PROV-4: a log longer than a page shows its latest entries, and leads to the older ones', async () => {
    const { dana } = await aRequest();
    for (let note = 1; note <= 51; note += 1) await dana.send('note', { text: `Note ${note}.` });
    const latest = await dana.open('/queue/req_1');
    expect(latest.text).toContain('Note 51.');
    expect(latest.text).not.toContain('Note 1.');
    const older = await dana.open(/href="(\/queue\/req_1\?log=[^"]+)"/.exec(latest.html)?.[1] ?? '');
    expect(older.text).toContain('Note 1.');
    expect(older.text).not.toContain('Older entries');
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
    expect(() => viewer.form('halt')).toThrow('no form');
    expect((await viewer.open('/queue')).text).not.toContain('Assign to me');
    expect(number).not.toBe(CUSTOMER);
  });
});

it('PROV-5: whoever confirms what somebody else did meanwhile is told who did what, and keeps what was typed', async () => {
  const it = await aConsole();
  const { orders } = it.services;
  value(await orders.placeOrder(it.actor(), aWish('NBN-50')));
  const dana = await it.signedInAt('wavelink', 'provisioning');
  await dana.open('/queue/req_1');
  const activation = await dana.send('activate', { activationDate: '2026-03-02' });
  expect(activation.text).toContain('Activate and start billing?');
  value(await orders.activateRequest(it.actor('wavelink'), { requestId: 1 }));
  const told = await dana.send('confirm');
  expect(told.status).toBe(409);
  expect(told.text).toContain('activated it on 2 Mar 2026');

  value(await orders.placeOrder(it.actor(), aWish('NBN-50')));
  await dana.open('/queue/req_2');
  await dana.send('halt', { rejectionDetails: 'No lead-in at number 4.' });
  value(await orders.activateRequest(it.actor('wavelink'), { requestId: 2 }));
  const late = await dana.send('Mark Provisioning as Halted');
  expect(late.text).toContain('activated it on 2 Mar 2026');
  expect(late.text).toContain('You had written: No lead-in at number 4.');
});
