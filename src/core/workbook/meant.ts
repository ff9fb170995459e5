/**
 * What a person may have meant by a day or number that is refused: told in the fault, never taken. Where the locale of the sheet is
 * not known, and two readings make sense, both are told.
 */
import { type PlainDate, readDate, spokenDate } from '../calendar.ts';
import { plainSpaces } from '../plain-text.ts';
import type { Habits } from './locale.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The days that a text can be read as, with or without a time of day behind it. */
export function daysMeant(text: string, habits: Habits | null): readonly PlainDate[] {
  const [day = ''] = plainSpaces(text).split(/(?:T|,?\s+)\d{1,2}:\d{2}/, 1);
  const parts = /^(\d{1,4})\s?[-/. ]\s?(\d{1,2}|[a-z]{3,9})\.?\s?[-/. ,]\s?(\d{1,4})$/i.exec(day)?.slice(1);
  const american = /^([a-z]{3,9})\.? (\d{1,2}),? (\d{4})$/i.exec(day);
  if (american !== null) return dated(american[3], american[1], american[2]);
  const [first = '', second = '', third = ''] = parts ?? [];
  if (parts === undefined) return [];
  if (first.length > 2) return dated(first, second, third);
  const byDay = dated(third, second, first);
  const byMonth = dated(third, first, second);
  if (habits !== null && habits.order !== 'ymd') return habits.order === 'mdy' ? byMonth : byDay;
  return [...new Set([...byDay, ...byMonth])];
}

function dated(year = '', month = '', day = ''): readonly PlainDate[] {
  const full = year.length === 2 ? `20${year}` : year;
  const named = MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1;
  const number = /^\d+$/.test(month) ? month : String(named);
  const date = readDate(`${full}-${number.padStart(2, '0')}-${day.padStart(2, '0')}`);
  return date === null ? [] : [date];
}

/** "1 Mar 2026 or 3 Jan 2026" and "2026-03-01 or 2026-01-03". */
export const spokenDays = (days: readonly PlainDate[]): { spoken: string; written: string } => ({
  spoken: days.map(spokenDate).join(' or '),
  written: days.join(' or '),
});

/** Currency signs and codes, as people put them around an amount. */
const CURRENCY = /^(?:[A-Z]{0,3}[$€£¥]|[A-Z]{3}\b)\s*|\s*(?:[$€£¥]|\b[A-Z]{3})$/giu;

/** The amounts that a text can be read as, written as they are taken: "1234.50". */
export function amountsMeant(text: string, habits: Habits | null): readonly string[] {
  const bare = plainSpaces(text).replaceAll(CURRENCY, '').trim();
  const readings = [
    ...(habits?.decimal === ',' ? [] : [amount(bare, /[,' ]/g, '.')]),
    ...(habits?.decimal === '.' ? [] : [amount(bare, /[.' ]/g, ',')]),
  ];
  return [...new Set(readings.filter((reading) => reading !== null))];
}

function amount(text: string, groups: RegExp, decimal: '.' | ','): string | null {
  const [whole = '', decimals, ...more] = text.split(decimal);
  const isGrouped = /^-?\d{1,3}(?:[.,' ]\d{3})+$/.test(whole);
  if (more.length > 0 || (decimals !== undefined && !/^\d+$/.test(decimals))) return null;
  const digits = whole.replaceAll(groups, '');
  if (!/^-?\d{1,15}$/.test(digits) || (digits !== whole && !isGrouped)) return null;
  return decimals === undefined ? digits : `${digits}.${decimals}`;
}

/**
 * Whether digits with points are thousands to people of the locale and a decimal to a program: 1.234 in a German sheet. Only of a text:
 * a number is what the sheet made of it.
 */
export const isEitherWay = (text: string, habits: Habits | null): boolean =>
  habits?.decimal === ',' && /^-?[1-9]\d{0,2}(?:\.\d{3})+$/.test(text);
