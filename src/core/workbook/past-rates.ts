/** USE-8: rates that are published with a day in the past. They price what comes from now on; what was rated stays as it is. */
import type { PlainDate } from '../calendar.ts';
import { counted, grouped } from '../words.ts';
import type { SheetFault } from './cell.ts';
import type { PublishPlan } from './publish-plan.ts';
import { keyOf, spokenKey } from './tab.ts';
import { TAB } from './tabs.ts';

/** Rows that a note names. */
const MOST_NAMED = 3;

export const pastRateNotes = (plan: PublishPlan, today: PlainDate): SheetFault[] =>
  (['productRates', 'rates'] as const).flatMap((kind) => {
    const tab = TAB[kind];
    const dayAt = tab.fields.findIndex(({ name }) => name === 'effectiveFrom');
    const rows = [...(plan[kind]?.added ?? []), ...(plan[kind]?.changed ?? []).map(([, , after]) => after)];
    const past = rows.filter((row) => String(row[dayAt]) < today);
    if (past.length === 0) return [];
    const further = past.length - MOST_NAMED;
    const named = past.slice(0, MOST_NAMED).map((row) => spokenKey(keyOf(tab, row)));
    return [
      {
        tab: tab.title,
        row: null,
        key: null,
        column: 'Effective From',
        cell: null,
        code: 'rate_in_past',
        message: `${counted(past.length, 'rate')} added or changed ${past.length === 1 ? 'has' : 'have'} an Effective From in the past: ${named.join(', ')}${further > 0 ? ` and ${grouped(further)} more` : ''}. What was rated already stays as it is (USE-8).`,
      },
    ];
  });
