/** The audit and outbox rows of a change, as statements for its batch. One statement each, up to a thousand rows. */
import type { Traces } from '#app/ports/platform.ts';
import type { Database, Statement } from '../database.ts';
import { audit, outbox } from '../schema/index.ts';

export function traceStatements(db: Database, traces: Traces): Statement[] {
  return [
    ...inLots(traces.audit).map((entries) => db.orm.insert(audit).values(entries)),
    ...inLots(traces.outbox).map((messages) =>
      db.orm.insert(outbox).values(messages.map((message) => ({ ...message, createdAt: message.dueAt }))),
    ),
  ];
}

/** A statement takes 32,766 values, of which each row has a dozen. */
const ROWS_A_STATEMENT = 1000;

const inLots = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / ROWS_A_STATEMENT) }, (_, lot) =>
    rows.slice(lot * ROWS_A_STATEMENT, (lot + 1) * ROWS_A_STATEMENT),
  );
