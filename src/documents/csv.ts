/** Tables that leave as CSV (RFC 4180): what people wrote is never run as a formula, amounts stay exact decimals. */
import { type Cents, formatCents } from '#core/money.ts';
import { protect } from '#core/workbook/formula-text.ts';
import { quoteCell } from '#core/workflow/csv-line.ts';

/** A text of somebody's; nothing where there is none. */
export const textCell = (text: string | null | undefined): string => protect(text ?? '');

/** A number, which a minus in front does not make a formula. */
export const amountCell = (amount: Cents): string => formatCents(amount);

/** @param rows cells as they are to stand in the file; quoted here where they must be */
export const writeTable = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  [headings, ...rows].map(writeRow).join('');

export const writeRow = (cells: readonly string[]): string => `${cells.map(quoteCell).join(',')}\r\n`;
