/** How values are written for people: money, days, instants in the provider's zone, and ages. */
import { dateIn, type Instant, minutesIn, type PlainDate, spokenDate } from '#core/calendar.ts';
import { formatTimeOfDay } from '#core/jobs/due-days.ts';
import {
  type Cents,
  formatCents,
  formatPrice,
  formatScaled,
  type PriceE8,
  type TaxRate,
} from '#core/money.ts';
import { counted, grouped } from '#core/words.ts';
import { type Html, html } from './html.ts';

const MINUTE_MS = 60_000;
const NOTHING = '–';

/** "1,234.50"; a credit bears the true minus sign, so that it is not read as a dash. */
export function money(amount: Cents | null): string {
  if (amount === null) return NOTHING;
  const [whole = '0', fraction = '00'] = formatCents(amount).replace('-', '').split('.');
  return `${amount < 0 ? '−' : ''}${grouped(whole)}.${fraction}`;
}

export const price = (value: PriceE8 | null): string => (value === null ? NOTHING : formatPrice(value));

/** 100_000 millionths are "10 %", never broken between lines. */
export const percent = (rate: TaxRate): string =>
  `${formatScaled(rate, 4)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')}\u00a0%`;

export const day = (date: PlainDate | null): Html | string =>
  date === null ? NOTHING : html`<time datetime="${date}">${spokenDate(date)}</time>`;

/** A period, both days included; where it has to break, it breaks behind the dash. */
export const period = (from: PlainDate, to: PlainDate): Html =>
  from === to ? html`${day(from)}` : html`<span class="nowrap">${day(from)} –</span> ${day(to)}`;

/** A sentence in which a number stays with its "%", and the dash of a span of days with its first. */
export const unbroken = (sentence: string): string => sentence.replace(/(\d) (?=[%–])/g, '$1\u00a0');

/** An instant on the wall clock of the provider: "1 Mar 2026, 14:05". */
export const moment = (at: Instant | null, timeZone: string): Html | string =>
  at === null
    ? NOTHING
    : html`<time datetime="${at}">${spokenDate(dateIn(timeZone, at))}, ${formatTimeOfDay(minutesIn(timeZone, at))}</time>`;

/** How long ago, in the largest unit that fits: "40 min", "5 h", "3 days". */
export function age(since: Instant, now: Instant): string {
  const minutes = Math.max(0, Math.floor((Date.parse(now) - Date.parse(since)) / MINUTE_MS));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : counted(Math.floor(hours / 24), 'day');
}

export const orNothing = (text: string | number | null | undefined): string =>
  text === null || text === undefined || text === '' ? NOTHING : String(text);
