/** Rows of the catalogue shown in the words of the workbook: heading, value, and what the heading means. */

import { readDate } from '#core/calendar.ts';
import type { Cents, TaxRate } from '#core/money.ts';
import type { Column } from '#core/workbook/column.ts';
import { type AnyTab, isColumn, store } from '#core/workbook/tab.ts';
import { writeCell } from '#core/workbook/write-cell.ts';
import { stateBadge } from './badge.ts';
import { facts, type Piece } from './blocks.ts';
import { day, money, percent } from './formats.ts';
import { type Html, html } from './html.ts';

/** The values of some fields of a row. `shown` replaces a value, for instance by a link. */
export function settings(
  tab: AnyTab,
  row: object,
  names: readonly string[],
  shown: Readonly<Record<string, Piece>> = {},
): Html {
  const values = row as Readonly<Record<string, unknown>>;
  return facts(
    names.flatMap((name) => {
      const column = tab.fields.find((field) => field.name === name)?.column;
      if (!column || !isColumn(column)) return [];
      const value = shown[name] ?? settingValue(column, values[name]);
      return [[column.heading, html`${value}<span class="sub">${column.note}</span>`] as const];
    }),
  );
}

/** A stored or typed value of a column, as people read it. */
function settingValue(column: Column, value: unknown): Piece {
  if (value === null || value === undefined) return column.cell.type === 'tax' ? 'As usual' : 'None';
  switch (column.cell.type) {
    case 'boolean':
      return value ? 'Yes' : 'No';
    case 'money':
      return html`<span class="amount">${money(value as Cents)}</span>`;
    case 'tax':
      return percent(value as TaxRate);
    case 'date':
      return day(readDate(value));
    case 'code':
    case 'reference':
      return html`<span class="code">${String(value)}</span>`;
    default:
      return column.heading === 'Approval Status'
        ? stateBadge(String(value))
        : String(writeCell(column, store(value)));
  }
}
