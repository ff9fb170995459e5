/** Providers, plans, accounts and subscriptions as rows, straight into the tables: what billing finds, without orders. */

import { makeGoOnWithRun } from '#app/billing/carry-runs.ts';
import { toBillingPlan } from '#app/billing/plan-book.ts';
import { type BillingPorts, makeBillingServices } from '#app/billing/services.ts';
import type { CatalogueReader } from '#app/ports/catalogue-reader.ts';
import type { Log } from '#app/ports/log.ts';
import type { Actor, Clock, Tenant } from '#app/ports/platform.ts';
import { activateTerm } from '#core/billing/start-term.ts';
import type { Instant, PlainDate } from '#core/calendar.ts';
import { plainDate } from '#core/calendar.ts';
import type { CatalogueSnapshot, Identified, PackagePlan, ServicePlan, Side } from '#core/catalogue/rows.ts';
import { type Cents, cents, GST } from '#core/money.ts';
import { POWERS, type Power } from '#core/people/powers.ts';
import { invariant } from '#core/result.ts';
import type { Database } from '#db/database.ts';
import { account, catalogueItem, provider } from '#db/schema/index.ts';
import { billingPorts as assembledPorts } from '#src/billing-parts.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { hear } from './console.ts';

export const day = plainDate;
const LONG_AGO = '2020-01-01T00:00:00.000Z' as Instant;

export const fixedClock = (instant: string): Clock => ({ now: () => instant as Instant });

/** A test fails when it makes this say a warning or an error that it does not expect (expectConsole). */
export const quietLog: Log = {
  info: () => {},
  warn: (fields, message) => hear('warn', `${message} ${JSON.stringify(fields)}`),
  error: (fields, message) =>
    hear('error', `${message} ${fields.err instanceof Error ? fields.err.stack : ''}`),
};

export const actorOf = (tenant: Tenant, powers: readonly Power[] = POWERS): Actor => ({
  ...tenant,
  actorId: 'usr_1',
  actorName: 'Bluegum Billing',
  via: 'api',
  powers: new Set(powers),
  requestId: null,
});

type ProviderRow = typeof provider.$inferInsert;

export async function aProvider(
  db: Database,
  overrides: Partial<ProviderRow> & { readonly code?: string } = {},
): Promise<Tenant> {
  const row: ProviderRow = {
    code: 'bluegum',
    name: 'Bluegum Telecom',
    timeZone: 'Australia/Melbourne',
    createdAt: LONG_AGO,
    ...overrides,
  };
  const [inserted] = await db.write([db.orm.insert(provider).values(row).returning({ id: provider.id })]);
  return {
    providerId: Number(inserted?.rows[0]?.[0]),
    providerCode: row.code,
    providerName: row.name,
    timeZone: row.timeZone,
  };
}

export const aPackagePlan = (overrides: Partial<PackagePlan> = {}): PackagePlan => ({
  code: 'NBN-50',
  name: 'nbn Home 50',
  externalName: 'Bluegum nbn Home 50',
  description: null,
  referenceName: null,
  referenceKey: null,
  side: 'sell',
  buyPlan: null,
  defaultContractType: null,
  customerContractRequired: false,
  setupFee: null,
  setupFeeOverride: true,
  accessFee: cents(3000),
  accessFeeOverride: false,
  periodLengthMonths: 1,
  periodsInAdvance: 1,
  subscriptionOverridesEnabled: false,
  honourFirstPeriodEnd: false,
  billAccessFeesIn: 'advance',
  billMonthsInAdvance: 0,
  proRata: true,
  alignToInvoicePeriod: false,
  disableMigrationsDuringPeriod: false,
  saleableFrom: null,
  saleableTo: null,
  approvalStatus: 'Saleable',
  saleableInSignupPortal: false,
  taxRate: GST,
  ...overrides,
});

export const aServicePlan = (overrides: Partial<ServicePlan> = {}): ServicePlan => ({
  code: 'SP-NBN-50',
  name: 'nbn 50',
  externalName: 'nbn 50/20',
  serviceType: 'Data',
  side: 'sell',
  buyPlan: null,
  provisioning: 'Semi-manual',
  supplier: null,
  setupFee: null,
  accessFee: cents(2000),
  rateCard: null,
  productRateCard: null,
  includedQuantity: null,
  unit: null,
  excessRate: null,
  counted: null,
  cap: null,
  approvalStatus: 'Saleable',
  taxRate: GST,
  ...overrides,
});

/** Published versions of one provider's plans; items get rows of their own, so that terms can name them. */
export interface Shelf extends CatalogueReader {
  /** A further version; what is left out stays. */
  publish(content: {
    readonly plans?: readonly PackagePlan[];
    readonly services?: readonly ServicePlan[];
  }): Promise<CatalogueSnapshot>;
  readonly now: CatalogueSnapshot;
  itemOf(code: string): number;
}

export async function aShelf(
  db: Database,
  tenant: Tenant,
  content: { readonly plans: readonly PackagePlan[]; readonly services?: readonly ServicePlan[] },
): Promise<Shelf> {
  const items = new Map<string, number>();
  const versions: CatalogueSnapshot[] = [];
  const identify = async <T extends { readonly code: string }>(
    kind: string,
    rows: readonly T[],
  ): Promise<(T & Identified)[]> => {
    const fresh = rows.filter(({ code }) => !items.has(code));
    if (fresh.length > 0) {
      const [inserted] = await db.write([
        db.orm
          .insert(catalogueItem)
          .values(fresh.map(({ code }) => ({ providerId: tenant.providerId, kind, code })))
          .returning({ code: catalogueItem.code, id: catalogueItem.id }),
      ]);
      for (const row of inserted?.rows ?? []) items.set(String(row[0]), Number(row[1]));
    }
    return rows.map((row) => ({ ...row, itemId: itemOf(row.code) }));
  };
  const itemOf = (code: string): number => {
    const item = items.get(code);
    invariant(item !== undefined, `${code} is on the shelf`);
    return item;
  };
  const latest = (): CatalogueSnapshot => {
    const snapshot = versions.at(-1);
    invariant(snapshot !== undefined, 'something has been published');
    return snapshot;
  };
  const shelf: Shelf = {
    itemOf,
    get now() {
      return latest();
    },
    currentVersion: async () => versions.length,
    snapshot: async (_, version = versions.length) => {
      const snapshot = versions[version - 1];
      invariant(snapshot !== undefined, `version ${version} is published`);
      return snapshot;
    },
    snapshots: async (ids) => new Map(ids.map((id) => [id, latest()])),
    async publish({ plans, services }) {
      const before = versions.at(-1);
      versions.push({
        version: versions.length + 1,
        packagePlans: plans ? await identify('package_plan', plans) : (before?.packagePlans ?? []),
        servicePlans: services ? await identify('service_plan', services) : (before?.servicePlans ?? []),
        packageServices: [],
        products: [],
        productRates: [],
        serviceFeatures: [],
        boltOns: [],
        contracts: [],
        rateCards: [],
        timeBands: [],
      });
      return latest();
    },
  };
  await shelf.publish({ plans: content.plans, services: content.services ?? [] });
  return shelf;
}

type AccountRow = typeof account.$inferInsert;

export async function anAccount(
  db: Database,
  tenant: Tenant,
  overrides: Partial<AccountRow> = {},
): Promise<number> {
  const [inserted] = await db.write([
    db.orm
      .insert(account)
      .values({
        providerId: tenant.providerId,
        reference: 'BG-10001',
        name: 'Ann Example',
        createdAt: LONG_AGO,
        ...overrides,
      })
      .returning({ id: account.id }),
  ]);
  return Number(inserted?.rows[0]?.[0]);
}

export interface SubscriptionToInsert {
  readonly accountId: number;
  /** Codes of the plans: sell, and buy where there is one. */
  readonly sell: string;
  readonly buy?: string;
  readonly start: PlainDate;
  readonly created?: PlainDate;
  readonly end?: { readonly on: PlainDate; readonly knownFrom: PlainDate };
  readonly accessFeeOverride?: Cents;
  /** Codes of service plans on each side. */
  readonly services?: readonly { readonly plan: string; readonly side?: Side }[];
}

/** Subscriptions as activation leaves them, any number in four statements. Answers their ids, in order. */
export async function subscribe(
  db: Database,
  tenant: Tenant,
  shelf: Pick<Shelf, 'now' | 'itemOf'>,
  wanted: readonly SubscriptionToInsert[],
): Promise<number[]> {
  const [last] = (await db.readJson<number[]>(
    'select json_array(coalesce(max(id), 0)) from subscription',
    [],
  )) ?? [0];
  const first = (last ?? 0) + 1;
  const ids = wanted.map((_, index) => first + index);
  const terms = wanted.flatMap((one, index) =>
    (['sell', 'buy'] as const).flatMap((side) => {
      const code = one[side];
      if (code === undefined) return [];
      const plan = shelf.now.packagePlans.find((candidate) => candidate.code === code);
      invariant(plan !== undefined, `${code} is on the shelf`);
      const term = activateTerm({
        plan: toBillingPlan(plan, GST),
        account: { invoiceDay: 1, invoicePeriodMonths: 1, invoiceAnchor: null },
        created: one.created ?? one.start,
        start: one.start,
        firstPeriodEnd: null,
        accessFeeOverride: one.accessFeeOverride ?? null,
        firstSubscriptionStart: one.start,
      });
      return [
        [
          tenant.providerId,
          one.accountId,
          first + index,
          side,
          plan.itemId,
          term.grid.start,
          term.grid.anchor.monthIndex,
          term.grid.anchor.day,
          term.grid.lengthMonths,
          term.knownFrom,
          side === 'sell' ? term.accessFeeOverride : null,
          one.end?.on ?? null,
          one.end?.knownFrom ?? null,
        ],
      ];
    }),
  );
  const services = wanted.flatMap((one, index) =>
    (one.services ?? []).map(({ plan, side }) => [
      tenant.providerId,
      first + index,
      shelf.itemOf(plan),
      side ?? 'sell',
      one.start,
    ]),
  );
  await db.write([
    {
      sql: `insert into subscription (id, provider_id, account_id, status, created_at)
        select value ->> 0, :provider, value ->> 1, 'active', :at from json_each(:rows)`,
      args: {
        provider: tenant.providerId,
        at: LONG_AGO,
        rows: JSON.stringify(wanted.map(({ accountId }, index) => [first + index, accountId])),
      },
    },
    {
      sql: `insert into subscription_term (provider_id, account_id, subscription_id, position, side, package_plan_id, start,
          anchor_month, anchor_day, length_months, known_from, charges_setup, access_fee_override, "end", end_known_from,
          next_due_on)
        select value ->> 0, value ->> 1, value ->> 2, 1, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
          value ->> 8, value ->> 9, 1, value ->> 10, value ->> 11, value ->> 12, value ->> 9 from json_each(:rows)`,
      args: { rows: JSON.stringify(terms) },
    },
    {
      sql: `insert into service (provider_id, subscription_id, service_plan_id, side, details, status, active_from)
        select value ->> 0, value ->> 1, value ->> 2, value ->> 3, '{}', 'active', value ->> 4 from json_each(:rows)`,
      args: { rows: JSON.stringify(services) },
    },
  ]);
  return ids;
}

export function billingPorts(
  db: Database,
  catalogue: CatalogueReader,
  { now = '2026-04-01T00:00:00.000Z', ...overrides }: Partial<BillingPorts> & { readonly now?: string } = {},
): BillingPorts {
  const parts = { db, clock: fixedClock(now), secrets, background: makeBackground(() => {}), log: quietLog };
  const ports: BillingPorts = {
    ...assembledPorts(parts, (run) => makeGoOnWithRun(ports)(run)),
    catalogue,
    ...overrides,
  };
  return ports;
}

export const billingOn = (...args: Parameters<typeof billingPorts>) =>
  makeBillingServices(billingPorts(...args));

/** As if nobody had worked on runs for so long that they are given up. */
export const letRunsDie = (db: Database) => letLeasesEnd(db, `'2000-01-01T00:00:00.000Z'`);

/** As if whoever works on runs had shown no sign of life for a little: somebody else may go on with them. */
export const letWorkersDie = (db: Database) =>
  letLeasesEnd(db, `strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 second')`);

const letLeasesEnd = (db: Database, until: string) =>
  db.write([
    { sql: `update billing_run set lease_until = ${until} where lease_until is not null`, args: [] },
  ]);

/** A line of the ledger as one text, without the keys that differ from book to book. */
export const ledgerOf = (db: Database): Promise<string[]> =>
  db.readJson<string[]>(
    `select json_group_array(line) from (
       select c.subscription_id || ' ' || c.side || ' ' || p.code || ' ' || coalesce(sp.code, '-') || ' ' || c.kind || '/' || c.revision
         || ' ' || c.period_start || ': ' || c."from" || '..' || c."to" || ' on ' || c.generated_on || ' ' || c.amount || '+' || c.tax
         line
       from cardline c join subscription_term t on t.id = c.term_id join catalogue_item p on p.id = t.package_plan_id
         left join service s on s.id = c.service_id left join catalogue_item sp on sp.id = s.service_plan_id
       order by c.subscription_id, c.side, c.period_start, c.service_id, c.kind desc, c.revision)`,
    [],
  );

/** Everything that a run is to leave behind, for comparing two books: the ledger and how far each term is billed. */
export const booksOf = async (db: Database) => ({
  ledger: await ledgerOf(db),
  terms: await db.readJson<unknown[]>(
    `select json_group_array(json_array(id, next_period, waiting, setup_billed, settled_end, next_due_on)) from subscription_term`,
    [],
  ),
});
