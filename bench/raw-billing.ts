/** The limit of a billing run: the very rows that a finished one left, ready in memory, written without a question asked. */
import { DatabaseSync } from 'node:sqlite';
import { createClient } from '@libsql/client';
import type { Measured, Timed } from './measure.ts';
import { ROWS_A_REQUEST, type Row, rowsOf, rowsThere } from './rows.ts';

const LINE = [
  'provider_id',
  'account_id',
  'subscription_id',
  'term_id',
  'side',
  'service_id',
  'item_id',
  'kind',
  'revision',
  'period_start',
  '"from"',
  '"to"',
  'generated_on',
  'amount',
  'tax',
  'tax_rate',
  'fee',
  'basis',
  'catalogue_version',
  'run_id',
];
const LINES = `select ${LINE} from cardline where run_id = 1 order by id`;
const TERMS = `select next_period, waiting, setup_billed, settled_end, next_due_on, id, version - 1 from subscription_term order by id`;

/** On a file: prepared statements of `node:sqlite` in one transaction. */
export async function rawBilling(
  { file, done }: { readonly file: string; readonly done: string },
  timed: Timed,
): Promise<Omit<Measured, 'peakMb'>> {
  const finished = new DatabaseSync(done);
  const lines = rowsOf(finished, LINES);
  const terms = rowsOf(finished, TERMS);
  const [run = []] = rowsOf(finished, 'select * from billing_run');
  finished.close();
  const db = new DatabaseSync(file);
  db.exec('pragma journal_mode = wal');
  db.prepare(`insert into billing_run values (${run.map(() => '?')})`).run(...run);
  const time = await timed(() => {
    db.exec('begin immediate');
    const insert = db.prepare(`insert into cardline (${LINE}) values (${LINE.map(() => '?')})`);
    const advance = db.prepare(
      `update subscription_term set next_period = ?, waiting = ?, setup_billed = ?, settled_end = ?, next_due_on = ?,
         version = version + 1 where id = ? and version = ?`,
    );
    for (const line of lines) insert.run(...line);
    for (const term of terms) advance.run(...term);
    db.exec('commit');
  });
  db.close();
  return { ...time, rows: lines.length };
}

/** On a server: whole rows as JSON, as many a request as a run has in a chunk. */
export async function rawBillingOnServer(
  { url, done }: { readonly url: string; readonly done: string },
  timed: Timed,
): Promise<Omit<Measured, 'peakMb'>> {
  const finished = createClient({ url: done });
  const [lines, terms, runs] = [
    await rowsThere(finished, LINES),
    await rowsThere(finished, TERMS),
    await rowsThere(finished, 'select * from billing_run'),
  ];
  finished.close();
  const client = createClient({ url });
  const [run = []] = runs;
  await client.execute({ sql: `insert into billing_run values (${run.map(() => '?')})`, args: run });
  const insert = `insert into cardline (${LINE}) select ${LINE.map((_, n) => `value ->> ${n}`)} from json_each(?)`;
  const advance = `update subscription_term set next_period = value ->> 0, waiting = value ->> 1, setup_billed = value ->> 2,
      settled_end = value ->> 3, next_due_on = value ->> 4, version = version + 1
    from json_each(?) where subscription_term.id = value ->> 5 and version = value ->> 6`;
  const time = await timed(async () => {
    for (let at = 0; at < Math.max(lines.length, terms.length); at += ROWS_A_REQUEST) {
      const part = (rows: readonly Row[]) => JSON.stringify(rows.slice(at, at + ROWS_A_REQUEST));
      await client.batch(
        [
          { sql: insert, args: [part(lines)] },
          { sql: advance, args: [part(terms)] },
        ],
        'write',
      );
    }
  });
  client.close();
  return { ...time, rows: lines.length };
}
