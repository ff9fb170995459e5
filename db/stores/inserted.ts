/** What is to be known of a row that a batch has just inserted as its first statement. */
import type { ResultSet } from '@libsql/client';
import { sql } from 'drizzle-orm';
import type { AuditOfNew } from '#app/ports/people.ts';
import { formatId, type IdKind } from '#core/ids.ts';
import { invariant } from '#core/result.ts';
import type { Database, Statement } from '../database.ts';
import { audit } from '../schema/index.ts';

/** The audit row whose subject is the row inserted by the statement right before it. */
export function auditOfInserted(db: Database, kind: IdKind, entry: AuditOfNew): Statement {
  const prefix = formatId(kind, 0).slice(0, -1);
  return db.orm.insert(audit).values({ ...entry, subject: sql`${prefix} || last_insert_rowid()` });
}

/** The id that the first statement (`insert … returning id`) gave. */
export function insertedId(results: readonly ResultSet[]): number {
  const id = Number(results[0]?.rows[0]?.[0]);
  invariant(Number.isSafeInteger(id), 'an inserted row answers its id');
  return id;
}
