import { describe, expect, it } from 'vitest';
import { aConsole, value } from './support/a-console.ts';

describe('people', () => {
  it('are added with every fault shown and what was typed kept', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    await admin.open('/people');
    const refused = await admin.send('add', { name: '', email: 'nobody', slack: 'U1', roles: [] });
    expect(refused.status).toBe(422);
    expect(admin.faults()).toHaveLength(4);
    expect(admin.valuesOf(admin.form('add'))).toMatchObject({ email: 'nobody', slack: 'U1' });
    const added = await admin.send('add', {
      name: '<script>alert("Kim")</script>',
      email: 'kim@bluegum.example',
      slack: '',
      roles: ['pricing', 'sales'],
    });
    expect(added.heading).toBe('<script>alert("Kim")</script>');
    expect(admin.valuesOf(admin.form('person')).roles).toEqual(['pricing', 'sales']);
    const taken = await admin
      .open('/people')
      .then(() => admin.send('add', { name: 'Kim', email: 'kim@bluegum.example', roles: ['viewer'] }));
    expect([taken.status, admin.faults().length]).toEqual([422, 1]);
  });

  it('are changed, linked to Slack, and given a link to sign in with', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    await admin.open('/people');
    await admin.send('add', { name: 'Kim', email: 'kim@bluegum.example', roles: ['viewer'] });
    expect((await admin.send('person', { name: 'Kim Nguyen', roles: ['billing'] })).heading).toBe(
      'Kim Nguyen',
    );
    expect((await admin.send('slack', { slack: 'nonsense' })).status).toBe(422);
    expect((await admin.send('slack', { slack: 'T024BE7LD:U0G9QF9C6' })).text).toContain(
      'Kim Nguyen is T024BE7LD:U0G9QF9C6 in Slack.',
    );
    const made = await admin.send('Make a sign-in link');
    const link = /http:\/\/cardline\.test(\/sign-in\/[\w-]+)/.exec(made.html)?.[1] ?? '';
    const kim = it.visitor();
    await kim.open(link);
    expect((await kim.send('Sign in')).text).toContain('Welcome, Kim Nguyen.');
    await admin.send('person', { active: null });
    expect((await kim.open('/')).heading).toBe('Sign in');
  });

  it('the last admin stays one', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    await admin.open('/people/usr_1');
    const refused = await admin.send('person', { roles: ['viewer'] });
    expect(refused.status).toBeGreaterThanOrEqual(409);
    expect(refused.text).toContain('admin');
    expect((await admin.open('/people')).status).toBe(200);
  });
});

describe('tokens', () => {
  it('are shown once when they are made, and never again', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    await admin.open('/people/tokens');
    expect((await admin.send('token', { name: '', scopes: [] })).status).toBe(422);
    expect(admin.faults()).toHaveLength(2);
    const made = await admin.send('token', { name: 'billing-sync', scopes: ['billing'] });
    const token = /cardline_[\w-]+/.exec(made.html.replace(/cardline_(session|notice)/g, ''))?.[0] ?? '';
    expect(token).not.toBe('');
    expect(await it.services.people.findActorByToken(token, 'r')).toMatchObject({
      actorName: 'token billing-sync',
    });
    expect((await admin.open('/people/tokens')).html).not.toContain(token);
    expect((await admin.send('Revoke')).text).toContain('was revoked');
    expect(await it.services.people.findActorByToken(token, 'r')).toBeNull();
  });
});

describe('sources of webhooks', () => {
  it('are added with a secret that is shown once, and revoked', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    await admin.open('/people/hooks');
    expect((await admin.send('source', { name: '' })).status).toBe(422);
    const made = await admin.send('source', { name: 'Web shop' });
    const secret = /whsec_[\w+/]+=/.exec(made.text)?.[0] ?? '';
    expect(made.text).toContain('http://cardline.test/hooks/orders?source=hks_1');
    expect(await it.services.hooks.recogniseSource(1, 'orders', 'r')).toMatchObject({
      secret,
      actor: { actorName: 'webhook Web shop', via: 'hook', providerCode: 'bluegum' },
    });
    expect((await admin.open('/people/hooks')).text).not.toContain('whsec_');
    expect((await admin.send('Revoke')).text).toContain('what it sends next is refused');
    expect(await it.services.hooks.recogniseSource(1, 'orders', 'r')).toBeNull();
    const sam = await it.signedIn('sales');
    expect((await sam.open('/people/hooks')).status).toBe(403);
    const dana = await it.signedInAt('wavelink', 'admin');
    expect((await dana.open('/people/hooks')).text).toContain('No other system sends orders or usage yet.');
  });
});

describe('settings', () => {
  it('are saved whole or refused with every fault', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    await admin.open('/people/settings');
    const refused = await admin.send('settings', {
      name: '',
      timeZone: 'Mars',
      invoiceDelayDays: 'soon',
      defaultTaxRate: '2',
      holidays: 'Christmas',
    });
    expect([refused.status, admin.faults().length]).toEqual([422, 5]);
    expect(admin.valuesOf(admin.form('settings'))).toMatchObject({
      timeZone: 'Mars',
      invoiceDelayDays: 'soon',
    });
    const saved = await admin.send('settings', {
      name: 'Bluegum',
      timeZone: 'Australia/Melbourne',
      invoiceDelayDays: '3',
      defaultTaxRate: '0.15',
      holidays: '2026-12-25\n2026-12-26',
      features: ['signup_portal'],
    });
    expect(saved.text).toContain('The settings were saved.');
    expect(value(await it.services.people.readProfile(it.actor()))).toMatchObject({
      name: 'Bluegum',
      invoiceDelayDays: 3,
      holidays: ['2026-12-25', '2026-12-26'],
      features: ['signup_portal'],
    });
  });

  it('can be read, not changed, by those who are no admins', async () => {
    const it = await aConsole();
    const viewer = await it.signedIn('viewer');
    const seen = await viewer.open('/people/settings');
    expect(seen.text).toContain('Australia/Perth');
    expect(() => viewer.form('settings')).toThrow('no form');
  });
});

describe('schedules and status', () => {
  it('say when each job runs, what waits and which features are off and why', async () => {
    const it = await aConsole();
    const viewer = await it.signedIn('viewer');
    const seen = await viewer.open('/status');
    for (const text of ['Billing run', '02:00', 'Invoices', '03:00', 'Off: set SLACK_SIGNING_SECRET'])
      expect(seen.text).toContain(text);
    expect(() => viewer.form('Save')).toThrow('no form');
  });

  it('are set by an admin', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    await admin.open('/status');
    expect((await admin.send('schedule-billing', { at: 'noon' })).status).toBe(422);
    expect(admin.faults()).toHaveLength(1);
    expect((await admin.send('schedule-billing', { at: '04:30' })).text).toContain(
      'Billing run: every day at 04:30.',
    );
    expect((await admin.send('schedule-invoices', { enabled: null })).text).toContain(
      'Invoices is switched off',
    );
  });
});

describe('the audit', () => {
  it('tells who changed what, of one subject too, and hides markup', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    await admin.open('/people');
    await admin.send('add', { name: '<img src=x>', email: 'kim@bluegum.example', roles: ['viewer'] });
    const seen = await admin.open('/audit');
    expect(seen.text).toContain('person.added');
    expect(seen.html).not.toContain('<img');
    const one = await admin.open('/audit?subject=usr_1');
    expect(one.text).toContain('person.signed_in');
    expect(one.text).not.toContain('usr_2');
    expect((await admin.send('Show', { subject: 'nothing' })).text).toContain('No entries');
  });
});
