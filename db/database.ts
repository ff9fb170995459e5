/**
 * The one way to the database, the same for an embedded file and a libSQL server. Reads go through drizzle or as one JSON
 * cell; every write is one atomic batch. A file has one writer: writers of this process queue for it, and one that finds it
 * held by another process waits its turn. A statement that found the file busy leaves its connection unusable (the next
 * write on it would be lost without a word), so the connections are renewed before anything else is asked of them.
 */
import type { Client, InArgs, InStatement, ResultSet } from '@libsql/client';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { Unavailable } from '#app/ports/unavailable.ts';
import type * as schema from './schema/index.ts';

export type Orm = LibSQLDatabase<typeof schema>;

/** A drizzle query, or SQL with its parameters. */
export type Statement = { toSQL(): { sql: string; params: unknown[] } } | { sql: string; args: InArgs };

export interface Database {
  /** For reading. Writes go through `write`. */
  readonly orm: Orm;
  /** All statements in one transaction, or none. */
  write(statements: readonly Statement[]): Promise<ResultSet[]>;
  /** One statement that answers one cell of JSON (json_group_array …), parsed: five times faster than rows. */
  readJson<T>(sql: string, args: InArgs): Promise<T>;
  /** Several reading statements in one request, from one snapshot. */
  readAll(statements: readonly Statement[]): Promise<ResultSet[]>;
  close(): void;
}

export interface WriterOptions {
  /**
   * Writers of this process take turns: right for a file. A server makes them queue itself; and on Workers, where one
   * request must never wait for the promise of another, it has to.
   */
  readonly takeTurns: boolean;
}

/** Longest that a write waits for another process: its longest batch takes a fraction of this. */
const PATIENCE_MS = 10_000;
const LONGEST_PAUSE_MS = 100;

export function makeDatabase(client: Client, orm: Orm, { takeTurns }: WriterOptions): Database {
  let tail: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    if (!takeTurns) return work();
    const turn = tail.then(work, work);
    tail = turn.catch(() => undefined);
    return turn;
  };

  return {
    orm,
    write: (statements) =>
      inTurn(() => untilNotBusy(client, () => client.batch(statements.map(toStatement), 'write'))),
    readAll: (statements) => untilNotBusy(client, () => client.batch(statements.map(toStatement), 'read')),
    async readJson<T>(sql: string, args: InArgs) {
      const { rows } = await untilNotBusy(client, () => client.execute(toStatement({ sql, args })));
      const cell = rows[0]?.[0];
      return JSON.parse(typeof cell === 'string' ? cell : 'null') as T;
    },
    close: () => client.close(),
  };
}

function toStatement(statement: Statement): InStatement {
  if ('sql' in statement) return { sql: statement.sql, args: withWholeTexts(statement.args) };
  const { sql, params } = statement.toSQL();
  return { sql, args: withWholeTexts(params as InArgs) };
}

/**
 * Half a character (a lone surrogate) is no text in UTF-8: SQLite makes of its JSON escape bytes that libSQL cannot read again, and
 * the process would end with every later read. It becomes U+FFFD, as everywhere else where bytes are read as text.
 */
function withWholeTexts(args: InArgs): InArgs {
  if (Array.isArray(args)) return args.some(hasHalf) ? args.map(whole) : args;
  const entries = Object.entries(args);
  return entries.some(([, value]) => hasHalf(value))
    ? (Object.fromEntries(entries.map(([name, value]) => [name, whole(value)])) as InArgs)
    : args;
}

const hasHalf = (value: unknown): boolean =>
  typeof value === 'string' && (value.includes('\\ud') || value.includes('\\uD') || !value.isWellFormed());

/** In JSON: a backslash that is a letter of the text, a whole character in two escapes, or half of one. */
const ESCAPED = /\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|\\ud[89a-f][0-9a-f]{2}/gi;
const HALF = 6;

function whole<T>(value: T): T {
  if (typeof value !== 'string') return value;
  const text = value.toWellFormed();
  return (
    /^[[{"]/.test(text) ? text.replace(ESCAPED, (found) => (found.length === HALF ? '\\ufffd' : found)) : text
  ) as T & string;
}

/** Asks until no other process holds the database; of a file, with fresh connections each time (see above). */
export async function untilNotBusy<T>(client: Client, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      // Another statement of this process renewed the connections under this one: it only has to be asked again.
      if (isClosedInFlight(client, error)) continue;
      if (isDiskFault(error))
        throw new Unavailable('The database cannot be read or written: its disk is full, or failing.', {
          cause: error,
        });
      if (!isBusy(error)) throw error;
      // A server keeps its own connections; here a reconnect would only cut off what else is under way.
      if (client.protocol === 'file') client.reconnect();
      if (performance.now() > deadline)
        throw new Unavailable('The database stayed busy with another writer for ten seconds.', {
          cause: error,
        });
      await new Promise((resume) => setTimeout(resume, Math.min(5 * attempt, LONGEST_PAUSE_MS)));
    }
  }
}

/**
 * The same client, whose single statements wait for a busy file too: for drizzle, whose reads know nothing of it.
 */
export const withPatience = (client: Client): Client =>
  new Proxy(client, {
    get(target, key) {
      if (key === 'execute')
        return (...args: Parameters<Client['execute']>) =>
          untilNotBusy(target, () => target.execute(...args));
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const isClosedInFlight = (client: Client, error: unknown): boolean =>
  codeOf(error) === 'CLIENT_CLOSED' && !client.closed;

const isDiskFault = (error: unknown): boolean => /^SQLITE_(FULL|IOERR)/.test(codeOf(error));

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
