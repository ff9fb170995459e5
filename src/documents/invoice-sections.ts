/**
 * How the lines of an invoice are laid out for its customer: under the name of what was bought, in words and amounts that
 * can be followed with a pencil. Pure; the page only puts tags around it.
 */
import type { InvoiceDocument, InvoiceLine } from '#app/invoices/invoice-document.ts';
import type { ChargeKind } from '#core/billing/terms.ts';
import { type Period, type PlainDate, spokenDate } from '#core/calendar.ts';
import { type Cents, cents, formatCents, formatScaled, type TaxRate } from '#core/money.ts';

export interface InvoiceSection {
  readonly heading: string;
  readonly rows: readonly InvoiceRow[];
  /** Ex tax. */
  readonly subtotal: Cents;
}

export interface InvoiceRow {
  readonly title: string;
  /** What the title does not say: the kind of fee of a service, and the service's own number or name. */
  readonly subtitle: string;
  readonly isCredit: boolean;
  readonly period: string;
  /** The arithmetic in short, where the amount is not one whole fee. */
  readonly note: string;
  /** The whole explanation of one such line; null where its words say it all. */
  readonly explanation: string | null;
  /** How many equal lines the row stands for. */
  readonly quantity: number;
  readonly each: Cents;
  readonly taxRate: TaxRate;
  readonly amount: Cents;
}

/** With more lines than this, equal ones become one row and subscriptions of one plan one section: a wholesaler's invoice. */
const MANY = 200;

export function invoiceSections({ lines }: Pick<InvoiceDocument, 'lines'>): InvoiceSection[] {
  const isLong = lines.length > MANY;
  const sections = new Map<string, InvoiceLine[]>();
  for (const line of lines) push(sections, `${isLong ? '' : line.subscriptionId} ${headingOf(line)}`, line);
  return [...sections.values()].map((group) => ({
    heading: headingOf(group[0]),
    rows: rowsOf(group, isLong),
    subtotal: sum(group.map(({ amount }) => amount)),
  }));
}

const headingOf = (line: InvoiceLine | undefined): string => line?.packagePlan?.name ?? 'Other charges';

function rowsOf(lines: readonly InvoiceLine[], isLong: boolean): InvoiceRow[] {
  const inOrder = [...lines].sort(byPlaceAndTime);
  if (!isLong) return inOrder.map((line) => rowOf([line]));
  const equal = new Map<string, InvoiceLine[]>();
  for (const line of inOrder) push(equal, sameness(line), line);
  return [...equal.values()].map(rowOf);
}

/** The package's own lines first, then service by service; within each by time, a credit after what was charged. */
const byPlaceAndTime = (a: InvoiceLine, b: InvoiceLine): number =>
  (a.service?.id ?? 0) - (b.service?.id ?? 0) ||
  compare(a.from, b.from) ||
  Number(a.isCredit) - Number(b.isCredit) ||
  a.id - b.id;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const sameness = (line: InvoiceLine): string =>
  JSON.stringify([
    titleOf(line),
    line.kind,
    line.isCredit,
    line.from,
    line.to,
    line.amount,
    line.taxRate,
    line.basis,
  ]);

function rowOf(lines: readonly InvoiceLine[]): InvoiceRow {
  const [line] = lines as readonly [InvoiceLine];
  return {
    title: titleOf(line),
    subtitle: subtitleOf(line, lines.length),
    isCredit: line.isCredit,
    period: spokenPeriod(line),
    note: noteOf(line),
    explanation: line.explanation?.text ?? null,
    quantity: lines.length,
    each: line.amount,
    taxRate: line.taxRate,
    amount: sum(lines.map(({ amount }) => amount)),
  };
}

const KIND_WORDS: Readonly<Record<ChargeKind, string>> = {
  setup_fee: 'Setup fee',
  access_fee: 'Access fee',
  feature_fee: 'Service feature',
  bolt_on_fee: 'Bolt-on',
  usage: 'Usage',
  product: 'Product',
};

const kindWord = ({ kind, item }: InvoiceLine): string => item?.name ?? KIND_WORDS[kind];

const titleOf = (line: InvoiceLine): string => line.service?.name ?? kindWord(line);

function subtitleOf(line: InvoiceLine, quantity: number): string {
  if (line.service === null) return '';
  const { identifier } = line.service;
  return identifier === null || quantity > 1 ? kindWord(line) : `${kindWord(line)} · ${identifier}`;
}

/** "1 Mar 2026 – 31 Mar 2026" */
export const spokenPeriod = ({ from, to }: Period): string =>
  from === to ? spokenDate(from) : `${spokenDate(from)} – ${spokenDate(to)}`;

export const spokenDay = (day: PlainDate): string => spokenDate(day);

function noteOf({ basis, isCredit }: InvoiceLine): string {
  const fee = money(basis.fee);
  const share = shareInWords(basis);
  if (isCredit) {
    const charged = `${money(basis.charged ?? cents(0))} charged`;
    return basis.rule === 'credit_part' && share !== ''
      ? `${charged}, ${share} of ${fee} used`
      : `${charged}, none used`;
  }
  return basis.parts.length > 0 || basis.wholes > 1 ? `${share} of ${fee}` : '';
}

/** "2 whole periods and 5 of 31 days" */
function shareInWords({ wholes, parts }: InvoiceLine['basis']): string {
  const whole = wholes === 0 ? [] : [`${wholes} whole period${wholes === 1 ? '' : 's'}`];
  return [...whole, ...parts.map(({ days, ofDays }) => `${days} of ${ofDays} days`)].join(' and ');
}

/** "$1,234.50"; what goes back bears the true minus sign, so that it is not read as a dash. */
export function money(amount: Cents): string {
  const [whole = '0', fraction = '00'] = formatCents(cents(Math.abs(amount))).split('.');
  return `${amount < 0 ? '−' : ''}$${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`;
}

/** 125_000 millionths are "12.5 %". */
export const percent = (rate: TaxRate): string => `${formatScaled(rate, 4).replace(/\.?0+$/, '')} %`;

const sum = (amounts: readonly Cents[]): Cents =>
  cents(amounts.reduce<number>((total, amount) => total + amount, 0));

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
