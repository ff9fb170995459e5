/** Making and finding invoices scans no table: they grow with every month of every provider. */
import { expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import type { Database, Statement } from '#db/database.ts';
import {
  advanceStatement,
  announceStatement,
  candidatesStatement,
  insertStatement,
  issuedStatement,
  previewStatement,
  takeLinesStatement,
  tallyStatement,
} from '#db/stores/invoice-statements.ts';
import { listQuery } from '#db/stores/invoice-store.ts';
import { SOME_MORNING } from '#test/support/clock.ts';
import { aDatabase } from '#test/support/database.ts';
import { sqlOf, stepsOf } from '#test/support/query-plans.ts';

const asOf = plainDate('2026-03-03');
const at = SOME_MORNING as never;
const chunk = { asOf, invoices: [{ accountId: 1, from: asOf, to: asOf }] };

const STATEMENTS: Readonly<Record<string, (db: Database) => Statement>> = {
  'accounts with pending lines': () => candidatesStatement(1, { afterAccountId: 7, limit: 100 }),
  'a preview': () => previewStatement(1, chunk, 0),
  'the invoices': () => insertStatement(1, chunk, at),
  'taking lines': () => takeLinesStatement(1, asOf),
  'a message each': () => issuedStatement(1, at),
  'the tally': () => tallyStatement(1),
  'the next number': () => advanceStatement(1),
  'the message of the day': () => announceStatement(1, asOf, at),
  'the list': (db) => listQuery(db, 1, undefined, null).limit(51),
  'the list of an account': (db) => listQuery(db, 1, 'BG-10001', 1042).limit(51),
};

const plan = (db: Database, statement: Statement) => stepsOf(db, sqlOf(statement));

/** Steps over a whole table of those that grow, under their own names or the letters that stand for them. */
const SCANS = /^SCAN (c|i|a|p|cardline|invoice|account|outbox|theirs|first|last)\b/;

it.each(Object.entries(STATEMENTS))('INV-1: %s, by an index', async (_, make) => {
  const db = await aDatabase();
  const steps = await plan(db, make(db));
  expect(steps.length).toBeGreaterThan(0);
  expect(steps.filter((step) => SCANS.test(step))).toEqual([]);
});

it('the pending lines and the lines taken are found in the small index of pending lines', async () => {
  const db = await aDatabase();
  for (const statement of [STATEMENTS['accounts with pending lines'], STATEMENTS['taking lines']])
    expect((await plan(db, statement?.(db) as Statement)).join('\n')).toContain('cardline_pending');
});

it('the list of an account asks for the invoices of that account alone', async () => {
  const db = await aDatabase();
  const steps = await plan(db, listQuery(db, 1, 'BG-10001', null).limit(51));
  expect(steps.join('\n')).toContain('invoice_account (account_id=?)');
});
