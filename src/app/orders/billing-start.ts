/** What an activation begins to bill, said before and after it: the fees by FEE-3, the first period, in one sentence. */
import type { FeeToCharge } from '#core/billing/fees.ts';
import { gridSince, periodAt } from '#core/billing/period-grid.ts';
import { type Period, type PlainDate, spokenDate } from '#core/calendar.ts';
import type { CatalogueSnapshot, PackagePlan } from '#core/catalogue/rows.ts';
import { type Cents, cents, formatCents, GST } from '#core/money.ts';
import type { NewService, NewSubscription } from '#core/orders/begin-billing.ts';
import type { ServicesJoining } from '#core/orders/join-billing.ts';
import { invariant } from '#core/result.ts';
import { packageFeesOf } from './package-fees.ts';

export interface BillingStart {
  readonly packagePlan: string;
  readonly start: PlainDate;
  readonly firstPeriod: Period;
  readonly periodLengthMonths: number;
  /** Sums ex tax of what begins: of the package, or of the services that become active (FEE-3). */
  readonly setupFee: Cents;
  readonly accessFee: Cents;
  /** "Billing of NBN-50 starts on 1 Mar 2026: setup 49.00 once, access 69.95 a month; first period 1 Mar 2026 – 31 Mar 2026." */
  readonly text: string;
}

/** The same where nothing new may begin: "The package has been billed since 1 Mar 2026; nothing new begins." */
export function billingText(billing: BillingStart | null, billedSince: PlainDate | null): string {
  if (billing !== null) return billing.text;
  return billedSince === null
    ? 'Nothing begins to be billed in your books.'
    : `The package has been billed since ${spokenDate(billedSince)}; nothing new begins.`;
}

/** Of a first activation, which begins the package (PROV-6). */
export function billingStart(
  { start, terms, services }: Pick<NewSubscription, 'start' | 'terms' | 'services'>,
  catalogue: CatalogueSnapshot,
): BillingStart {
  const term = terms.find(({ side }) => side === 'sell');
  const plan = planIn(catalogue, term?.packagePlanId);
  invariant(term && plan, 'a subscription has a sell term on a plan of the catalogue');
  const sold = services.filter(({ side }) => side === 'sell');
  const feesOf = (some: readonly NewService[]) =>
    feesIn(
      catalogue,
      plan,
      some.map(({ servicePlanId }) => servicePlanId),
    );
  const begun = {
    ...sumsOf(feesOf(sold.filter(({ activeFrom }) => activeFrom !== null))),
    packagePlan: plan.code,
    start,
    firstPeriod: periodAt(term.grid, 0),
    periodLengthMonths: plan.periodLengthMonths,
  };
  const waiting = sold.filter(({ activeFrom }) => activeFrom === null);
  const more = feesOf(waiting).some(({ serviceKey }) => serviceKey !== null)
    ? ` What is not active yet (${waiting.length}) is charged from its own activation on.`
    : '';
  return { ...begun, text: `Billing of ${plan.code} starts on ${said(begun)}${more}` };
}

/** Of a further activation, in a package that leaves its fees to its services (PROV-2); null where nothing is charged for them. */
export function joiningStart(
  { subscription, on, servicePlans }: ServicesJoining,
  catalogue: CatalogueSnapshot,
): BillingStart | null {
  const plan = planIn(catalogue, subscription.packagePlan.id);
  if (plan === null) return null;
  const fees = feesIn(
    catalogue,
    plan,
    servicePlans.map(({ id }) => id),
  ).filter(({ serviceKey }) => serviceKey !== null);
  if (fees.length === 0) return null;
  const begun = {
    ...sumsOf(fees),
    packagePlan: plan.code,
    start: on,
    firstPeriod: periodAt(gridSince(subscription.grid, on).grid, 0),
    periodLengthMonths: plan.periodLengthMonths,
  };
  const codes = servicePlans.map(({ code }) => code).join(', ');
  return { ...begun, text: `Billing of ${codes} in ${plan.code} starts on ${said(begun)}` };
}

const planIn = ({ packagePlans }: CatalogueSnapshot, packagePlanId: number | undefined): PackagePlan | null =>
  packagePlans.find(({ itemId }) => itemId === packagePlanId) ?? null;

/** Fees are told ex tax: the rate does not matter here. */
function feesIn(
  { servicePlans }: CatalogueSnapshot,
  plan: PackagePlan,
  servicePlanIds: readonly number[],
): FeeToCharge[] {
  const services = servicePlanIds.flatMap((id) => servicePlans.find(({ itemId }) => itemId === id) ?? []);
  const { setup, access } = packageFeesOf(plan, services, GST);
  return [...setup, ...access];
}

function sumsOf(fees: readonly FeeToCharge[]): Pick<BillingStart, 'setupFee' | 'accessFee'> {
  const sumOf = (isMeant: (fee: FeeToCharge) => boolean): Cents =>
    cents(fees.filter(isMeant).reduce((sum, { fee }) => sum + fee, 0));
  return {
    setupFee: sumOf(({ kind }) => kind === 'setup_fee'),
    accessFee: sumOf(({ kind }) => kind !== 'setup_fee'),
  };
}

function said({
  start,
  setupFee,
  accessFee,
  firstPeriod,
  periodLengthMonths,
}: Omit<BillingStart, 'text' | 'packagePlan'>): string {
  const each = periodLengthMonths === 1 ? 'a month' : `every ${periodLengthMonths} months`;
  return `${spokenDate(start)}: setup ${formatCents(setupFee)} once, access ${formatCents(accessFee)} ${each}; first period ${spokenDate(firstPeriod.from)} – ${spokenDate(firstPeriod.to)}.`;
}
