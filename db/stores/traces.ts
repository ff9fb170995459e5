/** The audit and outbox rows of a change, as statements for its batch. One statement each, however many rows. */
import type { Traces } from '#app/ports/platform.ts';
import type { Database, Statement } from '../database.ts';
import { audit, outbox } from '../schema/index.ts';

export function traceStatements(db: Database, traces: Traces): Statement[] {
  const statements: Statement[] = [];
  if (traces.audit.length > 0) statements.push(db.orm.insert(audit).values([...traces.audit]));
  if (traces.outbox.length > 0)
    statements.push(
      db.orm
        .insert(outbox)
        .values(traces.outbox.map((message) => ({ ...message, createdAt: message.dueAt }))),
    );
  return statements;
}
