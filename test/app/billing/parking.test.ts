import { beforeEach, expect, it } from 'vitest';
import type { BillingPorts } from '#app/billing/services.ts';
import type { BillingRun, RunMode } from '#app/ports/billing.ts';
import type { Log } from '#app/ports/log.ts';
import { cents } from '#core/money.ts';
import type { Database } from '#db/database.ts';
import { aTown, TOWN_PLANS, type Town } from '#test/support/a-town.ts';
import { value } from '#test/support/api.ts';
import { aDatabase } from '#test/support/database.ts';
import { actorOf, billingOn, billingPorts, day, ledgerOf } from '#test/support/ledger-builders.ts';

let db: Database;
let town: Town;

beforeEach(async () => {
  db = await aDatabase();
  town = await aTown(db);
});

const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };

const run = async (
  mode: RunMode,
  previewHash: string | null = null,
  ports: Partial<BillingPorts> = {},
): Promise<BillingRun> =>
  value(
    await billingOn(db, town.shelf, { chunkSize: 3, ...ports }).startBillingRun(actorOf(town.tenant), {
      asOf: day('2026-04-15'),
      mode,
      previewHash,
      waitSeconds: 30,
    }),
  );

const parkedNow = () =>
  db.readJson<[string, string][]>(
    `select json_group_array(json_array(reference, parked_reason)) from account where parked_reason is not null`,
    [],
  );
const linesOf = async (...subscriptions: number[]) =>
  (await ledgerOf(db)).filter((line) => subscriptions.includes(Number(line.split(' ')[0])));
const setBound = (column: 'max_lines_per_account' | 'max_line_amount', bound: number) =>
  db.write([{ sql: `update provider set ${column} = ${bound}`, args: [] }]);

/** The account's billing tripped a bound; preview and run say so alike, everybody else is billed, somebody is told. */
async function expectParked(account: string, subscriptions: number[], reason: RegExp): Promise<void> {
  const shown = await run('preview');
  expect(shown.parked).toMatchObject([{ account, reason: expect.stringMatching(reason) }]);
  expect(await parkedNow()).toEqual([]);
  const done = await run('commit', shown.hash);
  expect(done).toMatchObject({ status: 'done', tally: shown.tally, parked: shown.parked });
  expect(await parkedNow()).toEqual([[account, expect.stringMatching(reason)]]);
  const generated = (await linesOf(...subscriptions)).filter((line) => line.includes('on 2026-04-15'));
  expect(generated).toEqual([]);
  const messages = await db.readJson<unknown[]>(
    `select json_group_array(json(body)) from outbox where topic = 'billing.account_parked'`,
    [],
  );
  expect(messages).toMatchObject([{ account, reason: expect.stringMatching(reason) }]);
}

it('BILL-14: a second line for days that are billed already parks the account, and the run goes on', async () => {
  const [termId] = await db.readJson<number[]>(
    `select json_array(id) from subscription_term where subscription_id = 3`,
    [],
  );
  // As after a restored backup: the ledger has a line that the term does not remember.
  await db.write([
    {
      sql: `insert into cardline (provider_id, account_id, subscription_id, term_id, side, kind, period_start, "from", "to",
          generated_on, amount, tax, tax_rate, fee, catalogue_version)
        select provider_id, account_id, subscription_id, id, side, 2, '2026-01-15', '2026-01-15', '2026-04-14', '2026-01-15', 9900,
          990, 100000, 9900, 1 from subscription_term where id = ?`,
      args: [termId ?? 0],
    },
  ]);
  await expectParked('BG-3', [3, 7], /a second line for days that are billed already/);
  expect(await linesOf(1, 2, 4, 5, 6, 8, 10)).not.toEqual([]);
});

it('BILL-14: more lines than the bound allows park the account, also when they are spread over chunks', async () => {
  await setBound('max_lines_per_account', 11);
  // BG-1 gets 7 lines of subscription 1 in the first chunk, and would get 5 and more of subscription 5 in the second.
  const shown = await run('preview');
  expect(shown.parked.map(({ account }) => account)).toContain('BG-1');
  const done = await run('commit', shown.hash);
  expect(done).toMatchObject({ status: 'done', parked: shown.parked });
  expect(await linesOf(1)).toHaveLength(7);
  expect(await linesOf(5)).toEqual([]);
});

it('BILL-14: lines of a run that broke off count in the bound of the one that finishes the day', async () => {
  await setBound('max_lines_per_account', 11);
  const ports = billingPorts(db, town.shelf);
  let chunk = 0;
  const writeChunk: typeof ports.chunks.writeChunk = async (...args) => {
    if (chunk++ === 1) throw new Error('the disk is full');
    return ports.chunks.writeChunk(...args);
  };
  const broken = await run('commit', null, { chunks: { ...ports.chunks, writeChunk }, log: SILENT });
  expect(broken).toMatchObject({ status: 'failed', parked: [] });
  // BG-1 has 7 lines by now, and would get fewer than 11 of what is left.
  const shown = await run('preview');
  expect(shown.parked.map(({ account }) => account)).toContain('BG-1');
  expect(await run('commit', shown.hash)).toMatchObject({ status: 'done', parked: shown.parked });
  expect(await linesOf(1)).toHaveLength(7);
  expect(await linesOf(5)).toEqual([]);
  // The day is done: what is run again counts by itself.
  await setBound('max_lines_per_account', 12);
  value(await billingOn(db, town.shelf).releaseAccount(actorOf(town.tenant), 'BG-1'));
  expect((await run('commit')).parked.map(({ account }) => account)).not.toContain('BG-1');
  expect(await linesOf(5)).not.toEqual([]);
});

it('BILL-14: a line over the limit parks the account', async () => {
  await town.shelf.publish({
    plans: TOWN_PLANS.map((plan) =>
      plan.code === 'ARREARS' ? { ...plan, accessFee: cents(1_000_001) } : plan,
    ),
  });
  await setBound('max_line_amount', 1_000_000);
  await expectParked('BG-4', [4, 8], /a line of 10000\.01 from 2026-02-01 is over the limit/);
});

it('parks an account whose plan has left the catalogue rather than bill it as something else', async () => {
  await town.shelf.publish({ plans: TOWN_PLANS.filter(({ code }) => code !== 'ARREARS') });
  await expectParked('BG-4', [4, 8], /its package plan is not in version 2 of the catalogue/);
});

it('BILL-14: a parked account is left alone by later runs, listed, and caught up when it is released', async () => {
  await setBound('max_line_amount', 9_899);
  await run('commit');
  expect(await parkedNow()).toMatchObject(
    [['BG-3', /9/], ['BG-4']].map(([account]) => [account, expect.anything()]),
  );
  await setBound('max_line_amount', 100_000_000);
  const later = await run('commit');
  expect(later).toMatchObject({ tally: { sell: {} }, parked: [{ account: 'BG-3' }, { account: 'BG-4' }] });

  const billing = billingOn(db, town.shelf, { chunkSize: 3 });
  expect(value(await billing.listParkedAccounts(actorOf(town.tenant)))).toMatchObject([
    { account: 'BG-3', reason: expect.stringContaining('99.00') },
    { account: 'BG-4' },
  ]);
  expect((await billing.releaseAccount(actorOf(town.tenant, ['view']), 'BG-3')).ok).toBe(false);
  expect(value(await billing.releaseAccount(actorOf(town.tenant), 'BG-3'))).toMatchObject({
    account: 'BG-3',
    reason: expect.stringContaining('99.00'),
  });
  expect(await billing.releaseAccount(actorOf(town.tenant), 'BG-3')).toMatchObject({
    ok: false,
    faults: [{ code: 'account_not_parked', kind: 'not_found' }],
  });
  await run('commit');
  expect(await linesOf(3)).not.toEqual([]);
  expect(await linesOf(8)).toEqual([]);
});
