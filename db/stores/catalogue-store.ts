import { and, desc, eq, getTableColumns, lt } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { CatalogueStore, PlanUse, Publish } from '#app/ports/catalogue.ts';
import type { Page, PageRequest } from '#app/ports/platform.ts';
import type { Instant } from '#core/calendar.ts';
import type { CatalogueKind, RowOf } from '#core/catalogue/content.ts';
import { ok, type Result } from '#core/result.ts';
import type { PresentRow, PresentRows } from '#core/workbook/present.ts';
import { compareRows, type KindPlan, type PublishPlan } from '#core/workbook/publish-plan.ts';
import { fromTuple, type Tuple } from '#core/workbook/tab.ts';
import { CATALOGUE_KINDS, TAB } from '#core/workbook/tabs.ts';
import { clashOf, type Database, type Statement } from '../database.ts';
import { catalogueVersion } from '../schema/index.ts';
import { jsonOf } from './catalogue-reader.ts';
import {
  IN_FORCE_NOW,
  IN_FORCE_THEN,
  orderOf,
  rowJson,
  rowsSql,
  tableOf,
  VERSION_SQL,
} from './catalogue-tables.ts';
import {
  addStatements,
  decideStatement,
  isDecidedAlready,
  publishScheduledStatement,
  writeWithNewKey,
} from './change-set-store.ts';
import { readFeePayers } from './fee-payers.ts';
import { PLAN_USE, SERVICE_USE } from './plan-use.ts';
import { isMovedAccount, presentAccounts, presentAccountsStatement } from './present-accounts.ts';
import { publishStatements } from './publish-statements.ts';
import { traceStatements } from './traces.ts';

const { id: versionKey, providerId: _provider, ...VERSION } = getTableColumns(catalogueVersion);

export const makeCatalogueStore = (db: Database): CatalogueStore => ({
  present: (providerId, accountReferences) => readPresent(db, providerId, accountReferences),

  async presentAccounts(providerId, references) {
    const [result] = await db.readAll([presentAccountsStatement(providerId, references)]);
    return presentAccounts(result);
  },

  async publish(publish) {
    try {
      return await writePublish(db, publish);
    } catch (error) {
      if (clashOf(error)?.includes('catalogue_version.number')) return null;
      if (isDecidedAlready(error) || isMovedAccount(error)) return null;
      throw error;
    }
  },

  planUse: (providerId, packagePlans) =>
    packagePlans.length === 0
      ? Promise.resolve([])
      : db.readJson<PlanUse[]>(PLAN_USE, { provider: providerId, codes: JSON.stringify(packagePlans) }),

  feePayers: (providerId, packagePlans, withServices) =>
    readFeePayers(db, providerId, packagePlans, withServices),

  serviceUse: (providerId, servicePlans) =>
    servicePlans.length === 0
      ? Promise.resolve([])
      : db.readJson(SERVICE_USE, { provider: providerId, codes: JSON.stringify(servicePlans) }),

  async versions(providerId, { limit, cursor }) {
    const before = readKeyCursor(cursor);
    if (!before.ok) return before;
    const rows = await db.orm
      .select(VERSION)
      .from(catalogueVersion)
      .where(
        and(
          eq(catalogueVersion.providerId, providerId),
          before.value === null ? undefined : lt(catalogueVersion.number, before.value),
        ),
      )
      .orderBy(desc(catalogueVersion.number))
      .limit(limit + 1);
    return ok(pageOfRows(rows, limit, ({ number }) => number));
  },

  async version(providerId, number) {
    const [row] = await db.orm
      .select(VERSION)
      .from(catalogueVersion)
      .where(and(eq(catalogueVersion.providerId, providerId), eq(catalogueVersion.number, number)));
    return row ?? null;
  },

  async content(providerId, version) {
    const results = await db.readAll(
      CATALOGUE_KINDS.map((kind) => ({
        sql: `select json_group_array(json(fields)) from
                (select ${rowJson(kind)} fields from ${tableOf(kind)} where ${IN_FORCE_THEN} order by ${orderOf(kind)})`,
        args: { provider: providerId, version },
      })),
    );
    return Object.fromEntries(
      CATALOGUE_KINDS.map((kind, at) => [kind, jsonOf<Tuple[]>(results[at])]),
    ) as Record<CatalogueKind, Tuple[]>;
  },

  difference: (providerId, from, to) => readDifference(db, providerId, from, to),

  rates(providerId, { rateCards, tariffKey, on }, page) {
    // Of one card the index has them in their order; of several they are few, since a tariff is asked for.
    const isOne = rateCards.length === 1;
    return readPage(db, 'rates', page, {
      where: `${isOne ? 'rate_card = :cards' : 'rate_card in (select value from json_each(:cards))'}${tariffKey === undefined ? '' : ' and tariff_key = :tariff'}${on === undefined ? '' : APPLIES_ON}`,
      order: isOne
        ? 'tariff_key, band, from_quantity, effective_from'
        : 'tariff_key, rate_card, band, from_quantity, effective_from',
      args: {
        provider: providerId,
        cards: isOne ? String(rateCards[0]) : JSON.stringify(rateCards),
        ...(tariffKey === undefined ? {} : { tariff: tariffKey }),
        ...(on === undefined ? {} : { on }),
      },
    });
  },

  tariffs: (providerId, { text }, page) =>
    readPage(db, 'tariffs', page, {
      where:
        text === undefined
          ? 'true'
          : '(instr(lower(tariff_key), lower(:text)) or instr(lower(description), lower(:text)))',
      order: 'tariff_key',
      args: { provider: providerId, ...(text === undefined ? {} : { text }) },
    }),

  async tariff(providerId, tariffKey) {
    const [row] = await db.readJson<PresentRow[]>(
      rowsSql('tariffs', `${IN_FORCE_NOW} and tariff_key = :key`),
      { provider: providerId, key: tariffKey },
    );
    return row ? fromTuple(TAB.tariffs, row[1]) : null;
  },

  async history(providerId, kind, code) {
    const table = CATALOGUE_KINDS.find((candidate) => TAB[candidate].item === kind);
    if (table === undefined) return null;
    const versions = await db.readJson<{ number: number; at: Instant; by: string }[]>(
      `select json_group_array(json_object('number', number, 'at', published_at, 'by', submitted_by)) from (
         select distinct v.number, v.published_at, v.submitted_by
         from catalogue_item i join ${tableOf(table)} t on t.item_id = i.id
         join catalogue_version v on v.provider_id = i.provider_id and v.number = t.from_version
         where i.provider_id = :provider and i.kind = :kind and i.code = :code order by v.number)`,
      { provider: providerId, kind, code },
    );
    const [first, last] = [versions[0], versions.at(-1)];
    return first && last
      ? {
          createdAt: first.at,
          createdBy: first.by,
          modifiedAt: last.at,
          modifiedBy: last.by,
          versions: versions.map(({ number }) => number),
        }
      : null;
  },
});

/** Everything from one moment, so that number and rows belong together. */
async function readPresent(
  db: Database,
  providerId: number,
  accountReferences: readonly string[],
): Promise<PresentRows> {
  const args = { provider: providerId };
  const [number, accounts, ...kinds] = await db.readAll([
    { sql: VERSION_SQL, args },
    presentAccountsStatement(providerId, accountReferences),
    ...CATALOGUE_KINDS.map((kind) => ({ sql: rowsSql(kind, IN_FORCE_NOW), args })),
  ]);
  const known = presentAccounts(accounts);
  return {
    version: Number(number?.rows[0]?.[0] ?? 0),
    rows: {
      ...(Object.fromEntries(
        CATALOGUE_KINDS.map((kind, at) => [kind, jsonOf<PresentRow[]>(kinds[at])]),
      ) as Record<CatalogueKind, PresentRow[]>),
      accounts: known.accounts,
    },
    invoiceAnchors: known.invoiceAnchors,
  };
}

async function writePublish(db: Database, publish: Publish): Promise<number> {
  const { providerId, changeSet, version, by, byId, at, needs } = publish;
  const publishedVersion = version?.number ?? changeSet.baseVersion;
  if ('id' in changeSet) {
    const { id } = changeSet;
    await db.write([
      changeSet.status === 'scheduled'
        ? publishScheduledStatement(providerId, id, publishedVersion)
        : decideStatement(
            providerId,
            changeSet,
            { status: 'published', by, byId, at, needs },
            publishedVersion,
          ),
      ...publishStatements(db, publish, id),
      ...traceStatements(db, publish.traces(id)),
    ]);
    return id;
  }
  return writeWithNewKey(db, (id): Statement[] => [
    ...addStatements(db, providerId, id, changeSet, publish.traces(id), {
      decidedBy: by,
      decidedById: byId,
      decidedAt: at,
      publishedVersion,
      needs,
    }),
    ...publishStatements(db, publish, id),
  ]);
}

/** Rows that are in force in one of the versions and not in the other, compared by key. */
async function readDifference(
  db: Database,
  providerId: number,
  from: number,
  to: number,
): Promise<PublishPlan> {
  const inForce = (version: string) =>
    `(from_version <= :${version} and (to_version is null or to_version > :${version}))`;
  const results = await db.readAll(
    CATALOGUE_KINDS.map((kind) => ({
      sql: `select json_group_array(json_array(id, ${rowJson(kind)}, ${inForce('from')})) from ${tableOf(kind)}
            where provider_id = :provider and ${inForce('from')} <> ${inForce('to')}`,
      args: { provider: providerId, from, to },
    })),
  );
  const plan: { [K in CatalogueKind]?: KindPlan } = {};
  CATALOGUE_KINDS.forEach((kind, at) => {
    const rows = jsonOf<[number, Tuple, 0 | 1][]>(results[at]);
    const before = rows.flatMap(([id, tuple, isBefore]): PresentRow[] => (isBefore ? [[id, tuple]] : []));
    const after = rows.flatMap(([, tuple, isBefore]) => (isBefore ? [] : [tuple]));
    const kindPlan = compareRows(TAB[kind], before, after);
    if (kindPlan.added.length + kindPlan.changed.length + kindPlan.removed.length > 0) plan[kind] = kindPlan;
  });
  return plan;
}

/** Of the rows of a tariff, band and step the one that applies on a day: the latest of those in force (USE-5). */
const APPLIES_ON = ` and effective_from <= :on and (effective_to is null or effective_to >= :on)
  and not exists (
    select 1 from rate later where later.provider_id = rate.provider_id and later.to_version is null
      and later.rate_card = rate.rate_card and later.tariff_key = rate.tariff_key and later.band = rate.band
      and later.from_quantity = rate.from_quantity and later.effective_from > rate.effective_from
      and later.effective_from <= :on and (later.effective_to is null or later.effective_to >= :on))`;

interface PageQuery {
  readonly where: string;
  /** Columns that order the rows, and tell them apart. */
  readonly order: string;
  readonly args: Record<string, string | number>;
}

/** A page of a kind's rows in force now. The page before is found again by the key of its last row. */
async function readPage<K extends 'rates' | 'tariffs'>(
  db: Database,
  kind: K,
  { limit, cursor }: PageRequest,
  { where, order, args }: PageQuery,
): Promise<Result<Page<RowOf[K]>>> {
  const after = readKeyCursor(cursor);
  if (!after.ok) return after;
  const table = tableOf(kind);
  const beyond =
    after.value === null
      ? ''
      : `and (${order}) > (select ${order} from ${table} where id = :after and provider_id = :provider)`;
  const rows = await db.readJson<PresentRow[]>(
    `select json_group_array(json_array(id, json(fields))) from (
       select id, ${rowJson(kind)} fields from ${table}
       where ${IN_FORCE_NOW} and ${where} ${beyond} order by ${order} limit :limit)`,
    { ...args, limit: limit + 1, ...(after.value === null ? {} : { after: after.value }) },
  );
  const { items, nextCursor } = pageOfRows(rows, limit, ([id]) => id);
  return ok({ items: items.map(([, tuple]) => fromTuple<K>(TAB[kind], tuple)), nextCursor });
}
