import type { RowHistoryReader, RowLife, RowVersion } from '#app/ports/row-history.ts';
import type { CatalogueKind } from '#core/catalogue/content.ts';
import type { Tuple } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import type { Database, Statement } from '../database.ts';
import { columnsOf, rowJson, tableOf } from './catalogue-tables.ts';

export const makeRowHistoryReader = (db: Database): RowHistoryReader => ({
  async livesOf(providerId, kind, key) {
    const { sql, args } = livesStatement(providerId, kind, key);
    const [lives, versions] = await db.readJson<[[number, number | null, Tuple][], RowVersion[]]>(sql, args);
    return { lives: lives.map(([from, to, tuple]): RowLife => ({ from, to, tuple })), versions };
  },
});

/** What is in force and what was are found by an index each. A number in the key is compared as one, by its column. */
export function livesStatement(
  providerId: number,
  kind: CatalogueKind,
  key: readonly string[],
): Statement & { readonly sql: string; readonly args: Record<string, string | number> } {
  const columns = columnsOf(kind);
  const keys = TAB[kind].keyAt.map((at) => columns[at]);
  const isRow = keys.map((column, at) => `${column} = :key${at}`).join(' and ');
  const lives = (which: string) =>
    `select from_version, to_version, ${rowJson(kind)} fields from ${tableOf(kind)}
     where provider_id = :provider and ${isRow} and to_version ${which}`;
  return {
    sql: `with life as materialized (${lives('is null')} union all ${lives('is not null')}),
          number as (select from_version n from life union select to_version from life where to_version is not null)
          select json_array(
            (select json_group_array(json_array(from_version, to_version, json(fields))) from life),
            (select json_group_array(json_object('number', v.number, 'changeSetId', v.change_set_id, 'source', v.source,
                      'editedBy', json(v.edited_by), 'submittedBy', v.submitted_by, 'approvedBy', v.approved_by,
                      'publishedAt', v.published_at, 'restoredFrom', v.restored_from))
             from number cross join catalogue_version v on v.provider_id = :provider and v.number = number.n))`,
    args: { provider: providerId, ...Object.fromEntries(keys.map((_, at) => [`key${at}`, key[at] ?? ''])) },
  };
}
