/**
 * The statements that publish a plan: at most two a kind and a handful beside them, however many rows. Rows travel as one JSON
 * parameter a statement. Old rows are closed before new ones come, so that one row of a key is in force at any time.
 */
import type { Publish } from '#app/ports/catalogue.ts';
import type { CatalogueKind } from '#core/catalogue/content.ts';
import type { KindPlan } from '#core/workbook/publish-plan.ts';
import type { Tuple } from '#core/workbook/tab.ts';
import { CATALOGUE_KINDS, TAB } from '#core/workbook/tabs.ts';
import type { Database, Statement } from '../database.ts';
import { catalogueVersion } from '../schema/index.ts';
import { columnsOf, tableOf } from './catalogue-tables.ts';
import { seenOf, unmovedGuard } from './present-accounts.ts';
import { proposeStatements } from './rerate-store.ts';

/** Everything but the change set itself and its traces. */
export function publishStatements(db: Database, publish: Publish, changeSetId: number): Statement[] {
  const { providerId, plan, version, changesPastRates, at } = publish;
  return [
    ...(version === null
      ? []
      : [
          // A version of this number that somebody else published meanwhile fails the batch here.
          db.orm.insert(catalogueVersion).values({ ...version, providerId, changeSetId }),
          itemsStatement(publish),
          ...CATALOGUE_KINDS.flatMap((kind) =>
            kindStatements(kind, plan[kind], { provider: providerId, version: version.number }),
          ),
          // Of the first version there is nothing that an earlier one has rated.
          ...(changesPastRates && version.number > 1
            ? proposeStatements(providerId, version.number, at)
            : []),
        ]),
    ...accountStatements(publish),
    ...(publish.changeSet.source === 'workbook' ? [publishedMarks(publish)] : []),
  ];
}

/** Lasting identities of what is new; those that were there before, removed or not, stay the same. */
function itemsStatement({ providerId, plan }: Publish): Statement {
  const items = CATALOGUE_KINDS.flatMap((kind) => {
    const { item, keyAt } = TAB[kind];
    return item === null ? [] : (plan[kind]?.added ?? []).map((tuple) => [item, tuple[keyAt[0] ?? 0]]);
  });
  return {
    sql: `insert into catalogue_item (provider_id, kind, code)
          select :provider, j.value ->> 0, j.value ->> 1 from json_each(:items) j where true on conflict do nothing`,
    args: { provider: providerId, items: JSON.stringify(items) },
  };
}

interface Scope {
  readonly provider: number;
  readonly version: number;
}

function kindStatements(kind: CatalogueKind, plan: KindPlan | undefined, scope: Scope): Statement[] {
  if (!plan) return [];
  const closed = [...plan.changed.map(([id]) => id), ...plan.removed.map(([id]) => id)];
  const rows = [...plan.changed.map(([, , after]) => after), ...plan.added];
  return [
    ...(closed.length > 0 ? [closeStatement(kind, closed, scope)] : []),
    ...(rows.length > 0 ? [insertStatement(kind, rows, scope)] : []),
  ];
}

const closeStatement = (kind: CatalogueKind, ids: readonly number[], scope: Scope): Statement => ({
  sql: `update ${tableOf(kind)} set to_version = :version
        where id in (select value from json_each(:ids)) and provider_id = :provider and to_version is null`,
  args: { ...scope, ids: JSON.stringify(ids) },
});

/** `cross join` keeps the order: each row finds its identity by the index, never each identity its row in the JSON. */
function insertStatement(kind: CatalogueKind, rows: readonly Tuple[], scope: Scope): Statement {
  const { item, keyAt } = TAB[kind];
  const columns = columnsOf(kind);
  const values = columns.map((_, at) => `j.value ->> ${at}`).join(', ');
  return {
    sql:
      item === null
        ? `insert into ${tableOf(kind)} (provider_id, from_version, ${columns.join(', ')})
           select :provider, :version, ${values} from json_each(:rows) j`
        : `insert into ${tableOf(kind)} (provider_id, from_version, item_id, ${columns.join(', ')})
           select :provider, :version, i.id, ${values} from json_each(:rows) j
           cross join catalogue_item i on i.provider_id = :provider and i.kind = '${item}'
             and i.code = j.value ->> ${keyAt[0] ?? 0}`,
    args: { ...scope, rows: JSON.stringify(rows) },
  };
}

/** Accounts are kept, not versioned: new ones are added, known ones take over what the sheet says, none is removed (IMP-1). */
function accountStatements({ providerId, plan: { accounts }, seenAccounts, at }: Publish): Statement[] {
  if (accounts === undefined) return [];
  const rows = [...accounts.added, ...accounts.changed.map(([, , after]) => after)];
  return [unmovedGuard(providerId, seenOf(accounts, seenAccounts)), accountsStatement(providerId, rows, at)];
}

export function accountsStatement(providerId: number, rows: readonly Tuple[], at: string): Statement {
  const columns = columnsOf('accounts');
  const taken = columns.filter((column) => column !== 'reference');
  return {
    sql: `insert into account (provider_id, created_at, ${columns.join(', ')})
          select :provider, :at, ${columns.map((_, place) => `j.value ->> ${place}`).join(', ')}
          from json_each(:rows) j where true
          on conflict (provider_id, reference) do update set
            ${taken.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    args: { provider: providerId, at, rows: JSON.stringify(rows) },
  };
}

/** Beside the rows of the built-in workbook that were new or changed: where they have gone. */
const publishedMarks = ({ providerId, version }: Publish): Statement => ({
  sql: `update workbook_row set check_status = 'OK', check_message = :message
        where provider_id = :provider and check_status in ('New', 'Changed')`,
  args: {
    provider: providerId,
    message: version === null ? 'Published.' : `Published in version ${version.number}.`,
  },
});
