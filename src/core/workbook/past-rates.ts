/** USE-8: rates that are published with a day in the past. What was rated by them stays as it is until somebody accepts its re-rating. */
import type { PlainDate } from '../calendar.ts';
import { differingDays } from '../usage/repriced-days.ts';
import { counted, grouped } from '../words.ts';
import type { SheetFault } from './cell.ts';
import type { PublishPlan } from './publish-plan.ts';
import { fromTuple, keyOf, spokenKey, type Tuple } from './tab.ts';
import { TAB } from './tabs.ts';

const STAYS = {
  productRates: 'What was charged already stays as it is.',
  rates:
    'What was rated already stays as it is; once this is published, its re-rating is proposed for somebody to accept.',
} as const;

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
        message: `${counted(past.length, 'rate')} added or changed ${past.length === 1 ? 'has' : 'have'} an Effective From in the past: ${named.join(', ')}${further > 0 ? ` and ${grouped(further)} more` : ''}. ${STAYS[kind]}`,
      },
    ];
  });

/** Whether a publish may change prices of days up to this one: re-rating of what was rated of them is proposed then. */
export function changesPastRates({ rates }: PublishPlan, today: PlainDate): boolean {
  if (rates === undefined) return false;
  const read = (tuple: Tuple) => fromTuple<'rates'>(TAB.rates, tuple);
  const began = (tuple: Tuple) => read(tuple).effectiveFrom <= today;
  return (
    rates.added.some(began) ||
    rates.removed.some(([, tuple]) => began(tuple)) ||
    rates.changed.some(([, before, after]) =>
      differingDays([read(before)], [read(after)]).some(({ from }) => from <= today),
    )
  );
}
