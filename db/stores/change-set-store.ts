import type { InArgs } from '@libsql/client';
import { and, asc, desc, eq, getTableColumns, lt, lte, sql } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type {
  ChangeSet,
  ChangeSetHead,
  ChangeSetStore,
  Decision,
  Impact,
  NewChangeSet,
  RowMark,
  SeenChangeSet,
} from '#app/ports/catalogue.ts';
import type { Traces } from '#app/ports/platform.ts';
import { ok } from '#core/result.ts';
import { clashOf, type Database, type Statement } from '../database.ts';
import { changeSet } from '../schema/index.ts';
import { missedGuardOf } from './guards.ts';
import { traceStatements } from './traces.ts';

const {
  faults,
  notes,
  plan,
  impact,
  facts,
  needs,
  moved,
  providerId: _provider,
  ...HEAD
} = getTableColumns(changeSet);
const WHOLE = { ...HEAD, faults, notes, plan, impact, facts, needs, moved };

export const makeChangeSetStore = (db: Database): ChangeSetStore => ({
  async add(providerId, added, marks, traces) {
    for (;;) {
      // Asked with the key: whoever adds the same meanwhile takes the key, and is found then.
      const [last, same] = await db.readJson<[last: number, same: number | null]>(
        ...sameQuestion(providerId, added),
      );
      const there = same === null ? null : await find(db, providerId, same);
      if (there !== null) return there;
      const id = last + 1;
      const isWritten = await tryWrite(db, [
        ...addStatements(db, providerId, id, added, traces(id)),
        ...(marks === null ? [] : markStatements(providerId, marks)),
      ]);
      if (isWritten) return { ...added, id, ...UNDECIDED };
    }
  },

  find: (providerId, id) => find(db, providerId, id),

  async newestPending(providerId) {
    const [row] = await db.orm
      .select(HEAD)
      .from(changeSet)
      .where(and(eq(changeSet.providerId, providerId), eq(changeSet.status, 'pending')))
      .orderBy(desc(changeSet.id))
      .limit(1);
    return row ?? null;
  },

  async nextScheduled(providerId, day) {
    const [row] = await db.orm
      .select(WHOLE)
      .from(changeSet)
      // The state is written out, as in the index that holds those scheduled alone.
      .where(
        and(eq(changeSet.providerId, providerId), sql`status = 'scheduled'`, lte(changeSet.publishOn, day)),
      )
      .orderBy(asc(changeSet.publishOn), asc(changeSet.id))
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

  async decide(providerId, seen, decision, traces) {
    try {
      await db.write([decideStatement(providerId, seen, decision), ...traceStatements(db, traces)]);
      return true;
    } catch (error) {
      if (isDecidedAlready(error)) return false;
      throw error;
    }
  },
});

async function find(db: Database, providerId: number, id: number): Promise<ChangeSet | null> {
  const [row] = await db.orm
    .select(WHOLE)
    .from(changeSet)
    .where(and(eq(changeSet.providerId, providerId), eq(changeSet.id, id)));
  return row ? { ...row, impact: withUnmeasured(row.impact) } : null;
}

/**
 * The last key, and the change set that says the same: the newest that waits, with this content against this version; or the
 * newest of all, with the same faults in the same reading of the workbook.
 */
const sameQuestion = (
  providerId: number,
  { status, contentHash, baseVersion, source, sourceRevision, restores, faults }: NewChangeSet,
): [sql: string, args: InArgs] => [
  `select json_array((select coalesce(max(id), 0) from change_set),
    (select id from change_set where id = (
        select max(id) from change_set where provider_id = :providerId ${status === 'pending' ? `and status = 'pending'` : ''})
      and status = :status and status in ('pending', 'faulty') and content_hash = :contentHash and base_version = :baseVersion
      and source = :source and restores is :restores
      and (status = 'pending' or (source_revision is :sourceRevision and faults = :faults))))`,
  {
    providerId,
    status,
    contentHash,
    baseVersion,
    source,
    sourceRevision,
    restores,
    faults: JSON.stringify(faults),
  },
];

/** Impacts of earlier releases hold less. */
const withUnmeasured = (impact: Impact): Impact => ({
  ...UNMEASURED,
  ...impact,
  prices: { ...NO_SPREAD, ...impact.prices },
});
const UNMEASURED = { tabs: [], reach: null, fees: null, margins: null, usage: null };
const NO_SPREAD = { spread: [] };

const UNDECIDED = {
  decidedBy: null,
  decidedById: null,
  decidedAt: null,
  reason: null,
  publishOn: null,
  publishedVersion: null,
  needs: [],
  moved: null,
};

/** The statements that add a change set under a given key, with its traces. */
export const addStatements = (
  db: Database,
  providerId: number,
  id: number,
  added: NewChangeSet,
  traces: Traces,
  decision: Partial<Pick<ChangeSet, keyof typeof UNDECIDED>> = {},
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
    if (await tryWrite(db, statements(id))) return id;
  }
}

/** Whether it was written; false where somebody else took the key of its change set. */
async function tryWrite(db: Database, statements: readonly Statement[]): Promise<boolean> {
  try {
    await db.write(statements);
    return true;
  } catch (error) {
    if (clashOf(error) !== 'change_set.id') throw error;
    return false;
  }
}

/** Where it is not in the state any more in which it was seen, the guard on `status` fails the batch: the first wins. */
const GUARDED_STATUS = 'status = case when status = :seen then :status end';

export const isDecidedAlready = (error: unknown): boolean => missedGuardOf(error) === 'change_set.status';

export const decideStatement = (
  providerId: number,
  { id, status: seen }: SeenChangeSet,
  {
    reason,
    moved,
    publishOn,
    needs,
    ...decision
  }: Omit<Decision, 'status'> & { readonly status: ChangeSet['status'] },
  publishedVersion: number | null = null,
): Statement => ({
  sql: `update change_set set ${GUARDED_STATUS}, decided_by = :by, decided_by_id = :byId, decided_at = :at, reason = :reason,
          moved = :moved, publish_on = coalesce(:publishOn, publish_on), needs = coalesce(:needs, needs),
          published_version = :publishedVersion
        where id = :id and provider_id = :providerId`,
  args: {
    ...decision,
    reason: reason ?? null,
    moved: moved ? JSON.stringify(moved) : null,
    publishOn: publishOn ?? null,
    needs: needs ? JSON.stringify(needs) : null,
    publishedVersion,
    seen,
    id,
    providerId,
  },
});

/** A scheduled change set whose day has come; who approved it, and when, stays. */
export const publishScheduledStatement = (
  providerId: number,
  id: number,
  publishedVersion: number,
): Statement => ({
  sql: `update change_set set ${GUARDED_STATUS}, published_version = :publishedVersion
        where id = :id and provider_id = :providerId`,
  args: { seen: 'scheduled', status: 'published', publishedVersion, id, providerId },
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
