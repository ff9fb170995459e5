import { expect, it } from 'vitest';
import { cents } from '#core/money.ts';
import { amountCell, textCell, writeTable } from '#documents/csv.ts';
import { invoiceCsv } from '#documents/invoice-csv.ts';
import { aCredit, aLine, anInvoice } from './sample.ts';

it('quotes what must be quoted, and nothing that people wrote is run as a formula', () => {
  const texts = ['plain', 'a,b', 'say "hi"', 'two\nlines', '=1+1', '@x', '-x', null].map(textCell);
  expect(writeTable(['Head'], [texts])).toBe(
    'Head\r\nplain,"a,b","say ""hi""","two\nlines",\'=1+1,\'@x,\'-x,\r\n',
  );
});

it('BILL-13: keeps amounts exact decimals, negative ones too', () => {
  expect([amountCell(cents(-40_65)), amountCell(cents(123_456_789_012_01))]).toEqual([
    '-40.65',
    '123456789012.01',
  ]);
});

it('has a row for each line, with the plan’s name as the customer knows it, what it credits and why', () => {
  const [headings, charge, credit] = invoiceCsv(anInvoice([aLine(), aCredit()]))
    .split('\r\n')
    .map((line) => line.split(','));
  const at = (row: readonly string[] | undefined, heading: string) => row?.[headings?.indexOf(heading) ?? -1];
  expect(at(charge, 'Package')).toBe('Bluegum Home');
  expect([at(charge, 'Kind'), at(credit, 'Kind')]).toEqual(['access_fee', 'credit of access_fee']);
  expect([at(credit, 'Amount ex Tax'), at(credit, 'Tax'), at(credit, 'Total')]).toEqual([
    '-40.65',
    '-4.07',
    '-44.72',
  ]);
});
