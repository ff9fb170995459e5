/** What a workbook means now: its faults, or the plan that leads from what is in force to what it says. */
import type { CatalogueStore } from '#app/ports/catalogue.ts';
import type { Secrets } from '#app/ports/platform.ts';
import type { Kind } from '#core/catalogue/content.ts';
import { counted, grouped } from '#core/words.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import {
  accountReferencesIn,
  type Checked,
  checkWorkbook,
  type RawWorkbook,
} from '#core/workbook/check-workbook.ts';
import type { PresentRow, PresentRows } from '#core/workbook/present.ts';
import {
  canonicalText,
  missingRows,
  type PublishPlan,
  planPublish,
  removalNotes,
} from '#core/workbook/publish-plan.ts';
import { spokenKey, type Tuple } from '#core/workbook/tab.ts';
import { CATALOGUE_KINDS, TAB } from '#core/workbook/tabs.ts';

export interface Assessment {
  readonly checked: Checked;
  /** Those of the check, and plans that may not be removed because they are in use. */
  readonly faults: readonly SheetFault[];
  readonly notes: readonly SheetFault[];
  /** Empty where there are faults. */
  readonly plan: PublishPlan;
  /** What it was compared with. */
  readonly present: PresentRows;
  readonly contentHash: string;
  readonly catalogueHash: string;
}

export interface AssessPorts {
  readonly catalogue: CatalogueStore;
  readonly secrets: Secrets;
}

export async function assessWorkbook(
  { catalogue, secrets }: AssessPorts,
  providerId: number,
  workbook: RawWorkbook,
): Promise<Assessment> {
  const present = await catalogue.present(providerId, accountReferencesIn(workbook));
  const checked = checkWorkbook(workbook, present);
  const inUse = await removedInUse(catalogue, providerId, (kind) => missingRows(kind, checked, present));
  const faults = [...inUse, ...checked.faults];
  const plan = faults.length > 0 ? {} : planPublish(checked, present);
  return {
    checked,
    faults,
    notes: [...checked.notes, ...removalNotes(plan, present)],
    plan,
    present,
    ...(await hashesOf(secrets, checked, present)),
  };
}

/** Plans that a publish would remove though somebody has or has ordered them: billing them needs the plan. */
export async function removedInUse(
  catalogue: CatalogueStore,
  providerId: number,
  removed: (kind: 'packagePlans' | 'servicePlans') => readonly PresentRow[],
): Promise<SheetFault[]> {
  const codes = (kind: 'packagePlans' | 'servicePlans') => removed(kind).map(([, [code]]) => String(code));
  const [packages, services] = await Promise.all([
    catalogue.planUse(providerId, codes('packagePlans')),
    catalogue.serviceUse(providerId, codes('servicePlans')),
  ]);
  const fault = (tab: string, code: string, use: string): SheetFault => ({
    tab,
    row: null,
    key: code,
    column: null,
    cell: null,
    code: 'removed_in_use',
    message: `${code} is missing and would be removed, but ${use}: put the row back and make it Grandfathered.`,
  });
  return [
    ...packages.map(({ code, activeSubscriptions, openOrders }) =>
      fault(
        TAB.packagePlans.title,
        code,
        `it has ${counted(activeSubscriptions, 'active subscription')} and ${counted(openOrders, 'open order')}`,
      ),
    ),
    ...services.map(({ code, services: count }) =>
      fault(
        TAB.servicePlans.title,
        code,
        `${counted(count, 'service')} of it ${count === 1 ? 'is' : 'are'} active or ordered`,
      ),
    ),
  ];
}

/** The rows that a plan removes. */
export const removedBy =
  (plan: PublishPlan) =>
  (kind: Kind): readonly PresentRow[] =>
    plan[kind]?.removed ?? [];

/** The same content has the same hashes, in whatever order its rows and tabs stand. */
async function hashesOf(secrets: Secrets, checked: Checked, present: PresentRows) {
  const hashOf = async (kind: Kind): Promise<string> => {
    const rows = checked.rows.get(kind);
    const tuples: readonly Tuple[] = rows?.tuples ?? present.rows[kind].map(([, tuple]) => tuple);
    return `${kind}:${await secrets.hash(canonicalText(TAB[kind], tuples, rows?.keys))}`;
  };
  const catalogueHash = await secrets.hash((await Promise.all(CATALOGUE_KINDS.map(hashOf))).join('\n'));
  return { catalogueHash, contentHash: await secrets.hash(`${catalogueHash}\n${await hashOf('accounts')}`) };
}

/** Rows in a sentence: how many, and the first few by name. */
export function nameRows(names: readonly string[], count: number = names.length): string {
  const shown = names.slice(0, 8).map(spokenKey);
  const further = count > shown.length ? ` and ${grouped(count - shown.length)} more` : '';
  return `${counted(count, 'row')}: ${shown.join(', ')}${further}`;
}
