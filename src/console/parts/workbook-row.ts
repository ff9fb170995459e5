/** A row of the built-in workbook as a form shows it and sends it back. */
import type { Cells, WorkbookRow } from '#app/ports/workbook.ts';
import { type AnyTab, columnsOf, headingOf } from '#core/workbook/tab.ts';
import type { Form } from '../guards/form-guard.ts';
import { cellText } from './cell-field.ts';
import type { Field } from './form.ts';
import { path } from './html.ts';

/** The version of the row that the form was filled in on. */
export const VERSION: Field = { name: 'rowVersion', label: 'Version', kind: 'hidden' };

export const tabPath = (title: string): string => path('workbook', title);
export const rowPath = (title: string, id: number): string => path('workbook', title, 'rows', id);

/** What tells the row from the others of its tab. */
export const keyText = (tab: AnyTab, row: WorkbookRow): string =>
  tab.key
    .map((name) => cellText(row.cells[headingOf(tab, name)]))
    .filter(Boolean)
    .join(' · ') || `Row ${row.row}`;

export const valuesOf = (tab: AnyTab, cells: Cells): Record<string, string> =>
  Object.fromEntries(columnsOf(tab).map(({ heading }) => [heading, cellText(cells[heading])]));

export const readCells = (sent: Form, tab: AnyTab): Cells =>
  Object.fromEntries(columnsOf(tab).map(({ heading }) => [heading, sent.optional(heading)]));

/** Cells that read as before stay as they are: a number of a spreadsheet does not become text by saving its row. */
export const changedCells = (sent: Form, tab: AnyTab, before: Cells): Cells =>
  Object.fromEntries(
    Object.entries(readCells(sent, tab)).filter(
      ([heading, cell]) => (cell ?? '') !== cellText(before[heading]).trim(),
    ),
  );

export const versionOf = (sent: Form): number => Number(sent.text('rowVersion'));
