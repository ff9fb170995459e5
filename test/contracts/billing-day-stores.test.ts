/** Days of billing and the sums of reports, on a file and on a libSQL server alike. */
import { beforeEach, expect, it } from 'vitest';
import type { BillingDay } from '#app/ports/billing-days.ts';
import type { RunFigures } from '#app/ports/billing-report.ts';
import type { Traces } from '#app/ports/platform.ts';
import type { Instant } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { makeBillingDayStore } from '#db/stores/billing-day-store.ts';
import { makeBillingReportStore } from '#db/stores/billing-report-store.ts';
import { aTown, type Town } from '#test/support/a-town.ts';
import { value } from '#test/support/api.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { actorOf, aProvider, billingOn, day } from '#test/support/ledger-builders.ts';

const AT = '2026-04-15T00:00:00.000Z' as Instant;

eachDatabase('days of billing and reports', (open) => {
  let db: Database;
  let town: Town;
  let provider: number;

  beforeEach(async () => {
    db = await open();
    town = await aTown(db);
    provider = town.tenant.providerId;
  });

  const bill = async (asOf: string, mode: 'preview' | 'commit' = 'commit') =>
    value(
      await billingOn(db, town.shelf, { chunkSize: 4 }).startBillingRun(actorOf(town.tenant), {
        asOf: day(asOf),
        mode,
        previewHash: null,
        waitSeconds: 30,
      }),
    );
  const audit = {
    providerId: 1,
    at: AT,
    actor: 'Dana',
    via: 'slack' as const,
    action: 'account.parked',
    details: {},
    requestId: null,
  };
  const traces = (dedupeKey: string): Traces => ({
    audit: [{ ...audit, providerId: provider, subject: 'run_1' }],
    outbox: [{ providerId: provider, topic: 'billing.day_changed', dedupeKey, body: {}, dueAt: AT }],
  });
  const countOf = (table: 'audit' | 'outbox') =>
    db.readJson<number>(`select json(count(*)) from ${table} where provider_id = ?`, [provider]);

  const announced = async (): Promise<BillingDay> => {
    const { id } = await bill('2026-04-15', 'preview');
    return makeBillingDayStore(db).announce(
      provider,
      { asOf: day('2026-04-15'), status: 'waiting', runId: id },
      { audit: [], outbox: [] },
    );
  };

  it('the first announcement of a day stays, and only it leaves its traces', async () => {
    const days = makeBillingDayStore(db);
    const first = await announced();
    const before = await countOf('outbox');
    const second = await bill('2026-04-15', 'preview');
    expect(
      await days.announce(
        provider,
        { asOf: day('2026-04-15'), status: 'announced', runId: second.id },
        { audit: [], outbox: traces('again').outbox },
      ),
    ).toEqual(first);
    expect(await countOf('outbox')).toBe(before);
    expect(await days.open(provider)).toEqual([first]);
  });

  it('of two changes of one version one is made, with its traces', async () => {
    const days = makeBillingDayStore(db);
    const first = await announced();
    const [audits, notices] = [await countOf('audit'), await countOf('outbox')];
    const both = await Promise.all([
      days.change(provider, first, { status: 'approved' }, traces('a')),
      days.change(provider, first, { status: 'held', reason: 'No.' }, traces('b')),
    ]);
    expect(both.filter((changed) => changed !== null)).toHaveLength(1);
    expect(await countOf('audit')).toBe(audits + 1);
    expect(await countOf('outbox')).toBe(notices + 1);
    const now = await days.find(provider, day('2026-04-15'));
    expect(now).toEqual(both.find((changed) => changed !== null));
    expect(now?.version).toBe(2);
  });

  it('another company’s day is neither found nor changed, and its accounts are not held back', async () => {
    const days = makeBillingDayStore(db);
    const first = await announced();
    const other = await aProvider(db, { code: 'redgum' });
    expect(await days.find(other.providerId, first.asOf)).toBeNull();
    expect(await days.change(other.providerId, first, { status: 'approved' }, traces('x'))).toBeNull();
    expect(await days.unknownAccounts(other.providerId, ['BG-1'])).toEqual(['BG-1']);
    expect(await days.unknownAccounts(provider, ['BG-1', 'BG-9'])).toEqual(['BG-9']);
    await days.holdBack(other.providerId, ['BG-1'], 'no', audit);
    expect(await billingOn(db, town.shelf).listParkedAccounts(actorOf(town.tenant))).toEqual({
      ok: true,
      value: [],
    });
  });

  it('who is parked already keeps the reason', async () => {
    const days = makeBillingDayStore(db);
    await days.holdBack(provider, ['BG-1'], 'held back by Dana: a dispute', audit);
    await days.holdBack(provider, ['BG-1', 'BG-2'], 'held back by Eli: another', audit);
    const parked = value(await billingOn(db, town.shelf).listParkedAccounts(actorOf(town.tenant)));
    expect(parked.map(({ account, reason }) => [account, reason])).toEqual([
      ['BG-1', 'held back by Dana: a dispute'],
      ['BG-2', 'held back by Eli: another'],
    ]);
    expect(
      await db.readJson<string[]>(
        `select json_group_array(subject) from audit where action = 'account.parked' and provider_id = ?`,
        [provider],
      ),
    ).toEqual(['BG-1', 'BG-2']);
  });

  it('BILL-11: sums of a preview’s report are those of the run made from it', async () => {
    const billing = billingOn(db, town.shelf, { chunkSize: 4 });
    const reportOf = async (run: number): Promise<RunFigures> =>
      value(await billing.readRunReport(actorOf(town.tenant), run)).figures;
    await bill('2026-03-15');
    const preview = await bill('2026-04-15', 'preview');
    const shown = await reportOf(preview.id);
    const done = await bill('2026-04-15');
    const told = await reportOf(done.id);
    expect({ ...told, madeAt: null }).toEqual({ ...shown, madeAt: null });
    expect(told.comparedWith).toBe('2026-03-15');
    const sum = (side: 'sell' | 'buy') => told.margin.reduce((total, share) => total + share[side], 0);
    const tally = (side: 'sell' | 'buy') =>
      Object.values(done.tally[side]).reduce((total, { amount }) => total + amount, 0);
    expect([sum('sell'), sum('buy')]).toEqual([tally('sell'), tally('buy')]);
    // What is kept is what is told from then on.
    await makeBillingReportStore(db).save(provider, done.id, { ...told, suspended: 99 });
    expect((await reportOf(done.id)).suspended).toBe(told.suspended);
  });
});
