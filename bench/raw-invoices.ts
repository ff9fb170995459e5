/** The limit of making invoices: the very rows that a finished run left, ready in memory, written without a question asked. */
import { DatabaseSync } from 'node:sqlite';
import { createClient } from '@libsql/client';
import { INVOICES_AS_OF } from './invoices.ts';
import type { Measured, Timed } from './measure.ts';
import { ROWS_A_REQUEST, type Row, rowsOf, rowsThere } from './rows.ts';

const MADE = `from invoice where issued_on = '${INVOICES_AS_OF}'`;
const INVOICES = `select * ${MADE} order by id`;
const TAKEN = `select invoice_id, id from cardline where invoice_id in (select id ${MADE}) order by invoice_id, id`;
const NOTICES = 'select * from outbox order by id';
const AUDIT = 'select * from audit order by id';
const NEXT = 'select next_invoice_number from provider';

const TAKE = 'update cardline set invoice_id = ? where id = ?';
const ADVANCE = 'update provider set next_invoice_number = ?';

/** On a file: prepared statements of `node:sqlite` in one transaction. */
export async function rawInvoices(
  { file, done }: { readonly file: string; readonly done: string },
  timed: Timed,
): Promise<Omit<Measured, 'peakMb'>> {
  const finished = new DatabaseSync(done);
  const [invoices, taken, notices, audit, [next = []]] = [
    rowsOf(finished, INVOICES),
    rowsOf(finished, TAKEN),
    rowsOf(finished, NOTICES),
    rowsOf(finished, AUDIT),
    rowsOf(finished, NEXT),
  ];
  finished.close();
  const db = new DatabaseSync(file);
  db.exec('pragma journal_mode = wal');
  const time = await timed(() => {
    db.exec('begin immediate');
    const insertAll = (table: string, rows: readonly Row[]) => {
      const insert = db.prepare(`insert into ${table} values (${rows[0]?.map(() => '?')})`);
      for (const row of rows) insert.run(...row);
    };
    insertAll('invoice', invoices);
    const take = db.prepare(TAKE);
    for (const line of taken) take.run(...line);
    insertAll('outbox', notices);
    insertAll('audit', audit);
    db.prepare(ADVANCE).run(...next);
    db.exec('commit');
  });
  db.close();
  return { ...time, rows: invoices.length + taken.length };
}

/** On a server: whole rows as JSON, as many a request as a run has in a chunk. */
export async function rawInvoicesOnServer(
  { url, done }: { readonly url: string; readonly done: string },
  timed: Timed,
): Promise<Omit<Measured, 'peakMb'>> {
  const finished = createClient({ url: done });
  const [invoices, taken, notices, audit, [next = []]] = [
    await rowsThere(finished, INVOICES),
    await rowsThere(finished, TAKEN),
    await rowsThere(finished, NOTICES),
    await rowsThere(finished, AUDIT),
    await rowsThere(finished, NEXT),
  ];
  finished.close();
  const client = createClient({ url });
  const insert = (table: string, [first = []]: readonly Row[]) =>
    `insert into ${table} select ${first.map((_, n) => `value ->> ${n}`)} from json_each(?)`;
  const statements = [
    [insert('invoice', invoices), invoices],
    [`update cardline set invoice_id = value ->> 0 from json_each(?) where cardline.id = value ->> 1`, taken],
    [insert('outbox', notices), notices],
    [insert('audit', audit), audit],
  ] as const;
  const time = await timed(async () => {
    for (let at = 0; at < taken.length; at += ROWS_A_REQUEST) {
      const some = statements
        .map(([sql, rows]) => ({ sql, part: rows.slice(at, at + ROWS_A_REQUEST) }))
        .filter(({ part }) => part.length > 0);
      await client.batch(
        some.map(({ sql, part }) => ({ sql, args: [JSON.stringify(part)] })),
        'write',
      );
    }
    await client.execute({ sql: ADVANCE, args: next });
  });
  client.close();
  return { ...time, rows: invoices.length + taken.length };
}
