import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tidy } from '#core/plain-text.ts';
import type { Cell } from '#core/workbook/cell.ts';
import { CellFault, columnLetters, decimalText, isFormula } from '#core/workbook/cell.ts';
import type { Column } from '#core/workbook/column.ts';
import { nearest } from '#core/workbook/nearest.ts';
import { readerOf } from '#core/workbook/read-cell.ts';
import { isColumn, type Stored, store } from '#core/workbook/tab.ts';
import { TAB, TABS } from '#core/workbook/tabs.ts';
import { writeCell } from '#core/workbook/write-cell.ts';

const PLAIN = { serialDates: false };

const columnOf = (kind: keyof typeof TAB, field: string): Column => {
  const column = TAB[kind].fields.find(({ name }) => name === field)?.column;
  if (!column || !isColumn(column)) throw new Error(`no column for ${kind}.${field}`);
  return column;
};
const read = (kind: keyof typeof TAB, field: string, cell: Cell, options = PLAIN) => {
  const value = readerOf(columnOf(kind, field), options)(cell);
  return value instanceof CellFault ? value.code : value;
};

describe('cells', () => {
  it('are named as spreadsheets name them', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnLetters)).toEqual([
      'A',
      'Z',
      'AA',
      'AZ',
      'BA',
      'ZZ',
      'AAA',
    ]);
  });

  it('lose blanks at their ends, those that do not show included, and no others', () => {
    expect(tidy(' \u00a0\t a b\u200b \ufeff')).toBe('a b');
    expect(tidy('é')).toBe('é');
    expect(tidy('   ')).toBe('');
  });

  it('hold numbers to fifteen digits, without exponents', () => {
    expect([0.1 + 0.2, 1.1 * 3, 1e-7, 1e21, -0, 49.95, 5e-9].map(decimalText)).toEqual([
      '0.3',
      '3.3',
      '0.0000001',
      '1000000000000000000000',
      '0',
      '49.95',
      '0.000000005',
    ]);
  });

  it('are formulas where a spreadsheet would run them, and phone numbers where it would not', () => {
    expect(
      ['=1', '@SUM(1)', "+cmd|'/C calc'!A0", '-2+3+cmd', '+A1'].filter((text) => !isFormula(text)),
    ).toEqual([]);
    expect(['+61 3 5550-0100', '-5', '+(03) 555.1', 'a=b', '1+1'].filter(isFormula)).toEqual([]);
  });
});

describe('reading', () => {
  it('amounts exactly: FEE-5 in cents and in 1e-8', () => {
    expect(
      ['49.95', '0.1', '1.50', 49.95, 0.1 + 0.2, '0', 7, '7.'].map((cell) =>
        read('packagePlans', 'accessFee', cell),
      ),
    ).toEqual([4995, 10, 150, 4995, 30, 0, 700, 700]);
    expect(['0.00000001', 1e-8, '9999999.99999999'].map((cell) => read('rates', 'price', cell))).toEqual([
      1, 1, 999_999_999_999_999,
    ]);
  });

  it('an amount in whatever form it may have come, or not at all', () => {
    const refused = [
      '$1',
      '1 AUD',
      '1,5',
      '1 000',
      "1'000",
      '5%',
      'free',
      true,
      -1,
      '1.999',
      '99999999999999999999',
      '1e3',
    ];
    expect(refused.map((cell) => read('packagePlans', 'accessFee', cell))).toEqual([
      'currency_text',
      'currency_text',
      'ambiguous_number',
      'ambiguous_number',
      'ambiguous_number',
      'percentage_as_amount',
      'wrong_type',
      'wrong_type',
      'negative_amount',
      'too_many_decimals',
      'amount_too_large',
      'wrong_type',
    ]);
  });

  it('BILL-13: tax as GST, Free, a rate or a percentage; blank is the usual tax', () => {
    expect(
      ['GST', 'gst', 'Free', '0.1', 0.1, '10%', '12.5 %', 0, 1, null, ''].map((cell) =>
        read('products', 'taxRate', cell),
      ),
    ).toEqual([100_000, 100_000, 0, 100_000, 100_000, 100_000, 125_000, 0, 1_000_000, null, null]);
    expect(['10', 10, '-0.1', '110 %', 'VAT', true].map((cell) => read('products', 'taxRate', cell))).toEqual(
      Array.from({ length: 6 }, () => 'invalid_tax'),
    );
  });

  it('dates as written, and serial days where the spreadsheet gives real dates so', () => {
    expect(read('rates', 'effectiveFrom', '2028-02-29')).toBe('2028-02-29');
    expect(read('rates', 'effectiveFrom', 46_082)).toBe('date_as_number');
    const serial = { serialDates: true };
    expect([2, 61, 46_082, 109_574].map((cell) => read('rates', 'effectiveFrom', cell, serial))).toEqual([
      '1900-01-01',
      '1900-03-01',
      '2026-03-01',
      '2199-12-31',
    ]);
    expect([46_082.5, 0, 109_575, -1].map((cell) => read('rates', 'effectiveFrom', cell, serial))).toEqual(
      Array.from({ length: 4 }, () => 'date_as_number'),
    );
    expect(
      ['2027-02-29', '01/03/2026', '2026/3/1', '1899-12-31', 'today', true].map((cell) =>
        read('rates', 'effectiveFrom', cell),
      ),
    ).toEqual(['invalid_date', 'invalid_date', 'invalid_date', 'invalid_date', 'invalid_date', 'wrong_type']);
  });

  it('times to the minute, also as parts of a day, up to the end of the day', () => {
    expect(
      ['8:05', '08:05:00', '24:00', '00:00', 1 / 3, 0, 1].map((cell) =>
        read('timeBands', 'fromMinutes', cell),
      ),
    ).toEqual([485, 485, 1440, 0, 480, 0, 1440]);
    expect(
      ['24:01', '8', '08:60', 0.12345, 1.5, true].map((cell) => read('timeBands', 'fromMinutes', cell)),
    ).toEqual(Array.from({ length: 6 }, () => 'invalid_time'));
  });

  it('weekdays by name and range, also over the end of the week', () => {
    expect(
      ['Mon-Fri', 'sat, Sun', 'Monday – Wednesday', 'Fri-Mon', 'Tue;Thu', 'Mon-Sun', 'Wed Wed'].map((cell) =>
        read('timeBands', 'days', cell),
      ),
    ).toEqual([[1, 2, 3, 4, 5], [6, 7], [1, 2, 3], [1, 5, 6, 7], [2, 4], [1, 2, 3, 4, 5, 6, 7], [3]]);
    expect(['', 'weekdays', 'Mon-', 'Mon-Tue-Wed', 1].map((cell) => read('timeBands', 'days', cell))).toEqual(
      ['required', 'invalid_days', 'invalid_days', 'invalid_days', 'invalid_days'],
    );
  });

  it('ticks and choices in any case, and nothing that could mean either', () => {
    expect(
      [true, 'TRUE', 'yes', false, 'No', null].map((cell) => read('packagePlans', 'proRata', cell)),
    ).toEqual([true, true, true, false, false, false]);
    expect([1, 0, 'x', 'on'].map((cell) => read('packagePlans', 'proRata', cell))).toEqual(
      Array.from({ length: 4 }, () => 'unknown_choice'),
    );
    expect(
      ['ADVANCE', 'arrears', null].map((cell) => read('packagePlans', 'billAccessFeesIn', cell)),
    ).toEqual(['advance', 'arrears', 'advance']);
  });

  it('codes as text alone, with single plain spaces', () => {
    expect([' BUSINESS VOICE ', '0011', '+614'].map((cell) => read('tariffs', 'tariffKey', cell))).toEqual([
      'BUSINESS VOICE',
      '0011',
      '+614',
    ]);
    expect(
      [11, true, 'A  B', 'A\u200bB', 'A\nB', '=A', 'x'.repeat(81)].map((cell) =>
        read('tariffs', 'tariffKey', cell),
      ),
    ).toEqual([
      'code_as_number',
      'wrong_type',
      'hidden_character',
      'hidden_character',
      'hidden_character',
      'formula_text',
      'text_too_long',
    ]);
  });

  it('texts with plain spaces for those that only look so, and lines as they are', () => {
    expect(read('packagePlans', 'description', 'Two\u00a0words\r\nand a line')).toBe('Two words\nand a line');
    expect(read('packagePlans', 'name', 100)).toBe('100');
    expect(read('packagePlans', 'name', 'zero\u200bwidth')).toBe('hidden_character');
  });

  it('the words that stand for a value of their own', () => {
    expect(['any', 'ANY', null, 'peak'].map((cell) => read('rates', 'band', cell))).toEqual([
      'any',
      'any',
      'any',
      'peak',
    ]);
    expect(
      ['None', null, 'TERM-12'].map((cell) => read('packagePlans', 'defaultContractType', cell)),
    ).toEqual([null, null, 'TERM-12']);
  });
});

describe('writing', () => {
  /** A stored value of a column. */
  function valuesOf(column: Column): fc.Arbitrary<Stored> {
    const { cell } = column;
    switch (cell.type) {
      case 'boolean':
        return fc.constantFrom(0, 1);
      case 'integer':
        return fc.integer({ min: cell.least, max: cell.most });
      case 'money':
        return fc.integer({ min: 0, max: 1_000_000_000 });
      case 'price':
        return fc.integer({ min: 0, max: 1_000_000_000_000_000 });
      case 'tax':
        return fc.integer({ min: 0, max: 1_000_000 });
      case 'date':
        return fc
          .integer({ min: 0, max: 100_000 })
          .map((days) => new Date(Date.UTC(1900, 0, 1 + days)).toISOString().slice(0, 10));
      case 'time':
        return fc.integer({ min: 0, max: 1440 });
      case 'days':
        return fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }).map((days) => JSON.stringify(days));
      case 'choice':
        return fc.constantFrom(...cell.choices.map(({ value }) => value));
      default:
        return fc
          .stringMatching(/^[A-Za-z0-9][A-Za-z0-9.@-]{0,19}$/)
          .filter(
            (text) => cell.type !== 'reference' || text.toLowerCase() !== cell.word?.text.toLowerCase(),
          );
    }
  }

  it('a stored value gives a cell that is read as the same value, in every column of every tab', () => {
    for (const tab of TABS)
      for (const { name, column } of tab.fields) {
        if (!isColumn(column) || (column.cell.type === 'text' && column.cell.shape === 'email')) continue;
        const reader = readerOf(column, PLAIN);
        fc.assert(
          fc.property(valuesOf(column), (value) => {
            expect(store(reader(writeCell(column, value))), `${tab.title} ${name}`).toEqual(value);
          }),
          { numRuns: 40 },
        );
      }
  });

  it('nothing is written as nothing', () => {
    expect(writeCell(columnOf('packagePlans', 'accessFee'), null)).toBeNull();
  });
});

describe('suggestions', () => {
  it('name the word that was probably meant, and none where several letters differ', () => {
    const words = ['Package Plans', 'Service Plans', 'Rates'];
    expect(nearest('package plans', words)).toBe('Package Plans');
    expect(nearest('Packge Plans', words)).toBe('Package Plans');
    expect(nearest('Rate', words)).toBe('Rates');
    expect(nearest('Tariffs', words)).toBeNull();
    expect(nearest('', words)).toBeNull();
  });
});
