import { expect, it } from 'vitest';
import { anApi, value } from '#test/support/api.ts';

it('takes a provider in, and finds it by its code', async () => {
  const { services } = await anApi();
  const created = value(
    await services.people.createProvider({
      code: 'reef-net',
      name: ' Reef Net ',
      timeZone: 'Australia/Perth',
    }),
  );
  expect(created).toMatchObject({ providerCode: 'reef-net', timeZone: 'Australia/Perth' });
  expect(value(await services.people.findProvider('reef-net'))).toEqual({
    ...created,
    providerName: 'Reef Net',
  });
  expect(await services.people.findProvider('reef')).toMatchObject({
    ok: false,
    faults: [{ code: 'provider_not_found' }],
  });
});

it('names every fault of a new provider, and refuses a code that is taken', async () => {
  const { services } = await anApi();
  expect(
    await services.people.createProvider({ code: 'Reef Net', name: '', timeZone: 'Perth' }),
  ).toMatchObject({
    ok: false,
    faults: [{ code: 'invalid_code' }, { code: 'invalid_name' }, { code: 'invalid_time_zone' }],
  });
  expect(
    await services.people.createProvider({ code: 'bluegum', name: 'Again', timeZone: 'UTC' }),
  ).toMatchObject({ ok: false, faults: [{ code: 'code_taken' }] });
});

it('PROV-1: links a retailer to its wholesaler once, a second time with another account reference', async () => {
  const { services, db } = await anApi();
  const link = { wholesaler: 'wavelink', retailer: 'bluegum', accountReference: 'W-2' };
  value(await services.people.linkProviders(link));
  expect(await db.readJson('select json_group_array(account_reference) from provider_link', [])).toEqual([
    'W-2',
  ]);
});

it('refuses a link of a provider with itself or with one that is not there', async () => {
  const { services } = await anApi();
  const link = { wholesaler: 'wavelink', retailer: 'wavelink', accountReference: 'W' };
  expect(await services.people.linkProviders(link)).toMatchObject({
    ok: false,
    faults: [{ code: 'same_provider' }],
  });
  expect(await services.people.linkProviders({ ...link, wholesaler: 'a', retailer: 'b' })).toMatchObject({
    ok: false,
    faults: [{ code: 'provider_not_found' }, { code: 'provider_not_found' }],
  });
  expect(
    await services.people.linkProviders({ ...link, retailer: 'bluegum', accountReference: ' ' }),
  ).toMatchObject({ ok: false, faults: [{ path: 'accountReference', code: 'required' }] });
  // PROV-1: no account can have such a reference.
  expect(
    await services.people.linkProviders({ ...link, retailer: 'bluegum', accountReference: 'acc_12' }),
  ).toMatchObject({ ok: false, faults: [{ path: 'accountReference', code: 'code_like_id' }] });
});

it('tells only the wholesaler the account reference of a link', async () => {
  const api = await anApi();
  const [theirs, ours] = await Promise.all([
    api.as('wavelink').get('/v1/audit?subject=wavelink bluegum'),
    api.as('bluegum').get('/v1/audit?subject=wavelink bluegum'),
  ]);
  expect(theirs.body).toMatchObject({
    items: [{ action: 'provider.linked', details: { accountReference: 'W-BLUEGUM' } }],
  });
  expect(ours.body).toMatchObject({ items: [{ action: 'provider.linked', details: {} }] });
  expect(ours.text).not.toContain('W-BLUEGUM');
});
