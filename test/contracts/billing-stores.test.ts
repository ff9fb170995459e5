import { beforeEach, expect, it } from 'vitest';
import type { ChunkToWrite, Outcome } from '#app/ports/billing.ts';
import { packTerm } from '#app/ports/packed-term.ts';
import type { Instant, PlainDate } from '#core/calendar.ts';
import { cents, GST } from '#core/money.ts';
import type { Database } from '#db/database.ts';
import { makeBillingRunStore } from '#db/stores/billing-run-store.ts';
import { makeChunkStore } from '#db/stores/chunk-store.ts';
import { makeLedgerStore } from '#db/stores/ledger-store.ts';
import { aTown, type Town } from '#test/support/a-town.ts';
import { value } from '#test/support/api.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { actorOf, billingOn, booksOf, day, ledgerOf } from '#test/support/ledger-builders.ts';

const AT = '2026-04-15T00:00:00.000Z' as Instant;
const EVERYTHING = {
  asOf: day('2026-04-15'),
  afterTermId: 0,
  untilTermId: null,
  limit: 100,
  changedPlans: [],
  servicePlans: [],
  manualApproval: false,
  withoutAccounts: [],
};

eachDatabase('the billing stores', (open) => {
  let db: Database;
  let town: Town;
  let provider: number;

  beforeEach(async () => {
    db = await open();
    town = await aTown(db);
    provider = town.tenant.providerId;
  });

  const bill = async (asOf: PlainDate, mode: 'preview' | 'commit' = 'commit') =>
    value(
      await billingOn(db, town.shelf, { chunkSize: 4 }).startBillingRun(actorOf(town.tenant), {
        asOf,
        mode,
        previewHash: null,
        waitSeconds: 30,
      }),
    );

  const aRun = () =>
    makeBillingRunStore(db).create(provider, {
      asOf: EVERYTHING.asOf,
      mode: 'commit',
      previewHash: null,
      catalogueVersion: 1,
      tally: { sell: {}, buy: {} },
      startedBy: 'Bluegum Billing',
      createdAt: AT,
    });

  const oneLine: Outcome = {
    lines: [
      {
        service: 0,
        kind: 'access_fee',
        credits: null,
        periodStart: day('2026-01-31'),
        revision: 0,
        from: day('2026-01-31'),
        to: day('2026-02-27'),
        amount: cents(6995),
        tax: cents(700),
        taxRate: GST,
        basis: { fee: cents(6995), wholes: 1, parts: [], charged: null, rule: 'whole' },
      },
    ],
    periods: 1,
    waiting: [],
    setupBilled: true,
    settledEnd: null,
    nextDueOn: day('2026-02-28'),
  };

  const aChunk = (runId: number, termId: number, version: number): ChunkToWrite => ({
    runId,
    asOf: EVERYTHING.asOf,
    catalogueVersion: 1,
    afterTermId: 0,
    lastTermId: termId,
    plan: {
      outcomes: [oneLine],
      terms: { count: 1, json: `[${packTerm(termId, 0, version)}]` },
      services: { count: 0, json: '[]' },
    },
    progress: { hash: 'h', tally: { sell: {}, buy: {} }, parked: [] },
    parked: [],
    at: AT,
    lease: { name: 'billing', holder: 'me' },
    traces: { audit: [], outbox: [] },
  });

  it('write a chunk, the terms and the run whole', async () => {
    const chunks = makeChunkStore(db);
    const run = await aRun();
    const [term] = await chunks.readChunk(provider, EVERYTHING);
    expect(term).toMatchObject({ side: 'sell', progress: { nextPeriod: 0 }, nextDueOn: '2026-01-31' });
    if (term === undefined) return;
    expect(await chunks.writeChunk(provider, aChunk(run.id, term.id, term.version))).toBe('written');
    expect(await ledgerOf(db)).toHaveLength(1);
    const [after] = await chunks.readChunk(provider, EVERYTHING);
    expect(after).toMatchObject({
      id: term.id,
      version: term.version + 1,
      progress: { nextPeriod: 1, setupBilled: true },
      nextDueOn: '2026-02-28',
    });
    expect(await makeBillingRunStore(db).find(provider, run.id)).toMatchObject({
      status: 'running',
      hash: 'h',
      lastTermId: term.id,
    });
  });

  it('write nothing of a chunk where a term, or the run, is not as it was read', async () => {
    const chunks = makeChunkStore(db);
    const run = await aRun();
    const [term] = await chunks.readChunk(provider, EVERYTHING);
    const id = term?.id ?? 0;
    const before = await booksOf(db);
    expect(await chunks.writeChunk(provider, aChunk(run.id, id, (term?.version ?? 0) + 1))).toBe('moved');
    expect(
      await chunks.writeChunk(provider, { ...aChunk(run.id, id, term?.version ?? 0), afterTermId: 7 }),
    ).toBe('moved');
    expect(await booksOf(db)).toEqual(before);
  });

  it('BILL-14: refuse a line whose identity is in the ledger, and name its account', async () => {
    const chunks = makeChunkStore(db);
    const run = await aRun();
    const [term] = await chunks.readChunk(provider, EVERYTHING);
    const chunk = aChunk(run.id, term?.id ?? 0, term?.version ?? 0);
    expect(await chunks.findClashes(chunk.plan)).toEqual([]);
    await chunks.writeChunk(provider, chunk);
    await db.write([{ sql: 'update subscription_term set version = 1', args: [] }]);
    const again = { ...chunk, afterTermId: chunk.lastTermId };
    expect(await chunks.writeChunk(provider, again)).toBe('clash');
    expect(await chunks.findClashes(chunk.plan)).toEqual([term?.accountId]);
    expect(await ledgerOf(db)).toHaveLength(1);
  });

  it('pass by what is parked, not known yet, not due, or not this provider’s', async () => {
    const chunks = makeChunkStore(db);
    const ids = async (query: Partial<typeof EVERYTHING> = {}, of = provider) =>
      (await chunks.readChunk(of, { ...EVERYTHING, ...query })).map(({ accountId }) => accountId);
    const [ann = 0, ben = 0] = town.accounts;
    expect(await ids({}, provider + 1)).toEqual([]);
    expect(await ids({ asOf: day('2026-01-04') })).toEqual([]);
    expect(await ids({ asOf: day('2026-01-05') })).toEqual([ben, ben]);
    expect(new Set(await ids())).toContain(ann);
    await db.write([{ sql: `update account set parked_reason = 'x' where id = ?`, args: [ann] }]);
    const passedBy = new Set(await ids({ withoutAccounts: [ben] as never }));
    expect(passedBy).not.toContain(ann);
    expect(passedBy).not.toContain(ben);
    expect(passedBy.size).toBe(2);
  });

  it('give a lease to one holder at a time', async () => {
    const runs = makeBillingRunStore(db);
    const lease = (holder: string) => ({ name: 'billing 1', holder });
    expect(await runs.takeLease(lease('a'))).toBe(true);
    expect(await runs.takeLease(lease('b'))).toBe(false);
    expect(await runs.takeLease(lease('a'))).toBe(true);
    await runs.dropLease(lease('b'));
    expect(await runs.takeLease(lease('b'))).toBe(false);
    await runs.dropLease(lease('a'));
    expect(await runs.takeLease(lease('b'))).toBe(true);
  });

  it('BILL-10: a run on this database is previewed, done once, and its lines are listed page by page', async () => {
    const asOf = day('2026-04-15');
    const shown = await bill(asOf, 'preview');
    expect(await ledgerOf(db)).toEqual([]);
    const done = await bill(asOf);
    expect(done).toMatchObject({ status: 'done', hash: shown.hash, tally: shown.tally });
    const books = await booksOf(db);
    await bill(asOf);
    expect(await booksOf(db)).toEqual(books);
    const ledger = makeLedgerStore(db);
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page = value(await ledger.pageOfRun(provider, done.id, null, { limit: 7, cursor }));
      seen.push(...page.items);
      cursor = page.nextCursor as string | null;
    } while (cursor !== null);
    expect(seen).toHaveLength(books.ledger.length);
  });

  it('list an account’s lines: pending, then by invoice; costs apart; nothing of another provider', async () => {
    await bill(day('2026-04-15'));
    const ledger = makeLedgerStore(db);
    const [ann = 0] = town.accounts;
    await db.write([
      {
        sql: `insert into invoice (id, provider_id, account_id, sequence, number, issued_on, period_from, period_to, amount, tax,
            issuer_name, customer_name, created_at)
          values (1, ?, ?, 1, 'BG-1', '2026-04-15', '2026-04-01', '2026-04-30', 0, 0,
            'Bluegum Telecom', 'Ann Example', ?)`,
        args: [provider, ann, AT],
      },
      {
        sql: `update cardline set invoice_id = 1 where subscription_id = 1 and side = 'sell' and kind = 2`,
        args: [],
      },
    ]);
    const all = async (filter: Parameters<typeof ledger.page>[1], limit = 3) => {
      const lines: string[] = [];
      let cursor: string | null = null;
      do {
        const page = value(await ledger.page(provider, filter, { limit, cursor }));
        for (const { subscriptionId, side, kind, from, invoice } of page.items)
          lines.push(`${subscriptionId} ${side} ${kind} ${from} ${invoice}`);
        cursor = page.nextCursor as string | null;
      } while (cursor !== null);
      return lines;
    };
    const invoiced = await all({ accountId: ann, status: 'invoiced' });
    expect(invoiced).toEqual([
      '1 sell access_fee 2026-01-31 BG-1',
      '1 sell access_fee 2026-02-28 BG-1',
      '1 sell access_fee 2026-03-31 BG-1',
    ]);
    const pending = await all({ accountId: ann, status: 'pending' });
    expect(pending).toContain('1 sell setup_fee 2026-01-31 null');
    expect(pending.some((line) => line.includes('buy'))).toBe(false);
    for (const limit of [1, 4, 100])
      expect(await all({ accountId: ann, status: null }, limit)).toEqual([...pending, ...invoiced]);
    expect((await all({ accountId: null, status: null })).length).toBe(
      (await ledgerOf(db)).filter((line) => line.includes(' sell ')).length,
    );
    const costs = value(await ledger.pageOfCosts(provider, ann, { limit: 100, cursor: null })).items;
    expect(costs.length).toBe(
      (await ledgerOf(db)).filter((line) => line.startsWith('1 buy') || line.startsWith('5 buy')).length,
    );
    const stranger = { limit: 100, cursor: null };
    expect(value(await ledger.page(provider + 1, { accountId: ann, status: null }, stranger)).items).toEqual(
      [],
    );
    expect(value(await ledger.pageOfCosts(provider + 1, ann, stranger)).items).toEqual([]);
    expect(await ledger.accountId(provider + 1, { reference: 'BG-1' })).toBeNull();
    expect(await ledger.accountId(provider, { reference: 'BG-1' })).toBe(ann);
    expect(await ledger.accountId(provider, { id: ann })).toBe(ann);
    expect(await ledger.accountId(provider + 1, { id: ann })).toBeNull();
  });
});
