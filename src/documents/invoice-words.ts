/** What an invoice is called and says of itself, on whatever it is written: page, PDF or table. */
import type { InvoiceDocument } from '#app/invoices/invoice-document.ts';
import { cents } from '#core/money.ts';
import { money, percent } from './invoice-sections.ts';

export const isCreditInvoice = ({ total }: Pick<InvoiceDocument, 'total'>): boolean => total < 0;

export function kindOf(invoice: Pick<InvoiceDocument, 'kind' | 'total' | 'taxes'>): string {
  if (invoice.kind === 'credit_note') return 'Credit note';
  if (isCreditInvoice(invoice)) return 'Credit invoice';
  return invoice.taxes.some(({ rate }) => rate > 0) ? 'Tax invoice' : 'Invoice';
}

/** An invoice that a credit note took back. */
export const isVoid = ({ kind, counterpart }: Pick<InvoiceDocument, 'kind' | 'counterpart'>): boolean =>
  kind === 'invoice' && counterpart !== null;

/** "51 824 753 556" is told what it is, "ABN 51 824 753 556" says so itself. */
export const businessNumberInWords = (number: string): string =>
  `${/^\p{L}/u.test(number) ? '' : 'Business number '}${number}`;

/** What stands out: the sum with what it means, and the tax in it. */
export function heroOf(invoice: Pick<InvoiceDocument, 'total' | 'tax' | 'amountDue' | 'balanceBrought'>): {
  readonly label: string;
  readonly amount: string;
  readonly tax: string;
} {
  const isCredit = isCreditInvoice(invoice);
  const shown = (amount: number): string => money(cents(isCredit ? -amount : amount));
  if (!isCredit && invoice.balanceBrought !== 0)
    return {
      label: 'Amount due',
      amount: money(invoice.amountDue),
      tax: `of ${money(invoice.total)} with tax`,
    };
  return {
    label: isCredit ? 'In your favour' : 'Total',
    amount: shown(invoice.total),
    tax: invoice.tax === 0 ? 'no tax' : `including ${shown(invoice.tax)} tax`,
  };
}

/** The sums at the end, line by line; the last is what it comes to. */
export const sumsOf = ({
  amount,
  taxes,
  total,
  balanceBrought,
  amountDue,
}: Pick<InvoiceDocument, 'amount' | 'taxes' | 'total' | 'balanceBrought' | 'amountDue'>): readonly (readonly [
  label: string,
  amount: string,
])[] => [
  ['Subtotal ex tax', money(amount)],
  ...taxes.map(({ rate, amount: taxed, tax }): [string, string] => [
    rate === 0 ? `No tax on ${money(taxed)}` : `Tax ${percent(rate)} on ${money(taxed)}`,
    money(tax),
  ]),
  ['Total', money(total)],
  ...(balanceBrought === 0
    ? []
    : [
        ['Credit kept from your last invoice', money(balanceBrought)] as const,
        ['Amount due', money(amountDue)] as const,
      ]),
];

/** Below the sums: what the reader is to know. */
export const remarksOf = (invoice: InvoiceDocument): readonly string[] => [
  ...fateOf(invoice),
  ...balanceInWords(invoice),
  'Amounts of lines are without tax; tax is worked out line by line.',
];

/** What became of an invoice that was taken back, and what a credit note does. */
function fateOf({ kind, number, counterpart, reason }: InvoiceDocument): string[] {
  if (counterpart === null) return [];
  const why = reason === null ? '' : ` ${reason}`;
  return kind === 'credit_note'
    ? [`This credit note takes back the whole of invoice ${counterpart}.${why}`]
    : [`Invoice ${number} is void: credit note ${counterpart} takes back the whole of it.${why}`];
}

function balanceInWords(invoice: InvoiceDocument): string[] {
  if (invoice.kind === 'credit_note') return [];
  const kept = cents(Math.min(0, invoice.total + invoice.balanceBrought));
  return [
    ...(isCreditInvoice(invoice)
      ? ['More goes back than is charged: nothing is to be paid on this invoice.']
      : []),
    ...(kept < 0 ? [`${money(cents(-kept))} in your favour is kept for your next invoice.`] : []),
  ];
}
