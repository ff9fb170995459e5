import type { DatabaseSync } from 'node:sqlite';
import type { Client } from '@libsql/client';

export type Row = (string | number | null)[];

/** All rows of a query as arrays. */
export function rowsOf(db: DatabaseSync, sql: string): Row[] {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  return statement.all() as unknown as Row[];
}

/** Rows in one request: a server takes no prepared statements from outside, and a statement a row would take minutes. */
export const ROWS_A_REQUEST = 7_500;

/** All rows of a query on a server, in pages: it limits its answers. */
export async function rowsThere(client: Client, sql: string): Promise<Row[]> {
  const all: Row[] = [];
  for (;;) {
    const { rows } = await client.execute(`${sql} limit ${ROWS_A_REQUEST} offset ${all.length}`);
    for (const row of rows) all.push(Array.from(row) as Row);
    if (rows.length < ROWS_A_REQUEST) return all;
  }
}
