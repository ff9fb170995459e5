import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { type Api, anApi } from '#test/support/api.ts';

it('shows the provider of the token with its settings', async () => {
  const api = await anApi();
  expect((await api.as('bluegum', 'view').get('/v1/provider')).body).toEqual({
    code: 'bluegum',
    name: 'Bluegum Telecom',
    timeZone: 'Australia/Melbourne',
    businessNumber: null,
    periodApproval: 'automatic',
    rounding: 'half_up',
    defaultTaxRate: '0.10',
    invoicePrefix: '',
    creditNotePrefix: 'CN-',
    invoiceApproval: 'automatic',
    ledgerCodes: {
      setup_fee: 'setup_fee',
      access_fee: 'access_fee',
      feature_fee: 'feature_fee',
      bolt_on_fee: 'bolt_on_fee',
      usage: 'usage',
      product: 'product',
    },
    nextCreditNoteNumber: 1,
    invoiceDelayDays: 2,
    maxLinesPerAccount: 1000,
    maxLineAmount: '1000000.00',
    reportLineAbove: '1000.00',
    billingApproval: 'automatic',
    billingFourEyes: false,
    billingPreviewMinutes: 0,
    features: [],
    holidays: [],
    provisioningSlaDays: 5,
    approvalFourEyes: false,
    approvalRiseAbove: null,
    approvalZeroPrice: false,
    approvalRemovals: false,
    approvalRowsAbove: null,
    nextInvoiceNumber: 1,
    createdAt: api.clock.now(),
  });
  expect((await api.as('wavelink').get('/v1/provider')).body).toMatchObject({ code: 'wavelink' });
});

it('changes the settings that are given and leaves the others, of this provider alone', async () => {
  const api = await anApi();
  const changed = await api.patch('/v1/provider', {
    timeZone: 'Australia/Perth',
    periodApproval: 'manual',
    maxLineAmount: '500.5',
    features: ['set_first_period_end'],
    holidays: ['2026-12-25', '2026-01-01', '2026-12-25'],
    businessNumber: '51 824 753 556',
  });
  expect(changed).toMatchObject({
    status: 200,
    body: {
      name: 'Bluegum Telecom',
      timeZone: 'Australia/Perth',
      periodApproval: 'manual',
      maxLineAmount: '500.50',
      features: ['set_first_period_end'],
      holidays: ['2026-01-01', '2026-12-25'],
    },
  });
  expect((await api.get('/v1/provider')).body).toEqual(changed.body);
  expect((await api.as('wavelink').get('/v1/provider')).body).toMatchObject({ periodApproval: 'automatic' });
  expect((await api.get('/v1/audit?subject=bluegum')).body).toMatchObject({
    items: [
      {
        action: 'provider.settings_changed',
        details: { from: { periodApproval: 'automatic' }, to: { periodApproval: 'manual' } },
      },
      { action: 'provider.created' },
    ],
  });
});

it('takes a business number away with null, and changes nothing where nothing is given', async () => {
  const api = await anApi();
  await api.patch('/v1/provider', { businessNumber: '1' });
  expect((await api.patch('/v1/provider', { businessNumber: null })).body).toMatchObject({
    businessNumber: null,
  });
  const before = (await api.get<{ items: unknown[] }>('/v1/audit')).body.items.length;
  expect((await api.patch('/v1/provider', {})).status).toBe(200);
  expect((await api.get<{ items: unknown[] }>('/v1/audit')).body.items).toHaveLength(before);
});

it('names every fault of the settings and changes none of them', async () => {
  const api = await anApi();
  const { body } = await api.patch('/v1/provider', {
    name: 'New name',
    timeZone: 'Melbourne',
    defaultTaxRate: '1.5',
    invoicePrefix: 'B G',
    invoiceDelayDays: 29,
    maxLinesPerAccount: 0,
    maxLineAmount: '1.005',
    holidays: ['2026-12-25', '2026-02-30'],
  });
  expect(body).toMatchObject({
    status: 422,
    errors: [
      { path: 'timeZone', code: 'invalid_time_zone' },
      { path: 'defaultTaxRate', code: 'invalid_tax_rate' },
      { path: 'invoicePrefix', code: 'invalid_invoice_prefix' },
      { path: 'invoiceDelayDays', code: 'invalid_invoice_delay_days' },
      { path: 'maxLinesPerAccount', code: 'invalid_max_lines_per_account' },
      { path: 'maxLineAmount', code: 'invalid_money' },
      { path: 'holidays[1]', code: 'invalid_date' },
    ],
  });
  expect((await api.get('/v1/provider')).body).toMatchObject({
    name: 'Bluegum Telecom',
    maxLinesPerAccount: 1000,
  });
  for (const fixed of [{ code: 'x' }, { nextInvoiceNumber: 7 }])
    expect((await api.patch('/v1/provider', fixed)).body).toMatchObject({
      errors: [{ code: 'unknown_field' }],
    });
});

it("pages through the audit, newest first, and shows nobody another provider's", async () => {
  const api = await anApi();
  for (const name of ['One', 'Two', 'Three']) await api.patch('/v1/provider', { name });
  interface Audit {
    readonly items: readonly { readonly details: { readonly to?: { readonly name: string } } }[];
    readonly nextCursor: string;
  }
  const first = await api.get<Audit>('/v1/audit?subject=bluegum&limit=2');
  const second = await api.get<Audit>(`/v1/audit?subject=bluegum&limit=2&cursor=${first.body.nextCursor}`);
  const names = [first, second].flatMap(({ body }) => body.items.map(({ details }) => details.to?.name));
  expect(names).toEqual(['Three', 'Two', 'One', undefined]);
  expect((await api.as('wavelink').get('/v1/audit')).text).not.toContain('Three');
  expect((await api.as('bluegum', 'view', 'billing').get('/v1/audit')).status).toBe(403);
});

describe('the logo on invoices', () => {
  const png = (side: number) =>
    encode({ width: side, height: 1, data: new Uint8Array(side * 3).fill(90), channels: 3 });
  const put = async (api: Api, body: Uint8Array, who: 'bluegum' | 'wavelink' = 'bluegum') =>
    api.app.request('/v1/provider/logo', {
      method: 'PUT',
      headers: { authorization: `Bearer ${await api.tokenOf(who)}`, 'content-type': 'image/png' },
      body: new Uint8Array(body),
    });
  const get = async (api: Api, who: 'bluegum' | 'wavelink') =>
    api.app.request('/v1/provider/logo', {
      headers: { authorization: `Bearer ${await api.tokenOf(who)}` },
    });

  it('is set, replaced and taken off, by each provider for itself', async () => {
    const api = await anApi();
    expect((await get(api, 'bluegum')).status).toBe(404);
    expect((await put(api, png(2))).status).toBe(204);
    expect((await put(api, png(3))).status).toBe(204);
    const kept = await get(api, 'bluegum');
    expect(kept.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await kept.arrayBuffer())).toEqual(new Uint8Array(png(3)));
    expect((await get(api, 'wavelink')).status).toBe(404);
    expect((await api.delete('/v1/provider/logo')).status).toBe(204);
    expect((await get(api, 'bluegum')).status).toBe(404);
  });

  it('has to be a whole PNG of a sensible size', async () => {
    const api = await anApi();
    const damaged = png(2).slice();
    damaged[45] = (damaged[45] ?? 0) ^ 0xff;
    const codeOf = async (body: Uint8Array) =>
      ((await (await put(api, body)).json()) as { errors: { code: string }[] }).errors.map(
        ({ code }) => code,
      );
    expect(await codeOf(new TextEncoder().encode('GIF89a, and then some more bytes'))).toEqual(['logo_type']);
    expect(await codeOf(png(2001))).toEqual(['logo_too_wide']);
    expect(await codeOf(new Uint8Array([...png(2001), ...new Uint8Array(100_000)]))).toEqual([
      'logo_too_large',
      'logo_too_wide',
    ]);
    expect(await codeOf(damaged)).toEqual(['logo_damaged']);
    expect((await get(api, 'bluegum')).status).toBe(404);
  });
});
