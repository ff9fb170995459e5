/** How people of a locale write numbers and dates, as this machine's own tables (ICU) have it. */

export interface Conventions {
  readonly decimal: string;
  readonly group: string;
  /** What a day is written in: 'dmy', 'mdy' or 'ymd'. */
  readonly order: 'dmy' | 'mdy' | 'ymd';
  /** Google's own pattern for a date: `dd/MM/yyyy`. */
  readonly datePattern: string;
  readonly currency: string;
}

const known = new Map<string, Conventions>();

/** @param locale as Google writes it: `en_AU` */
export function conventionsOf(locale: string): Conventions {
  const found = known.get(locale);
  if (found !== undefined) return found;
  const tag = locale.replace('_', '-');
  const numbers = new Intl.NumberFormat(tag, { useGrouping: true }).formatToParts(1234567.5);
  const days = new Intl.DateTimeFormat(tag, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    calendar: 'gregory',
    numberingSystem: 'latn',
  }).formatToParts(0);
  const part = (type: string) => numbers.find((each) => each.type === type)?.value ?? '';
  const order = days.map(({ type }) => ({ day: 'd', month: 'm', year: 'y' })[type as 'day'] ?? '').join('');
  const made: Conventions = {
    decimal: part('decimal'),
    group: part('group'),
    order: order as Conventions['order'],
    datePattern: days
      .map(({ type, value }) => ({ day: 'dd', month: 'MM', year: 'yyyy' })[type as 'day'] ?? value)
      .join(''),
    currency: CURRENCIES[tag.slice(3)] ?? '€',
  };
  known.set(locale, made);
  return made;
}

const CURRENCIES: Readonly<Record<string, string>> = {
  AU: '$',
  US: '$',
  NZ: '$',
  CA: '$',
  SG: '$',
  GB: '£',
  JP: '¥',
  CH: 'CHF',
  IN: '₹',
};

const DAY_MS = 86_400_000;
const EPOCH = Date.UTC(1899, 11, 30);

/** The serial number of a day; null where there is no such day. */
export function serialOf(year: number, month: number, day: number): number | null {
  const at = new Date(Date.UTC(year, month - 1, day));
  const isReal = at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return isReal && year >= 1900 ? (at.getTime() - EPOCH) / DAY_MS : null;
}

/** The day and time of a serial number, as a Date whose UTC fields are the sheet's own. */
export const dateOf = (serial: number): Date => new Date(EPOCH + Math.round(serial * DAY_MS));
