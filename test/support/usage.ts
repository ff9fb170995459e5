/** A provider with phones and metered data, a published price list, and usage deeds on a real database. */
import type { Actor } from '#app/ports/platform.ts';
import { makeUsageServices, type UsageServices } from '#app/usage/services.ts';
import type { UsageTaken } from '#app/usage/take-usage.ts';
import type { Rate, RateCard, ServicePlan, Tariff } from '#core/catalogue/rows.ts';
import type { PriceE8 } from '#core/money.ts';
import type { Database, Statement } from '#db/database.ts';
import { catalogueItem, tariff } from '#db/schema/index.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { makeRatingCatalogue } from '#db/stores/rating-catalogue.ts';
import { makeRerateStore } from '#db/stores/rerate-store.ts';
import { makeUsageReader } from '#db/stores/usage-reader.ts';
import { makeUsageStore } from '#db/stores/usage-store.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { aCatalogue, anActor, publishAgain } from './builders.ts';
import { clockAt, type TestClock } from './clock.ts';
import { anAccount, aPackagePlan, aProvider, aServicePlan, day, subscribe } from './ledger-builders.ts';

export const price = (text: string): PriceE8 => Math.round(Number(text) * 1e8) as PriceE8;

const aTariff = (tariffKey: string, overrides: Partial<Tariff> = {}): Tariff => ({
  tariffKey,
  description: tariffKey,
  usageType: 'Voice',
  unit: 'second',
  parent: null,
  supplier: null,
  ...overrides,
});

export const aRateOf = (rateCard: string, tariffKey: string, overrides: Partial<Rate> = {}): Rate => ({
  rateCard,
  tariffKey,
  band: 'any',
  profile: 'Rate Per',
  flagfall: price('0'),
  price: price('0.12'),
  per: 60,
  minimum: null,
  increment: 1,
  fromQuantity: 0,
  minimumCharge: null,
  maximumCharge: null,
  effectiveFrom: day('2020-01-01'),
  effectiveTo: null,
  ...overrides,
});

const TARIFFS = [
  aTariff('LOCAL'),
  aTariff('NATIONAL'),
  aTariff('03', { parent: 'NATIONAL' }),
  aTariff('0011870'),
  aTariff('SMS', { unit: 'message', usageType: 'SMS' }),
  aTariff('DATA-DOWN', { usageType: 'Data', unit: 'GB' }),
  aTariff('DATA-UP', { usageType: 'Data', unit: 'GB' }),
];

const RATES = [
  aRateOf('RETAIL', 'LOCAL', { flagfall: price('0.10'), price: price('0.05') }),
  aRateOf('RETAIL', 'NATIONAL'),
  aRateOf('RETAIL', 'SMS', { profile: 'Flat Charge', price: price('0.25'), per: 1 }),
  aRateOf('WHOLESALE', 'LOCAL', { price: price('0.02') }),
  aRateOf('WHOLESALE', 'NATIONAL', { price: price('0.06') }),
  aRateOf('WHOLESALE', 'SMS', { profile: 'Pass-through', price: price('0'), per: 1 }),
];

const voice = (code: string, overrides: Partial<ServicePlan> = {}) =>
  aServicePlan({ code, serviceType: 'Telephony', supplier: 'wavelink', rateCard: 'RETAIL', ...overrides });
const data = (code: string, overrides: Partial<ServicePlan> = {}) =>
  aServicePlan({
    code,
    supplier: 'wavelink',
    unit: 'GB',
    includedQuantity: 10,
    excessRate: price('0.50'),
    counted: 'Both',
    ...overrides,
  });
const card = (code: string, overrides: Partial<RateCard> = {}): RateCard => ({
  code,
  name: code,
  side: 'sell',
  serviceType: 'Telephony',
  approvalStatus: 'Saleable',
  ...overrides,
});

/** PHONE: by a card on both sides. HUNDRED: the same with 100 seconds included. DATA: 10 GB, then 0.50 each; LARGER, CAPPED. */
const SERVICE_PLANS = [
  voice('SP-PHONE'),
  voice('SP-BUY-PHONE', { side: 'buy', rateCard: 'WHOLESALE' }),
  voice('SP-HUNDRED', { includedQuantity: 100, unit: 'second' }),
  data('SP-DATA'),
  data('SP-LARGER', { counted: 'Larger' }),
  data('SP-CAPPED', { counted: 'Download', cap: 2 }),
];

export interface UsageHouse {
  readonly db: Database;
  readonly actor: Actor;
  readonly clock: TestClock;
  readonly usage: UsageServices;
  readonly sums: ReturnType<typeof makeUsageReader>;
  /** Takes records, as JSON lines of one file. */
  take(...records: readonly Record<string, unknown>[]): Promise<UsageTaken>;
  /** What each period's service and tariff adds up to: "2026-03-01 sell PHONE LOCAL 2 x 90 = 0.275". */
  totals(): Promise<string[]>;
  /** "WL-1 rated LOCAL 0.15", "WL-2 Missing Rate". */
  records(): Promise<string[]>;
  publish(...changes: readonly Statement[]): Promise<void>;
}

/**
 * Services PHONE, HUNDRED, DATA, LARGER and CAPPED, all active since 1 January 2026 with months as periods; OLD was a phone until 1
 * February. It is 2 March 2026 in Melbourne.
 */
export async function aUsageHouse(
  db: Database,
  { manual, code }: { readonly manual?: boolean; readonly code?: string } = {},
): Promise<UsageHouse> {
  const tenant = await aProvider(db, {
    ...(manual ? { periodApproval: 'manual' } : {}),
    ...(code === undefined ? {} : { code }),
  });
  await aCatalogue(db, tenant, {
    packagePlans: [aPackagePlan({ code: 'PACK' }), aPackagePlan({ code: 'BUY-PACK', side: 'buy' })],
    servicePlans: SERVICE_PLANS,
    packageServices: [['PACK', 'SP-PHONE']],
    rateCards: [card('RETAIL'), card('WHOLESALE', { side: 'buy' })],
    rates: RATES,
  });
  const [items] = await db.write([
    db.orm
      .insert(catalogueItem)
      .values(TARIFFS.map(({ tariffKey: code }) => ({ providerId: tenant.providerId, kind: 'tariff', code })))
      .returning({ id: catalogueItem.id }),
  ]);
  await db.write([
    db.orm.insert(tariff).values(
      TARIFFS.map((row, at) => ({
        ...row,
        providerId: tenant.providerId,
        fromVersion: 1,
        itemId: Number(items?.rows[at]?.[0]),
      })),
    ),
  ]);
  const catalogue = makeCatalogueReader(db);
  const now = await catalogue.snapshot(tenant.providerId);
  const itemOf = (code: string): number => now.servicePlans.find((plan) => plan.code === code)?.itemId ?? 0;
  const accountId = await anAccount(db, tenant);
  const start = day('2026-01-01');
  const only = (plan: string) => ({ accountId, sell: 'PACK', start, services: [{ plan }] });
  const phone = {
    accountId,
    sell: 'PACK',
    buy: 'BUY-PACK',
    start,
    services: [{ plan: 'SP-PHONE' }, { plan: 'SP-BUY-PHONE', side: 'buy' as const }],
  };
  const ended = { on: day('2026-02-01'), knownFrom: day('2026-01-20') };
  const ids = await subscribe(db, tenant, { now, itemOf }, [
    phone,
    only('SP-HUNDRED'),
    only('SP-DATA'),
    only('SP-LARGER'),
    only('SP-CAPPED'),
    { ...phone, end: ended },
  ]);
  const names = ['PHONE', 'HUNDRED', 'DATA', 'LARGER', 'CAPPED', 'OLD'];
  await db.write([
    {
      sql: `update service set identifier = j.value ->> 1, active_until = j.value ->> 2 from json_each(:rows) j
        where subscription_id = j.value ->> 0`,
      args: {
        rows: JSON.stringify(ids.map((id, at) => [id, names[at], names[at] === 'OLD' ? ended.on : null])),
      },
    },
  ]);

  const clock = clockAt('2026-03-02T00:00:00.000Z');
  const sums = makeUsageReader(db);
  const usage = makeUsageServices({
    usage: makeUsageStore(db),
    usageSums: sums,
    rerates: makeRerateStore(db),
    rating: makeRatingCatalogue(db, catalogue),
    catalogue,
    clock,
    secrets,
    background: makeBackground((work) => void work),
  });
  const actor = anActor(tenant);
  return {
    db,
    actor,
    clock,
    usage,
    sums,
    async take(...records) {
      const taken = await usage.takeUsage(actor, {
        source: 'test.ndjson',
        format: 'ndjson',
        supplier: 'wavelink',
        lines: records.map((record) => JSON.stringify(record)),
      });
      if (!taken.ok) throw new Error(JSON.stringify(taken.faults));
      return taken.value;
    },
    totals: () =>
      db.readJson(
        `select json_group_array(line) from (
           select t.period_start || ' ' || t.side || ' ' || s.identifier || ' ' || i.code || ' ' || t.records || ' x '
             || rtrim(rtrim(printf('%.6f', t.quantity), '0'), '.') || iif(t.allowance > 0, ' - ' || rtrim(rtrim(printf('%.6f', t.allowance), '0'), '.'), '')
             || ' = ' || rtrim(rtrim(printf('%.8f', t.charge / 1e8), '0'), '.') line
           from usage_total t join service s on s.id = t.service_id join catalogue_item i on i.id = t.tariff_id order by line)`,
        [],
      ),
    records: () =>
      db.readJson(
        `select json_group_array(record_id || ' ' || iif(status = 'quarantined', reason, status || ' ' || tariff_key || coalesce(' ' || rtrim(rtrim(printf('%.8f', charge / 1e8), '0'), '.'), '')))
         from (select * from usage_record order by record_id)`,
        [],
      ),
    publish: (...changes) => publishAgain(db, changes),
  };
}

let made = 0;

/** A local call of PHONE of one minute at noon on 1 March 2026, with an id of its own. */
export function aRecord(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  made += 1;
  return {
    recordId: `R-${String(made).padStart(6, '0')}`,
    service: 'PHONE',
    tariffKey: 'LOCAL',
    start: '2026-03-01T12:00:00+11:00',
    quantity: 60,
    ...overrides,
  };
}

/** A tariff in the newest version of a provider's catalogue, which grows by one where it is added later. */
export async function aTariffOf(
  db: Database,
  { providerId }: Pick<Actor, 'providerId'>,
  tariffKey: string,
  parent: string | null = null,
): Promise<void> {
  const [inserted] = await db.write([
    db.orm
      .insert(catalogueItem)
      .values({ providerId, kind: 'tariff', code: tariffKey })
      .returning({ id: catalogueItem.id }),
  ]);
  await db.write([
    {
      sql: `insert into catalogue_version (provider_id, number, content_hash, source, submitted_by, approved_by, published_at,
          added, changed, removed)
        select provider_id, max(number) + 1, 'with ' || :key, source, submitted_by, approved_by, published_at, 1, 0, 0
        from catalogue_version where provider_id = :provider`,
      args: { provider: providerId, key: tariffKey },
    },
    db.orm.insert(tariff).values({
      ...aTariff(tariffKey, { parent }),
      providerId,
      fromVersion: 1,
      itemId: Number(inserted?.rows[0]?.[0]),
    }),
  ]);
}
