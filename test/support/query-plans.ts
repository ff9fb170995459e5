/** How the database means to answer a statement. */
import { createClient, type InArgs } from '@libsql/client';
import type { Database, Statement } from '#db/database.ts';

/** A statement as SQL and its parameters, whichever way it was written. */
export function sqlOf(statement: Statement): readonly [sql: string, args: InArgs] {
  if ('sql' in statement) return [statement.sql, statement.args];
  const { sql, params } = statement.toSQL();
  return [sql, params as InArgs];
}

export async function stepsOf(
  db: Database,
  [sql, args]: readonly [sql: string, args: InArgs],
): Promise<string[]> {
  const files = await db.readJson<string[]>('select json_group_array(file) from pragma_database_list', []);
  // A connection of its own: a plan asked for may keep its connection busy.
  const client = createClient({ url: `file:${files[0]}` });
  try {
    const { rows } = await client.execute({ sql: `explain query plan ${sql}`, args });
    return rows.map((row) => String(row.detail));
  } finally {
    client.close();
  }
}

/** The steps that walk over a whole table, by its name or by a short name for it; lists that were handed in (JSON) are none. */
export async function scansOf(
  db: Database,
  statement: readonly [sql: string, args: InArgs],
): Promise<string[]> {
  const tables = new Set(
    await db.readJson<string[]>(`select json_group_array(name) from sqlite_master where type = 'table'`, []),
  );
  const scans = (await stepsOf(db, statement)).filter(
    (step) => step.startsWith('SCAN ') && !step.includes('VIRTUAL TABLE'),
  );
  return scans.filter((step) => tables.has(step.split(' ')[1] ?? '') || /^SCAN [a-z]{1,3}( |$)/.test(step));
}
