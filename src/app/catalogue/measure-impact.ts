/** M2: what a publish would mean: whom it reaches, what their next invoices hold, and what is earned between buy and sell side. */
import type { CatalogueStore, Impact, PlanUse } from '#app/ports/catalogue.ts';
import type { UsageReader } from '#app/ports/usage.ts';
import { leavesAccessFeesToServices } from '#core/billing/fees.ts';
import type { PlainDate } from '#core/calendar.ts';
import { feeImpact } from '#core/catalogue/fee-impact.ts';
import {
  type MarginBook,
  type MarginImpact,
  MOST_MARGINS,
  planMargins,
  ratesBelowCost,
} from '#core/catalogue/margins.ts';
import { type Reach, type ReachCounts, reachOf } from '#core/catalogue/reach.ts';
import type { PackagePlan, PackageService, ServicePlan } from '#core/catalogue/rows.ts';
import { lastPeriods, type UsageImpact, usageImpact } from '#core/catalogue/usage-impact.ts';
import { formatCents, GST } from '#core/money.ts';
import { counted, grouped } from '#core/words.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import { countTabs, linksOf, plansTouchedBy, priceMoves } from '#core/workbook/plan-impact.ts';
import type { PresentRows } from '#core/workbook/present.ts';
import { type PublishPlan, rowsAfter } from '#core/workbook/publish-plan.ts';
import { tariffsTouched, touchedRatePairs } from '#core/workbook/rate-pairs.ts';
import type { SheetCode } from '#core/workbook/sheet-codes.ts';
import { fromTuple, keyOf, type Tuple } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import { repriced } from '#core/workbook/used-rates.ts';
import { toBillingPlan } from '../billing/plan-book.ts';

export interface Change {
  readonly providerId: number;
  /** The provider's day: rates are compared from it on. */
  readonly today: PlainDate;
  readonly plan: PublishPlan;
  readonly present: PresentRows;
}

export interface MeasurePorts {
  readonly catalogue: CatalogueStore;
  readonly usageSums: UsageReader;
}

export async function measureImpact({ catalogue, usageSums }: MeasurePorts, change: Change): Promise<Impact> {
  const { providerId, plan, present } = change;
  const reach = reachOf(linksOf(plan, present));
  const touched = plansTouchedBy(plan, reach);
  const published = bookOf((kind) => present.rows[kind].map(([, tuple]) => tuple));
  const draft = bookOf((kind) => rowsAfter(kind, plan, present));
  const withServices = touched.filter((code) =>
    [published, draft].some((book) => {
      const charged = book.plan(code);
      return charged !== undefined && leavesAccessFeesToServices(charged);
    }),
  );
  const [plans, payers, usage] = await Promise.all([
    catalogue.planUse(providerId, touched),
    catalogue.feePayers(providerId, touched, withServices),
    measureUsage(usageSums, change),
  ]);
  return {
    plans,
    activeSubscriptions: plans.reduce((sum, { activeSubscriptions }) => sum + activeSubscriptions, 0),
    prices: priceMoves(plan),
    tabs: countTabs(plan, present),
    reach: countReach(reach, plans),
    fees: feeImpact(payers, published, draft),
    margins: marginsOf(change, touched, published, draft),
    usage,
  };
}

/** Usage of the last period by rates that change, and what waits for tariffs that do; null where no rate and no tariff changes. */
async function measureUsage(
  usageSums: UsageReader,
  { providerId, today, plan, present }: Change,
): Promise<UsageImpact | null> {
  if (plan.rates === undefined && plan.tariffs === undefined) return null;
  const [rated, quarantined] = await Promise.all([
    usageSums.ratedByTariff(providerId, lastPeriods(today)),
    usageSums.quarantined(providerId),
  ]);
  const used = rated.flatMap(({ rateCard, ...sums }) => (rateCard === null ? [] : [{ rateCard, ...sums }]));
  const tariffs = new Set([
    ...[...tariffsTouched(plan).values()].flatMap((keys) => [...keys]),
    ...[...(plan.tariffs?.added ?? []), ...(plan.tariffs?.changed ?? []).map(([, , after]) => after)].map(
      (tuple) => keyOf(TAB.tariffs, tuple),
    ),
  ]);
  return usageImpact(
    repriced(plan, present, used),
    quarantined.flatMap(({ tariffKey, reason, records }) =>
      tariffKey !== null && tariffs.has(tariffKey) ? [{ tariffKey, reason, records }] : [],
    ),
    today,
  );
}

interface Book extends MarginBook {
  readonly packagePlans: readonly PackagePlan[];
  readonly servicePlans: readonly ServicePlan[];
}

/** Fees and links of a version. The tax is of no account: all sums are ex tax. */
function bookOf(tuplesOf: (kind: 'packagePlans' | 'servicePlans' | 'packageServices') => Tuple[]): Book {
  const rows = <K extends 'packagePlans' | 'servicePlans' | 'packageServices'>(kind: K) =>
    tuplesOf(kind).map((tuple) => fromTuple<K>(TAB[kind], tuple));
  const [packagePlans, servicePlans] = [rows('packagePlans'), rows('servicePlans')];
  const plans = new Map(packagePlans.map((plan) => [plan.code, plan]));
  const services = new Map(servicePlans.map((service) => [service.code, service]));
  const contents = Map.groupBy<string, PackageService>(
    rows('packageServices'),
    ({ packagePlan }) => packagePlan,
  );
  return {
    packagePlans,
    servicePlans,
    plan: (code) => {
      const plan = plans.get(code);
      return plan && toBillingPlan(plan, GST);
    },
    service: (code) => {
      const service = services.get(code);
      return service && { ...service, taxRate: service.taxRate ?? GST };
    },
    buyPlanOf: (code) => plans.get(code)?.buyPlan ?? null,
    contentsOf: (code) =>
      (contents.get(code) ?? []).map(({ servicePlan, quantity }) => ({ servicePlan, count: quantity })),
  };
}

/** Subscriptions behind each plan, service plan and card, as far as the plan touches them. */
function countReach(reach: Reach<ReadonlySet<string>>, plans: readonly PlanUse[]): ReachCounts {
  const active = new Map(plans.map(({ code, activeSubscriptions }) => [code, activeSubscriptions]));
  const countOf = (codes: ReadonlySet<string>) =>
    [...codes].reduce((sum, code) => sum + (active.get(code) ?? 0), 0);
  const counts = (by: ReadonlyMap<string, ReadonlySet<string>>) =>
    Object.fromEntries(
      [...by].flatMap(([code, behind]): [string, number][] => {
        const count = countOf(behind);
        return count > 0 ? [[code, count]] : [];
      }),
    );
  return {
    packagePlans: Object.fromEntries([...active].filter(([, count]) => count > 0)),
    servicePlans: counts(reach.servicePlans),
    cards: counts(reach.cards),
    bands: countOf(reach.bands),
  };
}

function marginsOf(
  { plan, present, today }: Change,
  touched: readonly string[],
  published: Book,
  draft: Book,
): MarginImpact {
  const codes = new Set(touched);
  const sold = draft.packagePlans.filter(
    ({ code, side, buyPlan }) =>
      side === 'sell' && buyPlan !== null && (codes.has(code) || codes.has(buyPlan)),
  );
  const plans = planMargins(
    sold.map(({ code }) => code),
    published,
    draft,
  ).filter(
    ({ before, after }) =>
      before?.sellFee !== after.sellFee || before.buyFee !== after.buyFee || after.margin < 0,
  );
  const rates = ratesBelowCost(
    touchedRatePairs(plan, present, { published: published.servicePlans, draft: draft.servicePlans }),
    today,
  );
  return {
    plans: plans.slice(0, MOST_MARGINS),
    plansBelowCost: plans.filter(({ after }) => after.margin < 0).length,
    rates: rates.slice(0, MOST_MARGINS),
    ratesBelowCost: rates.length,
  };
}

/** What would be sold below cost, by name: legal, and worth knowing. */
export function marginNotes({ margins }: Impact): SheetFault[] {
  if (margins === null) return [];
  const plans = margins.plans
    .filter(({ after }) => after.margin < 0)
    .map(
      ({ code, buyPlan, after }) =>
        `${code} for ${formatCents(after.sellFee)}, bought as ${buyPlan} for ${formatCents(after.buyFee)}`,
    );
  const rates = margins.rates.map(
    ({ rateCard, tariffKey, band, fromQuantity, buyCard, by, sell, buy }) =>
      `${rateCard} ${tariffKey}${band === 'any' ? '' : ` ${band}`}${fromQuantity === 0 ? '' : ` from ${fromQuantity}`} (${by === 'flagfall' ? `flagfall ${sell}` : sell} against ${buy} on ${buyCard})`,
  );
  return [
    ...belowCost('packagePlans', 'plan_below_cost', [plans, margins.plansBelowCost, 'package plan']),
    ...belowCost('rates', 'rate_below_cost', [rates, margins.ratesBelowCost, 'rate']),
  ];
}

/** Names told of many. */
const MOST_NAMES = 8;

function belowCost(
  kind: 'packagePlans' | 'rates',
  code: SheetCode,
  [names, count, what]: readonly [names: readonly string[], count: number, what: string],
): SheetFault[] {
  if (count === 0) return [];
  const further = count - Math.min(names.length, MOST_NAMES);
  const told = `${names.slice(0, MOST_NAMES).join('; ')}${further > 0 ? `; and ${grouped(further)} more` : ''}`;
  return [
    {
      tab: TAB[kind].title,
      row: null,
      key: null,
      column: null,
      cell: null,
      code,
      message: `${counted(count, what)} would be sold below cost: ${told}.`,
    },
  ];
}
