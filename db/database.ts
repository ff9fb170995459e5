/**
 * The one way to the database, the same for an embedded file and a libSQL server. Reads go through drizzle or as one JSON
 * cell; every write is one atomic batch, and writers queue: a file database has one writer, and a statement that finds it
 * busy leaves its connection unusable (the next write on it would be lost without a word), so the connection is renewed.
 */
import type { Client, InArgs, InStatement, ResultSet } from '@libsql/client';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import type * as schema from './schema/index.ts';

export type Orm = LibSQLDatabase<typeof schema>;

/** A drizzle query, or SQL with its parameters. */
export type Statement = { toSQL(): { sql: string; params: unknown[] } } | { sql: string; args: InArgs };

export interface Database {
  /** For reading. Writes go through `write`. */
  readonly orm: Orm;
  /** All statements in one transaction, or none; in the writers' queue. */
  write(statements: readonly Statement[]): Promise<ResultSet[]>;
  /** One statement that answers one cell of JSON (json_group_array …), parsed: five times faster than rows. */
  readJson<T>(sql: string, args: InArgs): Promise<T>;
  /** Several reading statements in one request, from one snapshot. */
  readAll(statements: readonly Statement[]): Promise<ResultSet[]>;
  close(): void;
}

const BUSY_TRIES = 20;

export function makeDatabase(client: Client, orm: Orm): Database {
  let tail: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = tail.then(work, work);
    tail = turn.catch(() => undefined);
    return turn;
  };

  return {
    orm,
    write: (statements) =>
      inTurn(() => untilNotBusy(client, () => client.batch(statements.map(toStatement), 'write'))),
    readAll: (statements) => client.batch(statements.map(toStatement), 'read'),
    async readJson<T>(sql: string, args: InArgs) {
      const { rows } = await client.execute({ sql, args });
      const cell = rows[0]?.[0];
      return JSON.parse(typeof cell === 'string' ? cell : 'null') as T;
    },
    close: () => client.close(),
  };
}

function toStatement(statement: Statement): InStatement {
  if ('sql' in statement) return statement;
  const { sql, params } = statement.toSQL();
  return { sql, args: params as InArgs };
}

/** Another process may hold the write lock: renew the connection (see above), wait a little, try again. */
async function untilNotBusy<T>(client: Client, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      client.reconnect();
      if (attempt === BUSY_TRIES)
        throw new Error('the database stayed busy with another writer', { cause: error });
      await new Promise((resume) => setTimeout(resume, 10 * attempt));
    }
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

export const isBusy = (error: unknown): boolean =>
  codeOf(error).startsWith('SQLITE_BUSY') ||
  (error instanceof Error && error.cause !== undefined && isBusy(error.cause));

/**
 * The columns of the unique key that a failed write ran into ("provisioning_log.request_id, provisioning_log.request_version"),
 * or null when it failed for another reason. File and server word their codes differently, the message is the same.
 */
export function clashOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const match = /UNIQUE constraint failed: ([\w."` ,]+)/.exec(error.message);
  return match?.[1]?.trim() ?? clashOf(error.cause);
}
