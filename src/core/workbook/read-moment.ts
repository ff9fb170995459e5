/** Reads days, times of day and weekdays. */
import { fromDayNumber, readDate, spokenDate } from '../calendar.ts';
import { shorten } from '../plain-text.ts';
import { CellFault, decimalText, type Filled } from './cell.ts';
import type { Habits } from './locale.ts';
import { daysMeant, spokenDays } from './meant.ts';
import { LONGEST_WORD } from './read-number.ts';

/** Days from the spreadsheets' day 0, 1899-12-30, to 1970-01-01. */
const SERIAL_EPOCH = 25_569;

/** @param serialDates whether a number may be a day: see ReadOptions */
export function readDay(cell: Filled, serialDates: boolean, habits: Habits | null): string | CellFault {
  if (typeof cell === 'boolean')
    return new CellFault('wrong_type', `A date is needed here, not ${cell ? 'TRUE' : 'FALSE'}.`);
  if (typeof cell === 'number') return readSerial(cell, serialDates);
  const date = readDate(cell);
  if (date !== null) return date;
  const shown = `"${shorten(cell)}"`;
  const days = cell.length > LONGEST_WORD ? [] : daysMeant(cell, habits);
  const { spoken, written } = spokenDays(days);
  if (days.length > 1)
    return new CellFault(
      'invalid_date',
      `${shown} can be ${spoken}: write the one that is meant, ${written}.`,
    );
  return new CellFault(
    'invalid_date',
    days.length === 1
      ? `${shown} is not a date as it is written here: if ${spoken} is meant, write ${written}.`
      : `${shown} is not a date as it is written here: write year, month and day, like 2026-03-31, from 1900 to 2199.`,
  );
}

function readSerial(cell: number, serialDates: boolean): string | CellFault {
  const meant = cell > 1 && cell < 109_575 ? fromDayNumber(Math.floor(cell) - SERIAL_EPOCH) : null;
  const isDay = Number.isInteger(cell);
  if (meant !== null && isDay && serialDates) return meant;
  const text = decimalText(cell);
  if (meant === null)
    return new CellFault('date_as_number', `${text} is a number, not a date: write it like 2026-03-31.`);
  return new CellFault(
    'date_as_number',
    isDay
      ? `${text} is a number, not a date (as a spreadsheet's day it would be ${spokenDate(meant)}): if that is meant, write ${meant}.`
      : `${text} is a number; as a spreadsheet's day it would be ${spokenDate(meant)} with a time of day: write the day alone, ${meant}.`,
  );
}

const CLOCK = /^(\d{1,2}):(\d{2})(?::00)?$/;
const DAY_MINUTES = 1440;

export function readTime(cell: Filled): number | CellFault {
  if (typeof cell === 'number') {
    // Spreadsheets keep a time as a part of the day.
    const minutes = Math.round(cell * DAY_MINUTES);
    if (cell >= 0 && cell <= 1 && Math.abs(cell * DAY_MINUTES - minutes) < 1e-6) return minutes;
  }
  const match = CLOCK.exec(String(cell));
  const [hours, minutes] = [Number(match?.[1]), Number(match?.[2])];
  const total = hours * 60 + minutes;
  return match && minutes < 60 && total <= DAY_MINUTES
    ? total
    : new CellFault(
        'invalid_time',
        `"${shorten(String(cell))}" is not a time of day: write it like 08:00, up to 24:00.`,
      );
}

const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const LONG_NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

export function readDays(cell: Filled): readonly number[] | CellFault {
  if (String(cell).length > LONGEST_WORD) return notDays(cell);
  const found = new Set<number>();
  const ranges = String(cell)
    .toLowerCase()
    .replaceAll(/\s*[-–]\s*/g, '-')
    .split(/[\s,;]+/);
  for (const range of ranges) {
    const [from, to = from, ...rest] = range.split('-').map(weekday);
    if (rest.length > 0 || from == null || to == null) return notDays(cell);
    // Fri-Mon runs over the week's end.
    for (let day = from; ; day = (day % 7) + 1) {
      found.add(day);
      if (day === to) break;
    }
  }
  return [...found].sort((a, b) => a - b);
}

const weekday = (word: string): number | null => {
  const at = Math.max(DAY_NAMES.indexOf(word), LONG_NAMES.indexOf(word));
  return at < 0 ? null : at + 1;
};

const notDays = (cell: Filled): CellFault =>
  new CellFault(
    'invalid_days',
    `"${shorten(String(cell))}" does not name weekdays: write them like Mon-Fri or Sat,Sun.`,
  );
