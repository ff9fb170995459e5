import { and, desc, eq, getTableColumns, lt, sql } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type {
  ChangeSet,
  ChangeSetHead,
  ChangeSetStore,
  Impact,
  NewChangeSet,
  RowMark,
} from '#app/ports/catalogue.ts';
import type { Traces } from '#app/ports/platform.ts';
import { ok } from '#core/result.ts';
import { clashOf, type Database, type Statement } from '../database.ts';
import { changeSet } from '../schema/index.ts';
import { missedGuardOf } from './guards.ts';
import { traceStatements } from './traces.ts';

const { faults, notes, plan, impact, providerId: _provider, ...HEAD } = getTableColumns(changeSet);
const WHOLE = { ...HEAD, faults, notes, plan, impact };

export const makeChangeSetStore = (db: Database): ChangeSetStore => ({
  async add(providerId, added, marks, traces) {
    const id = await writeWithNewKey(db, (id) => [
      ...addStatements(db, providerId, id, added, traces(id)),
      ...(marks === null ? [] : markStatements(providerId, marks)),
    ]);
    return { ...added, id, ...UNDECIDED };
  },

  async find(providerId, id) {
    const [row] = await db.orm
      .select(WHOLE)
      .from(changeSet)
      .where(and(eq(changeSet.providerId, providerId), eq(changeSet.id, id)));
    return row ? { ...row, impact: withUnmeasured(row.impact) } : null;
  },

  async newestPending(providerId) {
    const [row] = await db.orm
      .select(HEAD)
      .from(changeSet)
      .where(and(eq(changeSet.providerId, providerId), eq(changeSet.status, 'pending')))
      .orderBy(desc(changeSet.id))
      .limit(1);
    return row ?? null;
  },

  async page(providerId, { status }, { limit, cursor }) {
    const before = readKeyCursor(cursor);
    if (!before.ok) return before;
    const rows: ChangeSetHead[] = await db.orm
      .select(HEAD)
      .from(changeSet)
      .where(
        and(
          eq(changeSet.providerId, providerId),
          status === undefined ? undefined : eq(changeSet.status, status),
          before.value === null ? undefined : lt(changeSet.id, before.value),
        ),
      )
      .orderBy(desc(changeSet.id))
      .limit(limit + 1);
    return ok(pageOfRows(rows, limit, ({ id }) => id));
  },

  async close(providerId, id, { status, by, at, reason }, traces) {
    try {
      await db.write([
        decideStatement(providerId, id, { status, by, at, reason, publishedVersion: null }),
        ...traceStatements(db, traces),
      ]);
      return true;
    } catch (error) {
      if (missedGuardOf(error) === 'change_set.status') return false;
      throw error;
    }
  },
});

/** Impacts of earlier releases hold less. */
const withUnmeasured = (impact: Impact): Impact => ({
  ...UNMEASURED,
  ...impact,
  prices: { ...NO_SPREAD, ...impact.prices },
});
const UNMEASURED = { tabs: [], reach: null, fees: null, margins: null };
const NO_SPREAD = { spread: [] };

const UNDECIDED = { decidedBy: null, decidedAt: null, reason: null, publishedVersion: null };

/** The statements that add a change set under a given key, with its traces. */
export const addStatements = (
  db: Database,
  providerId: number,
  id: number,
  added: NewChangeSet,
  traces: Traces,
  decision: Partial<Pick<ChangeSet, 'decidedBy' | 'decidedAt' | 'publishedVersion'>> = {},
): Statement[] => [
  db.orm.insert(changeSet).values({ ...added, ...decision, id, providerId }),
  ...traceStatements(db, traces),
];

/**
 * Writes a batch that begins with a new change set, whose key the traces in the same batch name. The key is the next one; where
 * somebody else took it meanwhile, the one after.
 */
export async function writeWithNewKey(
  db: Database,
  statements: (id: number) => readonly Statement[],
): Promise<number> {
  for (;;) {
    const [row] = await db.orm.select({ last: sql<number>`coalesce(max(id), 0)` }).from(changeSet);
    const id = Number(row?.last ?? 0) + 1;
    try {
      await db.write(statements(id));
      return id;
    } catch (error) {
      if (clashOf(error) !== 'change_set.id') throw error;
    }
  }
}

export interface Decision {
  readonly status: ChangeSet['status'];
  readonly by: string;
  readonly at: string;
  readonly reason: string | null;
  readonly publishedVersion: number | null;
}

/** Decides a pending change set. Where it is decided already, the guard on `status` fails the batch: the first wins. */
export const decideStatement = (providerId: number, id: number, decision: Decision): Statement => ({
  sql: `update change_set set status = case when status = 'pending' then :status end, decided_by = :by,
          decided_at = :at, reason = :reason, published_version = :publishedVersion
        where id = :id and provider_id = :providerId`,
  args: { ...decision, id, providerId },
});

/** What the check says of a row that it finds nothing to say about. */
const FINE = 'OK';

/**
 * Two statements however many rows: what most rows are told, and the exceptions. The plus keeps the provider's index out of the
 * way, which would walk all marks for each row.
 */
export const markStatements = (providerId: number, marks: readonly RowMark[]): Statement[] => [
  {
    sql: `update workbook_row set check_status = :fine, check_message = null
          where provider_id = :providerId and (check_status is not :fine or check_message is not null)`,
    args: { providerId, fine: FINE },
  },
  {
    sql: `update workbook_row set check_status = j.value ->> 1, check_message = j.value ->> 2
          from json_each(:marks) j
          where workbook_row.id = j.value ->> 0 and +workbook_row.provider_id = :providerId`,
    args: {
      providerId,
      marks: JSON.stringify(marks.map(({ id, status, message }) => [id, status, message])),
    },
  },
];
