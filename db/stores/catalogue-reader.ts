/** Reading the published catalogue: snapshots by version, kept in memory, since a version never changes. */
import type { ResultSet } from '@libsql/client';
import type { CatalogueReader } from '#app/ports/catalogue-reader.ts';
import type { CatalogueKind, RowOf } from '#core/catalogue/content.ts';
import type { CatalogueSnapshot } from '#core/catalogue/rows.ts';
import { fromTuple, type Tuple } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import type { Database } from '../database.ts';
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
      return keep(providerId, known ?? (await load(db, providerId, version ?? null)));
    },
  };
}

/** Number and rows come from one moment: a publish in between cannot mix two versions. */
async function load(db: Database, providerId: number, version: number | null): Promise<CatalogueSnapshot> {
  const args = { provider: providerId, ...(version === null ? {} : { version }) };
  const inForce = version === null ? IN_FORCE_NOW : IN_FORCE_THEN;
  const [newest, counts, ...tables] = await db.readAll([
    { sql: VERSION_SQL, args: { provider: providerId } },
    {
      sql: `select json_group_object(rate_card, rates) from
              (select rate_card, count(*) rates from ${tableOf('rates')} where ${inForce} group by rate_card)`,
      args,
    },
    ...IDENTIFIED.map((kind) => ({ sql: rowsSql(kind, inForce, 'item_id'), args })),
    ...PLAIN.map((kind) => ({ sql: rowsSql(kind, inForce), args })),
  ]);
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
