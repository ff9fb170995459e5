import type { Api } from '#test/support/api.ts';
import { CUSTOMER, stockTradingPair } from '#test/support/builders.ts';
import { someDeliveries } from '#test/support/given-up.ts';

/** Something of each kind in bluegum's books, so that there is something to hide from others. */
export async function fillBooks(api: Api): Promise<void> {
  await api.post('/v1/people', { email: 'kim@example.com', name: 'Kim Tran', roles: ['pricing'] });
  await api.post('/v1/hook-sources', { name: 'Web shop' });
  await api.post('/v1/webhooks', { url: 'https://erp.example.net/cardline' });
  await stockTradingPair(api.db, api.providers);
  await sellSomething(api);
  await api.post('/v1/carriers', { code: 'opti-carrier', name: 'Opti Carrier' });
  await invoiceIt(api);
  await someDeliveries(api.db, api.providers.bluegum.providerId);
}

/** An order that the wholesaler activates, and with it a subscription in the books of each. */
async function sellSomething(api: Api): Promise<void> {
  await api.post('/v1/orders', {
    account: CUSTOMER,
    packagePlan: 'NBN-50',
    services: [{ details: { address: '1 High Street, Geelong VIC 3220' } }],
  });
  const wholesaler = api.as('wavelink');
  const { body } = await wholesaler.get<{ items: readonly { id: string }[] }>('/v1/provisioning/queue');
  for (const { id } of body.items) await wholesaler.post(`/v1/provisioning/requests/${id}/activate`, {});
}

/** What was sold today, billed and on an invoice. */
async function invoiceIt(api: Api): Promise<void> {
  const today = '2026-03-02';
  await api.patch('/v1/provider', { invoiceDelayDays: 0 });
  await api.post('/v1/billing/runs?wait=30', { asOf: today, mode: 'commit' });
  await api.post('/v1/invoices/runs', { asOf: today, mode: 'commit' });
}
