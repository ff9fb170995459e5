/** An invoice as a table, a row a cardline, for spreadsheets and other systems. */
import type { InvoiceDocument, InvoiceLine } from '#app/invoices/invoice-document.ts';
import { formatId } from '#core/ids.ts';
import { cents, formatTaxRate } from '#core/money.ts';
import { amountCell, textCell, writeTable } from './csv.ts';

type Column = readonly [heading: string, cell: (line: InvoiceLine, of: InvoiceDocument) => string];

const COLUMNS: readonly Column[] = [
  ['Invoice', (_, { number }) => textCell(number)],
  ['Invoice Date', (_, { issuedOn }) => issuedOn],
  ['Account', (_, { account }) => textCell(account.reference)],
  ['Customer', (_, { customer }) => textCell(customer.name)],
  ['Cardline', ({ id }) => formatId('cardline', id)],
  ['Package', ({ packagePlan }) => textCell(packagePlan?.name)],
  ['Service', ({ service }) => textCell(service?.name)],
  ['Identifier', ({ service }) => textCell(service?.identifier)],
  ['Item', ({ item }) => textCell(item?.name)],
  ['Kind', ({ kind, isCredit }) => (isCredit ? `credit of ${kind}` : kind)],
  ['From', ({ from }) => from],
  ['To', ({ to }) => to],
  ['Amount ex Tax', ({ amount }) => amountCell(amount)],
  ['Tax Rate', ({ taxRate }) => formatTaxRate(taxRate)],
  ['Tax', ({ tax }) => amountCell(tax)],
  ['Total', ({ amount, tax }) => amountCell(cents(amount + tax))],
  ['Explanation', ({ explanation }) => textCell(explanation?.text)],
];

/** In the order in which the lines were made. */
export const invoiceCsv = (invoice: InvoiceDocument): string =>
  writeTable(
    COLUMNS.map(([heading]) => heading),
    invoice.lines.map((line) => COLUMNS.map(([, cell]) => cell(line, invoice))),
  );
