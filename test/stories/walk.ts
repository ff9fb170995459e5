/**
 * The main job from end to end, told through the API alone, so that the same walk is taken on Node and in workerd: a fee is
 * changed in the workbook, published, ordered, activated, billed and invoiced.
 */
import { expect } from 'vitest';

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly text: string;
}
/** Somebody who calls the API on behalf of a provider. */
export interface Caller {
  get<T>(path: string): Promise<Answer<T>>;
  post<T>(path: string, body: unknown): Promise<Answer<T>>;
  put<T>(path: string, body: unknown): Promise<Answer<T>>;
}

interface List<T> {
  readonly items: readonly T[];
}
interface Row {
  readonly id: number;
  readonly version: number;
  readonly cells: Readonly<Record<string, unknown>>;
}
interface ChangeSet {
  readonly id: string;
  readonly status: string;
  readonly faults: readonly unknown[];
  readonly diff: { readonly added: number; readonly changed: number; readonly removed: number };
  readonly publishedVersion: number | null;
}
interface Run {
  readonly id: string;
  readonly status: string;
  readonly hash: string;
  readonly counts: { readonly cardlines: number };
}
interface Cardline {
  readonly id: string;
  readonly kind: string;
  readonly amount: string;
  readonly tax: string;
  readonly from: string;
  readonly to: string;
  readonly explanation: { readonly rules: readonly string[]; readonly text: string };
}
interface Invoice {
  readonly number: string;
  readonly amount: string;
  readonly tax: string;
  readonly total: string;
  readonly lines: readonly Cardline[];
}

const TAB = '/v1/workbook/Package%20Plans';

/** Both providers hold the example workbooks, published; today is the third day of a month at both. */
export async function walk(bluegum: Caller, wavelink: Caller, today: string): Promise<void> {
  const firstOfMonth = `${today.slice(0, 8)}01`;

  // Pricing staff raise the access fee of NBN-50 in the workbook: 69.95 becomes 74.95.
  const rows = await bluegum.get<List<Row>>(`${TAB}?limit=1000`);
  const row = rows.body.items.find(({ cells }) => cells.Code === 'NBN-50');
  expect(row?.cells['Access Fee']).toBe('69.95');
  const edited = await bluegum.put(`${TAB}/rows/${row?.id}`, {
    version: row?.version,
    cells: { 'Access Fee': '74.95' },
  });
  expect(edited.status).toBe(200);

  // Cardline checks the whole workbook and shows what would change: this one row, and nothing is published yet.
  const proposed = await bluegum.post<ChangeSet>('/v1/catalogue/changes', { source: 'workbook' });
  expect(proposed.body).toMatchObject({
    status: 'pending',
    faults: [],
    diff: { added: 0, changed: 1, removed: 0 },
  });
  expect(await feeOf(bluegum)).toBe('69.95');
  const published = await bluegum.post<ChangeSet>(`/v1/catalogue/changes/${proposed.body.id}/approve`, {});
  expect(published.body).toMatchObject({ status: 'published', publishedVersion: 2 });
  expect(await feeOf(bluegum)).toBe('74.95');
  // CAT-5: the same content again makes no version.
  const again = await bluegum.post<ChangeSet>('/v1/catalogue/changes', { source: 'workbook' });
  expect(again.body).toMatchObject({ status: 'unchanged', publishedVersion: null });

  // A new customer orders it; the work lands in the wholesaler's queue (PROV-1).
  const account = {
    reference: 'BG-20001',
    name: 'Lantern Street Bakery Nguyễn',
    type: 'Business',
    invoiceDay: 1,
  };
  expect((await bluegum.post('/v1/accounts', account)).status).toBe(201);
  const placed = await bluegum.post<{ number: string; status: string }>('/v1/orders', {
    account: 'BG-20001',
    packagePlan: 'NBN-50',
    services: [{ details: { address: '4 Lantern Street, Castlemaine VIC 3450' } }],
  });
  expect(placed.status).toBe(201);
  const { number } = placed.body;
  const queue =
    await wavelink.get<List<{ id: string; version: number; order: string }>>('/v1/provisioning/queue');
  const request = queue.body.items.find(({ order }) => order === number);
  expect(request).toBeDefined();

  // The wholesaler has done the work and activates from the first of the month: billing begins on both sides (PROV-2).
  const activated = await wavelink.post(`/v1/provisioning/requests/${request?.id}/activate`, {
    activationDate: firstOfMonth,
  });
  expect(activated.status).toBe(200);
  const active = await bluegum.get<{ status: string }>(`/v1/orders/${number}`);
  expect(active.body.status).toBe('active');

  // Billing is previewed; what is approved is what runs (BILL-11), once (BILL-10).
  const previewed = await bluegum.post<Run>('/v1/billing/runs?wait=30', { asOf: today, mode: 'preview' });
  expect(previewed.body.status).toBe('done');
  expect(await pendingOf(bluegum)).toEqual([]);
  const commit = { asOf: today, mode: 'commit', previewHash: previewed.body.hash };
  const committed = await bluegum.post<Run>('/v1/billing/runs?wait=30', commit);
  expect(committed.body).toMatchObject({
    status: 'done',
    hash: previewed.body.hash,
    counts: previewed.body.counts,
  });
  const lines = await pendingOf(bluegum);
  expect(lines.map(({ kind, amount, tax }) => [kind, amount, tax])).toEqual([
    ['setup_fee', '49.00', '4.90'],
    ['access_fee', '74.95', '7.50'],
  ]);
  const rerun = await bluegum.post<Run>('/v1/billing/runs?wait=30', { asOf: today, mode: 'commit' });
  expect(rerun.body.counts.cardlines).toBe(0);
  expect(await pendingOf(bluegum)).toHaveLength(2);

  // Every line explains itself (BILL-12).
  const fee = await bluegum.get<Cardline>(`/v1/cardlines/${lines[1]?.id}`);
  expect(fee.body.explanation.text).toContain('74.95');
  expect(fee.body.explanation.rules).toContain('FEE-3');

  // Two days after the invoice day the invoices are made (INV-1); what Bluegum itself pays is not on them.
  const made = await bluegum.post('/v1/invoices/runs', { asOf: today, mode: 'commit' });
  expect(made.status).toBe(200);
  const invoices = await bluegum.get<List<{ number: string }>>('/v1/invoices?account=BG-20001');
  expect(invoices.body.items).toHaveLength(1);
  const invoice = await bluegum.get<Invoice>(`/v1/invoices/${invoices.body.items[0]?.number}`);
  expect(invoice.body).toMatchObject({ amount: '123.95', tax: '12.40', total: '136.35' });
  expect(invoice.body.lines).toHaveLength(2);
  const pdf = await bluegum.get(`/v1/invoices/${invoice.body.number}.pdf`);
  expect([pdf.status, pdf.text.slice(0, 5)]).toEqual([200, '%PDF-']);
  const page = await bluegum.get(`/v1/invoices/${invoice.body.number}.html`);
  expect(page.text).toContain('Lantern Street Bakery');
  expect(page.text).toContain('136.35');

  // The wholesaler bills the retailer for the same service, at its own price, and shows the retailer nothing of its own costs.
  const wholesale = await wavelink.post<Run>('/v1/billing/runs?wait=30', { asOf: today, mode: 'commit' });
  expect(wholesale.body.status).toBe('done');
  const sold = await wavelink.get<List<Cardline>>('/v1/cardlines?account=W-BLUEGUM&status=pending');
  expect(sold.body.items.length).toBeGreaterThan(0);
  expect((await bluegum.get(`/v1/cardlines/${sold.body.items[0]?.id}`)).status).toBe(404);
}

const feeOf = async (caller: Caller): Promise<string | null> =>
  (await caller.get<{ accessFee: string | null }>('/v1/package-plans/NBN-50')).body.accessFee;

const pendingOf = async (caller: Caller): Promise<readonly Cardline[]> =>
  (await caller.get<List<Cardline>>('/v1/cardlines?account=BG-20001&status=pending')).body.items;
