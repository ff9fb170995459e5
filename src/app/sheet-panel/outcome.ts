/** What comes of a check, as the panel in the spreadsheet keeps and shows it: the beginning of each list, and how long it is. */
import { counted } from '#core/words.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import {
  listChanges,
  type PlanCounts,
  type PublishPlan,
  type RowChange,
} from '#core/workbook/publish-plan.ts';
import type { Impact } from '../ports/catalogue.ts';
import type { PlacedFault, SheetOutcome } from '../ports/sheet-checks.ts';
import type { ReadSheet } from '../ports/workbook.ts';

/** A panel is narrow: whoever mends twenty checks again before the twenty-first. */
const MOST_FAULTS = 20;
const MOST_NOTES = 5;
const MOST_ROWS = 8;
const MOST_FIELDS = 3;

export interface Found extends PlanCounts {
  readonly status: SheetOutcome['status'];
  readonly changeId: number | null;
  readonly faults: readonly SheetFault[];
  readonly notes: readonly SheetFault[];
  readonly plan: PublishPlan;
  readonly impact: Pick<Impact, 'activeSubscriptions'>;
}

export function toOutcome(found: Found, sheet: Pick<ReadSheet, 'tabIds'> | undefined): SheetOutcome {
  const { status, changeId, faults, notes, plan, impact, added, changed, removed } = found;
  const place = ({ tab, row, cell, column, message }: SheetFault): PlacedFault => ({
    tab,
    row,
    cell,
    tabId: sheet?.tabIds.get(tab) ?? null,
    message: column === null ? message : `${column}: ${message}`,
  });
  return {
    status,
    changeId,
    faults: faults.slice(0, MOST_FAULTS).map(place),
    faultCount: faults.length,
    notes: notes.slice(0, MOST_NOTES).map(place),
    noteCount: notes.length,
    added,
    changed,
    removed,
    rows: listChanges(plan, 0, MOST_ROWS).map(rowWords),
    activeSubscriptions: impact.activeSubscriptions,
  };
}

/** "Package Plans HOME: Access Fee: 69.95 → 74.95" */
function rowWords({ tab, key, change, fields }: RowChange): string {
  if (change !== 'changed') return `${tab} ${key}: ${change}`;
  const told = fields
    .slice(0, MOST_FIELDS)
    .map(({ column, from, to }) => `${column}: ${from ?? '(empty)'} → ${to ?? '(empty)'}`);
  const more = fields.length - told.length;
  return `${tab} ${key}: ${[...told, ...(more > 0 ? [counted(more, 'more field')] : [])].join('; ')}`;
}
