/** Reading the published catalogue: snapshots by version, kept in memory, since a version never changes. */
import type { ResultSet } from '@libsql/client';
import type { CatalogueReader } from '#app/ports/catalogue-reader.ts';
import type { CatalogueKind, RowOf } from '#core/catalogue/content.ts';
import type { CatalogueSnapshot } from '#core/catalogue/rows.ts';
import { fromTuple, type Tuple } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import type { Database, Statement } from '../database.ts';
import { IN_FORCE_NOW, IN_FORCE_THEN, rowsSql, tableOf, VERSION_SQL } from './catalogue-tables.ts';

/** How many versions of how many providers are kept in memory; the one used longest ago goes first. */
const MOST_KEPT = 100;

/** Kinds of a snapshot, those with a lasting identity first. Rates are not among them: a card may have tens of thousands. */
const IDENTIFIED = ['packagePlans', 'servicePlans', 'products', 'boltOns', 'rateCards'] as const;
const PLAIN = ['packageServices', 'productRates', 'serviceFeatures', 'contracts', 'timeBands'] as const;

export function makeCatalogueReader(db: Database): CatalogueReader {
  const kept = new Map<string, CatalogueSnapshot>();

  const keep = (providerId: number, snapshot: CatalogueSnapshot): CatalogueSnapshot => {
    const key = `${providerId}:${snapshot.version}`;
    kept.delete(key);
    kept.set(key, snapshot);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return snapshot;
  };

  const currentVersion = async (providerId: number): Promise<number> =>
    Number((await db.readAll([{ sql: VERSION_SQL, args: { provider: providerId } }]))[0]?.rows[0]?.[0] ?? 0);

  return {
    currentVersion,
    async snapshot(providerId, version) {
      const wanted = version ?? (await currentVersion(providerId));
      const known = kept.get(`${providerId}:${wanted}`);
      if (known) return keep(providerId, known);
      const loading = loadingOf(providerId, version ?? null);
      return keep(providerId, loading.read(await db.readAll(loading.statements)));
    },
    async snapshots(providerIds) {
      const newest = await db.readJson<Record<string, number>>(NEWEST_VERSIONS, [
        JSON.stringify(providerIds),
      ]);
      const found = providerIds.map((id) => ({ id, known: kept.get(`${id}:${newest[id] ?? 0}`) }));
      const missing = found.flatMap(({ id, known }) => (known ? [] : [loadingOf(id, null)]));
      const results =
        missing.length === 0 ? [] : await db.readAll(missing.flatMap(({ statements }) => statements));
      const size = missing[0]?.statements.length ?? 0;
      const loaded = missing.map(({ read }, place) => read(results.slice(place * size, (place + 1) * size)));
      return new Map(
        found.map(({ id, known }) => [id, keep(id, known ?? (loaded.shift() as CatalogueSnapshot))]),
      );
    },
  };
}

const NEWEST_VERSIONS = `
  select json_group_object(provider_id, number) from (
    select provider_id, max(number) number from catalogue_version
    where provider_id in (select value from json_each(?)) group by provider_id)`;

interface Loading {
  readonly statements: readonly Statement[];
  readonly read: (results: readonly ResultSet[]) => CatalogueSnapshot;
}

/** Number and rows come from one moment: a publish in between cannot mix two versions. */
function loadingOf(providerId: number, version: number | null): Loading {
  const args = { provider: providerId, ...(version === null ? {} : { version }) };
  const inForce = version === null ? IN_FORCE_NOW : IN_FORCE_THEN;
  return {
    statements: [
      { sql: VERSION_SQL, args: { provider: providerId } },
      {
        sql: `select json_group_object(rate_card, rates) from
                (select rate_card, count(*) rates from ${tableOf('rates')} where ${inForce} group by rate_card)`,
        args,
      },
      ...IDENTIFIED.map((kind) => ({ sql: rowsSql(kind, inForce, 'item_id'), args })),
      ...PLAIN.map((kind) => ({ sql: rowsSql(kind, inForce), args })),
    ],
    read: (results) => snapshotOf(version, results),
  };
}

function snapshotOf(
  version: number | null,
  [newest, counts, ...tables]: readonly ResultSet[],
): CatalogueSnapshot {
  const rateCounts = jsonOf<Record<string, number>>(counts);
  const rowsOf = <K extends CatalogueKind>(kind: K): [number, RowOf[K]][] =>
    jsonOf<[number, Tuple][]>(tables[[...IDENTIFIED, ...PLAIN].indexOf(kind as never)]).map(([id, tuple]) => [
      id,
      fromTuple<K>(TAB[kind], tuple),
    ]);
  const identified = <K extends (typeof IDENTIFIED)[number]>(kind: K) =>
    rowsOf(kind).map(([itemId, row]) => ({ ...row, itemId }));
  const plain = <K extends (typeof PLAIN)[number]>(kind: K) => rowsOf(kind).map(([, row]) => row);
  return {
    version: version ?? Number(newest?.rows[0]?.[0] ?? 0),
    packagePlans: identified('packagePlans').sort(byCode),
    servicePlans: identified('servicePlans').sort(byCode),
    packageServices: plain('packageServices'),
    products: identified('products').sort(byCode),
    productRates: plain('productRates'),
    serviceFeatures: plain('serviceFeatures'),
    boltOns: identified('boltOns').sort(byCode),
    contracts: plain('contracts'),
    rateCards: identified('rateCards')
      .map((card) => ({ ...card, rateCount: rateCounts[card.code] ?? 0 }))
      .sort(byCode),
    timeBands: plain('timeBands').sort((a, b) => a.position - b.position),
  };
}

const byCode = (a: { readonly code: string }, b: { readonly code: string }): number =>
  a.code < b.code ? -1 : a.code > b.code ? 1 : 0;

/** The one cell of an answer, parsed. */
export function jsonOf<T>(result: ResultSet | undefined): T {
  return JSON.parse(String(result?.rows[0]?.[0] ?? 'null')) as T;
}
