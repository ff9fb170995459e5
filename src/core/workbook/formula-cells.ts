/** Cells whose value comes from a formula: taken as any other, and told, since nobody sees in a price that it follows another cell. */
import { shorten } from '../plain-text.ts';
import { counted } from '../words.ts';
import type { SheetFault } from './cell.ts';
import type { ReadTab } from './read-tab.ts';
import { isColumn } from './tab.ts';

export interface FormulaCell {
  /** Row of the sheet, the headings being row 1. */
  readonly row: number;
  /** 0 is A. */
  readonly column: number;
  /** As it is written, with its equals sign; '' where it is another cell's, moved here. */
  readonly formula: string;
}

/** A note for each column with formulas, at the first of them: whole columns are made of one. */
export function formulaNotes(tabs: Iterable<ReadTab>): SheetFault[] {
  return [...tabs].flatMap(({ tab, formulas, at }) =>
    [...formulas].map(([field, [first, ...others]]) => {
      const column = tab.fields[field]?.column;
      const heading = column && isColumn(column) ? column.heading : 'The value';
      const text = first?.formula ? ` (${shorten(first.formula)})` : '';
      const further = others.length === 0 ? '' : ` and in ${counted(others.length, 'further cell')}`;
      return at(
        first?.row ?? null,
        field,
        'formula_in_cell',
        `${heading} comes from a formula here${text}${further}: what it comes to now is what counts, until the workbook is read again.`,
      );
    }),
  );
}
