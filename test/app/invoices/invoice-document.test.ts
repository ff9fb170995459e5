import { beforeEach, describe, expect, it } from 'vitest';
import { makeInvoiceServices } from '#app/invoices/services.ts';
import type { Tenant } from '#app/ports/platform.ts';
import { cents, TAX_FREE } from '#core/money.ts';
import type { Database } from '#db/database.ts';
import { service, subscriptionTerm } from '#db/schema/index.ts';
import { makeBillingRunStore } from '#db/stores/billing-run-store.ts';
import { makeInvoiceStore } from '#db/stores/invoice-store.ts';
import { makeLedgerExport } from '#db/stores/ledger-export-store.ts';
import { makeProviderStore } from '#db/stores/provider-store.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { value } from '#test/support/api.ts';
import { aDatabase } from '#test/support/database.ts';
import { insertLines } from '#test/support/invoicing.ts';
import {
  actorOf,
  anAccount,
  aPackagePlan,
  aProvider,
  aServicePlan,
  aShelf,
  billingOn,
  day,
  fixedClock,
  type Shelf,
  type SubscriptionToInsert,
  subscribe,
} from '#test/support/ledger-builders.ts';

const NOW = '2026-06-30T00:00:00.000Z';

const HOME = aPackagePlan({ code: 'HOME', externalName: 'Bluegum Home', accessFee: cents(6000) });
const OFFICE = aPackagePlan({ code: 'OFFICE', externalName: 'Bluegum Office', accessFee: null });
const COSTS = aPackagePlan({ code: 'BUY-HOME', side: 'buy', accessFee: cents(4000) });

let db: Database;
let bluegum: Tenant;
let shelf: Shelf;
let accountId: number;

beforeEach(async () => {
  db = await aDatabase();
  bluegum = await aProvider(db, { invoicePrefix: 'BG-', businessNumber: 'ABN 51 824 753 556' });
  shelf = await aShelf(db, bluegum, {
    plans: [HOME, OFFICE, COSTS],
    services: [aServicePlan({ code: 'VOICE', externalName: 'Voice line', taxRate: TAX_FREE })],
  });
  accountId = await anAccount(db, bluegum, {
    address: '1 High Street',
    firstSubscriptionStart: day('2026-03-01'),
  });
});

const services = () =>
  makeInvoiceServices({
    invoices: makeInvoiceStore(db),
    catalogue: shelf,
    runs: makeBillingRunStore(db),
    providers: makeProviderStore(db),
    exported: makeLedgerExport(db),
    clock: fixedClock(NOW),
    secrets,
    background: { pause: async () => {} },
  });

const sell = (...wanted: Omit<SubscriptionToInsert, 'accountId'>[]) =>
  subscribe(
    db,
    bluegum,
    shelf,
    wanted.map((one) => ({ accountId, ...one })),
  );

async function bill(asOf: string): Promise<void> {
  const run = await billingOn(db, shelf, { now: NOW }).startBillingRun(actorOf(bluegum), {
    asOf: day(asOf),
    mode: 'commit',
    previewHash: null,
    waitSeconds: 20,
  });
  expect(value(run).status).toBe('done');
}

/** Bills and invoices a day, and reads the newest invoice. */
async function invoiceOf(asOf: string) {
  await bill(asOf);
  const run = value(await services().makeInvoices(actorOf(bluegum), { asOf: day(asOf), mode: 'commit' }));
  return value(await services().invoiceDocument(actorOf(bluegum), run.numbers?.last ?? ''));
}

describe('an invoice as its customer reads it', () => {
  it('names both parties, the period, and what was bought by its external name', async () => {
    await sell({ sell: 'HOME', start: day('2026-03-01') });
    expect(await invoiceOf('2026-03-03')).toMatchObject({
      number: 'BG-1',
      issuedOn: '2026-03-03',
      period: { from: '2026-03-01', to: '2026-03-31' },
      account: { reference: 'BG-10001' },
      issuer: { name: 'Bluegum Telecom', businessNumber: 'ABN 51 824 753 556' },
      customer: { name: 'Ann Example', address: '1 High Street' },
      amount: 6000,
      tax: 600,
      total: 6600,
      lines: [
        {
          kind: 'access_fee',
          isCredit: false,
          packagePlan: { code: 'HOME', name: 'Bluegum Home' },
          service: null,
          from: '2026-03-01',
          to: '2026-03-31',
        },
      ],
    });
  });

  it('BILL-12: each line explains itself as the ledger does', async () => {
    await sell(
      {
        sell: 'HOME',
        start: day('2026-03-15'),
        end: { on: day('2026-04-05'), knownFrom: day('2026-04-02') },
      },
      { sell: 'OFFICE', start: day('2026-03-01'), services: [{ plan: 'VOICE' }] },
    );
    await bill('2026-03-15');
    const { lines } = await invoiceOf('2026-04-03');
    const billing = billingOn(db, shelf, { now: NOW });
    for (const line of lines)
      expect(line.explanation).toEqual(
        value(await billing.readCardline(actorOf(bluegum), line.id)).explanation,
      );
    expect(lines.filter(({ isCredit }) => isCredit)).toMatchObject([
      { kind: 'access_fee', amount: -1935, explanation: { rules: ['BILL-6', 'BILL-7', 'BILL-8'] } },
    ]);
  });

  it('BILL-12: a line made before an end was known does not speak of it', async () => {
    await sell({ sell: 'HOME', start: day('2026-03-01') });
    await bill('2026-03-01');
    await db.write([
      db.orm.update(subscriptionTerm).set({
        end: day('2026-03-11'),
        endKnownFrom: day('2026-03-02'),
        nextDueOn: day('2026-03-02'),
      }),
    ]);
    const { lines } = await invoiceOf('2026-03-03');
    expect(lines[0]?.explanation?.text).toBe(
      'Access fee for 1 Mar 2026 – 31 Mar 2026: one whole period, 60.00. Tax at 10 %: 6.00. In advance: due on the day the period starts, 1 Mar 2026.',
    );
    expect(lines[1]?.explanation?.text).toContain('cancelled from 11 Mar 2026');
  });

  it('BILL-12: a credit does not speak of an end that came earlier after it, in the ledger or on its invoice', async () => {
    await sell({ sell: 'HOME', start: day('2026-03-01') });
    await bill('2026-03-01');
    await bill('2026-04-01');
    const endOn = (end: string, on: string) =>
      db.write([
        db.orm.update(subscriptionTerm).set({ end: day(end), endKnownFrom: day(on), nextDueOn: day(on) }),
      ]);
    await endOn('2026-03-20', '2026-04-02');
    await bill('2026-04-02');
    await endOn('2026-03-10', '2026-04-03');
    const { lines } = await invoiceOf('2026-04-03');
    const credits = lines.filter(({ isCredit }) => isCredit);
    expect(credits.map(({ explanation }) => explanation?.text.includes('10 Mar 2026'))).toEqual([
      false,
      false,
      true,
    ]);
    const { readCardline } = billingOn(db, shelf, { now: NOW });
    for (const { id, explanation } of credits)
      expect(value(await readCardline(actorOf(bluegum), id)).explanation).toEqual(explanation);
  });

  it('BILL-13: states the tax of each rate, and the sums are those of the lines', async () => {
    await sell(
      { sell: 'HOME', start: day('2026-03-01') },
      { sell: 'OFFICE', start: day('2026-03-01'), services: [{ plan: 'VOICE' }, { plan: 'VOICE' }] },
    );
    const { taxes, amount, tax, total, lines } = await invoiceOf('2026-03-03');
    expect(taxes).toEqual([
      { rate: 100_000, amount: 6000, tax: 600 },
      { rate: 0, amount: 4000, tax: 0 },
    ]);
    expect([amount, tax, total]).toEqual([10_000, 600, 10_600]);
    expect(lines.map((line) => line.service?.name ?? null)).toEqual([null, 'Voice line', 'Voice line']);
  });

  it('names services by what people call them, on their lines and for their subscription', async () => {
    const [first, second] = await sell(
      { sell: 'HOME', start: day('2026-03-01'), services: [{ plan: 'VOICE' }] },
      {
        sell: 'OFFICE',
        start: day('2026-03-01'),
        services: [{ plan: 'VOICE' }, { plan: 'VOICE', side: 'buy' }],
      },
    );
    await db.write([db.orm.update(service).set({ identifier: '+61355502000' })]);
    const { lines, identifiers } = await invoiceOf('2026-03-03');
    expect(lines.map((line) => line.service?.identifier ?? null)).toEqual([null, '+61355502000']);
    expect([...identifiers]).toEqual([
      [first, ['+61355502000']],
      [second, ['+61355502000']],
    ]);
  });

  it('CAT-5: keeps the names of the version that a line was made with', async () => {
    await sell({ sell: 'HOME', start: day('2026-03-01') });
    await bill('2026-03-01');
    await shelf.publish({ plans: [{ ...HOME, externalName: 'Bluegum Home Plus' }, OFFICE, COSTS] });
    expect((await invoiceOf('2026-03-03')).lines.map(({ packagePlan }) => packagePlan?.name)).toEqual([
      'Bluegum Home',
    ]);
    expect((await invoiceOf('2026-04-03')).lines.map(({ packagePlan }) => packagePlan?.name)).toEqual([
      'Bluegum Home Plus',
    ]);
  });

  it('never shows what the provider itself pays', async () => {
    await sell({ sell: 'HOME', buy: 'BUY-HOME', start: day('2026-03-01') });
    const { lines, amount } = await invoiceOf('2026-03-03');
    expect(lines).toHaveLength(1);
    expect(amount).toBe(6000);
  });

  it('has purchases without an explanation of periods', async () => {
    await insertLines(db, bluegum, [{ accountId, amount: 18_900 }]);
    expect((await invoiceOf('2026-03-03')).lines).toMatchObject([
      { kind: 'product', packagePlan: null, service: null, explanation: null, amount: 18_900 },
    ]);
  });
});

describe('finding an invoice', () => {
  beforeEach(async () => {
    await sell({ sell: 'HOME', start: day('2026-03-01') });
    await invoiceOf('2026-03-03');
  });

  it('by its number or its id, of the own provider alone', async () => {
    const { invoiceDocument } = services();
    const other = actorOf(await aProvider(db, { code: 'wavelink' }));
    const { id } = value(await invoiceDocument(actorOf(bluegum), 'BG-1'));
    expect(value(await invoiceDocument(actorOf(bluegum), `inv_${id}`)).number).toBe('BG-1');
    for (const wanted of ['BG-1', `inv_${id}`])
      expect(await invoiceDocument(other, wanted)).toMatchObject({
        faults: [{ code: 'invoice_not_found', kind: 'not_found' }],
      });
    for (const wanted of ['BG-2', '1', '', 'inv_0', 'bg-1'])
      expect((await invoiceDocument(actorOf(bluegum), wanted)).ok, wanted).toBe(false);
  });

  it('takes the power "view"', async () => {
    const { invoiceDocument, listInvoices } = services();
    const page = { limit: 10, cursor: null };
    const nobody = actorOf(bluegum, ['billing']);
    expect(await invoiceDocument(nobody, 'BG-1')).toMatchObject({ faults: [{ code: 'power_missing' }] });
    expect(await listInvoices(nobody, {}, page)).toMatchObject({ faults: [{ code: 'power_missing' }] });
    expect(value(await listInvoices(actorOf(bluegum), {}, page)).items).toHaveLength(1);
    expect(await listInvoices(actorOf(bluegum), {}, { ...page, cursor: 'x' })).toMatchObject({
      faults: [{ code: 'invalid_cursor' }],
    });
  });
});
