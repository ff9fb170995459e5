import type { Column } from '../column.ts';
import { code } from '../column.ts';
import { defineTab } from '../tab.ts';

const days: Column<readonly number[]> = {
  heading: 'Days',
  cell: { type: 'days' },
  note: 'Weekdays, such as Mon-Fri or Sat,Sun.',
};
const time = (heading: string, note: string): Column<number> => ({ heading, cell: { type: 'time' }, note });
const holidays: Column<boolean | null> = {
  heading: 'Holidays',
  cell: { type: 'boolean' },
  blank: null,
  note: 'TRUE: also on public holidays, whatever their weekday. FALSE: never on them. Blank: they are days like any other.',
};

/** USE-5: the first band in the tab that fits a record's start is its band. */
export const timeBands = defineTab<'timeBands'>({
  kind: 'timeBands',
  title: 'Time Bands',
  about: "When a rate with a band applies: the first row that fits a record's local start names its band.",
  item: null,
  key: ['name', 'days', 'fromMinutes'],
  columns: {
    name: code('Name', "The band's name; it may have several rows."),
    position: { position: true, note: "The row's place in the tab." },
    days,
    fromMinutes: time('From', 'Start, local time, included.'),
    untilMinutes: time('To', 'End, local time, excluded; 24:00 is the end of the day.'),
    holidays,
  },
});
