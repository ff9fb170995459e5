/** Copies a whole database into an empty one: all of it in one transaction, to a file or a server alike. */
import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { clashOf, type Database, type Statement } from './database.ts';
import * as schema from './schema/index.ts';

interface Column {
  readonly name: string;
  readonly isBlob: boolean;
}

/** Answers false, and copies nothing, where the other database holds one of these rows already. */
export async function copyDatabase(from: Database, to: Database): Promise<boolean> {
  const copies: Statement[] = [{ sql: 'pragma defer_foreign_keys = on', args: [] }];
  for (const table of Object.values(schema).filter((value) => is(value, SQLiteTable))) {
    const name = getTableName(table);
    const columns = Object.values(getTableColumns(table)).map((column) => ({
      name: column.name,
      isBlob: column.getSQLType() === 'blob',
    }));
    const [read] = await from.readAll([{ sql: readingOf(name, columns), args: [] }]);
    copies.push({ sql: writingOf(name, columns), args: [String(read?.rows[0]?.[0] ?? '[]')] });
  }
  try {
    await to.write(copies);
    return true;
  } catch (error) {
    if (clashOf(error) !== null) return false;
    throw error;
  }
}

// JSON holds no bytes: they travel as hexadecimal digits.

const readingOf = (table: string, columns: readonly Column[]): string =>
  `select json_group_array(json_array(${columns
    .map(({ name, isBlob }) => (isBlob ? `hex("${name}")` : `"${name}"`))
    .join(', ')})) from "${table}"`;

const writingOf = (table: string, columns: readonly Column[]): string =>
  `insert into "${table}" (${columns.map(({ name }) => `"${name}"`).join(', ')})
   select ${columns.map(({ isBlob }, at) => (isBlob ? `unhex(value ->> ${at})` : `value ->> ${at}`)).join(', ')}
   from json_each(?)`;
