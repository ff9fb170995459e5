/**
 * How the lines of an invoice are laid out for its customer: under the name of what was bought, in words and amounts that
 * can be followed with a pencil. Pure; the page only puts tags around it.
 */
import type { InvoiceDocument, InvoiceLine } from '#app/invoices/invoice-document.ts';
import type { ChargeKind } from '#core/billing/terms.ts';
import { type Period, type PlainDate, spokenDate } from '#core/calendar.ts';
import { type Cents, cents, formatCents, formatPercent, type TaxRate } from '#core/money.ts';
import { counted, grouped } from '#core/words.ts';

export interface InvoiceSection {
  readonly heading: string;
  /** Numbers or names of the services that it is about, where its rows do not say. */
  readonly services: string;
  readonly rows: readonly InvoiceRow[];
  /** Ex tax. */
  readonly subtotal: Cents;
}

export interface InvoiceRow {
  readonly title: string;
  /** What the title leaves open: kind of fee, which service, and the arithmetic where the amount is not one whole fee. */
  readonly notes: readonly string[];
  readonly isCredit: boolean;
  readonly period: string;
  /** The whole explanation of one such line; null where its words say it all. */
  readonly explanation: string | null;
  /** How many equal lines the row stands for. */
  readonly quantity: number;
  readonly amount: Cents;
}

/** With more lines than this, equal ones become one row and subscriptions of one plan one section: a wholesaler's invoice. */
const MANY = 100;

export function invoiceSections({
  lines,
  identifiers,
}: Pick<InvoiceDocument, 'lines' | 'identifiers'>): InvoiceSection[] {
  const isLong = lines.length > MANY;
  const sections = new Map<string, InvoiceLine[]>();
  for (const line of lines) push(sections, `${isLong ? '' : line.subscriptionId} ${headingOf(line)}`, line);
  return [...sections.values()].map((group) => {
    const all = isLong ? [] : (identifiers.get(group[0]?.subscriptionId ?? 0) ?? []);
    const isSaidByLines = all.length > 1 && group.some(({ service }) => service?.identifier);
    return {
      heading: headingOf(group[0]),
      services: isSaidByLines ? '' : inShort(all),
      rows: isLong
        ? countedRows(group)
        : [...group].sort(byPlaceAndTime).map((line) => rowOf([line], all.length > 1)),
      subtotal: sum(group.map(({ amount }) => amount)),
    };
  });
}

const headingOf = (line: InvoiceLine | undefined): string => line?.packagePlan?.name ?? 'Other charges';

/** Services that a heading names before it only counts the rest. */
const NAMED = 3;

function inShort(identifiers: readonly string[]): string {
  const rest = identifiers.length - NAMED;
  return rest > 0 ? `${identifiers.slice(0, NAMED).join(', ')} and ${rest} more` : identifiers.join(', ');
}

/** The package's own lines first, then service by service; within each by time, a credit after what was charged. */
const byPlaceAndTime = (a: InvoiceLine, b: InvoiceLine): number =>
  (a.service?.id ?? 0) - (b.service?.id ?? 0) ||
  compare(a.from, b.from) ||
  Number(a.isCredit) - Number(b.isCredit) ||
  a.id - b.id;

/** As above, for lines of which it does not matter whose they are. */
const byNameAndTime = (a: InvoiceLine, b: InvoiceLine): number =>
  Number(a.service !== null) - Number(b.service !== null) ||
  compare(titleOf(a), titleOf(b)) ||
  compare(a.kind, b.kind) ||
  compare(a.from, b.from) ||
  Number(a.isCredit) - Number(b.isCredit);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function countedRows(lines: readonly InvoiceLine[]): InvoiceRow[] {
  const equal = new Map<string, InvoiceLine[]>();
  for (const line of [...lines].sort(byNameAndTime)) push(equal, sameness(line), line);
  return [...equal.values()].map((lines) => rowOf(lines, lines.length === 1));
}

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

/** @param saysWhich where one line of a subscription with several services is to say which it is for */
function rowOf(lines: readonly InvoiceLine[], saysWhich: boolean): InvoiceRow {
  const [line] = lines as readonly [InvoiceLine];
  return {
    title: titleOf(line),
    notes: notesOf(line, lines.length, saysWhich),
    isCredit: line.isCredit,
    period: spokenPeriod(line),
    explanation: line.explanation?.text ?? null,
    quantity: lines.length,
    amount: sum(lines.map(({ amount }) => amount)),
  };
}

export const KIND_WORDS: Readonly<Record<ChargeKind, string>> = {
  setup_fee: 'Setup fee',
  access_fee: 'Access fee',
  feature_fee: 'Service feature',
  bolt_on_fee: 'Bolt-on',
  usage: 'Usage',
  product: 'Product',
};

const kindWord = ({ kind, item }: InvoiceLine): string => item?.name ?? KIND_WORDS[kind];

/** A service that is called like its package says nothing new. */
const isNamedByHeading = ({ service, packagePlan }: InvoiceLine): boolean =>
  service === null || service.name === packagePlan?.name;

const titleOf = (line: InvoiceLine): string =>
  isNamedByHeading(line) ? kindWord(line) : (line.service?.name ?? kindWord(line));

function notesOf(line: InvoiceLine, quantity: number, saysWhich: boolean): string[] {
  const about = [
    ...(isNamedByHeading(line) ? [] : [kindWord(line)]),
    ...(saysWhich && line.service?.identifier ? [line.service.identifier] : []),
    ...(quantity === 1 ? [] : [`${money(line.amount)} each`]),
  ];
  return [about.join(' · '), arithmeticOf(line)].filter((note) => note !== '');
}

/** "1 Mar 2026", which stays on one line. */
export const spokenDay = (day: PlainDate): string => spokenDate(day).replaceAll(' ', NO_BREAK);
const NO_BREAK = '\u00a0';

/** "1 Mar 2026 – 31 Mar 2026" */
export const spokenPeriod = ({ from, to }: Period): string =>
  from === to ? spokenDay(from) : `${spokenDay(from)} – ${spokenDay(to)}`;

/** The arithmetic in short; nothing where the amount is one whole fee. */
function arithmeticOf({ basis, isCredit, amount }: InvoiceLine): string {
  const share = shareInWords(basis);
  if (!isCredit) return basis.parts.length > 0 || basis.wholes > 1 ? `${share} of ${money(basis.fee)}` : '';
  if (basis.charged === null) return '';
  const kept = cents(basis.charged + amount);
  return kept === 0
    ? `All of the ${money(basis.charged)} charged`
    : `${money(basis.charged)} charged, less ${money(kept)} for ${share} used`;
}

/** "2 whole periods and 5 of 31 days" */
function shareInWords({ wholes, parts }: InvoiceLine['basis']): string {
  const whole = wholes === 0 ? [] : [counted(wholes, 'whole period')];
  return [...whole, ...parts.map(({ days, ofDays }) => `${days} of ${ofDays} days`)].join(' and ');
}

/** "$1,234.50"; what goes back bears the true minus sign, so that it is not read as a dash. */
export function money(amount: Cents): string {
  const [whole = '0', fraction = '00'] = formatCents(cents(Math.abs(amount))).split('.');
  return `${amount < 0 ? '−' : ''}$${grouped(whole)}.${fraction}`;
}

/** 125_000 millionths are "12.5 %". */
export const percent = (rate: TaxRate): string => `${formatPercent(rate)} %`;

const sum = (amounts: readonly Cents[]): Cents =>
  cents(amounts.reduce<number>((total, amount) => total + amount, 0));

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
