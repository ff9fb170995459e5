/**
 * One package plan of the built-in workbook as it would bill: its row with edits that are not saved, what it needs before it can
 * be subscribed to (CAT-3), and the calendar of its cardlines, by the functions of the run (BILL-11). Writes nothing.
 */
import { requirePower, today } from '#app/actor.ts';
import { type BillingCalendar, layCalendar } from '#core/billing/billing-calendar.ts';
import { calendarRequest, readCalendar, type TypedCalendar } from '#core/billing/plan-calendar.ts';
import type { Kind, RowOf } from '#core/catalogue/content.ts';
import {
  indexPlans,
  type PlanIndex,
  type Prerequisite,
  prerequisitesOf,
} from '#core/catalogue/prerequisites.ts';
import type { PackagePlan } from '#core/catalogue/rows.ts';
import { type Fault, fault, notFound, ok, type Result } from '#core/result.ts';
import type { Cell, SheetFault } from '#core/workbook/cell.ts';
import { readTab } from '#core/workbook/read-tab.ts';
import { type AnyTab, columnsOf, fromTuple, headingOf, type Tuple } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import { type PlansToSimulate, simulatedPlan } from '../billing/simulated-plan.ts';
import type { BillingRunStore, BillingSettings } from '../ports/billing.ts';
import type { Actor, Clock } from '../ports/platform.ts';
import type { BuiltinWorkbook, Cells, TabToWrite, WorkbookRow } from '../ports/workbook.ts';

interface Ports {
  readonly workbook: BuiltinWorkbook;
  readonly runs: Pick<BillingRunStore, 'settings'>;
  readonly clock: Clock;
}

export interface LookAtPlan {
  /** The row of Package Plans */
  readonly id: number;
  /** Cells that are typed and not saved; the others are the row's. */
  readonly draft?: Cells;
  readonly calendar?: TypedCalendar;
}

export interface PlanLook {
  readonly row: WorkbookRow;
  /** The row with the draft's cells */
  readonly cells: Cells;
  /** Headings whose cells are not saved */
  readonly edited: readonly string[];
  /** null: a cell of it cannot be taken */
  readonly plan: PackagePlan | null;
  readonly prerequisites: readonly Prerequisite[];
  /** Service plans of the package that the workbook holds, each as often as the package does */
  readonly services: readonly string[];
  /** Of the draft; null: see `faults`. */
  readonly calendar: BillingCalendar | null;
  /** Of the row as it is saved, where that is another one */
  readonly savedCalendar: BillingCalendar | null;
  /** Plans that it could be migrated to */
  readonly otherPlans: readonly string[];
  /** Of cells, by heading, and of what was asked, by its field; every one at once. */
  readonly faults: readonly Fault[];
}

const NO_TAB: TabToWrite = { title: '', headings: [], rows: [] };

export const makeLookAtPlan =
  ({ workbook, runs, clock }: Ports) =>
  async (actor: Actor, { id, draft = {}, calendar = {} }: LookAtPlan): Promise<Result<PlanLook>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const [[row], settings, sheets, priced] = await Promise.all([
      workbook.find(actor.providerId, TAB.packagePlans.title, [id]),
      runs.settings(actor.providerId),
      Promise.all(
        SHEETS.map(async (kind) => (await workbook.sheets(actor.providerId, TAB[kind].title))[0] ?? NO_TAB),
      ),
      workbook.distinct(actor.providerId, TAB.rates.title, headingOf(TAB.rates, 'rateCard')),
    ]);
    if (row === undefined)
      return notFound('row_not_found', 'This plan is not in Package Plans any more: load the tab again.');
    const cells = { ...row.cells, ...draft };
    const { plan, faults } = readPlan(cells);
    const saved = readPlan(row.cells).plan;
    const [packagePlans, servicePlans, packageServices, rateCards, products, productRates, serviceFeatures] =
      sheets;
    const written = rowsIn('packagePlans', packagePlans).filter(({ code }) => code !== saved?.code);
    const withRates = new Set(priced.map((card) => String(card).trim()));
    const index = indexPlans({
      packagePlans: plan === null ? written : [...written, plan],
      servicePlans: rowsIn('servicePlans', servicePlans),
      packageServices: rowsIn('packageServices', packageServices),
      rateCards: rowsIn('rateCards', rateCards).map((card) => ({
        ...card,
        rateCount: withRates.has(card.code) ? 1 : 0,
      })),
    });
    const plans = {
      index,
      products: rowsIn('products', products),
      productRates: rowsIn('productRates', productRates),
      serviceFeatures: rowsIn('serviceFeatures', serviceFeatures),
    };
    const drawn = draw(plan, plans, calendar, { settings, day: today(clock, actor) });
    const edited = columnsOf(TAB.packagePlans)
      .map(({ heading }) => heading)
      .filter((heading) => (cells[heading] ?? null) !== (row.cells[heading] ?? null));
    const before =
      edited.length > 0 ? draw(saved, plans, calendar, { settings, day: today(clock, actor) }) : null;
    return ok({
      row,
      cells,
      edited,
      plan,
      prerequisites: plan === null ? [] : prerequisitesOf(plan, index),
      services:
        plan === null
          ? []
          : simulatedPlan(plan, plans, settings.defaultTaxRate).services.map(({ code }) => code),
      calendar: drawn.calendar,
      savedCalendar: before?.calendar ?? null,
      otherPlans: [...new Set(written.map(({ code }) => code))].sort(),
      faults: [...faults, ...drawn.faults],
    });
  };

/** The tabs that a plan is read with, in the order of their results. */
const SHEETS = [
  'packagePlans',
  'servicePlans',
  'packageServices',
  'rateCards',
  'products',
  'productRates',
  'serviceFeatures',
] as const;

/** The rows of a tab whose cells can be taken; the others the check of the whole workbook tells about. */
function rowsIn<K extends Kind>(kind: K, sheet: TabToWrite | undefined): RowOf[K][] {
  if (sheet === undefined) return [];
  const { title, headings, rows } = sheet;
  const read = readTab(
    TAB[kind],
    { title, headings, rows: rows.map((cells, at) => ({ row: at + 2, cells })) },
    { serialDates: false },
    { add: () => undefined },
  );
  return read.rows.flatMap(({ isWhole, values }) =>
    isWhole ? [fromTuple<K>(TAB[kind], values as Tuple)] : [],
  );
}

/** The plan that the cells say, or every cell that cannot be taken, named by its heading. */
function readPlan(cells: Cells): { readonly plan: PackagePlan | null; readonly faults: readonly Fault[] } {
  const tab: AnyTab = TAB.packagePlans;
  const headings = columnsOf(tab).map(({ heading }) => heading);
  const found: SheetFault[] = [];
  const read = readTab(
    tab,
    {
      title: tab.title,
      headings,
      rows: [{ row: 2, cells: headings.map((heading): Cell => cells[heading] ?? null) }],
    },
    { serialDates: false },
    { add: (one) => found.push(one) },
  );
  const [row] = read.rows;
  const plan = row?.isWhole ? fromTuple(TAB.packagePlans, row.values as Tuple) : null;
  return {
    plan,
    faults: found.map(({ code, message, column }) => fault(code, message, column ?? undefined)),
  };
}

interface PlansInWorkbook extends PlansToSimulate {
  readonly index: PlanIndex;
}

interface Drawing {
  readonly settings: BillingSettings;
  readonly day: ReturnType<typeof today>;
}

function draw(
  plan: PackagePlan | null,
  plans: PlansInWorkbook,
  typed: TypedCalendar,
  { settings: { rules, defaultTaxRate }, day }: Drawing,
): { readonly calendar: BillingCalendar | null; readonly faults: readonly Fault[] } {
  const asked = readCalendar(typed, { today: day, approval: rules.periodApproval });
  if (!asked.ok) return { calendar: null, faults: asked.faults };
  const { migrateTo } = asked.value;
  const other = migrateTo === null ? undefined : plans.index.packagePlans.get(migrateTo);
  if (migrateTo !== null && other === undefined)
    return {
      calendar: null,
      faults: [fault('unknown_plan', `Package Plans has no whole row ${migrateTo}.`, 'migrateTo')],
    };
  if (plan === null) return { calendar: null, faults: [] };
  const request = calendarRequest(asked.value, {
    plan: simulatedPlan(plan, plans, defaultTaxRate),
    other: other === undefined ? null : simulatedPlan(other, plans, defaultTaxRate),
    rounding: rules.rounding,
  });
  return request.ok
    ? { calendar: layCalendar(request.value, day), faults: [] }
    : { calendar: null, faults: request.faults };
}
