/** However much waits or was told, finding what is due, whose turn it is and what was given up takes no walk over a table. */
import type { InArgs } from '@libsql/client';
import { expect, it } from 'vitest';
import type { Turn } from '#app/ports/dispatch.ts';
import type { Instant } from '#core/calendar.ts';
import type { Database, Statement } from '#db/database.ts';
import { deliveryPageStatement } from '#db/stores/delivery-store.ts';
import {
  claimStatements,
  makeDispatchStore,
  outlookStatement,
  pruneStatements,
  turnStatement,
} from '#db/stores/dispatch-store.ts';
import { standingStatement } from '#db/stores/outbox-store.ts';
import { aDatabase } from '#test/support/database.ts';
import { stepsOf } from '#test/support/query-plans.ts';
import { aTenant } from '#test/support/tenants.ts';

const NOW = '2026-03-02T00:00:00.000Z' as Instant;
const QUERY = { channels: ['slack', 'fax'], now: NOW, mostNotices: 200, mostTargets: 50 };
const C1 = { channel: 'slack', target: 'C1', lease: 'delivery:slack:C1' };
const PAGE = { before: 7, limit: 51 };
const TURN = {
  id: 1,
  place: 1,
  unanswered: 0,
  attempts: 0,
  supersedes: [2],
  gates: [{ key: 'api', spacingMs: 1 }],
} as unknown as Turn;

const asked = (statement: Statement): [sql: string, args: InArgs] => {
  if (!('sql' in statement)) throw new Error('a statement as text');
  return [statement.sql, statement.args];
};

const STATEMENTS: Readonly<Record<string, readonly [sql: string, args: InArgs]>> = {
  'what is due': outlookStatement(QUERY),
  'whose turn it is': turnStatement(C1, NOW),
  'a claim': asked(claimStatements(TURN, { name: 'x', holder: 'y' }, NOW, NOW)[0] as Statement),
  'what a claim supersedes': asked(
    claimStatements(TURN, { name: 'x', holder: 'y' }, NOW, NOW)[1] as Statement,
  ),
  'how a provider’s outbox stands': standingStatement(1),
  'how the whole outbox stands': standingStatement(undefined),
  'a page of everything': deliveryPageStatement(1, {}, PAGE),
  'a page of what waits': deliveryPageStatement(1, { status: 'waiting' }, PAGE),
  'a page of what fails': deliveryPageStatement(1, { status: 'failing', channel: 'slack' }, PAGE),
  'a page of the dead': deliveryPageStatement(1, { status: 'dead', channel: 'slack', target: 'C1' }, PAGE),
  'old deliveries': asked(pruneStatements({ doneBefore: NOW, deadBefore: NOW, limit: 9 })[0] as Statement),
  'old notices': asked(pruneStatements({ doneBefore: NOW, deadBefore: NOW, limit: 9 })[1] as Statement),
};

/** Steps that walk over a table; an index that holds only what waits is as short as what waits, and may be walked. */
async function walks(db: Database, sql: string, args: InArgs): Promise<string[]> {
  return (await stepsOf(db, [sql, args]))
    .filter((step) => /^SCAN (delivery|outbox|gate|lease|provider|[a-z])\b/.test(step))
    .filter((step) => !/USING (COVERING )?INDEX (outbox_waiting|delivery_due|delivery_queue)$/.test(step))
    .filter((step) => !/^SCAN \w+ VIRTUAL TABLE/.test(step));
}

it.each(Object.entries(STATEMENTS))('looks up by an index: %s', async (_, [sql, args]) => {
  expect(await walks(await aDatabase(), sql, args)).toEqual([]);
});

it('sees a walk when there is one', async () => {
  expect(await walks(await aDatabase(), `select * from delivery d where d.kind = 'card'`, [])).toEqual([
    'SCAN d',
  ]);
});

it('stays fast when ten thousand wait in one target, ten thousand in a thousand, and more was told', async () => {
  const db = await aDatabase();
  const { providerId } = await aTenant(db);
  const fill = (columns: string) => ({
    sql: `insert into delivery (provider_id, channel, kind, topic, body, gates, created_at, target, subject, dedupe_key,
        coalesce_key, place, due_at, status, done_at, attempts, last_error, attempted_at)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000)
      select :providerId, 'slack', 'line', 't', '{}', '[["api", 1000]]', :now, ${columns} from n`,
    args: { providerId, now: NOW },
  });
  const waiting = `i, :now, 'waiting', null, 0, null, null`;
  await db.write([
    fill(`'one', 'req_' || i, 'a' || i, null, ${waiting}`),
    fill(`'C' || (i % 1000), 'req_' || i, 'b' || i, 'card', ${waiting}`),
    // Ten thousand that failed and are not due, each with another of its subject behind it.
    fill(`'down', 'req_' || i, 'c' || i, null, i, '2027', 'waiting', null, 1, 'away', :now`),
    fill(`'down', 'req_' || i, 'd' || i, null, 10000 + ${waiting}`),
    ...[1, 2, 3, 4, 5].map((n) =>
      fill(`'C' || (i % 1000), 'req_' || i, 'e${n}' || i, 'card', i, :now, 'sent', :now, 1, null, :now`),
    ),
  ]);
  const store = makeDispatchStore(db);
  const { targets } = await store.outlook({ ...QUERY, mostTargets: 2_000 });
  expect(targets).toHaveLength(1_001);
  const took = async (work: () => Promise<unknown>): Promise<number> => {
    const times: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const began = performance.now();
      await work();
      times.push(performance.now() - began);
    }
    return Math.min(...times);
  };
  // A walk over pairs would take seconds; these take milliseconds, and the bounds leave room for a busy machine.
  expect(await took(() => store.outlook(QUERY))).toBeLessThan(300);
  expect(await took(() => store.turn({ ...C1, target: 'one' }, NOW))).toBeLessThan(50);
  expect(await took(() => store.turn({ ...C1, target: 'down' }, NOW))).toBeLessThan(300);
  expect(await took(() => db.readJson(...standingStatement(providerId)))).toBeLessThan(300);
});
