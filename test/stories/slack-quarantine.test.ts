/** Usage that could not be rated is seen and cleansed where its people are: in Slack (USE-1 to USE-3). */
import { expect, it } from 'vitest';
import { systemActor } from '#app/people/system-actor.ts';
import { value } from '#test/support/api.ts';
import { publishExampleWorkbooks } from '#test/support/example-catalogues.ts';
import { aSlackOffice, type Office } from '#test/support/slack-office.ts';

const NUMBER = '+61491570299';

/** Calls the API for a firm. */
async function callerOf({ services, providers, fetch }: Office, firm: 'bluegum' | 'wavelink') {
  const { text } = value(
    await services.people.createToken(systemActor(providers[firm], 'cli'), {
      name: 'story',
      scopes: ['all'],
    }),
  );
  return async <T>(method: string, path: string, body?: unknown, type = 'application/json'): Promise<T> => {
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const headers = { authorization: `Bearer ${text}`, 'content-type': type };
    const answer = await fetch(path, { method, headers, ...sent });
    expect(answer.status, path).toBeLessThan(300);
    return (await answer.json()) as T;
  };
}

/** A mobile of Bluegum's is active; two of its calls wait for a tariff, one for a service that nobody knows. */
async function anOfficeWithCalls() {
  const office = await aSlackOffice();
  await publishExampleWorkbooks(office.services);
  const [bluegum, wavelink] = [await callerOf(office, 'bluegum'), await callerOf(office, 'wavelink')];
  const placed = await bluegum<{ number: string }>('POST', '/v1/orders', {
    account: 'BG-10001',
    packagePlan: 'MOB-S',
    services: [{ details: { number: NUMBER, sim: '8961099000000000999' } }],
  });
  const queue = await wavelink<{ items: { id: string; order: string }[] }>(
    'GET',
    '/v1/provisioning/queue?limit=200',
  );
  const request = queue.items.find(({ order }) => order === placed.number);
  await wavelink('POST', `/v1/provisioning/requests/${request?.id}/activate`, {
    activationDate: '2026-03-02',
  });
  const call = (recordId: string, service: string, tariffKey: string) =>
    JSON.stringify({
      supplier: 'wavelink',
      recordId,
      service,
      tariffKey,
      start: '2026-03-02T00:10:00+11:00',
      quantity: 61,
    });
  const calls = [
    call('1', NUMBER, 'MOB-SPACE'),
    call('2', NUMBER, 'MOB-SPACE'),
    call('3', '+61491570298', 'MOB-MOBILE'),
  ];
  await bluegum('POST', '/v1/usage', calls.join('\n'), 'application/x-ndjson');
  const price = async () => {
    const listing =
      'Tariff Key,Description,Usage Type,Unit,Parent,Supplier\nMOB-SPACE,To space,Voice,second,,wavelink\n';
    await bluegum('POST', '/v1/tariffs/listings', listing, 'text/csv');
    await bluegum('POST', '/v1/tariffs/prices', { tariffs: ['MOB-SPACE'], template: 'MOB-MOBILE' });
    const { id } = await bluegum<{ id: string }>('POST', '/v1/catalogue/changes', { source: 'workbook' });
    await bluegum('POST', `/v1/catalogue/changes/${id}/approve`, {});
    await office.settle();
  };
  return {
    ...office,
    bluegumApi: bluegum,
    price,
    bea: await office.hire('bluegum', 'Bea Billing', ['billing']),
  };
}

it('USE-2: says what waits and why, cleanses what has a price by now, and leaves what has none', async () => {
  const { bea, price } = await anOfficeWithCalls();
  await bea.command('/cardline quarantine', { in: '#orders' });
  for (const text of [
    '3 records in quarantine',
    'Non Existent Tariff Key Fault',
    'MOB-SPACE',
    'Unknown Service',
  ])
    expect(bea.sees()).toContain(text);
  await bea.click('Cleanse');
  expect(bea.modal()).toContain('Nothing can be rated yet.');
  await bea.close();
  await price();
  await bea.click('Cleanse');
  for (const text of ['2 records of 3 can be rated now.', '0.45', 'Stay: Unknown Service'])
    expect(bea.modal()).toContain(text);
  await bea.submit();
  expect(bea.modal()).toContain('2 records rated for 0.45; 1 record still in quarantine.');
  await bea.close();
  await bea.command('/cardline quarantine MOB-SPACE', { in: '#orders' });
  expect(bea.sees()).toContain('Nothing waits in quarantine of tariff');
}, 60_000);

it('DESIGN 5: a preview that moved cleanses nothing, and whoever lacks the power sees no button', async () => {
  const { bea, price, hire, bluegumApi } = await anOfficeWithCalls();
  await price();
  await bea.command('/cardline quarantine', { in: '#orders' });
  await bea.click('Cleanse');
  const { hash } = await bluegumApi<{ hash: string }>('POST', '/v1/quarantine/cleanse', { mode: 'preview' });
  await bluegumApi('POST', '/v1/quarantine/cleanse', { mode: 'commit', hash });
  await bea.submit();
  expect(bea.modal()).toContain('have moved since this preview');
  const vic = await hire('bluegum', 'Vic Viewer', ['viewer']);
  await vic.command('/cardline quarantine', { in: '#orders' });
  expect(vic.sees()).toContain('1 record in quarantine');
  expect(vic.sees()).not.toContain('[Cleanse]');
}, 60_000);
