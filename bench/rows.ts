import type { DatabaseSync } from 'node:sqlite';

export type Row = (string | number | null)[];

/** All rows of a query as arrays. */
export function rowsOf(db: DatabaseSync, sql: string): Row[] {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  return statement.all() as unknown as Row[];
}
