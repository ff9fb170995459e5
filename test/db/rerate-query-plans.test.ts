/** USE-8: of ten million records only those are read whose price changed: sums by their key, records by their sum. */
import { expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import type { Rerated } from '#core/usage/rerate-chunk.ts';
import { acceptStatements, recordsStatement, totalsStatement } from '#db/stores/rerate-chunks.ts';
import { usageStatement } from '#db/stores/usage-billing.ts';
import { aDatabase } from '#test/support/database.ts';
import { scansOf, sqlOf, stepsOf } from '#test/support/query-plans.ts';

const day = plainDate('2026-03-01');
const scope = {
  providerId: 1,
  version: 2,
  from: day,
  to: null,
  tariffs: [
    { tariffId: 7, rateCardId: 3 },
    { tariffId: 8, rateCardId: null },
  ],
};
const totals = totalsStatement(scope, { after: [day, 0, 0, 0, 0], within: null });
const records = recordsStatement(scope, [1, 2]);
const part = recordsStatement(scope, [1], { startedAt: 5, id: 7 });

it('walks the sums from where it stands, by their key, in its order', async () => {
  const db = await aDatabase();
  expect(await scansOf(db, sqlOf(totals))).toEqual([]);
  const steps = await stepsOf(db, sqlOf(totals));
  expect(steps.find((step) => step.includes(' t '))).toMatch(/^SEARCH t USING INDEX usage_total_key \(\(/);
  expect(steps.filter((step) => step.includes('B-TREE'))).toEqual([]);
});

it.each([
  ['of several sums', records],
  ['of a part of one', part],
])('finds the records %s by the index of their sum and start', async (_, statement) => {
  const db = await aDatabase();
  expect(await scansOf(db, sqlOf(statement))).toEqual([]);
  const steps = await stepsOf(db, sqlOf(statement));
  expect(steps.find((step) => step.startsWith('SEARCH u '))).toBe(
    'SEARCH u USING INDEX usage_record_total (total_id=? AND started_at>? AND started_at<?)',
  );
});

it('lets a run find what was charged and corrected of each service by indexes', async () => {
  const db = await aDatabase();
  const statement = usageStatement(1, { asOf: day, terms: [1, 2], manualApproval: false });
  // `g`: what is charged now, summed up before.
  expect(await scansOf(db, sqlOf(statement))).toEqual(['SCAN g']);
  const steps = await stepsOf(db, sqlOf(statement));
  expect(steps).toContain('SEARCH c USING INDEX usage_correction_total (total_id=?)');
  expect(steps).toContain('SEARCH x USING INDEX usage_total_key (period_start=? AND service_id=?)');
});

it('writes a chunk in a constant number of statements, each row found by its key', async () => {
  const db = await aDatabase();
  const one = (side: Rerated['side'], id: number): Rerated => ({
    side,
    id,
    totalId: id,
    serviceId: 1,
    ratesVersion: null,
    allowance: null,
    chargeBefore: 1,
    charge: 2,
    rateId: 1,
    versionBefore: 1,
  });
  const chunkOf = (count: number) => ({
    rerateId: 1,
    version: 2,
    rerated: Array.from({ length: count }, (_, at) => one(at % 2 === 0 ? 'sell' : 'buy', at + 1)),
    rows: Array.from({ length: count }, (_, at) => ({
      totalId: at + 1,
      serviceId: 1,
      versionBefore: 1,
      records: 1,
      rerated: 1,
      chargeBefore: 1n,
      charge: 2n,
    })),
    next: null,
  });
  const statements = acceptStatements(1, chunkOf(2));
  expect(acceptStatements(1, chunkOf(400))).toHaveLength(statements.length);
  expect(statements).toHaveLength(7);
  for (const statement of statements) expect(await scansOf(db, sqlOf(statement))).toEqual([]);
});
