/** That a day to bill has not come yet: nobody bills a year too much by a slip of the keyboard unwarned. */
import { addMonths, daysBetween, monthIndexOf, type PlainDate, spokenDate } from '../calendar.ts';
import { counted } from '../words.ts';

/** "This day lies ahead: 29 Dec 2027 is in 13 months." Whole months, or days below one; null: it has come. */
export function sayAhead(day: PlainDate, today: PlainDate): string | null {
  if (day <= today) return null;
  const between = monthIndexOf(day) - monthIndexOf(today);
  const months = addMonths(today, between) > day ? between - 1 : between;
  const how = months === 0 ? counted(daysBetween(today, day), 'day') : counted(months, 'month');
  return `This day lies ahead: ${spokenDate(day)} is in ${how}.`;
}
