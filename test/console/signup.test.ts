/** The sign-up portal (ORD-1, CAT-4): pages that nobody signs in for, and what keeps them from being abused. */
import { describe, expect, it } from 'vitest';
import { withdrawPlans } from '#test/support/builders.ts';
import { rowsOf } from '../app/orders/ordering.ts';
import { aConsole, type TestConsole, value } from './support/a-console.ts';
import { attributeOf, byTag } from './support/parse-html.ts';
import { aFile, type Visitor } from './support/visitor.ts';

const ANN = {
  'newAccount.name': 'Ann Newcomer',
  'newAccount.email': 'ann@home.example',
  'newAccount.phone': '0491 570 156',
  'newAccount.address': '7 Low Street, Geelong VIC 3220',
};
const NO_ONE = { limit: 50, cursor: null };

/** A visitor of the retailer's portal, with the form of a plan open and looked at for a while. */
async function atTheForm(it: TestConsole, plan = 'NBN-50', visitor = it.visitor()): Promise<Visitor> {
  await visitor.open(`/signup/bluegum?plan=${plan}`);
  it.clock.pass(1);
  return visitor;
}

const ordersOf = async (it: TestConsole) =>
  value(await it.services.orders.listOrders(it.actor(), {}, NO_ONE)).items;

/** Makes plans saleable in the portal, whatever the catalogue says. */
const inPortal = (it: TestConsole, ...codes: string[]) =>
  it.db.write([
    {
      sql: 'update package_plan set saleable_in_signup_portal = 1 where code in (select value from json_each(?))',
      args: [JSON.stringify(codes)],
    },
  ]);

describe('the portal', () => {
  it('CAT-4: shows the plans that may be ordered there, with their prices and terms, and no others', async () => {
    const it = await aConsole();
    await inPortal(it, 'SIGNED', 'DRAFT', 'LATER');
    const seen = await it.visitor().open('/signup/bluegum');
    expect(seen.heading).toBe('Choose your plan');
    expect(byTag(seen.page, 'h2').map(({ children }) => children.join())).toEqual([
      'NBN-50 for customers',
      'SIGNED for customers',
    ]);
    // 69.95 and 49.00 with 10 % tax; a contract of twelve months.
    expect(seen.text).toContain('$76.95 a month including tax; $69.95 without');
    expect(seen.text).toContain('Setup $53.90 once, including tax ($49.00 without)');
    expect(seen.text).toContain('No contract term');
    expect(seen.text).toContain('Contract for 12 months; leaving early costs $99.00 without tax');
    expect(seen.text).not.toMatch(/wavelink|opti-carrier|SP-NBN|BUY-/i);
    expect(seen.headers.get('set-cookie')).toBeNull();
  });

  it('ORD-1: is there only where the provider subscribes to it', async () => {
    const it = await aConsole();
    for (const code of ['wavelink', 'nobody', '..%2F']) {
      expect((await it.visitor().open(`/signup/${code}`)).status, code).toBe(404);
      const sent = await it.visitor().request(`/signup/${code}`, { method: 'POST', body: new FormData() });
      expect(sent.status, code).toBe(404);
    }
    const ann = await atTheForm(it);
    value(await it.services.people.changeSettings(it.actor(), { features: [] }));
    expect((await ann.send('order', ANN)).status).toBe(404);
    expect(await ordersOf(it)).toEqual([]);
  });

  it('ORD-1: takes an order of a new customer: account and order at once, in the channel portal', async () => {
    const it = await aConsole();
    const ann = await atTheForm(it);
    const done = await ann.send('order', { ...ANN, requestedOn: '2026-03-20' });
    expect(done.path).toMatch(/^\/track\/[0-9a-f]{64}\?placed=yes$/);
    expect(done.text).toContain('Thank you, your order is in');
    expect(done.text).toContain('Your order BG-O-1');

    const { orders, accounts } = it.services;
    expect(value(await orders.getOrder(it.actor(), 'BG-O-1'))).toMatchObject({
      source: 'portal',
      status: 'pending',
      requestedOn: '2026-03-20',
      account: { reference: 'A-BG-O-1', name: 'Ann Newcomer' },
      services: [{ details: { address: ANN['newAccount.address'] }, provisionedBy: { code: 'wavelink' } }],
    });
    expect(value(await accounts.showAccount(it.actor(), 'A-BG-O-1'))).toMatchObject({
      email: 'ann@home.example',
      phone: '0491 570 156',
      type: 'Residential',
    });
    const log = value(await orders.orderLog(it.actor(), 'BG-O-1', NO_ONE)).items;
    expect(log[0]).toMatchObject({ actor: 'sign-up portal', via: 'portal', event: 'placed' });
    expect(await rowsOf(it.db, 'audit', ['action', 'via'], `via = 'portal'`)).toEqual([
      { action: 'account.added', via: 'portal' },
      { action: 'order.placed', via: 'portal' },
    ]);
    // PROV-1: the work lies with the wholesaler, who is not told who the customer is.
    const dana = await it.signedInAt('wavelink', 'provisioning');
    expect((await dana.open('/queue/req_1')).text).not.toContain('Ann Newcomer');
  });

  it('makes what needs nobody’s work active at once, on the new account', async () => {
    const it = await aConsole();
    await inPortal(it, 'HOST');
    const ann = await atTheForm(it, 'HOST');
    const done = await ann.send('order', { ...ANN, 'services[0].details.hostName': 'ann.example' });
    expect(done.text).toContain('Everything that you ordered is active.');
    expect(
      await rowsOf(it.db, 'account', ['reference', 'first_subscription_start'], `reference like 'A-%'`),
    ).toEqual([{ reference: 'A-BG-O-1', first_subscription_start: '2026-03-02' }]);
    const subscriptions = value(
      await it.services.subscriptions.listSubscriptions(it.actor(), { account: 'A-BG-O-1' }, NO_ONE),
    );
    expect(subscriptions.items).toMatchObject([{ packagePlan: { code: 'HOST' }, status: 'active' }]);
  });

  it('tells every fault beside its field, keeps what was typed, and takes the same form again', async () => {
    const it = await aConsole();
    await inPortal(it, 'BUNDLE');
    const ann = await atTheForm(it, 'BUNDLE');
    const before = ann.valuesOf(ann.form('order'))._token;
    const refused = await ann.send('order', {
      'newAccount.name': ' ',
      'newAccount.email': 'not an address',
      requestedOn: '2020-01-01',
      'services[1].details.number': 'none',
    });
    expect(refused.status).toBe(422);
    expect(ann.faults()).toHaveLength(6); // name, e-mail, phone, address, date, number
    const held = ann.valuesOf(ann.form('order'));
    expect(held).toMatchObject({
      'newAccount.email': 'not an address',
      'services[1].details.number': 'none',
    });
    expect(held._token).toBe(before);
    await ann.send('order', { ...ANN, 'newAccount.email': 'none', requestedOn: 'soon' });
    expect(ann.faults()).toHaveLength(3); // e-mail, date, number
    const done = await ann.send('order', {
      ...ANN,
      requestedOn: '',
      'services[0].details.address': '9 Side Street',
      'services[1].details.number': '+61 3 5550 2001',
    });
    expect(done.path).toContain('/track/');
    expect(value(await it.services.orders.getOrder(it.actor(), 'BG-O-1')).services[0]?.details).toEqual({
      address: '9 Side Street',
    });
  });

  it('asks for nothing that only people of the trade know, and takes nothing of it', async () => {
    const it = await aConsole();
    const ann = await atTheForm(it);
    const names = Object.keys(ann.valuesOf(ann.form('order')));
    expect(names.filter((name) => name.startsWith('services'))).toEqual([
      'services[0].details.address',
      'services[0].details.notes',
    ]);
    const body = new FormData();
    for (const [name, typed] of Object.entries({ ...ann.valuesOf(ann.form('order')), ...ANN }))
      body.set(name, String(typed));
    body.set('services[0].details.vlan', '77');
    expect((await ann.open('/signup/bluegum', { method: 'POST', body })).path).toContain('/track/');
    const [order] = await ordersOf(it);
    expect(
      value(await it.services.orders.getOrder(it.actor(), order?.number ?? '')).services[0]?.details,
    ).toEqual({
      address: ANN['newAccount.address'],
    });
  });

  it('CON-1: takes the signed contract where the plan needs one', async () => {
    const it = await aConsole();
    await inPortal(it, 'SIGNED');
    const ann = await atTheForm(it, 'SIGNED');
    const refused = await ann.send('order', ANN);
    expect([refused.status, ann.faults().join().includes('signed customer contract')]).toEqual([422, true]);
    const pdf = new TextEncoder().encode('%PDF-1.7 signed');
    const done = await ann.send('order', { contractDocument: [aFile({ name: 'signed.pdf', bytes: pdf })] });
    expect(done.path).toContain('/track/');
    expect(value(await it.services.orders.getOrder(it.actor(), 'BG-O-1'))).toMatchObject({
      contractType: 'CARE-12M',
      contractDocument: { name: 'signed.pdf', mediaType: 'application/pdf', size: pdf.length },
    });
    const tooLarge = await ann.request('/signup/bluegum', {
      method: 'POST',
      body: new Uint8Array(5_000_000),
      headers: { 'content-type': 'application/octet-stream', 'content-length': '5000000' },
    });
    expect(tooLarge.status).toBe(413);
  });

  it('says no more than that a plan cannot be had when it is taken off sale meanwhile', async () => {
    const it = await aConsole();
    const ann = await atTheForm(it);
    await withdrawPlans(it.db, ['WL-NBN-50']);
    const late = await ann.send('order', ANN);
    expect(late.heading).toBe('Choose your plan');
    expect(late.text).toContain('That plan cannot be ordered online at the moment.');
    expect(late.text).not.toMatch(/wavelink/i);
  });

  it('escapes whatever is typed', async () => {
    const it = await aConsole();
    const ann = await atTheForm(it);
    const evil = '"><script>alert(1)</script>';
    const refused = await ann.send('order', { ...ANN, 'newAccount.name': evil, 'newAccount.email': evil });
    expect(refused.html).not.toContain('<script');
    expect(refused.html).toContain('&lt;script&gt;');
    const placed = await ann.send('order', { ...ANN, 'newAccount.name': evil });
    expect(placed.path).toContain('/track/');
    const sam = await it.signedIn('sales');
    expect((await sam.open('/orders/BG-O-1')).html).not.toContain('<script');
  });
});

describe('a form of the portal', () => {
  it('is one order, however often it is sent, also at the same moment', async () => {
    const it = await aConsole();
    const ann = await atTheForm(it);
    const fields = { ...ann.valuesOf(ann.form('order')), ...ANN } as Record<string, string>;
    const send = () => ann.request('/signup/bluegum', { method: 'POST', body: new URLSearchParams(fields) });
    const answers = await Promise.all([send(), send(), send()]);
    const again = await send();
    const places = [...answers, again].map((answer) => answer.headers.get('location'));
    expect(new Set(places).size).toBe(1);
    expect(places[0]).toContain('/track/');
    expect(await ordersOf(it)).toHaveLength(1);
    expect(await rowsOf(it.db, 'account', ['id'], `reference like 'A-%'`)).toHaveLength(1);
  });

  it('is good for two hours; one that was open for longer is shown again with what was typed', async () => {
    const it = await aConsole();
    const ann = await atTheForm(it);
    it.clock.pass(120);
    const old = await ann.send('order', ANN);
    expect([old.status, old.text.includes('open for too long')]).toEqual([422, true]);
    expect(ann.valuesOf(ann.form('order'))).toMatchObject(ANN);
    it.clock.pass(1);
    expect((await ann.send('order')).path).toContain('/track/');
  });

  it('is not taken faster than anybody can fill it in', async () => {
    const it = await aConsole();
    const bot = it.visitor();
    await bot.open('/signup/bluegum?plan=NBN-50');
    const fast = await bot.send('order', ANN);
    expect([fast.status, fast.text.includes('very quick')]).toEqual([422, true]);
    it.clock.pass(1);
    expect((await bot.send('order')).path).toContain('/track/');
  });

  it('is refused without a token of this provider’s portal, altered or made up', async () => {
    const it = await aConsole();
    await it.db.write([{ sql: `update provider set features = '["signup_portal"]'`, args: [] }]);
    const ann = await atTheForm(it);
    const token = String(ann.valuesOf(ann.form('order'))._token);
    const [issued = '', nonce = '', signature = ''] = token.split('.');
    const made = [
      '',
      'x',
      `${issued}.${nonce}`,
      `${issued}.${nonce}.${signature.slice(0, -1)}${signature.endsWith('0') ? '1' : '0'}`,
      `${Number(issued) + 1}.${nonce}.${signature}`,
      `${issued}.${nonce}x.${signature}`,
      `9999999999999.${nonce}.${signature}`,
    ];
    for (const forged of made) {
      const refused = await ann.send('order', { ...ANN, _token: forged });
      expect([forged, refused.status, refused.text.includes('open for too long')]).toEqual([
        forged,
        422,
        true,
      ]);
    }
    const theirs = await ann.request('/signup/wavelink', {
      method: 'POST',
      body: new URLSearchParams({ ...ANN, plan: 'WL-NBN-50', _token: token }),
    });
    expect(theirs.status).not.toBe(303);
    expect(await ordersOf(it)).toEqual([]);
  });

  it('is refused where the field that nobody sees is filled in', async () => {
    const it = await aConsole();
    const bot = await atTheForm(it);
    const caught = await bot.send('order', { ...ANN, website: 'https://spam.example' });
    expect([caught.status, caught.text.includes('was not taken')]).toEqual([422, true]);
    const trap = byTag(caught.page, 'input').find((input) => attributeOf(input, 'name') === 'website');
    expect(trap && [attributeOf(trap, 'tabindex'), attributeOf(trap, 'value')]).toEqual(['-1', '']);
    expect(await ordersOf(it)).toEqual([]);
  });
});

describe('limits of the portal', () => {
  /** Sends a fresh form, as somebody with another e-mail address. */
  const orderFrom = async (it: TestConsole, address: string, n: number) => {
    const visitor = await atTheForm(it);
    const fields = { ...visitor.valuesOf(visitor.form('order')), ...ANN } as Record<string, string>;
    const body = new URLSearchParams({ ...fields, 'newAccount.email': `ann${n}@home.example` });
    return visitor.request('/signup/bluegum', {
      method: 'POST',
      body,
      headers: { 'cf-connecting-ip': address },
    });
  };

  it('take five orders an hour from one address, and begin anew with the next hour', async () => {
    const it = await aConsole();
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await orderFrom(it, '192.0.2.7', n)).status);
    expect(statuses).toEqual([303, 303, 303, 303, 303, 429]);
    const stopped = await orderFrom(it, '192.0.2.7', 7);
    expect(stopped.headers.get('retry-after')).toBe('3600');
    expect(await stopped.text()).toContain('Please try again in an hour');
    expect((await orderFrom(it, '192.0.2.8', 8)).status).toBe(303);
    it.clock.pass(60);
    expect((await orderFrom(it, '192.0.2.7', 9)).status).toBe(303);
  });

  it('count for everybody only what one address may order', async () => {
    const it = await aConsole();
    for (let n = 0; n < 8; n += 1) await orderFrom(it, '192.0.2.7', n);
    const counts = await rowsOf<{ key: string; count: number }>(it.db, 'portal_mark', ['key', 'count']);
    expect(counts.filter(({ key }) => key.endsWith(' orders')).map(({ count }) => count)).toEqual([5]);
  });

  it('count a network of IPv6 as one, and other providers apart', async () => {
    const it = await aConsole();
    for (let n = 0; n < 5; n += 1) await orderFrom(it, `2001:db8:1:2:${n}::${n}`, n);
    expect((await orderFrom(it, '2001:DB8:1:2::ffff', 5)).status).toBe(429);
    expect((await orderFrom(it, '2001:db8:1:3::1', 6)).status).toBe(303);
  });

  it('stop what sends form after form, whatever comes of them', async () => {
    const it = await aConsole();
    const bot = await atTheForm(it);
    const statuses = new Set<number>();
    for (let n = 0; n < 32; n += 1) {
      const body = new URLSearchParams({ plan: 'NBN-50', _token: 'x' });
      statuses.add((await bot.request('/signup/bluegum', { method: 'POST', body })).status);
    }
    expect([...statuses]).toEqual([422, 429]);
  });

  it('keep no address and no e-mail, and nothing longer than its hour', async () => {
    const it = await aConsole();
    await orderFrom(it, '192.0.2.7', 1);
    const kept = JSON.stringify(await rowsOf(it.db, 'portal_mark', ['key', 'count', 'expires_at']));
    expect(kept).not.toBe('[]');
    expect(kept).not.toMatch(/192\.0\.2\.7|home\.example/);
    it.clock.pass(60);
    await orderFrom(it, '192.0.2.9', 2);
    const rows = await rowsOf<{ expires_at: string }>(it.db, 'portal_mark', ['expires_at']);
    const left = rows.map(({ expires_at }) => Date.parse(expires_at) - Date.parse(it.clock.now()));
    expect(left).not.toEqual([]);
    expect(left.filter((milliseconds) => milliseconds <= 0 || milliseconds > 3_600_000)).toEqual([]);
  });

  it('tell kindly who orders the same plan twice within a day', async () => {
    const it = await aConsole();
    await (await atTheForm(it)).send('order', ANN);
    const ann = await atTheForm(it);
    const twice = await ann.send('order', { ...ANN, 'newAccount.email': 'ANN@home.example ' });
    expect([twice.status, twice.text.includes('there is no need to order again')]).toEqual([409, true]);
    expect(twice.text).not.toContain('BG-O-1');
    value(await it.services.orders.cancelOrder(it.actor(), { order: 'BG-O-1' }));
    expect((await ann.send('order')).path).toContain('/track/');
    it.clock.pass(25 * 60);
    expect((await (await atTheForm(it)).send('order', ANN)).path).toContain('/track/');
  });
});

describe('what staff see of it', () => {
  it('is an order like any other, found by where it came from', async () => {
    const it = await aConsole();
    await (await atTheForm(it)).send('order', ANN);
    const sam = await it.signedIn('sales');
    await sam.open('/orders');
    const found = await sam.send('Show', { source: 'portal' });
    expect(found.text).toContain('Ann Newcomer');
    expect((await sam.send('Show', { source: 'staff' })).text).toContain('No order fits');
  });
});
