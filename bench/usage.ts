/** Rating usage: a file of records of thousands of phones, both sides priced, and the same rows written raw. */
import { DatabaseSync } from 'node:sqlite';
import type { Actor, Clock, Secrets } from '#app/ports/platform.ts';
import { makeUsageServices } from '#app/usage/services.ts';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { makeRatingCatalogue } from '#db/stores/rating-catalogue.ts';
import { makeRerateStore } from '#db/stores/rerate-store.ts';
import { makeUsageReader } from '#db/stores/usage-reader.ts';
import { makeUsageStore } from '#db/stores/usage-store.ts';
import { makeBackground } from '#src/runtime/background.ts';
import type { Measured, Timed } from './measure.ts';
import { rowsOf } from './rows.ts';

const TARIFFS = 100;
const CALL_SECONDS = 600;
/** Item ids. */
const PACKS = [1, 2];
const PLANS = [3, 4];
const CARDS = [5, 6];
const FIRST_TARIFF = 100;

interface Parts {
  readonly actor: Actor;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly timed: Timed;
}

/** So many phones, each with its sell and its buy side, and a price for each tariff on both. */
export async function seedPhones(url: string, phones: number): Promise<void> {
  const db = await openDatabase({ url });
  const tariffs = Array.from({ length: TARIFFS }, (_, n) => [FIRST_TARIFF + n, keyOf(n)]);
  const sides = ['sell', 'buy'];
  const json = (value: unknown) => [JSON.stringify(value)];
  await db.write([
    {
      sql: `insert into provider (id, code, name, time_zone, created_at)
        values (1, 'bench', 'Bench Telecom', 'Australia/Melbourne', '2020-01-01T00:00:00.000Z')`,
      args: [],
    },
    {
      sql: `insert into catalogue_item (id, provider_id, kind, code) select value ->> 0, 1, value ->> 1, value ->> 2 from json_each(?)`,
      args: json([
        ...sides.flatMap((side, n) => [
          [PACKS[n], 'package_plan', `PACK-${side}`],
          [PLANS[n], 'service_plan', `PLAN-${side}`],
          [CARDS[n], 'rate_card', `CARD-${side}`],
        ]),
        ...tariffs.map(([id, key]) => [id, 'tariff', key]),
      ]),
    },
    {
      sql: `insert into catalogue_version (provider_id, number, content_hash, source, submitted_by, approved_by, published_at, added, changed, removed)
        values (1, 1, 'seeded', 'bench', 'bench', 'bench', '2020-01-01T00:00:00.000Z', 1, 0, 0)`,
      args: [],
    },
    {
      sql: `insert into service_plan (provider_id, from_version, item_id, code, name, external_name, service_type, side, provisioning,
          supplier, rate_card, approval_status)
        select 1, 1, value ->> 0, 'PLAN-' || (value ->> 1), 'Plan', 'Plan', 'Telephony', value ->> 1, 'Automatic', 'carrier',
          'CARD-' || (value ->> 1), 'Saleable' from json_each(?)`,
      args: json(sides.map((side, n) => [PLANS[n], side])),
    },
    {
      sql: `insert into rate_card (provider_id, from_version, item_id, code, name, side, service_type, approval_status)
        select 1, 1, value ->> 0, 'CARD-' || (value ->> 1), 'Card', value ->> 1, 'Telephony', 'Saleable' from json_each(?)`,
      args: json(sides.map((side, n) => [CARDS[n], side])),
    },
    {
      sql: `insert into tariff (provider_id, from_version, item_id, tariff_key, description, usage_type, unit)
        select 1, 1, value ->> 0, value ->> 1, 'Calls', 'Voice', 'second' from json_each(?)`,
      args: json(tariffs),
    },
    {
      sql: `insert into rate (provider_id, from_version, rate_card, tariff_key, band, profile, flagfall, price, per, minimum, increment,
          from_quantity, effective_from)
        select 1, 1, 'CARD-' || (value ->> 0), value ->> 1, 'any', 'Rate Per', 39000000, value ->> 2, 60, 60, 60, 0, '2020-01-01'
        from json_each(?)`,
      args: json(
        sides.flatMap((side, n) => tariffs.map(([, key], at) => [side, key, (at + 1) * 100_000 * (2 - n)])),
      ),
    },
    {
      sql: `insert into account (id, provider_id, reference, name, created_at)
        select value, 1, 'A-' || value, 'Account', '2020-01-01T00:00:00.000Z' from json_each(?)`,
      args: json(Array.from({ length: phones }, (_, n) => n + 1)),
    },
    {
      sql: `insert into subscription (id, provider_id, account_id, status, created_at)
        select id, 1, id, 'active', created_at from account`,
      args: [],
    },
    ...sides.flatMap((side, n) => [
      {
        sql: `insert into subscription_term (provider_id, account_id, subscription_id, position, side, package_plan_id, start,
            anchor_month, anchor_day, length_months, known_from, charges_setup)
          select 1, id, id, 1, ?, ?, '2025-01-01', 24301, 1, 1, '2025-01-01', 1 from subscription order by id`,
        args: [side, PACKS[n] ?? 0],
      },
      {
        sql: `insert into service (provider_id, subscription_id, service_plan_id, side, identifier, details, status, active_from)
          select 1, id, ?, ?, '+6140' || id, '{}', 'active', '2025-01-01' from subscription order by id`,
        args: [PLANS[n] ?? 0, side],
      },
    ]),
  ]);
  await checkpoint(db, url);
  db.close();
}

const keyOf = (n: number): string => `0011${String(n).padStart(3, '0')}`;

/** Everything into the one file, so that copying the file copies the books. */
async function checkpoint(db: Database, url: string): Promise<void> {
  if (url.startsWith('file:')) await db.readAll([{ sql: 'pragma wal_checkpoint(truncate)', args: [] }]);
}

/** A month of calls, one after the other; each phone calls a handful of tariffs. */
function* calls(records: number, phones: number): Generator<string> {
  const begin = Date.parse('2026-03-01T00:00:00Z');
  const step = (29 * 86_400_000) / records;
  for (let n = 0; n < records; n += 1) {
    const phone = (n * 7_919) % phones;
    const tariff = keyOf((phone * 7 + (n % 3) + (n % 2) * (n % 5)) % TARIFFS);
    const start = new Date(begin + Math.floor(n * step)).toISOString();
    yield `{"supplier":"carrier","recordId":"C${String(n).padStart(9, '0')}","service":"+6140${phone + 1}","tariffKey":"${tariff}","start":"${start}","quantity":${((n * 17) % CALL_SECONDS) + 1}}`;
  }
}

/** The real intake, as the API begins it, from lines that are ready in memory. */
export async function rateUsage(
  { url, records, phones }: { readonly url: string; readonly records: number; readonly phones: number },
  { actor, clock, secrets, timed }: Parts,
): Promise<Omit<Measured, 'peakMb'>> {
  const db = await openDatabase({ url });
  const catalogue = makeCatalogueReader(db);
  const usage = makeUsageServices({
    usage: makeUsageStore(db),
    usageSums: makeUsageReader(db),
    rerates: makeRerateStore(db),
    rating: makeRatingCatalogue(db, catalogue),
    catalogue,
    clock,
    secrets,
    background: makeBackground(() => {}),
  });
  const lines = [...calls(records, phones)];
  let rows = 0;
  const time = await timed(async () => {
    const taken = await usage.takeUsage(actor, { source: 'bench', format: 'ndjson', supplier: null, lines });
    if (!taken.ok || taken.value.rated !== records)
      throw new Error(`not all was rated: ${JSON.stringify(taken)}`);
    rows = taken.value.rated;
  });
  db.close();
  return { ...time, rows };
}

/** The limit: the very rows of a finished intake, ready in memory, written by prepared statements in one transaction, with the sums that each adds to. */
export async function rawUsage(
  { file, done }: { readonly file: string; readonly done: string },
  timed: Timed,
): Promise<Omit<Measured, 'peakMb'>> {
  const finished = new DatabaseSync(done);
  const table = (name: string) => rowsOf(finished, `select * from ${name} order by id`);
  const [types, intakes, totals, records] = [
    rowsOf(finished, `select * from catalogue_item where kind = 'usage_type'`),
    table('usage_intake'),
    rowsOf(
      finished,
      `select id, provider_id, period_start, service_id, term_id, tariff_id, rate_card_id, usage_type_id, side, closes_on, 0, 0, 0, 0, unit
       from usage_total order by id`,
    ),
    table('usage_record'),
  ];
  const adds = rowsOf(
    finished,
    'select quantity, charge, total_id, quantity, buy_charge, buy_total_id from usage_record order by id',
  );
  finished.close();
  const db = new DatabaseSync(file);
  db.exec('pragma journal_mode = wal');
  const into = (name: string, [row = []]: typeof records) =>
    db.prepare(`insert into ${name} values (${row.map(() => '?')})`);
  for (const type of types) into('catalogue_item', types).run(...type);
  const time = await timed(() => {
    db.exec('begin immediate');
    for (const intake of intakes) into('usage_intake', intakes).run(...intake);
    const total = db.prepare(
      `insert into usage_total (id, provider_id, period_start, service_id, term_id, tariff_id, rate_card_id, usage_type_id, side,
         closes_on, records, quantity, allowance, charge, unit) values (${(totals[0] ?? []).map(() => '?')})`,
    );
    for (const row of totals) total.run(...row);
    const record = into('usage_record', records);
    const add = db.prepare(
      'update usage_total set records = records + 1, quantity = quantity + ?, charge = charge + ? where id = ?',
    );
    for (const [at, row] of records.entries()) {
      record.run(...row);
      const sums = adds[at] ?? [];
      add.run(...sums.slice(0, 3));
      add.run(...sums.slice(3));
    }
    db.exec('commit');
  });
  db.close();
  return { ...time, rows: records.length };
}
