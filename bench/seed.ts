/**
 * The books of one provider with so many subscriptions due on one day: plans of several lengths and alignments, package and
 * service fees, some fees of one's own, starts spread over three years. The same every time.
 */
import { makePlanBook } from '#app/billing/plan-book.ts';
import type { CatalogueReader } from '#app/ports/catalogue-reader.ts';
import { boundaryOf, layGrid, periodNumberOn } from '#core/billing/period-grid.ts';
import { addDays, addMonths, plainDate } from '#core/calendar.ts';
import type { CatalogueSnapshot, PackagePlan, ServicePlan } from '#core/catalogue/rows.ts';
import { cents, GST } from '#core/money.ts';
import type { Database } from '#db/database.ts';

export const AS_OF = plainDate('2026-04-01');
export const PROVIDER = 1;
const PLANS = 40;
const LENGTHS = [1, 1, 1, 1, 1, 1, 3, 12];

const planAt = (n: number): PackagePlan & { readonly itemId: number } => ({
  itemId: n + 1,
  code: `PLAN-${n}`,
  name: `Plan ${n}`,
  externalName: `Plan ${n}`,
  description: null,
  referenceName: null,
  referenceKey: null,
  side: 'sell',
  buyPlan: null,
  defaultContractType: null,
  customerContractRequired: false,
  setupFee: cents(4900),
  setupFeeOverride: false,
  // A quarter of the plans leaves its access fee to its service plans (FEE-3).
  accessFee: n % 4 === 3 ? null : cents(2995 + n * 100),
  accessFeeOverride: false,
  periodLengthMonths: LENGTHS[n % LENGTHS.length] ?? 1,
  periodsInAdvance: 1,
  subscriptionOverridesEnabled: true,
  honourFirstPeriodEnd: false,
  billAccessFeesIn: 'advance',
  billMonthsInAdvance: 0,
  proRata: true,
  alignToInvoicePeriod: n % 2 === 0,
  disableMigrationsDuringPeriod: false,
  saleableFrom: null,
  saleableTo: null,
  approvalStatus: 'Saleable',
  saleableInSignupPortal: false,
  taxRate: GST,
});

const servicePlanAt = (n: number): ServicePlan & { readonly itemId: number } => ({
  itemId: 1_000 + n,
  code: `SERVICE-${n}`,
  name: `Service ${n}`,
  externalName: `Service ${n}`,
  serviceType: 'Data',
  side: 'sell',
  buyPlan: null,
  provisioning: 'Automatic',
  supplier: null,
  setupFee: null,
  accessFee: cents(1995 + n * 50),
  rateCard: null,
  productRateCard: null,
  includedQuantity: null,
  unit: null,
  excessRate: null,
  counted: null,
  cap: null,
  approvalStatus: 'Saleable',
  taxRate: GST,
});

const plans = Array.from({ length: PLANS }, (_, n) => planAt(n));
const servicePlans = Array.from({ length: PLANS }, (_, n) => servicePlanAt(n));

const SNAPSHOT: CatalogueSnapshot = {
  version: 1,
  packagePlans: plans,
  servicePlans,
  packageServices: [],
  products: [],
  productRates: [],
  serviceFeatures: [],
  boltOns: [],
  contracts: [],
  rateCards: [],
  timeBands: [],
};

export const catalogue: CatalogueReader = {
  currentVersion: async () => 1,
  snapshot: async () => SNAPSHOT,
  snapshots: async (ids) => new Map(ids.map((id) => [id, SNAPSHOT])),
};

/** A small generator, so that the books are the same every time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const BATCH = 20_000;

/** Fills a migrated, empty database. Every subscription has one period due on `AS_OF`. */
export async function seedBooks(db: Database, subscriptions: number): Promise<void> {
  await db.write([
    {
      sql: `insert into provider (id, code, name, time_zone, created_at)
        values (1, 'bench', 'Bench Telecom', 'Australia/Melbourne', '2020-01-01T00:00:00.000Z')`,
      args: [],
    },
    {
      sql: `insert into catalogue_item (id, provider_id, kind, code)
        select value ->> 0, 1, value ->> 1, value ->> 2 from json_each(?)`,
      args: [
        JSON.stringify([
          ...plans.map(({ itemId, code }) => [itemId, 'package_plan', code]),
          ...servicePlans.map(({ itemId, code }) => [itemId, 'service_plan', code]),
        ]),
      ],
    },
  ]);
  const roll = dice(7);
  const book = makePlanBook(SNAPSHOT, GST);
  for (let first = 1; first <= subscriptions; first += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, subscriptions - first + 1) }, (_, offset) =>
      subscriptionRow(first + offset, roll, book),
    );
    await writeRows(db, rows);
  }
}

type Row = (number | string | null)[];

function subscriptionRow(
  id: number,
  roll: (sides: number) => number,
  book: ReturnType<typeof makePlanBook>,
): Row {
  const n = roll(PLANS);
  const plan = book.plan(n + 1);
  if (plan === undefined) throw new Error(`plan ${n} is in the book`);
  const length = plan.periodLengthMonths;
  // A start so many whole periods and up to a month before the day, so that a boundary falls into the month up to it.
  const start = addDays(addMonths(AS_OF, -length * (1 + roll(Math.floor(36 / length)))), -roll(28));
  const grid = layGrid({
    start,
    plan,
    account: { invoiceDay: 1, invoicePeriodMonths: 1, invoiceAnchor: null },
    firstPeriodEnd: null,
    firstSubscriptionStart: start,
  });
  const next = periodNumberOn(grid, AS_OF) ?? 0;
  const fee = roll(50) === 0 && plan.accessFee !== null ? 1500 + roll(1000) : null;
  return [
    id,
    n + 1,
    grid.start,
    grid.anchor.monthIndex,
    grid.anchor.day,
    grid.lengthMonths,
    fee,
    next,
    boundaryOf(grid, next),
    1_000 + n,
    plan.accessFee === null ? 1 + roll(2) : 1,
  ];
}

const writeRows = (db: Database, rows: readonly Row[]) => {
  const args = { rows: JSON.stringify(rows) };
  return db.write([
    {
      sql: `insert into account (id, provider_id, reference, name, created_at, first_subscription_start)
        select value ->> 0, 1, 'A' || (value ->> 0), 'Account ' || (value ->> 0), '2020-01-01T00:00:00.000Z', value ->> 2
        from json_each(:rows)`,
      args,
    },
    {
      sql: `insert into subscription (id, provider_id, account_id, status, created_at)
        select value ->> 0, 1, value ->> 0, 'active', '2020-01-01T00:00:00.000Z' from json_each(:rows)`,
      args,
    },
    {
      sql: `insert into subscription_term (id, provider_id, account_id, subscription_id, position, side, package_plan_id, start,
          anchor_month, anchor_day, length_months, known_from, charges_setup, access_fee_override, next_period, setup_billed,
          next_due_on)
        select value ->> 0, 1, value ->> 0, value ->> 0, 1, 'sell', value ->> 1, value ->> 2, value ->> 3, value ->> 4,
          value ->> 5, value ->> 2, 1, value ->> 6, value ->> 7, 1, value ->> 8 from json_each(:rows)`,
      args,
    },
    {
      sql: `insert into service (provider_id, subscription_id, service_plan_id, side, details, status, active_from)
        select 1, row.value ->> 0, row.value ->> 9, 'sell', '{}', 'active', row.value ->> 2
        from json_each(:rows) row join json_each('[1, 2]') n on n.value <= row.value ->> 10`,
      args,
    },
  ]);
};

/** So many months of the ledger behind the books: a line a month and subscription, all on invoices. */
export async function seedHistory(db: Database, months: number): Promise<void> {
  for (let back = months; back >= 1; back -= 1)
    await db.write([
      {
        sql: `insert into invoice (id, provider_id, account_id, sequence, number, issued_on, period_from, period_to, amount, tax,
            issuer_name, customer_name, created_at)
          values (:id, 1, 1, :id, 'B' || :id, '2025-01-01', date('2026-04-01', '-' || :back || ' months'), '2026-04-01', 0, 0,
            'Bench Telecom', 'Account 1', '2025-01-01T00:00:00.000Z')`,
        args: { id: String(back), back: String(back) },
      },
      {
        sql: `insert into cardline (provider_id, account_id, subscription_id, term_id, side, kind, period_start, "from", "to",
            generated_on, amount, tax, tax_rate, fee, catalogue_version, invoice_id)
          select provider_id, account_id, subscription_id, id, side, 2, date(next_due_on, '-' || :back || ' months'),
            date(next_due_on, '-' || :back || ' months'), date(next_due_on, '-' || :back || ' months', '+27 days'),
            date('2026-04-01', '-' || :back || ' months'), 2995, 300, 100000, 2995, 1, :back
          from subscription_term order by id`,
        args: { back: String(back) },
      },
    ]);
}
