/** What the store of invoices promises, on a file and on a server: each invoice once, numbers without gaps. */
import { describe, expect, it } from 'vitest';
import { auditOf } from '#app/actor.ts';
import { makeVoidInvoice } from '#app/invoices/void-invoice.ts';
import type { Tenant } from '#app/ports/platform.ts';
import type { Database } from '#db/database.ts';
import { outbox, provider } from '#db/schema/index.ts';
import { makeAuditReader } from '#db/stores/audit-store.ts';
import { makeInvoiceStore } from '#db/stores/invoice-store.ts';
import { value } from '#test/support/api.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { aMaker, insertLines, invoicesIn, pendingIn, unbalanced } from '#test/support/invoicing.ts';
import { actorOf, anAccount, aProvider, day, fixedClock } from '#test/support/ledger-builders.ts';

const MARCH = { asOf: day('2026-03-03'), mode: 'commit' } as const;

/** So many accounts with two lines each: 10.00 and 5.05, and the cents of its place. */
async function aHouse(db: Database, accounts: number, tenant?: Tenant) {
  const bluegum = tenant ?? (await aProvider(db, { invoicePrefix: 'BG-', nextInvoiceNumber: 1042 }));
  const ids: number[] = [];
  for (let place = 1; place <= accounts; place += 1)
    ids.push(await anAccount(db, bluegum, { reference: `BG-${10_000 + place}`, name: `Customer ${place}` }));
  await insertLines(
    db,
    bluegum,
    ids.flatMap((accountId, index) => [
      { accountId, amount: 1000 },
      { accountId, amount: 505 + index },
    ]),
  );
  return { bluegum, ids, actor: actorOf(bluegum) };
}

const sequence = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

const nextNumber = async (db: Database) =>
  (await db.orm.select({ next: provider.nextInvoiceNumber }).from(provider))[0]?.next;

eachDatabase('the invoice store', (open) => {
  describe('INV-1: numbers', () => {
    it('begin where the provider says, follow each other without a gap, and bear its prefix', async () => {
      const db = await open();
      const { bluegum, actor } = await aHouse(db, 5);
      const run = value(await aMaker(db, { accountsALook: 2 })(actor, MARCH));
      expect(run).toEqual({
        ...MARCH,
        invoices: 5,
        lines: 10,
        amount: 5 * 1505 + 10,
        tax: 5 * 100 + 51 + 51 + 51 + 51 + 51,
        credits: 0,
        numbers: { first: 'BG-1042', last: 'BG-1046' },
        parked: 0,
        hash: null,
      });
      expect(await invoicesIn(db, bluegum)).toMatchObject(
        sequence(1042, 5).map((number, index) => ({
          number: `BG-${number}`,
          account: `BG-${10_001 + index}`,
          issuedOn: '2026-03-03',
          from: '2026-03-01',
          to: '2026-03-31',
          amount: 1505 + index,
          lines: 2,
        })),
      );
      expect(await nextNumber(db)).toBe(1047);
      expect(await unbalanced(db)).toEqual([]);
    });

    it('have no gap when two make the same day at once, and each invoice is made once', async () => {
      const db = await open();
      const { bluegum, actor } = await aHouse(db, 12);
      const makers = [aMaker(db, { accountsALook: 3 }), aMaker(db, { accountsALook: 5 })];
      const runs = await Promise.all(makers.map(async (make) => value(await make(actor, MARCH))));
      const made = await invoicesIn(db, bluegum);
      expect(made.map((one) => one.sequence)).toEqual(sequence(1042, 12));
      expect(new Set(made.map(({ account }) => account)).size).toBe(12);
      expect(runs.reduce((sum, { invoices }) => sum + invoices, 0)).toBe(12);
      expect(await pendingIn(db, bluegum)).toEqual([]);
      expect(await unbalanced(db)).toEqual([]);
      expect(await nextNumber(db)).toBe(1054);
    });

    it('have no gap when the maker is killed between any two chunks and another goes on', async () => {
      for (const killedAfter of [1, 2, 3]) {
        const db = await open();
        const { bluegum, actor } = await aHouse(db, 4);
        let chunks = 0;
        const killed = aMaker(db, {
          linesAChunk: 1,
          pause: async () => {
            chunks += 1;
            if (chunks === killedAfter) throw new Error('the power went');
          },
        });
        await expect(killed(actor, MARCH)).rejects.toThrow('the power went');
        expect(await invoicesIn(db, bluegum)).toHaveLength(killedAfter);
        expect(await nextNumber(db)).toBe(1042 + killedAfter);
        expect(value(await aMaker(db)(actor, MARCH)).invoices).toBe(4 - killedAfter);
        expect((await invoicesIn(db, bluegum)).map((one) => one.sequence)).toEqual(sequence(1042, 4));
        expect(await unbalanced(db)).toEqual([]);
      }
    });

    it('stay unused where a chunk fails: nothing of it is written', async () => {
      const db = await open();
      const { bluegum, actor, ids } = await aHouse(db, 2);
      await db.write([
        { sql: `update provider set invoice_prefix = 'A', next_invoice_number = 12`, args: [] },
      ]);
      await aMaker(db)(actor, MARCH);
      // The prefix now ends in a digit: A1 and 3 read like A and 13, which is in use.
      await db.write([
        { sql: `update provider set invoice_prefix = 'A1', next_invoice_number = 2`, args: [] },
        { sql: 'update invoice set sequence = sequence - 20', args: [] },
      ]);
      await insertLines(
        db,
        bluegum,
        ids.map((accountId) => ({ accountId, amount: 700, generatedOn: '2026-04-01' })),
      );
      const refused = await aMaker(db)(actor, { asOf: day('2026-04-03'), mode: 'commit' });
      expect(refused).toMatchObject({
        ok: false,
        faults: [{ code: 'invoice_number_taken', kind: 'conflict' }],
      });
      expect(await invoicesIn(db, bluegum)).toMatchObject([{ number: 'A12' }, { number: 'A13' }]);
      expect(await pendingIn(db, bluegum)).toEqual([700, 700]);
      expect(await nextNumber(db)).toBe(2);
    });
  });

  it('INV-1: an account that got its invoice since it was read gets no second one', async () => {
    const db = await open();
    const { bluegum, ids, actor } = await aHouse(db, 2);
    const store = makeInvoiceStore(db);
    const march = { from: day('2026-03-01'), to: day('2026-03-31') };
    const chunk = { asOf: MARCH.asOf, invoices: ids.map((accountId) => ({ accountId, ...march })) };
    const audit = auditOf(actor, fixedClock('2026-03-03T00:00:00.000Z'), {
      action: 'invoices.made',
      subject: 'invoices of 2026-03-03',
      details: {},
    });
    await store.makeChunk(bluegum.providerId, { ...chunk, invoices: chunk.invoices.slice(0, 1) }, audit);
    await insertLines(db, bluegum, [{ accountId: ids[0] ?? 0, amount: 700 }]);
    expect(await store.previewChunk(bluegum.providerId, chunk, 0)).toMatchObject({ invoices: 1, lines: 2 });
    expect(value(await store.makeChunk(bluegum.providerId, chunk, audit))).toMatchObject({
      invoices: 1,
      lines: 2,
      numbers: { first: 'BG-1043', last: 'BG-1043' },
    });
    expect(await pendingIn(db, bluegum)).toEqual([700]);
  });

  it('INV-1: made again, a day gives no invoice, no number is used and no message sent again', async () => {
    const db = await open();
    const { actor, bluegum } = await aHouse(db, 3);
    await aMaker(db)(actor, MARCH);
    const before = await invoicesIn(db, bluegum);
    expect(value(await aMaker(db)(actor, MARCH))).toMatchObject({ invoices: 0, lines: 0, numbers: null });
    expect(await invoicesIn(db, bluegum)).toEqual(before);
    expect(await nextNumber(db)).toBe(1045);
    expect(await db.orm.select().from(outbox)).toHaveLength(4);
  });

  it('a preview has the figures of the commit and writes nothing', async () => {
    const db = await open();
    const { actor, bluegum } = await aHouse(db, 5);
    const preview = value(await aMaker(db, { accountsALook: 2 })(actor, { ...MARCH, mode: 'preview' }));
    expect(await invoicesIn(db, bluegum)).toEqual([]);
    expect(await nextNumber(db)).toBe(1042);
    expect(await db.orm.select().from(outbox)).toEqual([]);
    expect(value(await aMaker(db, { accountsALook: 2 })(actor, MARCH))).toEqual({
      ...preview,
      mode: 'commit',
      hash: null,
    });
  });

  it('leaves one message for each invoice, one for the day, and what was done by whom', async () => {
    const db = await open();
    const { actor, bluegum, ids } = await aHouse(db, 2);
    await insertLines(db, bluegum, [{ accountId: ids[0] ?? 0, amount: -4005 }]);
    await aMaker(db)(actor, MARCH);
    const messages = await db.orm.select().from(outbox).orderBy(outbox.id);
    expect(messages).toMatchObject([
      {
        topic: 'invoice.issued',
        body: {
          number: 'BG-1042',
          account: 'BG-10001',
          issuedOn: '2026-03-03',
          period: { from: '2026-03-01', to: '2026-03-31' },
          amount: '-25.00',
          tax: '-2.50',
          total: '-27.50',
        },
        status: 'waiting',
      },
      { topic: 'invoice.issued', body: { number: 'BG-1043', total: '16.57' } },
      {
        topic: 'invoices.made',
        body: { asOf: '2026-03-03', invoices: 2, first: 'BG-1042', last: 'BG-1043', total: '-10.93' },
      },
    ]);
    const audits = value(
      await makeAuditReader(db).page(bluegum.providerId, null, { limit: 10, cursor: null }),
    );
    expect(audits.items).toMatchObject([
      {
        action: 'invoices.made',
        actor: 'Bluegum Billing',
        details: {
          asOf: '2026-03-03',
          invoices: 2,
          first: 'BG-1042',
          last: 'BG-1043',
          amount: '-9.94',
          tax: '-0.99',
        },
      },
    ]);
  });

  it('INV-1: takes an invoice back once, however many try at once, and only the latest of its account', async () => {
    const db = await open();
    const { bluegum, actor, ids } = await aHouse(db, 1);
    await aMaker(db)(actor, MARCH);
    await insertLines(db, bluegum, [{ accountId: ids[0] ?? 0, amount: 700, generatedOn: '2026-04-01' }]);
    await aMaker(db)(actor, { ...MARCH, asOf: day('2026-04-03') });
    const takeBack = (invoice: string, reissue: boolean) =>
      makeVoidInvoice({ invoices: makeInvoiceStore(db), clock: fixedClock('2026-05-20T00:00:00.000Z') })(
        actor,
        { invoice, reason: 'Charged twice.', reissue },
      );
    expect(await takeBack('BG-1042', true)).toMatchObject({ faults: [{ code: 'invoice_not_latest' }] });
    const tries = await Promise.all([1, 2, 3].map(() => takeBack('BG-1043', true)));
    expect(tries.filter(({ ok }) => ok)).toMatchObject([
      { value: { kind: 'credit_note', number: 'CN-1', amount: -700, tax: -70, counterpart: 'BG-1043' } },
    ]);
    for (const lost of tries.filter(({ ok }) => !ok))
      expect(lost).toMatchObject({ faults: [{ code: 'invoice_void' }] });
    // Its line waits for another invoice, and both documents still show it.
    expect(await pendingIn(db, bluegum)).toEqual([700]);
    for (const number of ['BG-1043', 'CN-1'])
      expect(await makeInvoiceStore(db).find(bluegum.providerId, { number })).toMatchObject({
        lines: [{ amount: 700 }],
      });
    // Without another invoice its lines stay, and the series goes on without a gap.
    expect(value(await takeBack('BG-1042', false)).number).toBe('CN-2');
    expect(await pendingIn(db, bluegum)).toEqual([700]);
    const told = await db.orm.select({ topic: outbox.topic, body: outbox.body }).from(outbox);
    expect(told.filter(({ topic }) => topic === 'invoice.voided').map(({ body }) => body)).toMatchObject([
      { number: 'BG-1043', creditNote: 'CN-1', reissued: true, total: '-7.70' },
      { number: 'BG-1042', creditNote: 'CN-2', reissued: false, total: '-16.56' },
    ]);
  });

  it('numbers of tenants are their own, and so are their invoices', async () => {
    const db = await open();
    const { bluegum, actor } = await aHouse(db, 2);
    const wavelink = await aProvider(db, { code: 'wavelink', invoicePrefix: 'WL' });
    await aHouse(db, 3, wavelink);
    await aMaker(db)(actor, MARCH);
    expect(await invoicesIn(db, wavelink)).toEqual([]);
    await aMaker(db)(actorOf(wavelink), MARCH);
    expect((await invoicesIn(db, wavelink)).map(({ number }) => number)).toEqual(['WL1', 'WL2', 'WL3']);
    const store = makeInvoiceStore(db);
    const page = { limit: 10, cursor: null };
    expect(value(await store.list(bluegum.providerId, {}, page)).items).toHaveLength(2);
    expect(value(await store.list(bluegum.providerId, { accountReference: 'BG-10003' }, page)).items).toEqual(
      [],
    );
    expect(await store.find(bluegum.providerId, { number: 'WL1' })).toBeNull();
    const [theirs] = value(await store.list(wavelink.providerId, {}, page)).items;
    expect(await store.find(bluegum.providerId, { id: theirs?.id ?? 0 })).toBeNull();
  });

  it('lists newest first, page by page, and of one account', async () => {
    const db = await open();
    const { bluegum, actor } = await aHouse(db, 5);
    await aMaker(db)(actor, MARCH);
    const store = makeInvoiceStore(db);
    const pageFrom = async (cursor: string | null) =>
      value(await store.list(bluegum.providerId, {}, { limit: 2, cursor }));
    const first = await pageFrom(null);
    const second = await pageFrom(first.nextCursor);
    const third = await pageFrom(second.nextCursor);
    expect(third.nextCursor).toBeNull();
    const numbers = [first, second, third].flatMap(({ items }) => items.map(({ number }) => number));
    expect(numbers).toEqual(['BG-1046', 'BG-1045', 'BG-1044', 'BG-1043', 'BG-1042']);
    const ofOne = await store.list(
      bluegum.providerId,
      { accountReference: 'BG-10002' },
      { limit: 2, cursor: null },
    );
    expect(value(ofOne).items).toMatchObject([
      { number: 'BG-1043', account: { reference: 'BG-10002', name: 'Customer 2' }, amount: 1506 },
    ]);
  });

  it('an invoice keeps the names and the address that it was sent with', async () => {
    const db = await open();
    const { bluegum, actor } = await aHouse(db, 1);
    await db.write([{ sql: `update account set address = '1 High Street'`, args: [] }]);
    await aMaker(db)(actor, MARCH);
    await db.write([
      { sql: `update account set name = 'New Name', address = 'Elsewhere'`, args: [] },
      { sql: `update provider set name = 'New Company', business_number = '1'`, args: [] },
    ]);
    expect(await makeInvoiceStore(db).find(bluegum.providerId, { number: 'BG-1042' })).toMatchObject({
      issuer: { name: 'Bluegum Telecom', businessNumber: null },
      customer: { name: 'Customer 1', address: '1 High Street' },
      lines: [
        { amount: 1000, kind: 'product', credits: null },
        { amount: 505, taxRate: 100_000 },
      ],
    });
  });
});
