/** What an invoice is called and says of itself, on whatever it is written: page, PDF or table. */
import type { InvoiceDocument } from '#app/invoices/invoice-document.ts';
import { cents } from '#core/money.ts';
import { money, percent } from './invoice-sections.ts';

export const isCreditInvoice = ({ total }: Pick<InvoiceDocument, 'total'>): boolean => total < 0;

export function kindOf(invoice: Pick<InvoiceDocument, 'total' | 'taxes'>): string {
  if (isCreditInvoice(invoice)) return 'Credit invoice';
  return invoice.taxes.some(({ rate }) => rate > 0) ? 'Tax invoice' : 'Invoice';
}

/** "51 824 753 556" is told what it is, "ABN 51 824 753 556" says so itself. */
export const businessNumberInWords = (number: string): string =>
  `${/^\p{L}/u.test(number) ? '' : 'Business number '}${number}`;

/** What stands out: the sum with what it means, and the tax in it. */
export function heroOf(invoice: Pick<InvoiceDocument, 'total' | 'tax'>): {
  readonly label: string;
  readonly amount: string;
  readonly tax: string;
} {
  const isCredit = isCreditInvoice(invoice);
  const shown = (amount: number): string => money(cents(isCredit ? -amount : amount));
  return {
    label: isCredit ? 'In your favour' : 'Total',
    amount: shown(invoice.total),
    tax: invoice.tax === 0 ? 'no tax' : `including ${shown(invoice.tax)} tax`,
  };
}

/** The sums at the end, line by line; the last is the total. */
export const sumsOf = ({
  amount,
  taxes,
  total,
}: Pick<InvoiceDocument, 'amount' | 'taxes' | 'total'>): readonly (readonly [
  label: string,
  amount: string,
])[] => [
  ['Subtotal ex tax', money(amount)],
  ...taxes.map(({ rate, amount: taxed, tax }): [string, string] => [
    rate === 0 ? `No tax on ${money(taxed)}` : `Tax ${percent(rate)} on ${money(taxed)}`,
    money(tax),
  ]),
  ['Total', money(total)],
];

/** Below the sums: what the reader is to know. */
export const remarksOf = (invoice: InvoiceDocument): readonly string[] => [
  ...(isCreditInvoice(invoice)
    ? ['More goes back than is charged: nothing is to be paid on this invoice.']
    : []),
  'Amounts of lines are without tax; tax is worked out line by line.',
];
