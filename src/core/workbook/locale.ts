/** How people of a spreadsheet's locale write numbers and days: what a fault goes by when it says what may be meant. */

export interface Habits {
  readonly decimal: '.' | ',';
  /** The order of a day's parts. */
  readonly order: 'dmy' | 'mdy' | 'ymd';
}

const known = new Map<string, Habits | null>();

/** @param locale as spreadsheets name it: en_AU or en-AU; null, and one that nobody knows, say nothing */
export function habitsOf(locale: string | null | undefined): Habits | null {
  if (locale === null || locale === undefined) return null;
  const before = known.get(locale);
  if (before !== undefined) return before;
  const habits = look(locale.replace('_', '-'));
  known.set(locale, habits);
  return habits;
}

function look(tag: string): Habits | null {
  try {
    const [decimal] = new Intl.NumberFormat(tag).formatToParts(1.5).filter(({ type }) => type === 'decimal');
    const parts = new Intl.DateTimeFormat(tag, { timeZone: 'UTC', calendar: 'gregory' }).formatToParts(0);
    const order = parts.flatMap(({ type }) => PARTS[type] ?? []).join('');
    return {
      decimal: decimal?.value === ',' ? ',' : '.',
      order: order === 'mdy' || order === 'ymd' ? order : 'dmy',
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const PARTS: Readonly<Record<string, string>> = { day: 'd', month: 'm', year: 'y' };
