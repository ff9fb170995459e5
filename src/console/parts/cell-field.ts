/**
 * The form field of a workbook's cell. Cells hold what a person left in them, right or wrong: what a drop-down or a date
 * picker could not hold is shown as text, so that nothing is lost by opening a row.
 */

import { readDate } from '#core/calendar.ts';
import type { Cell } from '#core/workbook/cell.ts';
import type { Column } from '#core/workbook/column.ts';
import type { Choice, Field } from './form.ts';

/** What stands in the cell, as text. */
export const cellText = (cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'boolean' ? (cell ? 'TRUE' : 'FALSE') : String(cell);
};

/** `name` is the heading: the words that faults, sheets and people use. */
export function cellField(column: Column, cell: Cell | undefined): Field {
  const text = cellText(cell);
  const isOptional = 'blank' in column;
  const base: Field = { name: column.heading, label: column.heading, help: column.note, isOptional };
  const { cell: kind } = column;
  switch (kind.type) {
    case 'boolean':
      return {
        ...base,
        kind: 'choice',
        choices: withOwn(['TRUE', 'FALSE'], text, isOptional ? 'FALSE' : null),
      };
    case 'choice': {
      const blank = kind.choices.find(({ value }) => value === column.blank)?.word ?? null;
      return {
        ...base,
        kind: 'choice',
        choices: withOwn(
          kind.choices.map(({ word }) => word),
          text,
          isOptional ? (blank ?? 'none') : null,
        ),
      };
    }
    case 'date':
      return { ...base, kind: text === '' || readDate(text) !== null ? 'date' : 'text' };
    case 'integer':
      return { ...base, kind: 'whole' };
    case 'money':
    case 'price':
    case 'tax':
      return { ...base, kind: 'amount' };
    case 'text':
      return kind.longest > 500 ? { ...base, kind: 'long' } : { ...base, isWhole: kind.longest > 250 };
    default:
      return base;
  }
}

/** The words to choose from; blank, told by what it means; and what is in the cell, where that is none of them. */
function withOwn(words: readonly string[], text: string, blankMeans: string | null): Choice[] {
  const known = words.find((word) => word.toLowerCase() === text.toLowerCase());
  return [
    { value: '', label: blankMeans === null ? 'Choose' : `Blank (${blankMeans})` },
    ...words.map((word) => ({ value: word === known ? text : word, label: word })),
    ...(text === '' || known ? [] : [{ value: text, label: `${text} (not one of them)` }]),
  ];
}
