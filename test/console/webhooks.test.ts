import { describe, expect, it } from 'vitest';
import { aConsole } from './support/a-console.ts';

const ADDRESS = 'https://books.bluegum.example/in';

describe('webhooks out', () => {
  it('are added with a secret that is shown once; what is wrong stands beside its field', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    expect((await admin.open('/people/webhooks')).text).toContain('No program of yours is told');
    const refused = await admin.send('webhook', { url: 'http://10.0.0.1/', topics: 'invoice.lost' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('There is no topic "invoice.lost"');
    const made = await admin.send('webhook', { url: ADDRESS, description: 'ERP', topics: 'invoice.issued' });
    expect(made.text).toMatch(/whk_1 was added.*whsec_[\w+/]+=/s);
    const listed = await admin.open('/people/webhooks');
    expect(listed.text).toContain(ADDRESS);
    expect(listed.text).not.toContain('whsec_');
  });

  it('are looked at, changed, tried, switched off and on, and given another secret', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    await admin.open('/people/webhooks');
    await admin.send('webhook', { url: ADDRESS, description: '', topics: '' });
    expect((await admin.open('/people/webhooks/whk_1')).text).toContain('It was told of nothing');
    expect((await admin.send('Send a test')).text).toContain('A test is on its way');
    const topics = 'invoice.issued, order.placed';
    expect((await admin.send('webhook', { url: ADDRESS, description: 'ERP', topics })).text).toContain(
      'The webhook was changed.',
    );
    expect((await admin.send('webhook', { url: 'x', description: '', topics })).status).toBe(422);
    await admin.open('/people/webhooks/whk_1');
    expect((await admin.send('Make a new secret')).text).toMatch(/It has a new secret.*whsec_/s);
    await admin.open('/people/webhooks/whk_1');
    expect((await admin.send('Send all failed again')).text).toContain('Nothing had failed.');
    expect((await admin.send('Disable')).text).toContain('it is told of nothing more');
    expect((await admin.send('Enable')).text).toContain('from now on');
  });

  it('are for admins, each for those of its own company', async () => {
    const it = await aConsole();
    const admin = await it.signedIn('admin');
    await admin.open('/people/webhooks');
    await admin.send('webhook', { url: ADDRESS, description: '', topics: '' });
    expect((await (await it.signedIn('sales')).open('/people/webhooks')).status).toBe(403);
    const dana = await it.signedInAt('wavelink', 'admin');
    expect((await dana.open('/people/webhooks')).text).not.toContain(ADDRESS);
    expect((await dana.open('/people/webhooks/whk_1')).status).toBe(404);
  });
});
