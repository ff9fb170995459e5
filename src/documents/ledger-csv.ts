/** The ledger's export and the statement of unbilled lines as CSV, written as they are read. */
import type { LedgerPosting } from '#app/invoices/export-ledger.ts';
import type { UnbilledLine } from '#app/ports/ledger-export.ts';
import { formatId } from '#core/ids.ts';
import { cents, formatPercent } from '#core/money.ts';
import { amountCell, textCell, writeRow } from './csv.ts';
import { KIND_WORDS } from './invoice-sections.ts';

type Columns<T> = readonly (readonly [heading: string, cell: (row: T) => string])[];

const POSTINGS: Columns<LedgerPosting> = [
  ['Date', ({ issuedOn }) => issuedOn],
  ['Document', ({ document }) => textCell(document.number)],
  ['Type', ({ document }) => (document.kind === 'invoice' ? 'Invoice' : 'Credit note')],
  ['Account', ({ account }) => textCell(account.reference)],
  ['Customer', ({ account }) => textCell(account.name)],
  ['Ledger Code', ({ ledgerCode }) => textCell(ledgerCode)],
  ['Description', ({ kind }) => KIND_WORDS[kind]],
  ['Net', ({ amount }) => amountCell(amount)],
  ['Tax Rate %', ({ taxRate }) => formatPercent(taxRate)],
  ['Tax', ({ tax }) => amountCell(tax)],
  ['Gross', ({ amount, tax }) => amountCell(cents(amount + tax))],
];

const UNBILLED: Columns<UnbilledLine> = [
  ['Account', ({ account }) => textCell(account.reference)],
  ['Customer', ({ account }) => textCell(account.name)],
  ['Cardline', ({ id }) => formatId('cardline', id)],
  ['Kind', ({ kind, isCredit }) => `${isCredit ? 'Credit: ' : ''}${KIND_WORDS[kind]}`],
  ['From', ({ from }) => from],
  ['To', ({ to }) => to],
  ['Generated On', ({ generatedOn }) => generatedOn],
  ['Net', ({ amount }) => amountCell(amount)],
  ['Tax', ({ tax }) => amountCell(tax)],
  ['Gross', ({ amount, tax }) => amountCell(cents(amount + tax))],
];

export const ledgerCsv = (postings: AsyncIterable<LedgerPosting>): ReadableStream<Uint8Array> =>
  tableOf(POSTINGS, postings);

export const unbilledCsv = (lines: AsyncIterable<UnbilledLine>): ReadableStream<Uint8Array> =>
  tableOf(UNBILLED, lines);

/** Rows that are handed over at once. */
const ROWS = 500;

function tableOf<T>(columns: Columns<T>, rows: AsyncIterable<T>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const source = rows[Symbol.asyncIterator]();
  let isBegun = false;
  return new ReadableStream({
    async pull(controller) {
      let text = isBegun ? '' : writeRow(columns.map(([heading]) => heading));
      isBegun = true;
      for (let count = 0; count < ROWS; count += 1) {
        const { done, value } = await source.next();
        if (done) {
          if (text !== '') controller.enqueue(encoder.encode(text));
          controller.close();
          return;
        }
        text += writeRow(columns.map(([, cell]) => cell(value)));
      }
      controller.enqueue(encoder.encode(text));
    },
    async cancel() {
      await source.return?.();
    },
  });
}
