/** How a column of a tab looks in Google Sheets: the format of its cells, its drop-down, and its values as cells. Pure. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/index.js';
import { dayNumber, type PlainDate } from '#core/calendar.ts';
import type { Kind } from '#core/catalogue/content.ts';
import type { Column } from '#core/workbook/column.ts';
import type { Stored } from '#core/workbook/tab.ts';
import { writeCell } from '#core/workbook/write-cell.ts';
import { LISTS_TITLE } from './values.ts';

/**
 * Codes are text, or 0061… loses its zeros; so is what people write in words (GST, Mon-Fri, 08:00), or the sheet makes numbers of
 * it. What is left is a number to it, whatever its locale.
 */
export function formatOf({ cell }: Column): sheets_v4.Schema$NumberFormat {
  switch (cell.type) {
    case 'money':
      return { type: 'NUMBER', pattern: '0.00' };
    case 'price':
      return { type: 'NUMBER', pattern: '0.00######' };
    case 'integer':
      return { type: 'NUMBER', pattern: '0' };
    case 'date':
      return { type: 'DATE', pattern: 'yyyy-mm-dd' };
    default:
      return { type: 'TEXT', pattern: '@' };
  }
}

/** A drop-down or a tick box; null: anything may be typed, and the check judges it. */
export function validationOf(
  { cell, note }: Column,
  listRange: (kind: Kind) => string | null,
): sheets_v4.Schema$DataValidationRule | null {
  switch (cell.type) {
    case 'boolean':
      return { condition: { type: 'BOOLEAN' }, strict: true };
    case 'choice':
      return {
        condition: {
          type: 'ONE_OF_LIST',
          values: cell.choices.map(({ word }) => ({ userEnteredValue: word })),
        },
        inputMessage: note,
        strict: true,
        showCustomUi: true,
      };
    case 'reference': {
      const range = listRange(cell.to);
      // Not strict: a code that is added in the same edit is not in the list yet.
      return range === null
        ? null
        : {
            condition: { type: 'ONE_OF_RANGE', values: [{ userEnteredValue: range }] },
            inputMessage: note,
            strict: false,
            showCustomUi: true,
          };
    }
    default:
      return null;
  }
}

/** The column of the hidden tab in which a kind's codes stand, from its second row on. */
export const listRangeOf = (letters: string): string => `='${LISTS_TITLE}'!$${letters}$2:$${letters}`;

/** Days from the spreadsheets' day 0, 1899-12-30, to 1970-01-01. */
const SERIAL_EPOCH = 25_569;

/** A value as it is written: never as something that Sheets would work out or read in its own way (RAW). */
export function writtenValue(column: Column, stored: Stored): sheets_v4.Schema$ExtendedValue | null {
  const cell = writeCell(column, stored);
  if (cell === null) return null;
  switch (column.cell.type) {
    case 'money':
    case 'price':
    case 'integer':
      return { numberValue: Number(cell) };
    case 'date':
      return { numberValue: dayNumber(cell as PlainDate) + SERIAL_EPOCH };
    case 'boolean':
      return { boolValue: cell === true };
    default:
      return { stringValue: String(cell) };
  }
}
