/** The lines of a billing run as a table, a row a cardline, costs among them with their side. */
import type { Cardline } from '#app/ports/ledger.ts';
import { formatId } from '#core/ids.ts';
import { cents, formatTaxRate } from '#core/money.ts';
import { amountCell, textCell, writeRow } from './csv.ts';

type Column = readonly [heading: string, cell: (line: Cardline) => string];

const COLUMNS: readonly Column[] = [
  ['Side', ({ side }) => side],
  ['Account', ({ account }) => textCell(account)],
  [
    'Subscription',
    ({ subscriptionId }) => (subscriptionId === null ? '' : formatId('subscription', subscriptionId)),
  ],
  ['Package Plan', ({ packagePlan }) => textCell(packagePlan)],
  ['Service Plan', ({ service }) => textCell(service?.plan)],
  ['Identifier', ({ service }) => textCell(service?.identifier)],
  ['Item', ({ item }) => textCell(item)],
  ['Kind', ({ kind, credits }) => (credits === null ? kind : `credit of ${credits}`)],
  ['From', ({ from }) => from],
  ['To', ({ to }) => to],
  ['Amount ex Tax', ({ amount }) => amountCell(amount)],
  ['Tax Rate', ({ taxRate }) => formatTaxRate(taxRate)],
  ['Tax', ({ tax }) => amountCell(tax)],
  ['Total', ({ amount, tax }) => amountCell(cents(amount + tax))],
  ['Cardline', ({ id }) => (id === null ? '' : formatId('cardline', id))],
  ['Catalogue Version', ({ catalogueVersion }) => String(catalogueVersion)],
];

/** The file piece by piece, in the order of the lines. A preview's lines have no number of their own. */
export async function* runCsv(lots: AsyncIterable<readonly Cardline[]>): AsyncGenerator<string> {
  yield writeRow(COLUMNS.map(([heading]) => heading));
  for await (const lines of lots)
    if (lines.length > 0) yield lines.map((line) => writeRow(COLUMNS.map(([, cell]) => cell(line)))).join('');
}

export const runCsvName = (runId: number): string => `${formatId('run', runId)}.csv`;
