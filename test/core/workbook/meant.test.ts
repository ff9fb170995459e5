/** What a fault says may be meant: by the locale of the sheet, or every reading where it is not known. */
import { describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import type { Cell } from '#core/workbook/cell.ts';
import { CellFault } from '#core/workbook/cell.ts';
import type { Column } from '#core/workbook/column.ts';
import { habitsOf } from '#core/workbook/locale.ts';
import { amountsMeant, daysMeant } from '#core/workbook/meant.ts';
import { readerOf } from '#core/workbook/read-cell.ts';
import { isColumn } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';

const AUSTRALIA = habitsOf('en_AU');
const GERMANY = habitsOf('de-DE');
const AMERICA = habitsOf('en_US');

function columnOf(field: 'price' | 'effectiveFrom' | 'per'): Column {
  const column = TAB.rates.fields.find(({ name }) => name === field)?.column;
  if (!column || !isColumn(column)) throw new Error(`no column ${field}`);
  return column;
}

function said(
  field: 'price' | 'effectiveFrom' | 'per',
  cell: Cell,
  locale: string | null,
  serialDates = true,
): unknown {
  const value = readerOf(columnOf(field), { serialDates, locale })(cell);
  return value instanceof CellFault ? `${value.code}: ${value.message}` : value;
}

describe('a locale', () => {
  it('says how numbers and days are written; one that nobody knows says nothing', () => {
    expect([AUSTRALIA, AMERICA, GERMANY, habitsOf('ja_JP'), habitsOf('pt_BR')]).toEqual([
      { decimal: '.', order: 'dmy' },
      { decimal: '.', order: 'mdy' },
      { decimal: ',', order: 'dmy' },
      { decimal: '.', order: 'ymd' },
      { decimal: ',', order: 'dmy' },
    ]);
    expect([habitsOf('no such locale'), habitsOf(null), habitsOf(undefined)]).toEqual([null, null, null]);
  });
});

describe('a day', () => {
  it('is read by the locale, in the order in which its people write it', () => {
    expect(daysMeant('1/3/2026', AUSTRALIA)).toEqual([plainDate('2026-03-01')]);
    expect(daysMeant('1/3/2026', AMERICA)).toEqual([plainDate('2026-01-03')]);
    expect(daysMeant('31.03.2026', GERMANY)).toEqual([plainDate('2026-03-31')]);
    expect(daysMeant('31.3.26', GERMANY)).toEqual([plainDate('2026-03-31')]);
    expect(daysMeant('31/03/2026', AMERICA)).toEqual([]);
  });

  it('is read in every way that makes sense where the locale is not known', () => {
    expect(daysMeant('1/3/2026', null)).toEqual(['2026-03-01', '2026-01-03']);
    expect(daysMeant('31/03/2026', null)).toEqual(['2026-03-31']);
    expect(daysMeant('3/3/2026', null)).toEqual(['2026-03-03']);
  });

  it('may have its month in words, a time behind it, or blanks that do not show', () => {
    for (const text of [
      '31 Mar 2026',
      '31-Mar-2026',
      'March 31, 2026',
      '2026/3/31',
      '2026-03-31 12:00:00',
      '2026-03-31T00:00',
      '31\u00a0March\u00a02026',
    ])
      expect(daysMeant(text, null), text).toEqual(['2026-03-31']);
    for (const text of ['30 Feb 2026', 'soon', '2026-13-01', '31 Mrz 2026', ''])
      expect(daysMeant(text, null), text).toEqual([]);
  });
});

describe('an amount', () => {
  it('is read by the locale', () => {
    expect(amountsMeant('1.234,50', GERMANY)).toEqual(['1234.50']);
    expect(amountsMeant('1,234.50', AUSTRALIA)).toEqual(['1234.50']);
    expect(amountsMeant('1.234,50', AUSTRALIA)).toEqual([]);
    expect(amountsMeant('1,234', AUSTRALIA)).toEqual(['1234']);
    expect(amountsMeant('1,234', GERMANY)).toEqual(['1.234']);
  });

  it('is read in every way that makes sense where the locale is not known', () => {
    expect(amountsMeant('1,234', null)).toEqual(['1234', '1.234']);
    expect(amountsMeant('69,95', null)).toEqual(['69.95']);
    expect(amountsMeant('12,34,567', null)).toEqual([]);
  });

  it('may have a currency around it and blanks that do not show', () => {
    for (const text of ['$1,234.50', 'AUD 1234.50', '1\u00a0234.50', 'A$1 234.50', "1'234.50 CHF"])
      expect(amountsMeant(text, AUSTRALIA), text).toEqual(['1234.50']);
    expect(amountsMeant('1\u202f234,50\u00a0€', GERMANY)).toEqual(['1234.50']);
  });
});

describe('faults', () => {
  it('name the day that is meant in the locale of the sheet', () => {
    expect(said('effectiveFrom', '31/03/2026', 'en_AU')).toBe(
      'invalid_date: "31/03/2026" is not a date as it is written here: if 31 Mar 2026 is meant, write 2026-03-31.',
    );
    expect(said('effectiveFrom', '1/3/2026', null)).toBe(
      'invalid_date: "1/3/2026" can be 1 Mar 2026 or 3 Jan 2026: write the one that is meant, 2026-03-01 or 2026-01-03.',
    );
    expect(said('effectiveFrom', 46_112.5, 'en_AU')).toBe(
      "date_as_number: 46112.5 is a number; as a spreadsheet's day it would be 31 Mar 2026 with a time of day: write the day alone, 2026-03-31.",
    );
    expect(said('effectiveFrom', 46_112, 'en_AU')).toBe('2026-03-31');
    expect(said('effectiveFrom', 46_112, null, false)).toBe(
      "date_as_number: 46112 is a number, not a date (as a spreadsheet's day it would be 31 Mar 2026): if that is meant, write 2026-03-31.",
    );
  });

  it('name the number that is meant in the locale of the sheet', () => {
    expect(said('price', '1.234,50', 'de_DE')).toBe(
      'ambiguous_number: "1.234,50" is text, not a number: if 1234.50 is meant, write 1234.50.',
    );
    expect(said('price', '1,234', null)).toBe(
      'ambiguous_number: "1,234" can be read in two ways, as 1234 and as 1.234: write the one that is meant.',
    );
    expect(said('price', '$1,234', null)).toBe(
      'currency_text: "$1,234" is text with a currency sign: write the number alone, 1234 or 1.234, whichever is meant.',
    );
    expect(said('per', '1,000', 'en_AU')).toBe(
      'invalid_integer: "1,000" is not a whole number as it is written here: if 1000 is meant, write 1000.',
    );
  });

  it('never take 1.234 that is text in a sheet where the point parts thousands; a number is what the sheet made of it', () => {
    expect(said('price', '1.234', 'de_DE')).toMatch(/^ambiguous_number: .*can be 1234 or 1\.234/);
    expect(said('price', '0.125', 'de_DE')).toBe(12_500_000);
    expect(said('price', '1.234', 'en_AU')).toBe(123_400_000);
    expect(said('price', 1.234, 'de_DE')).toBe(123_400_000);
  });
});
