import { beforeEach, expect, it } from 'vitest';
import type { ChunkToWrite, NewBillingRun, Outcome } from '#app/ports/billing.ts';
import type { Log } from '#app/ports/log.ts';
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
import { aDyingDatabase } from '#test/support/dying-database.ts';
import {
  actorOf,
  billingOn,
  booksOf,
  day,
  ledgerOf,
  letRunsDie,
  letWorkersDie,
} from '#test/support/ledger-builders.ts';

const AT = '2026-04-15T00:00:00.000Z' as Instant;
const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };
const COMMIT = { mode: 'commit' as const, previewHash: null, waitSeconds: 30 };
const aNewEnd = {
  hash: null,
  tally: { sell: {}, buy: {} },
  trail: [],
  parked: [],
  failure: null,
  finishedAt: AT,
};
const EVERYTHING = {
  asOf: day('2026-04-15'),
  afterTermId: 0,
  untilTermId: null,
  limit: 100,
  changedPlans: [],
  servicePlans: [],
  featuredPlans: [],
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

  const aNewRun = (overrides: Partial<NewBillingRun> = {}): NewBillingRun => ({
    asOf: EVERYTHING.asOf,
    mode: 'commit',
    previewHash: null,
    requestKey: null,
    catalogueVersion: 1,
    tally: { sell: {}, buy: {} },
    startedBy: 'Bluegum Billing',
    settings: null,
    createdAt: AT,
    ...overrides,
  });
  const begin = async (overrides: Partial<NewBillingRun> = {}) =>
    (await makeBillingRunStore(db).beginOrJoin(provider, aNewRun(overrides))).run;
  const WORKER = 'w';
  /** A run that a worker holds. */
  const begun = async (overrides: Partial<NewBillingRun> = {}) => {
    const run = await begin(overrides);
    expect(await makeBillingRunStore(db).claim(provider, run.id, WORKER)).toBe('taken');
    return run;
  };
  const NO_TRACES = { audit: [], outbox: [] };

  const oneLine: Outcome = {
    lines: [
      {
        service: 0,
        kind: 'access_fee',
        credits: null,
        item: null,
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
    joining: [],
    settledEnd: null,
    settledPauses: [],
    changedBoltOns: [],
    nextDueOn: day('2026-02-28'),
  };

  const aChunk = (runId: number, termId: number, version: number): ChunkToWrite => ({
    runId,
    worker: WORKER,
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
    traces: { audit: [], outbox: [] },
  });

  it('BILL-11: finds the commit that billed what was approved, of its day and provider alone', async () => {
    const store = makeBillingRunStore(db);
    const shown = await bill(day('2026-04-15'), 'preview');
    const hash = shown.hash ?? '';
    const commit = async () =>
      value(
        await billingOn(db, town.shelf, { chunkSize: 4 }).startBillingRun(actorOf(town.tenant), {
          ...COMMIT,
          asOf: day('2026-04-15'),
          previewHash: hash,
        }),
      );
    expect(await store.findBilled(provider, day('2026-04-15'), hash)).toBeNull();
    const [done, late] = [await commit(), await commit()];
    expect([done.status, late.status]).toEqual(['done', 'stale']);
    expect(await store.findBilled(provider, day('2026-04-15'), hash)).toBe(done.id);
    expect(await store.findBilled(provider, day('2026-04-14'), hash)).toBeNull();
    expect(await store.findBilled(provider, day('2026-04-15'), 'another')).toBeNull();
    expect(await store.findBilled(provider + 1, day('2026-04-15'), hash)).toBeNull();
  });

  it('write a chunk, the terms and the run whole', async () => {
    const chunks = makeChunkStore(db);
    const run = await begun();
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

  it('write nothing of a chunk where a term, or the run, is not as it was read, or another worker holds the run', async () => {
    const chunks = makeChunkStore(db);
    const run = await begun();
    const [term] = await chunks.readChunk(provider, EVERYTHING);
    const id = term?.id ?? 0;
    const before = await booksOf(db);
    expect(await chunks.writeChunk(provider, aChunk(run.id, id, (term?.version ?? 0) + 1))).toBe('moved');
    expect(
      await chunks.writeChunk(provider, { ...aChunk(run.id, id, term?.version ?? 0), afterTermId: 7 }),
    ).toBe('moved');
    expect(
      await chunks.writeChunk(provider, { ...aChunk(run.id, id, term?.version ?? 0), worker: 'another' }),
    ).toBe('moved');
    expect(await booksOf(db)).toEqual(before);
  });

  it('BILL-14: refuse a line whose identity is in the ledger, and name its account', async () => {
    const chunks = makeChunkStore(db);
    const run = await begun();
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

  it('BILL-10: begin one of any number of like commits at once, which the others join', async () => {
    const runs = makeBillingRunStore(db);
    const all = await Promise.all(Array.from({ length: 6 }, () => runs.beginOrJoin(provider, aNewRun())));
    expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(all.map(({ run }) => run.id)).size).toBe(1);
    const [first] = all;
    const others = [
      await begin({ previewHash: 'abc' }),
      await begin({ asOf: day('2026-04-16') }),
      await begin({ mode: 'preview' }),
      await begin({ mode: 'preview' }),
    ];
    expect(new Set([first?.run.id, ...others.map(({ id }) => id)]).size).toBe(5);
    expect((await begin({ previewHash: 'abc' })).id).toBe(others[0]?.id);
    await runs.claim(provider, first?.run.id ?? 0, WORKER);
    await runs.finish(provider, first?.run.id ?? 0, WORKER, { ...aNewEnd, status: 'done' }, NO_TRACES);
    expect((await begin()).id).not.toBe(first?.run.id);
  });

  it('let one commit of a provider be worked on at a time, and previews at any', async () => {
    const runs = makeBillingRunStore(db);
    const [first, second, shown] = [
      await begin(),
      await begin({ asOf: day('2026-04-16') }),
      await begin({ mode: 'preview' }),
    ];
    expect(await runs.claim(provider, first.id, WORKER)).toBe('taken');
    expect(await runs.claim(provider, second.id, 'x')).toBe('waiting');
    expect(await runs.claim(provider, shown.id, 'y')).toBe('taken');
    expect(await runs.claim(provider + 1, second.id, 'x')).toBe('ended');
    await runs.release(provider, first.id, WORKER);
    expect(await runs.claim(provider, second.id, 'x')).toBe('waiting');
    expect(await runs.claim(provider, first.id, WORKER)).toBe('taken');
    await runs.finish(provider, first.id, WORKER, { ...aNewEnd, status: 'done' }, NO_TRACES);
    expect(await runs.claim(provider, second.id, 'x')).toBe('taken');
    expect(await runs.claim(provider, first.id, WORKER)).toBe('ended');
  });

  it('give a run to one of any number of workers at once, and to the next when it lets go or dies', async () => {
    const runs = makeBillingRunStore(db);
    const { id } = await begin();
    const claims = await Promise.all(
      Array.from({ length: 6 }, (_, n) => runs.claim(provider, id, `worker ${n}`)),
    );
    expect([...claims].sort()).toEqual([...Array<string>(5).fill('elsewhere'), 'taken']);
    const holder = `worker ${claims.indexOf('taken')}`;
    expect(await runs.abandoned()).toEqual([]);
    expect(await runs.showLife(provider, id, holder)).toBe(true);
    expect(await runs.showLife(provider, id, 'another')).toBe(false);
    await runs.release(provider, id, 'another');
    expect(await runs.claim(provider, id, 'another')).toBe('elsewhere');
    await runs.release(provider, id, holder);
    expect(await runs.abandoned()).toEqual([{ id, providerId: provider }]);
    expect(await runs.claim(provider, id, 'second')).toBe('taken');
    await letWorkersDie(db);
    expect(await runs.abandoned(provider)).toEqual([{ id, providerId: provider }]);
    expect(await runs.abandoned(provider + 1)).toEqual([]);
    expect(await runs.claim(provider, id, 'third')).toBe('taken');
    expect(await runs.showLife(provider, id, 'second')).toBe(false);
    await runs.finish(provider, id, 'second', { ...aNewEnd, status: 'done' }, NO_TRACES);
    expect((await runs.find(provider, id))?.status).toBe('running');
  });

  it('give a run up that outlives five workers in a row, unless one of them wrote a chunk', async () => {
    const runs = makeBillingRunStore(db);
    const chunks = makeChunkStore(db);
    const { id } = await begin();
    const dieAt = async (deaths: number) => {
      for (let n = 0; n < deaths; n += 1) {
        expect(await runs.claim(provider, id, `worker ${n}`)).toBe('taken');
        await letWorkersDie(db);
      }
    };
    await dieAt(5);
    expect(await runs.claim(provider, id, WORKER)).toBe('taken');
    const [term] = await chunks.readChunk(provider, EVERYTHING);
    expect(await chunks.writeChunk(provider, aChunk(id, term?.id ?? 0, term?.version ?? 0))).toBe('written');
    await letWorkersDie(db);
    await dieAt(4);
    expect(await runs.interrupted()).toEqual([]);
    await dieAt(1);
    expect(await runs.claim(provider, id, WORKER)).toBe('ended');
    expect(await runs.abandoned()).toEqual([]);
    expect(await runs.interrupted()).toMatchObject([{ id }]);
  });

  it('end a run that is given up once, with its message, and let it write no more', async () => {
    const runs = makeBillingRunStore(db);
    const chunks = makeChunkStore(db);
    const [left, alive] = [await begun(), await begun({ mode: 'preview' })];
    expect(await runs.interrupted()).toEqual([]);
    await letRunsDie(db);
    expect(await runs.showLife(provider, alive.id, WORKER)).toBe(true);
    const interrupted = [{ id: left.id, providerId: provider, mode: 'commit', asOf: EVERYTHING.asOf }];
    expect(await runs.interrupted()).toEqual(interrupted);
    expect(await runs.interrupted(provider)).toEqual(interrupted);
    expect(await runs.interrupted(provider + 1)).toEqual([]);
    const message = (id: number) => ({
      providerId: provider,
      topic: 'billing.run_failed',
      dedupeKey: `run_${id}`,
      body: {},
      dueAt: AT,
    });
    const ends = [left, alive].map(({ id }) => ({
      id,
      failure: 'It was interrupted.',
      outbox: [message(id)],
    }));
    await runs.endInterrupted(ends, AT);
    await runs.endInterrupted(ends, AT);
    expect(await runs.find(provider, left.id)).toMatchObject({
      status: 'failed',
      failure: 'It was interrupted.',
      finishedAt: AT,
    });
    expect((await runs.find(provider, alive.id))?.status).toBe('running');
    expect(await db.readJson('select json_group_array(dedupe_key) from outbox', [])).toEqual([
      `run_${left.id}`,
    ]);
    const [term] = await chunks.readChunk(provider, EVERYTHING);
    expect(await chunks.writeChunk(provider, aChunk(left.id, term?.id ?? 0, term?.version ?? 0))).toBe(
      'moved',
    );
    expect(await runs.showLife(provider, left.id, WORKER)).toBe(false);
    expect(await ledgerOf(db)).toEqual([]);
  });

  it('take a run from before leases were kept for one without a sign of life', async () => {
    const { id } = await begin();
    await db.write([{ sql: 'update billing_run set lease_until = null', args: [] }]);
    expect(await makeBillingRunStore(db).interrupted()).toMatchObject([{ id }]);
  });

  it('find the run that answers a request: the last, alive or ended well, and not too old', async () => {
    const runs = makeBillingRunStore(db);
    const since = '2026-04-14T00:00:00.000Z' as Instant;
    const found = async (key: string, from = since, of = provider) =>
      (await runs.findAnswer(of, key, from))?.id ?? null;
    const first = await begin({ mode: 'preview', requestKey: 'k' });
    expect(await found('k')).toBe(first.id);
    expect([await found('other'), await found('k', AT), await found('k', since, provider + 1)]).toEqual([
      null,
      null,
      null,
    ]);
    await letRunsDie(db);
    expect(await found('k')).toBeNull();
    const second = await begun({ mode: 'preview', requestKey: 'k' });
    await runs.finish(provider, second.id, WORKER, { ...aNewEnd, status: 'stale' }, NO_TRACES);
    expect(await found('k')).toBe(second.id);
    const third = await begun({ mode: 'preview', requestKey: 'k' });
    await runs.finish(provider, third.id, WORKER, { ...aNewEnd, status: 'failed' }, NO_TRACES);
    expect(await found('k')).toBe(second.id);
  });

  it('name every version that terms may have been billed with last', async () => {
    const runs = makeBillingRunStore(db);
    const versions = async () => [...(await runs.lastBilledVersions(provider))].sort();
    const ended = async (
      status: 'done' | 'failed',
      catalogueVersion: number,
      asOf: string,
      hash: string | null = 'h',
    ) => {
      const { id } = await begun({ catalogueVersion, asOf: day(asOf) });
      await runs.finish(provider, id, WORKER, { ...aNewEnd, status, hash }, NO_TRACES);
    };
    expect(await versions()).toEqual([]);
    await ended('failed', 1, '2026-04-14', null);
    expect(await versions()).toEqual([]);
    await ended('failed', 1, '2026-04-14');
    expect(await versions()).toEqual([1]);
    await ended('done', 2, '2026-04-15');
    expect(await versions()).toEqual([2]);
    await ended('done', 3, '2026-04-10');
    await ended('failed', 4, '2026-04-16');
    expect(await versions()).toEqual([2, 3, 4]);
    await ended('done', 5, '2026-04-16');
    expect(await versions()).toEqual([5]);
  });

  it('BILL-10: killed after any write on this database and run again, the ledger is that of an undisturbed run', async () => {
    await bill(EVERYTHING.asOf);
    const undisturbed = await booksOf(db);
    for (let survived = 0; ; survived += 1) {
      db = await open();
      town = await aTown(db);
      provider = town.tenant.providerId;
      const dying = aDyingDatabase(db, survived);
      await billingOn(dying.db, town.shelf, { chunkSize: 4, log: SILENT })
        .startBillingRun(actorOf(town.tenant), { ...COMMIT, asOf: EVERYTHING.asOf })
        .catch(() => null);
      if (!dying.hasDied()) {
        expect(survived).toBeGreaterThan(5);
        return;
      }
      await letRunsDie(db);
      const again = await bill(EVERYTHING.asOf);
      expect(again.status, `killed after ${survived} writes`).toBe('done');
      expect(await booksOf(db), `killed after ${survived} writes`).toEqual(undisturbed);
    }
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
