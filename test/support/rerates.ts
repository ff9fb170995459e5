/** Prices that are published for days that lie in the past, and what the re-rating that this proposes is worked out to be. */
import type { Rerate, RerateStatus } from '#app/ports/rerates.ts';
import type { Rate } from '#core/catalogue/rows.ts';
import type { Database } from '#db/database.ts';
import { rate } from '#db/schema/index.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { proposeStatements } from '#db/stores/rerate-store.ts';
import { billingOn, day } from './ledger-builders.ts';
import { aRateOf, aRecord, price, type UsageHouse } from './usage.ts';

/** Publishes a version with these rates in place of those with the same key, as the catalogue's own publish writes it. */
export async function reprice(
  { db, actor, clock }: Pick<UsageHouse, 'db' | 'actor' | 'clock'>,
  version: number,
  rates: readonly Rate[],
): Promise<void> {
  const { providerId } = actor;
  await db.write([
    {
      sql: `insert into catalogue_version (provider_id, number, content_hash, source, submitted_by, approved_by, published_at,
          added, changed, removed)
        select provider_id, :version, 'version ' || :version, source, submitted_by, approved_by, published_at, 0, 1, 0
        from catalogue_version where provider_id = :provider and number = 1`,
      args: { provider: providerId, version },
    },
    ...rates.map(({ rateCard, tariffKey, band, fromQuantity, effectiveFrom }) => ({
      sql: `update rate set to_version = :version where provider_id = :provider and to_version is null and rate_card = :card
          and tariff_key = :tariff and band = :band and from_quantity = :step and effective_from = :from`,
      args: {
        provider: providerId,
        version,
        card: rateCard,
        tariff: tariffKey,
        band,
        step: fromQuantity,
        from: effectiveFrom,
      },
    })),
    db.orm.insert(rate).values(rates.map((row) => ({ ...row, providerId, fromVersion: version }))),
    ...proposeStatements(providerId, version, clock.now()),
  ]);
}

/** What the tick does: everything that is under way. */
export async function goOn({ usage, actor }: UsageHouse): Promise<void> {
  for (const { id } of await usage.reratesUnderWay())
    await usage.goOnWithRerate(actor, id, new AbortController().signal);
}

/** The newest one, worked out where nobody did yet. */
export async function newestRerate(house: UsageHouse): Promise<Rerate> {
  await goOn(house);
  const listed = await house.usage.listRerates(house.actor, {}, { limit: 1, cursor: null });
  const [newest] = listed.ok ? listed.value.items : [];
  if (newest === undefined) throw new Error('no re-rating was proposed');
  return newest;
}

/** Accepts the newest one by what it was worked out to be. */
export async function acceptNewest(house: UsageHouse): Promise<Rerate> {
  const { id, hash } = await newestRerate(house);
  const accepted = await house.usage.acceptRerate(house.actor, id, hash ?? '');
  if (!accepted.ok) throw new Error(JSON.stringify(accepted.faults));
  return accepted.value;
}

/** "rer_1 open": what became of each, the oldest first. */
export const rerateStates = (db: Database): Promise<RerateStatus[]> =>
  db.readJson('select json_group_array(status) from (select status from usage_rerate order by id)', []);

// ---- calls and bills

/** What a local call costs, unless it says otherwise as in the first version. */
export const local = (overrides: Partial<Rate> = {}) =>
  aRateOf('RETAIL', 'LOCAL', { flagfall: price('0.10'), price: price('0.05'), ...overrides });
/** A call at noon of a day. */
export const call = (on: string, overrides: Record<string, unknown> = {}) =>
  aRecord({ start: `${on}T12:00:00+11:00`, ...overrides });

/** The run of a day, to its end. */
export async function bill({ db, actor }: UsageHouse, asOf: string) {
  const billing = billingOn(db, makeCatalogueReader(db), { now: `${asOf}T03:00:00.000Z` });
  const done = await billing.startBillingRun(actor, {
    asOf: day(asOf),
    mode: 'commit',
    previewHash: null,
    waitSeconds: 60,
  });
  if (!done.ok || done.value.status !== 'done') throw new Error(JSON.stringify(done));
  return billing;
}

/** "2026-02-01 sell PHONE Voice 0: 0.75+0.08" */
export const usageLines = (db: Database): Promise<string[]> =>
  db.readJson(
    `select json_group_array(line) from (
       select c.period_start || ' ' || c.side || ' ' || s.identifier || ' ' || i.code || ' ' || c.revision || ': '
         || printf('%.2f', c.amount / 100.0) || '+' || printf('%.2f', c.tax / 100.0) line
       from cardline c join service s on s.id = c.service_id join catalogue_item i on i.id = c.item_id
       where abs(c.kind) = 5 order by line)`,
    [],
  );

/** What a side adds up to. */
export const sums = async (house: UsageHouse, side = 'sell') =>
  (await house.totals()).filter((line) => line.includes(` ${side} `));
