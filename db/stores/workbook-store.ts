/** The built-in workbook: rows of cells as people left them. Read whole as one JSON value, saved in a constant number of statements. */
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type {
  BuiltinWorkbook,
  Cells,
  RevisedWorkbook,
  TabEdit,
  TabSummary,
  WorkbookRow,
} from '#app/ports/workbook.ts';
import type { Instant } from '#core/calendar.ts';
import { ok } from '#core/result.ts';
import type { Cell } from '#core/workbook/cell.ts';
import type { RawTab } from '#core/workbook/read-tab.ts';
import { type AnyTab, columnsOf, OWN_HEADINGS } from '#core/workbook/tab.ts';
import { TABS } from '#core/workbook/tabs.ts';
import type { Database, Statement } from '../database.ts';
import { missedGuardOf } from './guards.ts';
import { traceStatements } from './traces.ts';

export const makeWorkbookStore = (db: Database): BuiltinWorkbook => ({
  read: (providerId) => readWhole(db, providerId),

  revision: (providerId) =>
    db
      .readJson<[number, number, number]>(
        `select json_array(count(*), coalesce(max(id), 0), coalesce(sum(version), 0)) from workbook_row
         where provider_id = :provider`,
        { provider: providerId },
      )
      .then(revisionOf),

  editors: (providerId, rowIds) =>
    rowIds.length === 0
      ? Promise.resolve([])
      : db.readJson<string[]>(
          `select json_group_array(name) from (
             select distinct w.updated_by name from json_each(:ids) j cross join workbook_row w on w.id = j.value
             where w.provider_id = :provider order by name)`,
          { provider: providerId, ids: JSON.stringify(rowIds) },
        ),

  async tabs(providerId) {
    const found = await db.readJson<TabSummary[]>(
      `select json_group_array(json_object('title', tab, 'rows', rows, 'faults', faults, 'updatedAt', updated_at)) from (
         select tab, count(*) rows, count(*) filter (where check_status = 'Fault') faults, max(updated_at) updated_at
         from workbook_row where provider_id = :provider group by tab)`,
      { provider: providerId },
    );
    return TABS.map(
      ({ title }) =>
        found.find((tab) => tab.title === title) ?? { title, rows: 0, faults: 0, updatedAt: null },
    );
  },

  async sheets(providerId, title) {
    const rows = await db.readJson<
      [tab: string, cells: Cells, status: string | null, message: string | null][]
    >(
      `select json_group_array(json_array(tab, json(cells), check_status, check_message)) from (
         select * from workbook_row where provider_id = :provider ${title === undefined ? '' : 'and tab = :title'}
         order by tab, position, id)`,
      { provider: providerId, ...(title === undefined ? {} : { title }) },
    );
    return TABS.filter((tab) => title === undefined || tab.title === title).map((tab) => {
      const headings = headingsOf(tab);
      return {
        title: tab.title,
        headings: [...headings, ...OWN_HEADINGS],
        rows: rows
          .filter(([of]) => of === tab.title)
          .map(([, cells, status, message]) => [
            ...headings.map((heading) => cells[heading] ?? null),
            status,
            message,
          ]),
      };
    });
  },

  async rows(providerId, tab, { limit, cursor }) {
    const after = readKeyCursor(cursor);
    if (!after.ok) return after;
    const args = { provider: providerId, tab, limit: limit + 1 };
    const rows =
      after.value === null
        ? await readRows(db, 'true', args)
        : await readRows(db, AFTER_ROW, { ...args, after: after.value });
    return ok(pageOfRows(rows, limit, ({ id }) => id));
  },

  async findBy(providerId, tab, { heading, cell }) {
    const ids = await db.readJson<number[]>(
      `select json_group_array(id) from (
         select id from workbook_row where provider_id = :provider and tab = :tab and trim(json_extract(cells, :path)) = :cell
         order by position, id limit 1)`,
      { provider: providerId, tab, path: `$."${heading}"`, cell },
    );
    return ids[0] ?? null;
  },

  distinct: (providerId, tab, heading) =>
    db.readJson<Cell[]>(
      `select json_group_array(cell) from (
         select distinct json_extract(cells, :path) cell from workbook_row where provider_id = :provider and tab = :tab)
       where cell is not null`,
      { provider: providerId, tab, path: `$."${heading}"` },
    ),

  find: (providerId, tab, ids) =>
    readRows(db, 'n.id in (select value from json_each(:ids))', {
      provider: providerId,
      tab,
      ids: JSON.stringify(ids),
      limit: ids.length,
    }),

  async edit(providerId, edit, audit) {
    const statements = editStatements(providerId, edit);
    const traces = traceStatements(db, { audit: [audit], outbox: [] });
    const results = await writeGuarded(db, [...statements, ...traces]);
    if (results === null) return null;
    const inserted = edit.added.length > 0 ? results[statements.length - 1] : undefined;
    return (inserted?.rows ?? []).map((row) => Number(row[0])).sort((a, b) => a - b);
  },

  async replace(providerId, tabs, { by, revision }, audit) {
    // Above every version there was: keys of rows that are gone are given again, and the revision has to move all the same.
    const [version] = await db.readJson<[number]>(
      'select json_array(coalesce(max(version), 0) + 1) from workbook_row where provider_id = :provider',
      { provider: providerId },
    );
    const statements: Statement[] = [
      ...(revision === null ? [] : [revisionGuard(providerId, revision)]),
      {
        sql: `delete from workbook_row where provider_id = :provider and tab in (select value from json_each(:tabs))`,
        args: { provider: providerId, tabs: JSON.stringify(tabs.map(({ title }) => title)) },
      },
      {
        sql: `insert into workbook_row (provider_id, tab, position, cells, version, updated_by, updated_at)
              select :provider, j.value ->> 0, j.value ->> 1, j.value ->> 2, :version, :by, :at from json_each(:rows) j`,
        args: {
          provider: providerId,
          version,
          by: by.name,
          at: by.at,
          rows: JSON.stringify(
            tabs.flatMap(({ title, rows }) =>
              rows.map((cells, place) => [title, place + 1, JSON.stringify(cells)]),
            ),
          ),
        },
      },
      ...traceStatements(db, { audit: [audit], outbox: [] }),
    ];
    return writeGuarded(db, statements).then((results) => results !== null);
  },
});

const headingsOf = (tab: AnyTab): string[] => columnsOf(tab).map(({ heading }) => heading);

const revisionOf = ([count, lastId, versions]: readonly [number, number, number]): string =>
  `${count}.${lastId}.${versions}`;

async function readWhole(db: Database, providerId: number): Promise<RevisedWorkbook> {
  const results = await db.readAll(
    TABS.map(({ title }) => ({
      // What is stored is JSON already: put together as text it is not read a second time. A tab by itself needs no grouping.
      sql: `select '[' || group_concat('[' || id || ',' || version || ',' || cells || ']') || ']' from
              (select id, version, cells from workbook_row where provider_id = :provider and tab = :tab order by position, id)`,
      args: { provider: providerId, tab: title },
    })),
  );
  const tabs = TABS.map((tab, at) => ({ tab, rows: rowsIn(results[at]?.rows[0]?.[0]) }));
  const all = tabs.flatMap(({ rows }) => rows);
  return {
    revision: revisionOf([
      all.length,
      all.reduce((last, [id]) => Math.max(last, id), 0),
      all.reduce((sum, [, version]) => sum + version, 0),
    ]),
    tabs: tabs.map(({ tab, rows }) => toRawTab(tab.title, headingsOf(tab), rows)),
  };
}

type RowToRead = readonly [id: number, version: number, cells: Cells];

/** A tab without rows is no text at all. */
const rowsIn = (cell: unknown): readonly RowToRead[] =>
  typeof cell === 'string' ? (JSON.parse(cell) as RowToRead[]) : [];

const toRawTab = (title: string, headings: readonly string[], rows: readonly RowToRead[]): RawTab => ({
  title,
  headings,
  rows: rows.map(([id, , cells], at) => ({
    row: at + 2,
    id,
    cells: headings.map((heading) => cells[heading] ?? null),
  })),
});

type StoredRow = [
  id: number,
  place: number,
  version: number,
  cells: Cells,
  status: string | null,
  message: string | null,
  by: string,
  at: Instant,
];

/** Rows of a tab in their order. A row's place is counted among all rows of its tab, from the index alone. */
async function readRows(
  db: Database,
  condition: string,
  args: Record<string, string | number>,
): Promise<WorkbookRow[]> {
  const rows = await db.readJson<StoredRow[]>(
    `select json_group_array(json_array(id, place, version, json(cells), check_status, check_message, updated_by, updated_at)) from (
       select n.place, r.* from (
         select id, position, row_number() over (order by position, id) - 1 as place
         from workbook_row where provider_id = :provider and tab = :tab) n
       join workbook_row r on r.id = n.id
       where ${condition} order by n.position, n.id limit :limit)`,
    args,
  );
  return rows.map(([id, place, version, cells, status, message, updatedBy, updatedAt]) => ({
    id,
    row: place + 2,
    version,
    cells,
    status,
    message,
    updatedBy,
    updatedAt,
  }));
}

/** The statement that adds rows is the last one: its answer has their keys. */
function editStatements(providerId: number, edit: TabEdit): Statement[] {
  const { tab, added, after, changed, removed, by, at } = edit;
  const scope = { provider: providerId, tab };
  const place = { ...scope, after };
  return [
    guardStatement(scope, [...changed, ...removed], after),
    {
      sql: `update workbook_row set cells = j.value ->> 1, check_status = j.value ->> 2, check_message = j.value ->> 3,
              version = version + 1, updated_by = :by, updated_at = :at
            from json_each(:rows) j where workbook_row.id = j.value ->> 0`,
      args: {
        by,
        at,
        rows: JSON.stringify(
          changed.map(({ id, cells, status, message }) => [id, JSON.stringify(cells), status, message]),
        ),
      },
    },
    {
      sql: 'delete from workbook_row where id in (select value from json_each(:ids))',
      args: { ids: JSON.stringify(removed.map(({ id }) => id)) },
    },
    ...(added.length === 0
      ? []
      : [
          {
            sql: `update workbook_row set position = position + :count
                  where provider_id = :provider and tab = :tab and position > (${PLACE})`,
            args: { ...place, count: added.length },
          },
          {
            sql: `insert into workbook_row (provider_id, tab, position, cells, check_status, check_message, updated_by, updated_at)
                  select :provider, :tab, (${PLACE}) + 1 + j.key, j.value ->> 0, j.value ->> 1, j.value ->> 2, :by, :at
                  from json_each(:rows) j returning id`,
            args: {
              ...place,
              by,
              at,
              rows: JSON.stringify(
                added.map(({ cells, status, message }) => [JSON.stringify(cells), status, message]),
              ),
            },
          },
        ]),
  ];
}

/** null where a guard found another state than was seen: then nothing is written. */
async function writeGuarded(db: Database, statements: readonly Statement[]) {
  try {
    return await db.write(statements);
  } catch (error) {
    if (missedGuardOf(error) === 'workbook_row.provider_id') return null;
    throw error;
  }
}

/** Fails the batch where the workbook is of another revision. */
const revisionGuard = (provider: number, revision: string): Statement => ({
  sql: `insert into workbook_row (provider_id, tab, position, cells, updated_by, updated_at)
        select null, '', 0, '', '', '' from (
          select count(*) || '.' || coalesce(max(id), 0) || '.' || coalesce(sum(version), 0) now
          from workbook_row where provider_id = :provider)
        where now <> :revision`,
  args: { provider, revision },
});

/** Beyond the row that ended the page before. */
const AFTER_ROW =
  '(n.position, n.id) > (select position, id from workbook_row where id = :after and provider_id = :provider)';

/** The position after which rows are added: that of the row named, otherwise the last. */
const PLACE = `coalesce(
  (select position from workbook_row where id = :after),
  (select max(position) from workbook_row where provider_id = :provider and tab = :tab), 0)`;

/** Fails the batch unless every row named is there, in this tab, in the version that was seen. */
const guardStatement = (
  scope: { readonly provider: number; readonly tab: string },
  seen: TabEdit['removed'],
  after: number | null,
): Statement => ({
  sql: `insert into workbook_row (provider_id, tab, position, cells, updated_by, updated_at)
        select null, '', 0, '', '', '' from json_each(:rows) j
        where not exists (
          select 1 from workbook_row r where r.id = j.value ->> 0 and r.provider_id = :provider and r.tab = :tab
            and (j.value ->> 1 is null or r.version = j.value ->> 1))`,
  args: {
    ...scope,
    rows: JSON.stringify([
      ...seen.map(({ id, version }) => [id, version]),
      ...(after === null ? [] : [[after, null]]),
    ]),
  },
});
