/** How the columns of a tab look, and what may stand in them. */
import type { Column } from '#core/workbook/column.ts';
import { type AnyTab, headingOf, OWN_HEADINGS } from '#core/workbook/tab.ts';
import type { ColumnLook } from './view.ts';

const NUMBERS = new Set(['integer', 'money', 'price', 'tax']);

const CHARACTER = 8;
const [NARROW, WIDE] = [76, 320];

/** What a cell of the column mostly needs, in characters. */
function usual({ cell }: Column): number {
  switch (cell.type) {
    case 'date':
      return 12;
    case 'code':
    case 'reference':
      return 16;
    case 'choice':
      return Math.max(...cell.choices.map(({ word }) => word.length)) + 2;
    case 'text':
      return cell.longest > 100 ? 30 : 20;
    default:
      return 9;
  }
}

const widthOf = (column: Column): number =>
  Math.round(
    Math.min(WIDE, Math.max(NARROW, CHARACTER * Math.max(usual(column), column.heading.length + 2) + 14)),
  );

/** The tab's columns, and behind them Cardline's own. */
export function looksOf(tab: AnyTab, columns: readonly Column[]): ColumnLook[] {
  const keys = new Set(tab.key.map((name) => headingOf(tab, name)));
  return [
    ...columns.map((column) => ({
      heading: column.heading,
      note: column.note,
      width: widthOf(column),
      isKey: keys.has(column.heading),
      isNumber: NUMBERS.has(column.cell.type),
      isReadOnly: false,
    })),
    ...OWN_HEADINGS.map((heading, at) => ({
      heading,
      note: 'What the check says of the row. Filled by Cardline.',
      width: at === 0 ? 110 : 420,
      isKey: false,
      isNumber: false,
      isReadOnly: true,
    })),
  ];
}

/** What may stand in a column; null: whatever is typed. `codes` are those of other tabs. */
export function choicesOf({ cell }: Column, codes: readonly string[] | undefined): readonly string[] | null {
  switch (cell.type) {
    case 'choice':
      return cell.choices.map(({ word }) => word);
    case 'boolean':
      return ['TRUE', 'FALSE'];
    case 'tax':
      return ['GST', 'Free'];
    case 'reference':
      return codes ?? [];
    default:
      return null;
  }
}

/** Nothing but the choices is right. */
export const isClosed = ({ cell }: Column): boolean => cell.type === 'choice' || cell.type === 'boolean';
